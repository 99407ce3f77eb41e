"""The numbers of a draft as fields: plain, dated, by bands, by score, in layers, at a rate, with exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    NEW,
    Cell,
    fate,
    items_in,
    line,
    quantity,
    text_in,
)
from tidu.interfaces.workbench.draft_conditions import condition_cells, limit_cell
from tidu.interfaces.workbench.draft_measures import Known, measure_cell
from tidu.rules.language.editing import INSIDE, Path, Written, with_item
from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Table
from tidu.rules.language.outline import outline
from tidu.rules.language.values import read_literal
from tidu.rules.model.tables import Rounding

_INCLUDED: Final = (("true", "含端点本身"), ("false", "不含端点本身"))
_ROUNDINGS: Final = tuple((str(one), one.label) for one in Rounding)


@dataclass(frozen=True)
class Rows:
    """How a table by another quantity is written: the key of its rows, of a row's end and of its value."""

    key: str
    end: str
    value: str
    what: str
    included: bool = True
    falling: bool = False

    def row(self, at: int) -> str:
        """Return what a row is called."""
        return f"第 {at + 1} {self.what}"


_TABLES: Final = (
    Rows("bands", "up_to", "is", "档"),
    Rows("table", "from", "is", "行", falling=True),
    Rows("marginal", "up_to", "at", "段", included=False),
)
_END: Final = {"up_to": "上限", "from": "起点"}


def value_cells(path: Path, label: str, written: Marked | None, known: Known) -> Iterator[Cell]:
    """Yield the fields of a number however it is written; what has none is told in words."""
    if isinstance(written, Scalar):
        yield _plain(path, label, written.text, known)
    elif isinstance(written, Table):
        for rows in _TABLES:
            if rows.key in written.entries:
                yield from _row_cells(path, label, written, rows, known)
        yield from _dated_cells(path, label, written)
        if "at" in written.entries:
            yield from rate_cells(path, written, known)
        if "exceptions" in written.entries:
            yield from _exception_cells(path, label, written, known)


def _dated_cells(path: Path, label: str, written: Table) -> Iterator[Cell]:
    if isinstance(value := written.entries.get("value"), Scalar):
        yield quantity((*path, "value"), label, value.text)
    for at, one in enumerate(items_in(written.entries.get("values"))):
        if text_in(one, "value"):
            place = (*path, "values", at, "value")
            yield quantity(place, f"{text_in(one, 'from')} 起的{label}", text_in(one, "value"))


def _plain(path: Path, label: str, text: str, known: Known) -> Cell:
    cell = quantity(path, label, text)
    if cell.more or text in known.limits:
        return cell if cell.more else limit_cell(path, label, text, known)
    return measure_cell(path, label, text, known) if any(sign in text for sign in "([") else cell


def rate_cells(path: Path, written: Table, known: Known) -> Iterator[Cell]:
    """Yield the fields of an amount at a rate."""
    yield measure_cell((*path, "of"), "基数", text_in(written, "of"), known)
    for key, label, required in (
        ("at", "比率", True),
        ("floor", "至少（不写为 0）", False),
        ("cap", "至多", False),
    ):
        yield limit_cell((*path, key), label, text_in(written, key), known, required=required)
    yield line(written.entries, path, "rounding", "取整", kind="choice", choices=_ROUNDINGS)
    yield quantity((*path, "to"), "取整到（不写为 1 分）", text_in(written, "to"), required=False)


def _exception_cells(path: Path, label: str, written: Table, known: Known) -> Iterator[Cell]:
    yield from value_cells((*path, "otherwise"), f"{label}，一般", written.entries.get("otherwise"), known)
    for at, one in enumerate(items_in(written.entries.get("exceptions"))):
        if not isinstance(one, Table) or "is" not in one.entries:
            continue
        place, name = (*path, "exceptions", at), f"例外 {at + 1}"
        try:
            yield from condition_cells((*place, "when", INSIDE), outline(text_in(one, "when")), known, name)
        except PolicyError:
            yield line(one.entries, place, "when", f"{name}，什么条件下")
        yield from value_cells((*place, "is"), f"{name}的值", one.entries["is"], known)
        yield line(one.entries, place, "article", f"{name}的条款")
        yield fate(place, f"{name}的去留")


