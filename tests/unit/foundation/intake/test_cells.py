"""What one cell says: exact values, nothing, or a fault with its reason."""

from datetime import date, datetime

import pytest

from tidu.foundation.intake.cells import Column, displayed, read, shown
from tidu.foundation.intake.forms import CellKind, FieldSpec
from tidu.foundation.intake.readers import BrokenCell


def a_column(kind, unit="", **more):
    return Column(FieldSpec("field", "某列", kind, **more), unit)


def value(kind, cell, unit="", **more):
    reading = read(a_column(kind, unit, **more), cell)
    assert reading.fault is None, reading.fault
    return reading.value


def fault(kind, cell, unit="", **more):
    reading = read(a_column(kind, unit, **more), cell)
    assert reading.fault is not None, f"{cell!r} was read as {reading.value!r}"
    assert reading.stated is False
    return reading.fault


@pytest.mark.parametrize(
    ("cell", "unit", "fen"),
    [
        ("1,234.50", "元", 123450),
        ("1234.5", "元", 123450),
        ("１２３．４５", "元", 12345),
        ("0", "元", 0),
        ("¥12.00", "元", 1200),
        ("0.000001", "万元", 1),
        ("3200", "万元", 3_200_000_000),
        ("1.5", "千元", 150_000),
        ("1.2", "亿元", 12_000_000_000),
        (5000.0, "万元", 5_000_000_000),
        (1234.567891, "万元", 1_234_567_891),
        (19999.999999, "万元", 19_999_999_999),
        # 0.1 + 0.2 as a formula leaves it in a workbook, and the largest amount a double still keeps to the fen
        (0.1 + 0.2, "元", 30),
        (4999999999999.99, "元", 499_999_999_999_999),
        (1.005, "千元", 100_500),
        ("99999999999.99", "元", 9_999_999_999_999),
        # a unit in the cell goes before the header's
        ("120万元", "元", 120_000_000),
        ("3.5亿", "万元", 35_000_000_000),
        ("3.5 亿元", "元", 35_000_000_000),
        ("12元", "万元", 1_200),
        ("1,200.5 千元", "万元", 120_050_000),
        ("1 234 567.8", "元", 123_456_780),
    ],
)
def test_money_becomes_fen_exactly(cell, unit, fen):
    assert value(CellKind.MONEY, cell, unit) == fen


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("12.345", "元", "too_precise"),
        (0.0000001, "万元", "too_precise"),
        ("5%", "元", "percent"),
        ("120万美元", "元", "unit_in_cell"),
        ("120人", "元", "unit_in_cell"),
        ("$120", "元", "not_number"),
        ("100\n200", "元", "not_number"),
        ("12 5", "元", "not_number"),
        ("12,34.5", "元", "not_number"),
        ("约100", "元", "not_number"),
        ("1.2E+05", "元", "not_number"),
        ("٣٤", "元", "not_number"),
        ("-3", "元", "negative"),
        ("(3.00)", "元", "negative"),
        ("99999999999999", "万元", "too_large"),
        ("9" * 40, "元", "not_number"),
        (True, "元", "not_number"),
        (date(2024, 5, 22), "元", "not_number"),
    ],
)
def test_money_that_is_none_is_sent_back(cell, unit, code):
    assert fault(CellKind.MONEY, cell, unit).code == code


@pytest.mark.parametrize("cell", ["-1234.50", "(1,234.50)", "−1234.50", "－1,234.50", -1234.5])
def test_a_loss_may_be_written_in_any_usual_way(cell):
    assert value(CellKind.MONEY, cell, "元", signed=True) == -123450


def test_dollars_become_cents():
    assert value(CellKind.USD, "12.5", "万美元") == 12_500_000


@pytest.mark.parametrize("kind", [kind for kind in CellKind if kind is not CellKind.CHOICE])
@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "-", "—", "——", "/", "未提供", "\u200b"])
def test_a_cell_that_says_nothing_is_not_stated_and_never_zero(kind, cell):
    reading = read(a_column(kind, "元" if kind is CellKind.MONEY else "美元"), cell)
    assert (reading.stated, reading.value, reading.fault) == (False, None, None)


@pytest.mark.parametrize("cell", ["缺", "缺数", " 缺 数 "])
def test_missing_said_in_words_is_stated_as_unknown(cell):
    reading = read(a_column(CellKind.COUNT), cell)
    assert (reading.stated, reading.value, reading.fault) == (True, None, None)


