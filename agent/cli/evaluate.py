"""``edge-intent evaluate``."""

import json
import sys
from argparse import Namespace
from typing import Any

from agent.cli.parse import make_reader
from agent.evaluation import Evaluation, evaluate, read_labelled


def run(arguments: Namespace) -> int:
    """Score labelled sentences.

    Raises:
        EdgeIntentError: configuration, home, model or file cannot be used.
    """
    pipeline, devices = make_reader(arguments)
    sentences = read_labelled(arguments.file, devices)
    if arguments.json:
        evaluation = evaluate(pipeline, sentences)
        sys.stdout.write(json.dumps(_summary(evaluation), indent=2) + "\n")
        return 0
    # rich takes longer to load than a sentence to read.
    from rich.progress import track

    from agent.cli.score import show_evaluation

    show_evaluation(evaluate(pipeline, track(sentences, "reading", transient=True)))
    return 0


def _summary(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "sentences": evaluation.seen,
        "understood": evaluation.understood,
        "exact": evaluation.exact,
        "calibration_error": round(evaluation.calibration_error(), 4),
        "intents": {
            name: {"expected": tally.expected, "found": tally.found, "right": tally.right}
            for name, tally in sorted(evaluation.intents.items())
        },
        "confusions": [
            {"expected": wanted, "found": found, "count": count}
            for (wanted, found), count in evaluation.confusions.most_common()
        ],
        "wrong": [
            {"text": sentence.text, "expected": [one.intent for one in sentence.intents],
             "found": [f"{one.intent} ({one.status})" for one in result.intents]}
            for sentence, result in evaluation.wrong
        ],
    }  # fmt: skip
