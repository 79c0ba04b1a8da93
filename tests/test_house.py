"""The house: which part may know which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import agent

ROOT = Path(agent.__file__).parent

#: From left to right; a part knows only what stands to its left, and siblings not each other.
ORDER = (
    ("clock", "errors", "files", "memory", "near", "tables"),
    ("log", "messages", "model_names"),
    ("home", "reading"),
    ("config",),
    (
        *("broker", "discovery", "governor", "grounding", "health", "recognizer", "systemd"),
        "timers",
    ),
    ("actuation", "announce", "delivery", "hermes", "metrics", "sensors", "wyoming"),
    ("pipeline",),
    ("daemon", "evaluation"),
    ("bench", "setup"),
    ("doctor",),
    ("cli",),
    ("__main__",),
)
#: Libraries that only one part may import.
ONLY = {
    "onnxruntime": {"recognizer"},
    "paho": {"broker"},
    "pint": {"sensors"},
    "prometheus_client": {"metrics"},
    "rich": {"cli"},
    "tokenizers": {"recognizer"},
    "wyoming": {"wyoming"},
    "zeroconf": {"setup", "wyoming"},
}
#: What must not be needed at run time.
NEVER = {
    "amqtt",
    "hassil",
    "huggingface_hub",
    "onnx",
    "pandas",
    "requests",
    "torch",
    "transformers",
}

RANK = {part: rank for rank, parts in enumerate(ORDER) for part in parts}
MODULES = sorted(ROOT.rglob("*.py"))


def part_of(module: Path) -> str:
    inside = module.relative_to(ROOT).parts
    return inside[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write imports from the top"
            assert node.module
            yield node.module
            if node.module == "agent":
                yield from (f"agent.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(ROOT)))
def test_a_module_knows_only_what_stands_to_its_left(module):
    part = part_of(module)
    assert part == "__init__" or part in RANK, f"give {part} its place in ORDER"
    if part == "__init__":
        assert not list(imports_of(module))
        return
    for name in imports_of(module):
        library, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if library == "agent" and other in RANK:
            assert other == part or RANK[other] < RANK[part], f"{part} must not know {other}"
        assert part in ONLY.get(library, {part}), f"{part} must not import {library}"
        assert library not in NEVER, f"{library} is not for run time"
