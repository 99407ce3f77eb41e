"""Lengths and points of the lab's drawings, as text for SVG. For drawing only: no number is read off them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tidu.rules.simulate import Cost, GroupLine

WIDTH: Final = 100
_CURVE: Final = (320, 150)
_MARGIN: Final = 8


@dataclass(frozen=True)
class Bar:
    """A cost as a bar: certain, then possible on top of it, and a mark where the money ends."""

    certain: str
    possible: str
    left: str | None


@dataclass(frozen=True)
class Dot:
    """A point of the curve with what it stands for. `kind` is standing, reform or empty."""

    x: str
    y: str
    title: str
    kind: str = ""


@dataclass(frozen=True)
class Curve:
    """The cost over the values of one parameter: a line for certain money, an area up to the most it can be."""

    width: int
    height: int
    line: str
    area: str
    left: str | None
    dots: tuple[Dot, ...]
    ends: tuple[str, str]


def bars(costs: Sequence[Cost], left: int | None) -> list[Bar]:
    """Return bars on one scale, money left included."""
    longest = max([1, left or 0, *(cost.certain + cost.possible for cost in costs)])
    mark = None if left is None else length(max(0, left), longest)
    return [Bar(length(cost.certain, longest), length(cost.possible, longest), mark) for cost in costs]


def group_bars(lines: Sequence[GroupLine]) -> list[tuple[GroupLine, str, str]]:
    """Return each group with the lengths of what is in force and of the reform, on one scale."""
    longest = max([1, *(max(line.before.certain, line.after.certain) for line in lines)])
    return [
        (line, length(line.before.certain, longest), length(line.after.certain, longest)) for line in lines
    ]


def length(part: int, whole: int) -> str:
    """Return a share of the width to a tenth."""
    return _tenth(Fraction(part * WIDTH, whole))


def curve(
    values: Sequence[Fraction],
    costs: Sequence[Cost],
    titles: Sequence[str],
    kinds: Sequence[str],
    left: int | None,
) -> Curve:
    """Return the curve through the points, `values` rising; `titles` say each point, `kinds` mark two of them."""
    width, height = _CURVE
    most = max([1, left or 0, *(cost.certain + cost.possible for cost in costs)])
    span = values[-1] - values[0] or Fraction(1)
    xs = [_MARGIN + (value - values[0]) / span * (width - 2 * _MARGIN) for value in values]

    def y(fen: int) -> str:
        return _tenth(Fraction(height - _MARGIN) - Fraction(fen, most) * (height - 2 * _MARGIN))

    certain = [f"{_tenth(x)},{y(cost.certain)}" for x, cost in zip(xs, costs, strict=True)]
    highest = [f"{_tenth(x)},{y(cost.certain + cost.possible)}" for x, cost in zip(xs, costs, strict=True)]
    points = zip(xs, costs, titles, kinds, strict=True)
    return Curve(
        width=width,
        height=height,
        line=" ".join(certain),
        area=" ".join([*certain, *reversed(highest)]),
        left=None if left is None else y(max(0, left)),
        dots=tuple(Dot(_tenth(x), y(cost.certain), title, kind) for x, cost, title, kind in points),
        ends=(titles[0], titles[-1]),
    )


def _tenth(number: Fraction) -> str:
    return f"{round(Fraction(number) * 10) / 10:.1f}"
