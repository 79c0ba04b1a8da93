"""The public corpora, their labels mapped to ours; a tenth of each kept apart for validation.

HWU64 (Liu et al. 2019, CC BY 4.0) and CLINC150 (Larson et al. 2019, CC BY 3.0), as JSON lines.
Their labels are noisy: what the mapping cannot trust is dropped.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from training.example import NONE, Example, whole

MAPPING = Path(__file__).parent / "data" / "corpora.yaml"
_MARK = re.compile(r"\[([^:\]]+) : ([^\]]+)\]")


def held_apart(text: str) -> bool:
    """Whether a sentence belongs to the tenth that is never trained on."""
    return hashlib.sha256(text.strip().lower().encode()).digest()[0] < 26


def read(folder: Path) -> Iterator[tuple[str, Example]]:
    """(corpus label, example) of both corpora.

    Raises:
        FileNotFoundError: the folder lacks ``hwu64.jsonl`` or ``clinc150.jsonl``.
    """
    mapping = yaml.safe_load(MAPPING.read_text())
    for line in (folder / "hwu64.jsonl").read_text().splitlines():
        row = json.loads(line)
        name = f"{row['scenario']}_{row['intent']}"
        if label := _label(mapping["hwu64"].get(name, NONE), row["annotated"].lower()):
            text = _MARK.sub(r"\2", row["annotated"]).strip()
            yield f"hwu64/{name}", whole(text, label, "hwu64")
    for line in (folder / "clinc150.jsonl").read_text().splitlines():
        row = json.loads(line)
        if label := _label(mapping["clinc150"].get(row["intent"], NONE), row["text"].lower()):
            yield f"clinc150/{row['intent']}", whole(row["text"].strip(), label, "clinc150")


def _label(rule: str | list[Mapping[str, str]], text: str) -> str | None:
    """The label of the first pattern that fits; None where the sentence is to be dropped."""
    if isinstance(rule, str):
        return rule
    for choice in rule:
        if re.search(choice.get("if", ""), text):
            return choice["label"] if choice["label"] != "drop" else None
    return None
