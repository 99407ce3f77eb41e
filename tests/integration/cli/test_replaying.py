"""`tidu rules replay`: kept decisions judged again on the command line."""

from __future__ import annotations

import argparse
import json

import pytest

from tests.factories.funds import WAN
from tests.factories.rulebook import a_receipt
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook.models import DecisionReceipt
from tidu.interfaces.cli import rules

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["rules", "replay", *words])
    assert arguments.needs_records
    return int(arguments.run(arguments))


def test_without_numbers_every_receipt_is_replayed(capsys):
    assert run() == 0
    assert "还没有留存的判断凭据" in capsys.readouterr().out
    receipts = [a_receipt(a_spender(spent)) for spent in (600, 100)]
    assert run() == 0
    told = capsys.readouterr().out
    assert told.count("一致：") == 2
    assert all(one.enterprise.credit_code in told for one in receipts)


def test_a_difference_is_told_and_the_command_fails(capsys):
    kept = a_receipt(a_spender(600))
    DecisionReceipt.objects.update(trace=kept.trace | {"outputs_fen": {"amount": 1}})
    assert run(str(kept.pk)) == 1
    assert "不一致 1 处，第一处 /outputs_fen/amount：留存 1，重放 30000000" in capsys.readouterr().out
    assert run(str(kept.pk), "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["same"] is False
    assert found["differences"] == ["/outputs_fen/amount"]
    assert found["outputs_fen"] == {"kept": {"amount": 1}, "replayed": {"amount": 30 * WAN}}


def test_a_number_that_is_none_is_refused(capsys):
    assert run("99") == 2
    assert "没有编号为 99 的判断凭据" in capsys.readouterr().err
