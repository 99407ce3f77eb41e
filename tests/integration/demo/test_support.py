"""How the demo county stands by its firms: a leader for each firm of the pool, visits, 24 tickets in every state."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from tidu.domain.enterprises.queries import Population
from tidu.domain.pool import queries as pool
from tidu.domain.support import queries
from tidu.domain.support.models import ContactLeader, Ticket, TicketRound, TicketStep, Visit
from tidu.domain.support.vocabulary import TicketKind, TicketState
from tidu.domain.targets import queries as targets
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

NOW = AsOf(on=date(2025, 6, 10))
VIEWER = system("测试")


def value(code):
    return registry.ask(code, Question(as_of=NOW)).value


def test_each_of_the_195_firms_of_the_pool_has_exactly_one_contact_leader(county):
    members = set(pool.members_on(NOW).values_list("enterprise_id", flat=True))
    led = list(queries.leaders_on(NOW).filter(enterprise__in=members).values_list("enterprise_id", flat=True))
    assert (len(members), len(led), set(led)) == (195, 195, members)
    assert value("pool_without_leader_count") == 0
    loads = queries.loads(queries.contact_lines(VIEWER, NOW), queries.candidates(NOW.on))
    assert sum(load.firms for load in loads) == 195
    assert [load.post for load in loads if load.post == "已不任职"] == []


def test_the_township_whose_leader_was_replaced_keeps_both_in_its_history(county):
    ended = ContactLeader.objects.known_at(None).filter(valid_until_on=date(2024, 9, 2))
    assert ended.count() > 0
    for one in ended:
        now = queries.leader_history(one.enterprise_id, NOW)[0]
        assert now.person_id != one.person_id


def test_one_firm_in_ten_waits_for_its_leader_longer_than_the_rule_allows(county):
    overdue = value("contact_overdue_count")
    assert 10 <= overdue <= 40
    assert Visit.objects.count() > 195


def test_every_adviser_was_with_most_of_the_firms_taken_on_and_some_still_wait(county):
    lines = queries.contact_lines(VIEWER, NOW)
    loads = queries.adviser_loads(VIEWER, lines, NOW)
    assert sum(load.firms for load in loads) == sum(line.adviser_id is not None for line in lines)
    assert len(loads) == 7
    assert all(load.last_visit_on for load in loads)
    assert 0 < sum(load.never for load in loads) < sum(load.firms for load in loads) / 2


def test_tickets_stand_in_every_state_and_are_of_every_kind(county):
    states = Counter(Ticket.objects.values_list("state", flat=True))
    assert states == {
        TicketState.REGISTERED: 2,
        TicketState.ACCEPTED: 3,
        TicketState.WORKING: 5,
        TicketState.ANSWERED: 3,
        TicketState.REOPENED: 1,
        TicketState.CLOSED: 10,
    }
    kinds = Counter(Ticket.objects.values_list("kind", flat=True))
    assert kinds == {TicketKind.RESEARCH: 8, TicketKind.TALENT: 9, TicketKind.FUNDING: 7}
    sources = Counter(Ticket.objects.values_list("source", flat=True))
    assert sources == {"DESK": 9, "VISIT": 9, "PHONE": 6}


def test_three_are_late_of_which_one_has_reached_the_county(county):
    counts = queries.overdue_counts(VIEWER, NOW)
    assert counts == {"waiting": 11, "late": 3, "bureau": 2, "county": 1}
    moved = TicketStep.objects.filter(action="escalate").values_list(
        "ticket__opened_at__date", "level", "at__date"
    )
    assert sorted(moved) == [
        (date(2025, 3, 10), 1, date(2025, 4, 1)),
        (date(2025, 5, 12), 1, date(2025, 6, 4)),
        (date(2025, 5, 14), 1, date(2025, 5, 26)),
        (date(2025, 5, 14), 2, date(2025, 6, 3)),
        (date(2025, 5, 19), 1, date(2025, 6, 4)),
    ]


def test_rates_of_the_year_follow_from_the_rounds(county):
    assert value("ticket_count") == 24
    assert value("ticket_on_time_rate") == Decimal("78.9")  # 15 of 19 rounds
    assert value("ticket_satisfaction_rate") == Decimal("76.9")  # 10 of 13 rated rounds
    assert value("ticket_reopened_count") == 2
    assert TicketRound.objects.count() == 27


def test_every_rating_was_given_by_a_contact_of_the_firm(county):
    rated = TicketStep.objects.filter(action__in=("rate", "reopen")).select_related("ticket__enterprise")
    assert len(rated) == 13
    for step in rated:
        roles = step.by.person.assignments.values_list("organisation__code", flat=True)
        assert step.ticket.enterprise.credit_code in roles


def test_the_year_s_end_is_the_light_s_two_numbers_and_their_firms(county):
    found = pool.outlook("HNTE", date(2025, 12, 31), Population(None), NOW.on)
    counts = [found.count(group) for group in found.classes]
    # 40 stay, 17 expire in August and November, 2 meet all computable gates, 9 nearly
    assert (counts[0], sum(counts[1:4]), counts[4], counts[5]) == (40, 17, 2, 9)
    assert (value("hnte_year_end_low"), value("hnte_year_end_high")) == (40, 68)
    assert (value("gazelle_year_end_low"), value("gazelle_year_end_high")) == (3, 6)


def test_tiers_that_no_rule_decides_have_a_year_s_end_of_certificates_and_candidates_only(county):
    unicorn, specialised = (
        pool.outlook(tier, date(2025, 12, 31), Population(None), NOW.on)
        for tier in ("UNICORN", "SPECIALISED_SME")
    )
    # no unicorn, and one candidate in the pool, which is listed and not counted
    assert (unicorn.stays, unicorn.best, unicorn.count(pool.OutlookClass.SOUGHT)) == (0, 0, 1)
    assert specialised.best == value("specialised_sme_count") == 19
    assert (specialised.sound, specialised.count(pool.OutlookClass.READY)) == (None, None)
    assert "评分表" in specialised.open_part
    # a number of this year counts through its last day, the year's end
    assert value("sme_number_year_end_low") == 61


def test_past_renewals_are_those_of_the_register(county):
    ended = {
        year: registry.ask("hnte_renewal_rate", Question(as_of=NOW, year=year)).rows for year in (2023, 2024)
    }
    assert sum(row.value == 0 for row in ended[2023]) == 3
    assert (len(ended[2024]), sum(row.value for row in ended[2024])) == (8, 6)


def test_certificates_end_in_august_and_november(county):
    kinds = pool.expiries(VIEWER, NOW, kind="HNTE", days=180)
    months = Counter(one.last_day.month for one in kinds)
    assert months == {8: 3, 11: 14}


def test_the_plan_of_the_year_has_a_path_per_target_and_five_actions(county):
    plan = targets.plan_of(2025, NOW)
    assert [(goal.target.figure_code, goal.target.value) for goal in plan.goals] == [
        ("hnte_count", 70),
        ("gazelle_count", 5),
        ("provincial_makerspace_park_count", 3),
        ("institute_park_count", 2),
        ("national_incubator_park_count", 1),
    ]
    assert plan.goals[0].months[5].actual == 57
    assert (len(plan.actions), plan.budget_fen) == (5, 105 * 1_000_000)
