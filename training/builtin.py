"""Numbers and made-up words: the rules of the grammar that no data file lists."""

import random
from collections.abc import Callable

from training.noise import spell

#: What the syllables of a made-up name begin with, sound with and end in.
_BEGINS = (*"bcdfghjklmnprstvwxz", "br", "fl", "gr", "kr", "qu", "sk", "st", "tr", "zh")
_VOWELS = (*"aaaeeeiiooouuy", "ae", "ai", "ee", "oo")
_ENDS = ("", "", "", "", *"lmnrstx", "nd", "rk", "lt", "sh")


def coined(chance: random.Random) -> str:
    """A name that no list has, of two or three syllables: "faema", "zeltron"."""
    inner: str = "".join(
        chance.choice(_BEGINS) + chance.choice(_VOWELS) + chance.choice(("", "", "l", "n", "r"))
        for _ in range(chance.choice((1, 1, 2)))
    )
    end: str = chance.choice(_BEGINS) + chance.choice(_VOWELS) + chance.choice(_ENDS)
    return inner + end


def builtin(words: list[str]) -> dict[str, Callable[[random.Random], str]]:
    """The rules by name; ``word`` draws one of ``words``."""

    def number(low: int, high: int, step: int = 1) -> Callable[[random.Random], str]:
        return lambda chance: str(chance.randrange(low, high + 1, step))

    def spelt(low: int, high: int, step: int = 1) -> Callable[[random.Random], str]:
        return lambda chance: spell(chance.randrange(low, high + 1, step))

    def percent(chance: random.Random) -> int:
        return chance.choice([chance.randrange(0, 101), chance.randrange(0, 101, 5)])

    return {
        "word": lambda chance: chance.choice(words), "coined": coined,
        "int100": lambda chance: str(percent(chance)),
        "word100": lambda chance: spell(percent(chance)),
        "int10": number(1, 10), "word10": spelt(1, 10),
        "int30": number(5, 32), "word30": spelt(5, 32),
        "int80": number(50, 95), "word80": spelt(50, 95),
        "int60": number(1, 90), "word60": spelt(1, 60),
        "int4": number(1, 6), "word4": spelt(1, 6),
        "int12": number(1, 12), "min60": lambda chance: f"{chance.randrange(0, 60, 5):02}",
        "percent10": lambda chance: chance.choice([str(n) for n in range(5, 55, 5)] +
                                                  [spell(n) for n in range(5, 55, 5)]),
        "kelvin_int": number(2000, 6500, 100),
    }  # fmt: skip
