"""What a smaller or faster model would cost: ``python -m training.trade training/out/default``.

Prints a table: every variant of a trained model with its size, its time for a sentence and its
quality on validation sentences that training never sees, said in homes as those of the report.
Early exits leave after fewer layers with the heads of the last; a model that is trained with fewer
layers (``--beside``) does better.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from tokenizers import Tokenizer
from tqdm import tqdm

from agent.reading import known_at
from agent.recognizer import Recognizer
from agent.recognizer.files import Card, ModelFiles
from agent.recognizer.network import Network
from agent.recognizer.sealed import SealedFile
from training.example import Example
from training.export import MAX_TOKENS, build
from training.homes import Homes
from training.measure import measure
from training.report import homes_of
from training.smooth import smoothed
from training.trained import Trained, load
from training.validation import Validation

SENTENCE = "turn off the lamp in the study and close the hall blinds"
"""12 words."""


def opened(model: onnx.ModelProto) -> ort.InferenceSession:
    """A graph, ready to run."""
    return ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def feed(tokenizer: Tokenizer, example: Example) -> dict[str, np.ndarray]:
    """The inputs of the network for a sentence, with what is known of it."""
    encoding = tokenizer.encode(example.text)
    known = [known_at(example.marks, start) if end else 0 for start, end in encoding.offsets]
    return {"ids": np.array([encoding.ids], np.int64), "known": np.array([known], np.int64)}


def ranges(trained: Trained, examples: Sequence[Example]) -> list[tuple[float, float]]:
    """(lowest, highest) of every matrix's input over these sentences."""
    session = opened(build(trained.model, "float", inner=True))
    names = [output.name for output in session.get_outputs()][1:]
    tokenizer = Tokenizer.from_str(trained.tokenizer)
    seen = dict.fromkeys(names, (0.0, 0.0))
    for example in tqdm(examples, desc="ranges"):
        values = session.run(names, feed(tokenizer, example))
        for name, value in zip(names, values, strict=True):
            low, high = seen[name]
            seen[name] = (min(low, float(value.min())), max(high, float(value.max())))
    return [seen[name] for name in names]


def milliseconds(network: SealedFile, trained: Trained, times: int = 300) -> float:
    """Median time of one run on one thread."""
    runner = Network(network)
    ids = Tokenizer.from_str(trained.tokenizer).encode(SENTENCE).ids
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        runner.run(ids)
        spent.append(time.perf_counter() - started)
    return float(np.median(spent[times // 10 :])) * 1000


def rounding_error(trained: Trained, examples: Sequence[Example]) -> float:
    """Mean square of what rounding changes in the scores, against that of the scores."""
    tokenizer = Tokenizer.from_str(trained.tokenizer)
    exact = opened(build(trained.model, "float"))
    rounded = opened(build(trained.model, "dynamic"))
    changed = size = 0.0
    for example in examples:
        inputs = feed(tokenizer, example)
        wanted, found = exact.run(None, inputs)[0], rounded.run(None, inputs)[0]
        changed += float(np.square(found - wanted).mean())
        size += float(np.square(wanted).mean())
    return changed / size


def row(
    title: str,
    trained: Trained,
    model: onnx.ModelProto,
    examples: Sequence[Example],
    homes: Homes,
) -> str:
    """One line of the table."""
    network = model.SerializeToString()
    card = Card(
        name="variant", tier="encoder", language="en", temperature=1.0, max_tokens=MAX_TOKENS,
        intents=tuple(trained.labels["intents"]), tags=tuple(trained.labels["tags"]),
    )  # fmt: skip
    sealed = SealedFile([network])
    files = ModelFiles(Path(title), card, trained.tokenizer.encode(), sealed)
    score = measure(Recognizer(files), tqdm(examples, desc=title), homes)
    return (
        f"| {title} | {len(network) / 1e6:.1f} MB | {milliseconds(sealed, trained):.2f} ms "
        f"| {score.intents / score.seen:.1%} | {score.frames / score.seen:.1%} |"
    )


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="other trained models")
    parser.add_argument("--size", type=int, default=1_500, help="validation sentences")
    arguments = parser.parse_args()
    trained = smoothed(load(arguments.trained))
    examples = list(Validation(1).single(arguments.size))
    others = list(Validation(2).single(300))
    homes = homes_of({"examples": examples, "others": others})
    static = ranges(trained, [homes.known(example) for example in others])
    dynamic = f"{trained.model.shape.layers} layers, int8, inputs quantized as they come"
    rows = [
        row("float32", trained, build(trained.model, "float"), examples, homes),
        row("int8, inputs quantized by ranges measured before", trained,
            build(trained.model, "static", ranges=static), examples, homes),
        row(dynamic, trained, build(trained.model, "dynamic"), examples, homes),
    ]  # fmt: skip
    rows += [
        row(f"early exit after {layers}", trained,
            build(trained.model, "dynamic", layers=layers), examples, homes)
        for layers in range(trained.model.shape.layers - 1, 1, -2)
    ]  # fmt: skip
    for folder in arguments.beside:
        other = smoothed(load(folder))
        title = f"trained with {other.model.shape.layers} layers"
        if other.model.shape.narrow:
            title += f", embeddings of {other.model.shape.narrow}"
        rows.append(row(title, other, build(other.model, "dynamic"), examples, homes))
    print("\n".join(["| variant | model.onnx | a run | intents | whole frame |",
                     "|---|---|---|---|---|", *rows]))  # fmt: skip
    known = [homes.known(example) for example in examples]
    plain = rounding_error(load(arguments.trained), known)
    smooth = rounding_error(trained, known)
    print(
        f"rounding to 8 bits changes the scores by {plain:.5f} of their square, "
        f"smoothed {smooth:.5f}"
    )


if __name__ == "__main__":
    main()
