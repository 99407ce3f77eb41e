"""The facts of enterprises as the rules know them, for one firm or for the whole county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tidu.domain.enterprises.intervals import years_before
from tidu.domain.enterprises.queries import _incidents as incidents
from tidu.domain.enterprises.queries import _routes as routes
from tidu.domain.enterprises.vocabulary import (
    ANSWERS_LAST,
    COUNT_FACTS,
    EXPORTS_FIELD,
    MONEY_FACTS,
    CheckKind,
    GrantKind,
    LifeState,
    RecognitionKind,
)
from tidu.foundation.clock import AsOf
from tidu.rules import Facts

CHECK_FACTS = {
    CheckKind.MAJOR_INCIDENT: "major_incident_365d",
    CheckKind.ABNORMAL_OR_DISHONEST: "abnormal_or_dishonest",
    CheckKind.RESTRICTED_PRODUCTS: "restricted_products",
}

SINCE_LAST_YEAR = "major_incident_since_last_year"

YEARLY_FACTS = {
    **{field: field.removesuffix("_fen") for field in MONEY_FACTS},
    **{field: field for field in COUNT_FACTS},
    EXPORTS_FIELD: "exports",
}
"""Field of `YearlyFacts` -> name of the fact; amounts pass in fen and US cents, as the rules keep them."""

VALID_TITLES: dict[str, str] = {
    RecognitionKind.HNTE: "hnte_valid",
    RecognitionKind.SME_NUMBER: "sme_number_valid",
    RecognitionKind.GAZELLE: "gazelle_valid",
    RecognitionKind.SPECIALISED_SME: "specialised_title_valid",
}
"""Title -> the fact that it is held on the day."""

RECOGNITION_FACTS = (
    "hnte_valid",
    "hnte_new_last_year",
    "hnte_renewed_last_year",
    "sme_number_valid",
    "sme_number_last_two_years",
    "gazelle_valid",
    "gazelle_new_last_year",
    "specialised_title_valid",
    "hnte_for_tax_year",
)
"""What the register of recognitions says yes or no to: a title that is not on record is not held."""

Scalars = dict[str, Any]


PROFILE_FIELDS = (
    "enterprise_id",
    "registered_on",
    "resident_enterprise",
    "in_hightech_field",
    "life_state",
    "closed_on",
    *routes.FIELDS,
)
PLACE_FIELDS = ("enterprise_id", "place_id", "valid_from_on", "valid_until_on")
RECOGNITION_FIELDS = ("enterprise_id", "kind", "valid_from_on", "valid_until_on", "grant_kind", "granted_on")
CHECK_FIELDS = ("enterprise_id", "kind", "found", "checked_on")
YEAR_KEYS = ("enterprise_id", "year", "through_month")

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True)
class FactRows:
    """The rows from which facts are made, as the field lists above name them; `yearly` names a year's further facts."""

    profiles: Rows
    places: Rows
    recognitions: Rows
    checks: Rows
    years: Rows
    yearly: tuple[str, ...]


def facts_from(wanted: Collection[int], rows: FactRows, as_of: AsOf) -> dict[int, Facts]:
    """Return the facts of each firm, made from rows that are at hand; rows of other firms are passed over."""
    scalars: dict[int, Scalars] = {enterprise_id: {} for enterprise_id in wanted}
    _add_profiles(scalars, rows.profiles, as_of)
    _add_places(scalars, rows.places, as_of)
    _add_recognitions(scalars, rows.recognitions, as_of)
    _add_checks(scalars, rows.checks, as_of)
    years = _years(scalars.keys(), rows)
    return {
        enterprise_id: Facts(scalars=scalars[enterprise_id], years=years.get(enterprise_id, {}))
        for enterprise_id in wanted
    }


def _add_profiles(scalars: dict[int, Scalars], rows: Rows, as_of: AsOf) -> None:
    for enterprise_id, registered_on, resident, in_field, life_state, closed_on, *answers in rows:
        if enterprise_id not in scalars:
            continue
        scalars[enterprise_id] |= {
            "registered_on": registered_on,
            "resident_enterprise": resident,
            "in_hightech_field": in_field,
            "closed": is_closed_on(life_state, closed_on, as_of.on),
            **routes.facts(answers, as_of.on),
        }


