"""`tidu rules firms`: how the firms stand to each policy, and what is on record for nobody."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.integration.rulebook.test_simulating import a_spender
from tidu.interfaces.cli import rules

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["rules", "firms", "--as-of", "2025-06-10", *words])
    assert arguments.needs_records
    return int(arguments.run(arguments))


def test_what_nobody_keeps_is_named_with_whom_to_ask(capsys):
    a_spender(100)
    assert run() == 0
    told = capsys.readouterr().out.split("tax.technology_transfer  技术转让所得减免\n")[1]
    assert told.splitlines()[:2] == [
        "    缺数 1 家",
        "    登记里谁都没有的 4 项：技术转让收入、技术转让成本、技术转让相关税费、技术转让所得单独计算；问：企业财务",
    ]


def test_what_is_not_on_record_at_all_has_no_counts_in_json(capsys):
    a_spender(100)
    assert run("--json") == 0
    found = {one["rule"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["tax.transfer_contract"]["firms"] is None
    assert found["tax.transfer_contract"]["kept_nowhere"] == ["技术合同的登记"]
    assert found["tax.technology_transfer"]["firms"]["unknown"] == 1
    assert found["tax.technology_transfer"]["firms"]["refused"] == 0
