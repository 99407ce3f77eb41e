"""Years that header texts name: 2024年营业收入, 营业收入（2024年）, 2024年 over 营业收入.

A batch holds one year of a form whose year may be given for the whole batch. Columns of that year are read, those of
another are left for a batch of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.header_lines import Line
from tidu.foundation.intake.readers import UnableToRead

_YEAR = r"\(?(?P<year>(?:19|20)[0-9]{2})年?(?:度|末|底)?\)?"
_WITH_A_YEAR = (re.compile(rf"{_YEAR}(?P<name>.+)"), re.compile(rf"(?P<name>.+?){_YEAR}"))


@dataclass(frozen=True)
class Dated:
    """A column whose header names a known field and a year, with the unit of its numbers."""

    spec: FieldSpec
    unit: str
    year: int


def dated(line: Line, index: int, known: Mapping[str, FieldSpec]) -> Dated | None:
    """Return what a column's header says of a known field and a year, None where it names no year."""
    for name, unit in line.names[index]:
        for pattern in _WITH_A_YEAR:
            match = pattern.fullmatch(name)
            if match and (spec := known.get(match["name"].strip("()·"))) is not None:
                return Dated(spec, unit, int(match["year"]))
    return None


def year_of(form: Form) -> FieldSpec | None:
    """Return the field of a form that is a year and may be given for a whole batch, None where it has none."""
    return next((spec for spec in form.options if spec.kind is CellKind.YEAR), None)


def year_of_batch(
    form: Form, columns: Iterable[Dated], taken: Collection[str], given: int | None
) -> tuple[int | None, str]:
    """Return the year whose columns are read, None for none, and the sentence that says what it was taken from.

    `taken` are the fields that have a column of their own, `given` is the year asked for. Raises UnableToRead where
    the columns name several years and nobody said which one is meant.
    """
    spec, years = year_of(form), sorted({column.year for column in columns})
    if spec is None or not years or spec.name in taken:
        return None, ""
    if given is not None:
        return given, ""
    if len(years) > 1:
        listed = "、".join(f"{year} 年" for year in years)
        raise UnableToRead(
            f"表头里有{listed}几个年度的列，一批只读一个年度。请在载入参数里选定{spec.label}，或在列对应里只留一个年度的列；每个年度各导入一次。"
        )
    return years[0], f"表头写明是 {years[0]} 年，{spec.label}按 {years[0]} 读入。"


def why_unread(form: Form, column: Dated, taken: Collection[str], year: int | None) -> str:
    """Return why a column that names a year is not read, "" where that is not for its year."""
    spec = year_of(form)
    if spec is None:
        return ""
    if spec.name in taken:
        return f"它说的是 {column.year} 年，而表里另有“{spec.label}”一列；请只留一种，或用列对应指明"
    if year is not None and column.year != year:
        return f"它说的是 {column.year} 年，这一批读 {year} 年；要读入，请再导入一次，{spec.label}填 {column.year}"
    return ""
