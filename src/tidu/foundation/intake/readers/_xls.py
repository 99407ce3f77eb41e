"""Workbooks of the old format (.xls): the cells come from calamine, and their records are looked through once.

As with .xlsx, that pass finds error values, which calamine gives as empty texts, and measures the sheets before the
rectangle is built. An encrypted .xlsx is kept in the same kind of file and is told from an old workbook here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence

import python_calamine

from tidu.foundation.intake.readers import _biff, _calamine, _ole
from tidu.foundation.intake.readers._model import DAMAGED, Found, Sheet, UnableToRead

NOT_THE_NEW = "旧格式（.xls）工作簿：已照读；退回时会另存为 .xlsx。"


def read(content: bytes, wanted: str | None) -> list[Sheet]:
    """Return the sheet called `wanted`, or every visible sheet; raise UnableToRead."""
    try:
        book = _biff.Book(_records(content))
        found = book.scan_all()
        with _calamine.unharmed():
            return _read(content, wanted, found, _said_of(book))
    except _biff.Locked:
        raise UnableToRead(_calamine.LOCKED) from None
    except UnableToRead:
        raise
    except (_ole.Damaged, struct.error, IndexError, UnicodeDecodeError, *_calamine.CANNOT_BE_READ):
        raise UnableToRead(DAMAGED) from None


def _read(content: bytes, wanted: str | None, found: Sequence[Found], said: Sequence[str]) -> list[Sheet]:
    """Return the sheets of a workbook that has been looked through."""
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    places = {meta.name: place for place, meta in enumerate(workbook.sheets_metadata)}
    names, hidden = _calamine.names_to_read(workbook, wanted)
    notices = (NOT_THE_NEW, *hidden, *said)
    return [_calamine.sheet(workbook, name, found[places[name]], notices) for name in names]


def _said_of(book: _biff.Book) -> list[str]:
    """Return what is to be said of a workbook as a whole."""
    elsewhere = [_calamine.REFERS_ELSEWHERE] if book.refers_elsewhere else []
    return [*elsewhere, *([_calamine.FROM_1904] if book.from_1904 else [])]


def _records(content: bytes) -> bytes:
    """Return the stream of records of an old workbook; raise UnableToRead for anything else kept in such a file."""
    file = _ole.CompoundFile(content)
    names = file.names
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise UnableToRead(_calamine.LOCKED)
    if "WordDocument" in names:
        raise UnableToRead("这是 Word 文档，不是表格。请把表格复制到工作簿里，存为 .xlsx 再上传。")
    if names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise UnableToRead(_calamine.MACROS)
    stream = next((name for name in ("Workbook", "Book") if name in names), "")
    if not stream:
        raise UnableToRead("文件里没有工作簿。请在表格软件里打开后另存为 .xlsx 再上传。")
    return file.read(stream)
