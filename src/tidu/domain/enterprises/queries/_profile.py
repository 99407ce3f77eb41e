"""The pieces of a firm's page: titles and years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tidu.domain.enterprises.models import Enterprise, Profile, Recognition, YearlyFacts
from tidu.domain.enterprises.queries._histories import Record, record_of
from tidu.domain.enterprises.vocabulary import (
    COUNT_FACTS,
    EXPORTS_FIELD,
    EXPORTS_LABEL,
    MONEY_FACTS,
    EndKind,
    FactsStatus,
    GrantKind,
    RecognitionKind,
)
from tidu.foundation.clock import AsOf

YEARLY_LABELS: dict[str, str] = {**MONEY_FACTS, EXPORTS_FIELD: EXPORTS_LABEL, **COUNT_FACTS}
"""Every yearly field with its official label, in the order of the table."""


def unit_of(field: str) -> str:
    """Return what a stored yearly value counts: 分, 美分 or the plain number."""
    if field in MONEY_FACTS:
        return "分"
    if field == EXPORTS_FIELD:
        return "美分"
    return "件" if field.startswith("ip_") else "人"


@dataclass(frozen=True)
class HeldRecognition:
    """One recognition as the firm's page shows it.

    `last_day_on` is the last valid day, `holds` says whether it is in force on the day asked, and `days_left`
    counts from that day to the last valid one, as every other list does (negative when it is over).
    """

    kind: str
    kind_label: str
    grant_label: str
    granted_on: date
    certificate_number: str
    valid_from_on: date
    last_day_on: date
    revoked: bool
    end_reason: str
    holds: bool
    days_left: int
    record: Record


@dataclass(frozen=True)
class YearCell:
    """One value of the yearly table, as stored (fen, US cents, persons, items); None is 缺数."""

    value: int | None
    record: Record | None

    @property
    def missing(self) -> bool:
        """Return whether the value is 缺数."""
        return self.value is None


@dataclass(frozen=True)
class YearColumn:
    """A fiscal year of the table: how final it is and up to which month it reaches."""

    year: int
    status: str
    status_label: str
    through_month: int


@dataclass(frozen=True)
class YearRow:
    """One field over the years, cells in the order of the columns."""

    field: str
    label: str
    stored_unit: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True)
class YearlyTable:
    """Years across, fields down."""

    columns: tuple[YearColumn, ...]
    rows: tuple[YearRow, ...]


def recognitions_of(enterprise: Enterprise, as_of: AsOf) -> list[HeldRecognition]:
    """Return the recognitions known, those in force first, revoked and lapsed ones included; one query."""
    return held_from(Recognition.objects.known_at(as_of.known_at).filter(enterprise=enterprise), as_of)


def held_from(known: Iterable[Recognition], as_of: AsOf) -> list[HeldRecognition]:
    """Return recognitions that are at hand as the firm's page shows them: those in force first, then the newest."""
    by_kind = sorted(known, key=lambda recognition: (recognition.kind, recognition.pk))
    newest_first = sorted(by_kind, key=lambda recognition: recognition.granted_on, reverse=True)
    held = [_held(recognition, as_of.on) for recognition in newest_first]
    return sorted(held, key=lambda title: not title.holds)


def yearly_facts_of(enterprise: Enterprise, as_of: AsOf) -> dict[int, YearlyFacts]:
    """Return the yearly facts known, by year; one query."""
    known = YearlyFacts.objects.known_at(as_of.known_at).filter(enterprise=enterprise)
    return {facts.year: facts for facts in known.order_by("year")}


def yearly_table(enterprise: Enterprise, as_of: AsOf) -> YearlyTable:
    """Return the firm's years, every value with the record that answers for it; one query."""
    return table_from(yearly_facts_of(enterprise, as_of).values())


def table_from(known: Iterable[YearlyFacts]) -> YearlyTable:
    """Return the table of years that are at hand, earliest first."""
    facts = sorted(known, key=lambda row: row.year)
    columns = tuple(
        YearColumn(row.year, row.status, str(FactsStatus(row.status).label), row.through_month)
        for row in facts
    )
    rows = tuple(
        YearRow(
            field=field,
            label=label,
            stored_unit=unit_of(field),
            cells=tuple(YearCell(getattr(row, field), record_of(row, field)) for row in facts),
        )
        for field, label in YEARLY_LABELS.items()
    )
    return YearlyTable(columns, rows)


def profile_of(enterprise: Enterprise, as_of: AsOf) -> Profile | None:
    """Return the register entry known, or None; one query."""
    profile: Profile | None = Profile.objects.known_at(as_of.known_at).filter(enterprise=enterprise).first()
    return profile


def _held(recognition: Recognition, on: date) -> HeldRecognition:
    return HeldRecognition(
        kind=recognition.kind,
        kind_label=str(RecognitionKind(recognition.kind).label),
        grant_label=str(GrantKind(recognition.grant_kind).label),
        granted_on=recognition.granted_on,
        certificate_number=recognition.certificate_number,
        valid_from_on=recognition.valid_from_on,
        last_day_on=recognition.valid_until_on - timedelta(days=1),
        revoked=recognition.end_kind == EndKind.REVOKED,
        end_reason=recognition.end_reason,
        holds=recognition.valid_from_on <= on < recognition.valid_until_on,
        days_left=(recognition.valid_until_on - on).days - 1,
        record=record_of(recognition, "valid_until_on"),
    )
