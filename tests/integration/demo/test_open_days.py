"""Who came to the demo county's Open Days, row by row as its description says (section E)."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tidu.domain.openday import queries
from tidu.domain.openday.models import CheckIn, Invitation
from tidu.domain.openday.vocabulary import ConflictKind, GuestGroup, InvitationState
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

NOW = AsOf(on=date(2025, 6, 10))
ACCEPTED = {"企业": 22, "人大代表": 8, "政协委员": 7, "党代表": 6, "媒体": 5, "乡镇": 8, "公众": 5}
CAME = {"企业": 21, "人大代表": 8, "政协委员": 7, "党代表": 6, "媒体": 5, "乡镇": 8, "公众": 6}


def event(code):
    return queries.find_event(system("测试"), code)


def asked(code, year=2025):
    return registry.ask(code, Question(as_of=NOW, year=year))


def test_66_seats_were_given_and_61_accepted_by_group(county):
    rows = list(Invitation.objects.filter(event=event("2025-KF")))
    seats = [one for one in rows if one.substitute_of_id is None]
    accepted = [one for one in rows if one.state == InvitationState.ACCEPTED]
    assert (len(seats), len(accepted)) == (66, 61)
    assert Counter(one.get_group_display() for one in accepted) == ACCEPTED
    assert (asked("open_day_invited_count").value, asked("open_day_accepted_count").value) == (66, 61)


def test_58_of_them_came_and_3_walked_in(county):
    came = queries.arrivals(event("2025-KF"), NOW)
    assert Counter(one.group_label for one in came) == CAME
    invited = {one.number for one in came if not one.is_walk_in}
    assert (len(came), len(invited), sum(one.is_walk_in for one in came)) == (61, 58, 3)
    answer = asked("F11")
    assert answer.value == len(answer.rows) == 61
    assert asked("open_day_invited_attended").value == 58
    assert asked("open_day_walk_in_count").value == 3
    for group in GuestGroup:
        assert asked(f"open_day_attended_{group.value.lower()}").value == CAME[group.label]


def test_a_guest_scanned_on_both_phones_is_one_entry_and_listed(county):
    held = event("2025-KF")
    assert CheckIn.objects.filter(event=held).count() == 62
    conflicts = queries.conflicts(queries.arrivals(held, NOW))
    assert [one.kind for one in conflicts] == [ConflictKind.TWICE]


def test_3_stops_at_the_hosts_and_4_policies(county):
    hosts = {firm.credit_code for firm in county.firms if firm.host}
    assert {row.credit_code for row in asked("open_day_stop_count").rows} == hosts
    assert asked("open_day_stop_count").value == 3
    told = {row.key.removeprefix("qinglan.") for row in asked("open_day_policy_count").rows}
    assert told == {"hnte_new", "hnte_again", "rd_subsidy", "gazelle_award"}


def test_the_earlier_open_day_had_31_guests(county):
    assert [one.came for one in queries.comparison([event("2024-KF"), event("2025-KF")], NOW)] == [31, 61]
    assert asked("F11", 2024).value == 31
    assert event("2025-KF").copied_from == event("2024-KF")


def test_years_compare_with_what_was_said(county):
    old, new = queries.comparison([event("2024-KF"), event("2025-KF")], NOW)
    assert (old.opinions_raw, new.opinions_raw, new.opinions) == (18, 46, 41)


def test_years_compare_with_how_it_was_answered(county):
    old, new = queries.answers_compared([event("2025-KF"), event("2024-KF")], NOW)
    tally = new.tally
    assert (tally.final, tally.on_spot, tally.later, tally.open, tally.late) == (41, 26, 11, 4, 1)
    assert new.rates.judged == 26 + 11 + 1
    assert old.tally.raw == 18
    assert old.tally.final == old.tally.on_spot + old.tally.later + old.tally.open


def test_the_hosts_show_what_they_make_and_hold_their_expense_back(county):
    held = event("2025-KF")
    shown = [[label for label, _ in card.lines] for card in queries.guest_cards(held, NOW)]
    assert shown == [["主要产品"]] * 3
    assert [card.held_back for card in queries.staff_cards(held, NOW)] == [1, 1, 1]


def test_the_third_stop_has_too_few_scores(county):
    assert [one.scores.is_small for one in queries.feedback(event("2025-KF"), NOW)] == [False, False, True]
