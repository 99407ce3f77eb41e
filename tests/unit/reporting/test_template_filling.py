"""An office's own Word file: marks are found however Word cut them, and all else stays as it was."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import date
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.factories.reporting import a_word_file, bytes_of
from tidu.foundation.clock import AsOf
from tidu.reporting.composition import UnableToCompose
from tidu.reporting.template_filling import fill
from tidu.reporting.template_reading import TemplateFaults, read_template

AS_OF = AsOf(on=date(2025, 6, 10))
YEARS = {"base_year": 2022, "end_year": 2024}
BLANK = "【　　】"
GAP = "[[gap 讲话人 | 由办公室填写]]"


def filled(document: Any, **parameters: Any) -> Any:
    template = read_template(bytes_of(document), "快报")
    return docx.Document(io.BytesIO(fill(template, parameters, AS_OF).content))


def faults(document: Any) -> list[tuple[str, str]]:
    with pytest.raises(TemplateFaults) as refused:
        read_template(bytes_of(document), "快报")
    return [(one.place, one.reason) for one in refused.value.wrong]


def texts(document: Any, count: int) -> list[str]:
    return [line.text for line in document.paragraphs[:count]]


@settings(max_examples=8)
@given(st.sets(st.integers(1, 60)))
def test_a_mark_is_one_mark_however_word_has_cut_it_into_runs(cuts):
    words = f"从[[base_year]]到[[text 末期年份]]，{GAP}说：“年年[[末期年份]]”。"
    places = [0, *sorted(one for one in cuts if one < len(words)), len(words)]
    document = a_word_file([words[a:b] for a, b in pairwise(places)])
    assert texts(filled(document, **YEARS), 1) == [f"从2022年到2024年，{BLANK}说：“年年2024年”。"]


def test_a_value_looks_as_the_first_letter_of_its_mark_looked_and_the_neighbours_keep_their_looks():
    document = a_word_file(["甲", "[[末期", "年份]]", "乙"])
    before, first, second, after = document.paragraphs[0].runs
    first.bold, first.font.name, second.italic, after.underline, before.italic = (
        True,
        "黑体",
        True,
        True,
        True,
    )
    runs = filled(document, end_year=2024).paragraphs[0].runs
    assert [(one.text, one.bold, one.italic, one.underline) for one in runs] == [
        ("甲", None, True, None),
        ("2024年", True, None, None),
        ("乙", None, None, True),
    ]
    assert runs[1].font.name == "黑体"


def test_a_mark_between_the_tabs_of_one_run_leaves_them_where_they_are():
    assert texts(filled(a_word_file("甲\t[[末期年份]]\t乙"), end_year=2024), 1) == ["甲\t2024年\t乙"]


def test_tables_heads_and_feet_of_pages_are_filled_too():
    document = a_word_file("正文不动")
    cell = document.add_table(rows=1, cols=2).cell(0, 1)
    cell.text = "[[末期年份]]合计"
    cell.add_table(rows=1, cols=1).cell(0, 0).text = "内表[[base_year]]"
    section = document.sections[0]
    section.header.paragraphs[0].text = "[[末期年份]]快报"
    section.different_first_page_header_footer = True
    section.first_page_footer.paragraphs[0].text = "对比[[基期年份]]"
    done = filled(document, **YEARS)
    assert done.paragraphs[0].text == "正文不动"
    assert done.tables[0].cell(0, 1).paragraphs[0].text == "2024年合计"
    assert done.tables[0].cell(0, 1).tables[0].cell(0, 0).text == "内表2022年"
    assert done.sections[0].header.paragraphs[0].text == "2024年快报"
    assert done.sections[0].first_page_footer.paragraphs[0].text == "对比2022年"


def test_a_blank_stays_visibly_blank_says_why_in_a_comment_and_is_listed():
    document = a_word_file(f"讲话人：{GAP}")
    document.sections[0].footer.paragraphs[0].text = GAP  # Word takes no comments there
    done = filled(document)
    [shown] = [run for run in done.paragraphs[0].runs if run.text == BLANK]
    assert shown.font.highlight_color == WD_COLOR_INDEX.YELLOW
    assert [one.text for one in done.comments] == ["讲话人：由办公室填写"]
    blanks = done.tables[0]
    assert [cell.text for cell in blanks.rows[1].cells] == ["1", "讲话人", "由办公室填写"]
    assert done.sections[0].footer.paragraphs[0].text == BLANK


def test_styles_pictures_breaks_and_what_is_struck_out_stay_as_they_were():
    document = a_word_file(["前\t", "[[末期", "年份]]后"])
    line = document.paragraphs[0]
    kept = ("w:bookmarkStart", "w:bookmarkEnd", "w:proofErr")
    first, second = line.runs[1]._r, line.runs[2]._r
    first.addprevious(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="7" w:name="数"/>'))
    first.append(parse_xml(f"<w:lastRenderedPageBreak {nsdecls('w')}/>"))
    second.addnext(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="7"/>'))
    second.addprevious(parse_xml(f'<w:proofErr {nsdecls("w")} w:type="spellEnd"/>'))
    struck = parse_xml(
        f'<w:del {nsdecls("w")} w:id="9" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>'
    )
    second.addprevious(struck)
    moved = parse_xml(
        f'<w:moveFrom {nsdecls("w")} w:id="8" w:author="a"><w:r><w:t>[[旧</w:t></w:r></w:moveFrom>'
    )
    first.addprevious(moved)
    styles = [etree.tostring(one.element) for one in document.styles]
    done = filled(document, end_year=2024)
    paragraph = done.paragraphs[0]._p
    assert "".join(run.text for run in done.paragraphs[0].runs) == "前\t2024年后"
    for name in (*kept, "w:lastRenderedPageBreak", "w:delText", "w:moveFrom"):
        assert len(list(paragraph.iter(qn(name)))) == 1
    assert [etree.tostring(one.element) for one in done.styles][: len(styles)] == styles


def test_the_annexes_begin_pages_of_their_own_and_take_over_no_columns_and_no_first_page():
    document = a_word_file("[[末期年份]]")
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for xml in ('<w:pgNumType {} w:start="1"/>', '<w:cols {} w:num="2"/>'):
        section._sectPr.append(parse_xml(xml.format(nsdecls("w"))))
    done = filled(document, end_year=2024)
    assert done.sections[0]._sectPr.findall(qn("w:pgNumType"))
    assert [round(one.page_width.mm) for one in done.sections[1:]] == [297, 297]
    for one in done.sections[1:]:
        assert not one.different_first_page_header_footer
        assert one._sectPr.find(qn("w:pgNumType")) is None
        assert one._sectPr.find(qn("w:cols")) is None
    said = [line.text for line in done.paragraphs if line.text]
    assert said == ["2024年", "未填的空（0 处）", "数字出处表（截至 2025-06-10 · 现在所知）"]


def test_a_filled_file_can_be_marked_again_and_filled_again():
    document = filled(a_word_file("[[末期年份]]"), end_year=2024)
    document.paragraphs[0].add_run("和[[末期年份]]")
    again = filled(document, end_year=2023)
    assert again.paragraphs[0].text == "2024年和2023年"
    names = [one.name for one in again.styles]
    assert names.count("数字出处表标题") == 1


def test_every_wrong_mark_is_named_by_its_place_with_the_mend():
    document = a_word_file("好的[[末期年份]]", ["两处[[没有", "的数]]和[[ ]]"], "缺一半[[末期年份")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 0).text = "全角［［末期年份］］"
    table.cell(1, 1).text = "[[F11 event_on=末期年份]]"
    document.sections[0].footer.paragraphs[0].text = "[[text 月份]]"
    found = faults(document)
    assert [place for place, _ in found] == [
        "正文第 2 段“两处[[没有的数]]…”",
        "正文第 2 段“两处[[没有的数]]…”",
        "正文第 3 段“缺一半[[末期年份”",
        "正文表 1 第 2 行第 1 格“全角［［末期年份］］”",
        "正文表 1 第 2 行第 2 格“[[F11 even…”",
        "第 1 节页脚第 1 段“[[text 月份]…”",
    ]
    words = [
        "没有代码为“没有的数”的指标",
        "是空的",
        "没有配对",
        "半角",
        "要填日期，“末期年份”是年份",
        "没有参数“月份”",
    ]
    for (_, reason), said in zip(found, words, strict=True):
        assert said in reason


def test_a_file_without_a_mark_is_no_template():
    assert faults(a_word_file("全是字")) == [
        ("全文", "文件里没有标记。请在要填数的地方写 [[指标名 year=末期年份]] 这样的标记，可用的见页面下方。")
    ]


BOX = """<w:r {}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>
<w:t>框里[[末期年份]]</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""
NOTES = """<w:footnotes {}><w:footnote w:id="1"><w:p><w:r><w:t>注[[末期年份]]</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_marks_in_text_boxes_and_notes_are_refused_once_each():
    document = a_word_file("好的[[末期年份]]")
    box = parse_xml(BOX.format(nsdecls("w")))
    document.paragraphs[0]._p.append(box)
    document.paragraphs[0]._p.append(deepcopy(box))
    _add_notes(document)
    reason = "标记不能写在{}里。请移到正文、表格、页眉或页脚。"
    assert faults(document) == [
        ("文本框“框里[[末期年份]]”", reason.format("文本框")),
        ("脚注“注[[末期年份]]”", reason.format("脚注")),
    ]


def _add_notes(document: Any) -> None:
    notes = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        NOTES.format(nsdecls("w")).encode(),
        document.part.package,
    )
    document.part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)


def test_whoever_fills_is_asked_only_for_what_the_marks_use():
    template = read_template(
        bytes_of(a_word_file("[[高新技术企业数 year=末期年份]]和[[names F14 year=基期年份]]")), "快报"
    )
    assert [one.name for one in template.outline.parameters] == ["base_year", "end_year"]
    assert template.mark_count == 2
    with pytest.raises(UnableToCompose, match="请给出“基期年份”"):
        fill(template, {"end_year": 2024}, AS_OF)