def test_missing_said_in_words_states_nothing_where_a_value_must_stand():
    assert read(a_column(CellKind.COUNT, may_be_unknown=False), "缺数").stated is False


@pytest.mark.parametrize("cell", ["", "—", "缺数"])
def test_a_required_cell_must_say_something(cell):
    assert fault(CellKind.TEXT, cell, required=True).code == "missing"


def test_a_zero_is_a_zero():
    assert value(CellKind.COUNT, 0.0) == 0
    assert value(CellKind.COUNT, "0") == 0


@pytest.mark.parametrize(
    ("cell", "count"), [(12.0, 12), ("1,234", 1234), ("１２", 12), ("12人", 12), ("1.2万人", 12_000)]
)
def test_counts_are_whole(cell, count):
    assert value(CellKind.COUNT, cell) == count


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.5, "not_whole"),
        ("12万元", "unit_in_cell"),
        ("0.5人", "not_whole"),
        (-1.0, "negative"),
        ("十二", "not_number"),
        (1e9, "too_large"),
    ],
)
def test_counts_that_are_none_are_sent_back(cell, code):
    assert fault(CellKind.COUNT, cell).code == code


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-22",
        "2024/5/22",
        "2024.5.22",
        "2024年5月22日",
        "２０２４年０５月２２日",
        "20240522",
        20240522.0,
        45434.0,
        45434.5,
        "45434",
        "2024-05-22 16:30",
        "2024-05-22T16:30:00",
        "2024年5月22号",
        "2024 年 5 月 22 日",
        "二〇二四年五月二十二日",
        "二零二四年五月二十二日",
        date(2024, 5, 22),
        datetime(2024, 5, 22, 16, 30),
    ],
)
def test_a_day_may_be_written_in_any_usual_way(cell):
    assert value(CellKind.DATE, cell) == "2024-05-22"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2024-02-30", "日历上没有"),
        ("2024-13-01", "日历上没有"),
        ("2024.5", "不是日期"),
        ("2024年5月", "不是日期"),
        ("去年", "不是日期"),
        ("0024-05-22", "早于 1949-10-01"),
        ("1949-09-30", "早于 1949-10-01"),
        ("2200-01-01", "年份不合情理"),
        ("2024.1", "分不清是 1 月还是 10 月"),
        (2024.1, "分不清是 1 月还是 10 月"),
        ("5/22/2024", "先后说不清"),
        ("24.5.22", "只写了两位"),
        ("长期", "不是日期"),
        ("二〇二四年十三月一日", "日历上没有"),
        ("二〇二四年五月二二日", "日历上没有"),
    ],
)
def test_a_day_that_is_none_is_sent_back(cell, words):
    assert words in fault(CellKind.DATE, cell).reason


def test_a_month_alone_is_sent_back_with_the_mend():
    assert "写到日" in fault(CellKind.DATE, "2024年5月").suggestion


@pytest.mark.parametrize("cell", [2024.0, "2024", "2024年", "２０２４年度"])
def test_years(cell):
    assert value(CellKind.YEAR, cell) == 2024


@pytest.mark.parametrize("cell", ["24", "202", 20245.0, "今年", 2024.5])
def test_what_is_no_year_is_sent_back(cell):
    assert fault(CellKind.YEAR, cell).code == "not_number"


@pytest.mark.parametrize(
    ("cell", "answer"), [("是", True), ("√", True), (True, True), ("否", False), ("无", False)]
)
def test_yes_and_no(cell, answer):
    assert value(CellKind.BOOLEAN, cell) is answer


@pytest.mark.parametrize("cell", ["也许", 1.0, "是的"])
def test_what_is_neither_yes_nor_no_is_sent_back(cell):
    assert fault(CellKind.BOOLEAN, cell).code == "not_a_choice"


def test_a_choice_is_one_of_its_words_and_the_fault_lists_them():
    choices = {"初步": "PRELIMINARY", "终核": "FINAL"}
    assert value(CellKind.CHOICE, " 终 核 ", choices=choices) == "FINAL"
    assert "初步、终核" in fault(CellKind.CHOICE, "最终", choices=choices).suggestion


def test_text_keeps_chinese_punctuation_and_joins_white_space():
    assert value(CellKind.TEXT, "  ＡＢ（江西）\n 有限公司 \u200b") == "AB（江西） 有限公司"


def test_a_text_that_was_kept_as_a_number_is_read_while_no_digit_is_lost():
    assert value(CellKind.TEXT, 13800000000.0) == "13800000000"
    assert fault(CellKind.TEXT, 1.2345678901234568e17).code == "not_text"


