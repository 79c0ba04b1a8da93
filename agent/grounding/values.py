"""From the words of a span to the value of a slot. Not understood is None, never an exception."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import msgspec
from text_to_num import alpha2digit

from agent.grounding.near import sound
from agent.grounding.tables import load_table, split
from agent.grounding.text import fold

_K = TypeVar("_K")
#: Longest span read as an amount, in characters.
MAX_AMOUNT = 80
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:[.,]\d+)?")
_TIME_PART = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+")
_LEVEL_UNITS = ("percent", "%", "degree", "degrees")
#: Longest stretch of time, in seconds: a year.
MAX_DURATION = 366 * 86_400
_ARTICLES = ("a", "an")
#: Numbers that another is said behind: "twenty two".
_TENS = tuple(str(tens) for tens in range(20, 100, 10))
#: What is heard for a number, and at an end more likely is none: "twenty too".
_ALSO_WORDS = ("to", "too", "for")
#: Half of a number, and "teen": "eight teen".
_TEEN = re.compile(r"\b([a-z]+?)t? teen\b")
_TIME_OF_DAY = re.compile(
    r"(?:half |(?:half|quarter|\d{1,2}) (?:past|to|after) )?"
    r"(\d{1,2})(?:[:. ]\d{2})?(?: ?(?:am|pm|a\.m\.|p\.m\.|oclock))?"
)
_FOR = re.compile(r"^\s*for\b\s*", re.IGNORECASE)
#: Units that tell how much only with a number.
_SEVERAL = re.compile(r"[a-z]{3,}s")
_LESS_THAN_NONE = re.compile(r"(?<![\w.])(?:-|minus |negative )\s?\d")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class StepWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How relative amounts are called, and how far they go."""

    small: str
    large: str
    units: str
    sizes: dict[str, dict[str, float]]


class ValueWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """values.yaml."""

    levels: dict[str, dict[int, str]]
    bounds: dict[str, tuple[float, float]]
    of: dict[str, str]
    fractions: dict[float, str]
    steps: StepWords
    colors: str
    color_names: dict[str, str]
    whites: dict[int, str]
    fan_modes: dict[str, str]
    media_classes: dict[str, str]
    watched: str
    time_units: dict[int, str]
    amounts: dict[str, float]
    heard: dict[str, str]
    counting: str
    query_leads: str
    level_nouns: str
    before_clock: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time as it was said: "90 minutes" stays 90 minutes."""

    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @property
    def total(self) -> int:
        """In seconds."""
        return self.hours * 3600 + self.minutes * 60 + self.seconds


@dataclass(frozen=True)
class Values:
    """The tables of values.yaml, turned for look-up by word."""

    levels: Mapping[str, Mapping[str, int]]
    bounds: Mapping[str, tuple[float, float]]
    of: Mapping[str, str]
    fractions: Mapping[str, float]
    small: frozenset[str]
    large: frozenset[str]
    units: frozenset[str]
    sizes: Mapping[str, Mapping[str, float]]
    colors: Mapping[str, str]
    whites: Mapping[str, int]
    fan_modes: Mapping[str, str]
    media_classes: Mapping[str, str]
    watched: frozenset[str]
    time_units: Mapping[str, int]
    amounts: Mapping[str, float]
    heard: Mapping[str, str]
    counting: frozenset[str]
    query_leads: tuple[str, ...]
    level_nouns: frozenset[str]
    before_clock: frozenset[str]


@lru_cache(maxsize=1)
def values() -> Values:
    """The English tables, read on first use."""
    raw = load_table("values.yaml", ValueWords)
    return Values(
        levels={slot: _by_word(table) for slot, table in raw.levels.items()},
        bounds=raw.bounds,
        of=_by_word(raw.of),
        fractions=_by_word(raw.fractions),
        small=frozenset(split(raw.steps.small)),
        large=frozenset(split(raw.steps.large)),
        units=frozenset(split(raw.steps.units)),
        sizes=raw.steps.sizes,
        colors={**{name: name for name in split(raw.colors)}, **_by_word(raw.color_names)},
        whites=_by_word(raw.whites),
        fan_modes=_by_word(raw.fan_modes),
        media_classes=_by_word(raw.media_classes),
        watched=frozenset(split(raw.watched)),
        time_units=_by_word(raw.time_units),
        amounts=raw.amounts,
        heard=raw.heard,
        counting=frozenset(split(raw.counting)),
        level_nouns=frozenset(split(raw.level_nouns)),
        before_clock=frozenset(split(raw.before_clock)),
        query_leads=tuple(sorted(split(raw.query_leads), key=len, reverse=True)),
    )


def _by_word(table: Mapping[_K, str]) -> dict[str, _K]:
    return {word: key for key, words in table.items() for word in split(words)}


def number(text: str) -> float | None:
    """The number in a text: "21.5", "twenty one and a half", "minus five", "half"."""
    spoken = _digits(text)
    found = _NUMBER.search(spoken)
    if found is None:
        return _fraction(spoken)
    value = float(found.group().replace(",", "."))
    rest = spoken[found.end() :]
    if " and a half" in rest or " and half" in rest:
        value += 0.5 if value >= 0 else -0.5
    return -value if _is_minus(spoken[: found.start()]) and value > 0 else value


def has_figure(text: str) -> bool:
    """Whether a number is said, in digits or words: "ten percent", not "just a crack"."""
    return _NUMBER.search(_digits(text)) is not None


def is_count(text: str) -> bool:
    """Whether a text is a number and nothing else: "ten", "another five"; not "half six"."""
    words = [word for word in _digits(text).split() if word not in values().counting]
    return len(words) == 1 and _NUMBER.fullmatch(words[0]) is not None


def is_clock(text: str) -> bool:
    """Whether an amount may be a time of day: "eleven", "7:30", "10 pm", "half past six"."""
    found = _TIME_OF_DAY.fullmatch(_digits(text).strip())
    return found is not None and int(found.group(1)) <= 24


def level(text: str, slot: str) -> float | None:
    """An absolute level for a slot, in the slot's unit: percent for all but temperatures.

    "fifty percent" and "50" are 50, "half" is 50, "max" is what the table says.
    """
    table = values().levels.get(slot, {})
    plain = _plain(text)
    first, _, noun = plain.rpartition(" ")
    for key in (plain, first if noun in values().level_nouns else plain):
        if key in table:
            return float(table[key])
    part = None if " and " in plain else _fraction(plain)
    return number(text) if part is None else round(part * 100)


def amount_of(text: str) -> str | None:
    """What an amount is of, where its unit tells: ``temperature`` or ``percentage``."""
    of = values().of
    words = re.findall(r"[a-z]+|%|°[cf]?", fold(text))
    return next((of[word] for word in words if word in of), None)


def within(value: float, slot: str) -> bool:
    """Whether a value lies in what the slot can take."""
    low, high = values().bounds.get(slot, (float("-inf"), float("inf")))
    return low <= value <= high


def step(text: str | None, slot: str) -> float:
    """How far a relative change goes, unsigned: of ``slot`` (such as ``brightness_step``).

    None, or words that say no amount, give the slot's plain step.
    """
    sizes = values().sizes[slot]
    if text is None:
        return sizes["plain"]
    plain = _plain(text)
    plain = plain.removeprefix("by ")
    if plain in values().small:
        return sizes["small"]
    if plain in values().large:
        return sizes["large"]
    part = None if " and " in plain else _fraction(plain)
    amount = number(text) if part is None else part
    if amount is None:
        amount = values().amounts.get(plain.split(" ", 1)[0])
    if amount is None:
        return sizes["plain"]
    if slot == "temperature_step":
        return abs(amount)
    if _counts_steps(plain):
        return abs(amount) * sizes["small"]
    return abs(amount) if part is None else round(part * 100)


def color(text: str) -> str | int | None:
    """A colour's name, or a white tone in kelvin."""
    plain = _plain(text).replace("colour", "color").removeprefix("color ")
    for key in (plain, plain.removesuffix(" light").removesuffix(" color")):
        if key in values().whites:
            return values().whites[key]
        if key in values().colors:
            return values().colors[key]
    # What nobody listed is a shade of its last word: "blood red".
    for key in (plain.replace(" ", ""), plain.rpartition(" ")[2]):
        if key in values().colors:
            return values().colors[key]
    kelvin = number(re.sub(r"(?<=\d)\s*k\b", "", plain))
    if kelvin is not None and kelvin >= 1000:
        return int(kelvin)
    alike = _colors_by_sound().get(sound(plain, exactly=True), set())
    return next(iter(alike)) if len(alike) == 1 else None  # "blew"


@lru_cache(maxsize=1)
def _colors_by_sound() -> Mapping[str, set[str]]:
    alike: dict[str, set[str]] = defaultdict(set)
    for word, name in values().colors.items():
        alike[sound(word, exactly=True)].add(name)
    return alike


def duration(text: str) -> Duration | None:
    """A stretch of time: "ten minutes", "an hour and a half", "1h30", "90 s".

    "For hours" tells of none (a 4 that is heard so cannot be told from it), nor does "-5 minutes".
    """
    text = _FOR.sub("", text)
    # A reader of numbers takes it for the ordinal.
    folded = _digits(re.sub(r"\bsecond\b", "seconds", text, flags=re.IGNORECASE))
    if _LESS_THAN_NONE.search(folded):
        return None
    clock = _CLOCK.fullmatch(folded.strip())
    if clock:
        return Duration(*(int(part or 0) for part in clock.groups()))
    parts = _time_parts(_whole_numbers(folded))
    total = sum(amount * unit for amount, unit in parts)
    if not parts or not 0 < total <= MAX_DURATION:
        return None
    return _as_said(parts)


