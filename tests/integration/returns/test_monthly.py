"""A township reports a month in at most six boxes, by the fifth working day of the next."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.returns import KEEPER, a_monthly_report
from tidu.domain.returns import operations, queries
from tidu.domain.returns.vocabulary import MONTHLY_FIELDS
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import ZONE

pytestmark = pytest.mark.django_db

MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)
TODAY = date(2025, 6, 10)


@pytest.fixture
def place():
    the_shipped_years()
    return an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="近镇")


def test_a_report_has_at_most_six_boxes():
    assert len(MONTHLY_FIELDS) <= 6


@pytest.mark.parametrize(
    ("month_on", "due_on"),
    [
        (date(2025, 5, 1), date(2025, 6, 9)),  # 06-02 is a day off (端午), so 3, 4, 5, 6, 9
        (date(2025, 3, 1), date(2025, 4, 8)),  # 04-04 is a day off (清明), so 1, 2, 3, 7, 8
        (date(2024, 12, 1), date(2025, 1, 8)),  # 01-01 is a day off, so 2, 3, 6, 7, 8
    ],
)
def test_it_is_due_on_the_fifth_working_day_of_the_next_month(place, month_on, due_on):
    assert queries.monthly_due_on(month_on) == due_on


def test_the_newest_version_counts_and_lateness_goes_by_the_first(place):
    a_monthly_report(place, progress="初稿", now=datetime(2025, 6, 9, 17, 0, tzinfo=ZONE))
    a_monthly_report(place, progress="补充", now=datetime(2025, 6, 10, 9, 0, tzinfo=ZONE))
    [row] = queries.month_board(KEEPER, TODAY, 1)
    assert (row.months[0].report.progress, row.months[0].late) == ("补充", False)


def test_a_report_of_the_day_after_is_late(place):
    a_monthly_report(place, now=datetime(2025, 6, 10, 9, 0, tzinfo=ZONE))
    assert queries.month_board(KEEPER, TODAY, 1)[0].months[0].late


def test_what_is_owed_is_the_last_month_that_is_over(place):
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    assert queries.months_owed(leader, TODAY) == [("T01", "近镇", MAY)]
    a_monthly_report(place, by=leader)
    assert queries.months_owed(leader, TODAY) == []


def test_months_before_anybody_reported_are_not_owed(place):
    [row] = queries.month_board(KEEPER, TODAY)
    assert [month.month_on for month in row.months] == [MAY]
    a_monthly_report(place, month_on=date(2025, 3, 1))
    [row] = queries.month_board(KEEPER, TODAY)
    assert [month.month_on.month for month in row.months] == [5, 4, 3]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"progress": " "}, "请填写“本月进展”"),
        ({"progress": "好", "plans": "长" * 2_001}, "“下月打算”超过 2000 字"),
    ],
)
def test_an_empty_or_endless_report_is_refused(place, values, said):
    with pytest.raises(operations.UnableToReport, match=said):
        operations.send_monthly(
            place=place, month_on=MAY, values=values, by=KEEPER, now=datetime(2025, 6, 10, tzinfo=ZONE)
        )


def test_a_month_that_is_not_over_is_not_reported(place):
    with pytest.raises(operations.UnableToReport, match="还没有结束"):
        a_monthly_report(place, month_on=JUNE)


def test_another_places_leader_cannot_report(place):
    stranger = an_actor(Role.TOWNSHIP_LEADER, organisation=an_organisation(OrganisationKind.TOWNSHIP))
    with pytest.raises(operations.UnableToReport, match="本乡镇"):
        a_monthly_report(place, by=stranger)
    with pytest.raises(queries.MonthlyNotFound):
        queries.monthly_report(stranger, place.code, MAY, TODAY)


def test_without_a_holiday_table_the_report_is_refused_in_words(place):
    with pytest.raises(operations.UnableToReport, match="2030"):
        a_monthly_report(place, month_on=date(2030, 5, 1), now=datetime(2030, 6, 10, 9, 0, tzinfo=ZONE))
