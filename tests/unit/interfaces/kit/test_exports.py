"""Files that leave the house: right values, and nothing in them that computes."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from tidu.interfaces.kit import exports

HEADERS = ["名称", "金额（元）", "日期"]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\t=1", "\r=1", "\n=1"]


def read_csv(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("place", ["note", "header", "cell"])
def test_text_that_a_spreadsheet_would_run_leaves_a_csv_as_text(text, place):
    note, header, cell = (text if place == name else "甲" for name in ("note", "header", "cell"))
    lines = read_csv(exports.csv_bytes([header], [[cell]], notes=[note]))
    assert [f"'{text}"] in lines
    assert [text] not in lines


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_stays_itself_in_a_workbook_and_is_marked_as_text(text):
    cell = read_xlsx(exports.xlsx_bytes(HEADERS, [[text]]))["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert unescape(cell.value) == text


def test_notes_and_headers_of_a_workbook_do_not_run_either():
    sheet = read_xlsx(exports.xlsx_bytes(["=1+1"], [], notes=["=2+2"]))
    assert [(sheet[place].value, sheet[place].data_type) for place in ("A1", "A2")] == [
        ("=2+2", "s"),
        ("=1+1", "s"),
    ]


def test_negative_numbers_stay_numbers():
    rows = [["甲", -5, Decimal("-12.50")], ["乙", Decimal("1E+3"), Decimal("0.1")]]
    assert read_csv(exports.csv_bytes(HEADERS, rows))[1:] == [["甲", "-5", "-12.50"], ["乙", "1000", "0.1"]]
    sheet = read_xlsx(exports.xlsx_bytes(HEADERS, rows))
    assert [cell.value for cell in sheet["B"][1:]] == [-5, 1000]
    assert sheet["C2"].value == -12.5


def test_a_csv_opens_in_a_spreadsheet_with_its_notes_its_chinese_and_its_unknowns():
    content = exports.csv_bytes(HEADERS, [["青岚县某厂", None, date(2025, 6, 10)]], notes=["口径：略"])
    assert read_csv(content) == [["口径：略"], HEADERS, ["青岚县某厂", "缺数", "2025-06-10"]]


def test_a_workbook_keeps_days_numbers_and_texts_apart():
    rows = [("91360899123456788E", 7, date(2025, 6, 10), None, True, datetime(2025, 6, 10, 1, tzinfo=UTC))]
    headers = ["代码", "数", "日", "空", "真", "时刻"]
    sheet = read_xlsx(exports.xlsx_bytes(headers, rows, notes=["说明", "再说"]))
    assert sheet.freeze_panes == "B4"
    assert [sheet["A1"].value, sheet["A2"].value] == ["说明", "再说"]
    assert [cell.value for cell in sheet[3]] == headers
    assert [cell.value for cell in sheet[4]][:2] == ["91360899123456788E", 7]
    assert (sheet["C4"].value.date(), sheet["C4"].number_format) == (date(2025, 6, 10), "yyyy-mm-dd")
    assert [cell.value for cell in sheet[4]][3:] == ["缺数", "是", "2025-06-10 09:00:00"]
    assert not sheet["A4"].quotePrefix


def test_the_name_of_a_file_may_be_chinese():
    answer = exports.response("csv", name="企业-2025-06-10", headers=HEADERS, rows=[])
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%BC%81%E4%B8%9A-2025-06-10.csv"
