"""Where the header stands, which column is which field, and in which unit."""

import openpyxl
import pytest

from tests.factories.intake import a_code, a_workbook, saved
from tidu.domain.enterprises.forms._yearly import FORM as YEARLY
from tidu.foundation.intake import headers
from tidu.foundation.intake.header_lines import MOST_LINES
from tidu.foundation.intake.readers import UnableToRead, read_sheets

CODE = a_code(1)
BASE = ("统一社会信用代码", "年度")


def found(*rows, mapping=None, form=YEARLY, **sheets):
    return headers.find(form, read_sheets("a.xlsx", a_workbook(*rows, **sheets)), mapping)[1]


def refusal(*rows, mapping=None):
    with pytest.raises(UnableToRead) as caught:
        found(*rows, mapping=mapping)
    return str(caught.value)


def fields(header):
    return {header.column_of(spec.name): spec.name for spec in header.fields.values()}


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("营业收入（万元）", "营业收入", "万元"),
        ("营业收入(元)", "营业收入", "元"),
        ("营业收入\n（单位：千元）", "营业收入", "千元"),
        ("营业收入/万元", "营业收入", "万元"),
        ("* 营业收入 ：", "营业收入", ""),
        ("出口额（海关口径，万美元）", "出口额(海关口径)", "万美元"),
        ("研发费用（账面）（万元）", "研发费用(账面)", "万元"),
        ("研发费用（账面）", "研发费用(账面)", ""),
        ("职工总数（人）", "职工总数", "人"),
        ("Ⅰ类知识产权数", "I类知识产权数", ""),
        ("r&d经费", "R&D经费", ""),
        ("营业收入 万元", "营业收入", "万元"),
        ("出口额\n万美元", "出口额", "万美元"),
        ("营业收入（万元，必填）", "营业收入", "万元"),
        ("统一社会信用代码（必填）", "统一社会信用代码", ""),
        ("出口 万元户", "出口万元户", ""),
    ],
)
def test_a_unit_is_no_part_of_a_name(text, name, unit):
    assert headers.named(text) == (name, unit)


def test_title_rows_above_the_header_are_passed_over_and_said():
    header = found(("青岚县 2024 年企业年报",), (), ("填表单位：科技局",), BASE, (CODE, 2024))
    assert header.row_number == 4
    assert any("第 1、3 行当作标题" in notice for notice in header.notices)


def test_columns_are_known_by_label_and_by_other_words_for_it():
    header = found((*BASE, "销售收入", "总资产", "研发人员", "R&D经费支出（万元）"), (CODE, 2024))
    assert fields(header) == {
        "A": "credit_code",
        "B": "year",
        "C": "revenue_fen",
        "D": "total_assets_fen",
        "E": "rd_staff",
        "F": "rd_statistical_fen",
    }


def test_the_header_gives_the_unit_then_the_line_above_then_the_form():
    above = found(("单位：千元",), (*BASE, "营业收入", "总资产（元）"), (CODE, 2024))
    assert (above.units["revenue_fen"], above.units["total_assets_fen"]) == ("千元", "元")
    assert any("“千元”" in notice for notice in above.notices)
    alone = found((*BASE, "营业收入"), (CODE, 2024))
    assert alone.units["revenue_fen"] == "万元"
    assert any("没有写单位" in notice for notice in alone.notices)


def test_a_line_above_in_yuan_does_not_touch_dollars():
    header = found(("单位：元",), (*BASE, "出口额"), (CODE, 2024))
    assert header.units["exports_usd_cents"] == "万美元"


def test_two_units_above_the_header_are_refused():
    assert "几种金额单位" in refusal(("单位：元", "单位：万元"), (*BASE, "营业收入"), (CODE, 2024))


def test_money_in_a_unit_that_is_no_money_is_refused():
    assert "单位写成了“人”" in refusal((*BASE, "营业收入（人）"), (CODE, 2024))


def test_plain_rd_expense_might_be_four_things_and_is_left_unread():
    header = found((*BASE, "研发费用（万元）"), (CODE, 2024))
    assert "C" not in fields(header)
    assert any("四种口径" in notice for notice in header.notices)


def test_unknown_columns_are_left_unread_and_said():
    header = found((*BASE, "备注"), (CODE, 2024))
    assert any("C 列“备注”没有载入" in notice for notice in header.notices)


