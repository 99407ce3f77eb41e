"""A kept decision and a kept scenario come to the same words and fen after packs and records have changed."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import yearly_facts
from tests.factories.funds import WAN
from tests.factories.pool import a_nearly_firm
from tests.factories.rulebook import AS_OF, AUTHOR, KEPT_AT, RULE, a_receipt, a_scenario
from tests.integration.rulebook.test_simulating import a_spender
from tidu import policies
from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.models import RuleSet
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.audit.models import Entry
from tidu.rules import NO, YES

pytestmark = pytest.mark.django_db

LATER = datetime(2025, 6, 20, tzinfo=UTC)


@pytest.fixture
def change_the_law(tmp_path, monkeypatch):
    """Return how to ship other packs: the same words with some replaced, in every pack."""

    def change(*replacements):
        folder = tmp_path / "policies"
        shutil.copytree(policies.FOLDER, folder)
        for path in folder.rglob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            for before, after in replacements:
                text = text.replace(before, after)
            path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(policies, "FOLDER", folder)

    return change


def test_a_receipt_says_the_same_after_law_and_records_changed(change_the_law):
    firm = a_spender(600)
    receipt = a_receipt(firm)
    assert receipt.trace["outputs_fen"] == {"amount": 30 * WAN}
    yearly_facts(firm, 2024, rd_deductible_fen=10 * WAN, now=LATER)
    change_the_law(
        ("value: 30万元", "value: 8万元"),
        ("研发费用达到起点", "研发投入达标"),
        ("可加计扣除研发费用", "研发费"),
    )
    now = queries.judge(RULE, firm.pk, AS_OF)
    assert (now.verdict, now.rule.value("cap")) == (NO, 8 * WAN)
    replay = queries.replay(queries.receipt(receipt.pk))
    assert replay.same
    assert replay.trace == receipt.trace
    assert replay.verdict.verdict is YES
    assert replay.verdict.outputs == {"amount": 30 * WAN}
    assert replay.verdict.clauses[0].label == "研发费用达到起点"


def test_a_receipt_of_a_rule_that_rests_on_others_carries_them_too():
    receipt = a_receipt(a_nearly_firm(an_organisation()), "pool.cultivation")
    kept = queries.kept_library(receipt.rule_set)
    assert "hnte.gates" in kept.codes()
    assert queries.replay(receipt).same


def test_a_receipt_tells_where_it_was_tampered_with():
    receipt = a_receipt(a_spender(600))
    receipt.facts["years"]["2024"]["rd_deductible"] = "5000000.00"
    replay = queries.replay(receipt)
    assert not replay.same
    assert "/outputs_fen/amount" in replay.differences


def test_a_receipt_keeps_no_more_of_a_firm_than_its_decision_rested_on():
    firm = a_spender(600)
    yearly_facts(firm, 2024, revenue_fen=9_000 * WAN, now=LATER)
    receipt = operations.record_decision(
        rule_code=RULE, enterprise=firm, purpose="核定", as_of=AS_OF, by=AUTHOR, now=LATER
    )
    assert set(receipt.facts) == {"registered_on", "years"}
    assert {name for row in receipt.facts["years"].values() for name in row} == {"rd_deductible"}


def test_a_decision_on_figures_that_cannot_be_true_is_open_and_stays_so(change_the_law):
    firm = a_spender(600)
    yearly_facts(firm, 2024, revenue_fen=59 * WAN)
    receipt = a_receipt(firm)
    assert receipt.trace["outputs_fen"] == {"amount": None}
    assert "登记的数不可能：研发费用超过销售收入的 10 倍" in receipt.trace["sentence"]
    change_the_law(
        (
            "id: rd_within_ten_revenues\n    facts: [rd_statistical, rd_book, rd_hnte, rd_deductible]",
            "id: other\n    facts: [rd_book]",
        )
    )
    assert queries.judge(RULE, firm.pk, AS_OF).verdict is YES
    assert queries.replay(queries.receipt(receipt.pk)).differences == ()


def test_a_scenario_of_figures_that_cannot_be_true_says_the_same_again():
    a_spender(700)
    yearly_facts(a_spender(600), 2024, revenue_fen=59 * WAN)
    kept = a_scenario()
    assert kept.results["before"]["certain"] == 30 * WAN
    assert queries.replay_scenario(queries.scenario(kept.pk)).differences == ()


def test_who_kept_it_when_and_with_which_programme_stands_on_it():
    receipt = a_receipt(a_spender(600))
    assert (receipt.kept_by_name, receipt.kept_at, receipt.as_of_on) == (AUTHOR.name, KEPT_AT, AS_OF.on)
    assert receipt.engine_version
    assert receipt.rule_fingerprint == queries.rule_for(RULE, AS_OF).fingerprint
    entry = Entry.objects.get(action="rulebook.record_decision")
    assert entry.detail["receipt"] == receipt.pk
    with pytest.raises(queries.ReceiptNotFound):
        queries.receipt(receipt.pk + 1)


def test_the_same_law_is_stored_once():
    a_receipt(a_spender(600))
    a_receipt(a_spender(100))
    a_scenario()
    assert RuleSet.objects.count() == 1


def test_a_scenario_says_the_same_after_law_and_records_changed(change_the_law):
    firm = a_spender(700)
    a_spender(100, industry="FOOD")
    a_spender(None)
    kept = a_scenario()
    assert kept.results["before"]["certain"] == 35 * WAN
    assert kept.results["after"]["certain"] == 29 * WAN
    assert kept.results["difference"] == -6 * WAN
    assert kept.overlay == {"cap": "25000000", "rate": "1/25"}
    yearly_facts(firm, 2024, rd_deductible_fen=10 * WAN, now=LATER)
    change_the_law(("value: 5%", "value: 50%"))
    replay = queries.replay_scenario(queries.scenario(kept.pk))
    assert replay.same
    assert replay.results == kept.results


def test_a_scenario_of_another_version_is_replayed_by_that_version():
    a_spender(700)
    kept = a_scenario("旧办法", version="2019-01-01", rate="4%")
    assert kept.results["after"]["certain"] == 20 * WAN
    assert queries.replay_scenario(queries.scenario(kept.pk)).same


def test_a_scenario_tells_where_it_was_tampered_with():
    a_spender(700)
    kept = a_scenario()
    kept.results["after"]["certain"] += 1
    assert queries.replay_scenario(kept).differences == ("/after/certain",)


def test_the_rows_of_a_scenario_sum_to_its_totals():
    a_spender(700)
    a_spender(100)
    a_spender(None)
    kept = a_scenario()
    rows = [dict(zip(queries.ROW, row, strict=True)) for row in kept.results["rows"]]
    assert sum(row["fen_after"] for row in rows) == kept.results["after"]["certain"]
    assert sum(row["fen_before"] for row in rows) == kept.results["before"]["certain"]
    assert sum(row["most_after"] for row in rows) == kept.results["after"]["possible"] == 25 * WAN
    for lines in kept.results["groups"].values():
        assert sum(line["after"]["certain"] for line in lines) == kept.results["after"]["certain"]


def test_a_scenario_needs_a_name_of_its_own_and_somebody_entitled():
    a_spender(700)
    a_scenario("第一稿")
    with pytest.raises(operations.UnableToKeep, match="已有名为“第一稿”的方案"):
        a_scenario("第一稿")
    with pytest.raises(operations.UnableToKeep, match="起一个名字"):
        a_scenario("  ")
    with pytest.raises(operations.UnableToKeep, match="最多 80 个"):
        a_scenario("长" * 81)
    with pytest.raises(operations.UnableToKeep, match="联系科技局"):
        operations.keep_scenario(
            name="镇里的",
            rule_code=RULE,
            settings={},
            as_of=AS_OF,
            by=an_actor(Role.TOWNSHIP_LEADER),
            now=KEPT_AT,
        )
    assert [one.name for one in queries.scenarios()] == ["第一稿"]
    with pytest.raises(queries.ScenarioNotFound):
        queries.scenario(10**6)
