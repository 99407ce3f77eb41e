"""`tidu rules simulate`: what a reform costs, on the command line."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.factories.funds import a_fund_year
from tests.integration.rulebook.test_simulating import a_spender
from tidu.interfaces.cli import rules

pytestmark = pytest.mark.django_db

RULE = "qinglan.rd_subsidy"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["rules", "simulate", RULE, *words])
    assert arguments.needs_records
    return int(arguments.run(arguments))


def test_a_reform_is_told_with_the_money_that_is_left(capsys):
    a_spender(100)
    a_spender(700)
    a_spender(None)
    a_fund_year(appropriated=20, carried_in=0)
    assert run("--set", "rate=4%", "--set", "cap=25万元", "--as-of", "2025-06-10") == 0
    told = capsys.readouterr().out
    assert "现行：确定 35 万元，2 户" in told
    assert "方案：确定 29 万元，2 户；另有可能 至多 25 万元" in told
    assert "增减：-6 万元；增加 0 户，减少 2 户" in told
    assert "可用：20 万元，超出 9 万元" in told


def test_a_reform_is_given_as_json_in_yuan(capsys):
    firm = a_spender(100)
    a_spender(0)
    assert run("--set", "rate=4%", "--as-of", "2025-06-10", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["baseline"]["certain"], found["reform"]["certain"]) == ("50000.00", "40000.00")
    assert found["difference"] == "-10000.00"
    assert found["money_left"] is None
    assert found["overlay"] == {"rate": "1/25"}
    (row,) = found["firms"]
    assert (row["credit_code"], row["change"]) == (firm.credit_code, "less")
    assert row["difference"] == "-10000.00"


def test_who_stands_how_is_told_of_both_sides_where_the_reform_changes_it(capsys):
    a_spender(100)
    a_spender(15)
    assert run("--set", "rd_floor.minimum=10万元", "--as-of", "2025-06-10") == 0
    told = capsys.readouterr().out
    assert "对照（现行）：符合 1 户，不符合 1 户\n" in told
    assert "对照（方案）：符合 2 户\n" in told
    assert run("--set", "rate=4%", "--as-of", "2025-06-10") == 0
    assert "  对照：符合 1 户，不符合 1 户\n" in capsys.readouterr().out


def test_without_a_reform_the_cost_of_today_is_told(capsys, monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    a_spender(100)
    assert run() == 0
    assert "增减：0 元" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--set", "rate"), "--set 要写成“参数=值”"),
        (("--set", "rate=4%", "--set", "rate=5%"), "每个参数只写一次"),
        (("--set", "moon=4%"), "没有参数 moon"),
        (("--grid", "rate"), "--grid 要写成“参数=值,值”"),
        (("--grid", "moon=4%,5%"), "没有参数 moon"),
        (("--as-of", "2018-01-01"), "没有有效的版本"),
        (("--version", "2000-01-01"), "没有从 2000-01-01 起的版本"),
    ],
)
def test_bad_input_is_refused_with_a_reason(capsys, monkeypatch, words, reason):
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    assert run(*words) == 2
    assert reason in capsys.readouterr().err


def test_a_grid_tells_each_combination_and_whether_the_money_suffices(capsys):
    """100 and 700 万元: 4 % of them under a cap of 25 is 4 + 25, at 5 % under 30 it is 5 + 30."""
    a_spender(100)
    a_spender(700)
    a_fund_year(appropriated=30, carried_in=0)
    grid = ("--grid", "rate=4%,5%", "--grid", "cap=25万元，30万元", "--as-of", "2025-06-10")
    assert run(*grid) == 0
    told = capsys.readouterr().out
    assert "组合 4%，25 万元：确定 29 万元，够用" in told
    assert "组合 5%，30 万元：确定 35 万元，超出 5 万元" in told
    assert run(*grid, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(point["certain"], point["short_by"]) for point in found["grid"]] == [
        ("290000.00", "0.00"),
        ("320000.00", "20000.00"),
        ("300000.00", "0.00"),
        ("350000.00", "50000.00"),
    ]
    assert found["grid"][0]["values"] == {"rate": "1/25", "cap": "25000000"}


def test_json_tells_every_grouping_and_how_concentrated_the_money_is(capsys):
    """With one firm at 30 and one at 5 the top tenth, one firm, has 30 of 35."""
    a_spender(100)
    a_spender(700)
    assert run("--set", "cap=30万元", "--as-of", "2025-06-10", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["groups"]) == {"place", "industry", "scale"}
    for lines in found["groups"].values():
        assert sum(float(line["reform"]) for line in lines) == 350_000
    assert found["concentration"]["reform"] == {"firms": 2, "top": 1, "top_share": "6/7", "gini": "5/14"}
