"""Readers: the bytes of a received file become a `Sheet`, or a kind refusal that says how to mend the file.

Cells keep the row number and column letter their sender sees. Nothing is interpreted here: no header is found
and no number is scaled.
"""

from __future__ import annotations

from tidu.foundation.intake.readers import _csv, _xlsx
from tidu.foundation.intake.readers._model import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    BrokenCell,
    Cell,
    Row,
    Sheet,
    UnableToRead,
    column_index,
    column_letter,
    is_blank,
)

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "BrokenCell",
    "Cell",
    "Row",
    "Sheet",
    "UnableToRead",
    "column_index",
    "column_letter",
    "is_blank",
    "read_sheets",
]


def read_sheets(file_name: str, content: bytes, sheet: str | None = None) -> list[Sheet]:
    """Return the sheet called `sheet`, or every visible sheet in the workbook's order; raise UnableToRead."""
    if not content:
        raise UnableToRead("文件是空的。请重新保存后再上传。")
    if len(content) > MAX_BYTES:
        raise UnableToRead(
            f"文件有 {len(content) / 1024 / 1024:.1f} MB，超过 {MAX_BYTES // 1024 // 1024} MB 的上限。"
            "请删去无关的工作表和图片，或分成几个文件。"
        )
    suffix = file_name.rpartition(".")[2].lower()
    if content.startswith(_xlsx.OLE_MAGIC):
        raise UnableToRead(_xlsx.why_not_ole(content))
    if suffix == "xlsm":
        raise UnableToRead("带宏的工作簿（.xlsm）不收。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。")
    if content.startswith(b"PK"):
        return _xlsx.read(content, sheet)
    if suffix in {"csv", "txt", "tsv"}:
        return [_csv.read(content)]
    if suffix in {"xlsx", "xls", "et"}:
        raise UnableToRead("文件已损坏，不是表格软件能打开的工作簿。请重新导出，另存为 .xlsx 再上传。")
    raise UnableToRead(f"不认识的文件类型“{file_name}”。请另存为 .xlsx 或 .csv 再上传。")
