"""The tokenizer of a model: the base model's, without the pieces that it will not need."""

import json
from pathlib import Path
from typing import Any

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_SIGNS = "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u00b0\u20ac\u00a3\u2122"


def pruned(path: Path, limit: int | None = None) -> tuple[str, list[int]]:
    """A smaller ``tokenizer.json`` and the ids of the base vocabulary that stay, in their order.

    What goes: unused slots, pieces with letters outside Latin, and with ``limit`` all but the
    most frequent pieces (the base vocabulary is ordered by frequency); single characters stay, so
    that every word can still be spelt.
    """
    tokenizer: dict[str, Any] = json.loads(path.read_text())
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    ordered = sorted(vocabulary.items(), key=lambda item: item[1])
    latin = [(piece, at) for piece, at in ordered if piece in _SPECIAL or _latin(piece)]
    if limit is not None:
        always = {piece for piece, _ in latin if piece in _SPECIAL or len(piece.lstrip("#")) < 2}
        room = limit - len(always)
        often = {piece for piece, _ in [p for p in latin if p[0] not in always][:room]}
        latin = [(piece, at) for piece, at in latin if piece in always | often]
    _renumber(tokenizer, {piece: at for at, (piece, _) in enumerate(latin)})
    return json.dumps(tokenizer, ensure_ascii=False), [at for _, at in latin]


def _latin(piece: str) -> bool:
    if piece.startswith("[unused"):
        return False
    return all(ord(letter) < 0x250 or letter in _SIGNS for letter in piece)


def _renumber(tokenizer: dict[str, Any], new: dict[str, int]) -> None:
    tokenizer["model"]["vocab"] = new
    tokenizer["truncation"] = tokenizer["padding"] = None
    for token in tokenizer["added_tokens"]:
        token["id"] = new[token["content"]]
    processor = tokenizer["post_processor"]
    for token in processor.get("special_tokens", {}).values():
        token["ids"] = [new[content] for content in token["tokens"]]
    for side in ("sep", "cls"):
        if side in processor:
            processor[side] = [processor[side][0], new[processor[side][0]]]
