"""Files that leave the house."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tidu.interfaces.kit import exports

HEADERS = ["名称", "金额（元）", "日期"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_leaves_as_text(text):
    assert exports.safe(text) == f"'{text}"


def test_an_ordinary_minus_number_stays_a_number():
    assert exports.safe(Decimal("-12.50")) == Decimal("-12.50")


def test_a_csv_opens_in_a_spreadsheet_with_its_chinese_and_its_unknowns():
    content = exports.csv_bytes(HEADERS, [["青岚县某厂", None, date(2025, 6, 10)]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == ["名称,金额（元）,日期", "青岚县某厂,缺数,2025-06-10"]


def test_a_workbook_keeps_numbers_as_numbers_and_formulas_as_text():
    content = exports.xlsx_bytes(HEADERS, [["=1+1", 1234, date(2025, 6, 10)]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert [cell.value for cell in sheet[2]] == ["'=1+1", 1234, "2025-06-10"]
    assert sheet["A2"].data_type == "s"


def test_the_name_of_a_file_may_be_chinese():
    answer = exports.response("csv", name="企业-2025-06-10", headers=HEADERS, rows=[])
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%E4%BC%81%E4%B8%9A-2025-06-10.csv"
