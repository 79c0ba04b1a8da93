"""Models read from folders: those of training, and those that ship, to go on training from them.

:mod:`training.export` writes matrices in 8 bits; what comes back is within half a step of what was
trained. The places of tokens beyond the longest utterance of a folder come back as zeros: nothing
that is trained on reaches them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.model import IntentModel, Shape, spread

_HEADS = ("tags", "border", "weight", "intents")
#: The matrices and norms of a layer in the order of the graph.
_MATRICES = ("out", "up", "down")
_NORMS = ("norm", "norm2")

_INTO_ATTENTION = ("query", "key", "value")

_Weights = dict[str, np.ndarray]
#: Its kind, and the constants that go into it.
_Operator = tuple[str, list[np.ndarray]]


@dataclass(frozen=True)
class Trained:
    """A model, and what its outputs and inputs mean."""

    model: IntentModel
    labels: dict[str, list[str]]
    tokenizer: str
    """The contents of ``tokenizer.json``."""


def load(folder: Path) -> Trained:
    """A trained model of a folder, be it one of training or one that ships."""
    return _trained(folder) if (folder / "model.pt").exists() else _restored(folder)


def adopt(model: IntentModel, labels: dict[str, list[str]], trained: Trained) -> None:
    """Take over the weights of a trained model, the outputs of labels that both have by name.

    A model of fewer layers takes as many of them; one of other word embeddings keeps its own.
    """
    ours, theirs = model.state_dict(), trained.model.state_dict()
    sources = spread(trained.model.shape.layers, model.shape.layers)
    state = {}
    for name, own in ours.items():
        new = theirs.get(_source(name, sources))
        state[name] = own if new is None or new.shape != own.shape else new
    if state["words.weight"] is ours["words.weight"] and "widen.weight" in ours:
        state["widen.weight"] = ours["widen.weight"]
    shared = {head: _shared(labels[head], trained.labels[head]) for head in ("intents", "tags")}
    for head, (to, source) in shared.items():
        for name in (f"{head}.weight", f"{head}.bias"):
            state[name] = ours[name].index_copy(0, to, theirs[name][source])
    to, source = shared["tags"]
    # The last row, of the start, is every model's last.
    row, other = (torch.cat([side, torch.tensor([-1])])[:, None] for side in (to, source))
    state["transitions"] = ours["transitions"].clone()
    state["transitions"][row, to] = theirs["transitions"][other, source]
    model.load_state_dict(state)


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
    """The places of the labels that both have: in ours, and in theirs."""
    known = {label: at for at, label in enumerate(theirs)}
    pairs = [(at, known[label]) for at, label in enumerate(ours) if label in known]
    to, source = torch.tensor(pairs).T
    return to, source


def _source(name: str, sources: Sequence[int]) -> str:
    """The name in the deeper model of a weight of the flatter one."""
    kind, _, rest = name.partition(".")
    at, _, rest = rest.partition(".")
    return f"layers.{sources[int(at)]}.{rest}" if kind == "layers" else name


def _trained(folder: Path) -> Trained:
    labels = json.loads((folder / "labels.json").read_text())
    return _made(folder, labels, torch.load(folder / "model.pt"))


def _made(folder: Path, labels: dict[str, list[str]], state: dict[str, torch.Tensor]) -> Trained:
    """A model of the shape that its weights have."""
    vocabulary, width = state["words.weight"].shape
    shape = Shape(
        len(labels["intents"]), len(labels["tags"]), vocabulary,
        layers=sum(name.endswith(".up.bias") for name in state),
        narrow=width if "widen.weight" in state else None,
    )  # fmt: skip
    model = IntentModel(shape)
    # A model of a time when none was told of the home knows nothing of it.
    model.load_state_dict({"known.weight": model.known.weight, **state})
    return Trained(model.eval(), labels, (folder / "tokenizer.json").read_text())


def _restored(folder: Path) -> Trained:
    """A trained model from a folder that ships.

    Args:
        folder: what :func:`training.export.write_folder` wrote in its mode ``dynamic``.

    Raises:
        OSError: a file cannot be read.
    """
    card = json.loads((folder / "labels.json").read_text())
    labels = {key: card[key] for key in ("intents", "tags")}
    weights = _weights(onnx.load(str(folder / "model.onnx")).graph, labels)
    weights["transitions"] = np.array(card["transitions"], np.float32)
    places = weights["places.weight"]
    weights["places.weight"] = np.pad(places, ((0, Shape.positions - len(places)), (0, 0)))
    return _made(folder, labels, {name: torch.tensor(value) for name, value in weights.items()})


def _weights(graph: onnx.GraphProto, labels: dict[str, list[str]]) -> _Weights:
    """The weights by name, from what goes into the operators in their turn."""
    constants = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    given = [
        (node.op_type, [constants[name] for name in node.input if name in constants])
        for node in graph.node
    ]
    *taken, (_, (matrix,)), (_, (bias,)) = [(kind, parts) for kind, parts in given if parts]
    begins = [at for at, (kind, _) in enumerate(taken) if kind == "QAttention"]
    found = {**_embeddings(taken[: begins[0]]), **_heads(matrix.T, bias, labels)}
    for at, (begin, end) in enumerate(zip(begins, [*begins[1:], len(taken)], strict=True)):
        layer = _layer(taken[begin:end])
        found |= {f"layers.{at}.{name}": value for name, value in layer.items()}
    return found


def _layer(taken: list[_Operator]) -> _Weights:
    (_, (values, bias, scale)), *rest = taken
    found = _parts(_INTO_ATTENTION, (values * scale).T, bias, [len(bias) // 3] * 2)
    matrices, norms, divisor = iter(_MATRICES), iter(_NORMS), np.ones(1)
    for kind, parts in rest:
        if kind == "Mul":
            divisor = 1 / parts[0]
        elif kind == "DynamicQuantizeMatMul":
            values, scale, bias = parts
            found |= _parts((next(matrices),), (values * scale).T / divisor, bias, [])
            divisor = np.ones(1)
        else:
            weight, bias = parts
            found |= _parts((next(norms),), weight, bias, [])
    return found


def _embeddings(taken: list[_Operator]) -> _Weights:
    (_, (values,)), (_, (scale,)), *rest = taken
    found = {"words.weight": values * scale}
    for kind, parts in rest:
        if kind == "MatMul":
            found["widen.weight"] = parts[0].T
        elif kind == "Gather":
            found["known.weight"] = parts[0]
        elif kind == "Slice" and parts[0].ndim > 1:
            found["places.weight"] = parts[0]
        elif kind == "LayerNormalization":
            weight, bias = parts
            found |= _parts(("norm",), weight, bias, [])
    return found


def _heads(matrix: np.ndarray, bias: np.ndarray, labels: dict[str, list[str]]) -> _Weights:
    return _parts(_HEADS, matrix, bias, [len(labels["tags"]), 1, 1])


def _parts(
    names: Sequence[str], weight: np.ndarray, bias: np.ndarray, sizes: Sequence[int]
) -> _Weights:
    """Weights and biases that stand one upon the other, the last of what is left."""
    ends = np.cumsum(sizes, dtype=int)
    parts = zip(names, np.split(weight, ends), np.split(bias, ends), strict=True)
    return {
        f"{name}.{end}": value
        for name, own_weight, own_bias in parts
        for end, value in (("weight", own_weight), ("bias", own_bias))
    }