def test_a_given_mapping_decides_over_what_is_recognised():
    rows = (*BASE, "研发费用（元）", "营业收入"), (CODE, 2024)
    header = found(*rows, mapping={"研发费用（元）": "rd_book_fen", "D": ""})
    assert fields(header) == {"A": "credit_code", "B": "year", "C": "rd_book_fen"}
    assert header.units["rd_book_fen"] == "元"


def test_a_mapping_finds_a_header_that_no_word_is_known_of():
    header = found(
        ("代号", "哪一年", "多少"), (CODE, 2024, 1), mapping={"A": "credit_code", "哪一年": "year"}
    )
    assert fields(header) == {"A": "credit_code", "B": "year"}


def test_a_mapping_to_an_unknown_column_or_field_is_refused():
    assert "“Q”在表头中找不到" in refusal(BASE, (CODE, 2024), mapping={"Q": "revenue_fen"})
    assert "字段“money”" in refusal(BASE, (CODE, 2024), mapping={"A": "money"})


def test_two_columns_for_one_field_are_refused_by_their_letters():
    said = refusal((*BASE, "营业收入", "销售收入"), (CODE, 2024))
    assert "C 列“营业收入”和 D 列“销售收入”" in said


def test_the_same_header_twice_must_be_mapped_by_letter():
    assert "A、C 列" in refusal(("金额", "年度", "金额"), (CODE, 2024), mapping={"金额": "revenue_fen"})


def test_missing_required_columns_are_named():
    assert "“统一社会信用代码”" in refusal(("年度", "营业收入", "总资产"), (2024, 1, 1))


def test_a_sheet_without_a_header_is_refused():
    assert "找不到" in refusal(("甲", "乙"), (1, 2))


def test_the_first_sheet_with_the_header_is_read_and_the_others_are_named():
    content = a_workbook(["封面"], 年报=[BASE, (CODE, 2024)], 附表=[["x"]])
    sheet, header = headers.find(YEARLY, read_sheets("a.xlsx", content), None)
    assert sheet.name == "年报"
    assert "没有读：“Sheet1”、“附表”" in header.notices[0]


GROUPS = ("统一社会信用代码", "年度", "研发费用（元）", None, "人员", None)
WORDS = (None, None, "账面", "高企口径", "职工总数", "研发人员")


def test_two_lines_are_joined_column_by_column():
    header = found(("题",), GROUPS, WORDS, (CODE, 2024, 1, 1, 1, 1))
    assert header.row_number == 3
    assert fields(header) == {
        "A": "credit_code",
        "B": "year",
        "C": "rd_book_fen",
        "D": "rd_hnte_fen",
        "E": "staff_average",
        "F": "rd_staff",
    }
    assert (header.units["rd_book_fen"], header.units["rd_hnte_fen"]) == ("元", "元")
    assert header.texts[3] == "研发费用（元）·高企口径"
    assert any("第 2-3 行是两行表头" in notice for notice in header.notices)
    assert any("第 1 行当作标题" in notice for notice in header.notices)


def test_a_second_line_of_units_gives_the_units():
    header = found((*BASE, "营业收入", "职工总数"), (None, None, "千元", "人"), (CODE, 2024, 1, 1))
    assert (header.row_number, header.units["revenue_fen"]) == (2, "千元")


def test_a_row_of_data_is_never_taken_for_a_second_line():
    assert found((*BASE, "营业收入", "备注"), (CODE, 2024, 1, "万元")).row_number == 1
    assert found((*BASE, "备注"), (CODE, "2024", "职工总数")).row_number == 1


@pytest.mark.parametrize("group", ["上年", "2023年", "比上年增长", "1-5月累计", "全年计划"])
def test_a_known_word_under_another_period_is_left_unread(group):
    header = found(
        (*BASE, "本年", None, group, None),
        (None, None, "营业收入（元）", "职工总数", "营业收入（元）", "职工总数"),
        (CODE, 2024, 1, 1, 2, 2),
    )
    assert header.column_of("revenue_fen") == "C"
    assert header.column_of("staff_average") == "D"
    assert any(f"上方的表头是“{group}”" in notice for notice in header.notices)


def test_a_column_under_another_period_can_still_be_mapped():
    rows = (
        ("统一社会信用代码", "年度", "2023年", None),
        (None, None, "营业收入（元）", "职工总数"),
        (CODE, 2023, 1, 1),
    )
    header = found(*rows, mapping={"C": "revenue_fen", "D": "staff_average"})
    assert (header.column_of("revenue_fen"), header.units["revenue_fen"]) == ("C", "元")


