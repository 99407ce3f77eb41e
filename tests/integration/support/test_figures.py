"""The figures of tickets, visits and leaders: each value is an aggregate of exactly its rows, on any day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.pool import a_member
from tests.factories.support import OFFICER, a_contact_leader, a_ticket, a_visit, at, the_firm_itself
from tidu.domain.support import operations
from tidu.domain.support.vocabulary import Rating, TicketKind, TicketState
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import UnknownPlace
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))


def ask(code, as_of=TODAY, **parameters):
    return registry.ask(code, Question(as_of=as_of, **parameters))


def value(code, as_of=TODAY, **parameters):
    return ask(code, as_of, **parameters).value


@pytest.fixture
def place():
    return an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="云溪镇")


@pytest.fixture
def firm(place):
    return an_enterprise("晴川公司", place)


@pytest.fixture
def story(firm, place):
    """Five tickets: one of last year; waiting; late; answered in time; answered late, reopened and waiting."""
    a_ticket(firm, TicketState.CLOSED, now=at("2024-12-02"))
    a_ticket(firm, TicketState.WORKING)
    a_ticket(firm, TicketState.WORKING, kind=TicketKind.FUNDING, now=at("2025-05-06"))
    a_ticket(an_enterprise("远山公司", an_organisation()), TicketState.ANSWERED, kind=TicketKind.RESEARCH)
    again = a_ticket(firm, TicketState.WORKING, now=at("2025-04-01"))
    operations.answer(number=again.number, text="已联系", by=OFFICER, now=at("2025-05-15"))
    operations.rate_ticket(
        number=again.number,
        rating=Rating.UNSATISFIED,
        remark="没有来人",
        by=the_firm_itself(firm),
        now=at("2025-06-05"),
    )


def test_tickets_are_counted_by_year_and_kind(story):
    assert [value(f"ticket{kind}_count") for kind in ("", "_research", "_talent", "_funding")] == [4, 1, 2, 1]
    assert value("ticket_count", year=2024) == 1
    assert value("ticket_count", place="T01") == 3


def test_tickets_are_counted_by_where_they_stand(story):
    codes = ("waiting", "overdue", "unrated", "reopened", "closed")
    assert [value(f"ticket_{code}_count") for code in codes] == [3, 1, 1, 1, 1]
    assert [value(f"ticket_{code}_count", AsOf(on=date(2025, 5, 20))) for code in codes] == [1, 0, 1, 0, 1]


def test_an_answer_is_in_time_by_the_deadline_it_was_promised_for_and_late_for_ever(story):
    answer = ask("ticket_on_time_rate")
    told = [(row.key.partition("/")[2], row.value) for row in answer.rows]
    assert told == [("1", 0), ("1", 1), ("1", 0)]
    assert answer.value == Decimal("33.3")
    assert value("ticket_on_time_rate", year=2024) == Decimal("100.0")


def test_satisfaction_counts_only_what_firms_said(story):
    assert value("ticket_satisfaction_rate") == Decimal("0.0")
    assert value("ticket_satisfaction_rate", year=2024) == Decimal("100.0")


def test_a_rate_of_nothing_is_unknown_and_not_nought(firm):
    answer = ask("ticket_on_time_rate")
    assert (answer.value, answer.reason) == (None, "没有可以计算的办理轮次。")


def test_visits_and_overdue_leaders_are_counted_with_their_firms(firm, place):
    a_contact_leader(firm, since=date(2025, 1, 6))
    a_member(an_enterprise("无人联系公司", place))
    a_visit(firm, on=date(2025, 5, 6))
    a_visit(firm, on=date(2024, 5, 6))
    assert (value("visit_count"), value("visit_count", year=2024), value("visit_count", place="T01")) == (
        1,
        1,
        1,
    )
    assert [row.label for row in ask("contact_overdue_count").rows] == ["晴川公司"]
    assert [row.label for row in ask("pool_without_leader_count", place="T01").rows] == ["无人联系公司"]


def test_a_year_before_the_first_on_record_is_unknown_and_a_later_one_without_any_is_nought(firm, place):
    assert (value("visit_count"), value("ticket_count")) == (0, 0)
    assert ask("visit_count", year=2024).reason == "还没有登记过走访，往年的不能当作零。"
    assert value("ticket_count", year=2024) is None
    a_visit(firm, on=date(2023, 5, 6))
    a_ticket(firm, TicketState.WORKING, now=at("2025-02-03"))
    assert [value("visit_count", year=year) for year in (2022, 2023, 2024, 2025)] == [None, 1, 0, 0]
    assert ask("visit_count", year=2022).reason == "最早登记的走访在 2023-05-06，此前没有登记，不能当作零。"
    assert ask("ticket_count", year=2024).reason.startswith("最早登记的难题工单在 2025-02-03")
    assert value("ticket_talent_count") in {0, 1}
    assert value("visit_count", year=2024, place="T01") == 0


def test_a_year_to_come_is_unknown_and_an_unheard_place_refused(firm):
    assert value("ticket_count", year=2026) is None
    with pytest.raises(UnknownPlace):
        ask("visit_count", place="T99")
