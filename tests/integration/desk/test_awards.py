"""Awards on the firm's desk: every value of a payment can be contested, and so can its absence."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.corrections import contact_of
from tests.factories.enterprises import an_enterprise
from tests.factories.funds import an_award_paid
from tests.factories.pool import a_ready_firm
from tidu.domain.corrections.models import Correction
from tidu.domain.funds.models import AwardPaid
from tidu.domain.rulebook import queries as rulebook
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

TODAY = AsOf(on=date(2025, 6, 10))
HNTE_AWARD = "qinglan.hnte_new"
PAID = "AwardPaid:HNTE_NEW:2019-09-16"
WAN = 1_000_000
VALUES = ("amount_fen", "paid_on", "document")
CLAIM = {
    "granted_on": "2019-09-16",
    "paid_on": "2020-06-18",
    "amount": "150000",
    "document": "青科〔2020〕8号",
    "reason": "到账凭证在我们手上",
    "no_proof_because": "凭证在银行，可向其核实",
}
NO_PAPER = {"no_proof_because": "没有到账的事没有凭证"}


def text(answer):
    return re.sub(r"<[^>]+>|\s", "", answer.content.decode())


def standing(firm):
    return AwardPaid.objects.known_at(None).filter(enterprise=firm).first()


def paid_fact(firm):
    return rulebook.facts_for([firm.pk], TODAY)[firm.pk].scalar("hnte_new_award_paid")


@pytest.fixture
def firm():
    return a_ready_firm(an_organisation())


@pytest.fixture
def client(firm, signed_in):
    return signed_in(account=contact_of(firm))


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


@pytest.fixture
def desk(client, clerk):
    """Return the firm's browser and the clerk's."""
    return client, clerk


def answered(clerk, firm, act, **sent):
    """Take the firm's only open request on, and answer it."""
    officer = reverse("correction", args=[Correction.objects.get(enterprise=firm, answered_at=None).pk])
    clerk.post(officer, {"act": "receive", "note": ""})
    return clerk.post(officer, {"act": act, "note": "", **sent}, follow=True)


def test_a_payment_shows_its_source_on_the_policy_and_every_value_of_it_can_be_contested(firm, client):
    paid = an_award_paid(firm)
    page = client.get(reverse("desk-policy", args=[HNTE_AWARD]))
    assert "已领高企首次认定奖励：是经办决定：奖励拨付：青科〔2020〕8号" in text(page)
    assert reverse("desk-correct", args=[f"{PAID}:amount_fen"]) in page.content.decode()
    values = client.get(reverse("desk-values")).content.decode()
    for field in VALUES:
        assert reverse("desk-correct", args=[f"{PAID}:{field}"]) in values
        own = client.get(reverse("value", args=["funds.AwardPaid", paid.pk, field]))
        assert reverse("desk-correct", args=[f"{PAID}:{field}"]) in own.content.decode()


def test_an_award_that_was_never_paid_is_taken_off_the_ledger_with_the_request_as_its_reason(
    firm, client, clerk
):
    an_award_paid(firm)
    an_award_paid(an_enterprise("别家"))  # the ledger stays in use
    assert paid_fact(firm) is True
    where = reverse("desk-correct", args=[f"{PAID}:amount_fen"])
    assert "没有领过这笔奖励" in text(client.get(where))
    made = text(client.post(where, {"unknown": "on", "reason": "从未到账", **NO_PAPER}, follow=True))
    assert "提出的值没有领过这笔奖励" in made
    assert "150,000.00元" in made
    assert "已采纳" in text(answered(clerk, firm, "adopt", seen=str(15 * WAN)))
    assert standing(firm) is None
    assert paid_fact(firm) is False
    entry = Entry.objects.get(action="funds.correct_award")
    assert "没有领过这笔奖励" in entry.summary


