"""Firms at a known distance from the titles, and members of the pool, made through the rooms' own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.factories.accounts import a_person
from tests.factories.enterprises import a_check, an_enterprise, yearly_facts
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.vocabulary import CheckKind, RecognitionKind
from tidu.domain.pool import operations
from tidu.domain.pool.models import Membership, Proposal
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.accounts.models import Organisation, Person
from tidu.foundation.actors import Actor, system
from tidu.foundation.clock import AsOf

TODAY = date(2025, 6, 10)
NOW = datetime(2025, 6, 10, 1, 0, tzinfo=UTC)
AS_OF = AsOf(on=TODAY)
OFFICER = system("测试经办")

YUAN = 100
MILLION = 1_000_000 * YUAN

FULL_YEAR: dict[str, Any] = {
    "revenue_fen": 40 * MILLION,
    "total_income_fen": 40 * MILLION,
    "hightech_income_fen": 24 * MILLION,
    "rd_statistical_fen": 2 * MILLION,
    "rd_book_fen": 2 * MILLION,
    "rd_hnte_fen": 2 * MILLION,
    "rd_hnte_domestic_fen": 2 * MILLION,
    "rd_deductible_fen": 2 * MILLION,
    "total_cost_fen": 36 * MILLION,
    "total_assets_fen": 30 * MILLION,
    "staff_average": 100,
    "tech_staff": 10,
    "rd_staff": 8,
    "ip_class1": 0,
    "ip_class2": 3,
}
"""A year exactly on the legal bounds: R&D 5 % of 40,000,000 yuan, hi-tech income 60 %, technical staff 10 %."""


def a_ready_firm(place: Organisation, name: str = "", **changes: Any) -> Enterprise:
    """Return a firm that meets every computable HNTE condition on 2025-06-10; `changes` replace facts of 2024."""
    enterprise = an_enterprise(name, place, resident_enterprise=True, in_hightech_field=True)
    for year in (2022, 2023, 2024):
        yearly_facts(enterprise, year, **(FULL_YEAR | (changes if year == 2024 else {})))
    for kind in CheckKind:
        a_check(enterprise, kind, date(2025, 5, 1))
    return enterprise


def a_nearly_firm(place: Organisation, name: str = "") -> Enterprise:
    """Return a firm that fails one condition by exactly a tenth: 9 of 100 staff are technical, 10 are needed."""
    return a_ready_firm(place, name, tech_staff=9)


def a_far_firm(place: Organisation, name: str = "") -> Enterprise:
    """Return a firm that fails one condition by half: 5 of 100 staff are technical, 10 are needed."""
    return a_ready_firm(place, name, tech_staff=5)


def a_plain_firm(place: Organisation, name: str = "") -> Enterprise:
    """Return a firm that has spent nothing on R&D and owns nothing: none of the reasons for reserve holds."""
    nothing = {field: 0 for field in FULL_YEAR if field.startswith(("rd_", "ip_"))}
    enterprise = an_enterprise(name, place, resident_enterprise=True, in_hightech_field=False)
    for year in (2022, 2023, 2024):
        yearly_facts(enterprise, year, **(FULL_YEAR | nothing))
    return enterprise


def a_proposal(place: Organisation) -> Proposal:
    """Return what the pool pack proposes for a new firm with R&D that no officer has decided on yet."""
    firm = a_far_firm(place)
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    return Proposal.objects.get(enterprise=firm)


def a_member(
    enterprise: Enterprise,
    stage: str = Stage.RESERVE,
    *,
    since: date = date(2024, 3, 1),
    adviser: Person | None = None,
    target_year: int = 2025,
    tier_sought: str = RecognitionKind.HNTE,
    by: Actor = OFFICER,
) -> Membership:
    """Return a membership reached by the legal steps, all on the day `since` and known since then."""
    now = datetime(since.year, since.month, since.day, 1, tzinfo=UTC)
    if stage == Stage.RECOGNISED:
        return operations.admit(
            enterprise_id=enterprise.pk, stage=stage, on=since, reason="持证入库", by=by, now=now
        )
    member = operations.admit(enterprise_id=enterprise.pk, on=since, reason="有研发投入", by=by, now=now)
    if stage == Stage.CULTIVATION:
        member = operations.take_on(
            enterprise_id=enterprise.pk,
            adviser_id=(adviser or a_person()).pk,
            target_year=target_year,
            tier_sought=tier_sought,
            on=since,
            reason="拟申报高企",
            by=by,
            now=now,
        )
    return member
