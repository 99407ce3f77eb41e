"""Where a sheet's header stands and which column means which field, with the unit its numbers are in.

A header stands in one row or in several. It is known by a field's label or one of its further headers, whatever its
width, spaces or line breaks; a unit in brackets or after a stroke belongs to the unit, not to the name. A line
“单位：万元” above the header gives the unit of the columns that name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tidu.foundation.intake.cells import MONEY_UNITS, USD_UNITS, plain, shown
from tidu.foundation.intake.forms import CellKind, FieldSpec, Form
from tidu.foundation.intake.header_lines import STROKE, Line, candidates, named, singles, wider
from tidu.foundation.intake.header_years import Dated, dated, why_unread, year_of_batch
from tidu.foundation.intake.readers import Sheet, UnableToRead, column_index, column_letter, is_blank

__all__ = ["IGNORED", "SEARCHED_ROWS", "Header", "find", "named"]

SEARCHED_ROWS = 30
IGNORED = ""
"""In a given mapping: leave this column unread."""

_UNIT_LINE = re.compile(
    rf"(?<![报表制送管])单位:?(?:人民币)?({'|'.join(sorted(MONEY_UNITS, key=len, reverse=True))})"
    r"(?![\u4e00-\u9fff])"
)
_UNIT_OF_TITLE = re.compile(rf"\((?:人民币)?({'|'.join(sorted(MONEY_UNITS, key=len, reverse=True))})\)")
_COLUMN = re.compile(r"[A-Z]{1,3}")
_LINES = {2: "两", 3: "三", 4: "四", 5: "五", 6: "六"}


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its last row, the field of each column read, every header text, what to say of it.

    `also` are further sheets of the file that hold the form; `year` is the year that its columns name, where they are
    read for one.
    """

    row_number: int
    fields: Mapping[int, FieldSpec]
    units: Mapping[str, str]
    texts: Mapping[int, str]
    notices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    year: int | None = None

    @cached_property
    def lines(self) -> Mapping[int, frozenset[str]]:
        """Return, per column, the texts that stand over each other in its header, ready for comparing."""
        return {
            index: frozenset(map(plain, (text, *text.split(STROKE)))) for index, text in self.texts.items()
        }

    def column_of(self, name: str) -> str:
        """Return the letter of the column of a field, "" when the sheet has none."""
        return next((column_letter(index) for index, spec in self.fields.items() if spec.name == name), "")

    def text_of(self, name: str) -> str:
        """Return the header text of a field, "" when the sheet has none."""
        return next((self.texts[index] for index, spec in self.fields.items() if spec.name == name), "")


class HeaderUnclear(UnableToRead):
    """Raised where somebody has to say what the columns are.

    `sheet` is the sheet, `row_number` the last row of its header, `texts` column letter -> header text, and `mapping`
    column letter -> field name of what is known already.
    """

    def __init__(self, message: str, sheet: Sheet, line: Line, known: Mapping[str, FieldSpec]) -> None:
        super().__init__(message)
        self.sheet, self.row_number = sheet.name, line.last
        self.texts = {column_letter(index): text for index, text in line.texts.items()}
        fields = {index: _recognised(line, index, known)[0] for index in line.texts}
        self.mapping = {column_letter(index): spec.name for index, spec in fields.items() if spec}


@dataclass
class _Draft:
    """The columns found so far, of those with the texts of the header."""

    texts: Mapping[int, str]
    fields: dict[int, FieldSpec] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def taken(self) -> frozenset[str]:
        """Return the fields that have a column."""
        return frozenset(spec.name for spec in self.fields.values())


def find(
    form: Form, sheets: list[Sheet], mapping: Mapping[str, str] | None, year: int | None = None
) -> tuple[Sheet, Header]:
    """Return the sheet that holds the form, and its header; raise UnableToRead when none does.

    `mapping` is column letter or header text -> field name, over what is recognised; "" leaves a column unread. `year`
    is the year asked for, whose columns are read where headers name years. Where another mapping would help, the
    refusal is a HeaderUnclear.
    """
    given = mapping or {}
    found = [(sheet, line) for sheet in sheets if (line := _header_line(form, sheet, given)) is not None]
    if not found:
        raise _no_header(form, sheets)
    sheet, line = found[0]
    try:
        header = _header(form, sheet, line, given, year)
    except UnableToRead as refusal:
        raise HeaderUnclear(str(refusal), sheet, line, _known(form)) from refusal
    also = tuple(other.name for other, _ in found if other is not sheet)
    return sheet, replace(header, notices=(*_said_of_others(sheet, sheets, also), *header.notices), also=also)


