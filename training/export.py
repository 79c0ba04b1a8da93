"""A trained model to a model folder: pruned vocabulary, int8 ONNX, labels, card and manifest.

The graph is written by hand with onnxruntime's fused operators, so that what runs on the board is
what stands here: embeddings int8 with a scale a row, matrices int8 with a scale a column and
dynamically quantized inputs, attention in one operator.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from agent.recognizer.files import FILES
from training.model import IntentModel, Linear
from training.smooth import smoothed
from training.trained import Trained, load

#: Longest utterance of a shipped model, in tokens.
MAX_TOKENS = 128
_MICROSOFT = "com.microsoft"


#: How matrices stand in a graph: ``float``; ``dynamic``, in 8 bits with inputs quantized as they
#: come; ``static``, with inputs quantized by ranges that were measured before.
Mode = Literal["float", "dynamic", "static"]


class Graph:
    """Collects nodes and constants.

    Args:
        mode: how matrices stand in it.
        ranges: for ``static``, (lowest, highest) of the input of each matrix in its turn.
    """

    def __init__(self, mode: Mode, ranges: Sequence[tuple[float, float]] = ()) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[str] = []
        """What goes into the matrices, in their turn."""
        self.mode = mode
        self._ranges = ranges
        self._count = 0

    def constant(self, value: np.ndarray) -> str:
        """A constant's name."""
        self._count += 1
        name = f"c{self._count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **options: Any
    ) -> Any:
        """A node's output name, or names."""
        self._count += 1
        names = [f"t{self._count}_{at}" for at in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **options))
        return names[0] if outputs == 1 else names

    def linear(
        self, x: str, weight: np.ndarray, bias: np.ndarray, divisor: np.ndarray | None = None
    ) -> str:
        """``x @ weight + bias``.

        Args:
            x: what goes in.
            weight: (in, out).
            bias: (out,).
            divisor: of each input, made good in the matrix; see :mod:`training.smooth`.
        """
        if divisor is not None:
            x = self.node("Mul", x, self.constant(1 / divisor))
            weight = weight * divisor[:, None]
        self.inputs.append(x)
        if self.mode == "float":
            product = self.node("MatMul", x, self.constant(weight))
            return str(self.node("Add", product, self.constant(bias)))
        values, scale = per_column(weight)
        if self.mode == "static":
            quantized, x_scale, x_zero = self._in_range(x)
            return str(self.node(
                "MatMulIntegerToFloat", quantized, self.constant(values), x_scale,
                self.constant(scale), x_zero, "", self.constant(bias), domain=_MICROSOFT,
            ))  # fmt: skip
        return str(self.node(
            "DynamicQuantizeMatMul", x, self.constant(values), self.constant(scale), "",
            self.constant(bias), domain=_MICROSOFT,
        ))  # fmt: skip

    def attention(self, x: str, weight: np.ndarray, bias: np.ndarray, heads: int) -> str:
        """Self-attention; weight is (hidden, 3 * hidden)."""
        self.inputs.append(x)
        if self.mode == "float":
            return str(self.node("Attention", x, self.constant(weight), self.constant(bias),
                                 domain=_MICROSOFT, num_heads=heads))  # fmt: skip
        values, scale = per_column(weight)
        if self.mode == "static":
            quantized, x_scale, x_zero = self._in_range(x)
        else:
            quantized, x_scale, x_zero = self.node("DynamicQuantizeLinear", x, outputs=3)
        return str(self.node(
            "QAttention", quantized, self.constant(values), self.constant(bias), x_scale,
            self.constant(scale), "", x_zero, domain=_MICROSOFT, num_heads=heads,
        ))  # fmt: skip

    def _in_range(self, x: str) -> tuple[str, str, str]:
        low, high = self._ranges[len(self.inputs) - 1]
        low, high = min(low, 0.0), max(high, 0.0)
        step = max(high - low, 1e-8) / 255
        scale = self.constant(np.array(step, np.float32))
        zero = self.constant(np.array(round(-low / step), np.uint8))
        return str(self.node("QuantizeLinear", x, scale, zero)), scale, zero


