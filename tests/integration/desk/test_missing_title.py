"""A title that the register does not have: the firm says so with its certificate, the officer registers and adopts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.corrections import contact_of
from tests.factories.enterprises import a_recognition
from tests.factories.pool import a_nearly_firm
from tidu.domain.enterprises.models import Recognition
from tidu.foundation.actors import Role

HNTE_AWARD = "qinglan.hnte_again"
CERTIFICATE = {"granted_on": "2022-11-15", "last_day": "2025-11-14", "reason": "证书在我们手上"}
CERTIFICATE |= {"no_proof_because": "原件在省里换证"}


def text(answer):
    return re.sub(r"<[^>]+>|\s", "", answer.content.decode())


def test_a_title_that_is_not_on_record_is_claimed_registered_and_the_request_adopted(signed_in):
    firm = a_nearly_firm(an_organisation())
    client, clerk = signed_in(account=contact_of(firm)), signed_in(Role.SECTION_CLERK)
    claim = reverse("desk-title", args=["HNTE"])
    assert claim in client.get(reverse("desk-policy", args=[HNTE_AWARD])).content.decode()
    page = text(client.post(claim, CERTIFICATE, follow=True))
    assert "高新技术企业·2022-11-15·" in page
    made = firm.corrections.get()
    assert (made.before, made.proposed) == ("", "2025-11-15")
    officer = reverse("correction", args=[made.pk])
    clerk.post(officer, {"act": "receive", "note": ""})
    opened = clerk.get(officer).content.decode()
    assert reverse("enterprise-event", args=[firm.credit_code, "grant"]) in opened
    refused = clerk.post(officer, {"act": "adopt", "note": "", "seen": ""})
    assert (refused.status_code, Recognition.objects.count()) == (422, 0)
    assert "请先在企业页的经过里登记这件事" in text(refused)
    a_recognition(firm, now=datetime(2025, 6, 10, 3, tzinfo=UTC))
    adopted = clerk.post(officer, {"act": "adopt", "note": "", "seen": "2025-11-15"}, follow=True)
    assert "已采纳" in text(adopted)
    assert Recognition.objects.get().valid_until_on == date(2025, 11, 15)


def test_a_certificate_that_ends_before_it_begins_and_an_unknown_title_are_refused(signed_in):
    client = signed_in(account=contact_of(a_nearly_firm(an_organisation())))
    wrong = client.post(reverse("desk-title", args=["HNTE"]), CERTIFICATE | {"last_day": "2022-11-14"})
    assert wrong.status_code == 422
    assert "早于认定日期" in text(wrong)
    assert client.get(reverse("desk-title", args=["NOBEL"])).status_code == 404