def _said_of_others(sheet: Sheet, sheets: list[Sheet], also: tuple[str, ...]) -> Iterator[str]:
    """Yield the sentences about sheets left aside: those that hold the form too come first."""
    if also:
        listed = "、".join(f"“{name}”" for name in also)
        yield f"工作表{listed}也有这种表头，一批只读一张：这一批读“{sheet.name}”。"
    others = [other.name for other in sheets if other is not sheet and other.name not in also]
    if others:
        listed = "、".join(f"“{name}”" for name in others)
        yield f"只读了工作表“{sheet.name}”；没有读：{listed}。"


def _known(form: Form) -> dict[str, FieldSpec]:
    """Return every recognised header name with its field: labels first, then further headers in order."""
    known = {named(spec.label)[0]: spec for spec in form.fields}
    for spec in form.fields:
        for text in spec.headers:
            known.setdefault(named(text)[0], spec)
    return known


def _header_line(form: Form, sheet: Sheet, mapping: Mapping[str, str]) -> Line | None:
    """Return the line among the first that names most fields, if it names two or all that must be there.

    Rows are taken for one header when together they name more than fewer of them, or the lowest gives units, or
    together they name what must be there and fewer do not, or when they evidently belong together (`wider`).
    """
    known = _known(form)
    given = {plain(text) for text in mapping if not _COLUMN.fullmatch(text)}
    letters = [column_index(text) for text in mapping if _COLUMN.fullmatch(text)]
    needed = min(2, sum(1 for spec in form.fields if spec.required)) or 1
    required = {spec.name for spec in form.fields if spec.required}
    best, best_rank = None, (0, 0, 0)
    for line in candidates(sheet, SEARCHED_ROWS, known):
        fields = {spec.name for index in line.texts if (spec := _meant(line, index, known))}
        score = len(fields) + len({text for text in line.texts.values() if plain(text) in given})
        score += sum(isinstance(_at(sheet, line, index), str) for index in letters)
        rank = (score, line.units, len(fields & required))
        if score >= needed and rank > best_rank:
            best, best_rank = line, rank
    return best and _whole(sheet, best, known)


def _whole(sheet: Sheet, line: Line, known: Mapping[str, FieldSpec]) -> Line:
    """Return a header with the rows that belong to it, as long as it names what must be there all the same."""
    needed = _required(line, known)
    for more in wider(sheet, line, needed.keys()):
        if set(needed.values()) - set(_required(more, known).values()):
            break
        line = more
    return line


def _required(line: Line, known: Mapping[str, FieldSpec]) -> dict[int, str]:
    """Return, by column, the fields that a header names and that must be there."""
    specs = {index: _recognised(line, index, known)[0] for index in line.texts}
    return {index: spec.name for index, spec in specs.items() if spec and spec.required}


def _at(sheet: Sheet, line: Line, index: int) -> str | None:
    """Return the text of a column in a header line if it was written as text."""
    cells = [row.cell(index) for row in sheet.rows[line.first - 1 : line.last]]
    return next((cell for cell in cells if isinstance(cell, str) and not is_blank(cell)), None)


def _recognised(line: Line, index: int, known: Mapping[str, FieldSpec]) -> tuple[FieldSpec | None, str]:
    """Return the field that a column's header is known for, with its unit."""
    return next(((known[name], unit) for name, unit in line.names[index] if name in known), (None, ""))


def _meant(line: Line, index: int, known: Mapping[str, FieldSpec]) -> FieldSpec | None:
    """Return the field that a column is about, whichever year of it."""
    spec = _recognised(line, index, known)[0]
    if spec is None and (of_year := dated(line, index, known)) is not None:
        return of_year.spec
    return spec


