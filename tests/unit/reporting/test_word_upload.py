"""A file that is no readable Word document is refused in words; a good one is opened."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tidu.reporting import word_upload
from tidu.reporting.word_upload import UnableToOpen, opened


def a_file() -> bytes:
    document = docx.Document()
    document.add_paragraph("甲乙丙")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, part)
    return out.getvalue()


def test_a_word_file_is_opened():
    assert [one.text for one in opened(a_file()).paragraphs] == ["甲乙丙"]


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"", "另存为 .docx"),
        (b"just words", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "去掉密码"),
        (packed(**{"xl__workbook.xml": b"<x/>"}), "不是 Word 文档"),
        (packed(**{"word__document.xml": b"<not closed"}), "另存为 .docx"),
        (a_file()[:-300], "另存为 .docx"),
        (with_part(a_file(), "word/vbaProject.bin", b"x"), "不含宏"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_mend(content, mend):
    with pytest.raises(UnableToOpen, match=mend):
        opened(content)


def test_a_file_that_unpacks_to_more_than_it_should_is_refused(monkeypatch):
    monkeypatch.setattr(word_upload, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(UnableToOpen, match="解压后过大"):
        opened(with_part(a_file(), "word/media/zeros.bin", bytes(2_000_000)))


def test_a_file_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(word_upload, "MAX_BYTES", 10)
    with pytest.raises(UnableToOpen, match="20 MB"):
        opened(a_file())
