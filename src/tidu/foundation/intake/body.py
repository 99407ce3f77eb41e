"""Which rows below a header are data, and what is said of the others: sums, remarks, headers printed again.

Nothing is left out in silence: every row passed over is named, and a row of sums is compared with the rows it sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from tidu.foundation.intake.cells import plain, shown
from tidu.foundation.intake.forms import CellKind, Fault
from tidu.foundation.intake.headers import Header
from tidu.foundation.intake.readers import Cell, Row, Sheet, UnableToRead, column_letter, is_blank
from tidu.foundation.intake.vocabulary import FaultCode

TOTAL = re.compile(r".{0,6}(?:合计|总计|小计|累计|共计)(?:[:(].{0,12}|[0-9]+[家户个].{0,6})?")
SUBTOTAL, RUNNING = "小计", "累计"
FOOTER = re.compile(
    r"(?:附?注|备注|说明|填表说明|填报说明|指标说明|数据来源|联系电话|联系人|电话|日期|单位负责人|负责人|盖章)\d*[:.、]"
    r"|填表说明|填报说明|(?:填表|制表|审核|填报|复核|统计|经办)(?:人|单位|日期|时间)|单位负责人|.{0,4}\(盖章\)"
)
_NUMBERING = re.compile(r"栏次|行次|序号栏|甲")
_EXAMPLE = re.compile(r"(?:示例|填写示例|填报示例|样例|范例|例)(?:[:(].*)?")
_RUNS_SHOWN = 12


class Kind(Enum):
    """What a row below the header is."""

    DATA = auto()
    BLANK = auto()
    TOTAL = auto()
    FOOTER = auto()
    HEADER_AGAIN = auto()
    NUMBERING = auto()
    EXAMPLE = auto()


_SAID = {
    Kind.TOTAL: "是合计行，没有载入",
    Kind.FOOTER: "是表尾说明，没有载入",
    Kind.HEADER_AGAIN: "是重复的表头，没有载入",
    Kind.NUMBERING: "是栏次编号，没有载入",
    Kind.EXAMPLE: "是填写示例，没有载入",
}


@dataclass(frozen=True)
class TotalRow:
    """A row of sums, its word, and the data rows it stands for."""

    row: Row
    word: str
    summed: frozenset[int]


@dataclass(frozen=True)
class Body:
    """The data rows, the rows of sums, what merged areas make of single cells, and the sentences."""

    rows: tuple[Row, ...]
    totals: tuple[TotalRow, ...]
    notices: tuple[str, ...]
    faults: dict[int, list[Fault]] = field(default_factory=dict)


def find(sheet: Sheet, header: Header) -> Body:
    """Return what stands below the header; raise UnableToRead when there is no data row."""
    by_kind: dict[Kind, list[Row]] = {kind: [] for kind in Kind}
    needed = [
        index
        for index, spec in header.fields.items()
        if spec.required and spec.kind not in CellKind.numbers()
    ]
    for row in sheet.rows[header.row_number :]:
        by_kind[_kind(header, row, needed)].append(row)
    data = by_kind[Kind.DATA]
    if not data:
        raise UnableToRead(f"表头（第 {header.row_number} 行）下面没有数据行。请核对工作表。")
    rows, faults, said = _unmerged(sheet, header, data)
    notices = [*_said_of_rows(sheet, by_kind), *said]
    totals = tuple(_totals(by_kind[Kind.TOTAL], [row.number for row in data]))
    return Body(tuple(rows), totals, tuple(notices), faults)


def listed(numbers: Sequence[int]) -> str:
    """Return row numbers as words, runs joined, many cut short: 3、5-9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    if len(words) <= _RUNS_SHOWN:
        return "、".join(words)
    return f"{'、'.join(words[:_RUNS_SHOWN])} 等 {len(numbers)}"


def _kind(header: Header, row: Row, needed: Sequence[int]) -> Kind:
    """Return what a row is; `needed` are the columns in which a row must have a text.

    A row that states what a row must state is data, whatever it begins with.
    """
    filled = (cell for cell in row.cells if not is_blank(cell))
    begins = next(filled, None)
    if begins is None:
        return Kind.BLANK
    if _repeats(header, row):
        return Kind.HEADER_AGAIN
    first = plain(shown(begins))
    if row.number == header.row_number + 1 and _NUMBERING.fullmatch(first) and _short(row.cells):
        return Kind.NUMBERING
    if row.number <= header.row_number + 2 and _EXAMPLE.fullmatch(first):
        return Kind.EXAMPLE
    keys = _keys_of(row, needed, first)
    if not keys and TOTAL.fullmatch(first):
        return Kind.TOTAL
    signed = FOOTER.match(first) and all(FOOTER.match(text) for text in keys)
    if signed or (not keys and next(filled, None) is None and re.search("[。;:]", first)):
        return Kind.FOOTER
    return Kind.DATA


