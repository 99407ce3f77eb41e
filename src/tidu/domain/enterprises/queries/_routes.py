"""The direct routes to the 科技型中小企业 evaluation (第八条（二）至（四）): what a firm's answers say on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tidu.domain.enterprises.intervals import years_before
from tidu.domain.enterprises.models import Profile
from tidu.domain.enterprises.vocabulary import ANSWERS_LAST, DIRECT_ROUTES

Record = tuple[str, int, str]

ANSWERED_ON = "routes_answered_on"
FIELDS = (*(field for _, *fields in DIRECT_ROUTES for field in fields if field), ANSWERED_ON)
"""The fields of `Profile` that hold the answers, in the order in which `facts` takes them."""


_AWARD, _AWARD_ON = "science_award", "science_award_on"
FIVE_YEARS, THREE_YEARS = 5, 3

NATIONAL_AWARD = "national_award_top3_3y"
"""A national science award among the first three units, in the three years that the gradient titles ask for."""

LESSER_AWARDS = ("national_or_provincial_award_3y", "specialised_award_3y", "ministry_award_top3_3y")
"""What such an award settles besides; without one a lesser award, which nobody records, may still do."""


@dataclass(frozen=True)
class RouteAnswer:
    """One route as the firm's page shows it: `has` None is 缺数, `since` the day a yes rests on."""

    label: str
    has: bool | None
    since: date | None
    answered_on: date | None
    record: Record


def facts(values: Sequence[bool | date | None], on: date) -> dict[str, bool | None]:
    """Return each route's fact on a day, from the values of `FIELDS`; None is unknown."""
    said = dict(zip(FIELDS, values, strict=True))
    answered_on = said[ANSWERED_ON]
    found = {}
    for fact, answer, day in DIRECT_ROUTES:
        if day:
            found[fact] = _within(FIVE_YEARS, said[answer], said[day], answered_on, on)  # type: ignore[arg-type]
        else:
            found[fact] = _still_held(said[answer], answered_on, on)  # type: ignore[arg-type]
    recent = _within(THREE_YEARS, said[_AWARD], said[_AWARD_ON], answered_on, on)  # type: ignore[arg-type]
    return {**found, NATIONAL_AWARD: recent, **(dict.fromkeys(LESSER_AWARDS, True) if recent else {})}


def field_of(profile: Profile | None, fact: str) -> str:
    """Return the field that answers for a fact: the day of a yes, else the answer; other facts are their own field."""
    for name, answer, day in DIRECT_ROUTES:
        if name == fact or (answer == _AWARD and fact in (NATIONAL_AWARD, *LESSER_AWARDS)):
            return day if day and getattr(profile, day, None) else answer
    return fact


def answers_of(profile: Profile) -> list[RouteAnswer]:
    """Return what a firm has said, each answer with the record that holds it."""
    return [
        RouteAnswer(
            label=str(Profile._meta.get_field(answer).verbose_name),  # type: ignore[union-attr]
            has=getattr(profile, answer),
            since=getattr(profile, day) if day else None,
            answered_on=profile.routes_answered_on,
            record=(profile._meta.label, int(profile.pk), field_of(profile, fact)),
        )
        for fact, answer, day in DIRECT_ROUTES
    ]


def _within(
    years: int, ever: bool | None, latest_on: date | None, answered_on: date | None, on: date
) -> bool | None:
    """Return whether something happened in so many years up to a day.

    The latest day settles it for the years that follow, however old the answer. A no, or a latest day that is
    longer ago, speaks for the time before the answer and for a year after it: later, another may have come.
    """
    if latest_on is not None and years_before(on, years) <= latest_on <= on:
        return True
    if ever is None or answered_on is None or on > answered_on + ANSWERS_LAST:
        return None
    return None if latest_on is not None and latest_on > on else False


def _still_held(has: bool | None, answered_on: date | None, on: date) -> bool | None:
    """Return whether a firm has an institution on a day: what it said, for a year from the day of its answer."""
    if answered_on is None or not answered_on <= on <= answered_on + ANSWERS_LAST:
        return None
    return has
