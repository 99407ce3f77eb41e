"""`tidu pool`: the members on any day, and the proposals, on the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition
from tests.factories.pool import a_member, a_plain_firm
from tidu.domain.pool.models import Proposal
from tidu.domain.pool.vocabulary import Stage
from tidu.interfaces.cli import pool

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    pool.add_to(parser.add_subparsers())
    arguments = parser.parse_args(["pool", *words])
    return int(arguments.run(arguments))


def test_the_pool_of_a_past_day_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    firm = a_plain_firm(an_organisation(name="城关镇"), "甲企业")
    a_member(firm, Stage.CULTIVATION, since=date(2024, 3, 1))
    assert run("list", "--as-of", "2024-02-29", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("list", "--as-of", "2024-03-01", "--stage", "CULTIVATION", "--json") == 0
    (card,) = json.loads(capsys.readouterr().out)
    assert (card["name"], card["place"], card["stage"], card["since"], card["target_year"]) == (
        "甲企业",
        "城关镇",
        "CULTIVATION",
        "2024-03-01",
        2025,
    )
    assert run("list", "--as-of", "2024-03-01") == 0
    assert "培育 1 家（截至 2024-03-01 · 现在所知）" in capsys.readouterr().out


def test_proposals_are_computed_once_and_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDU_TODAY", "2025-06-10")
    a_recognition(a_plain_firm(an_organisation(), "持证企业"))
    assert run("propose", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["as_of"], told["opened"]) == ("2025-06-10", 1)
    (proposal,) = told["proposals"]
    assert (proposal["name"], proposal["from"], proposal["to"]) == ("持证企业", "未入库", "认定")
    assert run("propose", "--as-of", "2025-06-10") == 0
    assert capsys.readouterr().out.startswith("新增 0 条，失效 0 条，不变 1 条。")
    assert Proposal.objects.count() == 1
