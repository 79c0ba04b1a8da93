"""The validation over generated homes, in a size that tests can bear."""

import pytest

from support.grounding.cases import CATEGORIES, cases
from support.grounding.score import Score, run, worlds
from support.grounding.talk import EVERY


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    """1,400 cases over 24 homes of 16 to 471 entities."""
    return run(cases(worlds(), EVERY, 100))


def test_there_are_enough_homes_and_cases(scores: dict[str, Score]) -> None:
    assert set(scores) == set(CATEGORIES)
    assert sum(score.total for score in scores.values()) >= 1_000
    assert len(worlds()) >= 20


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_is_meant_is_found(scores: dict[str, Score], category: str) -> None:
    score = scores[category]
    assert score.right / score.total >= 0.97, score.wrong


@pytest.mark.parametrize("category", ["ambiguous", "no target"])
def test_nothing_is_done_where_nothing_is_meant(scores: dict[str, Score], category: str) -> None:
    assert scores[category].acted / scores[category].total <= 0.005, scores[category].wrong
