"""The director's home: one line a target with the way it should be on, what waits for a signature, the fund as one bar."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account
from tests.factories.drafts import a_submitted_draft
from tests.factories.funds import a_fund_line, a_fund_year
from tests.factories.reporting import a_manuscript, a_step
from tests.factories.targets import a_target
from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import Role
from tidu.reporting.vocabulary import SECTION_SIGN, SUBMIT

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def said(answer):
    return " ".join(answer.content.decode().split())


def test_the_fund_is_one_bar_whose_sums_lead_to_their_figures(director):
    a_fund_year(2025, 1_800, 120)
    a_fund_line(FundUse.HNTE_NEW, reserved=220, paid=480)
    a_fund_line(FundUse.PLATFORM, reserved=100)
    page = said(director.get(reverse("director-today")))
    # 1,920 in all: 480 paid is a quarter, with 320 reserved 800 or 41.7 %; 1,120 are left
    for code, sum_in_wan in (
        ("fund_available", "1,920.00"),
        ("fund_paid", "480.00"),
        ("fund_reserved", "320.00"),
        ("fund_left", "1,120.00"),
    ):
        assert f'href="/figures/{code}/?year=2025">{sum_in_wan}<' in page
    assert 'width="25.0"' in page
    assert 'width="41.7"' in page


def test_a_year_without_a_budget_is_not_shown_as_nought(director):
    page = said(director.get(reverse("director-today")))
    assert "还没有 2025 年的资金台账" in page
    assert "0.00" not in page


def somebody(role):
    return actor_for(an_account(role), date(2025, 6, 10))


def test_a_text_waits_with_the_director_once_the_section_has_signed(director):
    drafter = somebody(Role.SECTION_CLERK)
    manuscript = a_manuscript(by=drafter)
    waits = reverse("manuscript", args=[manuscript.pk])
    a_step(manuscript, SUBMIT, by=drafter)
    assert waits not in said(director.get(reverse("director-today")))
    a_step(manuscript, SECTION_SIGN, by=somebody(Role.SECTION_CLERK))
    page = said(director.get(reverse("director-today")))
    assert waits in page
    assert "待局领导签字" in page


def test_a_draft_of_a_policy_waits_once_it_was_submitted(director):
    draft = a_submitted_draft()
    page = said(director.get(reverse("director-today")))
    assert reverse("draft", args=[draft.pk]) in page
    assert draft.name in page


def test_a_target_is_one_line_with_its_path_its_days_and_its_shares(director):
    a_target("hnte_count", 3, due_on=date(2025, 12, 31))
    a_target("hnte_count", 5, due_on=date(2026, 12, 31))
    page = said(director.get("/"))
    # 10 June to 31 December: 20 + 31 + 31 + 30 + 31 + 30 + 31
    assert "余 204 天" in page
    assert reverse("target-split", args=["hnte_count", "2025-12-31"]) in page
    assert "其他年度的 1 个目标" in page
    assert f'hx-get="{reverse("director-today")}"' in page