TOP = ("企业基本情况", None, "经济指标（元）", None, None, "人员", None)
MIDDLE = ("统一社会信用代码", "年度", "营业收入", "研发费用", None, "职工总数", "其中")
BOTTOM = (None, None, None, "账面", "高企口径", None, "研发人员")
DEEP = {
    "A": "credit_code",
    "B": "year",
    "C": "revenue_fen",
    "D": "rd_book_fen",
    "E": "rd_hnte_fen",
    "F": "staff_average",
    "G": "rd_staff",
}
ROW = (CODE, 2024, 1, 1, 1, 1, 1)


def merged(*rows, areas):
    """Return the header of a workbook in which cells are merged, as a person who draws a form merges them."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in areas.split():
        book.active.merge_cells(area)
    return headers.find(YEARLY, read_sheets("a.xlsx", saved(book)), None)[1]


def test_three_lines_are_joined_and_a_unit_of_the_top_one_holds_below_it():
    header = found(("题",), TOP, MIDDLE, BOTTOM, ROW)
    assert (header.row_number, fields(header)) == (4, DEEP)
    assert {header.units[name] for name in ("revenue_fen", "rd_book_fen", "rd_hnte_fen")} == {"元"}
    assert header.texts[4] == "经济指标（元）·研发费用·高企口径"
    assert any("第 2-4 行是三行表头" in notice for notice in header.notices)
    assert any("第 1 行当作标题" in notice for notice in header.notices)


def test_a_line_of_units_may_be_the_fourth_and_goes_before_the_group_s():
    units = (None, None, "万元", "千元", "元", "人", "人")
    header = found(TOP, MIDDLE, BOTTOM, units, ROW)
    assert (header.row_number, fields(header)) == (4, DEEP)
    stated = [header.units[name] for name in ("revenue_fen", "rd_book_fen", "rd_hnte_fen")]
    assert stated == ["万元", "千元", "元"]
    assert any("第 1-4 行是四行表头" in notice for notice in header.notices)


def test_a_group_ends_where_the_group_above_it_ends():
    """研发费用 is not spread over the column of 人员 beside it, blank though its cell there is."""
    header = found(
        ("统一社会信用代码", "年度", "经济指标（元）", None, "人员", None),
        (None, None, "研发费用", None, None, None),
        (None, None, "账面", "高企口径", "职工总数", "研发人员"),
        (CODE, 2024, 1, 1, 1, 1),
    )
    assert header.texts[4] == "人员·职工总数"
    assert header.column_of("staff_average") == "E"


def test_merged_cells_say_how_many_rows_a_header_has_even_where_the_last_names_nothing():
    header = merged(
        ("统一社会信用代码", "年度", "营业收入（元）", "其他", None),
        (None, None, None, "甲类", None),
        (None, None, None, "一项", "二项"),
        (CODE, 2024, 1, 1, 1),
        areas="A1:A3 B1:B3 C1:C3 D1:E1 D2:E2",
    )
    assert (header.row_number, header.column_of("revenue_fen")) == (3, "C")
    assert any("E 列“其他·甲类·二项”没有载入" in notice for notice in header.notices)


def test_three_merged_lines_name_a_part_of_one_scope():
    header = merged(
        ("统一社会信用代码", "年度", "研发费用（元）", None, None),
        (None, None, "高企口径", None, "账面"),
        (None, None, "全部", "境内", None),
        (CODE, 2024, 1, 1, 1),
        areas="A1:A3 B1:B3 C1:E1 C2:D2 E2:E3",
    )
    assert fields(header) == {
        "A": "credit_code",
        "B": "year",
        "C": "rd_hnte_fen",
        "D": "rd_hnte_domestic_fen",
        "E": "rd_book_fen",
    }


@pytest.mark.parametrize("group", ["上年", "上年同期数", "本年计划"])
def test_last_year_s_numbers_are_never_taken_though_the_lower_line_names_every_column(group):
    header = found(("企业信息", None, group), (*BASE, "营业收入"), (CODE, 2024, 9))
    assert fields(header) == {"A": "credit_code", "B": "year"}
    assert any(f"上方的表头是“{group}”" in notice for notice in header.notices)


def test_columns_that_are_called_alike_are_told_apart_by_the_years_above_them():
    header = found(("企业信息", None, "本年", "2023年"), (*BASE, "营业收入", "营业收入"), (CODE, 2024, 1, 2))
    assert header.column_of("revenue_fen") == "C"


def test_the_period_may_stand_below_the_name():
    header = found(
        (*BASE, "营业收入（元）", None, "资产总额（元）", None),
        (None, None, "本年", "上年", "期末", "年初"),
        (CODE, 2024, 1, 2, 3, 4),
    )
    assert (header.column_of("revenue_fen"), header.column_of("total_assets_fen")) == ("C", "E")
    assert header.row_number == 2


def test_the_unit_of_a_group_is_that_of_its_columns():
    header = found(
        ("企业信息", None, "经济指标（元）", None), (*BASE, "营业收入", "总资产"), (CODE, 2024, 1, 1)
    )
    assert (header.units["revenue_fen"], header.units["total_assets_fen"]) == ("元", "元")


@pytest.mark.parametrize("title", ["企业年报（元）", "2023 年度企业情况（元）", "企业指标（单位：元）"])
def test_the_unit_in_a_title_is_that_of_the_table(title):
    header = found((title,), (*BASE, "营业收入"), (CODE, 2024, 1))
    assert (header.row_number, header.units["revenue_fen"]) == (2, "元")
    assert any("第 1 行当作标题" in notice for notice in header.notices)


@pytest.mark.parametrize(
    "caption",
    [
        ("科技局", None, "2025年6月"),
        ("填报单位：科技局", None, "2025年"),
        ("企业统计", None, "2023年"),
        ("企业名单", None, "附件2"),
        ("统计科", None, "2025-06-10"),
    ],
)
def test_a_caption_above_a_table_groups_nothing(caption):
    header = found(("2023年企业情况",), caption, (*BASE, "营业收入"), (CODE, 2024, 1))
    assert (header.row_number, header.column_of("revenue_fen")) == (3, "C")
    assert header.texts[2] == "营业收入"


def test_a_title_merged_over_the_table_groups_nothing_whatever_year_it_names():
    header = merged(
        ("2023年企业情况", None, None, None),
        (*BASE, "营业收入（元）", "职工总数"),
        (CODE, 2023, 1, 1),
        areas="A1:D1",
    )
    assert (header.texts[2], header.column_of("revenue_fen")) == ("营业收入（元）", "C")


def test_a_row_with_a_name_alone_is_data_and_no_line_of_the_header():
    assert found((*BASE, "企业名称"), (None, None, "乙公司"), (CODE, 2024, "甲公司")).row_number == 1


def test_a_header_has_at_most_so_many_lines():
    rows = [("统一社会信用代码", "年度", f"甲{number}", f"乙{number}") for number in range(MOST_LINES + 3)]
    assert found(*rows, (CODE, 2024, 1, 1)).row_number <= MOST_LINES


def test_a_mapping_names_a_column_by_the_lowest_line_of_its_header():
    rows = (TOP, (*MIDDLE[:3], "支出", None, *MIDDLE[5:]), (None, None, None, "甲", "乙", None, None), ROW)
    header = found(*rows, mapping={"甲": "rd_book_fen"})
    assert (header.column_of("rd_book_fen"), header.units["rd_book_fen"]) == ("D", "元")


@pytest.mark.parametrize("line", ["填报单位：元宝科技", "报送单位:万元镇政府", "主管单位：亿元局"])
def test_the_name_of_a_sender_is_no_unit(line):
    assert found((line,), (*BASE, "营业收入"), (CODE, 2024)).units["revenue_fen"] == "万元"


def test_a_unit_of_renminbi_is_one():
    assert found((*BASE, "营业收入（人民币千元）"), (CODE, 2024)).units["revenue_fen"] == "千元"
    assert found(("单位：人民币亿元",), (*BASE, "营业收入"), (CODE, 2024)).units["revenue_fen"] == "亿元"


def test_what_has_to_be_named_says_where_the_header_stands_and_what_is_known_of_it():
    with pytest.raises(headers.HeaderUnclear) as caught:
        found(("云溪镇",), ("编码", "年度", "营业收入（元）", "备注"), (CODE, 2024, 5, "无"))
    unclear = caught.value
    assert (unclear.sheet, unclear.row_number) == ("Sheet1", 2)
    assert unclear.texts == {"A": "编码", "B": "年度", "C": "营业收入（元）", "D": "备注"}
    assert unclear.mapping == {"B": "year", "C": "revenue_fen"}


def test_where_nothing_is_known_the_first_row_with_most_words_is_taken_for_the_header():
    with pytest.raises(headers.HeaderUnclear) as caught:
        found(("云溪镇", "报表"), ("编码", "哪年", "卖了"), ("甲", "乙", "丙"), (CODE, 2024, 5))
    assert (caught.value.row_number, caught.value.mapping) == (2, {})
