"""The population as a frame: one row per enterprise, one column per scalar fact and per fact and year.

    key            String   unique, whatever the caller uses (the credit code)
    registered_on  Date     scalar facts under their own name: Boolean, Date, Int64, String
    revenue@2024   Int64    yearly facts as name@year: fen, US cents, persons

Null is unknown. A fact without a column is unknown for everyone.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

import polars as pl

from tidu.rules.model.facts import Facts, Vocabulary
from tidu.rules.model.kinds import LARGEST_FACT, FactValue, InvalidFacts, Kind

KEY: Final = "key"
_TYPES: Final[Mapping[type, type[pl.DataType]]] = {
    bool: pl.Boolean,
    int: pl.Int64,
    str: pl.String,
    datetime.date: pl.Date,
}


def column_of(fact: str, year: int | None = None) -> str:
    """Return the name of the column of a fact, for yearly facts in one fiscal year."""
    return fact if year is None else f"{fact}@{year}"


def type_of(kind: Kind) -> type[pl.DataType]:
    """Return the column type of a fact of this kind."""
    return {Kind.BOOL: pl.Boolean, Kind.TEXT: pl.String, Kind.DATE: pl.Date}.get(kind, pl.Int64)


def population_frame(cases: Iterable[tuple[str, Facts]], only: Collection[str] | None = None) -> pl.DataFrame:
    """Return the frame of a population from pairs of key and facts, or of those facts alone that `only` names.

    Raises InvalidFacts for a repeated key.
    """
    found: dict[str, Facts] = {}
    for key, facts in cases:
        if key in found:
            raise InvalidFacts(f"企业 {key} 出现两次；请先合并")
        found[key] = facts
    data: dict[str, Sequence[FactValue | None]] = {KEY: list(found)}
    types: dict[str, type[pl.DataType]] = {KEY: pl.String}
    for name, values in _columns(list(found.values()), only):
        kind = next((type(value) for value in values if value is not None), None)
        if kind is not None:
            data[name], types[name] = values, _TYPES[kind]
    return pl.DataFrame(data, schema=types)


def _columns(
    population: Sequence[Facts], only: Collection[str] | None
) -> Iterator[tuple[str, list[FactValue | None]]]:
    """Yield every column with its values, firm by firm."""
    for name in dict.fromkeys(chain.from_iterable(facts.scalars for facts in population)):
        if only is None or name in only:
            yield name, [facts.scalars.get(name) for facts in population]
    for year in dict.fromkeys(chain.from_iterable(facts.years for facts in population)):
        rows = [facts.years.get(year, {}) for facts in population]
        for name in dict.fromkeys(chain.from_iterable(rows)):
            if only is None or name in only:
                yield column_of(name, year), [row.get(name) for row in rows]


class Size(NamedTuple):
    """How large the numbers of a column are: below 2 to the power of `bits`, and none below nought if `natural`.

    Powers of two, so that two populations of about the same size are judged by the same expressions.
    """

    bits: int
    natural: bool


NO_SIZE: Final = Size(0, natural=True)


def check_types(frame: pl.DataFrame, vocabulary: Vocabulary) -> None:
    """Raise InvalidFacts where a column is not of its fact's type: floats above all."""
    for name, found in frame.schema.items():
        fact = name.split("@")[0]
        if fact in vocabulary and found != type_of(vocabulary[fact].kind):
            wanted = type_of(vocabulary[fact].kind).__name__
            raise InvalidFacts(f"列 {name} 的类型是 {found}，应为 {wanted}；金额以分计，用整数")


def sizes(frame: pl.DataFrame, read: Collection[str]) -> dict[str, Size]:
    """Return the size of every integer column among those that are going to be read.

    Raises InvalidFacts where one that is read holds quantities too large to be real.
    """
    integers = [name for name, found in frame.schema.items() if found == pl.Int64 and name in read]
    if frame.is_empty() or not integers:
        return dict.fromkeys(integers, NO_SIZE)
    ends = frame.select(pl.col(integers).min().name.prefix("<"), pl.col(integers).max().name.prefix(">"))
    row = ends.row(0, named=True)
    measured = {}
    for name in integers:
        least, most = row[f"<{name}"] or 0, row[f">{name}"] or 0
        if max(abs(least), abs(most)) >= LARGEST_FACT:
            raise InvalidFacts(f"列 {name} 有超出可能范围的数；请核对单位（元、万元、分）")
        measured[name] = Size(max(abs(least), abs(most)).bit_length(), least >= 0)
    return measured