@pytest.mark.parametrize(
    ("field", "typed", "stands"),
    [
        ("amount_fen", "50000", 5 * WAN),
        ("paid_on", "2020-06-19", date(2020, 6, 19)),
        ("document", "青科〔2020〕9号", "青科〔2020〕9号"),
    ],
)
def test_a_wrong_sum_day_or_document_is_corrected_and_the_rest_stays(firm, desk, field, typed, stands):
    client, clerk = desk
    before = vars(an_award_paid(firm))
    client.post(
        reverse("desk-correct", args=[f"{PAID}:{field}"]),
        {"value": typed, "reason": "以凭证为准", **NO_PAPER},
    )
    assert "已采纳" in text(answered(clerk, firm, "adopt", seen=str(before[field])))
    after = vars(standing(firm))
    assert {name: after[name] for name in VALUES} == {name: before[name] for name in VALUES} | {field: stands}
    assert standing(firm).source_line.batch.title.endswith("更正申请")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("paid_on", "2019-09-15", "拨付日不能早于认定日"), ("amount_fen", "0", "拨付金额须大于0")],
)
def test_what_a_payment_cannot_be_is_not_adopted(firm, desk, field, typed, said):
    client, clerk = desk
    paid = an_award_paid(firm)
    client.post(
        reverse("desk-correct", args=[f"{PAID}:{field}"]),
        {"value": typed, "reason": "以凭证为准", **NO_PAPER},
    )
    answer = answered(clerk, firm, "adopt", seen=str(getattr(paid, field)))
    assert answer.status_code == 422
    assert said in text(answer)
    assert standing(firm).amount_fen == 15 * WAN


def test_an_award_that_the_ledger_does_not_have_is_claimed_recorded_and_adopted(firm, client, clerk):
    an_award_paid(an_enterprise("别家"))
    claim = reverse("desk-award", args=["HNTE_NEW"])
    assert claim in client.get(reverse("desk-policy", args=[HNTE_AWARD])).content.decode()
    page = text(client.post(claim, CLAIM, follow=True))
    assert "登记的值没有领过这笔奖励" in page
    assert "2020-06-18到账，文件青科〔2020〕8号。到账凭证在我们手上" in page
    refused = answered(clerk, firm, "adopt", seen="")
    assert refused.status_code == 422
    assert "请先登记奖励拨付" in text(refused)
    opened = clerk.get(reverse("correction", args=[Correction.objects.get(enterprise=firm).pk]))
    (address,) = re.findall(r'href="([^"]+/award/\?[^"]+)"', opened.content.decode())
    form = clerk.get(address.replace("&amp;", "&")).content.decode()
    assert 'value="2019-09-16"' in form
    assert 'value="150000"' in form
    clerk.post(address.partition("?")[0], CLAIM | {"use": "HNTE_NEW"})
    assert standing(firm).amount_fen == 15 * WAN
    assert "已采纳" in text(answered(clerk, firm, "adopt", seen=str(15 * WAN)))
    assert paid_fact(firm) is True


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"paid_on": "2019-09-15"}, "“到账日”早于所奖认定日"),
        ({"paid_on": "2025-06-11"}, "“到账日”还没有到"),
        ({"amount": "1.005"}, "金额"),
        ({"reason": ""}, "请填写“理由”"),
    ],
)
def test_a_claim_that_cannot_be_says_where_and_how_to_mend(client, wrong, said):
    answer = client.post(reverse("desk-award", args=["HNTE_NEW"]), CLAIM | wrong)
    assert answer.status_code == 422
    assert said in text(answer)


def test_what_is_no_award_of_one_time_is_not_found(client):
    assert client.get(reverse("desk-award", args=["TALENT"])).status_code == 404


def test_a_second_award_is_refused_on_the_officers_page_and_names_the_first(firm, clerk):
    an_award_paid(firm)
    where = reverse("enterprise-award", args=[firm.credit_code])
    answer = clerk.post(
        where, CLAIM | {"use": "HNTE_NEW", "granted_on": "2022-09-16", "paid_on": "2023-06-01"}
    )
    assert answer.status_code == 422
    assert "已领过高新技术企业首次认定奖励：2020-06-18拨付15万元" in text(answer)


def test_a_proof_goes_with_the_claim(client, firm):
    client.post(
        reverse("desk-award", args=["HNTE_NEW"]),
        CLAIM | {"proof": SimpleUploadedFile("凭证.pdf", b"%PDF-1.4 paid", "application/pdf")},
    )
    assert Correction.objects.get(enterprise=firm).proof.name == "凭证.pdf"
