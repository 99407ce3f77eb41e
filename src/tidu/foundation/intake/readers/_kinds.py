"""What a file is that is neither a workbook nor a text table, and how its sender mends that."""

from __future__ import annotations

import re

TEXT_ENDINGS = frozenset({"csv", "txt", "tsv"})
BOOK_ENDINGS = frozenset({"xlsx", "xls", "et"})

_SAVE_AS = "请在表格软件里另存为“Excel 工作簿（.xlsx）”再上传。"
_STARTS = (
    (b"%PDF", f"这是 PDF 文件，表格读不出来。请向报送单位要原来的表格，{_SAVE_AS[1:]}"),
    (b"\x89PNG", "这是图片，不是表格。请向报送单位要原来的表格。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请向报送单位要原来的表格。"),
    (b"Rar!", "这是压缩包。请解压后，把里面的工作簿一个一个上传。"),
    (b"7z\xbc\xaf", "这是压缩包。请解压后，把里面的工作簿一个一个上传。"),
    (b"\x1f\x8b", "这是压缩包。请解压后，把里面的工作簿一个一个上传。"),
    (b"\x09\x00", f"这是 Excel 4.0 或更早的工作簿。{_SAVE_AS}"),
    (b"\x09\x02", f"这是 Excel 4.0 或更早的工作簿。{_SAVE_AS}"),
    (b"\x09\x04", f"这是 Excel 4.0 或更早的工作簿。{_SAVE_AS}"),
)
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_WEB_PAGE = re.compile(
    rb"<(!doctype\s+html|html|head|meta|table|body|div|style|script)\b|^mime-version:", re.I
)
_SEEN = 4_096


def why_not(content: bytes) -> str:
    """Return in Chinese what the file is and how to mend it, "" when nothing speaks against a text table."""
    for start, why in _STARTS:
        if content.startswith(start):
            return why
    seen = content[:_SEEN].replace(b"\0", b"")  # a web page may well be in UTF-16
    if _XML_BOOK in seen:
        return f"这是 XML 表格（2003 版）改了扩展名。{_SAVE_AS}"
    if _WEB_PAGE.search(seen.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1024]):
        return f"这是网页，只是扩展名像表格（不少系统这样导出）。请用表格软件打开它，{_SAVE_AS[1:]}"
    return ""


def why_no_book(content: bytes) -> str:
    """Return why a file that is called a workbook is none."""
    if b"\0" not in content[:_SEEN] and any(mark in content[:_SEEN] for mark in (b",", b"\t", b";")):
        return "内容是文本，不是工作簿。如果原是 CSV，请把扩展名改回 .csv；否则" + _SAVE_AS
    return "文件已损坏，不是表格软件能打开的工作簿。请重新导出，另存为 .xlsx 再上传。"
