"""The layout report: our own letter is clean, and each planted departure is named with its measure and its place."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tidu.reporting.layout_report import departures, level_of
from tidu.reporting.letter import Letter, letter_file

BODY = "诚邀您参加本县的科技开放日活动，看一看企业。"


def letter(*paragraphs: str, number: str = "") -> Any:
    written = Letter(
        sender="青岚县科技局",
        number=number,
        title="关于邀请参加科技开放日的函",
        addressee="欧阳晴",
        paragraphs=[BODY, *paragraphs],
        on=date(2025, 4, 5),
        receipt=(),
    )
    return docx.Document(io.BytesIO(letter_file(written)))


def said(document: Any) -> list[tuple[str, str, str]]:
    return [(one.what, one.found, one.wanted) for one in departures(document)]


@pytest.mark.parametrize("number", ["", "青科函〔2025〕3号"])
def test_a_letter_of_ours_departs_in_nothing(number):
    assert departures(letter(number=number)) == []


NUMBERED = (
    '<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:abstractNumId="77">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
)
POINTED = (
    '<w:num xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:numId="77">'
    '<w:abstractNumId w:val="77"/></w:num>'
)


def numbered(document: Any, paragraph: Any, form: str, text: str) -> None:
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERED.format(form=form, text=text)))
    numbering.append(parse_xml(POINTED))
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = 77


@pytest.mark.parametrize(
    ("form", "text", "font"),
    [
        ("chineseCountingThousand", "%1、", "黑体"),
        ("chineseCounting", "（%1）", "楷体_GB2312"),
        ("decimal", "%1.", "仿宋_GB2312"),
        ("bullet", "•", "仿宋_GB2312"),
    ],
)
def test_a_heading_numbered_by_word_itself_is_held_to_the_type_of_its_level(form, text, font):
    document = letter("主体培育工作有新的进展。")
    heading = next(one for one in document.paragraphs if one.text.startswith("主体培育"))
    numbered(document, heading, form, text)
    heading.runs[0]._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    assert said(document) == []
    heading.runs[0]._element.rPr.rFonts.set(qn("w:eastAsia"), "隶书")
    (wrong,) = said(document)
    assert (wrong[1], wrong[2]) == ("隶书", font)


def test_a_document_number_is_no_title_and_has_a_type_of_its_own():
    document = letter(number="青科函〔2025〕3号")
    document.paragraphs[0].runs[0].font.size = Pt(22)
    assert said(document) == [("发文字号字号", "22 磅", "16 磅")]


@pytest.mark.parametrize(
    ("side", "found", "wanted"),
    [
        ("top_margin", ("上边距（天头）", "25.4 mm", "37 mm"), Mm(25.4)),
        ("left_margin", ("左边距（订口）", "31.8 mm", "28 mm"), Mm(31.8)),
        ("right_margin", ("右边距", "31.8 mm", "26 mm"), Mm(31.8)),
        ("bottom_margin", ("下边距", "25.4 mm", "35 mm"), Mm(25.4)),
        ("page_width", ("纸张宽", "216 mm", "210 mm"), Mm(216)),
        ("page_height", ("纸张高", "279 mm", "297 mm"), Mm(279)),
    ],
)
def test_a_measure_of_the_page_is_named_as_found_and_as_wanted(side, found, wanted):
    document = letter()
    setattr(document.sections[0], side, wanted)
    assert said(document) == [found]


def test_a_millimetre_is_allowed_and_two_are_not():
    document = letter()
    document.sections[0].top_margin = Mm(38)
    assert said(document) == []
    document.sections[0].top_margin = Mm(39)
    assert said(document) == [("上边距（天头）", "39 mm", "37 mm")]


def test_a_text_that_lies_across_is_one_departure():
    document = letter()
    for section in document.sections:
        section.orientation = WD_ORIENT.LANDSCAPE
    assert ("纸张", "全文横向", "A4 竖向") in said(document)


def test_a_wrong_face_and_size_are_named_once_with_all_their_places():
    document = letter("再次诚邀您参加本县的科技开放日。")
    for paragraph in document.paragraphs:
        if "诚邀" in paragraph.text:
            run = paragraph.runs[-1]
            run.font.size = Pt(14)
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    found = {one.what: one for one in departures(document)}
    assert (found["正文字体"].found, found["正文字体"].wanted) == ("宋体", "仿宋_GB2312")
    assert (found["正文字号"].found, found["正文字号"].wanted) == ("14 磅", "16 磅")
    assert len(found["正文字体"].places) == 2
    assert "诚邀您参加本县的科" in found["正文字体"].places[0]


@pytest.mark.parametrize("face", ["仿宋", "FangSong", "仿宋_GB2312"])
def test_one_face_under_another_name_is_the_same(face):
    document = letter()
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if "诚邀" in run.text:
                run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    assert departures(document) == []


def test_a_title_in_another_size_is_named():
    document = letter()
    title = next(one for one in document.paragraphs if one.text.startswith("关于"))
    title.runs[0].font.size = Pt(26)
    assert said(document) == [("标题字号", "26 磅", "22 磅")]


def test_headings_have_the_face_of_their_level_and_follow_one_another():
    document = letter("一、总体情况", "（一）企业培育", "三、下一步")
    found = {one.what: one for one in departures(document)}
    assert (found["一级标题字体"].wanted, len(found["一级标题字体"].places)) == ("黑体", 2)
    assert found["二级标题字体"].wanted == "楷体_GB2312"
    assert (found["标题序号"].found, found["标题序号"].wanted) == ("第 3 个", "第 2 个（前一个是第 1 个）")


def test_numbers_below_begin_again_under_each_heading():
    counted = letter(
        "一、甲",
        "（一）乙",
        "1. 子",
        "2. 丑",
        "（二）丙",
        "1. 寅",
        "二、丁",
        "（一）戊",
        *(f"（{n}）己" for n in "二三四五六七八九十"),
        "（十一）庚",
    )
    assert "标题序号" not in {one.what for one in departures(counted)}


def test_a_paragraph_whose_words_are_all_a_link_has_no_type_of_its_own_to_measure():
    document = letter()
    paragraph = next(one for one in document.paragraphs if "诚邀" in one.text)
    link = OxmlElement("w:hyperlink")
    for run in list(paragraph.runs):
        link.append(run._element)
    paragraph._p.append(link)
    assert departures(document) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、甲", 1),
        ("十二、甲", 1),
        ("（三）甲", 2),
        ("(三)甲", 2),
        ("1. 甲", 3),
        ("1．甲", 3),
        ("1.5 万元", 0),
        ("一是甲", 0),
        ("2025年", 0),
    ],
)
def test_a_level_is_read_from_the_number_before_the_text(text, level):
    assert level_of(text) == level


def test_missing_page_numbers_and_numbers_on_one_side_are_named():
    document = letter()
    document.settings.odd_and_even_pages_header_footer = False
    assert said(document) == [("页码", "单双页在同一侧", "单页居右空一字，双页居左空一字")]
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        for paragraph in footer.paragraphs:
            for run in list(paragraph.runs):
                run._element.getparent().remove(run._element)
    assert said(document) == [("页码", "没有", "4 号半角宋体阿拉伯数字，左右各一字线")]


def test_lines_that_follow_no_grid_are_named():
    document = letter()
    document.styles["Normal"].paragraph_format.line_spacing = 1.5
    document.sections[0]._sectPr.find(qn("w:docGrid")).set(qn("w:linePitch"), "312")
    assert said(document) == [("行距", "15.6 磅", "28 至 29 磅（每面 22 行）")]


def test_a_first_line_that_is_not_in_by_two_is_named():
    document = letter()
    paragraph = next(one for one in document.paragraphs if "诚邀" in one.text)
    paragraph.paragraph_format.first_line_indent = Pt(0)
    assert ("首行缩进", "0 字", "2 字") in said(document)


@pytest.mark.parametrize(("twips", "departs"), [(640, False), (320, True)])
def test_an_indent_in_twips_is_measured_in_characters_of_its_size(twips, departs):
    document = letter()
    paragraph = next(one for one in document.paragraphs if "诚邀" in one.text)
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name in list(indent.attrib):
        del indent.attrib[name]
    indent.set(qn("w:firstLine"), str(twips))
    assert (("首行缩进", "1 字", "2 字") in said(document)) is departs


def test_what_states_no_size_and_no_indent_is_said_to_state_none():
    document = docx.Document()
    document.styles.element.remove(document.styles.element.find(qn("w:docDefaults")))
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    document.add_paragraph(BODY).paragraph_format.left_indent = Pt(0)
    found = {one.what: one.found for one in departures(document)}
    assert found["正文字号"] == "没有写明"
    assert "首行缩进" not in found


def test_a_file_of_another_house_is_read_by_its_defaults():
    document = docx.Document()
    document.add_paragraph("标题居中").alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(BODY)
    found = {one.what: one.found for one in departures(document)}
    assert found["正文字号"] == "11 磅"  # the blank file states 22 half-points as its default
    assert found["正文字体"] == "没有写明"
    assert found["页码"] == "没有"
