"""The pieces of a firm's page: titles, years, and what happened when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidu.domain.enterprises.models import (
    ComplianceCheck,
    Enterprise,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
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
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.queries import Origin

Record = tuple[str, int, str]
Histories = Mapping[Any, list[Any]]

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
    counts from that day to the first without it (negative when it is over).
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


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened to a firm: on which day it counts, when it became known, and the source."""

    on: date
    known_at: datetime
    kind: str
    title: str
    detail: str
    origin: Origin
    record: Record


def recognitions_of(enterprise: Enterprise, as_of: AsOf) -> list[HeldRecognition]:
    """Return the recognitions known, newest first, revoked and lapsed ones included; one query."""
    return held_from(Recognition.objects.known_at(as_of.known_at).filter(enterprise=enterprise), as_of)


def held_from(known: Iterable[Recognition], as_of: AsOf) -> list[HeldRecognition]:
    """Return recognitions that are at hand as the firm's page shows them, newest first."""
    by_kind = sorted(known, key=lambda recognition: (recognition.kind, recognition.pk))
    newest_first = sorted(by_kind, key=lambda recognition: recognition.granted_on, reverse=True)
    return [_held(recognition, as_of.on) for recognition in newest_first]


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


def record_of(version: Versioned, field: str) -> Record:
    """Return the reference of a stored value, as the provenance page takes it."""
    return (version._meta.label, int(version.pk), field)


def timeline_of(enterprise: Enterprise, as_of: AsOf) -> list[TimelineEvent]:
    """Return what is known to have happened to a firm up to a day, newest first; six queries.

    A revocation stands on the day from which it counts; `known_at` tells when it was learnt. Of one day and one
    moment, what follows stands above what it follows from: the name above the founding.
    """
    return timeline_from({model: histories_of(model, enterprise, as_of) for model, _ in _tellers()}, as_of)


def timeline_from(histories: Mapping[Any, Histories], as_of: AsOf) -> list[TimelineEvent]:
    """Return the timeline of histories that are at hand, by model."""
    events: list[TimelineEvent] = []
    for model, tell in _tellers():
        for history in histories[model].values():
            events += tell(history)
    past = [event for event in events if event.on <= as_of.on]
    return sorted(past, key=lambda event: (event.on, event.known_at), reverse=True)


def _tellers() -> Sequence[tuple[Any, Callable[[Any], Iterable[TimelineEvent]]]]:
    """Return what tells the events of each model, in the order in which one day's events follow each other."""
    return (
        (ComplianceCheck, _checking),
        (YearlyFacts, _loading),
        (Recognition, _recognising),
        (PlaceRecord, _moving),
        (NameRecord, _naming),
        (Profile, _registration),
    )


def histories_of(model: Any, enterprise: Enterprise, as_of: AsOf) -> Histories:
    """Return, per record that stood at the moment of knowledge, its versions up to then, oldest first; one query."""
    versions = model.objects.filter(enterprise=enterprise)
    return grouped(versions.select_related("place") if model is PlaceRecord else versions, as_of)


def grouped(versions: Any, as_of: AsOf) -> Histories:
    """Return a firm's versions of one model by record, as `histories_of` does; one query."""
    versions = versions.select_related(provenance.SOURCE).order_by("pk")
    if as_of.known_at is not None:
        versions = versions.filter(recorded_at__lt=as_of.known_at)
    histories: dict[Any, list[Any]] = {}
    for version in versions:
        histories.setdefault(provenance.key_of(version), []).append(version)
    return {key: history for key, history in histories.items() if _stands(history[-1], as_of)}


def _stands(version: Versioned, as_of: AsOf) -> bool:
    if version.superseded_at is None:
        return True
    return as_of.known_at is not None and version.superseded_at >= as_of.known_at


def _first_with(history: Sequence[Any], *fields: str) -> Any:
    """Return the oldest version from which on the fields have been as they are: the one that told us."""
    told = history[-1]
    for version in reversed(history):
        if any(getattr(version, field) != getattr(told, field) for field in fields):
            break
        told = version
    return told


def _event(version: Any, field: str, *, on: date, kind: str, title: str, detail: str = "") -> TimelineEvent:
    origin = provenance.origin_of_line(version.source_line, field)
    return TimelineEvent(on, version.recorded_at, kind, title, detail, origin, record_of(version, field))


def _registration(history: Sequence[Profile]) -> Iterable[TimelineEvent]:
    now = history[-1]
    if now.registered_on is not None:
        told = _first_with(history, "registered_on")
        yield _event(told, "registered_on", on=now.registered_on, kind="registered", title="成立")
    if now.closed_on is not None:
        told = _first_with(history, "closed_on")
        yield _event(told, "closed_on", on=now.closed_on, kind="closed", title="注销")


def _naming(history: Sequence[NameRecord]) -> Iterable[TimelineEvent]:
    told = _first_with(history, "name")
    yield _event(told, "name", on=told.valid_from_on, kind="named", title="启用名称", detail=told.name)


def _moving(history: Sequence[PlaceRecord]) -> Iterable[TimelineEvent]:
    told = _first_with(history, "place_id")
    kind, title = ("moved_out", "迁出本县") if told.place is None else ("placed", "属地")
    detail = told.place.name if told.place is not None else ""
    yield _event(told, "place_id", on=told.valid_from_on, kind=kind, title=title, detail=detail)


def _recognising(history: Sequence[Recognition]) -> Iterable[TimelineEvent]:
    """Tell the grant, and the end: by revocation when there was one, else by the last day."""
    first, now = history[0], history[-1]
    label = str(RecognitionKind(now.kind).label)
    kind, title = ("granted", f"获得{label}称号")
    if now.grant_kind == GrantKind.RENEWED:
        kind, title = ("renewed", f"重新认定为{label}")
    yield _event(
        first, "granted_on", on=now.granted_on, kind=kind, title=title, detail=now.certificate_number
    )
    told, ends_on = _first_with(history, "end_kind", "valid_until_on"), now.valid_until_on
    if now.end_kind == EndKind.REVOKED:
        title, detail = f"{label}资格被撤销", now.end_reason
        yield _event(told, "valid_until_on", on=ends_on, kind="revoked", title=title, detail=detail)
    else:
        title, detail = f"{label}有效期届满", f"最后有效日 {(ends_on - timedelta(days=1)).isoformat()}"
        yield _event(told, "valid_until_on", on=ends_on, kind="ended", title=title, detail=detail)


def _loading(history: Sequence[YearlyFacts]) -> Iterable[TimelineEvent]:
    """Tell every load of a year's figures on the day it was loaded: the only day such figures have."""
    for version in history:
        verb = "载入" if version is history[0] else "更新"
        yield _event(
            version,
            "year",
            on=provenance.local_day(version.recorded_at),
            kind="facts",
            title=f"{verb} {version.year} 年度数据",
            detail=str(FactsStatus(version.status).label),
        )


def _checking(history: Sequence[ComplianceCheck]) -> Iterable[TimelineEvent]:
    now = history[-1]
    title, detail = f"合规核查：{now.get_kind_display()}", "发现问题" if now.found else "未发现问题"
    yield _event(now, "found", on=now.checked_on, kind="checked", title=title, detail=detail)


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
        days_left=(recognition.valid_until_on - on).days,
        record=record_of(recognition, "valid_until_on"),
    )
