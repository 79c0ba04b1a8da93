"""What must survive the agent, in SQLite: one transaction for all that belongs to a message.

With a write-ahead log and ``synchronous=FULL`` a commit costs one flush of the disk, and what is
committed survives a power cut. The file is bounded; when it is full, or the disk is, a commit
fails whole and nothing in it changes.
"""

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from agent.broker import Publication
from agent.delivery.interface import Kept, Unit
from agent.delivery.repeats import MAX_KEYS
from agent.errors import StoreError
from agent.log import get_logger

_FILE = "outbox.db"
_LOCK = "lock"
_PAGE = 4096
#: Old answers are struck off every so many units.
_PURGE_EVERY = 256
#: What SQLite says of a file that cannot be mended, or is of another version.
_BROKEN = ("malformed", "not a database", "file is encrypted", "no column named", "no such column")

_SETTINGS = f"""
PRAGMA page_size = {_PAGE};
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -512;
PRAGMA wal_autocheckpoint = 256;
PRAGMA journal_size_limit = 1048576;
"""
_TABLES = """
CREATE TABLE IF NOT EXISTS waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, payload BLOB NOT NULL,
    correlation BLOB, retain INTEGER NOT NULL, until REAL, instead_topic TEXT, instead BLOB);
CREATE TABLE IF NOT EXISTS answered (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, time REAL NOT NULL,
    topic TEXT NOT NULL, payload BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS timers (one INTEGER PRIMARY KEY CHECK (one = 1), data BLOB NOT NULL);
"""

_log = get_logger("outbox")


class Store:
    """The file; one thread uses it at a time.

    Args:
        folder: where it is.
        size: bytes that it may take.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self.path = folder / _FILE
        self._size = size
        self._connection: sqlite3.Connection | None = None
        self._units = 0
        self.generation = 0
        """Counts the files that were begun, because each numbers publications anew."""

    def load(self) -> Kept:
        """What is in it; a file that cannot be read is put aside, and what is left of it is given.

        Raises:
            StoreError: there is no file and none can be made.
        """
        try:
            connection = self._open()
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if state != "ok":
                raise sqlite3.DatabaseError(f"malformed: {state}")
            kept, fault = _read(connection)
            if fault:
                raise fault
            _forget_old(connection)
        except sqlite3.Error as error:
            return self._start_anew(error)
        return kept

    def commit(self, units: Iterable[Unit], settled: Collection[int]) -> list[list[int]]:
        """Keep units, and strike off what the broker has accepted.

        Args:
            units: in their order.
            settled: numbers of publications.

        Returns:
            The numbers of the publications of each unit.

        Raises:
            StoreError: nothing was changed.
        """
        try:
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM waiting WHERE id = ?", [(one,) for one in settled])
            numbers = [self._insert(connection, unit) for unit in units]
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self.close()  # rolls back, and the next attempt opens what may be mended by then
            if _is_broken(error):
                self._put_aside(error)
            raise StoreError(f"{self.path} cannot be written: {error}") from None
        return numbers

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        connection, self._connection = self._connection, None
        if connection:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            # What was said is nobody else's; SQLite gives its other files the same rights.
            with contextlib.suppress(OSError):
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            # One thread at a time, but not always the same.
            connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._connection = connection
            connection.executescript(_SETTINGS)
            connection.execute(f"PRAGMA max_page_count = {max(self._size // _PAGE, 16)}")
            connection.executescript(_TABLES)
        return self._connection

    def _insert(self, connection: sqlite3.Connection, unit: Unit) -> list[int]:
        if unit.timers is not None:
            connection.execute("INSERT OR REPLACE INTO timers VALUES (1, ?)", (unit.timers,))
        if unit.key is not None and unit.answer is not None:
            connection.execute(
                "INSERT OR REPLACE INTO answered (key, time, topic, payload) VALUES (?, ?, ?, ?)",
                (unit.key, time.time(), unit.answer.topic, unit.answer.payload),
            )
        self._units += 1
        if self._units % _PURGE_EVERY == 0:
            _forget_old(connection)
        return [_insert(connection, one) for one in unit.publications]

    def _start_anew(self, error: sqlite3.Error) -> Kept:
        kept = Kept()
        if _is_broken(error):
            if self._connection:
                with contextlib.suppress(sqlite3.Error):
                    kept, _ = _read(self._connection)
            self.close()
            self._put_aside(error)
            with contextlib.suppress(StoreError):
                # The numbers are those of the new file.
                told = [publication for _, publication in kept.publications]
                numbers = self.commit([Unit(told, timers=kept.timers)], ())[0]
                kept.publications = list(zip(numbers, told, strict=True))
                return kept
        self.close()
        raise StoreError(f"{self.path} cannot be used: {error}")

    def _put_aside(self, error: sqlite3.Error) -> None:
        _log.error("%s is broken (%s); put aside as %s.broken", self.path, error, self.path.name)
        self.generation += 1
        for suffix in ("", "-wal", "-shm"):
            part = self.path.with_name(self.path.name + suffix)
            with contextlib.suppress(OSError):
                part.replace(self.path.with_name(f"{self.path.name}.broken{suffix}"))


def lock_folder(folder: Path) -> int | None:
    """Keep other agents out of a folder, for as long as this process lives.

    Returns:
        The open lock; None where the folder cannot be written and nothing is kept in it.

    Raises:
        StoreError: another agent runs with this folder.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        _log.error("state_dir %s cannot be written: %s", folder, error.strerror)
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise StoreError(
            f"state_dir {folder}: another agent is running with it; "
            "stop that one, or give each its own node and state_dir"
        ) from None
    return lock


