"""Text files: UTF-8 with or without its mark, UTF-16 with its mark, GB18030; a separator found by agreement."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from tidu.foundation.intake.readers._model import (
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Sheet,
    UnableToRead,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_NAMES = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号"}
_GUESSES = (("utf-8", "UTF-8"), ("gb18030", "GB18030"))


def read(content: bytes) -> Sheet:
    """Return the only sheet of a text file; a row's number is the one a spreadsheet would show."""
    text, encoding = _decode(content)
    text, first, delimiter = _without_mark(text)
    if "\0" in text:
        raise UnableToRead("文件里有二进制内容，不是文本表格。请另存为 .xlsx 或 CSV（UTF-8）再上传。")
    # Cells keep their line breaks only when the reader sees them untranslated.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=first):
            if number > MAX_ROWS:
                raise UnableToRead(f"文件超过 {MAX_ROWS:,} 行。请按乡镇或年度分成几个文件再上传。")
            if len(cells) > MAX_COLUMNS:
                raise UnableToRead(f"第 {number} 行有 {len(cells)} 列，超过 {MAX_COLUMNS} 列。请检查分隔符。")
            rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        raise UnableToRead(
            f"第 {reader.line_num} 行附近的引号不成对，读不下去（{error}）。请用表格软件打开后另存为 .xlsx 再上传。"
        ) from None
    taken = f"文本文件按 {encoding} 编码、{_NAMES[delimiter]}分隔读取；退回时会另存为 .xlsx。"
    return Sheet(name="", rows=tuple(rows), notices=(taken,))


def _decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding."""
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strictly(content, codec, name), name
    for codec, name in _GUESSES:
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise UnableToRead("文字编码既不是 UTF-8 也不是 GB18030。请用表格软件打开后另存为 .xlsx 再上传。")


def _strictly(content: bytes, codec: str, name: str) -> str:
    """Return the text in the encoding that the file's mark promises."""
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise UnableToRead(
            f"文件标明是 {name} 编码，内容却不是。请用表格软件打开后另存为 .xlsx 再上传。"
        ) from None


def _without_mark(text: str) -> tuple[str, int, str]:
    """Return the text, the number of its first row and its separator, which a first line sep=; may name."""
    line, _, rest = text.partition("\n")
    mark = line.strip().lower()
    if mark.startswith("sep=") and mark[4:] in _NAMES:
        return rest, 2, mark[4:]
    return text, 1, _delimiter(text)


def _delimiter(text: str) -> str:
    """Return the separator that stands equally often in most of the first lines; a comma by default."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]

    def agreement(separator: str) -> tuple[int, int]:
        """Return how many lines agree on a number of separators, and that number."""
        counts = Counter(line.count(separator) for line in lines if separator in line)
        number, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return agreeing, number

    return max(_NAMES, key=agreement)
