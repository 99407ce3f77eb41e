"""A population without what cannot be true: cells the vocabulary doubts become unknown before judging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

import polars as pl

from tidu.rules.engines.columns.frame import Size
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.sanity import Sanity


def trusted(
    frame: pl.DataFrame,
    vocabulary: Vocabulary,
    facts: frozenset[str],
    as_of: date,
    measured: Mapping[str, Size],
) -> pl.DataFrame:
    """Return the frame with the doubted cells of the facts that are going to be read set to null.

    Columns in which nothing is doubted are handed on as they are; looking for doubts costs one pass, and none
    where the measured size of a column already rules them out.
    """
    doubts = [
        doubt
        for sanity in vocabulary.sanities
        if sanity.covers(as_of) and facts & {*sanity.facts, sanity.of}
        for doubt in _doubts(frame, sanity, as_of, measured)
    ]
    raised = frame.select(doubt.suspected.any().alias(str(at)) for at, doubt in enumerate(doubts))
    marks: dict[str, list[pl.Expr]] = {}
    for doubt in (doubts[at] for at, column in enumerate(raised) if column[0]):
        for name in doubt.columns:
            if name.split("@")[0] in facts:
                marks.setdefault(name, []).append(doubt.mark)
    if not marks:
        return frame
    return frame.with_columns(
        **{name: pl.when(~reduce(or_, of)).then(pl.col(name)) for name, of in marks.items()}
    )


class _Doubt(NamedTuple):
    """The columns a check doubts, and where. `suspected` costs less than the mark and holds at least where it does."""

    columns: tuple[str, ...]
    suspected: pl.Expr
    mark: pl.Expr


def _doubts(
    frame: pl.DataFrame, sanity: Sanity, as_of: date, measured: Mapping[str, Size]
) -> Iterator[_Doubt]:
    """Yield what a check doubts in each column; a mark is never null."""
    for name in frame.columns:
        fact, at, year = name.partition("@")
        if fact not in sanity.facts:
            continue
        value, other = pl.col(name), f"{sanity.of}{at}{year}"
        if sanity.not_ahead:
            yield _doubt(name, value > as_of)
        natural = name in measured and measured[name].natural
        if sanity.least is not None and not (natural and sanity.least <= 0):
            yield _doubt(name, value < sanity.least)
        if sanity.most is not None:
            yield _doubt(name, value > sanity.most)
        if sanity.of and other in frame.columns:
            limit = pl.col(other)
            above = _times(value, sanity.times.denominator) > _times(limit, sanity.times.numerator)
            mark = (limit >= sanity.least_limit) & above
            yield _Doubt((name, other), above, mark.fill_null(value=False))


def _doubt(name: str, wrong: pl.Expr) -> _Doubt:
    return _Doubt((name,), wrong, wrong.fill_null(value=False))


def _times(value: pl.Expr, factor: int) -> pl.Expr:
    return value if factor == 1 else value * factor
