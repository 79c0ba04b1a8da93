import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_to_num import text2num

from agent.reading import SPAN_KINDS
from support.examples import assert_consistent
from training.builtin import coined
from training.example import NONE
from training.generator import ALONE, Generator, Style, Vocabulary
from training.grammar import Grammar, parse, weighted
from training.noise import Noise, Word, spell
from training.wording import apart, punctuated, referring, to_words

VOCABULARY = Vocabulary(["quartz", "mango", "tango"])


def test_alternatives_options_rules_and_spans():
    rules = {"device": ["3*lamp"], "pair": ["<$> and <$>"]}
    grammar = Grammar(rules, {}, random.Random(1))
    said = {"".join(t for t, _ in grammar.sample("(turn|switch) on [the ]{name:device}"))
            for _ in range(60)}  # fmt: skip
    assert said == {"turn on lamp", "turn on the lamp", "switch on lamp", "switch on the lamp"}
    assert grammar.sample("{name:device}") == [("lamp", "name")]
    assert "".join(t for t, _ in grammar.sample("<pair:device>")) == "lamp and lamp"
    assert weighted(["3*a", "b"]) == (["a", "b"], [3, 1])


@pytest.mark.parametrize("broken", ["(a|b", "a)", "[a"])
def test_unmatched_brackets_are_an_error(broken):
    with pytest.raises(ValueError, match="bracket"):
        parse(broken)


@given(st.integers(0, 9999))
def test_numbers_are_spelt_as_they_are_read(number):
    assert text2num(spell(number), "en") == number


def test_the_same_seed_draws_the_same_sentences():
    one, other = Generator(VOCABULARY, 5), Generator(VOCABULARY, 5)
    assert [one.example() for _ in range(50)] == [other.example() for _ in range(50)]


@given(st.integers(0, 10_000))
def test_every_example_is_consistent(seed):
    example = Generator(VOCABULARY, seed).example()
    assert example.text
    assert_consistent(example)
    labels = [label for label, _, _ in example.clauses]
    assert {*labels} <= {NONE, *VOCABULARY.frames}
    hang = any(" ".join(labels[:count]) in VOCABULARY.together for count in (2, 3, 4))
    assert hang or not {*labels[:-1]} & set(ALONE)


def test_every_frame_of_every_label_can_be_said():
    generator = Generator(VOCABULARY, 1, Style(noise=0))
    for frames in (*VOCABULARY.frames.values(), *VOCABULARY.negatives.values()):
        for frame in weighted(frames)[0]:
            pieces = generator.grammar.sample(frame)
            assert "".join(text for text, _ in pieces).strip()
            assert {kind for _, kind in pieces if kind} <= set(SPAN_KINDS)


def test_noise_keeps_spans_whole():
    words = [Word("the"), Word("big", "name", True), Word("lamp", "name"), Word("off")]
    noise = Noise({}, frozenset({"the"}), drop=1, double=0, misspell=0)
    assert noise.apply(words, random.Random(1)) == words[1:]


def test_noise_runs_words_of_a_span_together_and_hesitates_outside_of_them():
    words = [Word("um"), Word("living", "area", True), Word("room", "area"), Word("room")]
    noise = Noise({}, frozenset(), double=0, misspell=0, seconds=frozenset({"room"}),
                  run_together=1, hesitations=["er"], hesitate=1)  # fmt: skip
    heard = noise.apply(words, random.Random(1))
    assert heard == [
        Word("er"), Word("um"), Word("livingroom", "area", True), Word("er"), Word("room"),
    ]  # fmt: skip


def test_noise_writes_a_particle_in_one_with_its_verb_and_figures_in_words():
    words = [Word("turn"), Word("off"), Word("lamp", "name", True), Word("21", "name"), Word("on")]
    noise = Noise({}, frozenset(), double=0, misspell=0, run_together=1, spelt=1,
                  seconds=frozenset({"room"}), particles=frozenset({"off", "on"}))  # fmt: skip
    heard = noise.apply([Word("please"), *words], random.Random(1))
    assert [word.text for word in heard] == ["please", "turnoff", "lamp", "twenty", "one", "on"]
    assert [word.kind for word in heard[2:]] == ["name", "name", "name", None]


def test_names_are_made_up_of_letters_alone():
    names = {coined(random.Random(seed)) for seed in range(300)}
    assert len(names) > 290
    assert all(name.isalpha() and 4 <= len(name) <= 16 for name in names)


def test_what_goes_along_with_a_label_is_a_label_that_joins():
    for label, beside in VOCABULARY.beside.items():
        assert {label, *beside} <= VOCABULARY.frames.keys() - set(ALONE)