def per_column(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix as int8 with one scale a column, symmetric."""
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
    return np.round(weight / scale).astype(np.int8), scale.astype(np.float32)


def build(
    model: IntentModel, mode: Mode, *, ranges: Sequence[tuple[float, float]] = (),
    layers: int | None = None, inner: bool = False,
) -> onnx.ModelProto:  # fmt: skip
    """The ONNX graph: ``ids`` and ``known`` (1, tokens) to ``scores`` (1, tokens, outputs).

    The outputs are one for each tag, border, weight, and one for each intent.

    Args:
        model: what to export.
        mode: how its matrices stand in the graph.
        ranges: of the matrices' inputs, for ``static``.
        layers: leave after so many, if not after all.
        inner: give out the matrices' inputs as well.
    """
    weights = {k: v.detach().float().numpy() for k, v in model.state_dict().items()}
    graph = Graph(mode, ranges)
    x = _embedded(graph, weights)
    for at in range(layers or model.shape.layers):
        x = _layer(graph, x, weights, f"layers.{at}.", model)
    heads = ("tags", "border", "weight", "intents")
    matrix = np.concatenate([weights[f"{head}.weight"] for head in heads]).T
    bias = np.concatenate([weights[f"{head}.bias"] for head in heads])
    scores = graph.node("MatMul", x, graph.constant(matrix))  # small: kept in float
    graph.nodes.append(helper.make_node("Add", [scores, graph.constant(bias)], ["scores"]))
    proto = helper.make_graph(
        graph.nodes, "intent",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"])
         for name in ("ids", "known")],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, "tokens", len(bias)]),
         *(helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
           for name in dict.fromkeys(graph.inputs) if inner)],
        graph.constants,
    )  # fmt: skip
    return helper.make_model(
        proto, producer_name="edge-intent", ir_version=8,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)],
    )  # fmt: skip


def _embedded(graph: Graph, weights: dict[str, np.ndarray]) -> str:
    words = weights["words.weight"]
    if graph.mode != "float":
        values, scale = per_column(words.T)
        rows = graph.node("Cast", graph.node("Gather", graph.constant(values.T), "ids"), to=1)
        factors = graph.node("Gather", graph.constant(scale[:, None]), "ids")
        x = graph.node("Mul", rows, factors)
    else:
        x = graph.node("Gather", graph.constant(words), "ids")
    if "widen.weight" in weights:
        x = graph.node("MatMul", x, graph.constant(weights["widen.weight"].T))
    shape = graph.node("Shape", "ids")
    one, two = graph.constant(np.array([1])), graph.constant(np.array([2]))
    length = graph.node("Slice", shape, one, two)
    places = graph.node(
        "Slice", graph.constant(weights["places.weight"][:MAX_TOKENS]),
        graph.constant(np.array([0])), length, graph.constant(np.array([0])),
    )  # fmt: skip
    known = graph.node("Gather", graph.constant(weights["known.weight"]), "known")
    x = graph.node("Add", graph.node("Add", x, places), known)
    return str(graph.node("LayerNormalization", x,
                          graph.constant(weights["norm.weight"]),
                          graph.constant(weights["norm.bias"]), epsilon=1e-12))  # fmt: skip


def _layer(
    graph: Graph, x: str, weights: dict[str, np.ndarray], name: str, model: IntentModel
) -> str:
    def part(key: str) -> tuple[np.ndarray, np.ndarray]:
        return weights[f"{name}{key}.weight"].T, weights[f"{name}{key}.bias"]

    def linear(x: str, key: str) -> str:
        divisor = cast(Linear, model.get_submodule(name + key)).divisor
        own = None if divisor is None else divisor.numpy()
        return graph.linear(x, *part(key), own)

    def normed(a: str, b: str, key: str) -> str:
        return str(graph.node(
            "SkipLayerNormalization", a, b, graph.constant(weights[f"{name}{key}.weight"]),
            graph.constant(weights[f"{name}{key}.bias"]), domain=_MICROSOFT, epsilon=1e-12,
        ))  # fmt: skip

    parts = [part(key) for key in ("query", "key", "value")]
    seen = graph.attention(x, np.concatenate([w for w, _ in parts], 1),
                           np.concatenate([b for _, b in parts]), model.shape.heads)  # fmt: skip
    x = normed(linear(seen, "out"), x, "norm")
    inner = graph.node("Gelu", linear(x, "up"), domain=_MICROSOFT)
    return normed(linear(inner, "down"), x, "norm2")


def write_folder(
    out: Path, name: str, tier: str, trained: Trained, temperature: float, card: str, *,
    mode: Mode = "dynamic",
) -> None:  # fmt: skip
    """Write a complete model folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(trained.tokenizer)
    (out / "model.onnx").write_bytes(build(trained.model, mode).SerializeToString())
    transitions = trained.model.transitions.detach().double().numpy()
    card_of_outputs = {
        "name": name, "tier": tier, "language": "en", **trained.labels,
        "transitions": transitions.round(2).tolist(),
        "temperature": round(temperature, 4), "max_tokens": MAX_TOKENS,
    }  # fmt: skip
    rows = ",\n ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in card_of_outputs.items())
    (out / "labels.json").write_text(f"{{\n {rows}\n}}\n")
    (out / "card.md").write_text(card)
    digests = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in FILES}
    (out / "manifest.json").write_text(json.dumps({"files": digests}, indent=1))


def main() -> None:
    """Export without a card's figures; :mod:`training.report` ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--float", action="store_true", help="leave the weights in float32")
    arguments = parser.parse_args()
    trained = smoothed(load(arguments.trained))
    write_folder(arguments.out, arguments.out.name, "encoder", trained, 1.0, "# Draft\n",
                 mode="float" if arguments.float else "dynamic")  # fmt: skip


if __name__ == "__main__":
    main()
