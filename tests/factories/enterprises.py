"""Firms for tests, recorded through the register's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from tests.factories.provenance import CLERK, a_batch, a_line
from tidu.domain.enterprises import credit_code, operations
from tidu.domain.enterprises.models import (
    ComplianceCheck,
    Enterprise,
    LifeEvent,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.domain.enterprises.operations import Statement
from tidu.domain.enterprises.vocabulary import GrantKind, RecognitionKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.provenance.models import SourceLine

KNOWN_AT = datetime(2020, 1, 2, 9, 0, tzinfo=UTC)
REGISTERED_ON = date(2015, 6, 1)
LIVED_AT = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)

_numbers = count(1)


def a_code(division: str = "360899") -> str:
    """Return a valid credit code that no other call returns."""
    return credit_code.compose("9", "1", division, f"{next(_numbers):08d}")


def a_statement(code: str, values: dict[str, Any], line: SourceLine | None = None) -> Statement:
    """Return a statement about a firm, by default of a new notice that states these fields."""
    return Statement(line or a_line(a_batch(*values)), code, values)


def an_enterprise(
    name: str = "",
    place: Organisation | None = None,
    *,
    code: str = "",
    now: datetime = KNOWN_AT,
    line: SourceLine | None = None,
    **values: Any,
) -> Enterprise:
    """Return a firm with a name, in `place` if given, registered on 2015-06-01 unless `values` say otherwise."""
    code = code or a_code()
    stated = {"name": name or f"企业{code[12:16]}", "registered_on": REGISTERED_ON} | values
    if place is not None:
        stated["place_id"] = place.pk
    operations.record_register(statements=[a_statement(code, stated, line)], by=CLERK, now=now)
    return Enterprise.objects.get(credit_code=code)


def profile_of(enterprise: Enterprise) -> Profile:
    """Return the register entry that stands."""
    return Profile.objects.known_at(None).get(enterprise=enterprise)


def name_of(enterprise: Enterprise) -> NameRecord:
    """Return the latest name that stands."""
    return NameRecord.objects.known_at(None).filter(enterprise=enterprise).latest("valid_from_on")


def place_of(enterprise: Enterprise) -> PlaceRecord:
    """Return the latest place that stands."""
    return PlaceRecord.objects.known_at(None).filter(enterprise=enterprise).latest("valid_from_on")


def a_recognition(
    enterprise: Enterprise,
    kind: str = RecognitionKind.HNTE,
    granted_on: date = date(2022, 11, 15),
    until: date = date(2025, 11, 15),
    *,
    grant_kind: str = GrantKind.NEW,
    number: str = "",
    now: datetime | None = None,
) -> Recognition:
    """Return a title in force from the day it was granted until before `until`, known since `now`."""
    values = {
        "kind": kind,
        "grant_kind": grant_kind,
        "granted_on": granted_on,
        "valid_from_on": granted_on,
        "valid_until_on": until,
        "certificate_number": number,
    }
    moment = now or datetime(granted_on.year, granted_on.month, granted_on.day, 9, tzinfo=UTC)
    operations.grant_recognitions(
        statements=[a_statement(enterprise.credit_code, values)], by=CLERK, now=moment
    )
    return Recognition.objects.known_at(None).get(enterprise=enterprise, kind=kind, granted_on=granted_on)


def an_sme_number(enterprise: Enterprise, year: int, *, granted_on: date | None = None) -> Recognition:
    """Return the 科技型中小企业 number of a year: in force until its 31 December."""
    return a_recognition(
        enterprise, RecognitionKind.SME_NUMBER, granted_on or date(year, 6, 20), date(year + 1, 1, 1)
    )


def yearly_facts(
    enterprise: Enterprise,
    year: int,
    *,
    now: datetime | None = None,
    line: SourceLine | None = None,
    **values: Any,
) -> YearlyFacts:
    """Return a year's facts, money in fen, known since the following March."""
    stated = a_statement(enterprise.credit_code, {"year": year} | values, line)
    moment = now or datetime(year + 1, 3, 1, 9, 0, tzinfo=UTC)
    operations.record_yearly_facts(statements=[stated], by=CLERK, now=moment)
    return YearlyFacts.objects.known_at(None).get(enterprise=enterprise, year=year)


def a_check(
    enterprise: Enterprise, kind: str, checked_on: date, *, found: bool = False, now: datetime | None = None
) -> ComplianceCheck:
    """Return the result of a compliance check, known since its day."""
    values = {"kind": kind, "checked_on": checked_on, "found": found}
    moment = now or datetime(checked_on.year, checked_on.month, checked_on.day, 9, tzinfo=UTC)
    operations.record_checks(statements=[a_statement(enterprise.credit_code, values)], by=CLERK, now=moment)
    return ComplianceCheck.objects.known_at(None).get(enterprise=enterprise, kind=kind, checked_on=checked_on)


def a_life_event(enterprise: Enterprise, *, now: datetime = LIVED_AT) -> LifeEvent:
    """Return the firm's renaming of 2024-07-01, entered from a letter."""
    source = a_batch("name", title="名称变更通知书", now=now)
    operations.rename(
        enterprise=enterprise,
        name=f"{enterprise.credit_code[12:16]}更名公司",
        on=date(2024, 7, 1),
        reason="经营需要",
        source=source,
        by=CLERK,
        now=now,
    )
    return LifeEvent.objects.get(source_line__batch=source)
