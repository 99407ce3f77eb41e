"""`tidu rules`: verdicts on the command line, and refusals in Chinese with exit code 2."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tidu.interfaces.cli import rules

YEAR = {
    "revenue": "40000000.00",
    "total_income": "40000000.00",
    "hightech_income": "24000000.00",
    "rd_hnte": "2000000.00",
    "rd_hnte_domestic": "2000000.00",
    "staff_average": 100,
    "tech_staff": 10,
    "ip_class1": 0,
    "ip_class2": 3,
}
FACTS: dict[str, Any] = {
    "registered_on": "2015-06-01",
    "in_hightech_field": True,
    "major_incident_365d": False,
    "years": {"2022": YEAR, "2023": YEAR, "2024": YEAR},
}


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["rules", *words])
    return int(arguments.run(arguments))


def evaluate(path: Path | str, *words: str, rule: str = "hnte.gates", as_of: str = "2025-06-10") -> int:
    return run("evaluate", rule, "--as-of", as_of, "--facts", str(path), *words)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    return path


def test_the_rules_need_no_records() -> None:
    parser = argparse.ArgumentParser()
    rules.add_to(parser.add_subparsers())
    assert parser.parse_args(["rules", "list"]).needs_records is False


def test_the_list_names_each_rule_with_its_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    told = capsys.readouterr().out
    assert "hnte.gates  高新技术企业认定·形式条件" in told
    assert "《高新技术企业认定管理办法》（国科发火〔2016〕32号），2016-01-01 起" in told


def test_the_list_as_json_has_every_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    codes = [one["rule"] for one in listed]
    assert codes.count("qinglan.rd_subsidy") == 2
    gates = next(one for one in listed if one["rule"] == "hnte.gates")
    assert gates["in_force"] == "2016-01-01"
    assert len(gates["clauses"]) == 9


def test_a_verdict_as_json(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(facts, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rule"], told["as_of"], told["verdict"], told["missing"]) == (
        "hnte.gates",
        "2025-06-10",
        "yes",
        [],
    )
    staff = next(clause for clause in told["clauses"] if clause["id"] == "tech_staff")
    assert (staff["verdict"], staff["value"], staff["threshold"], staff["margin"]) == (
        "yes",
        "0.100000",
        "0.100000",
        "0.000000",
    )
    assert told["pending_experts"] == ["innovation_score"]


def test_a_refusal_of_the_law_is_no_failure_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "facts.json"
    years = FACTS["years"] | {"2024": YEAR | {"tech_staff": 9}}
    path.write_text(json.dumps(FACTS | {"years": years}), encoding="utf-8")
    assert evaluate(path) == 0
    assert capsys.readouterr().out.startswith("离高新技术企业还差 1 项：科技人员占比 9% / 10%。\n")


def test_facts_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"registered_on": "2015-06-01"})))
    assert evaluate("-", "--json") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "不是有效的 JSON（第 1 行"),
        ("[]", "最外层应是一个对象"),
        ('{"revenu": 1}', "revenu 不是已登记的事实；是否想写 revenue；请对照事实表改正名称"),
        ('{"years": {"2024": {"revenue": 1.5}}}', "是浮点数"),
        ('{"years": {"24": {}}}', "不是四位年度"),
        ("9" * 5000, "不是有效的 JSON"),
        ("[" * 100_000, "不是有效的 JSON"),
    ],
)
def test_bad_facts_are_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    assert evaluate(path) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert reason in told.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"rule": "no.such"}, "没有规则“no.such”。可用：conversion."),
        ({"rule": "hnte.gate"}, "没有规则“hnte.gate”。是否想写 hnte.gates。"),
        ({"as_of": "2015-01-01"}, "没有有效的版本"),
    ],
)
def test_a_wrong_rule_or_day_is_refused(
    facts: Path, capsys: pytest.CaptureFixture[str], words: dict[str, str], reason: str
) -> None:
    assert evaluate(facts, **words) == 2
    assert reason in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(tmp_path / "none.json") == 2
    assert "读不到文件" in capsys.readouterr().err
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"a": "\xff"}')
    assert evaluate(latin) == 2
    assert "不是 UTF-8 文本" in capsys.readouterr().err


def a_near_miss(path: Path) -> Path:
    """A firm with one technician too few, and a share of technicians that came down from 14 and 12 in a hundred."""
    staff = {"2022": 14, "2023": 12, "2024": 9}
    years = {year: {**YEAR, "tech_staff": count} for year, count in staff.items()}
    path.write_text(json.dumps({**FACTS, "years": years}), encoding="utf-8")
    return path


def test_an_explanation_gives_every_clause_in_the_words_of_the_law(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", "hnte.gates", "--as-of", "2025-06-10", "--facts", str(facts)) == 0
    told = capsys.readouterr().out
    assert "从事研发和相关技术创新活动的科技人员占企业当年职工总数的比例不低于 10%" in told
    assert "核对情况：" in told


def test_an_explanation_as_json_holds_verdict_and_rows(
    facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("explain", "hnte.gates", "--as-of", "2025-06-10", "--facts", str(facts), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "yes"
    assert {row["clause_id"] for row in told["rows"]} == {clause["id"] for clause in told["clauses"]}


def test_a_gap_names_distance_and_the_cheapest_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_near_miss(tmp_path / "facts.json")
    assert run("gap", "hnte.gates", "--as-of", "2025-06-10", "--facts", str(path)) == 0
    told = capsys.readouterr().out
    assert "差 1 个百分点" in told
    assert "最省的路 1：2024 年度科技人员由 9 人 增至 10 人（增 1 人）。" in told


def test_a_gap_as_json_names_the_changed_fact_and_the_exact_effort(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_near_miss(tmp_path / "facts.json")
    assert run("gap", "hnte.gates", "--as-of", "2025-06-10", "--facts", str(path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (way,) = told["ways"]
    assert (way["changes"][0]["fact"], way["changes"][0]["year"]) == ("tech_staff", 2024)
    assert (way["effort"], way["complete"]) == ("1/10", True)
    assert [row["clause_id"] for row in told["gaps"]] == ["tech_staff", "innovation_score"]


def test_what_is_about_to_be_lost_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.json"
    staff = {"2022": 16, "2023": 14, "2024": 11}
    years = {year: {**YEAR, "tech_staff": count} for year, count in staff.items()}
    path.write_text(json.dumps({**FACTS, "years": years}), encoding="utf-8")
    assert run("gap", "hnte.gates", "--as-of", "2025-06-10", "--facts", str(path)) == 0
    assert "将掉档：科技人员占比 16% → 14% → 11%" in capsys.readouterr().out


def test_an_amount_that_waits_for_data_names_what_and_whom_to_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Points for technicians are known; those for IP wait for counts that nobody gave."""
    path = tmp_path / "facts.json"
    year = {"staff_average": 100, "tech_staff": 30, "rd_deductible": "3000000.00", "revenue": "40000000.00"}
    facts = {"registered_on": "2015-06-01", "years": {"2024": year}}
    path.write_text(json.dumps(facts), encoding="utf-8")
    assert run("evaluate", "sme.score", "--as-of", "2025-06-10", "--facts", str(path)) == 0
    told = capsys.readouterr().out
    assert "[结果] 科技人员指标得分：20 分" in told
    assert "[结果] 科技成果指标得分：缺数\n      缺2024 年度Ⅰ类知识产权：企业知识产权负责人" in told
    assert run("evaluate", "sme.score", "--as-of", "2025-06-10", "--facts", str(path), "--json") == 0
    wanting = json.loads(capsys.readouterr().out)["wanting"]
    assert [one["fact"] for one in wanting["ip_points"]] == ["ip_class1", "ip_class2"]
    assert "tech_points" not in wanting


@pytest.mark.parametrize("action", ["explain", "gap"])
def test_when_to_apply_is_told_with_its_source(
    action: str, facts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = (action, "sme.score", "--as-of", "2026-08-31", "--facts", str(facts))
    assert run(*asked) == 0
    told = capsys.readouterr().out
    assert (
        "申报窗口：正在受理（2026 年），2026年8月31日截止（今天是最后一天）。（工企业函〔2026〕160号，多个转述一致）"
        in told
    )
    assert run(*asked, "--json") == 0
    window = json.loads(capsys.readouterr().out)["window"]
    assert (window["state"], window["opens_on"], window["closes_on"]) == ("open", "2026-06-01", "2026-08-31")
    assert (window["source"], window["confidence"]) == ("工企业函〔2026〕160号", "S")


def test_a_time_nobody_has_published_stays_unknown(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gap", "sme.score", "--as-of", "2026-09-01", "--facts", str(facts), "--json") == 0
    window = json.loads(capsys.readouterr().out)["window"]
    assert (window["state"], window["opens_on"], window["closes_on"]) == ("unknown", None, None)
    assert window["says"] == "未公布：2027 年及以后的填报时间还没有读到通知。"