def _row_cells(path: Path, label: str, written: Table, rows: Rows, known: Known) -> Iterator[Cell]:
    """Yield the fields of every row, each with where it begins and ends, and of one more."""
    by = "by" if "by" in written.entries else "of"
    yield measure_cell((*path, by), f"{label}，按什么分{rows.what}", text_in(written, by), known)
    found = [item for item in items_in(written.entries[rows.key]) if isinstance(item, Table)]
    for at, (item, told) in enumerate(zip(found, _reaches(found, rows), strict=True)):
        place, name = (*path, rows.key, at), rows.row(at)
        yield Cell(place, name, told, kind="told")
        if rows.end in item.entries:
            yield quantity((*place, rows.end), f"{name}：{_END[rows.end]}", text_in(item, rows.end))
            if rows.included:
                yield line(item.entries, place, "含", f"{name}：端点", kind="choice", choices=_INCLUDED)
        yield quantity((*place, rows.value), f"{name}：取值", text_in(item, rows.value))
        if rows.end in item.entries:
            yield fate(place, f"{name}的去留（删去后并入相邻的一{rows.what}）")
    place = (NEW, *path, rows.key)
    name = f"加一{rows.what}"
    yield Cell(place, f"{name}或分开一{rows.what}", f"按{_END[rows.end]}排到该在的地方", kind="told")
    yield quantity((*place, rows.end), f"{name}：{_END[rows.end]}", "", required=False)
    if rows.included:
        yield Cell((*place, "含"), f"{name}：端点", "true", kind="choice", choices=_INCLUDED, required=False)
    yield quantity((*place, rows.value), f"{name}：取值", "", required=False)


def _reaches(items: list[Table], rows: Rows) -> list[str]:
    """Return in words from where to where each row reaches, and what is wrong where two of them overlap."""
    told, before, last = [], "", None
    for item in items:
        end, within = text_in(item, rows.end), text_in(item, "含") != "false"
        if not end:
            told.append(f"其余：{before}" if before else "全部")
            continue
        far, near = ("以上", "低于") if rows.falling else ("以下", "高于")
        mine = f"{end}{far}（{'含' if within else '不含'}）"
        value = _literal(end)
        wrong = (
            f"，与前一{rows.what}重叠，端点须{'更小' if rows.falling else '更大'}"
            if _crosses(last, value, rows)
            else ""
        )
        told.append(f"{f'{before}，' if before else ''}{mine}{wrong}")
        before, last = f"{near} {end}{'' if within else '或等于它'}", value
    return told


def _crosses(before: Fraction | None, after: Fraction | None, rows: Rows) -> bool:
    if before is None or after is None:
        return False
    return after >= before if rows.falling else after <= before


def _literal(text: str) -> Fraction | None:
    try:
        return read_literal(Scalar(text, Place("", 0))).value
    except PolicyError:
        return None


def with_rows(text: str, cells: Sequence[Cell], posted: Mapping[str, str]) -> str:
    """Return a text with the rows that were typed in, each where its end belongs; `cells` are the form of the text."""
    for cell in cells:
        rows = next((one for one in _TABLES if cell.path[-2:] == (one.key, one.end)), None)
        end = cell.typed(posted) if rows and cell.path[0] == NEW else ""
        if rows and isinstance(end, str) and end:
            path = cell.path[1:-1]
            typed = {one.path[-1]: one.typed(posted) or "" for one in cells if one.path[:-1] == (NEW, *path)}
            row: dict[str, Written] = {str(key): value for key, value in typed.items()}
            text = with_item(text, path, row, at=_place(_ends(cells, path, rows), end, rows))
    return text


def _ends(cells: Sequence[Cell], path: Path, rows: Rows) -> list[str]:
    return [str(one.whole) for one in cells if one.path[:-2] == path and one.path[-1] == rows.end]


def _place(ends: list[str], end: str, rows: Rows) -> int:
    """Return where a row with an end belongs among the others, before the last one where that cannot be told."""
    mine = _literal(end)
    for at, other in enumerate(ends):
        theirs = _literal(other)
        if mine is not None and theirs is not None and (theirs < mine if rows.falling else theirs > mine):
            return at
    return len(ends)