def test_a_text_longer_than_its_column_is_sent_back():
    assert fault(CellKind.TEXT, "长" * 11, max_length=10).code == "too_long"


@pytest.mark.parametrize("cell", [9.136089900000001e17, "9.1360899E+17", "9.13608E17"])
def test_a_credit_code_kept_as_a_number_has_lost_its_last_digits(cell):
    found = fault(CellKind.CREDIT_CODE, cell)
    assert found.code == "not_text"
    assert "文本格式" in found.suggestion


def test_a_credit_code_is_made_half_width_and_capital_and_that_is_told():
    reading = read(a_column(CellKind.CREDIT_CODE), " ９1360899ma00000 15t ")
    assert reading.value == "91360899MA0000015T"
    assert set(reading.notes) == {"全角字符改成了半角", "小写字母改成了大写"}


@pytest.mark.parametrize("cell", ["'91360899MA0000015T", '="91360899MA0000015T"'])
def test_marks_that_kept_a_code_a_text_are_taken_off_and_that_is_told(cell):
    reading = read(a_column(CellKind.CREDIT_CODE), cell)
    assert (reading.value, reading.notes) == ("91360899MA0000015T", ("去掉了代码前后的引号、等号",))


@pytest.mark.parametrize(
    ("kind", "cell", "notes"),
    [
        (CellKind.DATE, 45434.0, ("日期序号换算成了日期",)),
        (CellKind.DATE, datetime(2024, 5, 22, 16, 30), ("只取日期，时刻没有读",)),
        (CellKind.DATE, datetime(2024, 5, 22), ()),
        (CellKind.DATE, "2024-05-22 16:30", ("只取日期，时刻没有读",)),
        (CellKind.DATE, "二〇二四年五月二十二日", ("中文数字写的日期换成了数字",)),
        (CellKind.COUNT, "１２", ("全角字符改成了半角", "存成文本的数照数读入")),
        (CellKind.COUNT, "12 人", ("格内写明了单位“人”，按它换算",)),
        (CellKind.COUNT, 12.0, ()),
        (CellKind.CREDIT_CODE, "91360899MA0000015T", ()),
    ],
)
def test_what_was_changed_to_read_a_cell_is_told(kind, cell, notes):
    assert read(a_column(kind), cell).notes == notes


def test_a_number_whose_format_shows_another_is_sent_back():
    column = a_column(CellKind.MONEY, "万元")
    assert read(column, 0.125, "设成了百分数格式").fault.code == "percent"
    found = read(column, 1_234_500.0, "的格式把显示的数缩小了").fault
    assert (found.code, "1234500" in found.reason) == ("masked", True)
    assert read(a_column(CellKind.TEXT), 0.125, "设成了百分数格式").value == "0.125"


def test_a_broken_formula_is_a_fault_and_not_a_blank():
    found = fault(CellKind.MONEY, BrokenCell("#DIV/0!", "公式出错（#DIV/0!）"), "元")
    assert (found.code, found.reason) == ("broken_formula", "公式出错（#DIV/0!）")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (0.1 + 0.2, "0.3"),
        (1234567.0, "1234567"),
        (datetime(2024, 5, 22), "2024-05-22"),
        (True, "TRUE"),
    ],
)
def test_a_cell_is_shown_as_its_sender_sees_it(cell, text):
    assert shown(cell) == text


@pytest.mark.parametrize(
    ("kind", "staged", "words"),
    [
        (CellKind.MONEY, 1_234_567_891, "1,234.567891 万元"),
        (CellKind.MONEY, 5_000_000_000, "5,000 万元"),
        (CellKind.MONEY, 0, "0 万元"),
        (CellKind.MONEY, -150, "-0.00015 万元"),
        (CellKind.USD, 12_500_000, "12.5 万美元"),
        (CellKind.COUNT, 1234, "1,234"),
        (CellKind.BOOLEAN, False, "否"),
        (CellKind.DATE, "2024-05-22", "2024-05-22"),
        (CellKind.COUNT, None, "缺数"),
    ],
)
def test_a_staged_value_in_words(kind, staged, words):
    assert displayed(FieldSpec("field", "某列", kind), staged) == words


@pytest.mark.parametrize("kind", list(CellKind))
@pytest.mark.parametrize("cell", [float("inf"), float("-inf"), float("nan")])
def test_what_a_workbook_keeps_as_a_number_and_is_none_is_sent_back(kind, cell):
    assert fault(kind, cell).code == "not_number"
