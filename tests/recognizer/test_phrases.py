from agent.reading import Reading
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
