from agent.reading import Mark, Reading
from agent.recognizer import Phrase, Phrases


def phrase(text):
    return Phrase(Reading(text, ()), "m")


def test_the_exact_text_of_the_same_kind():
    phrases = Phrases()
    lamp = phrase("hall lamp off")
    phrases.remember("voice", lamp)
    assert phrases.recall("hall lamp off", "voice") is lamp
    assert phrases.recall("hall lamp off", "sensor") is None
    assert phrases.recall("Hall lamp off", "voice") is None
    phrases.forget()
    assert phrases.recall("hall lamp off", "voice") is None


def test_what_the_home_knows_counts_as_part_of_the_text():
    phrases, known = Phrases(), (Mark(0, 4, "name"),)
    phrases.remember("voice", Phrase(Reading("noor off", ()), "m", known))
    assert phrases.recall("noor off", "voice", known)
    assert phrases.recall("noor off", "voice") is None
    assert phrases.recall("noor off", "voice", (Mark(0, 4, "place"),)) is None


def test_the_one_not_asked_for_longest_is_forgotten():
    phrases = Phrases(2)
    for text in ("a", "b"):
        phrases.remember("voice", phrase(text))
    phrases.recall("a", "voice")
    phrases.remember("voice", phrase("c"))
    assert len(phrases) == 2
    assert phrases.recall("b", "voice") is None
    assert phrases.recall("a", "voice")


def test_long_texts_are_not_kept():
    phrases = Phrases()
    phrases.remember("voice", phrase("x" * 2000))
    assert len(phrases) == 0
