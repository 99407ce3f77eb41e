"""Decision receipts at the browser: kept from the firm's policies, found again, replayed word for word."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.factories.rulebook import RULE, a_receipt
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook.models import DecisionReceipt
from tidu.foundation.actors import Role


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_decision_is_kept_from_the_firms_policies_and_found_from_firm_and_policy(director):
    firm, other = a_spender(600, name="青岚晴川新材料有限公司"), a_spender(100)
    keep = reverse("receipt-keep", args=[firm.credit_code, RULE])
    assert keep in read(director, reverse("enterprise-policies", args=[firm.credit_code]))
    answer = director.post(keep, {"purpose": "2025 年度补助核定"})
    kept = DecisionReceipt.objects.get()
    assert answer["Location"] == reverse("receipt", args=[kept.pk])
    told = words(read(director, answer["Location"]))
    for part in (
        "2025 年度补助核定",
        "青岚晴川新材料有限公司",
        "300,000.00 元",
        "研发费用达到起点",
        "青科〔2024〕5号",
        "6,000,000.00 元",
    ):
        assert part in told
    a_receipt(other)
    for page in ("enterprise", "enterprise-policies"):
        link = re.search(
            r'href="([^"]*receipts/\?firm=[^"]*)"', read(director, reverse(page, args=[firm.credit_code]))
        )
        assert "共 <strong>1</strong> 份" in read(director, link.group(1))
    assert f"{reverse('receipts')}?rule={RULE}" in read(director, reverse("policy", args=[RULE]))
    assert "共 <strong>2</strong> 份" in read(director, f"{reverse('receipts')}?rule={RULE}&firm=")
    assert "2025 年度补助核定" not in read(director, f"{reverse('receipts')}?rule=hnte.gates&firm=")


def test_a_decision_needs_a_purpose_and_is_about_a_firm(director):
    firm = a_spender(600)
    for code, said in ((RULE, "请写明留存这次判断的用途"), ("qinglan.contract", "判断的不是企业")):
        answer = director.post(
            reverse("receipt-keep", args=[firm.credit_code, code]),
            {"purpose": "" if code == RULE else "核定"},
            follow=True,
        )
        assert said in answer.content.decode()
    assert not DecisionReceipt.objects.exists()
    nowhere = reverse("receipt-keep", args=[firm.credit_code, "moon.rule"])
    assert director.post(nowhere, {"purpose": "核定"}).status_code == 404


def test_a_replay_says_the_same_words_and_the_same_fen(director):
    kept = a_receipt(a_spender(600))
    told = words(read(director, reverse("receipt-replay", args=[kept.pk])))
    assert "重放一致：同样的话、同样的钱" in told
    assert "补助金额 300,000.00 元 300,000.00 元" in told


def test_a_replay_that_differs_names_the_first_place(director):
    kept = a_receipt(a_spender(600))
    DecisionReceipt.objects.filter(pk=kept.pk).update(
        trace=kept.trace | {"outputs_fen": {"amount": 1}, "sentence": "改过的话"}
    )
    told = words(read(director, reverse("receipt-replay", args=[kept.pk])))
    assert "重放不一致，共 2 处" in told
    assert "第一处在结果“补助金额”：留存的是“1”，重放得到“30000000”" in told
    clauses = [one | {"label": "改过"} for one in kept.trace["verdict"]["clauses"]]
    DecisionReceipt.objects.filter(pk=kept.pk).update(
        trace=kept.trace | {"verdict": kept.trace["verdict"] | {"clauses": clauses}}
    )
    assert "第一处在条件“改过”" in words(read(director, reverse("receipt-replay", args=[kept.pk])))


def test_what_is_unknown_reads_as_missing_with_the_most_it_can_be(director):
    kept = a_receipt(a_spender(None))
    told = words(read(director, reverse("receipt", args=[kept.pk])))
    assert "缺数，至多 300,000.00 元" in told


def test_a_receipt_that_was_never_kept_is_not_found(director):
    assert director.get(reverse("receipt", args=[99])).status_code == 404
