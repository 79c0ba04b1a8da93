import random
from dataclasses import replace

import pytest

from support.examples import assert_consistent
from training.generator import DATA, Generator, Style, Vocabulary
from training.grammar import load_yaml
from training.noise import Noise, Word, figures
from training.wording import to_words

VOCABULARY = Vocabulary(["quartz", "mango", "tango"])
QUIET = {"double": 0, "misspell": 0, "drop": 0}
#: What would turn a command into another.
OPPOSITES = {
    "on": {"off"}, "off": {"on"}, "up": {"down"}, "down": {"up"}, "open": {"close", "shut"},
    "close": {"open"}, "lock": {"unlock"}, "unlock": {"lock", "and lock"}, "all": {"hall"},
    "turn on": {"turn off", "turn of"}, "turn off": {"turn on"}, "not": {""}, "don't": {"do"},
    "warmer": {"cooler"}, "cooler": {"warmer"}, "increase": {"decrease"},
    "decrease": {"increase"}, "activate": {"deactivate"}, "deactivate": {"activate"},
}  # fmt: skip


def texts(words):
    return [word.text for word in words]


@pytest.mark.parametrize("file", ["homophones", "spellings"])
def test_what_is_heard_or_typed_is_never_the_opposite_and_never_nothing(file):
    for meant, written in load_yaml(DATA / f"{file}.yaml").items():
        assert meant == meant.lower().strip()
        assert written
        assert all(isinstance(text, str) and text.strip() for text in written)
        assert not OPPOSITES.get(meant, set()) & set(written)


def test_several_words_are_misheard_together_within_a_span_or_outside_of_all():
    noise = Noise({"living room": ["leaving rum"], "turn the": ["turner"]}, frozenset(),
                  homophone=1, **QUIET)  # fmt: skip
    heard = noise.apply(to_words([("turn the ", None), ("Living room", "area")]), random.Random(1))
    assert heard == [Word("turner"), Word("leaving", "area", True), Word("rum", "area")]
    apart = to_words([("the living", None), ("room lamp", "name")])
    assert noise.apply(apart, random.Random(1)) == apart


def test_two_spans_side_by_side_are_not_misheard_as_one():
    noise = Noise({"red one": ["read won"]}, frozenset(), homophone=1, **QUIET)
    words = [Word("red", "name", True), Word("one", "name", True)]
    assert noise.apply(words, random.Random(1)) == words


def test_no_more_slips_than_leave_the_sentence_readable():
    noise = Noise({"lamp": ["lamb"]}, frozenset(), homophone=1, **QUIET)
    heard = noise.apply([Word("lamp")] * 8, random.Random(1))
    assert texts(heard).count("lamb") == 3
    heard = replace(noise, legible=2).apply([Word("lamp")] * 8, random.Random(1))
    assert texts(heard).count("lamb") == 5


def test_a_sentence_is_begun_twice_without_its_spans():
    noise = Noise({}, frozenset(), restart=1, **QUIET)
    words = to_words([("turn on the ", None), ("kitchen lamp", "name")])
    for seed in range(40):
        heard = noise.apply(words, random.Random(seed))
        assert heard[-len(words) :] == words
        assert 1 <= len(heard) - len(words) <= 4
        assert all(word.kind is None for word in heard[: -len(words)])
    bare = words[3:]
    assert noise.apply(bare, random.Random(1)) == bare


def test_a_word_begun_twice_begins_outside_of_its_span():
    noise = Noise({}, frozenset(), stutter=1, **QUIET)
    heard = noise.apply([Word("hall", "name", True), Word("lamp", "name")], random.Random(1))
    assert [word.kind for word in heard] == [None, "name", "name", "name"]
    assert heard[1] == Word("hall", "name", True)
    assert "hall".startswith(heard[0].text)
    assert "lamp".startswith(heard[2].text)


def test_a_filler_may_stand_within_a_span_and_belongs_to_it():
    noise = Noise({}, frozenset(), fillers=["uh"], fill=1, **QUIET)
    words = to_words([("the ", None), ("hall lamp", "name"), (" to ", None), ("ten", "value")])
    heard = noise.apply(words, random.Random(1))
    assert texts(heard) == ["the", "hall", "uh", "lamp", "to", "ten"]
    assert heard[2] == Word("uh", "name")


def test_endings_are_swallowed():
    noise = Noise({}, frozenset(), clipped=1, **QUIET)
    words = [Word("living", "area", True), Word("room", "area"), Word("ring")]
    assert texts(noise.apply(words, random.Random(1))) == ["livin", "room", "ring"]
    assert texts(noise.apply([Word("second"), Word("find")], random.Random(1))) == ["secon", "find"]


def test_a_word_falls_apart_into_words_of_its_span():
    noise = Noise({}, frozenset(), whole=frozenset(["hen", "house", "tail"]), parted=1, **QUIET)
    words = [Word("henhouse", "name", True), Word("tailgate", "name")]
    assert noise.apply(words, random.Random(1)) == [
        Word("hen", "name", True), Word("house", "name"), Word("tailgate", "name"),
    ]  # fmt: skip


def test_the_space_is_struck_too_early_too_late_or_not_at_all():
    noise = Noise({}, frozenset(), adrift=1, **QUIET)
    words = [Word("turn"), Word("on"), Word("hall", "name", True), Word("lamp", "name")]
    seen = {tuple(texts(noise.apply(words, random.Random(seed)))) for seed in range(60)}
    assert {parts[0] for parts in seen} == {"turnon", "tur", "turno"}
    assert {"".join(parts) for parts in seen} == {"turnonhalllamp"}
    heard = noise.apply(words, random.Random(1))
    assert [w for w in heard if w.begins] == [next(w for w in heard if w.kind)]


def test_letters_are_mistyped_for_their_neighbours():
    noise = Noise({}, frozenset(), double=0, drop=0, misspell=1)
    typed = {noise.apply([Word("lamp")], random.Random(seed))[0].text for seed in range(300)}
    assert {"lsmp", "lanp", "lmap", "laamp", "lmp"} <= typed
    assert not {"lxmp", "lpmp", "latp"} & typed
    assert all(text[0] == "l" for text in typed)


def test_numbers_of_two_words_are_written_in_figures():
    assert figures()["twenty one"] == ("21", "20 1")
    assert len(figures()) == 72
    noise = Noise(figures(), frozenset(), homophone=1, **QUIET)
    value = to_words([("forty five percent", "value")])
    assert texts(noise.apply(value, random.Random(1))) in (
        ["45", "percent"],
        ["40", "5", "percent"],
    )


def test_a_speaker_with_an_accent_is_misheard_again_and_again():
    plain, accented = (
        Generator(VOCABULARY, 7, Style(noise=1, typed=0, accented=rate)) for rate in (0, 1)
    )
    homophones = load_yaml(DATA / "homophones.yaml")
    odd = {text for written in homophones.values() for text in written} - homophones.keys()

    def misheard(generator):
        said = [word for _ in range(150) for word in generator.example().text.lower().split()]
        return sum(word in odd for word in said) / len(said)

    assert misheard(accented) > 1.1 * misheard(plain)


@pytest.mark.parametrize(("typed", "accented"), [(0, 0), (0, 1), (1, 0)])
def test_what_is_misheard_or_typed_is_consistent(typed, accented):
    style = Style(noise=1, typed=typed, accented=accented, signed=1, cut=1)
    generator = Generator(VOCABULARY, 7, style)
    for _ in range(100):
        example = generator.example()
        assert example.text
        assert_consistent(example)