def _repeats(header: Header, row: Row) -> bool:
    """Return whether a row holds the texts of the header again, as sheets made for printing do."""
    filled = 0
    for index in header.fields:
        cell = row.cell(index)
        if is_blank(cell):
            continue
        if plain(shown(cell)) not in header.lines[index]:
            return False
        filled += 1
    return filled >= min(2, len(header.fields))


def _short(cells: Sequence[Cell]) -> bool:
    """Return whether a row holds nothing but numbers of columns."""
    return all(len(plain(shown(cell))) <= 3 for cell in cells)


def _keys_of(row: Row, needed: Iterable[int], first: str) -> list[str]:
    """Return the texts of a row that it must have, but for its first word repeated."""
    filled = [plain(shown(row.cell(index))) for index in needed if not is_blank(row.cell(index))]
    return [text for text in filled if text != first]


def _said_of_rows(sheet: Sheet, by_kind: dict[Kind, list[Row]]) -> Iterator[str]:
    """Yield the sentences about rows passed over, and about hidden ones that were read."""
    data = [row.number for row in by_kind[Kind.DATA]]
    within = [row.number for row in by_kind[Kind.BLANK] if row.number < data[-1]]
    if within:
        yield f"跳过空白行：第 {listed(within)} 行。"
    for kind, said in _SAID.items():
        if by_kind[kind]:
            yield f"第 {listed([row.number for row in by_kind[kind]])} 行{said}。"
    hidden = [number for number in data if number in sheet.hidden_rows]
    if hidden:
        yield f"第 {listed(hidden)} 行是隐藏的行（也可能是筛选），照样读入。"


def _totals(rows: Sequence[Row], data: Sequence[int]) -> Iterator[TotalRow]:
    """Yield each row of sums with the rows it stands for: a 小计 those since the last one, else all above or below."""
    since = 0
    for row in rows:
        first = next(plain(shown(cell)) for cell in row.cells if not is_blank(cell))
        if RUNNING in first:
            continue
        above = [number for number in data if number < row.number]
        if SUBTOTAL in first:
            above = [number for number in above if number > since]
            since = row.number
        yield TotalRow(row, first, frozenset(above or data))


def _unmerged(
    sheet: Sheet, header: Header, data: Sequence[Row]
) -> tuple[list[Row], dict[int, list[Fault]], list[str]]:
    """Return the rows with merged words filled in; a merged number has a fault in every row it covers."""
    if not sheet.merges:
        return list(data), {}, []
    rows = {row.number: row for row in data}
    faults: dict[int, list[Fault]] = {}
    notices: list[str] = []
    for area in sheet.merges:
        covered = [number for number in range(area[0], area[2] + 1) if number in rows]
        columns = [index for index in range(area[1], area[3] + 1) if index in header.fields]
        if not covered or not columns or len(covered) * len(columns) == 1:
            continue
        cell = sheet.rows[area[0] - 1].cell(area[1])
        if is_blank(cell):
            continue
        if any(header.fields[index].kind in CellKind.numbers() for index in columns) or len(columns) > 1:
            _blame(header, covered, columns, faults)
            continue
        [index] = columns
        for number in covered:
            rows[number] = _with_cell(rows[number], index, cell)
        label = header.fields[index].label
        notices.append(f"“{label}”第 {listed(covered)} 行合并成一格，各行都按同一内容读。")
    return list(rows.values()), faults, notices


def _blame(
    header: Header, covered: Sequence[int], columns: Sequence[int], faults: dict[int, list[Fault]]
) -> None:
    """Give every cell of a merged area that nobody can share out a fault."""
    letters = "、".join(column_letter(index) for index in columns)
    reason = f"第 {listed(covered)} 行 {letters} 列合并成了一格，说不清各格是多少"
    for number in covered:
        faults.setdefault(number, []).extend(
            Fault(header.fields[index].name, FaultCode.MERGED, reason, "请取消合并，逐格填写")
            for index in columns
        )


def _with_cell(row: Row, index: int, cell: Cell) -> Row:
    """Return the row with one cell replaced."""
    cells = list(row.cells)
    cells.extend([None] * (index + 1 - len(cells)))
    cells[index] = cell
    return replace(row, cells=tuple(cells))
