"""The very same form sent again makes nothing a second time; the same words in a new form do."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.enterprises import an_enterprise
from tests.factories.support import a_standard
from tidu.domain.support.models import Ticket
from tidu.domain.support.vocabulary import TicketKind
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.intake.models import Load

pytestmark = pytest.mark.django_db

FORM = "/tickets/new/"
WORDS = "没有重复办理"


@pytest.fixture
def clerk(signed_in):
    the_shipped_years()
    section = an_organisation(OrganisationKind.BUREAU_SECTION, name="人才股")
    a_standard(TicketKind.TALENT, section=section)
    an_enterprise("青岚县晴川新材料有限公司", an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇"))
    return signed_in(Role.SECTION_CLERK)


def said(answer):
    return answer.content.decode()


def shown(client, address=FORM):
    """Open a form; return its key."""
    return re.search(r'name="form_key" value="([0-9a-f]{32})"', said(client.get(address)))[1]


def call(key, text="招不到工艺工程师"):
    return {"firm": "晴川", "kind": "TALENT", "text": text, "form_key": key}


def test_the_same_form_sent_twice_makes_one_record_and_leads_to_it(clerk):
    key = shown(clerk)
    first = clerk.post(FORM, call(key))
    again = clerk.post(FORM, call(key))
    assert Ticket.objects.count() == 1
    assert again["Location"] == first["Location"] == "/tickets/"
    assert WORDS in said(clerk.get(again["Location"]))


def test_other_words_in_the_form_one_went_back_to_are_another_record(clerk):
    key = shown(clerk)
    clerk.post(FORM, call(key))
    clerk.post(FORM, call(key, "还缺一位总工"))
    assert sorted(one.text for one in Ticket.objects.all()) == ["招不到工艺工程师", "还缺一位总工"]


def test_the_same_words_in_a_form_opened_anew_are_another_record(clerk):
    clerk.post(FORM, call(shown(clerk)))
    clerk.post(FORM, call(shown(clerk)))
    assert Ticket.objects.count() == 2


def test_a_form_that_was_refused_keeps_its_key_and_can_be_sent_again(clerk):
    key = shown(clerk)
    refused = clerk.post(FORM, call(key, ""))
    assert f'value="{key}"' in said(refused)
    assert clerk.post(FORM, call(key, "")).status_code == 422
    assert clerk.post(FORM, call(key)).status_code == 302
    assert Ticket.objects.count() == 1


def test_a_workbook_is_the_same_by_its_bytes_not_by_its_name(clerk):
    address = reverse("intake-hand-in", args=["enterprise_register"])
    key = shown(clerk, address)

    def handed(content):
        return clerk.post(
            address, {"workbooks": SimpleUploadedFile("名单.csv", content.encode()), "form_key": key}
        )

    handed("统一社会信用代码,企业名称\n91360899MA00000001,甲\n")
    assert WORDS in said(clerk.get(handed("统一社会信用代码,企业名称\n91360899MA00000001,甲\n")["Location"]))
    assert Load.objects.count() == 1
    handed("统一社会信用代码,企业名称\n91360899MA00000001,乙\n")
    assert Load.objects.count() == 2


def test_the_page_of_the_password_keeps_no_trace_of_what_is_typed(clerk):
    assert "form_key" not in said(clerk.get(reverse("password")))
