"""The outbox with a real store, and the disk's faults as they come."""

import os
import resource
import signal
import sqlite3
import time

import pytest

from agent.broker import Publication, Receipt
from agent.delivery import Outbox, Store, Unit, lock_folder
from agent.delivery import outbox as module
from agent.delivery import store as store_module
from agent.errors import StoreError
from support.brokers import HeldBroker

SIZE = 1024 * 1024


class Box:
    """An outbox that can be killed: what it kept is there, what it did not is not."""

    def __init__(self, folder, *, at_once=False, durable=True):
        self.broker = HeldBroker(at_once=at_once)
        self.outbox = Outbox(self.broker, Store(folder, SIZE), durable=durable)
        self.kept = self.outbox.start()

    def send(self, mid, *topics, **fields):
        told = [Publication(topic, b"x") for topic in topics]
        self.outbox.send(Unit(told, [Receipt(1, mid, 1)], **fields))

    def topics(self):
        return [one.topic for one in self.broker.published]


@pytest.fixture
def box(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_STRIKE_OFF", 0.01)
    monkeypatch.setattr(module, "_RETRY", 0.05)
    boxes = []

    def make(**keywords):
        boxes.append(Box(tmp_path, **keywords))
        return boxes[-1]

    yield make
    for one in boxes:
        one.outbox.close()


def rows(folder, table="waiting"):
    with sqlite3.connect(folder / "outbox.db") as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def test_it_is_kept_then_acknowledged_then_published_then_struck_off(box, tmp_path):
    one = box()
    one.send(1, "a", "b")
    one.broker.expect(published=2, acknowledged=1)
    assert len(rows(tmp_path)) == 2
    one.broker.accept()
    one.outbox.close()
    assert rows(tmp_path) == []


def test_what_was_not_accepted_is_published_by_the_next_run_in_order(box):
    first = box()
    for mid in range(5):
        first.send(mid, f"t{mid}")
    first.broker.expect(published=5, acknowledged=5)
    first.outbox.close()
    second = box()
    assert second.topics() == ["t0", "t1", "t2", "t3", "t4"]
    second.broker.accept()
    second.outbox.close()
    assert box().topics() == []


def test_all_of_a_publication_is_kept(box):
    told = Publication("t", b"\x00\xff", retain=True, correlation=b"c", until=1e9)
    first = box()
    first.outbox.send(Unit([told]))
    first.broker.expect(published=1)
    first.outbox.close()
    (again,) = box().broker.published
    assert (again.payload, again.retain, again.correlation) == (b"\x00\xff", True, b"c")
    assert again.until == pytest.approx(1e9, abs=5)


LAMP = Publication("lamp", b"on", again=30, instead=Publication("act", b"given up"))
BELL = Publication("bell", b"ring", again=0, instead=Publication("act", b"given up"))


def late(publication):
    return publication.until is not None and publication.until <= time.monotonic()


def test_the_next_run_may_send_again_what_says_how_something_shall_be_but_only_for_a_while(box):
    first = box()
    first.outbox.send(Unit([Publication("a", b"x"), LAMP, BELL]))
    first.broker.expect(published=3)
    assert not any(late(one) for one in first.broker.published)
    first.outbox.close()
    a, lamp, bell = box().broker.published
    assert (a.until, late(lamp), late(bell)) == (None, False, True)
    assert lamp.until == pytest.approx(time.monotonic() + 30, abs=5)


@pytest.mark.parametrize("durable", [True, False])
def test_for_what_is_given_up_something_else_is_published(box, tmp_path, durable):
    one = box(durable=durable)
    one.outbox.send(Unit([LAMP, Publication("a", b"x")], [Receipt(1, 7, 1)]))
    one.broker.expect(published=2)
    one.broker.accept("it is too late for it")
    one.broker.expect(published=3, acknowledged=1)
    assert one.topics() == ["lamp", "a", "act"]
    one.outbox.close()
    assert [row[1] for row in rows(tmp_path)] == (["act"] if durable else [])


def test_an_agent_that_dies_between_says_at_the_next_start_what_it_gave_up(box, tmp_path):
    first = box()
    first.outbox.send(Unit([BELL]))
    first.broker.expect(published=1)
    first.outbox.close()
    second = box()
    second.broker.accept("it is too late for it")
    second.broker.expect(published=2)
    assert second.topics() == ["bell", "act"]
    second.broker.accept()
    second.outbox.close()
    assert rows(tmp_path) == []


def test_a_file_of_another_version_is_put_aside(box, tmp_path):
    with sqlite3.connect(tmp_path / "outbox.db") as connection:
        connection.execute("CREATE TABLE waiting (id INTEGER PRIMARY KEY, topic TEXT NOT NULL)")
    one = box(at_once=True)
    one.send(1, "a")
    one.broker.expect(published=1, acknowledged=1)
    assert (tmp_path / "outbox.db.broken").exists()
    assert one.outbox.problem is None


def test_answers_and_timers_are_kept_with_it(box):
    one = box()
    answer = Publication("result", b"said")
    one.send(1, "a", key=b"k1", answer=answer, timers=b"tick")
    one.send(2, "b", key=b"k2", answer=answer)
    one.broker.expect(published=2)
    one.outbox.close()
    kept = box().kept
    assert kept.timers == b"tick"
    assert [(key, said) for key, _, said in kept.answers] == [(b"k1", answer), (b"k2", answer)]
    assert all(0 <= age < 60 for _, age, _ in kept.answers)


def test_old_answers_are_forgotten_at_a_start(box, tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_KEYS", 3)
    one = box()
    for number in range(5):
        one.send(number, key=bytes([number]), answer=Publication("result", b"said"))
    one.outbox.close()
    assert len(rows(tmp_path, "answered")) == 5
    assert [key for key, _, _ in box().kept.answers] == [b"\2", b"\3", b"\4"]
    assert len(rows(tmp_path, "answered")) == 3


def test_what_was_not_done_is_not_kept(box, tmp_path):
    one = box(at_once=True)
    one.send(1, "a", passing=True)
    one.broker.expect(published=1, acknowledged=1)
    assert one.broker.published[0].topic == "a"
    assert rows(tmp_path) == []


def test_fast_acknowledges_when_the_broker_has_everything_and_keeps_only_timers(box, tmp_path):
    one = box(durable=False)
    one.send(1, "a", "b", key=b"k", answer=Publication("result", b""))
    assert one.topics() == ["a", "b"]
    assert one.broker.acknowledged == []
    one.broker.accept()
    assert one.broker.acknowledged == [1]
    one.send(2, "c", timers=b"tick")
    one.broker.expect(published=3)
    one.outbox.close()
    assert rows(tmp_path) == rows(tmp_path, "answered") == []
    assert box(durable=False).kept.timers == b"tick"


def test_fast_publishes_what_a_durable_run_left(box):
    first = box()
    first.send(1, "a")
    first.broker.expect(published=1)
    first.outbox.close()
    assert box(durable=False).topics() == ["a"]


def test_without_a_store_nothing_is_kept():
    broker = HeldBroker(at_once=False)
    outbox = Outbox(broker)
    assert outbox.start().timers is None
    outbox.send(Unit([Publication("a", b"x")], [Receipt(1, 1, 1)], timers=b"tick"))
    outbox.send(Unit(receipts=[Receipt(1, 2, 1)]))
    assert broker.acknowledged == [2]
    broker.accept()
    assert broker.acknowledged == [2, 1]
    outbox.close()


def test_a_full_store_lets_results_through_and_heals(box):
    one = box()
    big = Publication("big", bytes(600_000))
    one.outbox.send(Unit([big], [Receipt(1, 1, 1)]))
    one.broker.expect(published=1, acknowledged=1)
    one.outbox.send(Unit([big], [Receipt(1, 2, 1)], timers=b"tick"))
    one.broker.expect(published=2)
    assert "full" in one.outbox.problem
    # Not kept, so not acknowledged before the broker has it.
    assert one.broker.acknowledged == [1]
    one.broker.accept()
    one.broker.expect(acknowledged=2)
    one.send(3, "small")
    one.broker.expect(published=3, acknowledged=3)
    one.outbox.flush(20)
    assert one.outbox.problem is None
    one.outbox.close()
    again = box()
    assert again.topics() == ["small"]
    # What could not be kept then was kept later.
    assert again.kept.timers == b"tick"


@pytest.fixture
def full_disk():
    """No file may grow: what a full disk looks like to a program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def fill(full):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024 if full else before[0], before[1]))

    yield fill
    fill(full=False)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_takes_nothing_is_told_survived_and_healed(box, log, full_disk):
    one = box(at_once=True)
    full_disk(full=True)
    one.send(1, "a", timers=b"tick")
    one.broker.expect(published=1, acknowledged=1)
    assert "outbox.db cannot be written" in one.outbox.problem
    full_disk(full=False)
    log.expect("ERROR")
    # Without any traffic it is found out that the disk is well again.
    log.expect("what is published is kept again")
    one.outbox.close()
    assert box().kept.timers == b"tick"


@pytest.mark.parametrize(
    "data", [b"not a database at all" * 100, b"", b"SQLite format 3\x00" + bytes(4000)]
)
def test_a_broken_file_is_put_aside(box, tmp_path, log, data):
    (tmp_path / "outbox.db").write_bytes(data)
    one = box(at_once=True)
    one.send(1, "a")
    one.broker.expect(published=1, acknowledged=1)
    assert one.outbox.problem is None
    if data:
        log.expect("is broken")
        assert (tmp_path / "outbox.db.broken").read_bytes() == data


def test_what_can_be_read_of_a_broken_file_is_published(box, tmp_path):
    first = box()
    for mid in range(200):
        first.send(
            mid, f"topic/{mid:04}", key=str(mid).encode(), answer=Publication("r", bytes(2000))
        )
    first.broker.expect(published=200)
    first.outbox.close()
    data = bytearray((tmp_path / "outbox.db").read_bytes())
    # Somewhere in the answers; what waits stands in other pages.
    at = data.rindex(bytes(1500))
    page = at // 4096 * 4096
    data[page : page + 200] = os.urandom(200)
    (tmp_path / "outbox.db").write_bytes(data)
    again = box()
    assert len(again.topics()) == 200
    assert again.outbox.problem is None


def test_a_file_that_breaks_while_it_runs_is_put_aside(box, tmp_path, log):
    one = box()
    one.send(1, "a")
    one.broker.expect(published=1, acknowledged=1)
    one.outbox.flush(20)
    one.outbox._store.close()
    (tmp_path / "outbox.db").write_bytes(b"rubbish" * 1000)
    one.send(2, "b")
    one.broker.expect(published=2)
    one.broker.accept()
    one.broker.expect(acknowledged=2)
    log.expect("put aside")
    log.expect("what is published is kept again")
    one.send(3, "c")
    one.broker.expect(published=3, acknowledged=3)


def test_a_folder_that_cannot_be_is_told_and_published_all_the_same(tmp_path):
    blocked = tmp_path / "state"
    blocked.write_text("a file")
    broker = HeldBroker()
    outbox = Outbox(broker, Store(blocked, SIZE))
    outbox.start()
    assert "cannot be used" in outbox.problem
    outbox.send(Unit([Publication("a", b"x")], [Receipt(1, 1, 1)]))
    broker.expect(published=1, acknowledged=1)
    outbox.close()


def test_a_store_that_comes_back_publishes_what_was_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_RETRY", 0.05)
    first = Box(tmp_path)
    first.send(1, "left")
    first.broker.expect(published=1)
    first.outbox.close()
    away = tmp_path.with_name("away")
    tmp_path.rename(away)
    second = Box(tmp_path, at_once=True)
    assert second.outbox.problem
    away.rename(tmp_path)
    second.broker.expect(published=1)
    assert second.topics() == ["left"]
    second.outbox.close()


def test_a_second_agent_is_kept_out_of_the_folder(tmp_path, log):
    lock = lock_folder(tmp_path)
    with pytest.raises(StoreError, match="another agent is running"):
        lock_folder(tmp_path)
    os.close(lock)
    os.close(lock_folder(tmp_path))
    (tmp_path / "file").write_text("")
    assert lock_folder(tmp_path / "file") is None
    log.expect("cannot be written")
