"""Take a township's report of a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tidu.domain.returns import checks, queries
from tidu.domain.returns.checks import UnableToReport
from tidu.domain.returns.models import MonthlyReport
from tidu.domain.returns.vocabulary import MONTHLY_FIELDS
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.handling.turns import take_turn


def _due_on(place: Organisation, month_on: date, today: date, by: Actor) -> date:
    """Return the day on which a month that is over was due; raise UnableToReport for any other month."""
    try:
        queries.monthly_report(by, place.code, month_on, today)
        return queries.monthly_due_on(month_on)
    except (queries.MonthlyNotFound, HolidaysMissing) as refusal:
        raise UnableToReport(str(refusal)) from refusal


def send_monthly(
    *,
    place: Organisation,
    month_on: date,
    values: Mapping[str, str],
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> MonthlyReport:
    """Take a month's report of at most six boxes; sending again adds a version. Raises UnableToReport.

    `seen` is the version that one looked at (its key, 0 for none); where another stands by now, ReportedMeanwhile says
    whose it is.
    """
    today = clock.day_of(now)
    checks.check_can_report(by=by, place=place, values=values)
    due_on = _due_on(place, month_on, today, by)
    with transaction.atomic():
        take_turn(f"returns.monthly {place.pk} {month_on}")
        checks.check_month_seen(queries.last_month(place.pk, month_on), seen)
        report = MonthlyReport.objects.create(
            place=place,
            month_on=month_on,
            due_on=due_on,
            sent_at=now,
            sent_on=today,
            sent_by_name=by.name,
            **{name: str(values.get(name, "")).strip() for name in MONTHLY_FIELDS},
        )
        audit_operations.record(
            by=by,
            now=now,
            action="returns.send_monthly",
            subject=(MonthlyReport._meta.label, f"{place.code} {month_on:%Y-%m}"),
            organisation_code=place.code,
            summary=f"{place.short_name} {month_on:%Y-%m} 月报",
        )
    return report
