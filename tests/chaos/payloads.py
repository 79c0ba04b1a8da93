"""Payloads as good programs send them, and the same broken at random."""

import json
import random
from typing import Any

SENTENCES = (
    *("turn off the hall lamp", "open the lounge blinds and lock the front door"),
    *("set a pizza timer for ten minutes", "cancel all timers", "dim the kitchen lights by 20"),
    *("is the back door locked", "turn on the fan in half an hour", "close everything upstairs"),
    *("all lights off except the one in the hall", "make it a bit warmer in here"),
    *("set the thermostat to twenty one and a half degrees", "turn the lamp purple at 3200 kelvin"),
    *("remind me in an hour and a quarter to feed the cat", "add two minutes to the pizza timer"),
    *("what is the weather", "play some jazz in the kitchen and turn the volume to 30 percent"),
    *("start the vacuum in the bedroom when it is after 5 pm", "unlock the garage"),
    *("if the window is open turn off the heating", "the other one too", "yes", "never mind"),
    *("add milk and eggs to my shopping list", "tell everybody that dinner is ready"),
)
LINES = (
    *("temperature 23.5 °C", "Kitchen sensor: humidity 61 %, battery 12%", "water leak detected!"),
    *("2026-11-21T18:03:11Z WARN pump1 pressure=3.4bar flow=0", "door opened", "T:21.4;H:48"),
    *('{"temperature": 22.1, "battery": 87, "linkquality": 110}', "CO2 1450 ppm", "node 7 offline"),
    *("smoke alarm triggered in the hall", "ERR E21 motor blocked", "1763741234,21.5,48,1013.2"),
)
COMMANDS = (
    *("home", "parse", "pause", "resume", "status", "timers", "throttle", "reload", "nothing"),
)
#: Values that a field may not take, or just so.
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 2**63, 10**40, "", " ", "\0", "\ud7ff☃é", "on" * 300, [], {}, [[]]),
    *({"a": {"b": [1, None]}}, ["light.hall_lamp"], float("nan"), float("inf"), "a/b", "#", "$SYS"),
)
_PIECES = (b'"', b"{", b"}", b"[", b"\x00", b"\xff", b"null", b"1e999", "é☃😀".encode())
_WORDS = (
    *("and", "not", "except", "all", "half", "a", "minus", "10000000000", "twenty", "ninety nine"),
    *("point", "percent", "at", "25:61", "tomorrow", "in", "then", "ß", "١٢", "\u202e", "😀", "%"),
)


#: A text, or the fields of an object.
Said = str | dict[str, Any]


def real(draw: random.Random) -> tuple[str, Said]:
    """A topic below the agent's base, and what a good program says there."""
    way = draw.random()
    if way < 0.7:
        kind = draw.choice(("voice", "sensor"))
        text = _text(draw, draw.choice(SENTENCES if kind == "voice" else LINES))
        return f"{kind}/text", text if way < 0.3 else _request(draw, text)
    name = draw.choice(COMMANDS)
    return f"request/{name}", _command(draw, name)


def broken(draw: random.Random, said: Said) -> bytes:
    """Its payload as it is, with a wrong value in it, or with a few bytes wrong."""
    way = draw.random()
    if way < 0.3 and isinstance(said, dict):
        said = _misfilled(draw, said)
    text = said if isinstance(said, str) else json.dumps(said)
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    if way > 0.5:
        for _ in range(draw.randrange(1, 6)):
            _damage(draw, data)
    return bytes(data)


def _request(draw: random.Random, text: str) -> dict[str, Any]:
    extra = {
        "area": "kitchen",
        "expires_in": draw.choice((0.001, 5, 86_400)),
        "conversation_id": draw.choice("abc"),
        "states": {"light.hall_lamp": {"state": "on", "attributes": {"brightness": 7}}},
        "explain": True,
        "urgent": True,
        "language": "en",
        "reply_to": "elsewhere/answer",
    }
    chosen = {key: extra[key] for key in extra if draw.random() < 0.2}
    return {"text": text, "request_id": str(draw.randrange(10**9)), **chosen}


def _command(draw: random.Random, name: str) -> dict[str, Any]:
    command: dict[str, Any] = {"transaction": draw.randrange(100)}
    if name == "parse":
        command |= _request(draw, _text(draw, draw.choice(SENTENCES)))
    if name == "timers" and draw.random() < 0.5:
        command |= {"cancel": draw.choice(("all", "x"))}
    if name == "throttle":
        level = "hot" if draw.random() < 0.05 else draw.choice(("auto", "normal", "warm"))
        command |= {"level": level, "for": draw.choice((1, 60))}
    if name == "home":
        boat = {"entities": [{"id": "light.boat", "name": "Boat", "area": "sea"}]}
        command |= draw.choice(({}, {"reset": True}, {"sources": True}, boat))
    return command


def _text(draw: random.Random, text: str) -> str:
    """A sentence, two times in five with words that are wrong where they stand."""
    words = text.split(" ")
    for _ in range(draw.choice((0, 0, 0, 1, 3))):
        at = draw.randrange(len(words) + 1)
        if draw.random() < 0.4:
            words[at : at + 1] = []
        else:
            words.insert(at, draw.choice((*_WORDS, *words)))
    return " ".join(words)


def _misfilled(draw: random.Random, said: dict[str, Any]) -> dict[str, Any]:
    key = draw.choice((*said, "extra"))
    inner = said.get(key)
    if isinstance(inner, dict) and draw.random() < 0.5:
        return {**said, key: {**inner, draw.choice((*inner, "extra")): draw.choice(ODD)}}
    return {**said, key: draw.choice(ODD)}


def _damage(draw: random.Random, data: bytearray) -> None:
    """Change, cut, double or put in a few bytes."""
    at = draw.randrange(len(data) + 1)
    end = min(len(data), at + draw.randrange(1, 8))
    change = draw.randrange(5)
    if change == 0 and at < len(data):
        data[at] = draw.randrange(256)
    elif change == 1:
        del data[at:end]
    elif change == 2:
        data[at:at] = data[at:end]
    elif change == 3:
        data[at:at] = draw.choice(_PIECES)
    else:
        data[at:at] = draw.randbytes(draw.randrange(1, 40))
