"""Which entities ``edge-intent home WORD`` shows."""

import pytest

from agent.cli.home import entities_of

DATA = {
    "areas": [
        {"id": "green", "name": "Polytunnel", "aliases": ["tunnel house"], "floor": None},
        {"id": "yard", "name": "Farmyard", "aliases": [], "floor": None},
    ],
    "entities": [
        {"id": "fan.a", "name": "Big Fan", "area": "green", "aliases": []},
        {"id": "light.b", "name": "Flood", "area": "yard", "aliases": ["yard light"]},
        {"id": "light.c", "name": "Torch", "area": None, "aliases": []},
    ],
}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ([], ["fan.a", "light.b", "light.c"]),
        (["Polytunnel"], ["fan.a"]),
        (["tunnel", "house"], ["fan.a"]),
        (["green"], ["fan.a"]),
        (["yard light"], ["light.b"]),
        (["light."], ["light.b", "light.c"]),
        (["attic"], []),
    ],
)
def test_words_are_found_in_every_name(words, ids):
    assert [row["id"] for row in entities_of(DATA, words)] == ids
