"""Word files that people hand in: opened with care, or refused in words that say how to mend it."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, Final

import docx
from docx.opc.exceptions import PackageNotFoundError

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED: Final = 200 * 1024 * 1024
_CHUNK: Final = 1 << 20
_OLD_BINARY: Final = b"\xd0\xcf\x11\xe0"
"""How .doc files begin, and .docx files with a password."""

_DAMAGED = "文件读不出来，可能已损坏。请用 Word 或 WPS 打开，重新另存为 .docx 再上传。"
_CANNOT_BE_READ = (
    zipfile.BadZipFile,
    zlib.error,
    PackageNotFoundError,
    SyntaxError,  # XML that is not well-formed
    NotImplementedError,  # a packing method that zipfile does not know
    RuntimeError,  # a part with a password
    EOFError,
    KeyError,  # a part that is named and not there
    ValueError,
)


class UnableToOpen(ValueError):
    """Raised for what is no readable Word file; the message is Chinese and says the mend."""


def opened(content: bytes) -> Any:
    """Return the document in a .docx file; raise UnableToOpen."""
    if len(content) > MAX_BYTES:
        raise UnableToOpen("文件超过 20 MB。请压缩其中的图片，另存后再上传。")
    if content.startswith(_OLD_BINARY):
        raise UnableToOpen("这是旧式 .doc 文件，或设了打开密码。请去掉密码，另存为 .docx 再上传。")
    try:
        _check_package(content)
        return docx.Document(io.BytesIO(content))
    except UnableToOpen:
        raise
    except _CANNOT_BE_READ:
        raise UnableToOpen(_DAMAGED) from None


def _check_package(content: bytes) -> None:
    """Refuse what is no Word file, has macros, or unpacks to more than it should, whatever it says of its size."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        if "word/document.xml" not in names:
            raise UnableToOpen("这不是 Word 文档（.docx）。请另存为 .docx 再上传。")
        if "word/vbaProject.bin" in names:
            raise UnableToOpen("文件带有宏，不予打开。请另存为不含宏的 .docx 再上传。")
        unpacked = 0
        for part in package.infolist():
            with package.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    unpacked += len(chunk)
                    if unpacked > MAX_UNPACKED:
                        raise UnableToOpen("文件解压后过大，不予打开。请删去多余内容，另存后再上传。")
