"""`tidu rules check` and `tidu rules diff`: an author's questions about files, answered with the place."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest

from tidu import policies
from tidu.interfaces.cli import rules

SUBSIDY = policies.FOLDER / "qinglan" / "rd_subsidy.yaml"


def run(*words: str) -> int:
    root = argparse.ArgumentParser()
    rules.add_to(root.add_subparsers(required=True))
    arguments = root.parse_args(["rules", *words])
    return int(arguments.run(arguments))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the subsidy with its scenarios."""
    for name in ("rd_subsidy.yaml", "rd_subsidy.scenarios.yaml"):
        shutil.copy(SUBSIDY.with_name(name), tmp_path / name)
    return tmp_path / "rd_subsidy.yaml"


def test_the_published_rules_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check") == 0
    assert "不符 0 处。" in capsys.readouterr().out


def test_one_file_is_checked_with_the_scenarios_beside_it(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(pack)) == 0
    assert capsys.readouterr().out == "规则 1 条，版本 2 个，算例 29 个，不符 0 处。\n"
    assert run("check", str(pack.parent)) == 0


def test_a_scenario_that_comes_out_otherwise_is_named_with_its_place(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("value: 30万元", "value: 40万元"), encoding="utf-8"
    )
    assert run("check", str(pack)) == 1
    told = capsys.readouterr()
    assert "不符 3 处" in told.out
    assert (
        "qinglan.rd_subsidy“超过上限只给上限”（reference）：结果“补助金额”应为 30 万元，实为 31.25 万元"
        in told.err
    )
    assert "（columns）" in told.err
    assert "（sql）" in told.err


def test_every_kind_of_difference_from_a_scenario_is_told(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack.parent / "rd_subsidy.scenarios.yaml").write_text(
        "rule: qinglan.rd_subsidy\nas_of: 2025-06-10\n"
        "base: {registered_on: 2018-03-01, '2023': {rd_deductible: 100万元}, '2024': {rd_deductible: 100万元}}\n"
        "scenarios:\n"
        "  - {name: 甲, expect: {verdict: no, nearly: true, clauses: {rd_floor: no, none: yes}, near: [rd_floor], outputs: {amount: 缺数, none: 1元}}}\n",
        encoding="utf-8",
    )
    assert run("check", str(pack)) == 1
    told = capsys.readouterr().err
    for words in (
        "结论应为不符合，实为符合", "差一点应为是，实为否", "条件“研发费用达到起点”应为不符合，实为符合", "没有条件 none",
        "没有结果 none", "结果“补助金额”应为 缺数，实为 5 万元", "差一点的条件应为 “研发费用达到起点”，实为 没有",
    ):  # fmt: skip
        assert words in told


def test_a_file_that_is_wrong_is_refused_with_line_and_mend(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("近", "").replace("rate: {of:", "rate: {off:"),
        encoding="utf-8",
    )
    assert run("check", str(pack)) == 2
    assert "rd_subsidy.yaml 第 " in capsys.readouterr().err
    assert run("check", "no/such.yaml") == 2
    assert "请核对路径" in capsys.readouterr().err


def test_two_versions_are_compared_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", "qinglan.rd_subsidy@2023-12-31", "qinglan.rd_subsidy@2024-01-01") == 0
    assert "  补助比例：3% → 5%（青科〔2024〕5号第五条）\n" in capsys.readouterr().out


def test_a_file_is_compared_with_the_published_version(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("value: 30万元", "value: 40万元"), encoding="utf-8"
    )
    assert run("diff", "qinglan.rd_subsidy@2024-01-01", str(pack), "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"what": "每户每年补助上限", "before": "30 万元", "after": "40 万元", "law": "青科〔2024〕5号第五条"}
    ]
    assert run("diff", str(SUBSIDY), "qinglan.rd_subsidy@2024-01-01") == 0
    assert "没有变化" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("hnte.gates", "请写成 规则代码@日期"),
        ("hnte.gates@2015-01-01", "没有有效的版本"),
        ("no.such@2025-01-01", "没有规则 no.such"),
        ("no/such.yaml", "没有文件"),
        (str(policies.FOLDER / "qinglan" / "pool.yaml"), "里有 4 条规则"),
    ],
)
def test_what_names_no_version_is_refused(
    words: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("diff", words, "hnte.gates@2025-06-10") == 2
    assert reason in capsys.readouterr().err
