"""Who on duty is reminded of what: units that owe something, and the leaders to whom late ones are reported."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.opinions import (
    EXPLAINED,
    OFFICER,
    a_unit,
    a_worked_on,
    an_assigned,
    an_opinion,
    at,
)
from tidu.domain.opinions import operations, queries
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db


def reminded(day: str) -> dict[str, list[tuple[str, int]]]:
    found = queries.to_remind(AsOf(on=date.fromisoformat(day)))
    return {one.person.name: [(each.what, each.days_left) for each in one.owes] for one in found.people}


@pytest.fixture
def posts():
    """A section with its clerk, a director and a county leader; the clerk alone has a telephone and mail."""
    unit = a_unit("成果股")
    clerk = a_person(name="温青", phone="10000002222", email="wen@example.com")
    a_role(Role.SECTION_CLERK, person=clerk, organisation=unit)
    for name, role, kind in (
        ("路远", Role.BUREAU_DIRECTOR, OrganisationKind.BUREAU),
        ("尚峰", Role.COUNTY_LEADER, OrganisationKind.COUNTY_OFFICE),
    ):
        a_role(role, person=a_person(name=name), organisation=an_organisation(kind))
    return unit


def test_a_unit_is_told_of_what_is_new_then_left_alone_and_reminded_when_it_is_due(posts):
    # ten working days after 2025-05-22, over the Dragon Boat holiday (05-31 to 06-02), is 2025-06-06
    one = an_assigned(lead=posts, within=10)
    assert reminded("2025-05-23") == {"温青": [("SIGN", 9)]}
    a_worked_on(one)
    assert reminded("2025-05-23") == {}
    assert reminded("2025-06-03") == {"温青": [("ANSWER", 3)]}
    assert reminded("2025-06-06") == {"温青": [("ANSWER", 0)]}


def test_the_late_ones_go_up_stage_by_stage(posts):
    a_worked_on(an_assigned(lead=posts, within=10))
    operations.look_after(by=OFFICER, now=at("2025-06-09"))
    assert reminded("2025-06-09") == {"温青": [("ANSWER", -1)], "路远": [("REPORTED", -1)]}
    operations.look_after(by=OFFICER, now=at("2025-07-30"))
    assert set(reminded("2025-07-30")) == {"温青", "路远", "尚峰"}


def test_who_is_to_countersign_or_to_review_is_reminded_in_turn(posts):
    helper = a_unit("平台股")
    a_role(Role.SECTION_CLERK, person=a_person(name="计平"), organisation=helper)
    one = a_worked_on(an_assigned(lead=posts, assists=[helper], within=10))
    act = {"number": one.number, "by": OFFICER, "now": at("2025-05-26")}
    operations.write_reply(reply=EXPLAINED, **act)
    operations.circulate(**act)
    assert "计平" not in reminded("2025-05-30")  # four working days left
    assert reminded("2025-06-03")["计平"] == [("COUNTERSIGN", 3)]
    assert [what for what, _ in reminded("2025-06-06")["计平"]] == ["COUNTERSIGN"]
    operations.countersign(organisation_id=helper.pk, **act)
    assert "计平" not in reminded("2025-06-06")
    operations.submit_for_review(**act)
    assert reminded("2025-05-27") == {"路远": [("REVIEW", 7)]}


def test_what_a_unit_with_nobody_in_post_owes_is_told_to_the_bureau_s_leader(posts):
    one = an_assigned(lead=a_unit("综合股"))
    found = queries.to_remind(AsOf(on=date(2025, 5, 23)))
    assert (found.vacant, found.told_upward) == (("综合股",), True)
    ((told),) = found.people
    assert (told.person.name, [(each.number, each.label) for each in told.owes]) == (
        "路远",
        [(one.number, "综合股没有在岗经办人，待签收")],
    )


def test_where_nobody_leads_the_bureau_either_the_page_has_to_say_so():
    an_assigned(lead=a_unit("综合股"))
    found = queries.to_remind(AsOf(on=date(2025, 5, 23)))
    assert (found.people, found.vacant, found.told_upward) == ((), ("综合股",), False)


def test_what_waits_with_a_unit_without_anybody_is_known_and_what_was_returned_is_nobody_s(posts):
    waits = an_assigned(lead=a_unit("综合股"))
    a_worked_on(an_assigned(an_opinion(), lead=posts))
    returned = an_assigned(an_opinion(), lead=posts)
    operations.return_wrong(number=returned.number, reason="不归我股", by=OFFICER, now=at("2025-05-23"))
    assert queries.unattended(date(2025, 5, 23)) == [(waits.number, "综合股")]
    assert reminded("2025-05-23") == {"路远": [("SIGN", 19)]}  # 20 working days from 05-22