def test_clauses_are_counted_off():
    style = Style(noise=0, punctuated=0, counted=1, wake=0, filler=0, remark=0)
    generator = Generator(VOCABULARY, 3, style)
    firsts, lasts = (
        {"".join(t for t, _ in generator.grammar.pick(rule)) for _ in range(400)}
        for rule in ("count_0", "count_last")
    )
    for _ in range(30):
        example = generator.utterance(["HassTurnOn", "HassTurnOff.close", "HassGetWeather"])
        begins = [example.text[start:] for _, start, _ in example.clauses]
        assert any(begins[0].startswith(first) for first in firsts)
        assert any(begins[2].startswith(last) for last in lasts)


def test_what_goes_on_goes_on_from_the_clause_before():
    generator = Generator(VOCABULARY, 3, Style(noise=0, elided=1, terse=0))
    drawn = [generator.utterance(["HassTurnOn"] * 3) for _ in range(1500)]
    pairs = {(one[0], two[0]) for e in drawn for one, two in pairwise(e.clauses)
             if "the same for " in e.text[two[1]:two[2]]}  # fmt: skip
    assert pairs
    assert all(before == label for before, label in pairs)


def test_clauses_of_one_frame_hang_together():
    generator = Generator(VOCABULARY, 3, Style(noise=0, third=0))
    for labels, frames in VOCABULARY.together.items():
        assert {*labels.split()} <= {NONE, *VOCABULARY.frames}
        assert not {*labels.split()[:-1]} & {*ALONE} - {NONE}
        assert {frame.count("//") for frame in frames} == {len(labels.split()) - 1}
        example = generator.hanging_together(labels)
        assert_consistent(example)
        assert [label for label, _, _ in example.clauses] == labels.split()
        assert "//" not in example.text


def test_clauses_of_one_frame_are_taken_apart():
    words = to_words([("dim the ", None), ("lamp", "name"), (" ? // and ", None), ("it", "name")])
    assert [[word.text for word in part] for part in apart(words)] == [
        ["dim", "the", "lamp", "?"], ["and", "it"],
    ]  # fmt: skip
    assert words[3].glued
    assert not words[2].glued


def test_a_clause_between_others_may_keep_its_verb():
    style = Style(noise=0, elided=1, terse=0, whole=1, none=0)
    generator = Generator(VOCABULARY, 3, style)
    labels = ["HassTurnOn", "HassGetWeather", "HassSetVolume"]
    drawn = [generator.utterance(labels) for _ in range(30)]
    assert all([label for label, _, _ in e.clauses] == labels for e in drawn)


def test_what_is_cut_off_never_turns_a_command_into_its_opposite():
    noise = Noise({}, frozenset(), losable=frozenset({"turn"}))
    lamp = [Word("lamp", "name", True), Word("off")]
    assert noise.without_start([Word("turn"), *lamp]) == lamp
    assert noise.without_start([Word("close"), *lamp])[0] == Word("lose")
    assert noise.without_start([Word("unlock"), *lamp])[0] == Word("unlock")
    assert noise.without_end([Word("fan"), Word("please")])[-1] == Word("pleas")
    assert noise.without_end([Word("fifteen", "value", True)])[-1].text == "fifteen"


def test_a_pronoun_takes_the_place_of_a_name_with_its_article():
    words = [Word("dim"), Word("the"), Word("hall", "name", True), Word("lamp", "name"), Word("to")]
    assert referring(words, "it") == [Word("dim"), Word("it", "name", True), Word("to")]
    two = [*words, Word("fan", "name", True)]
    assert referring(two, "it") == two


def test_what_is_not_to_be_left_on_is_no_refusal():
    generator = Generator(VOCABULARY, 5)
    refused = [[word.text for word in generator._wrapped("forbidding")] for _ in range(600)]
    held = {("don't", "leave"), ("don't", "keep"), ("never", "leave"), ("never", "keep")}
    assert not any(held & set(pairwise(words)) for words in refused)


def test_a_question_mark_may_stand_behind_a_question_and_before_a_command():
    question = ("HassGetCurrentTime", to_words([("what time is it", None)]))
    command = ("HassTurnOff", to_words([("kill the ", None), ("lamp", "name")]))
    borders = {
        labels: {
            punctuated([first, second], random.Random(seed))[1][1][0].text for seed in range(60)
        }
        for labels, first, second in (("asked", question, command), ("told", command, command))
    }
    assert borders == {"asked": {"kill", ",", ".", "?"}, "told": {"kill", ",", "."}}
