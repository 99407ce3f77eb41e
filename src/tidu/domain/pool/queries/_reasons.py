"""Facts that only the pool knows: who has been taken on, and how long nothing has spoken for keeping a firm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import F

from tidu.domain.enterprises.models import Recognition
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool.models import Membership
from tidu.domain.pool.queries._members import member_since
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.clock import AsOf
from tidu.rules import Facts

TAKEN_ON = "taken_on"
MONTHS_WITHOUT_REASON = "months_without_reason"


def with_pool_facts(
    facts: Mapping[int, Facts], members: Mapping[int, Membership], as_of: AsOf
) -> dict[int, Facts]:
    """Return the facts of each firm with those of the pool added, in two queries.

    A firm outside the pool has spent no months in it without a reason, which is 0 and known.
    """
    since = member_since(as_of)
    numbers_until = _last_number_days(as_of)
    merged = {}
    for enterprise_id, known in facts.items():
        member = members.get(enterprise_id)
        months: int | None = 0
        if enterprise_id in since:
            months = months_without_reason(
                known, numbers_until.get(enterprise_id), since[enterprise_id], as_of.on
            )
        added = {TAKEN_ON: _is_taken_on(member), MONTHS_WITHOUT_REASON: months}
        merged[enterprise_id] = Facts({**known.scalars, **added}, known.years)
    return merged


def months_without_reason(facts: Facts, number_until: date | None, since: date, on: date) -> int | None:
    """Return for how many full months none of the three reasons for reserve has held, None where unknown.

    The reasons are R&D above nought or own IP in the last closed year, and a 科小 number within two years, whose
    last valid day is `number_until`. They are looked for backwards from `on` to the day `since` on which the firm
    came into the pool; a missing cell that could hold a reason makes the answer unknown.
    """
    last = since - timedelta(days=1)
    if number_until is not None:
        last = max(last, _years_after(number_until, 2))
    for year in range(on.year, since.year - 1, -1):
        end = date(year, 12, 31)
        if last >= min(end, on):
            break
        held = _had_reason(facts, year - 1)
        if held is None:
            return None
        if held:
            last = max(last, min(end, on))
            break
    one = timedelta(days=1)
    return max(0, _full_months(last + one, on + one))


def _had_reason(facts: Facts, year: int) -> bool | None:
    """Return whether R&D or own IP of a closed year speaks for the firm; years before registration speak not."""
    registered = facts.scalar("registered_on")
    if isinstance(registered, date) and year < registered.year:
        return False
    amounts = [facts.yearly(name, year) for name in ("rd_book", "ip_class1", "ip_class2")]
    if any(amount is not None and amount > 0 for amount in amounts):
        return True
    return None if None in amounts else False


def _is_taken_on(member: Membership | None) -> bool:
    return (
        member is not None
        and member.stage == Stage.CULTIVATION
        and member.adviser_id is not None
        and member.target_year is not None
    )


def _last_number_days(as_of: AsOf) -> dict[int, date]:
    """Return the last valid day of each firm's newest 科小 number up to the day."""
    known = Recognition.objects.known_at(as_of.known_at).filter(
        kind=RecognitionKind.SME_NUMBER, valid_from_on__lte=as_of.on, valid_until_on__gt=F("valid_from_on")
    )
    last: dict[int, date] = {}
    for enterprise_id, until in known.values_list("enterprise_id", "valid_until_on"):
        day = until - timedelta(days=1)
        last[enterprise_id] = max(day, last.get(enterprise_id, day))
    return last


def _years_after(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _full_months(start: date, end: date) -> int:
    """Return how many full months lie from `start` until before `end`, negative where `end` comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months
