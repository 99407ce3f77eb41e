"""What happened to a firm, from its records and from the events entered for it, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

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
from tidu.domain.enterprises.queries._histories import (
    Histories,
    Record,
    first_with,
    histories_of,
    record_of,
    stands,
)
from tidu.domain.enterprises.vocabulary import (
    EndKind,
    EventKind,
    FactsStatus,
    GrantKind,
    HistoryKind,
    RecognitionKind,
)
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.queries import Origin


@dataclass(frozen=True)
class TimelineEvent:
    """Something that happened to a firm: on which day it counts, when it became known, and the source.

    `event_id` is set where an event was entered for it and can be taken back; `taken_back` where that was done.
    `other_code` names the other firm of a merger or split.
    """

    on: date
    known_at: datetime
    kind: str
    title: str
    detail: str
    origin: Origin
    record: Record
    reason: str = ""
    event_id: int | None = None
    other_code: str = ""
    taken_back: bool = False

    @property
    def known_on(self) -> date:
        """Return the day on which it became known."""
        return provenance.local_day(self.known_at)

    @property
    def reaches_back(self) -> bool:
        """Return whether it counts from an earlier day than the one on which it became known."""
        return self.on < self.known_on


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


def _event(version: Any, field: str, *, on: date, kind: str, title: str, detail: str = "") -> TimelineEvent:
    origin = provenance.origin_of_line(version.source_line, field)
    return TimelineEvent(on, version.recorded_at, kind, title, detail, origin, record_of(version, field))


def _registration(history: Sequence[Profile]) -> Iterable[TimelineEvent]:
    now = history[-1]
    if now.registered_on is not None:
        told = first_with(history, "registered_on")
        yield _event(told, "registered_on", on=now.registered_on, kind="registered", title="成立")
    if now.closed_on is not None:
        told = first_with(history, "closed_on")
        yield _event(told, "closed_on", on=now.closed_on, kind="closed", title="注销")


def _naming(history: Sequence[NameRecord]) -> Iterable[TimelineEvent]:
    told = first_with(history, "name")
    yield _event(told, "name", on=told.valid_from_on, kind="named", title="启用名称", detail=told.name)


def _moving(history: Sequence[PlaceRecord]) -> Iterable[TimelineEvent]:
    told = first_with(history, "place_id")
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
    told, ends_on = first_with(history, "end_kind", "valid_until_on"), now.valid_until_on
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


TOLD_BY_RECORDS = frozenset(
    {
        EventKind.RENAMED,
        EventKind.MOVED,
        EventKind.CLOSED,
        EventKind.REVOKED,
        EventKind.GRANTED,
        EventKind.RENEWED,
    }
)
"""Events whose own records tell them on the timeline: the event adds why, and the way to take it back."""


def with_life_events(
    told: Iterable[TimelineEvent], versions: Iterable[LifeEvent], enterprise: Enterprise, as_of: AsOf
) -> list[TimelineEvent]:
    """Return a firm's timeline with the events entered for it (`life_events_of`), newest first: no query.

    An event that was taken back stays, marked so; beside it stands who took it back and why.
    """
    histories: dict[Any, list[LifeEvent]] = {}
    for version in versions:
        histories.setdefault(provenance.key_of(version), []).append(version)
    standing = [history[-1] for history in histories.values() if stands(history[-1], as_of)]
    gone = [history[-1] for history in histories.values() if not stands(history[-1], as_of)]
    entered = {
        event.source_line.batch_id: event
        for event in standing
        if event.kind in TOLD_BY_RECORDS and event.enterprise_id == enterprise.pk
    }
    lines = [_with_entry(line, entered.get(line.origin.batch_id)) for line in told]
    lines += [_own_line(event, enterprise) for event in standing if event.kind not in TOLD_BY_RECORDS]
    lines += [replace(_own_line(event, enterprise), taken_back=True, event_id=None) for event in gone]
    past = [line for line in lines if line.on <= as_of.on]
    return sorted(past, key=lambda line: (line.on, line.known_at), reverse=True)


def _with_entry(line: TimelineEvent, event: LifeEvent | None) -> TimelineEvent:
    return line if event is None else replace(line, reason=event.reason, event_id=event.pk)


def _own_line(event: LifeEvent, enterprise: Enterprise) -> TimelineEvent:
    """Return the line of an event that no other record tells, as either of its two firms sees it."""
    other = event.other if event.enterprise_id == enterprise.pk else event.enterprise
    line = _event(
        event,
        "summary",
        on=event.happened_on,
        kind=event.kind.lower(),
        title=event.summary,
        detail=histories_in_words(event.detail.get("histories", {})),
    )
    reversible = event.kind != EventKind.REVERSED
    return replace(
        line,
        reason=event.reason,
        event_id=event.pk if reversible else None,
        other_code=other.credit_code if other is not None else "",
    )


def histories_in_words(histories: Mapping[str, str]) -> str:
    """Return where each kind of history goes, in words; nothing where nothing is stated."""
    receivers: dict[str, list[str]] = {}
    for kind in HistoryKind:
        if kind in histories:
            receivers.setdefault(histories[kind], []).append(str(kind.label))
    return "；".join(
        f"{'、'.join(kinds)}{f'由 {code} 承继' if code else '留在原企业'}"
        for code, kinds in receivers.items()
    )
