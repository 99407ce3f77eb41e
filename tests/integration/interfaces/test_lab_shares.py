"""Money that is short, on screen: three ways, every part to the fen, and the reason beside each."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from tests.factories.funds import a_fund_line, a_fund_year
from tests.factories.rulebook import RULE
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry

SHARES = reverse("lab-shares", args=[RULE])


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


@pytest.fixture
def short():
    """30 and 5 万元 are claimed, up to 30 more are open, 20 are left."""
    a_fund_year(appropriated=30, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=10)
    a_spender(None)
    return a_spender(700), a_spender(100)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def ask(client, way, listing="", money="20", **more):
    return client.post(SHARES, {"way": way, "money": money, "listing": listing, **more})


def test_the_bench_leads_to_the_parts_with_the_reform_that_is_tried(director, short):
    page = director.get(f"{reverse('lab-rule', args=[RULE])}?p.rate=4").content.decode()
    address = re.search(r'href="([^"]*shares/[^"]*)">钱不够，看怎么分', page).group(1).replace("&amp;", "&")
    told = words(director.get(address))
    assert "补助比例 5% → 4%" in told
    # 4 % of 700 and of 100 make 28 and 4; of 20 everybody gets 62.5 %.
    assert "人人按应得的 62.50% 发" in told
    assert "280,000.00 175,000.00 105,000.00" in told
    assert "部分 2 320,000.00 200,000.00" in told
    assert "缺数企业至多另要 30.00 万元" in told


def test_what_is_left_for_the_use_is_made_of_the_rows_shown_each_with_its_source(director, short):
    a_fund_line(FundUse.RD_SUBSIDY, reserved=9, paid=2)
    page = director.get(SHARES).content.decode()
    table = page[page.index('id="fund"') : page.index("</table>", page.index('id="fund"'))]
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", table))
    assert told.count("减：") == 2
    for row in ("当年预算 30.00", "上年结转 0.00", "（占用） -10.00", "（拨付） -2.00", "本项可用 18.00"):
        assert row in told
    assert table.count("/values/") >= 4
    bench = director.get(reverse("lab-rule", args=[RULE])).content.decode()
    assert "shares/#fund" in bench


def test_first_come_wants_a_list_and_then_says_who_came_too_late(director, short):
    big, small = short
    refused = ask(director, "FIRST_COME")
    assert refused.status_code == 422
    assert "系统里没有申请受理登记，不能自己排先后" in words(refused)
    told = words(ask(director, "FIRST_COME", f"{big.credit_code}\n{small.credit_code}"))
    assert "第 1 位，轮到时只剩这些" in told
    assert "第 2 位，轮到时钱已用完" in told
    assert "部分 1 300,000.00 200,000.00" in told
    assert "分不到 1 50,000.00 0.00" in told
    assert "不在受理名单里，按未申请处理" in words(ask(director, "FIRST_COME", small.credit_code))


def test_by_score_the_score_stands_beside_the_part(director, short):
    big, small = short
    told = words(ask(director, "BY_SCORE", f"{big.credit_code} 70\n{small.credit_code} 88.5"))
    assert "88.5 分，第 1 位，全额" in told
    assert "70 分，第 2 位，轮到时只剩这些" in told


def test_what_was_typed_stays_when_it_is_refused(director, short):
    answer = ask(director, "BY_SCORE", "月球公司 3", "12.5")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "月球公司 3" in page
    assert 'value="12.5"' in page
    assert "名单第 1 行：本县没有“月球公司”" in page
    for money in ("许多", "-1", "0.0000001"):
        assert "“要分的钱”" in words(ask(director, "PRO_RATA", money=money))


def test_more_than_is_left_is_shared_out_with_a_warning(director, short):
    assert "要分的钱比本项可用多 50,000.00 元" in words(ask(director, "PRO_RATA", money="25"))


def test_without_a_budget_the_sum_has_to_be_given(director):
    a_spender(700)
    told = words(director.get(SHARES))
    assert "没有登记当年预算，请自己填要分的钱" in told
    assert "每家分得" not in told
    assert "150,000.00" in words(ask(director, "PRO_RATA", money="15"))


def test_enough_money_pays_everybody_in_full(director, short):
    told = words(ask(director, "PRO_RATA", money="40"))
    assert "钱够，全额" in told
    assert "分完还剩 50,000.00 元" in told


def test_the_parts_leave_as_a_file_that_sums_to_the_money(director, short):
    answer = ask(director, "PRO_RATA", export="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    column = rows[0].index("分得（元）")
    assert sum(Decimal(str(row[column])) for row in rows[1:]) == 200_000
    assert Entry.objects.filter(action="export.xlsx").count() == 1


def test_an_unknown_rule_or_a_reform_that_is_none_is_not_found(director):
    assert director.get(reverse("lab-shares", args=["moon.rule"])).status_code == 404
    assert director.get(f"{SHARES}?p.rate=abc").status_code == 404
