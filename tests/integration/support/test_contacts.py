"""Each firm of the pool has one contact leader at a time; who does not go there is overdue by a dated rule."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import a_person, a_role, an_actor, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.pool import a_member
from tests.factories.support import (
    OFFICER,
    a_contact_leader,
    a_handler,
    a_leader,
    a_ticket,
    a_visit,
    at,
)
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.support import operations, queries
from tidu.domain.support.models import ContactLeader
from tidu.domain.support.operations import UnableToAssignLeader
from tidu.domain.support.queries import ContactFilters
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")


@pytest.fixture
def firms(place):
    """Three firms of the pool; return them by name."""
    found = {name: an_enterprise(name, place) for name in ("甲", "乙", "丙")}
    for firm in found.values():
        a_member(firm)
    return found


def assign(firms, person, on="2025-06-10", by=OFFICER, *, now="2025-06-10", seen=None):
    return operations.assign_leader(
        enterprise_ids=[firm.pk for firm in firms],
        person_id=person.pk,
        on=date.fromisoformat(on),
        by=by,
        now=at(now),
        seen=seen,
    )


def standings(**asked):
    return {
        line.name: line.standing for line in queries.contact_lines(OFFICER, TODAY, ContactFilters(**asked))
    }


def test_a_replaced_leader_keeps_the_time_before_and_only_one_answers_on_any_day(firms):
    first, second = a_leader(name="何静"), a_leader(name="周敏")
    assign([firms["甲"]], first, on="2025-01-06", now="2025-01-06")
    assign(firms.values(), second, on="2025-05-01", now="2025-05-01")

    def leader(text):
        return [
            one.person.name
            for one in queries.leaders_on(AsOf(on=date.fromisoformat(text))).filter(enterprise=firms["甲"])
        ]

    assert [leader(day) for day in ("2025-01-05", "2025-04-30", "2025-05-01")] == [[], ["何静"], ["周敏"]]
    history = queries.leader_history(firms["甲"].pk, TODAY)
    assert [(one.person.name, one.valid_until_on) for one in history] == [
        ("周敏", None),
        ("何静", date(2025, 5, 1)),
    ]
    assert (
        "原为何静"
        in Entry.objects.filter(action="support.assign_leader")
        .get(subject_key=firms["甲"].credit_code, at=at("2025-05-01"))
        .summary
    )
    known_then = AsOf(on=date(2025, 5, 20), known_at=at("2025-04-30"))
    assert [one.person.name for one in queries.leaders_on(known_then)] == ["何静"]


def test_assigning_the_same_leader_again_changes_nothing_and_the_same_day_replaces(firms):
    first, second = a_leader(), a_leader()
    assign([firms["甲"]], first)
    assert assign([firms["甲"]], first) == []
    assign([firms["甲"]], second)
    standing = ContactLeader.objects.known_at(None).get(enterprise=firms["甲"])
    assert standing.person == second


def test_the_second_of_two_officers_is_told_whom_the_first_one_named(firms):
    looked_at = {firm.pk: 0 for firm in firms.values()}
    first, second = a_leader(name="何静"), a_leader(name="周敏")
    (named,) = assign([firms["甲"]], first, seen=looked_at)
    with pytest.raises(
        UnableToAssignLeader, match=r"有 1 家企业.*甲的联系领导现在是何静（.+指定）。没有指定"
    ):
        assign(firms.values(), second, seen=looked_at)
    assert [one.person for one in ContactLeader.objects.known_at(None)] == [first]
    # Having looked again he may; and where the colleague named the same person, nothing is in the way.
    assert len(assign(firms.values(), first, seen=looked_at)) == 2
    assert len(assign([firms["甲"]], second, seen={firms["甲"].pk: named.pk})) == 1


def test_who_may_lead_and_assign_is_checked_in_words(firms, place):
    leader = a_leader()
    outsider = an_enterprise("外", place)
    past = a_role(Role.BUREAU_DIRECTOR, person=a_person(), until=date(2025, 1, 1)).person
    assign([firms["甲"]], leader, on="2025-06-01")
    for wrong, words in (
        ({"by": an_actor(Role.TOWNSHIP_LEADER, organisation=place)}, "只有科技局"),
        ({"on": "2025-06-11"}, "晚于今天"),
        ({"person": a_role(Role.SECTION_CLERK).person}, "在任的县领导"),
        ({"person": past}, "在任的县领导"),
        ({"firms": [outsider]}, "不在培育库"),
        ({"on": "2025-05-01", "person": a_leader()}, "早于现任联系领导"),
    ):
        asked = {"firms": firms.values(), "person": leader, "on": "2025-06-10"} | wrong
        with pytest.raises(UnableToAssignLeader, match=words):
            assign(**asked)
    assert ContactLeader.objects.count() == 1


@pytest.mark.parametrize(
    ("visited_on", "standing"),
    [(date(2025, 3, 12), queries.IN_TIME), (date(2025, 3, 11), queries.OVERDUE), (None, queries.OVERDUE)],
)
def test_ninety_days_without_the_leader_s_own_visit_are_overdue(firms, visited_on, standing):
    leader = a_leader()
    a_contact_leader(firms["甲"], leader, since=date(2025, 3, 1))
    a_visit(firms["甲"], a_leader(), on=date(2025, 6, 9))
    if visited_on:
        a_visit(firms["甲"], leader, on=visited_on)
    (line,) = queries.contact_lines(OFFICER, TODAY, ContactFilters(text="甲"))
    assert (line.standing, line.last_visit_on) == (standing, visited_on)


def test_a_new_leader_is_given_time_from_the_day_he_was_assigned(firms):
    a_contact_leader(firms["甲"], since=date(2025, 3, 12))
    a_contact_leader(firms["乙"], since=date(2025, 3, 11))
    assert standings() == {"甲": queries.IN_TIME, "乙": queries.OVERDUE, "丙": queries.NONE}
    assert list(standings()) == ["丙", "乙", "甲"]
    assert standings(standing=queries.OVERDUE) == {"乙": queries.OVERDUE}


def test_a_visit_before_the_leader_was_named_does_not_make_him_late(firms):
    leader = a_leader()
    a_visit(firms["甲"], leader, on=date(2025, 1, 15))
    a_contact_leader(firms["甲"], leader, since=date(2025, 5, 6))
    assert standings(text="甲") == {"甲": queries.IN_TIME}


def test_the_load_counts_firms_and_overdue_ones_and_lists_who_has_none(firms):
    busy, idle = a_leader(name="何静"), a_leader(name="周敏")
    a_contact_leader(firms["甲"], busy, since=date(2025, 1, 6))
    a_contact_leader(firms["乙"], busy, since=date(2025, 6, 1))
    a_visit(firms["乙"], busy, on=date(2025, 6, 9))
    lines = queries.contact_lines(OFFICER, TODAY)
    loads = queries.loads(lines, queries.candidates(TODAY.on))
    told = [(one.name, one.firms, one.overdue, one.never, one.last_visit_on) for one in loads]
    assert told == [("何静", 2, 1, 1, date(2025, 6, 9)), ("周敏", 0, 0, 0, None)]
    assert {one.person_id for one in loads} == {busy.pk, idle.pk}


def test_an_adviser_s_load_is_his_firms_his_own_visits_and_the_difficulties_in_hand(place):
    busy, new = a_handler("周晓"), a_handler("林一")
    firms = {name: an_enterprise(name, place) for name in ("甲", "乙", "丙")}
    for name, who, since in (
        ("甲", busy, date(2025, 1, 6)),
        ("乙", busy, date(2025, 1, 6)),
        ("丙", new, date(2025, 6, 2)),
    ):
        a_member(firms[name], Stage.CULTIVATION, adviser=who, since=since)
    a_member(an_enterprise("丁", place))
    a_visit(firms["甲"], busy, on=date(2025, 5, 20))
    a_visit(firms["乙"], new, on=date(2025, 6, 9))
    ticket = a_ticket(firms["甲"])
    operations.accept(number=ticket.number, handler_id=busy.pk, by=OFFICER, now=at("2025-06-02"))
    lines = queries.contact_lines(OFFICER, AsOf(on=date(2025, 6, 17)))
    loads = queries.adviser_loads(OFFICER, lines, AsOf(on=date(2025, 6, 17)))
    told = [
        (one.name, one.firms, one.overdue, one.never, one.last_visit_on, one.tickets, one.late_tickets)
        for one in loads
    ]
    # due on 2025-06-16; 乙 was never visited by its own adviser, 162 days after he was named
    assert told == [("周晓", 2, 1, 1, date(2025, 5, 20), 1, 1), ("林一", 1, 0, 1, None, 0, 0)]
    late = queries.narrowed(lines, ContactFilters(adviser=str(busy.pk)))
    assert {line.name: line.adviser_late for line in late} == {"甲": False, "乙": True}


def test_a_leader_sees_only_the_firms_of_the_own_township_and_a_departed_one_is_named(firms, place):
    away = an_enterprise("远", an_organisation(OrganisationKind.TOWNSHIP))
    a_member(away, Stage.RESERVE)
    gone = a_role(Role.TOWNSHIP_LEADER, person=a_person(name="旧人"), until=date(2025, 6, 1)).person
    a_contact_leader(firms["甲"], gone, since=date(2025, 5, 6))
    own = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    lines = queries.contact_lines(own, TODAY)
    assert {line.name for line in lines} == {"甲", "乙", "丙"}
    assert queries.loads(lines, ())[0].post == "已不任职"
    assert {line.name for line in queries.contact_lines(own, TODAY, ContactFilters(leader=str(gone.pk)))} == {
        "甲"
    }


def test_a_township_is_not_told_that_leaders_of_firms_elsewhere_have_none(firms, place):
    elsewhere = an_organisation(OrganisationKind.TOWNSHIP)
    far, idle = (a_role(Role.TOWNSHIP_LEADER, organisation=one).person for one in (elsewhere, place))
    away = an_enterprise("远", elsewhere)
    a_member(away, Stage.RESERVE)
    a_contact_leader(away, far)
    both = a_leader(name="何静")
    for firm in (away, firms["甲"]):
        a_contact_leader(firm, both)
    own = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    loads = queries.loads_within(own, queries.contact_lines(own, TODAY), TODAY.on)
    firms_of = {one.person_id: one.firms for one in loads}
    assert (firms_of[both.pk], firms_of[idle.pk]) == (1, 0)
    assert far.pk not in firms_of
    everybody = queries.loads_within(OFFICER, queries.contact_lines(OFFICER, TODAY), TODAY.on)
    assert {far.pk, idle.pk, both.pk} <= {one.person_id for one in everybody}
