"""Workbooks (.xlsx).

The cells come from calamine, which is fast and gives an error value as an empty text and a formula without a
saved result likewise. Both would pass for "not stated", so the sheet's own XML is looked through once for them.
That pass (`_scan`) also measures the sheet before calamine, which keeps a whole rectangle in memory, is let near it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import python_calamine

from tidu.foundation.intake.readers import _calamine, _formats, _scan
from tidu.foundation.intake.readers._model import DAMAGED, Found, Sheet, UnableToRead

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5_000
_CHUNK = 1 << 20
_OVERLAP = 64
_LOST = re.compile(rb"<!\[CDATA\[|<(?:\w+:)?v>[^<&]{0,40}&#")
"""Sound XML that calamine reads as nothing: what stands there would pass for not stated."""

_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=[\"'](?:1|true|on)[\"']")

_OTHERS = {
    "word/document.xml": "这是 Word 文档，不是表格。请把表格复制到工作簿里，存为 .xlsx 再上传。",
    "ppt/presentation.xml": "这是演示文稿，不是表格。请把表格复制到工作簿里，存为 .xlsx 再上传。",
    "xl/workbook.bin": "这是二进制工作簿（.xlsb）。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。",
    "content.xml": "这是 OpenDocument 表格（.ods）。请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。",
}
_CANNOT_BE_READ = (
    *_calamine.CANNOT_BE_READ,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    ExpatError,
    NotImplementedError,  # a packing method that zipfile does not know
    RuntimeError,  # a part with a password
    EOFError,
)


def read(content: bytes, wanted: str | None) -> list[Sheet]:
    """Return the sheet called `wanted`, or every visible sheet; raise UnableToRead."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, _calamine.unharmed():
            _check_package(package)
            parts, masks = parts_of_sheets(package), _masks(package)
            workbook = python_calamine.load_workbook(io.BytesIO(content))
            names, notices = _calamine.names_to_read(workbook, wanted)
            if any(name.startswith("xl/externalLinks/") for name in package.namelist()):
                notices.append(_calamine.REFERS_ELSEWHERE)
            if _FROM_1904.search(package.read("xl/workbook.xml")):
                notices.append(_calamine.FROM_1904)
            sheets = []
            for name in names:
                part = parts.get(name, "")
                found = _scan.scan(package, part, name, masks) if part else Found()
                sheets.append(_calamine.sheet(workbook, name, found, notices))
            return sheets
    except UnableToRead:
        raise
    except _CANNOT_BE_READ:
        raise UnableToRead(DAMAGED) from None


def _check_package(package: zipfile.ZipFile) -> None:
    """Refuse what is no workbook, has macros, or unpacks to more than it should."""
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnableToRead("压缩包加了密码，不是普通的工作簿。请另存为不加密的 .xlsx 再上传。")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        said = next((why for name, why in _OTHERS.items() if name in names), "")
        raise UnableToRead(said or "这是压缩包，不是 .xlsx 工作簿。请解压后，把里面的工作簿一个一个上传。")
    if "xl/vbaProject.bin" in names:
        raise UnableToRead(_calamine.MACROS)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnableToRead("工作簿解压后过大，不予打开。请只留下要报送的工作表，另存为新的 .xlsx 再上传。")
    # A package may lie about its sizes; reading each part to its end proves size and checksum.
    for part in parts:
        seen = b""
        with package.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if part.filename.startswith("xl/") and _LOST.search(seen + chunk):
                    raise UnableToRead(
                        "工作簿用了读不全的写法（CDATA 或数字的字符编号）。请用表格软件打开，重新保存后再上传。"
                    )
                seen = chunk[-_OVERLAP:]


def parts_of_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the package part of each sheet by the sheet's name."""
    targets: dict[str, str] = {}
    for relation in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels")):  # noqa: S314
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts: dict[str, str] = {}
    for node in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():  # noqa: S314
        if node.tag.rpartition("}")[2] == "sheet":
            identifier = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            parts[node.get("name", "")] = targets.get(identifier, "")
    return parts


def _masks(package: zipfile.ZipFile) -> dict[str, str]:
    """Return, by the number of a cell style, how it shows another number than the cell holds."""
    if "xl/styles.xml" not in package.namelist():
        return {}
    formats = {str(number): mask for number, mask in _formats.BUILT_IN.items()}
    found: dict[str, str] = {}
    for node in ElementTree.fromstring(package.read("xl/styles.xml")):  # noqa: S314
        kind = node.tag.rpartition("}")[2]
        if kind == "numFmts":
            for child in node:
                formats[child.get("numFmtId", "")] = _formats.mask_of(child.get("formatCode", ""))
        elif kind == "cellXfs":
            found = {
                str(place): mask
                for place, child in enumerate(node)
                if (mask := formats.get(child.get("numFmtId", ""), ""))
            }
    return found