def _no_header(form: Form, sheets: list[Sheet]) -> UnableToRead:
    """Return the refusal of a file without a header of the form: about its likeliest one, where it has any."""
    if not any(not is_blank(cell) for sheet in sheets for row in sheet.rows for cell in row.cells):
        return UnableToRead("工作簿里没有任何内容。请核对文件，重新保存后再上传。")
    needed = "、".join(f"“{spec.label}”" for spec in form.fields if spec.required)
    message = (
        f"前 {SEARCHED_ROWS} 行里找不到“{form.name}”的表头。至少要有 {needed} 这几列；"
        "请用本表种的模板，或指明各列的对应关系。"
    )
    likely = max(((sheet, line) for sheet in sheets for line in singles(sheet, SEARCHED_ROWS)), key=_words)
    return HeaderUnclear(message, *likely, _known(form)) if _words(likely) > 1 else UnableToRead(message)


def _words(place: tuple[Sheet, Line]) -> int:
    """Return how many columns of a line are words."""
    sheet, line = place
    return sum(_at(sheet, line, index) is not None for index in line.texts)


def _header(form: Form, sheet: Sheet, line: Line, mapping: Mapping[str, str], asked: int | None) -> Header:
    """Return the header read from its line; raise UnableToRead for columns that clash or are missing."""
    given = _given(form, line.texts, mapping)
    draft = _Draft(line.texts)
    known = _known(form)
    for index in line.texts:
        recognised, unit = _recognised(line, index, known)
        spec = given.get(index, recognised)
        if spec is not None:
            _claim(draft, index, spec, unit or line.names[index][0][1])
    columns = {index: found for index in line.texts if (found := dated(line, index, known)) is not None}
    open_ones = {index: found for index, found in columns.items() if index not in given}
    year = _claim_of_year(form, draft, columns, open_ones, asked)
    _settle_units(draft, sheet, line.first)
    _check_complete(form, draft)
    _say_what_is_left(form, sheet, line, draft)
    alone = {index: found for index, found in columns.items() if year or index not in line.periods}
    _say_of_years(form, draft, alone, year)
    return Header(line.last, draft.fields, draft.units, line.texts, tuple(draft.notices), year=year)


def _claim_of_year(
    form: Form,
    draft: _Draft,
    columns: Mapping[int, Dated],
    open_ones: Mapping[int, Dated],
    asked: int | None,
) -> int | None:
    """Give the open columns of one year to their fields and return the year; None where no header names one."""
    read = [found for index, found in columns.items() if index in draft.fields or index in open_ones]
    year, told = year_of_batch(form, read, draft.taken, asked)
    draft.notices += [told] if told else []
    for index, found in open_ones.items():
        if found.year == year:
            _claim(draft, index, found.spec, found.unit)
    return year


def _given(form: Form, texts: Mapping[int, str], mapping: Mapping[str, str]) -> dict[int, FieldSpec | None]:
    """Return the columns that the given mapping decides; None leaves a column unread."""
    fields = {spec.name: spec for spec in form.fields}
    given: dict[int, FieldSpec | None] = {}
    for place, name in mapping.items():
        if name and name not in fields:
            raise UnableToRead(f"列对应里的字段“{name}”不在“{form.name}”中。可用：{'、'.join(fields)}。")
        given[_place(place, texts)] = fields.get(name)
    return given


def _place(place: str, texts: Mapping[int, str]) -> int:
    """Return the column that a letter or a header text names."""
    same = [index for index, text in texts.items() if plain(text) == plain(place)]
    same = same or [
        index for index, text in texts.items() if plain(text.rpartition(STROKE)[2]) == plain(place)
    ]
    if len(same) == 1:
        return same[0]
    if len(same) > 1:
        letters = "、".join(column_letter(index) for index in same)
        raise UnableToRead(f"有几列的表头都是“{place}”（{letters} 列），请改用列号指明。")
    if _COLUMN.fullmatch(place) and column_index(place) in texts:
        return column_index(place)
    raise UnableToRead(f"列对应里的“{place}”在表头中找不到。表头有：{'、'.join(texts.values())}。")


def _claim(draft: _Draft, index: int, spec: FieldSpec, unit: str) -> None:
    """Give a column to a field; raise UnableToRead when another column has it."""
    for other, taken in draft.fields.items():
        if taken.name == spec.name:
            raise UnableToRead(
                f"{column_letter(other)} 列“{draft.texts[other]}”和 {column_letter(index)} 列“{draft.texts[index]}”"
                f"都是“{spec.label}”。请删去一列，或指明用哪一列。"
            )
    draft.fields[index], draft.units[spec.name] = spec, unit


