"""How a reading was understood."""

import msgspec

from support.grounding.small import COTTAGE, VILLA, ground


def test_nothing_is_explained_unasked() -> None:
    assert ground(COTTAGE, ("HassTurnOn", "turn on the <name hall lamp>")).explain is None


def test_what_the_home_knew_of_the_text_is_shown() -> None:
    grounded = ground(COTTAGE, ("HassTurnOn", "turn on the <name hall lamp>"), explain=True)
    assert grounded.explain is not None
    assert grounded.explain["known"] == [{"text": "hall lamp", "as": "name"}]


def test_a_mention_tells_how_it_was_read_and_what_was_dropped() -> None:
    grounded = ground(
        COTTAGE, ("HassLightSet", "turn the <name study lights> <color red>"), explain=True
    )
    assert grounded.explain is not None
    (clause,) = grounded.explain["clauses"]
    assert clause["reading"]["intent"] == "HassLightSet"
    assert [span["text"] for span in clause["reading"]["spans"]] == ["study lights", "red"]
    (mention,) = clause["mentions"]
    assert (mention["read_as"], mention["class"], mention["several"]) == ("class", "light", True)
    assert mention["places"] == [{"kind": "area", "name": "Study"}]
    whys = {entity["entity"]: entity["why"] for entity in mention["entities"]}
    assert whys == {"light.desk": "meant", "light.study_ceiling": "dropped: not able"}


def test_a_respelt_mention_shows_its_words() -> None:
    grounded = ground(COTTAGE, ("HassTurnOn", "turn on the <name cofee machine>"), explain=True)
    assert grounded.explain is not None
    (mention,) = grounded.explain["clauses"][0]["mentions"]
    assert (mention["read_as"], mention["words"]) == ("near", ["coffee", "machine"])


def test_clauses_that_come_to_nothing_are_shown() -> None:
    grounded = ground(VILLA, (None, "lovely day"), explain=True)
    assert grounded.explain is not None
    (clause,) = grounded.explain["clauses"]
    assert (clause["mentions"], clause["intents"]) == ([], [])


def test_an_explanation_can_be_published() -> None:
    grounded = ground(
        VILLA,
        ("HassTurnOn", "turn on the <name bedside lamp> and the <name jukebox>"),
        ("HassGetState/which", "which <name lights> are <state on>"),
        explain=True,
    )
    assert msgspec.json.encode(grounded.explain)