def _whole_numbers(folded: str) -> str:
    """Spoken fractions beside a number as decimals: "2 and a half hours" -> "2.5 hours"."""
    folded = re.sub(r"(\d+) and (?:a )?half", r"\1.5", folded)
    folded = re.sub(r"(\d+) and (?:a )?quarter", r"\1.25", folded)
    return re.sub(r"(\d+) quarters", lambda match: str(int(match.group(1)) / 4), folded)


def _time_parts(folded: str) -> list[tuple[float, int]]:
    """Amounts with their unit in seconds, in the order of the text."""
    units, amounts = values().time_units, values().amounts
    parts: list[tuple[float, int]] = []
    amount: float | None = None
    for word in _TIME_PART.findall(folded):
        if word[0].isdigit():
            amount = float(word.replace(",", "."))
        elif word in units and (amount is not None or not _SEVERAL.fullmatch(word)):
            parts.append((1.0 if amount is None else amount, units[word]))
            amount = None
        elif word in amounts and not (word in _ARTICLES and amount is not None):
            amount = amounts[word]
    if amount is not None and parts:
        parts.append((amount, parts[-1][1] if amount < 1 else max(parts[-1][1] // 60, 1)))
    return parts


def _as_said(parts: list[tuple[float, int]]) -> Duration:
    """Whole hours and minutes stay as said; fractions go to the next smaller unit."""
    hours = sum(amount * unit for amount, unit in parts if unit >= 3600) / 3600
    minutes = sum(amount for amount, unit in parts if unit == 60) + hours % 1 * 60
    seconds = sum(amount for amount, unit in parts if unit == 1)
    if round(minutes * 60) % 60:
        seconds += minutes * 60 - int(minutes) * 60
        minutes = int(minutes)
    return Duration(int(hours), round(minutes), round(seconds))


def fan_mode(text: str) -> str:
    """The name a fan mode goes by in Home Assistant; unknown words as they are."""
    plain = _plain(text).removesuffix(" mode").removesuffix(" speed")
    return values().fan_modes.get(plain, plain)


def media_class(text: str) -> str:
    """The class of media; unknown words as they are."""
    plain = _plain(text)
    return values().media_classes.get(plain, values().media_classes.get(plain.rstrip("s"), plain))


def query(text: str) -> str:
    """What to play, without words of number before it: "jazz" of "some jazz"."""
    for lead in values().query_leads:
        if text.lower().startswith(f"{lead} "):
            return text[len(lead) :].strip()
    return text


def _digits(text: str) -> str:
    """Folded, number words as digits, "point" as a dot."""
    folded = fold(text[:MAX_AMOUNT]).replace("\u2212", "-").replace("°", " degrees")
    folded = folded.replace("-", " ") if not any(c.isdigit() for c in folded) else folded
    folded = _heard(folded)
    spoken = str(alpha2digit(folded, "en", threshold=0))
    return re.sub(r"(?<=\d) (?:point|comma) (?=\d)", ".", spoken)


def _heard(folded: str) -> str:
    """Numbers for what is heard for them before a unit: "too degrees", "twenty too degrees".

    And behind tens, "sixty ate"; or for half of one, "eight teen".
    """
    words = _TEEN.sub(r"\1teen", folded).split()
    ends = len(words) > 1 and words[-1] not in _ALSO_WORDS and _is_tens(words[-2])
    if ends and words[-1] in values().heard:
        return " ".join((*words[:-1], values().heard[words[-1]]))
    for at, following in enumerate(words[1:]):
        leads = len(words) == 2 if at == 0 else _is_tens(words[at - 1])
        if leads and words[at] in values().heard and _is_unit(following):
            words[at] = values().heard[words[at]]
            return " ".join(words)
    return " ".join(words)


def _is_tens(word: str) -> bool:
    return str(alpha2digit(word, "en", threshold=0)) in _TENS


def _is_unit(word: str) -> bool:
    return word in values().units or word in values().time_units or word in _LEVEL_UNITS


def _plain(text: str) -> str:
    words = re.findall(r"[\w.,%]+", fold(text))
    while (
        words and words[0] in ("the", "to", "a", "an", "at", "by", "its", "in") and len(words) > 1
    ):
        words.pop(0)
    return " ".join(words)


def _is_minus(before: str) -> bool:
    return before.rstrip().endswith(("minus", "negative"))


def _fraction(spoken: str) -> float | None:
    table = values().fractions
    words = [word.rstrip("s") for word in re.findall(r"[a-z]+", spoken)]
    for size in (2, 1):
        for at in range(len(words) - size + 1):
            value = table.get(" ".join(words[at : at + size]))
            if value is not None:
                return value
    return None


def _counts_steps(plain: str) -> bool:
    return bool(plain) and plain.split()[-1] in values().units
