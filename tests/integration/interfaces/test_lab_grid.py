"""Several numbers of a policy moved together: every combination with its cost, its door, and whether it is affordable."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from tests.factories.funds import a_fund_line, a_fund_year
from tests.factories.rulebook import RULE
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry

GRID = reverse("lab-grid", args=[RULE])
BOTH = "rows=rate&rows_at=4、5&columns=cap&columns_at=25、30"


@pytest.fixture
def director(signed_in):
    """100 万元 gives 4 or 5; 700 gives the cap, or 28 of 30 at 4 %; a third firm may get the cap. 30 are left."""
    for spent in (100, 700, None):
        a_spender(spent)
    a_fund_year(appropriated=40, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=10)
    return signed_in(Role.BUREAU_DIRECTOR)


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def cells(page):
    """The table's cells: colour, address, sum, and what it leaves."""
    found = re.findall(
        r'<td class="num lab-(\w+)"><a class="door" href="([^"]+)">([\d.]+)</a>.*?<br><span class="small">([^<]+)<',
        page,
    )
    return [
        (colour, address.replace("&amp;", "&"), float(cost), word) for colour, address, cost, word in found
    ]


def test_every_combination_of_rate_and_cap_has_its_cost_and_says_whether_the_money_suffices(director):
    page = read(director, f"{GRID}?{BOTH}")
    assert [(colour, cost, word) for colour, _, cost, word in cells(page)] == [
        ("amber", 29, "剩 1.00"),
        ("red", 32, "差 2.00"),
        ("amber", 30, "剩 0.00"),
        ("red", 35, "差 5.00"),
    ]
    assert "4 种组合，2 种够用（其中 0 种连缺数企业也够）" in page
    assert page.count('<span class="chip">现行</span>') == 1


def test_each_cell_opens_the_bench_with_its_numbers(director):
    _, address, cost, _ = cells(read(director, f"{GRID}?{BOTH}"))[1]
    bench = read(director, address)
    assert re.search(r'name="p.rate"[^>]*value="4"', bench)
    assert re.search(r'name="p.cap"[^>]*value="30"', bench)
    assert f">{cost:.2f}</a>" in bench


def test_a_threshold_makes_a_table_for_each_of_its_values(director):
    page = read(director, f"{GRID}?{BOTH}&sheets=rd_floor.minimum&sheets_at=20、150")
    costs = [cost for _, _, cost, _ in cells(page)]
    assert costs == [29, 32, 30, 35, 25, 28, 25, 30]
    assert len(re.findall(r'<h3 class="lab-sheet">', page)) == 2


def test_without_a_choice_the_first_two_numbers_move_around_what_is_in_force(director):
    assert len(cells(read(director, GRID))) == 25
    assert len(cells(read(director, f"{GRID}?rows=cap&columns="))) == 5


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("rows=rate&columns=rate", "同一个数不能选两次"),
        ("rows=moon", "请从名单里选要变的数"),
        ("rows=rate&rows_at=四", "填得不对"),
        ("rows=cap&rows_at=-1", "不能小于 0"),
        (f"rows=rate&rows_at={'、'.join(map(str, range(1, 152)))}", "一次最多算 150 种"),
    ],
)
def test_what_makes_no_table_is_told_and_the_typing_stays(director, query, words):
    page = read(director, f"{GRID}?{query}", status=422)
    assert words in page
    assert not cells(page)


def test_without_a_budget_nothing_is_called_affordable(signed_in):
    a_spender(100)
    page = read(signed_in(Role.BUREAU_DIRECTOR), f"{GRID}?rows=rate&rows_at=5")
    assert [(colour, word) for colour, _, _, word in cells(page)] == [("missing", "没有预算记录")]


def test_the_table_leaves_as_a_file_and_that_is_written_down(director):
    answer = director.get(f"{GRID}?{BOTH}&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] in ("4%", "5%")]
    assert [(row[0], row[1], float(row[2]), float(row[5])) for row in rows] == [
        ("4%", "25 万元", 29, 1),
        ("4%", "30 万元", 32, -2),
        ("5%", "25 万元", 30, 0),
        ("5%", "30 万元", 35, -5),
    ]
    assert Entry.objects.filter(subject_key=GRID).exists()
