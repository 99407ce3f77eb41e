"""Columns that name a year: those of the batch's year are read, those of another wait for a batch of their own."""

import pytest

from tests.factories.intake import a_code, a_workbook
from tidu.domain.enterprises.forms._register import FORM as REGISTER
from tidu.domain.enterprises.forms._yearly import FORM as YEARLY
from tidu.foundation.intake import headers
from tidu.foundation.intake.header_years import year_of
from tidu.foundation.intake.readers import UnableToRead, read_sheets

CODE = a_code(1)
WIDE = ("企业名称", "统一社会信用代码", "2023年营业收入(万元)", "2024年营业收入(万元)", "2024年从业人员(人)")
ROW = ("甲公司", CODE, 100, 120, 30)


def found(*rows, year=None, mapping=None, form=YEARLY):
    return headers.find(form, read_sheets("a.xlsx", a_workbook(*rows)), mapping, year)[1]


def columns(header):
    return {header.column_of(spec.name): spec.name for spec in header.fields.values()}


@pytest.mark.parametrize(("year", "letter", "left"), [(2024, "D", "C"), (2023, "C", "D")])
def test_the_columns_of_the_year_asked_for_are_read_and_the_others_say_what_they_wait_for(year, letter, left):
    header = found(WIDE, ROW, year=year)
    assert columns(header)[letter] == "revenue_fen"
    assert header.units["revenue_fen"] == "万元"
    other = 2023 if year == 2024 else 2024
    assert (
        f"{left} 列“{other}年营业收入(万元)”没有载入：它说的是 {other} 年，这一批读 {year} 年；"
        f"要读入，请再导入一次，年度填 {other}。"
    ) in header.notices
    assert header.year == year
    assert ("E" in columns(header)) is (year == 2024)


def test_one_year_alone_in_the_headers_is_the_year_of_the_batch_and_said():
    header = found(("统一社会信用代码", "2024年度营业收入（万元）", "从业人员（2024年末）"), (CODE, 120, 30))
    assert columns(header) == {"A": "credit_code", "B": "revenue_fen", "C": "staff_average"}
    assert header.year == 2024
    assert "表头写明是 2024 年，年度按 2024 读入。" in header.notices


def test_several_years_and_nobody_to_say_which_are_refused_with_the_ways_out():
    with pytest.raises(UnableToRead) as caught:
        found(WIDE, ROW)
    assert "表头里有2023 年、2024 年几个年度的列" in str(caught.value)
    assert "选定年度，或在列对应里只留一个年度的列" in str(caught.value)


def test_a_mapping_that_leaves_one_year_says_which_is_meant():
    header = found(WIDE, ROW, mapping={"C": "", "D": "revenue_fen", "E": ""})
    assert columns(header)["D"] == "revenue_fen"
    assert header.year == 2024


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("企业名称", "统一社会信用代码", "营业收入（万元）", ""),
            ("", "", "2023年", "2024年"),
            ("甲公司", CODE, 100, 120),
        ],
        [
            ("企业名称", "统一社会信用代码", "2023年", "2024年"),
            ("", "", "营业收入（万元）", "营业收入（万元）"),
            ("甲公司", CODE, 100, 120),
        ],
    ],
)
def test_years_over_or_under_the_name_are_years_of_columns_too(rows):
    header = found(*rows, year=2024)
    assert columns(header) == {"A": "name", "B": "credit_code", "D": "revenue_fen"}
    assert header.row_number == 2


def test_beside_a_column_of_years_a_year_in_a_header_is_not_guessed_at():
    header = found(("统一社会信用代码", "年度", "营业收入", "2023年净利润"), (CODE, 2024, 120, 3), year=2024)
    assert columns(header) == {"A": "credit_code", "B": "year", "C": "revenue_fen"}
    assert any("它说的是 2023 年，而表里另有“年度”一列" in one for one in header.notices)
    assert header.year is None


@pytest.mark.parametrize(
    "text", ["2024年1-5月营业收入", "2024年计划营业收入", "上年营业收入", "2024年增长", "2024年"]
)
def test_a_part_of_a_year_a_plan_or_the_year_before_is_no_year_of_a_column(text):
    header = found(("统一社会信用代码", "净利润", text), (CODE, 5, 120), year=2024)
    assert columns(header) == {"A": "credit_code", "B": "net_profit_fen"}
    assert header.year is None


def test_two_columns_of_one_year_clash_as_ever():
    with pytest.raises(UnableToRead, match="都是“销售收入”"):
        found(("统一社会信用代码", "2024年营业收入", "营业收入（2024年）"), (CODE, 1, 1), year=2024)


def test_a_form_that_is_of_no_year_reads_no_year_of_a_column():
    assert year_of(REGISTER) is None
    header = found(("企业名称", "统一社会信用代码", "2024年住所"), ("甲公司", CODE, "人民路"), form=REGISTER)
    assert header.year is None
    assert any("2024年住所”没有载入：不在本表种的字段中" in one for one in header.notices)
