"""A draft as it is handed in: pasted, a text file of any usual encoding, or a Word file."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tidu.reporting.draft import manuscript, tables
from tidu.reporting.draft.manuscript import UnableToReadDraft, checked_text, text_of


def word(*paragraphs, xml=None):
    stream = io.BytesIO()
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(stream)
    if xml is None:
        return stream.getvalue()
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    return made.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inside):
    return f"<w:document {W}><w:body>{inside}</w:body></w:document>"


def test_a_word_file_gives_a_line_per_paragraph():
    assert text_of("稿.docx", word("第一段57家。", "第二段。")) == "第一段57家。\n第二段。\n"


def test_tables_tabs_and_breaks_are_read_and_deleted_text_is_not():
    xml = body(
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr>'
        "<w:r><w:t>前</w:t><w:tab/><w:t>中</w:t><w:br/><w:t>后</w:t></w:r>"
        "<w:del><w:r><w:delText>删去58家</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert text_of("稿.DOCX", word(xml=xml)) == "前 中\n后\n格\n"


def test_a_number_of_a_table_is_read_with_its_row_and_its_column():
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph("表一")
    table = document.add_table(3, 3)
    rows = (
        ("指标", "2023年末", "2024年末"),
        ("高新技术企业（家）", "47", "57"),
        ("预算（万元）", "1500", "1,800"),
    )
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.add_paragraph("表后")
    document.save(stream)
    assert text_of("稿.docx", stream.getvalue()).splitlines() == [
        "表一",
        "高新技术企业2023年末：47家",
        "高新技术企业2024年末：57家",
        "预算2023年末：1500万元",
        "预算2024年末：1,800万元",
        "表后",
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["2024年末高新技术企业", "58家"]], ["2024年末高新技术企业：58家"]),
        ([["乡镇", "高企（家）", "备注"], ["岚城镇", "9", "持平"]], ["岚城镇高企：9家", "岚城镇 持平"]),
        ([["年份", "高企"], ["2024年", "57家"]], ["2024年高企：57家"]),
        ([["甲", "乙"], ["丙", "丁"]], ["丙 丁"]),
        ([["只有一行", "两格"]], ["只有一行 两格"]),
        (
            [["比重", "占比（%）"], ["高企", "47.5"], ["科小", "86.7%"]],
            ["高企占比：47.5%", "科小占比：86.7%"],
        ),
        ([], []),
    ],
)
def test_rows_become_lines(rows, told):
    assert list(tables.lines(rows)) == told


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_in_every_usual_encoding(codec):
    assert text_of("稿.txt", "高新技术企业57家。\r\n".encode(codec)) == "高新技术企业57家。\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("稿.txt", b"", "空的"),
        ("稿.docx", word(""), "空的"),
        ("稿.docx", b"PK\x03\x04 broken", "可能已损坏"),
        ("稿.docx", word("x")[:-300], "可能已损坏"),
        ("稿.docx", word(xml="<w:document"), "可能已损坏"),
        ("稿.docx", word(xml=f'<!DOCTYPE a [<!ENTITY b "c">]>{body("")}'), "空的"),
        ("稿.doc", b"\xd0\xcf\x11\xe0", "另存为 docx"),
        ("稿.pdf", b"%PDF", "不是 docx 或 txt"),
        ("稿", b"57", "不是 docx 或 txt"),
        ("稿.txt", b"\x00\x01\x02", "不是文字文件"),
        ("稿.txt", b"\x80\xff\xff\x81", "编码认不出"),
        ("稿.txt", ("长" * 50_001).encode(), "最多核 50000 个字"),
        ("稿.txt", b"a" * (manuscript.MOST_BYTES + 1), "超过 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_mend(name, content, said):
    with pytest.raises(UnableToReadDraft, match=said):
        text_of(name, content)


def test_a_text_box_inside_a_paragraph_is_read_once():
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict>"
    xml = body(f"<w:p><w:r><w:t>前</w:t></w:r><w:r>{box}</w:r><w:r><w:t>后</w:t></w:r></w:p>")
    assert text_of("稿.docx", word(xml=xml)) == "前后\n框\n"


def test_a_pasted_draft_keeps_its_places_but_for_line_ends():
    assert checked_text("甲\r\n乙\r丙\x00") == "甲\n乙\n丙"
