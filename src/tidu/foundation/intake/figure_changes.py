"""The first witness of an undo: which figures of the house would have another value."""

from __future__ import annotations

from collections.abc import Iterator

from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure, Number, Question
from tidu.foundation.figures.shared import Shared
from tidu.foundation.intake import consequences
from tidu.foundation.intake.consequences import After, Change, Consequence, consequence
from tidu.foundation.intake.models import StagedRow
from tidu.foundation.provenance.models import SourceBatch

YEARS_BACK = 2
MOST_YEARS = 6

Key = tuple[str, int | None]


def declare() -> None:
    """Register the witness."""
    consequences.register(figures)


def figures(batch: SourceBatch, as_of: AsOf) -> After:
    """Ask every figure before an undo; afterwards name those that answer otherwise.

    A figure of a year is asked of the years that the batch speaks of, and of the last three.
    """
    years = _years(batch, as_of)
    before = _values(years, as_of)

    def after() -> Consequence | None:
        now = _values(years, as_of)
        changes = [
            Change(_label(*asked), _shown(asked[0], value), _shown(asked[0], now[asked]), asked[0])
            for asked, value in before.items()
            if now[asked] != value
        ]
        return consequence("指标", changes)

    return after


def _years(batch: SourceBatch, as_of: AsOf) -> list[int]:
    """Return the years to ask of, the latest first."""
    rows = StagedRow.objects.filter(load__source=batch, values__year__isnull=False)
    stated = rows.order_by().values_list("values__year", flat=True).distinct()
    recent = range(as_of.on.year - YEARS_BACK, as_of.on.year + 1)
    return sorted({*stated, *recent}, reverse=True)[:MOST_YEARS]


def _values(years: list[int], as_of: AsOf) -> dict[Key, Number]:
    """Return the value of every figure, of each year where it takes one."""
    shared = Shared()
    return {
        (figure.code, year): figure.answer(figure, question).value
        for figure in registry.everything()
        for year, question in _questions(figure, years, as_of, shared)
    }


def _questions(
    figure: Figure, years: list[int], as_of: AsOf, shared: Shared
) -> Iterator[tuple[int | None, Question]]:
    if "year" not in figure.parameters:
        yield None, Question(as_of=as_of, shared=shared)
        return
    for year in years:
        base = year - 1 if "base_year" in figure.parameters else None
        yield year, Question(as_of=as_of, year=year, base_year=base, shared=shared)


def _label(code: str, year: int | None) -> str:
    """Return the figure's name with the year it was asked of."""
    name = registry.find(code).name
    return f"{name}（{year} 年）" if year else name


def _shown(code: str, value: Number) -> str:
    """Return a value with its unit; one that cannot be known is 缺数."""
    if value is None:
        return "缺数"
    if isinstance(value, bool):
        return "是" if value else "否"
    figure = registry.find(code)
    return f"{value:,.{figure.decimals}f} {figure.unit}".strip()
