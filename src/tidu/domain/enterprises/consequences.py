"""What an act would change, told by doing it and taking it back: the preview can never differ from the act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure, Number, Question
from tidu.foundation.figures.shared import Shared
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

YEARS_BACK = 3
COUNTED_IN = "家"


@dataclass(frozen=True)
class CountChange:
    """One count that an act changes, as corrected: of the county, or of the place named; None is 缺数."""

    figure: str
    where: str
    when: str
    before: Number
    after: Number


Asked = tuple[Figure, str, str, Question]


def consequences(
    *, act: Callable[[], object], places: Sequence[tuple[str, str]], today: date
) -> tuple[CountChange, ...]:
    """Return which counts of firms an act changes, today and at the last year ends; nothing stays written.

    `places` are code and name of the townships and parks it touches. What the act refuses, it refuses here too.
    """
    with transaction.atomic():
        before = [figure.answer(figure, question).value for figure, _, _, question in _asked(places, today)]
        act()
        found = tuple(
            CountChange(figure.name, where, when, stood, value)
            for stood, (figure, where, when, question) in zip(before, _asked(places, today), strict=True)
            if (value := figure.answer(figure, question).value) != stood
        )
        transaction.set_rollback(True)
    return found


def _asked(places: Sequence[tuple[str, str]], today: date) -> Iterator[Asked]:
    """Yield every count to compare, all of them read from one reading of the register."""
    shared = Shared()
    now = AsOf(today)
    for figure in registry.everything():
        if figure.kind != FigureKind.POINT or figure.unit != COUNTED_IN:
            continue
        yield figure, "全县", f"截至 {today.isoformat()}", Question(now, shared=shared)
        if ParameterKind.PLACE in figure.parameters:
            for code, name in places:
                yield figure, name, f"截至 {today.isoformat()}", Question(now, place=code, shared=shared)
        if ParameterKind.YEAR in figure.parameters:
            for year in range(today.year - 1, today.year - 1 - YEARS_BACK, -1):
                yield figure, "全县", f"{year} 年末", Question(now, year=year, shared=shared)
