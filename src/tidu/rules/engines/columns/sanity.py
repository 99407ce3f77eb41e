"""A population without what cannot be true: cells the vocabulary doubts become unknown before judging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_

import polars as pl

from tidu.rules.model.facts import Sanity, Vocabulary


def trusted(frame: pl.DataFrame, vocabulary: Vocabulary, facts: frozenset[str], as_of: date) -> pl.DataFrame:
    """Return the frame with the doubted cells of the facts that are going to be read set to null.

    Columns in which nothing is doubted are handed on as they are; looking for doubts costs one pass.
    """
    marks: dict[str, list[pl.Expr]] = {}
    for sanity in vocabulary.sanities:
        if sanity.covers(as_of) and facts & {*sanity.facts, sanity.of}:
            for name, mark in _doubts(frame, sanity):
                marks.setdefault(name, []).append(mark)
    doubted = {name: reduce(or_, found) for name, found in marks.items() if name.split("@")[0] in facts}
    if not doubted:
        return frame
    any_at_all = frame.select(mark.any().alias(name) for name, mark in doubted.items()).row(0, named=True)
    mended = {name: pl.when(~mark).then(pl.col(name)) for name, mark in doubted.items() if any_at_all[name]}
    return frame.with_columns(**mended) if mended else frame


def _doubts(frame: pl.DataFrame, sanity: Sanity) -> Iterator[tuple[str, pl.Expr]]:
    """Yield each column with the rows a check doubts in it; never null."""
    for name in frame.columns:
        fact, at, year = name.partition("@")
        if fact not in sanity.facts:
            continue
        value = pl.col(name)
        if sanity.least is not None:
            yield name, (value < sanity.least).fill_null(value=False)
        if sanity.most is not None:
            yield name, (value > sanity.most).fill_null(value=False)
        other = f"{sanity.of}{at}{year}"
        if sanity.of and other in frame.columns:
            limit = pl.col(other)
            above = value * sanity.times.denominator > limit * sanity.times.numerator
            mark = ((limit > 0) & above).fill_null(value=False)
            yield name, mark
            yield other, mark
