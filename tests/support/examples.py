"""What every training example must keep, whoever generated it."""

from agent.reading import SPAN_KINDS
from training.example import Example


def assert_consistent(example: Example) -> None:
    """Clauses and spans stand in order within the text, spans of known kinds on whole words."""
    at = 0
    for _, start, end in example.clauses:
        assert at <= start < end <= len(example.text)
        at = end
    last = 0
    for kind, start, end in example.spans or ():
        assert kind in SPAN_KINDS
        assert last <= start < end <= len(example.text)
        assert example.text[start:end] == example.text[start:end].strip()
        last = end
