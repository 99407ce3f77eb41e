"""The speech over records: blanks filled with counted values, visibly blank otherwise, and kept as it read."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.factories.accounts import an_actor
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.reporting import annex, operations, queries, reading
from tidu.reporting.composition import UnableToCompose, compose
from tidu.reporting.layout_report import departures
from tidu.reporting.word_file import word_file

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 2, tzinfo=UTC)
AS_OF = AsOf(on=date(2025, 6, 10))
PARAMETERS = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}


def composed():
    return compose(reading.find("open_day_speech"), PARAMETERS, AS_OF)


def text_of(document) -> str:
    return "".join(run.text for run in document.runs())


def test_blanks_are_filled_with_what_the_records_count(county):
    values = {line.code: line.value for line in annex.lines(composed())}
    assert values["tech_enterprise_increase"] == "1家"  # 1 at the end of 2022, 2 at the end of 2024
    assert values["tech_enterprise_growth"] == "100%"
    assert values["hnte_count"] == "1家"
    assert values["rd_expense_total"] == "30万元"
    assert values["target_hnte"] == "70家"
    assert values["rd_subsidy_rate"] == "5%"
    assert values["rd_subsidy_cap"] == "30万元"
    assert "2022年末，全县有科技型企业1家；2024年末为2家，净增1家，增长100%" in text_of(composed())


def test_a_sum_says_how_many_are_missing(county):
    assert "30万元（已知合计，另有1家缺数未计）" in text_of(composed())


def test_what_is_not_known_stays_visibly_blank_with_its_reason(county):
    blanks = {run.label: run for run in composed().unfilled}
    assert blanks["开放日意见建议条数"].text == "【　　】"
    assert "综合股" in blanks["开放日意见建议条数"].reason
    assert "瞪羚企业数量目标" in blanks  # no gazelle target was set
    assert "企业研发投入" in blanks  # nobody reported 2022
    assert all(run.reason for run in blanks.values())


def test_a_fall_is_never_told_as_growth(county):
    a_recognition(an_enterprise("企业丁", county), granted_on=date(2020, 11, 1), until=date(2023, 11, 1))
    a_recognition(an_enterprise("企业戊", county), granted_on=date(2020, 11, 1), until=date(2023, 11, 1))
    text = text_of(composed())  # 3 at the end of 2022, 2 at the end of 2024
    assert "比基期少了" in text
    assert "净增" not in text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"base_year": 2025, "end_year": 2024}, "基期年份 2025 晚于末期年份 2024"),
        ({"end_year": 2026}, "尚未到来"),
        ({"base_year": None}, "请给出“基期年份”"),
        ({"event_on": 2025}, "请给出“开放日日期”"),
        ({"month": 5}, "没有参数：month"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(changed, words):
    with pytest.raises(UnableToCompose, match=words):
        compose(reading.find("open_day_speech"), PARAMETERS | changed, AS_OF)


def test_the_word_file_has_the_measures_of_the_standard_and_a_proof_per_number(county):
    speech = composed()
    sources = annex.lines(speech)
    document = docx.Document(io.BytesIO(word_file(speech, sources)))
    section = document.sections[0]
    measures = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in measures] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "579"
    styles = document.styles
    assert styles["Normal"].paragraph_format.line_spacing == Pt(28.95)
    fonts = {
        name: styles[name].element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert styles["Normal"].font.size == Pt(16)
    assert styles["Title"].font.size == Pt(22)
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    assert headings[0] == "（一）加大科技型企业培育力度，壮大科技创新主体"
    shown = [run for run in speech.runs() if run.answer or run.is_blank]
    assert len(list(document.comments)) == len(shown)
    blanks, numbers = document.tables
    assert len(blanks.rows) - 1 == len(speech.unfilled)
    assert len(numbers.rows) - 1 == len(sources)
    assert "统一社会信用代码去重" in numbers.rows[1].cells[3].text
    assert round(document.sections[-1].page_width.mm) == 297
    assert departures(document) == []


def test_a_document_keeps_what_it_said_when_the_records_change(county):
    director = an_actor(Role.BUREAU_DIRECTOR)
    document = operations.create_document(
        outline_code="open_day_speech", parameters=PARAMETERS, as_of=AS_OF, by=director, now=NOW
    )
    assert Entry.objects.filter(action="reporting.create_document", subject_key=str(document.pk)).count() == 1
    assert document.written_by == f"{director.name}起草"
    before = document.snapshot
    content = files.read(document.file)
    assert operations.check_numbers(document=document, by=director, now=NOW) == []
    a_recognition(an_enterprise("企业己", county), granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    changes = operations.check_numbers(document=queries.find(document.pk), by=director, now=NOW)
    moved = {
        "figure": "高新技术企业数",
        "on": "截至 2025-06-10 · 现在所知",
        "before": "1家",
        "now": "2家",
        "why": "增加 企业己",
    }
    assert moved in changes
    again = queries.find(document.pk)
    assert again.snapshot == before
    assert files.read(again.file) == content


def test_a_document_that_does_not_exist_is_not_found():
    with pytest.raises(queries.DocumentNotFound, match="999"):
        queries.find(999)
