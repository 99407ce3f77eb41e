"""`tidu figures`: what a clerk or a script reads from the command line."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations
from tidu.interfaces.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(monkeypatch):
    """Two HNTEs, one of them revoked in 2025 back to 2024, and a firm with a number of 2022; the day is fixed."""
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    town = an_organisation(name="青岚镇", code="QL-T01")
    kept, revoked, small = (an_enterprise(name, town) for name in ("甲公司", "乙公司", "丙公司"))
    for firm in (kept, revoked):
        a_recognition(firm)
    an_sme_number(small, 2022)
    now = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
    arguments = {"kind": "HNTE", "effective_on": date(2024, 1, 1), "reason": "x", "source": a_batch()}
    operations.revoke(enterprise=revoked, by=CLERK, now=now, **arguments)
    yearly_facts(kept, 2024, rd_statistical_fen=1_234_567_89)
    return kept, revoked


def run(capsys, *arguments):
    try:
        code = main(["figures", *arguments])
    except SystemExit as refused:
        code = refused.code
    told = capsys.readouterr()
    return code, told.out, told.err


def show(capsys, *arguments):
    code, out, err = run(capsys, "show", *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_figure_is_shown_as_json(county, capsys):
    answer = show(capsys, "hnte_count")
    assert {key: answer[key] for key in ("code", "name", "value", "unit", "as_of", "known_at", "rows")} == {
        "code": "hnte_count",
        "name": "高新技术企业数",
        "value": 1,
        "unit": "家",
        "as_of": "2025-06-10",
        "known_at": None,
        "rows": 1,
    }
    assert "未被撤销" in answer["definition"]
    assert "row_list" not in answer


def test_as_known_then_is_another_right_answer(county, capsys):
    then = show(capsys, "F14", "--as-of", "2024-12-31", "--known-at", "2024-12-31")
    since = show(capsys, "F14", "--as-of", "2024-12-31")
    assert (then["value"], since["value"]) == (2, 1)
    assert then["known_at"] == "2024-12-31"


def test_the_rows_are_listed_by_code_and_name(county, capsys):
    kept, _ = county
    (row,) = show(capsys, "hnte_count", "--rows")["row_list"]
    assert (row["key"], row["label"]) == (kept.credit_code, "甲公司")


def test_years_are_compared(county, capsys):
    blanks = {
        code: show(capsys, code, "--base-year", "2022", "--year", "2024")
        for code in ("F02", "F04", "F05", "F06")
    }
    assert {code: blank["value"] for code, blank in blanks.items()} == {
        "F02": 3,
        "F04": 1,
        "F05": -2,
        "F06": -66.7,
    }


def test_a_place_is_asked_by_its_code(county, capsys):
    assert show(capsys, "hnte_count", "--place", "QL-T01")["value"] == 1


def test_money_is_a_number_in_the_unit_shown(county, capsys):
    answer = show(capsys, "F08", "--year", "2024")
    assert (answer["value"], answer["unit"], answer["missing"]) == (123.456789, "万元", 2)


def test_what_cannot_be_known_is_null_with_its_reason(county, capsys):
    answer = show(capsys, "hnte_count", "--year", "2026")
    assert (answer["value"], answer["rows"]) == (None, 0)
    assert "尚未到来" in answer["reason"]


def test_people_read_sentences(county, capsys):
    _, out, _ = run(capsys, "show", "F08", "--year", "2024", "--rows")
    assert "企业研发投入：123.456789 万元" in out
    assert "已知合计；2 行缺数，未计入。" in out
    assert "缺数" in out.splitlines()[-1] or "缺数" in out.splitlines()[-2]
    _, out, _ = run(capsys, "show", "hnte_count", "--year", "2026")
    assert "高新技术企业数：缺数" in out


def test_every_figure_is_listed_with_its_definition(capsys):
    _, out, _ = run(capsys, "list", "--json")
    listed = {figure["code"]: figure for figure in json.loads(out)}
    assert {"tech_enterprise_count", "hnte_count", "rd_expense_total", "pool_total"} <= listed.keys()
    assert listed["tech_enterprise_count"]["aliases"] == ["F04", "F02"]
    assert all(figure["definition"] and figure["source"] for figure in listed.values())
    _, out, _ = run(capsys, "list")
    assert "hnte_count  高新技术企业数（家）  F14" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nothing"], "没有代码为“nothing”的指标"),
        (["hnte_count", "--as-of", "2024-13-01"], "--as-of：“2024-13-01”不是日期"),
        (["hnte_count", "--known-at", "昨天"], "--known-at：“昨天”不是日期"),
        (["hnte_count", "--year", "24"], "--year：“24”不是四位年份"),
        (["hnte_count", "--place", "nowhere"], "没有代码为“nowhere”的乡镇或园区"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(county, capsys, arguments, reason):
    code, out, err = run(capsys, "show", *arguments)
    assert (code, out) == (2, "")
    assert reason in err