def is_closed_on(life_state: str, closed_on: date | None, on: date) -> bool:
    """Return whether a firm was closed before a day; a closing without a day counts always."""
    return life_state == LifeState.CLOSED and (closed_on is None or closed_on < on)


def _add_places(scalars: dict[int, Scalars], rows: Rows, as_of: AsOf) -> None:
    """Say whether each firm is in the county; of a firm without any place on record nobody knows."""
    for enterprise_id, place_id, valid_from_on, valid_until_on in rows:
        if enterprise_id in scalars:
            holds = valid_from_on <= as_of.on and (valid_until_on is None or valid_until_on > as_of.on)
            here = holds and place_id is not None and not scalars[enterprise_id].get("closed")
            scalars[enterprise_id]["in_county"] = here or scalars[enterprise_id].get("in_county", False)


def _add_recognitions(scalars: dict[int, Scalars], rows: Rows, as_of: AsOf) -> None:
    for own in scalars.values():
        own.update(dict.fromkeys(RECOGNITION_FACTS, False))
    of_firms, two_years_ago = (row for row in rows if row[0] in scalars), years_before(as_of.on, 2)
    for enterprise_id, kind, starts, ends, grant_kind, granted_on in of_firms:
        facts = scalars[enterprise_id]
        valid = starts <= as_of.on < ends
        newly = valid and granted_on.year == as_of.on.year - 1
        if kind in VALID_TITLES:
            facts[VALID_TITLES[kind]] |= valid
        if kind == RecognitionKind.HNTE:
            facts["hnte_for_tax_year"] |= _taxed_as_hnte(granted_on, ends, as_of.on.year - 1)
            if valid:
                facts["hnte_new_last_year"] |= newly and grant_kind == GrantKind.NEW
                facts["hnte_renewed_last_year"] |= newly and grant_kind == GrantKind.RENEWED
                _add_certificate(facts, grant_kind, granted_on, ends - timedelta(days=1))
        elif kind == RecognitionKind.SME_NUMBER:
            recent = starts < ends and starts <= as_of.on and ends > two_years_ago
            facts["sme_number_last_two_years"] |= recent
        elif kind == RecognitionKind.GAZELLE:
            facts["gazelle_new_last_year"] |= newly


def _taxed_as_hnte(granted_on: date, ends: date, year: int) -> bool:
    """Return whether a certificate gives a fiscal year its tax rate (国家税务总局公告2017年第24号).

    The year of issue counts whole, the one in which the certificate ends does not: there a renewal granted by the end
    of the year speaks, which is a certificate of its own.
    """
    return granted_on.year <= year and (ends - timedelta(days=1)).year > year


def _add_certificate(facts: Scalars, grant_kind: str, granted_on: date, last_day: date) -> None:
    """Say until when a firm holds certificates (a renewal may overlap), and since when a first one is announced."""
    facts["hnte_last_day"] = max(last_day, facts.get("hnte_last_day", last_day))
    if grant_kind == GrantKind.NEW:
        facts["hnte_announced_on"] = max(granted_on, facts.get("hnte_announced_on", granted_on))


def _add_checks(scalars: dict[int, Scalars], rows: Rows, as_of: AsOf) -> None:
    """Let the newest check of each kind speak, if it is not older than 365 days; rows come oldest first.

    Of incidents, all checks together also speak for last year and this year.
    """
    looked: dict[int, list[incidents.Checked]] = defaultdict(list)
    for enterprise_id, kind, found, checked_on in rows:
        if enterprise_id in scalars and as_of.on - ANSWERS_LAST <= checked_on <= as_of.on:
            scalars[enterprise_id][CHECK_FACTS[CheckKind(kind)]] = found
        if enterprise_id in scalars and kind == CheckKind.MAJOR_INCIDENT:
            looked[enterprise_id].append((checked_on, found))
    for enterprise_id, checks in looked.items():
        facts = scalars[enterprise_id]
        facts[SINCE_LAST_YEAR] = incidents.since_last_year(checks, facts.get("registered_on"), as_of.on)


def _years(wanted: Collection[int], rows: FactRows) -> dict[int, dict[int, dict[str, int | None]]]:
    years: dict[int, dict[int, dict[str, int | None]]] = defaultdict(dict)
    for enterprise_id, year, through_month, *values in rows.years:
        if enterprise_id in wanted and through_month == 12:
            years[enterprise_id][year] = dict(zip(rows.yearly, values, strict=True))
    return years
