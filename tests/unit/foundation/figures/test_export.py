"""Files for spreadsheet programs: right values, and nothing in them that computes."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tidu.foundation.clock import AsOf
from tidu.foundation.figures import export
from tidu.foundation.figures.model import Answer, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def read_xlsx(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_csv_opens_as_utf8_and_holds_notes_header_and_rows():
    content = export.csv_file(["名称", "值"], [("甲", Decimal("12.50")), ("乙", None)], notes=["口径：略"])
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [["口径：略"], ["名称", "值"], ["甲", "12.50"], ["乙", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(text):
    content = export.csv_file(["名称"], [(text,)])
    assert read_csv(content)[1][0].replace("\r\n", "\n") == f"'{text}".replace("\r\n", "\n")
    cell = read_xlsx(export.xlsx_file("表", ["名称"], [(text,)]))["A2"]
    assert cell.data_type == "s"


def test_a_negative_number_stays_a_number():
    assert read_csv(export.csv_file(["值"], [(-5,), (Decimal("-0.5"),)]))[1:] == [["-5"], ["-0.5"]]
    sheet = read_xlsx(export.xlsx_file("表", ["值"], [(-5,), (Decimal("-0.5"),)]))
    assert [sheet["A2"].value, sheet["A3"].value] == [-5, -0.5]


def test_a_workbook_keeps_days_numbers_and_texts_apart():
    rows = [("91360899123456788E", 7, date(2025, 6, 10), None, True)]
    sheet = read_xlsx(export.xlsx_file("名单[1]/甲", ["代码", "数", "日", "空", "真"], rows, notes=["说明"]))
    assert sheet.title == "名单1甲"
    assert sheet["A1"].value == "说明"
    assert [cell.value for cell in sheet[3]][:2] == ["91360899123456788E", 7]
    assert sheet["C3"].value.date() == date(2025, 6, 10)
    assert sheet["C3"].number_format == "yyyy-mm-dd"
    assert (sheet["D3"].value, sheet["E3"].value) == (None, "True")


FIGURE = Figure(
    code="planted_count",
    name="测试指标",
    unit="万元",
    kind=FigureKind.POINT,
    definition="如何计算",
    source="何处来",
    answer=lambda figure, question: Answer(figure, question, None),
)


def an_answer(value, reason=""):
    rows = (Row("A", "甲", Decimal("1.5"), detail="说明"), Row("B", "乙", None), Row("C", "丙", True))
    question = Question(AsOf(date(2025, 6, 10)))
    return Answer(
        FIGURE, question, value=value, rows=rows, reason=reason, on_label="截至 2025-06-10 · 现在所知"
    )


def test_the_file_of_a_figure_says_what_the_number_means_and_lists_its_rows():
    answer = an_answer(Decimal("1.5"))
    assert read_csv(export.answer_csv(answer, answer.rows)) == [
        ["指标：测试指标（planted_count）"],
        ["数值：1.5 万元"],
        ["时点：截至 2025-06-10 · 现在所知"],
        ["口径：如何计算"],
        ["来源：何处来"],
        ["编号", "名称", "值", "说明"],
        ["A", "甲", "1.5", "说明"],
        ["B", "乙", "缺数", ""],
        ["C", "丙", "是", ""],
    ]
    sheet = read_xlsx(export.answer_xlsx(answer, answer.rows[:1]))
    assert (sheet.max_row, sheet["C7"].value) == (7, 1.5)


def test_the_file_of_a_figure_that_cannot_be_known_gives_the_reason():
    notes = export.answer_notes(an_answer(None, "没有数据"))
    assert (notes[1], notes[-1]) == ("数值：缺数", "说明：没有数据")