def _forget_old(connection: sqlite3.Connection) -> None:
    """Keep the answers that are remembered after a start, and no others."""
    connection.execute(
        "DELETE FROM answered WHERE id <= (SELECT max(id) FROM answered) - ?", (MAX_KEYS,)
    )


def _insert(connection: sqlite3.Connection, one: Publication) -> int:
    instead = (one.instead.topic, one.instead.payload) if one.instead else (None, None)
    row = (one.topic, one.payload, one.correlation, one.retain, _until(one), *instead)
    added = connection.execute(
        "INSERT INTO waiting (topic, payload, correlation, retain, until, instead_topic, instead) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    return added.lastrowid or 0


def _until(one: Publication) -> float | None:
    """When it is of no use any more to the next run, which cannot know whether it was sent."""
    now = time.time()
    # The monotonic clock starts again with the board.
    limits = [] if one.until is None else [now + one.until - time.monotonic()]
    return min([*limits, now + one.again] if one.again is not None else limits, default=None)


def _read(connection: sqlite3.Connection) -> tuple[Kept, sqlite3.Error | None]:
    """What can be read, and the fault that ended it."""
    kept = Kept()
    try:
        for (data,) in connection.execute("SELECT data FROM timers"):
            kept.timers = data
        query = (
            "SELECT id, topic, payload, retain, correlation, until, instead_topic, instead "
            "FROM waiting ORDER BY id"
        )
        for row in connection.execute(query):
            kept.publications.append((row[0], _publication(*row[1:])))
        query = "SELECT key, time, topic, payload FROM answered ORDER BY id DESC LIMIT ?"
        for key, at, topic, payload in connection.execute(query, (MAX_KEYS,)):
            kept.answers.append((key, time.time() - at, Publication(topic, payload)))
    except sqlite3.Error as error:
        return kept, error
    finally:
        kept.answers.reverse()
    return kept, None


def _publication(
    topic: str,
    payload: bytes,
    retain: int,
    correlation: bytes | None,
    until: float | None,
    instead_topic: str | None,
    instead: bytes | None,
) -> Publication:
    left = None if until is None else until - time.time() + time.monotonic()
    other = (
        Publication(instead_topic, instead or b"", correlation=correlation)
        if instead_topic
        else None
    )
    return Publication(topic, payload, bool(retain), correlation, left, instead=other)


def _is_broken(error: sqlite3.Error) -> bool:
    return any(sign in str(error) for sign in _BROKEN)
