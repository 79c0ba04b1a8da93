"""Model folders: what they hold, where they are found, and proof that nobody changed them.

A model folder holds ``manifest.json``, ``labels.json``, ``tokenizer.json``, ``model.onnx`` and
``card.md``. The manifest names the SHA-256 of every other file; nothing is opened before it holds.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from agent.errors import ModelError
from agent.recognizer.sealed import SealedFile

#: The files of a model folder beside its manifest.
FILES = ("labels.json", "tokenizer.json", "card.md", "model.onnx")
#: No model for a board is larger, in bytes.
MAX_FILE = 512 * 1024 * 1024
_CHUNK = 1024 * 1024
_T = TypeVar("_T", bound=msgspec.Struct)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """``labels.json``: what the outputs of the model mean."""

    name: str
    tier: str
    """What kind of reader it is: ``encoder``, or ``nano`` for the small one."""
    language: str
    intents: tuple[str, ...]
    """A label of each intent output, ``none`` first; ``Intent`` or ``Intent.manner``."""
    tags: tuple[str, ...]
    """A label of each tag output: ``O``, ``B-<kind>``, ``I-<kind>``."""
    transitions: tuple[tuple[float, ...], ...] = ()
    """Added to the score of a tag (column) behind another (row), the last row the start of an
    utterance; nothing is added where they are left out."""
    temperature: float
    """What intent logits are divided by so that confidence is calibrated."""
    max_tokens: int
    """Longest utterance read, in tokens."""


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model folder whose manifest holds."""

    folder: Path
    card: Card
    tokenizer: bytes
    network: SealedFile


def load_files(folder: Path) -> ModelFiles:
    """Read a model folder, every file checked against the manifest.

    The bytes that were checked are the bytes that are used: nothing is read twice.

    Raises:
        ModelError: a file is missing, too large, changed, or not what it should be.
    """
    manifest = _decode(folder, "manifest.json", _read(folder, "manifest.json"), _Manifest)
    contents = {name: _verified(folder, name, manifest.files.get(name)) for name in FILES[:-1]}
    network = SealedFile(_checked(folder, FILES[-1], manifest.files.get(FILES[-1])))
    if unknown := sorted(set(manifest.files) - set(FILES)):
        raise ModelError(f"model {folder}: manifest.json names the unknown file {unknown[0]!r}")
    card = _decode(folder, "labels.json", contents["labels.json"], Card)
    rows, count = [len(row) for row in card.transitions], len(card.tags)
    if rows and rows != [count] * (count + 1):
        raise ModelError(
            f"model {folder}: labels.json: transitions must be {count + 1} rows of {count} numbers"
        )
    return ModelFiles(folder, card, contents["tokenizer.json"], network)


def _verified(folder: Path, name: str, expected: str | None) -> bytes:
    return b"".join(_checked(folder, name, expected))


def _checked(folder: Path, name: str, expected: str | None) -> Iterator[bytes]:
    """A file piece by piece; after the last one it is known whether it is the right one."""
    if expected is None:
        raise ModelError(f"model {folder}: manifest.json does not name {name}")
    found = hashlib.sha256()
    for chunk in _chunks(folder, name):
        found.update(chunk)
        yield chunk
    if found.hexdigest() != expected:
        raise ModelError(
            f"model {folder}: {name} is not the file that manifest.json names (SHA-256 differs); "
            "install the model again"
        )


def _read(folder: Path, name: str) -> bytes:
    return b"".join(_chunks(folder, name))


def _chunks(folder: Path, name: str) -> Iterator[bytes]:
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            raise ModelError(f"model {folder}: {name} points outside its folder")
        if path.stat().st_size > MAX_FILE:
            raise ModelError(f"model {folder}: {name} is larger than {MAX_FILE} bytes")
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise ModelError(f"model {folder}: {name}: {error.strerror}") from None


def _decode(folder: Path, name: str, content: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"model {folder}: {name}: {error}") from None
