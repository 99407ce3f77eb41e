"""Readers: the bytes of a received file become a `Sheet`, or a kind refusal that says how to mend the file.

Cells keep the row number and column letter their sender sees. Nothing is interpreted here: no header is found
and no number is scaled.
"""

from __future__ import annotations

from dataclasses import replace

from tidu.foundation.intake.readers import _csv, _kinds, _ole, _xls, _xlsx
from tidu.foundation.intake.readers._formats import NO_TEXT, PERCENT
from tidu.foundation.intake.readers._model import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Area,
    BrokenCell,
    Cell,
    Place,
    Row,
    Sheet,
    UnableToRead,
    column_index,
    column_letter,
    is_blank,
)
from tidu.foundation.intake.readers._xlsx import parts_of_sheets

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "NO_TEXT",
    "PERCENT",
    "Area",
    "BrokenCell",
    "Cell",
    "Place",
    "Row",
    "Sheet",
    "UnableToRead",
    "column_index",
    "column_letter",
    "is_blank",
    "parts_of_sheets",
    "read_sheets",
]


def read_sheets(file_name: str, content: bytes, sheet: str | None = None) -> list[Sheet]:
    """Return the sheet called `sheet`, or every visible sheet in the workbook's order; raise UnableToRead.

    What the file is decides its content; an ending that says otherwise is a notice.
    """
    _check_size(content)
    ending = file_name.rpartition(".")[2].lower()
    if ending in {"xlsm", "xltm", "xlam"}:
        raise UnableToRead("带宏的工作簿（.xlsm）不收。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。")
    if content.startswith(_ole.MAGIC):
        return _said(_xls.read(content, sheet), ending, "xls")
    if content.startswith(b"PK"):
        return _said(_xlsx.read(content, sheet), ending, "xlsx")
    if why := _kinds.why_not(content):
        raise UnableToRead(why)
    if ending in _kinds.TEXT_ENDINGS:
        return [_csv.read(content)]
    if ending in _kinds.BOOK_ENDINGS:
        raise UnableToRead(_kinds.why_no_book(content))
    raise UnableToRead(f"不认识的文件类型“{file_name}”。请另存为 .xlsx 或 .csv 再上传。")


def _check_size(content: bytes) -> None:
    """Refuse an empty file and one that is too large."""
    if not content:
        raise UnableToRead("文件是空的。请重新保存后再上传。")
    if len(content) > MAX_BYTES:
        raise UnableToRead(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB 的上限。请删去无关的工作表和图片，或分成几个文件。"
        )


def _said(sheets: list[Sheet], ending: str, kind: str) -> list[Sheet]:
    """Return sheets that say so when the file's ending is not that of its content."""
    if ending == kind or (kind == "xls" and ending == "et"):
        return sheets
    notice = f"文件名以“.{ending}”结尾，内容却是 .{kind} 工作簿，按内容读取。"
    return [replace(sheet, notices=(notice, *sheet.notices)) for sheet in sheets]
