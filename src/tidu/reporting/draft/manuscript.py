"""The words of a draft as it was handed in: pasted, a text file, or a Word file. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from tidu.reporting.draft import tables
from tidu.reporting.word_upload import UnableToOpen, opened

MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 50_000

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WORDS = qn("w:t")
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " "}


class UnableToReadDraft(ValueError):
    """Raised for a draft that cannot be read; the message says in Chinese why and how to mend it."""


def checked_text(text: str) -> str:
    """Return a pasted draft with plain line ends; raise UnableToReadDraft where it is empty or too long."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not plain.strip():
        raise UnableToReadDraft("稿子是空的。请粘贴正文，或上传有文字的 docx、txt 文件。")
    if len(plain) > MOST_CHARACTERS:
        raise UnableToReadDraft(
            f"稿子有 {len(plain)} 个字，一次最多核 {MOST_CHARACTERS} 个字。请分成几部分，一次核一部分。"
        )
    return plain


def text_of(name: str, content: bytes) -> str:
    """Return the text of a file; raise UnableToReadDraft."""
    if len(content) > MOST_BYTES:
        raise UnableToReadDraft(
            f"文件“{name}”超过 {MOST_BYTES // 1024 // 1024} MB。请去掉图片另存一份，或粘贴正文。"
        )
    ending = name.rpartition(".")[2].lower()
    if ending == "docx":
        return checked_text(_word_text(name, content))
    if ending == "txt":
        return checked_text(_plain_text(name, content))
    if ending in {"doc", "wps"}:
        raise UnableToReadDraft(f"“{name}”是旧格式的文字文件。请在 Word 或 WPS 里另存为 docx，再上传。")
    raise UnableToReadDraft(f"“{name}”不是 docx 或 txt 文件。请上传 docx、txt，或直接粘贴正文。")


def _plain_text(name: str, content: bytes) -> str:
    marked = next((mark for mark in _MARKS if content.startswith(mark)), None)
    codecs = (
        ("utf-8", "gb18030") if marked is None else ("utf-8-sig",) if marked == _MARKS[0] else ("utf-16",)
    )
    if marked is None and b"\x00" in content:
        raise UnableToReadDraft(f"“{name}”不是文字文件。请上传 docx、txt，或直接粘贴正文。")
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    raise UnableToReadDraft(f"“{name}”的文字编码认不出。请另存为 UTF-8 编码的 txt，或直接粘贴正文。")


def _word_text(name: str, content: bytes) -> str:
    """Return the text of the body, a line per paragraph and per number of a table; deleted text and field codes are
    left out.
    """
    try:
        body = opened(content).element.body
    except UnableToOpen as error:
        raise UnableToReadDraft(f"“{name}”打不开。{error}") from error
    return "".join(_pieces(body))


def _pieces(body: Any) -> Iterator[str]:
    """Yield the words of each paragraph; what stands in a text box inside it is a paragraph of its own.

    A table is told where it begins, by what its numbers mean; one inside another is told by itself.
    """
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            yield from (f"{line}\n" for line in tables.lines(list(_rows(element))) if line)
        elif next(element.iterancestors(qn("w:tc")), None) is None:
            yield f"{_words(element)}\n"


def _rows(table: Any) -> Iterator[list[str]]:
    """Yield the cells of each row; one that spans columns stands in the first of them."""
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            words = " ".join(filter(None, map(_words, cell.iterchildren(qn("w:p")))))
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            wide = 1 if span is None else int(span.get(qn("w:val"), 1))
            cells += [words.strip(), *[""] * (wide - 1)]
        yield cells


def _words(paragraph: Any) -> str:
    runs = (run for run in paragraph.iter(qn("w:r")) if next(run.iterancestors(qn("w:p"))) is paragraph)
    return "".join(
        one.text or "" if one.tag == _WORDS else _BREAKS.get(one.tag, "") for run in runs for one in run
    )
