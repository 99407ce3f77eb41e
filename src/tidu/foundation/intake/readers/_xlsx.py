"""Workbooks (.xlsx).

The cells come from calamine, which is fast and gives an error value as an empty text and a formula without a
saved result likewise. Both would pass for "not stated", so the sheet's own XML is looked through once for them.
That pass (`_scan`) also measures the sheet before calamine, which keeps a whole rectangle in memory, is let near it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import python_calamine

from tidu.foundation.intake.readers import _scan
from tidu.foundation.intake.readers._model import (
    Cell,
    Row,
    Sheet,
    UnableToRead,
)

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5_000
_CHUNK = 1 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_DAMAGED = "文件已损坏，打不开。请用表格软件打开原文件，另存为 .xlsx 再上传。"
_CANNOT_BE_READ = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    ExpatError,
    NotImplementedError,  # a packing method that zipfile does not know
    RuntimeError,  # a part with a password
    EOFError,
    KeyError,
    ValueError,
)


def why_not_ole(content: bytes) -> str:
    """Return why a file in the old binary container is refused: it is locked, or it is an .xls."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "工作簿加了打开密码。请在表格软件里去掉密码后另存为 .xlsx 再上传。"
    return "这是旧格式的表格（.xls 或 .et）。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。"


def read(content: bytes, wanted: str | None) -> list[Sheet]:
    """Return the wanted sheet or all visible ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_package(package)
            parts = _parts_of_sheets(package)
            workbook = python_calamine.load_workbook(io.BytesIO(content))
            names = _names_to_read(workbook, wanted)
            return [_sheet(package, workbook, name, parts.get(name, "")) for name in names]
    except UnableToRead:
        raise
    except _CANNOT_BE_READ:
        raise UnableToRead(_DAMAGED) from None


def _check_package(package: zipfile.ZipFile) -> None:
    """Refuse what is no workbook, has macros, or unpacks to more than it should."""
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnableToRead("压缩包加了密码，不是普通的工作簿。请另存为不加密的 .xlsx 再上传。")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnableToRead("这不是 .xlsx 工作簿。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。")
    if "xl/vbaProject.bin" in names:
        raise UnableToRead("带宏的工作簿不收。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnableToRead("工作簿解压后过大，不予打开。请只留下要报送的工作表，另存为新的 .xlsx 再上传。")
    # A package may lie about its sizes; reading each part to its end proves size and checksum.
    for part in parts:
        with package.open(part) as stream:
            while stream.read(_CHUNK):
                pass


def _parts_of_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the package part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}
    for relation in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels")):  # noqa: S314
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts: dict[str, str] = {}
    for node in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():  # noqa: S314
        if node.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"}:
            identifier = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            parts[node.get("name", "")] = targets.get(identifier, "")
    return parts


def _names_to_read(workbook: python_calamine.CalamineWorkbook, wanted: str | None) -> list[str]:
    """Return the names of the sheets to read; raise UnableToRead naming those that exist."""
    sheets = [
        meta for meta in workbook.sheets_metadata if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    names = [meta.name for meta in sheets]
    if wanted:
        if wanted not in names:
            listed = "、".join(f"“{name}”" for name in names)
            raise UnableToRead(f"工作簿里没有名为“{wanted}”的工作表。有：{listed}。")
        return [wanted]
    visible = [meta.name for meta in sheets if meta.visible == python_calamine.SheetVisibleEnum.Visible]
    if not visible:
        raise UnableToRead("工作簿里没有可见的工作表。请取消隐藏要报送的工作表再上传。")
    return visible


def _sheet(
    package: zipfile.ZipFile, workbook: python_calamine.CalamineWorkbook, name: str, part: str
) -> Sheet:
    """Return one sheet with its real row numbers."""
    broken = _scan.scan(package, part, name) if part else {}
    source = workbook.get_sheet_by_name(name)
    grid: list[list[Cell]] = [list(cells) for cells in source.to_python(skip_empty_area=False)]
    for (row, column), cell in broken.items():
        _put(grid, row, column, cell)
    notices = ["有合并的单元格：只有左上角一格算填了，其余按空白读。"] if source.merged_cell_ranges else []
    rows = tuple(Row(number, tuple(cells)) for number, cells in enumerate(grid, start=1))
    return Sheet(name=name, rows=rows, notices=tuple(f"“{name}”{notice}" for notice in notices))


def _put(grid: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    """Put a cell into the grid, which may end before it."""
    while len(grid) < row:
        grid.append([])
    line = grid[row - 1]
    line.extend([None] * (column + 1 - len(line)))
    line[column] = cell
