"""Townships' monthly reports: what was sent, which month is owed, and the board of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from tidu.domain.returns.models import MonthlyReport
from tidu.domain.returns.vocabulary import MONTHLY_WORKING_DAYS
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.accounts.vocabulary import OrganisationKind
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.calendar.months import month_end, months_after

_PLACES = (OrganisationKind.TOWNSHIP, OrganisationKind.PARK)
_MONTHS_SHOWN = 6


class MonthlyNotFound(LookupError):
    """Raised for a place that is none, lies outside the actor's scope, or for a month that is not over."""


@dataclass(frozen=True)
class Month:
    """One month of one place: the newest report, if any, and when it was due."""

    month_on: date
    due_on: date
    report: MonthlyReport | None
    late: bool


@dataclass(frozen=True)
class MonthRow:
    """A place with its last months, the newest first."""

    place: Organisation
    months: tuple[Month, ...]


def places(actor: Actor) -> list[Organisation]:
    """Return the townships and parks in the actor's scope, in their order."""
    found = Organisation.objects.filter(kind__in=_PLACES).order_by("position", "code")
    return list(found if actor.sees_whole_county else found.filter(pk__in=actor.place_ids))


def monthly_due_on(month_on: date) -> date:
    """Return the day on which a month's report is due: the fifth working day of the next; HolidaysMissing."""
    return calendar.add_working_days(month_end(month_on), MONTHLY_WORKING_DAYS)


def month_to_report(today: date) -> date:
    """Return the first day of the month that is reported now: the last one that is over."""
    return months_after(today.replace(day=1), -1)


def months_owed(actor: Actor, today: date) -> list[tuple[str, str, date]]:
    """Return code and name of each of the actor's places that has not reported the last month: one query."""
    month_on = month_to_report(today)
    told = set(
        MonthlyReport.objects.filter(month_on=month_on, place_id__in=actor.place_ids).values_list(
            "place_id", flat=True
        )
    )
    return [
        (grant.organisation_code, grant.organisation_name, month_on)
        for grant in actor.grants
        if grant.organisation_id in actor.place_ids - told
    ]


def month_board(actor: Actor, today: date, months: int = _MONTHS_SHOWN) -> list[MonthRow]:
    """Return the last months that were over on a day, for each place in scope, by what had come by then: five queries.

    The first month that any place reported is the first that was asked for: none before it is shown as owed.
    """
    working = calendar.working_calendar()
    had_come = MonthlyReport.objects.filter(sent_on__lte=today)
    began_on = had_come.aggregate(first=Min("month_on"))["first"]
    last, *earlier = _months_before(today, months)
    days = [last, *(day for day in earlier if began_on and day >= began_on)]
    due = {day: working.add(month_end(day), MONTHLY_WORKING_DAYS) for day in days}
    shown = places(actor)
    sent: dict[tuple[int, date], list[MonthlyReport]] = {}
    for report in had_come.filter(place__in=shown, month_on__in=days).order_by("pk"):
        sent.setdefault((report.place_id, report.month_on), []).append(report)
    return [
        MonthRow(place, tuple(_month(day, due[day], sent.get((place.pk, day), ()), today) for day in days))
        for place in shown
    ]


def monthly_report(actor: Actor, place_code: str, month_on: date, today: date) -> tuple[Organisation, Month]:
    """Return one place's month; raise MonthlyNotFound out of scope, or before the month is over."""
    place = next((one for one in places(actor) if one.code == place_code), None)
    if place is None or month_on.day != 1 or month_end(month_on) >= today:
        raise MonthlyNotFound("没有这个乡镇（园区）的这个月报，或这个月还没有结束。")
    reports = list(MonthlyReport.objects.filter(place=place, month_on=month_on).order_by("pk"))
    return place, _month(month_on, monthly_due_on(month_on), reports, today)


def last_month(place_id: int, month_on: date) -> MonthlyReport | None:
    """Return a place's report of a month as it was sent last."""
    return MonthlyReport.objects.filter(place_id=place_id, month_on=month_on).order_by("-pk").first()


def sent_as(place_id: int, month_on: date, key: int) -> MonthlyReport | None:
    """Return one version of a place's report of a month, None where it has none with this key."""
    return MonthlyReport.objects.filter(place_id=place_id, month_on=month_on, pk=key).first()


def _month(month_on: date, due_on: date, reports: Sequence[MonthlyReport], today: date) -> Month:
    """Return a month with its newest report; lateness goes by the first one and is never erased."""
    came_on = reports[0].sent_on if reports else today
    return Month(month_on, due_on, reports[-1] if reports else None, came_on > due_on)


def _months_before(today: date, count: int) -> list[date]:
    """Return the first days of the last months that are over, the newest first."""
    return [months_after(today.replace(day=1), -back) for back in range(1, count + 1)]
