"""A run of ``edge-intent bench`` as a drawing (SVG)."""

from collections.abc import Callable, Sequence
from itertools import groupby

from agent.bench import Moment

_WIDTH, _HEIGHT = 800, 220
_LEFT, _TOP, _GAP = 60, 30, 50
_SHADES = {"normal": "#eef6ee", "warm": "#fdf6e0", "hot": "#fdeadf", "critical": "#f8dede"}
#: What is drawn, of which colour, and where it comes from.
_CURVES: tuple[tuple[str, str, Callable[[Moment], float | None]], ...] = (
    ("sentences a second", "#2b6cb0", lambda moment: moment.sentences),
    ("temperature, °C", "#c53030", lambda moment: moment.temperature),
    ("watts", "#6b46c1", lambda moment: moment.watts),
)


def draw(moments: Sequence[Moment]) -> str:
    """A drawing of a run: a panel for everything that was measured, over time.

    Args:
        moments: in the order of time.
    """
    panels = [
        (name, colour, [(one.at, value) for one in moments if (value := of(one)) is not None])
        for name, colour, of in _CURVES
    ]
    shown = [panel for panel in panels if panel[2]]
    height = _TOP + len(shown) * (_HEIGHT + _GAP)
    end = max((one.at for one in moments), default=1.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH + _LEFT + 20}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, (name, colour, points) in enumerate(shown):
        top = _TOP + number * (_HEIGHT + _GAP)
        parts += _bands(moments, end, top)
        parts += _panel(name, colour, points, end, top)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bands(moments: Sequence[Moment], end: float, top: float) -> list[str]:
    """The levels, as stripes behind a panel."""
    parts, begin = [], 0.0
    for level, group in groupby(moments, lambda one: one.level):
        last = list(group)[-1].at
        left, right = _across(begin, end), _across(last, end)
        parts += [
            f'<rect x="{left:.1f}" y="{top}" width="{right - left:.1f}" height="{_HEIGHT}" '
            f'fill="{_SHADES[level]}"/>',
            f'<text x="{left + 4:.1f}" y="{top + 14}" fill="#777">{level}</text>',
        ]
        begin = last
    return parts


def _panel(
    name: str, colour: str, points: Sequence[tuple[float, float]], end: float, top: float
) -> list[str]:
    most = max(value for _, value in points) * 1.1 or 1.0
    line = " ".join(
        f"{_across(at, end):.1f},{top + _HEIGHT * (1 - value / most):.1f}" for at, value in points
    )
    bottom = top + _HEIGHT
    return [
        f'<text x="{_LEFT}" y="{top - 8}" fill="{colour}">{name}</text>',
        f'<path d="M{_LEFT} {top} V{bottom} H{_LEFT + _WIDTH}" fill="none" stroke="#999"/>',
        f'<text x="{_LEFT - 6}" y="{top + 10}" text-anchor="end">{most:.4g}</text>',
        f'<text x="{_LEFT - 6}" y="{bottom}" text-anchor="end">0</text>',
        f'<text x="{_LEFT + _WIDTH}" y="{bottom + 16}" text-anchor="end">{end:.0f} s</text>',
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
    ]


def _across(at: float, end: float) -> float:
    return _LEFT + _WIDTH * at / end
