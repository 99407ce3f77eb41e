"""A hundred workbooks and more as they really arrive, each with what must come of every cell.

The register holds five firms (`FIRMS`). `verdicts` are those of every row; `faults` names every cell that is sent
back, asked about or doubted, with the code of the reason; `said` are words of notices; `values` are staged values of
fields by row. A workbook that cannot be taken has words of its refusal instead.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.factories.intake import (
    a_code,
    a_csv,
    a_workbook,
    an_old_workbook,
    hand_built,
    repacked,
    saved,
    saved_old,
    with_stream_called,
)
from tidu.foundation.intake.readers import MAX_BYTES

JIA, YI, BING, DING, WU = CODES = tuple(a_code(number) for number in range(1, 6))
FIRMS = ((JIA, "甲公司"), (YI, "乙公司"), (BING, "丙公司"), (DING, "丁公司"), (WU, "戊公司"))
HEAD = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")
GOOD = (YI, "乙公司", 2024, 100, 10)
WAN = 1_000_000  # fen
NEW, SAME, BACK, SUSPECTED, ASKED = "NEW", "SAME", "REJECTED", "SUSPECTED", "ASKED"


@dataclass(frozen=True)
class Nasty:
    """One file, and what must come of it."""

    name: str
    content: bytes
    verdicts: Mapping[int, str] = field(default_factory=dict)
    faults: Sequence[tuple[str, str]] = ()
    values: Mapping[tuple[int, str], Any] = field(default_factory=dict)
    said: Sequence[str] = ()
    refused: str = ""
    file: str = "报表.xlsx"
    form: str = "yearly_facts"
    options: Mapping[str, object] = field(default_factory=dict)


def everything() -> list[Nasty]:
    """Return all of them."""
    groups: Sequence[Callable[[], Iterator[Nasty]]] = (
        _single_cells,
        _units,
        _days,
        _layouts,
        _merged,
        _two_lines,
        _more_lines,
        _years_in_headers,
        _rows_passed_over,
        _totals,
        _hidden,
        _formulas,
        _doubles,
        _across_columns,
        _register,
        _titles,
        _checks,
        _indicators,
        _old,
        _texts,
        _hand_built,
        _refused,
    )
    return [nasty for group in groups for nasty in group()]


def edited(*rows: Sequence[Any], edit: Callable[[Any], None]) -> bytes:
    """Return a workbook of rows, edited by hand afterwards."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    edit(book.active)
    return saved(book)


def _single_cells() -> Iterator[Nasty]:
    """Yield sheets of one bad cell beside a good row: D3 is revenue, E3 staff, A3 the code, C3 the year."""
    for name, row, cell, code in (
        ("字", (JIA, "甲公司", 2024, "三千", 10), "D3", "not_number"),
        ("约数", (JIA, "甲公司", 2024, "约3000", 10), "D3", "not_number"),
        ("两个数", (JIA, "甲公司", 2024, "100\n200", 10), "D3", "not_number"),
        ("范围", (JIA, "甲公司", 2024, "100-200", 10), "D3", "not_number"),
        ("错位的逗号", (JIA, "甲公司", 2024, "12,34.5", 10), "D3", "not_number"),
        ("百分数", (JIA, "甲公司", 2024, "12.5%", 10), "D3", "percent"),
        ("别种单位", (JIA, "甲公司", 2024, "100人", 10), "D3", "unit_in_cell"),
        ("美元", (JIA, "甲公司", 2024, "100万美元", 10), "D3", "unit_in_cell"),
        ("比分还细", (JIA, "甲公司", 2024, 0.00000012, 10), "D3", "too_precise"),
        ("大得离谱", (JIA, "甲公司", 2024, 10**12, 10), "D3", "too_large"),
        ("负数", (JIA, "甲公司", 2024, -1, 10), "D3", "negative"),
        ("括号里的负数", (JIA, "甲公司", 2024, "(1,200)", 10), "D3", "negative"),
        ("科学记数", (JIA, "甲公司", 2024, "1.2E+05", 10), "D3", "not_number"),
        ("真假值", (JIA, "甲公司", 2024, True, 10), "D3", "not_number"),
        ("日期", (JIA, "甲公司", 2024, date(2024, 5, 22), 10), "D3", "not_number"),
        ("错误值", (JIA, "甲公司", 2024, "#DIV/0!", 10), "D3", "broken_formula"),
        ("半个人", (JIA, "甲公司", 2024, 100, 2.5), "E3", "not_whole"),
        ("中文数字", (JIA, "甲公司", 2024, 100, "十二"), "E3", "not_number"),
        ("人太多", (JIA, "甲公司", 2024, 100, 10**9), "E3", "too_large"),
        ("代码成了数字", (int(f"91{JIA[2:8]}0000000015"), "甲公司", 2024, 100, 10), "A3", "not_text"),
        ("代码成了科学记数", ("9.13609E+17", "甲公司", 2024, 100, 10), "A3", "not_text"),
        (
            "校验码不对",
            (f"{JIA[:17]}{'0' if JIA[17] != '0' else '1'}", "甲公司", 2024, 1, 1),
            "A3",
            "bad_code",
        ),
        ("代码少一位", (JIA[:17], "甲公司", 2024, 100, 10), "A3", "bad_code"),
        ("代码里有 O", (JIA.replace("0", "O", 1), "甲公司", 2024, 100, 10), "A3", "bad_code"),
        ("没有代码", (None, "甲公司", 2024, 100, 10), "A3", "missing"),
        ("登记里没有", (a_code(99), "己公司", 2024, 100, 10), "A3", "unknown_enterprise"),
        ("没有年度", (JIA, "甲公司", None, 100, 10), "C3", "missing"),
        ("两位年度", (JIA, "甲公司", 24, 100, 10), "C3", "not_number"),
        ("年月", (JIA, "甲公司", "2024年5月", 100, 10), "C3", "not_number"),
        ("将来的年度", (JIA, "甲公司", 2026, 100, 10), "C3", "in_future"),
        ("缺数当年度", (JIA, "甲公司", "缺数", 100, 10), "C3", "missing"),
    ):
        yield Nasty(f"一格：{name}", a_workbook(HEAD, GOOD, row), {2: NEW, 3: BACK}, [(cell, code)])
    for name, row, values in (
        ("文本数字", (JIA, "甲公司", "2024", "1,234.50", "12"), (1_234_500_000, 12)),
        ("全角", (JIA, "甲公司", "２０２４", "１，２３４．５０", "１２"), (1_234_500_000, 12)),
        ("空格分位", (JIA, "甲公司", 2024, "1 234.5", "12 "), (1_234_500_000, 12)),
        ("人民币符号", (JIA, "甲公司", 2024, "￥1,234.5", 12), (1_234_500_000, 12)),
        ("破折号", (JIA, "甲公司", 2024, "—", 12), (None, 12)),
        ("缺数", (JIA, "甲公司", 2024, "缺数", 12), (None, 12)),
        ("零", (JIA, "甲公司", 2024, 0, "0"), (0, 0)),
        ("看不见的字符", (JIA, "甲公司", 2024, "\u200b100\u00a0", 12), (100 * WAN, 12)),
        ("0.1+0.2", (JIA, "甲公司", 2024, 0.1 + 0.2, 12), (300_000, 12)),
    ):
        revenue, staff = values
        expected = {(2, "staff_average"): staff}
        if revenue is not None:
            expected[2, "revenue_fen"] = revenue
        yield Nasty(f"一格：{name}", a_workbook(HEAD, row), {2: NEW}, values=expected)
    for name, code, said in (
        ("全角代码", "".join(chr(ord(letter) + 0xFEE0) for letter in JIA), "全角字符改成了半角"),
        ("小写代码", JIA.lower(), "小写字母改成了大写"),
        ("代码带撇号", f"'{JIA}", "去掉了代码前后的引号"),
        ("代码里有空格", f" {JIA[:8]} {JIA[8:]}\n", ""),
    ):
        content = a_workbook(HEAD, (code, "甲公司", 2024, 100, 10))
        yield Nasty(
            f"一格：{name}", content, {2: NEW}, values={(2, "credit_code"): JIA}, said=[said] if said else []
        )


