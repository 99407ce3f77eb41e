"""What both formats of workbooks share: which sheets are read, and how calamine's cells become ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import python_calamine

from tidu.foundation.intake.readers._model import DAMAGED, Cell, Found, Row, Sheet, UnableToRead

LOCKED = "工作簿设了密码，打不开。请取消密码，另存为 .xlsx 再上传。"
MACROS = "带宏的工作簿不收。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传，宏不会随之保存。"
FROM_1904 = "工作簿用 1904 日期系统：没有日期格式的日期序号按它换算。"
REFERS_ELSEWHERE = "工作簿引用了别的文件：引用来的数按上次保存的值读取，没有去取新值。"
CANNOT_BE_READ = (python_calamine.CalamineError, ValueError, KeyError, OSError)


@contextmanager
def unharmed() -> Iterator[None]:
    """Turn the panics by which calamine answers some damaged files into our refusal; they are no Exceptions."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnableToRead(DAMAGED) from None


def names_to_read(
    workbook: python_calamine.CalamineWorkbook, wanted: str | None
) -> tuple[list[str], list[str]]:
    """Return the names of the sheets to read, and what to say of those hidden; raise UnableToRead."""
    sheets = [
        meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    names = [meta.name for meta in sheets]
    if wanted:
        if wanted not in names:
            listed = "、".join(f"“{name}”" for name in names)
            raise UnableToRead(f"工作簿里没有名为“{wanted}”的工作表。有：{listed}。")
        return [wanted], []
    visible = [meta.name for meta in sheets if meta.visible == python_calamine.SheetVisibleEnum.Visible]
    if not visible:
        raise UnableToRead("工作簿里没有可见的工作表。请取消隐藏要报送的工作表再上传。")
    hidden = "、".join(f"“{name}”" for name in names if name not in visible)
    return visible, [f"隐藏的工作表没有读：{hidden}。"] if hidden else []


def sheet(
    workbook: python_calamine.CalamineWorkbook, name: str, found: Found, notices: Sequence[str]
) -> Sheet:
    """Return one sheet with its real row numbers."""
    source = workbook.get_sheet_by_name(name)
    return Sheet(
        name=name,
        rows=tuple(_numbered(_rows(source), found)),
        notices=tuple(notices),
        merges=tuple(
            (top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in source.merged_cell_ranges or ()
        ),
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
        masks=found.masks,
        from_1904=FROM_1904 in notices,
    )


def _rows(source: python_calamine.CalamineSheet) -> Iterator[list[Cell]]:
    """Yield the rows from A1 on. A sheet says the same words over and over: each text is kept once.

    Calamine's rows one by one leave out the empty columns before the first that is used.
    """
    texts: dict[str, str] = {}
    begins_at_a = source.start is not None and source.start[1] == 0
    for cells in source.iter_rows() if begins_at_a else source.to_python(skip_empty_area=False):
        kinds = set(map(type, cells))
        row: list[Cell] = [_cell(cell) for cell in cells] if int in kinds else cells  # type: ignore[assignment]
        yield [texts.setdefault(cell, cell) if type(cell) is str else cell for cell in row]


def _cell(cell: Cell | int) -> Cell:
    """Return a cell as every reader gives it: old workbooks keep small numbers as whole ones."""
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def _numbered(cells: Iterator[list[Cell]], found: Found) -> Iterator[Row]:
    """Yield the rows with their numbers and with what shows nothing usable, which may stand below the last of them."""
    broken: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in found.broken.items():
        broken.setdefault(row, {})[column] = cell
    number = 0
    for number, line in enumerate(cells, start=1):
        yield Row(number, tuple(_with(line, broken.get(number, {}))))
    for below in range(number + 1, max(broken, default=0) + 1):
        yield Row(below, tuple(_with([], broken.get(below, {}))))


def _with(line: list[Cell], cells: Mapping[int, Cell]) -> list[Cell]:
    """Return a row with some of its cells put in; it may end before them."""
    if not cells:
        return line
    filled: list[Cell] = [*line, *(None,) * (max(cells) + 1 - len(line))]
    for column, cell in cells.items():
        filled[column] = cell
    return filled
