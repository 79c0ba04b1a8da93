import threading

import msgspec
import pytest

from agent.config import Config
from agent.daemon.models import Models


@pytest.fixture
def loaded():
    """A model, and what is set when one was loaded in the background."""
    ready = threading.Event()
    models = Models(Config())
    models.notify(ready.set)
    return models, ready


def take(models, tier, single=True):
    return models.take(tier, single=single)


def test_the_small_one_stands_in_and_goes_again(loaded):
    models, ready = loaded
    assert take(models, "full", single=False) is models.full
    nano = take(models, "nano")
    assert nano.card.tier == "nano"
    assert not models.full.is_loaded
    assert nano.read("turn off the hall lamp").clauses[0].intent == "HassTurnOff"
    assert take(models, "cache") is nano
    # While the larger one is loaded the small one still reads.
    take(models, "full")
    assert ready.wait(20)
    assert take(models, "full") is models.full
    assert models.full.is_loaded
    assert not nano.is_loaded


def test_hot_again_before_the_larger_one_is_back(loaded):
    models, ready = loaded
    nano = take(models, "nano")
    take(models, "full")
    take(models, "nano")
    assert ready.wait(20)
    assert take(models, "nano") is nano
    assert (nano.is_loaded, models.full.is_loaded) == (True, False)


def test_hot_while_the_model_rests(loaded):
    models, _ = loaded
    models.rest()
    assert take(models, "nano").card.tier == "nano"
    assert not models.full.is_loaded


def test_where_the_small_one_is_configured_nothing_changes():
    models = Models(msgspec.structs.replace(Config(), model="intent-en-nano-int8"))
    assert take(models, "nano") is models.full
    assert models.full.is_loaded


def test_at_rest_its_memory_is_given_back_until_the_next_sentence(loaded):
    models, _ = loaded
    before = models.full.read("turn on the fan")
    models.rest()
    assert not models.full.is_loaded
    assert take(models, "full", single=False).read("turn on the fan") == before
    assert models.full.is_loaded


def test_one_thread_and_back():
    models = Models(msgspec.structs.replace(Config(), threads=2))
    before = models.full.read("open the blinds")
    for single in (True, False):
        assert take(models, "full", single=single).read("open the blinds") == before