def _units() -> Iterator[Nasty]:
    """Yield amounts whose unit stands in the header, above it, in the cell, or in two places."""
    for unit, fen in (("元", 100), ("千元", 100_000), ("万元", WAN), ("百万元", 10**8), ("亿元", 10**10)):
        head = (*HEAD[:3], f"营业收入（{unit}）", "职工总数")
        yield Nasty(
            f"单位：表头写{unit}",
            a_workbook(head, (JIA, "甲公司", 2024, 1.5, 1)),
            {2: NEW},
            values={(2, "revenue_fen"): fen * 3 // 2},
        )
    bare = (*HEAD[:3], "营业收入", "总资产（元）")
    for line in ("单位：千元", "金额单位:千元", "单位：人民币千元", "计量单位：千元、人"):
        yield Nasty(
            f"单位：上方写“{line}”",
            a_workbook(("年报",), (None, None, line), bare, (JIA, "甲公司", 2024, 3, 3)),
            {4: NEW},
            values={(4, "revenue_fen"): 300_000, (4, "total_assets_fen"): 300},
            said=["按表头上方注明的“千元”读取", "第 1、2 行当作标题"],
        )
    yield Nasty(
        "单位：填报单位的名字像单位",
        a_workbook(("填报单位：元宝科技",), bare, (JIA, "甲公司", 2024, 3, 3)),
        {3: NEW},
        values={(3, "revenue_fen"): 3 * WAN},
        said=["没有写单位，按“万元”读取"],
    )
    yield Nasty(
        "单位：上方写了两种",
        a_workbook(("单位：元", "单位：万元"), bare, (JIA, "甲公司", 2024, 3, 3)),
        refused="几种金额单位",
    )
    yield Nasty(
        "单位：格里各写各的",
        a_workbook(
            HEAD,
            (JIA, "甲公司", 2024, "1200万元", 1),
            (YI, "乙公司", 2024, "3.5亿", 1),
            (BING, "丙公司", 2024, "8,000 千元", 1),
            (DING, "丁公司", 2024, "56000元", "1.2万人"),
            (WU, "戊公司", 2024, 7, "3人"),
        ),
        dict.fromkeys(range(2, 7), NEW),
        values={
            (2, "revenue_fen"): 1_200 * WAN,
            (3, "revenue_fen"): 35_000 * WAN,
            (4, "revenue_fen"): 800 * WAN,
            (5, "revenue_fen"): 5_600_000,
            (5, "staff_average"): 12_000,
            (6, "revenue_fen"): 7 * WAN,
            (6, "staff_average"): 3,
        },
        said=["“销售收入”第 3 行：格内写明了单位“亿”，按它换算"],
    )
    yield Nasty(
        "单位：金额的表头写成人",
        a_workbook((*HEAD[:3], "营业收入（人）"), (JIA, "甲公司", 2024, 3)),
        refused="单位写成了“人”",
    )
    for name, code, shown, reason in (
        ("百分数格式", "0.00%", 0.125, "percent"),
        ("按万显示的格式", '0!.0,"万"', 1_234_500, "masked"),
    ):
        yield Nasty(
            f"单位：{name}",
            edited(HEAD, (JIA, "甲公司", 2024, shown, 1), edit=lambda s, c=code: _format(s["D2"], c)),
            {2: BACK},
            [("D2", reason)],
        )
    for factor, verdict in ((1_000, ASKED), (10_000, ASKED), (300, NEW)):
        rows = ((JIA, "甲公司", 2023, 100, 10), (JIA, "甲公司", 2024, 100 * factor, 10))
        faults = [("D3", "unit_slip")] if verdict == ASKED else []
        yield Nasty(f"单位：是上年的 {factor} 倍", a_workbook(HEAD, *rows), {2: NEW, 3: verdict}, faults)


def _format(cell: Any, code: str) -> None:
    cell.number_format = code


def _days() -> Iterator[Nasty]:
    """Yield days of registration: C2, then a good row."""
    head, good = ("统一社会信用代码", "企业名称", "成立日期"), (a_code(8), "辛公司", "2015-03-02")
    for name, cell in (
        ("斜线", "2024/5/22"),
        ("点", "2024.5.22"),
        ("汉字", "2024年5月22日"),
        ("号", "2024 年 5 月 22 号"),
        ("全角", "２０２４－０５－２２"),
        ("中文数字", "二〇二四年五月二十二日"),
        ("八位数", 20240522),
        ("序号", 45434),
        ("序号文本", "45434"),
        ("带时刻", datetime(2024, 5, 22, 16, 30)),
        ("带时刻的文本", "2024-05-22 16:30:00"),
    ):
        content = a_workbook(head, (a_code(7), "庚公司", cell), good)
        expected = {(2, "registered_on"): "2024-05-22"}
        yield Nasty(f"日期：{name}", content, {2: NEW, 3: NEW}, values=expected, form="enterprise_register")
    for name, content, file in _from_1904(head, good):
        yield Nasty(
            f"日期：1904 日期系统（{name}）",
            content,
            {2: NEW, 3: NEW, 4: NEW},
            values={(2, "registered_on"): "2024-05-22", (3, "registered_on"): "2024-05-22"},
            said=["1904 日期系统", "“成立日期”第 3 行：日期序号换算成了日期"],
            form="enterprise_register",
            file=file,
        )
    for name, cell, code in (
        ("只有月", "2024年5月", "not_a_date"),
        ("月成了数字", 2024.5, "not_a_date"),
        ("分不清一月十月", 2024.1, "not_a_date"),
        ("没有这一天", "2024-02-30", "not_a_date"),
        ("月在前", "5/22/2024", "not_a_date"),
        ("两位年份", "24.5.22", "not_a_date"),
        ("建国以前", "1948-05-22", "not_a_date"),
        ("将来", "2025-06-11", "in_future"),
        ("长期", "长期", "not_a_date"),
    ):
        content = a_workbook(head, (a_code(7), "庚公司", cell), good)
        yield Nasty(f"日期：{name}", content, {2: BACK, 3: NEW}, [("C2", code)], form="enterprise_register")


def _from_1904(head: Sequence[Any], good: Sequence[Any]) -> Iterator[tuple[str, bytes, str]]:
    """Yield workbooks of old Macs with a day as a date and as its bare number, 43972 days after 1904-01-01."""
    day, number = date(2024, 5, 22), 43_972
    rows = (head, (a_code(7), "庚公司", day), (a_code(9), "壬公司", number), good)
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(list(row))
    yield "xlsx", saved(book), "登记.xlsx"
    old = xlwt.Workbook()
    old.dates_1904 = True
    page, as_day = old.add_sheet("登记"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(place, column, *((number, as_day) if cell is day else (cell,)))
    yield "xls", saved_old(old), "登记.xls"


def _layouts() -> Iterator[Nasty]:
    """Yield sheets whose table does not begin at A1, or not on the first sheet."""
    row = (JIA, "甲公司", 2024, 100, 10)
    found = {(5, "revenue_fen"): 100 * WAN}
    yield Nasty(
        "版式：标题、空行、填表单位在上",
        a_workbook(("青岚县 2024 年年报",), (), ("填表单位：科技局", None, "2025年6月"), HEAD, row),
        {5: NEW},
        values=found,
        said=["表头在第 4 行", "第 1、3 行当作标题"],
    )
    yield Nasty(
        "版式：左边空两列",
        a_workbook(*((None, None, *line) for line in (HEAD, row))),
        {2: NEW},
        values={(2, "revenue_fen"): 100 * WAN},
    )
    yield Nasty("版式：列的次序倒过来", a_workbook(HEAD[::-1], row[::-1]), {2: NEW})
    yield Nasty(
        "版式：表头里有换行、空格、星号",
        a_workbook(
            ("* 统一社会\n信用代码", "企 业 名 称", "年度 ", "营业收入\n（单位：万元）", "职工总数(人)"), row
        ),
        {2: NEW},
        values={(2, "revenue_fen"): 100 * WAN},
    )
    yield Nasty(
        "版式：封面在前，表在第二张",
        a_workbook(("封面",), ("2024 年",), 年报=[HEAD, row]),
        {2: NEW},
        said=["只读了工作表“年报”；没有读：“Sheet1”"],
    )
    yield Nasty(
        "版式：两张表都有这种表头",
        a_workbook(HEAD, row, title="白鹭镇", 云门镇=[HEAD, GOOD]),
        {2: NEW},
        said=["“云门镇”也有这种表头，一批只读一张"],
    )
    yield Nasty(
        "版式：序号列和备注列",
        a_workbook(("序号", *HEAD, "备注"), (1, *row, "无")),
        {2: NEW},
        said=["“序号”没有载入"],
    )
    yield Nasty(
        "版式：研发费用没有写口径",
        a_workbook((*HEAD, "研发费用（万元）"), (*row, 5)),
        {2: NEW},
        said=["F 列“研发费用（万元）”没有载入：有四种口径"],
    )
    yield Nasty(
        "版式：两列都是收入",
        a_workbook((*HEAD, "销售收入"), (*row, 5)),
        refused="D 列“营业收入（万元）”和 F 列“销售收入”",
    )
    yield Nasty("版式：没有代码列", a_workbook(HEAD[1:], row[1:]), refused="统一社会信用代码")
    yield Nasty("版式：没有表头", a_workbook(row, GOOD), refused="找不到“企业年度数据表”的表头")
    yield Nasty("版式：只有表头", a_workbook(("年报",), HEAD), refused="下面没有数据行")
    yield Nasty("版式：什么也没有", a_workbook(), refused="没有任何内容")
    yield Nasty(
        "版式：年度在参数里",
        a_workbook((*HEAD[:2], *HEAD[3:]), (JIA, "甲公司", 100, 10)),
        {2: NEW},
        options={"year": 2024},
        values={(2, "year"): 2024},
    )
    yield Nasty(
        "版式：年度与参数不同",
        a_workbook(HEAD, row),
        {2: BACK},
        [("C2", "differs_from_option")],
        options={"year": 2023},
    )


def _merged() -> Iterator[Nasty]:
    """Yield merged areas in titles, words and numbers."""
    rows = (JIA, "甲公司", 2023, 100, 10), (None, None, 2024, 110, 11)

    def words(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    yield Nasty(
        "合并：一家两年的代码和名称",
        edited(HEAD, *rows, edit=words),
        {2: NEW, 3: NEW},
        values={(3, "credit_code"): JIA, (3, "revenue_fen"): 110 * WAN},
        said=["“统一社会信用代码”第 2-3 行合并成一格，各行都按同一内容读"],
    )
    yield Nasty(
        "合并：两家的收入",
        edited(HEAD, (JIA, "甲公司", 2024, 100, 10), GOOD, edit=lambda sheet: sheet.merge_cells("D2:D3")),
        {2: BACK, 3: BACK},
        [("D2", "merged"), ("D3", "merged")],
    )
    yield Nasty(
        "合并：一家的收入和人数",
        edited(HEAD, (JIA, "甲公司", 2024, 100, 10), GOOD, edit=lambda sheet: sheet.merge_cells("D2:E2")),
        {2: BACK, 3: NEW},
        [("D2", "merged"), ("E2", "merged")],
    )
    yield Nasty(
        "合并：标题",
        edited(("年报",), HEAD, GOOD, edit=lambda sheet: sheet.merge_cells("A1:E1")),
        {3: NEW},
        said=["第 1 行当作标题"],
    )
    yield Nasty(
        "合并：空白处", edited(HEAD, GOOD, (), edit=lambda sheet: sheet.merge_cells("A3:E4")), {2: NEW}
    )


def _two_lines() -> Iterator[Nasty]:
    """Yield headers of two lines."""
    upper = ("统一社会信用代码", "企业名称", "年度", "研发费用（万元）", None, "人员", None)
    lower = (None, None, None, "账面", "高企口径", "职工总数", "研发人员")
    row = (JIA, "甲公司", 2024, 30, 20, 50, 10)
    values = {
        (3, "rd_book_fen"): 30 * WAN,
        (3, "rd_hnte_fen"): 20 * WAN,
        (3, "staff_average"): 50,
        (3, "rd_staff"): 10,
    }

    def merged(sheet: Any) -> None:
        for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1"):
            sheet.merge_cells(area)

    for name, content in (
        ("合并的", edited(upper, lower, row, edit=merged)),
        ("没有合并的", a_workbook(upper, lower, row)),
    ):
        yield Nasty(
            f"两行表头：{name}",
            content,
            {3: NEW},
            values=values,
            said=["第 1-2 行是两行表头，上下合起来认列名"],
        )
    yield Nasty(
        "两行表头：下面一行只写单位",
        a_workbook(
            ("统一社会信用代码", "企业名称", "年度", "营业收入", "职工总数"),
            (None, None, None, "千元", "人"),
            (JIA, "甲公司", 2024, 3, 5),
        ),
        {3: NEW},
        values={(3, "revenue_fen"): 300_000},
    )
    yield Nasty(
        "两行表头：本年和上年",
        a_workbook(
            ("统一社会信用代码", "企业名称", "年度", "本年", None, "上年", None),
            (None, None, None, "营业收入（万元）", "职工总数", "营业收入（万元）", "职工总数"),
            (JIA, "甲公司", 2024, 30, 5, 20, 4),
        ),
        {3: NEW},
        values={(3, "revenue_fen"): 30 * WAN, (3, "staff_average"): 5},
        said=["F 列“上年·营业收入（万元）”没有载入：上方的表头是“上年”"],
    )
    yield Nasty(
        "两行表头：上面有标题",
        a_workbook(("青岚县研发情况",), upper, lower, row),
        {4: NEW},
        values={(4, "rd_book_fen"): 30 * WAN},
        said=["表头在第 2-3 行"],
    )


def _more_lines() -> Iterator[Nasty]:
    """Yield headers of three lines and four, and groups that turn what stands below them into something else."""
    top = ("企业基本情况", None, None, "经济指标（元）", None, None, "人员", None)
    middle = ("统一社会信用代码", "企业名称", "年度", "营业收入", "研发费用", None, "职工总数", "其中")
    bottom = (None, None, None, None, "账面", "高企口径", None, "研发人员")
    units = (None, None, None, "万元", "千元", "元", "人", "人")
    row = (JIA, "甲公司", 2024, 300, 30, 20, 50, 10)

    def drawn(sheet: Any) -> None:
        for area in ("A1:C1", "D1:F1", "G1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3"):
            sheet.merge_cells(area)

    for name, content in (
        ("合并的", edited(top, middle, bottom, row, edit=drawn)),
        ("没有合并的", a_workbook(top, middle, bottom, row)),
    ):
        yield Nasty(
            f"三行表头：{name}",
            content,
            {4: NEW},
            values={
                (4, "revenue_fen"): 30_000,
                (4, "rd_book_fen"): 3_000,
                (4, "rd_hnte_fen"): 2_000,
                (4, "staff_average"): 50,
                (4, "rd_staff"): 10,
            },
            said=["第 1-3 行是三行表头，上下合起来认列名"],
        )
    yield Nasty(
        "三行表头：每页再印一遍",
        a_workbook(top, middle, bottom, row, top, middle, bottom, (YI, "乙公司", 2024, 200, 20, 10, 40, 8)),
        {4: NEW, 8: NEW},
        values={(8, "revenue_fen"): 20_000},
        said=["第 5-7 行是重复的表头"],
    )
    yield Nasty(
        "四行表头：标题在上，单位在最下",
        a_workbook(("青岚县研发情况",), top, middle, bottom, units, row),
        {6: NEW},
        values={(6, "revenue_fen"): 300 * WAN, (6, "rd_book_fen"): 3_000_000, (6, "rd_hnte_fen"): 2_000},
        said=["表头在第 2-5 行", "第 2-5 行是四行表头"],
    )
    yield Nasty(
        "两行表头：上年的数写在完整的列名上方",
        a_workbook(
            ("企业信息", None, None, "本年", None, "上年同期", None),
            (*HEAD, "营业收入（万元）", "职工总数"),
            (JIA, "甲公司", 2024, 30, 5, 20, 4),
        ),
        {3: NEW},
        values={(3, "revenue_fen"): 30 * WAN, (3, "staff_average"): 5},
        said=["F 列“上年同期·营业收入（万元）”没有载入"],
    )
    yield Nasty(
        "两行表头：本年和上年写在列名下方",
        a_workbook(
            ("统一社会信用代码", "企业名称", "年度", "营业收入（千元）", None, "职工总数", None),
            (None, None, None, "本年", "上年", "期末", "年初"),
            (JIA, "甲公司", 2024, 30, 20, 5, 4),
        ),
        {3: NEW},
        values={(3, "revenue_fen"): 3_000_000, (3, "staff_average"): 5},
        said=["E 列“营业收入（千元）·上年”没有载入"],
    )


def _years_in_headers() -> Iterator[Nasty]:
    """Years in the headers in place of a column of years: one year is read at a time."""
    wide = (
        "统一社会信用代码",
        "企业名称",
        "2023年营业收入（万元）",
        "2024年营业收入（万元）",
        "2024年末员工人数",
    )
    row = (JIA, "甲公司", 100, 120, 30)
    for year, revenue, left in ((2024, 120, "C 列“2023年"), (2023, 100, "D 列“2024年")):
        yield Nasty(
            f"表头写年度：读 {year} 年",
            a_workbook(("企业情况表",), wide, row),
            {3: NEW},
            values={(3, "revenue_fen"): revenue * WAN, (3, "year"): year},
            said=[f"{left}营业收入（万元）”没有载入", f"这一批读 {year} 年"],
            options={"year": year},
        )
    yield Nasty(
        "表头写年度：两个年度，没有说读哪一个",
        a_workbook(wide, row),
        refused="几个年度的列，一批只读一个年度",
    )
    yield Nasty(
        "表头写年度：只有一个年度",
        a_workbook((*wide[:2], *wide[3:]), (*row[:2], *row[3:])),
        {2: NEW},
        values={(2, "revenue_fen"): 120 * WAN, (2, "staff_average"): 30, (2, "year"): 2024},
        said=["表头写明是 2024 年，年度按 2024 读入"],
    )
    yield Nasty(
        "表头写年度：年度在列名下方，没有合并",
        a_workbook(
            ("统一社会信用代码", "企业名称", "营业收入（万元）", None),
            (None, None, "2023年", "2024年"),
            row[:4],
        ),
        {3: NEW},
        values={(3, "revenue_fen"): 120 * WAN},
        said=["C 列“营业收入（万元）·2023年”没有载入", "第 1-2 行是两行表头"],
        options={"year": 2024},
    )


def _rows_passed_over() -> Iterator[Nasty]:
    """Yield rows that are no data, and rows that only look like none."""
    row = (JIA, "甲公司", 2024, 100, 10)
    for name, extra, said in (
        ("注", ("注：数据来自年报",), "第 4 行是表尾说明"),
        ("填表说明", ("填表说明：1. 金额以万元计",), "第 4 行是表尾说明"),
        ("填报人", ("填报人：张三", None, "联系电话：123"), "第 4 行是表尾说明"),
        ("盖章", (None, "单位（盖章）"), "第 4 行是表尾说明"),
        ("一句话", ("本表由各乡镇填报，六月十日前报送。",), "第 4 行是表尾说明"),
    ):
        yield Nasty(f"表尾：{name}", a_workbook(HEAD, row, GOOD, extra), {2: NEW, 3: NEW}, said=[said])
    yield Nasty(
        "中间：空行、重复的表头",
        a_workbook(HEAD, row, (), HEAD, GOOD),
        {2: NEW, 5: NEW},
        said=["跳过空白行：第 3 行", "第 4 行是重复的表头"],
    )
    yield Nasty(
        "表头下：栏次", a_workbook(HEAD, ("甲", "乙", "丙", 1, 2), row), {3: NEW}, said=["第 2 行是栏次编号"]
    )
    yield Nasty(
        "表头下：示例",
        a_workbook(("序号", *HEAD), ("例：", "91360000MA000000XX", "某公司", 2024, 1, 1), (1, *row)),
        {3: NEW},
        said=["第 2 行是填写示例"],
    )
    yield Nasty(
        "只有名称的行不能略过",
        a_workbook(HEAD, row, (None, "乙公司")),
        {2: NEW, 3: BACK},
        [("A3", "missing"), ("C3", "missing")],
    )
    register = ("统一社会信用代码", "企业名称", "成立日期")
    yield Nasty(
        "名称以“合计”开头的企业",
        a_workbook(register, (a_code(7), "合计科技有限公司", "2015-03-02"), (None, "总计会计师事务所", None)),
        {2: NEW, 3: BACK},
        [("A3", "missing")],
        form="enterprise_register",
    )


def _totals() -> Iterator[Nasty]:
    """Yield rows of sums that agree, that differ, and that cannot be compared."""
    rows = (JIA, "甲公司", 2024, 100.5, 10), (YI, "乙公司", 2024, 200, 20)
    yield Nasty(
        "合计：相符",
        a_workbook(HEAD, *rows, ("合 计", None, None, 300.5, 30)),
        {2: NEW, 3: NEW},
        said=["第 4 行是合计行", "第 4 行“合计”与各行相加的数一致"],
    )
    yield Nasty(
        "合计：不符",
        a_workbook(HEAD, *rows, ("合计", None, None, 310.5, 30)),
        {2: NEW, 3: NEW},
        said=["第 4 行“合计”的“销售收入”写的是 310.5 万元，各行相加是 300.5 万元，两数不符"],
    )
    yield Nasty(
        "合计：在最上面",
        a_workbook(HEAD, ("总计", None, None, 300.5, 31), *rows),
        {3: NEW, 4: NEW},
        said=["第 2 行“总计”的“职工总数（全年月平均）”写的是 31，各行相加是 30"],
    )
    yield Nasty(
        "合计：小计和总计",
        a_workbook(
            HEAD,
            rows[0],
            ("小计", None, None, 100.5, 10),
            rows[1],
            ("小计", None, None, 999, 20),
            ("总计（2家）", None, None, 300.5, 30),
        ),
        {2: NEW, 4: NEW},
        said=[
            "第 5 行“小计”的“销售收入”写的是 999 万元，各行相加是 200 万元",
            "第 6 行“总计(2家)”与各行相加的数一致",
        ],
    )
    yield Nasty(
        "合计：有一行读不出",
        a_workbook(HEAD, rows[0], (YI, "乙公司", 2024, "二百", 20), ("合计", None, None, 300.5, 30)),
        {2: NEW, 3: BACK},
        [("D3", "not_number")],
        said=["“合计”的“销售收入”没有核对：有的行读不出数"],
    )


def _hidden() -> Iterator[Nasty]:
    """Yield what its sender does not see."""

    def rows(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    def columns(sheet: Any) -> None:
        sheet.column_dimensions["D"].hidden = True

    body = (HEAD, (JIA, "甲公司", 2024, 100, 10), GOOD)
    yield Nasty("隐藏：行", edited(*body, edit=rows), {2: NEW, 3: NEW}, said=["第 3 行是隐藏的行"])
    yield Nasty(
        "隐藏：列",
        edited(*body, edit=columns),
        {2: NEW, 3: NEW},
        values={(2, "revenue_fen"): 100 * WAN},
        said=["D 列“营业收入（万元）”是隐藏的列，照样读入"],
    )
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*body)))
    book.create_sheet("底稿").sheet_state = "hidden"
    yield Nasty("隐藏：工作表", saved(book), {2: NEW, 3: NEW}, said=["隐藏的工作表没有读：“底稿”"])
    book = openpyxl.load_workbook(io.BytesIO(a_workbook(*body)))
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    yield Nasty("隐藏：要读的那张", saved(book), refused="没有任何内容")


def _formulas() -> Iterator[Nasty]:
    """Yield formulas with and without their results."""

    def cell(xml: str) -> str:
        texts = "".join(
            f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCDE", HEAD, strict=True)
        )
        return (
            f'<sheetData><row r="1">{texts}</row><row r="2"><c r="A2" t="inlineStr"><is><t>{JIA}</t></is></c>'
            f'<c r="C2"><v>2024</v></c>{xml}</row></sheetData>'
        )

    for name, xml, verdict, faults, values in (
        ("有结果", '<c r="D2"><f>50+50</f><v>100</v></c>', NEW, [], {(2, "revenue_fen"): 100 * WAN}),
        ("没有结果", '<c r="D2"><f>50+50</f></c>', BACK, [("D2", "broken_formula")], {}),
        ("结果是错误", '<c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', BACK, [("D2", "broken_formula")], {}),
        ("数大得没有了尽头", '<c r="D2"><v>1e999</v></c>', BACK, [("D2", "not_number")], {}),
        ("结果是空文本", '<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>', NEW, [], {}),
        ("结果是文字", '<c r="D2" t="str"><f>"无数"</f><v>三千</v></c>', BACK, [("D2", "not_number")], {}),
        (
            "结果有浮点尾数",
            '<c r="D2"><f>A1</f><v>0.30000000000000004</v></c>',
            NEW,
            [],
            {(2, "revenue_fen"): 300_000},
        ),
    ):
        yield Nasty(f"公式：{name}", hand_built(cell(xml)), {2: verdict}, faults, values)
    yield Nasty(
        "公式：代码也是公式",
        a_workbook(HEAD, ("=A9", "甲公司", 2024, 100, 10), GOOD),
        {2: BACK, 3: NEW},
        [("A2", "broken_formula")],
    )
    linked = repacked(
        hand_built(cell('<c r="D2"><f>[1]Sheet1!A1</f><v>100</v></c>')),
        {"xl/externalLinks/externalLink1.xml": b"<x/>"},
    )
    yield Nasty("公式：引用别的文件", linked, {2: NEW}, said=["引用了别的文件", "没有去取新值"])


def _doubles() -> Iterator[Nasty]:
    """Yield one firm and year twice."""
    row = (JIA, "甲公司", 2024, 100, 10)
    for name, other in (
        ("完全相同", row),
        ("数不同", (JIA, "甲公司", 2024, 101, 10)),
        ("小写代码", (JIA.lower(), *row[1:])),
    ):
        yield Nasty(
            f"重复：{name}",
            a_workbook(HEAD, row, GOOD, other),
            {2: BACK, 3: NEW, 4: BACK},
            [("2", "duplicate"), ("4", "duplicate")],
        )


def _across_columns() -> Iterator[Nasty]:
    """Yield rows whose columns do not fit each other."""
    for name, heads, cells, faults in (
        ("研发人员多于职工", ("职工总数", "研发人员数"), (10, 11), [("E2", "part_above_whole")]),
        ("高新收入多于总收入", ("总收入", "高新技术产品收入"), (10, 11), [("E2", "part_above_whole")]),
        (
            "境内多于全部",
            ("研发费用（高企口径）", "境内研发费用（高企口径）"),
            (10, 11),
            [("E2", "part_above_whole")],
        ),
        ("高企口径多于账面", ("账面研发费用", "研发费用（高企口径）"), (10, 11), [("E2", "rd_above_book")]),
        ("研发多于收入", ("营业收入", "账面研发费用"), (10, 11), [("E2", "rd_above_revenue")]),
        ("名称不符", ("职工总数",), (10,), [("B2", "name_differs")]),
    ):
        name_stated = "别的公司" if name == "名称不符" else "甲公司"
        verdict = BACK if faults[0][1] == "part_above_whole" else NEW
        content = a_workbook((*HEAD[:3], *heads), (JIA, name_stated, 2024, *cells))
        yield Nasty(f"列间：{name}", content, {2: verdict}, faults)
    yield Nasty(
        "列间：成立以前的年度",
        a_workbook(HEAD, (JIA, "甲公司", 2014, 1, 1)),
        {2: NEW},
        [("C2", "before_start")],
    )
    yield Nasty(
        "列间：今年的终核数",
        a_workbook((*HEAD, "状态"), (JIA, "甲公司", 2025, 1, 1, "终核")),
        {2: BACK},
        [("F2", "not_over")],
    )


def _register() -> Iterator[Nasty]:
    """Yield firms that may be others than they seem."""
    head = ("统一社会信用代码", "企业名称", "成立日期")

    def nasty(
        name: str, *rows: Sequence[Any], verdicts: Mapping[int, str], faults: Any, **more: Any
    ) -> Nasty:
        return Nasty(name, a_workbook(head, *rows), verdicts, faults, form="enterprise_register", **more)

    yield nasty("登记：不变", (JIA, "甲公司", "2015-03-02"), verdicts={2: SAME}, faults=[])
    yield nasty(
        "登记：同名另一代码",
        (a_code(7), "甲 公司", "2015-03-02"),
        (a_code(8), "甲公司", "2015-03-02"),
        verdicts={2: SUSPECTED, 3: SUSPECTED},
        faults=[("B2", "same_name"), ("B3", "same_name")],
    )
    yield nasty(
        "登记：更名？", (JIA, "新甲公司", "2015-03-02"), verdicts={2: ASKED}, faults=[("B2", "name_differs")]
    )
    yield nasty(
        "登记：名称只差空格和全角", (JIA, "甲 公司 ", "2015-03-02"), verdicts={2: "CHANGED"}, faults=[]
    )


def _titles() -> Iterator[Nasty]:
    """Yield notices of titles: other words for a title, days in several dresses, days in a wrong order."""
    head = ("统一社会信用代码", "企业名称", "资质名称", "发证日期", "证书编号", "有效期起", "有效期至")
    yield Nasty(
        "认定：简称、序号日期、全角编号",
        a_workbook(
            head,
            (JIA, "甲公司", "高企", 45_261, "ＧＲ２０２３", "2023.12.1", "2026年11月30日"),
            (YI, "乙公司", "专精特新", date(2024, 5, 22), None, 20240522, "2027-05-21"),
        ),
        {2: NEW, 3: NEW},
        values={
            (2, "kind"): "HNTE",
            (2, "granted_on"): "2023-12-01",
            (2, "certificate_number"): "GR2023",
            (2, "valid_until"): "2026-11-30",
            (3, "kind"): "SPECIALISED_SME",
            (3, "valid_from_on"): "2024-05-22",
        },
        said=["“认定日期”第 2 行：日期序号换算成了日期"],
        form="recognitions",
    )
    bad = (
        (JIA, "甲公司", "高企", "2023-12-01", "GR1", "2023-12-01", "2023-11-30"),
        (YI, "乙公司", "高新小巨人", "2023-12-01", "GR2", "2023-12-01", "2026-11-30"),
        (BING, "丙公司", "高企", "2014-12-01", "GR3", "2014-12-01", "2017-11-30"),
        (DING, "丁公司", "高企", "2023-12-01", "GR4", "2023-12-01", "2026年11月"),
    )
    yield Nasty(
        "认定：止于起前、没有的称号、早于成立、只写到月",
        a_workbook(head, *bad),
        dict.fromkeys(range(2, 6), BACK),
        [
            ("G2", "ends_before_start"),
            ("C3", "not_a_choice"),
            ("D4", "granted_before_start"),
            ("G5", "not_a_date"),
        ],
        form="recognitions",
    )


def _checks() -> Iterator[Nasty]:
    """Yield lists of compliance checks: the matter given once, ticks for yes, a word that is neither."""
    head = ("信用代码", "企业名称", "是否存在问题", "查询日期", "备注")
    matter = {"kind": "经营异常名录或严重违法失信名单"}
    yield Nasty(
        "核查：事项在参数里，勾和叉",
        a_workbook(
            ("核查结果",), head, (JIA, "甲公司", "√", "2025/5/6", "已移出"), (YI, "乙公司", "×", 45_783, None)
        ),
        {3: NEW, 4: NEW},
        values={
            (3, "found"): True,
            (3, "checked_on"): "2025-05-06",
            (3, "note"): "已移出",
            (4, "found"): False,
            (4, "kind"): "ABNORMAL_OR_DISHONEST",
        },
        form="compliance_checks",
        options=matter,
    )
    yield Nasty(
        "核查：说不清的结果、将来的日子",
        a_workbook(
            head, (JIA, "甲公司", "基本没有", "2025-05-06", ""), (YI, "乙公司", "无", "2025-06-11", "")
        ),
        {2: BACK, 3: BACK},
        [("C2", "not_a_choice"), ("D3", "in_future")],
        form="compliance_checks",
        options=matter,
    )


def _indicators() -> Iterator[Nasty]:
    """Yield yearbook tables of counties: shares without their sign, what is not published, units that differ."""
    head = ("县代码", "县名", "年份", "指标名称", "指标值", "计量单位", "状态", "出处")
    yield Nasty(
        "指标：小数、千分位、未发布",
        a_workbook(
            head,
            ("360899", "青岚县", "2023年", "地区生产总值", "1,260.05", "亿元", "最终", "统计公报"),
            (360899, "青岚县", 2024, "全社会研发经费投入强度", "", "%", "未发布", "统计局函"),
            ("360898", "对标县", 2023, "高新技术产业增加值增速", -0.5, "％", "初步", "统计公报"),
        ),
        {2: NEW, 3: NEW, 4: NEW},
        values={
            (2, "value_e4"): 12_600_500,
            (2, "year"): 2023,
            (3, "county_code"): "360899",
            (3, "status"): "UNPUBLISHED",
            (4, "value_e4"): -5_000,
        },
        form="county_indicators",
    )
    yield Nasty(
        "指标：别的单位、百分号、没有数、未发布却有数",
        a_workbook(
            head,
            ("360899", "青岚县", 2023, "地区生产总值", 2_600_500, "万元", "最终", "公报"),
            ("360899", "青岚县", 2022, "高新技术产业增加值增速", "8.5%", "%", "最终", "公报"),
            ("360899", "青岚县", 2021, "高新技术企业数", "", "家", "最终", "公报"),
            ("360899", "青岚县", 2020, "高新技术企业数", 12, "家", "未发布", "公报"),
        ),
        dict.fromkeys(range(2, 6), BACK),
        [
            ("F2", "other_unit"),
            ("E3", "percent"),
            ("E3", "without_value"),
            ("E4", "without_value"),
            ("E5", "unpublished"),
        ],
        form="county_indicators",
    )


def _old() -> Iterator[Nasty]:
    """Yield workbooks of the old format."""
    row = (JIA, "甲公司", 2024, 100.5, 10)
    yield Nasty(
        "旧格式：照读",
        an_old_workbook(("年报",), HEAD, row, GOOD),
        {3: NEW, 4: NEW},
        values={(3, "revenue_fen"): 100_500_000, (3, "staff_average"): 10, (3, "year"): 2024},
        said=["旧格式（.xls）", "退回时会另存为 .xlsx"],
        file="报表.xls",
    )
    yield Nasty(
        "旧格式：有错的格",
        an_old_workbook(HEAD, (JIA, "甲公司", 2024, "三千", 2.5), GOOD),
        {2: BACK, 3: NEW},
        [("D2", "not_number"), ("E2", "not_whole")],
        file="报表.xls",
    )
    yield Nasty(
        "旧格式：代码成了数字",
        an_old_workbook(HEAD, (9.13609e17, "甲公司", 2024, 1, 1)),
        {2: BACK},
        [("A2", "not_text")],
        file="报表.xls",
    )
    book = xlwt.Workbook()
    page = book.add_sheet("年报")
    for place, text in enumerate(HEAD):
        page.write(0, place, text)
    for place, value in enumerate(row):
        if place != 3:
            page.write(1, place, value)
    page.row(1).set_cell_error(3, "#REF!")
    page.row(1).hidden = True
    yield Nasty(
        "旧格式：错误值、隐藏的行",
        saved_old(book),
        {2: BACK},
        [("D2", "broken_formula")],
        said=["第 2 行是隐藏的行"],
        file="报表.xls",
    )
    yield Nasty(
        "旧格式：扩展名写成 .xlsx", an_old_workbook(HEAD, row), {2: NEW}, said=["内容却是 .xls 工作簿"]
    )
    yield Nasty(
        "旧格式：日期",
        an_old_workbook(
            ("统一社会信用代码", "企业名称", "成立日期"), (a_code(7), "庚公司", date(2015, 3, 2))
        ),
        {2: NEW},
        values={(2, "registered_on"): "2015-03-02"},
        form="enterprise_register",
        file="登记.xls",
    )


def _texts() -> Iterator[Nasty]:
    """Yield text files in the usual encodings and with the usual separators."""
    rows = (HEAD, (JIA, "甲公司", 2024, "1,234.50", 10), GOOD)
    values = {(2, "revenue_fen"): 1_234_500_000}
    for encoding, said in (
        ("gb18030", "GB18030"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
    ):
        yield Nasty(
            f"文本：{encoding}",
            a_csv(*rows, encoding=encoding),
            {2: NEW, 3: NEW},
            values=values,
            said=[said],
            file="报表.csv",
        )
    for name, mark in (("制表符", "\t"), ("分号", ";"), ("全角逗号", "，")):
        text = "\n".join(
            mark.join(str(cell) for cell in row) for row in (HEAD, (JIA, "甲公司", 2024, 5, 10), GOOD)
        )
        yield Nasty(f"文本：{name}", text.encode("gb18030"), {2: NEW, 3: NEW}, said=[name], file="报表.txt")
    yield Nasty(
        "文本：代码写成公式",
        a_csv(HEAD, (f'="{JIA}"', "甲公司", 2024, 100, 10)),
        {2: NEW},
        values={(2, "credit_code"): JIA},
        file="报表.csv",
    )
    yield Nasty(
        "文本：代码成了科学记数",
        a_csv(HEAD, ("9.13609E+17", "甲公司", 2024, 100, 10), GOOD),
        {2: BACK, 3: NEW},
        [("A2", "not_text")],
        file="报表.csv",
    )
    yield Nasty(
        "文本：名称像公式",
        a_csv(HEAD, (JIA, "=HYPERLINK(1)", 2024, "=1+1", 10)),
        {2: BACK},
        [("B2", "name_differs"), ("D2", "not_number")],
        file="报表.csv",
    )
    yield Nasty(
        "文本：引号不成对", f'{",".join(HEAD)}\n{JIA},"甲'.encode(), refused="引号不成对", file="报表.csv"
    )
    yield Nasty("文本：既非 UTF-8 也非 GB18030", b"\xff\xff\xff\xfe,\x80", refused="编码", file="报表.csv")
    yield Nasty("文本：二进制", b"a,b\0c", refused="二进制", file="报表.csv")


def _hand_built() -> Iterator[Nasty]:
    """Yield packages written by other hands: bare cells, prefixes, the marks that WPS leaves. No WPS was run."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    values = {(2, "revenue_fen"): 100_500_000, (2, "staff_average"): 10}

    def text(value: object, prefix: str = "") -> str:
        return f'<{prefix}c t="inlineStr"><{prefix}is><{prefix}t>{value}</{prefix}t></{prefix}is></{prefix}c>'

    def number(value: object, prefix: str = "") -> str:
        return f"<{prefix}c><{prefix}v>{value}</{prefix}v></{prefix}c>"

    def data(prefix: str = "") -> str:
        head = "".join(text(cell, prefix) for cell in HEAD)
        row = (
            text(JIA, prefix) + text("甲公司", prefix) + "".join(number(v, prefix) for v in (2024, 100.5, 10))
        )
        return f"<{prefix}sheetData><{prefix}row>{head}</{prefix}row><{prefix}row>{row}</{prefix}row></{prefix}sheetData>"

    yield Nasty("手写：格和行都没有地址", hand_built(data()), {2: NEW}, values=values)
    yield Nasty(
        "手写：标签带前缀",
        hand_built(f'<x:worksheet xmlns:x="{main}">{data("x:")}</x:worksheet>'),
        {2: NEW},
        values=values,
    )
    wps = hand_built(
        f'<worksheet xmlns="{main}" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData">'
        f'<sheetPr/><dimension ref="A1"/>{data()}<pageMargins left="0.75" right="0.75" top="1" bottom="1" '
        'header="0.5" footer="0.5"/><headerFooter/></worksheet>',
        app='<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>WPS 表格</Application></Properties>",
        custom='<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0.16929</vt:lpwstr></property></Properties>",
    )
    yield Nasty("手写：WPS 的记号，范围写错", wps, {2: NEW}, values=values)
    yield Nasty(
        "手写：字里的实体", hand_built(data().replace("甲公司", "&#x7532;公司")), {2: NEW}, values=values
    )
    for name, old, new in (("CDATA", "甲公司", "<![CDATA[甲公司]]>"), ("数里的实体", "100.5", "&#49;00.5")):
        yield Nasty(f"手写：{name}", hand_built(data().replace(old, new)), refused="读不全")
    twice = '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>'
    yield Nasty("手写：同一格写了两次", hand_built(twice), refused="损坏")
    yield Nasty("手写：同一行写了两次", hand_built(data().replace("<row>", '<row r="2">')), refused="损坏")
    endless = f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/>{data()}</worksheet>'
    yield Nasty("手写：范围写得极大", hand_built(endless), {2: NEW}, values=values)
    corners = (
        '<sheetData><row r="1"><c r="KN1"><v>1</v></c></row><row r="40000"><c r="A40000"><v>1</v></c></row>'
    )
    yield Nasty("手写：两格离得极远", hand_built(f"{corners}</sheetData>"), refused="合起来太大")
    yield Nasty(
        "手写：UTF-16 的表",
        repacked(
            hand_built(data()),
            {
                "xl/worksheets/sheet1.xml": (
                    f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{main}">{data()}</worksheet>'
                ).encode("utf-16")
            },
        ),
        refused="损坏",
    )


def _refused() -> Iterator[Nasty]:
    """Yield files that cannot be taken; each is told what it is and how to mend it."""
    good = a_workbook(HEAD, GOOD)
    old = an_old_workbook(HEAD, GOOD)
    yield Nasty("不收：空文件", b"", refused="空的")
    yield Nasty("不收：太大", b"PK" + b"0" * MAX_BYTES, refused="MB 的上限")
    yield Nasty("不收：截断", good[: len(good) // 2], refused="损坏")
    yield Nasty("不收：旧格式截断", old[:700], refused="损坏", file="报表.xls")
    yield Nasty("不收：一串字", "这不是工作簿".encode(), refused="损坏")
    yield Nasty("不收：带宏", repacked(good, {"xl/vbaProject.bin": b"x"}), refused="宏")
    yield Nasty("不收：.xlsm", good, refused="宏", file="报表.xlsm")
    yield Nasty("不收：旧格式带宏", with_stream_called(old, "_VBA_PROJECT"), refused="宏", file="报表.xls")
    yield Nasty("不收：加密", with_stream_called(old, "EncryptedPackage"), refused="取消密码")
    yield Nasty(
        "不收：网页冒充", b"<html><table><tr><td>1</td></tr></table></html>", refused="网页", file="报表.xls"
    )
    yield Nasty("不收：文本冒充", a_csv(HEAD, GOOD), refused="改回 .csv", file="报表.xlsx")
    yield Nasty("不收：PDF", b"%PDF-1.7", refused="PDF", file="报表.pdf")
    yield Nasty("不收：图片", b"\x89PNG\r\n\x1a\n", refused="图片", file="报表.xlsx")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(301):
            package.writestr(f"xl/media/{number}.png", bytes(1024 * 1024))
    yield Nasty("不收：压缩炸弹", bomb.getvalue(), refused="解压后过大")
    yield Nasty(
        "不收：实体炸弹",
        repacked(good, {"xl/worksheets/sheet1.xml": _billion_laughs()}),
        refused="损坏",
    )
    far = openpyxl.Workbook()
    far.active["A1048576"] = "x"
    yield Nasty("不收：最后一行有字", saved(far), refused="1,048,576")
    book = xlwt.Workbook()
    page = book.add_sheet("年报")
    page.write(0, 255, "x")
    page.write(65_535, 0, "x")
    yield Nasty("不收：旧格式两格离得极远", saved_old(book), refused="65,536", file="报表.xls")
    wide = openpyxl.Workbook()
    wide.active["XFD1"].font = Font(bold=True)
    yield Nasty("不收：最后一列有格式", saved(wide), refused="16,384 列")


def _billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "{"lol" * 10}">{levels}]><x>&l9;</x>'.encode()