def _settle_units(draft: _Draft, sheet: Sheet, header_row: int) -> None:
    """Give each money column its unit: the header's own, the line above the header's, else the form's, said so."""
    above = _unit_above(sheet, header_row)
    for spec in draft.fields.values():
        units = {CellKind.MONEY: MONEY_UNITS, CellKind.USD: USD_UNITS}.get(spec.kind)
        if units is None:
            draft.units[spec.name] = ""
            continue
        written = draft.units[spec.name]
        if written and written not in units:
            raise UnableToRead(
                f"“{spec.label}”的单位写成了“{written}”，这一列应以{'、'.join(units)}计。请改正表头。"
            )
        if written:
            continue
        if spec.kind is CellKind.MONEY and above:
            draft.units[spec.name] = above
            draft.notices.append(f"“{spec.label}”按表头上方注明的“{above}”读取。")
        else:
            draft.units[spec.name] = spec.unit
            draft.notices.append(f"“{spec.label}”的表头没有写单位，按“{spec.unit}”读取。")


def _unit_above(sheet: Sheet, header_row: int) -> str:
    """Return the unit of money that a line above the header names, "" for none; raise when two are named."""
    found = {
        match[1]
        for row in sheet.rows
        if row.number < header_row
        for cell in row.cells
        for pattern in (_UNIT_LINE, _UNIT_OF_TITLE)
        if (match := pattern.search(plain(shown(cell))))
    }
    if len(found) > 1:
        raise UnableToRead(
            f"表头上方注明了几种金额单位（{'、'.join(sorted(found))}）。请在各列表头里写明单位。"
        )
    return found.pop() if found else ""


def _check_complete(form: Form, draft: _Draft) -> None:
    """Raise UnableToRead when a required column is missing, unless it may come as an option of the load."""
    present = {spec.name for spec in draft.fields.values()}
    optional = {spec.name for spec in form.options}
    missing = [
        spec.label
        for spec in form.fields
        if spec.required and spec.name not in present and spec.name not in optional
    ]
    if missing:
        listed = "、".join(f"“{label}”" for label in missing)
        raise UnableToRead(f"缺少必须的列：{listed}。请补上这些列，或指明哪一列是它。")


def _say_what_is_left(form: Form, sheet: Sheet, line: Line, draft: _Draft) -> None:
    """Add the sentences about rows above the header, lines joined, hidden columns and columns left unread."""
    titles = [
        row.number for row in sheet.rows[: line.first - 1] if any(not is_blank(cell) for cell in row.cells)
    ]
    where = f"第 {line.first} 行" if line.first == line.last else f"第 {line.first}-{line.last} 行"
    if titles:
        numbers = "、".join(str(number) for number in titles)
        draft.notices.append(f"表头在{where}；上方第 {numbers} 行当作标题，没有载入。")
    if line.first != line.last:
        draft.notices.append(f"{where}是{_LINES[line.rows]}行表头，上下合起来认列名。")
    unclear = {named(text)[0]: why for text, why in form.unclear_headers.items()}
    for index, text in line.texts.items():
        letter = column_letter(index)
        if index in draft.fields:
            if index in sheet.hidden_columns:
                draft.notices.append(f"{letter} 列“{text}”是隐藏的列，照样读入。")
            continue
        why = next((unclear[name] for name, _ in line.names[index] if name in unclear), "不在本表种的字段中")
        if index in line.periods:
            why = f"上方的表头是“{line.periods[index]}”，不是本期的数；如要读入，请用列对应指明"
        draft.notices.append(f"{letter} 列“{text}”没有载入：{why}。")


def _say_of_years(form: Form, draft: _Draft, columns: Mapping[int, Dated], year: int | None) -> None:
    """Say of the columns of other years why they are left, in place of what is said of an unknown column."""
    for index, found in columns.items():
        if index in draft.fields or not (why := why_unread(form, found, draft.taken, year)):
            continue
        start = f"{column_letter(index)} 列“{draft.texts[index]}”没有载入："
        draft.notices = [one for one in draft.notices if not one.startswith(start)] + [f"{start}{why}。"]
