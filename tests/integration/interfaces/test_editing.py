"""Change a firm's record on screen; of two who have it open, the second is told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account
from tests.factories.enterprises import an_enterprise, yearly_facts
from tidu.domain.enterprises.models import Profile, YearlyFacts
from tidu.foundation.actors import Role


@pytest.fixture
def firm():
    made = an_enterprise("甲公司", industry="FOOD", contact_phone="13900000000")
    yearly_facts(made, 2024, staff_average=40, rd_book_fen=25_500_000)
    return made


@pytest.fixture
def clerk(signed_in):
    return signed_in(account=an_account(Role.SECTION_CLERK, name="文静"))


def boxes(page, address):
    """Return what a browser would send back of the page as it was opened."""
    form = page.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_a_clerk_changes_a_year(clerk, firm):
    address = reverse("enterprise-edit-year", args=[firm.credit_code, 2024])
    sent = boxes(clerk, address) | {"staff_average": "42", "reason": "企业来电"}
    page = clerk.post(address, sent, follow=True).content.decode()
    assert "已保存：职工总数（全年月平均）。" in page
    facts = YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024)
    assert (facts.staff_average, facts.rd_book_fen) == (42, 25_500_000)


def test_the_second_of_two_sees_both_values_and_may_then_decide(clerk, firm, signed_in):
    address = reverse("enterprise-edit-year", args=[firm.credit_code, 2024])
    first, second = boxes(clerk, address), boxes(clerk, address)
    clerk.post(address, first | {"staff_average": "36", "reason": "企业来电"})
    answer = clerk.post(address, second | {"staff_average": "35", "reason": "现场核对"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您打开时是 40，现在是 36（文静" in page
    form = answer.context["form"]
    assert (form["staff_average"].value(), form["seen-staff_average"].value()) == ("35", "36")
    again = {name: form[name].value() or "" for name in form.fields}
    assert clerk.post(address, again).status_code == 302
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).staff_average == 35


def test_a_wrong_text_is_named_at_its_box_and_everything_typed_is_kept(clerk, firm):
    address = reverse("enterprise-edit-year", args=[firm.credit_code, 2024])
    sent = boxes(clerk, address) | {"staff_average": "四十", "rd_book_fen": "26", "reason": "来电"}
    answer = clerk.post(address, sent)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == ["staff_average"]
    assert (form["staff_average"].value(), form["rd_book_fen"].value()) == ("四十", "26")


def test_a_jump_is_asked_beside_what_was_typed_and_saved_once_it_is_found_right(clerk, firm):
    yearly_facts(firm, 2023, rd_book_fen=25_000_000)
    address = reverse("enterprise-edit-year", args=[firm.credit_code, 2024])
    sent = boxes(clerk, address) | {"rd_book_fen": "25000", "reason": "审计报告"}
    page = clerk.post(address, sent).content.decode()
    assert 'name="answer-unit_slip" value="right"' in page
    assert 'value="25000"' in page
    clerk.post(address, sent | {"answer-unit_slip": "right"})
    assert YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024).rd_book_fen == 25_000_000_000


def test_the_register_entry_is_changed_but_not_its_name_place_or_persons(clerk, firm):
    address = reverse("enterprise-edit", args=[firm.credit_code])
    sent = boxes(clerk, address)
    assert not {"name", "place", "life_state", "contact_phone"} & set(sent)
    clerk.post(address, sent | {"industry": "电子信息", "above_scale": "是", "reason": "营业执照"})
    profile = Profile.objects.known_at(None).get(enterprise=firm)
    assert (profile.industry, profile.above_scale, profile.contact_phone) == (
        "ELECTRONICS",
        True,
        "13900000000",
    )


def test_a_year_that_is_not_on_record_is_not_found(clerk, firm):
    assert clerk.get(reverse("enterprise-edit-year", args=[firm.credit_code, 2019])).status_code == 404
