"""The register as the rules see it: plain values, read once for a review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from tidu.domain.enterprises.models import NameRecord, PlaceRecord, Profile, YearlyFacts
from tidu.domain.enterprises.queries import YEARLY_FACTS, KnownFirm, Population
from tidu.domain.enterprises.vocabulary import EndKind, LifeState, RecognitionKind
from tidu.domain.quality.rules import FirmSeen, NameSeen, TitleSeen
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance.queries import local_day
from tidu.foundation.provenance.vocabulary import SourceKind

DECEMBER = 12
SINCE_COLUMNS = ("name_since_on", "place_since_on", "name_since", "place_since")
"""Columns in which a workbook states since when a name or place holds."""

Spans = dict[int, list[NameSeen]]


def firms_seen(as_of: AsOf) -> list[FirmSeen]:
    """Return every registered firm as corrected by all that is known now; seven queries, whatever their number."""
    population = Population(as_of.known_at)
    standing = Profile.objects.known_at(as_of.known_at)
    profiles = {
        row[0]: row[1:]
        for row in standing.values_list(
            "enterprise_id", "registered_on", "life_state", "closed_on", "contact_phone", "address"
        )
    }
    names = _spans(NameRecord.objects.known_at(as_of.known_at), "name", _stated(NameRecord))
    places = _spans(PlaceRecord.objects.known_at(as_of.known_at), "place__short_name", _stated(PlaceRecord))
    years = _years(as_of)
    seen = []
    for firm in population.firms.values():
        registered_on, life_state, closed_on, phone, address = profiles[firm.enterprise_id]
        seen.append(
            FirmSeen(
                enterprise_id=firm.enterprise_id,
                credit_code=firm.credit_code,
                name=firm.name_on(as_of.on),
                registered_on=registered_on,
                closed=life_state == LifeState.CLOSED,
                closed_on=closed_on,
                here_since=here_since(firm, as_of.on),
                phone=phone,
                address=address,
                names=names.get(firm.enterprise_id, []),
                places=places.get(firm.enterprise_id, []),
                titles=[_title(title) for title in population.titles.get(firm.enterprise_id, ())],
                years=years.get(firm.enterprise_id, {}),
            )
        )
    return sorted(seen, key=lambda one: one.credit_code)


def places_of_firms(as_of: AsOf) -> dict[int, int | None]:
    """Return the id of the place in which each firm is on the day, None outside the county; one query."""
    return {
        enterprise_id: place.id if (place := firm.place_on(as_of.on)) else None
        for enterprise_id, firm in Population(as_of.known_at).firms.items()
    }


def here_since(firm: KnownFirm, on: date) -> date | None:
    """Return since when a firm has been in the county without a break, None where it is not here on the day."""
    if not firm.in_county(on):
        return None
    since: date | None = None
    for span in firm.places:
        if span.valid_from_on > on:
            break
        since = None if span.place.id is None else since or span.valid_from_on
    return since


def _stated(model: Any) -> set[tuple[int, date]]:
    """Return the records whose first day some source stated: any but a workbook without a column for it."""
    stated = set()
    rows = model.objects.values_list(
        "enterprise_id",
        "valid_from_on",
        "recorded_at",
        "source_line__batch__kind",
        "source_line__batch__column_map",
    )
    for enterprise_id, from_on, recorded_at, kind, columns in rows.order_by("-pk"):
        has_column = any(name in columns for name in SINCE_COLUMNS)
        if kind != SourceKind.WORKBOOK or has_column or from_on != local_day(recorded_at):
            stated.add((enterprise_id, from_on))
        else:
            stated.discard((enterprise_id, from_on))
    return stated


def _spans(standing: Any, field: str, stated: set[tuple[int, date]]) -> Spans:
    found: Spans = defaultdict(list)
    rows = standing.order_by("valid_from_on").values_list("enterprise_id", field, "valid_from_on")
    for enterprise_id, value, from_on in rows:
        assumed = (enterprise_id, from_on) not in stated
        found[enterprise_id].append(NameSeen(value or "县外", from_on, assumed))
    return found


def _years(as_of: AsOf) -> dict[int, dict[int, dict[str, int | None]]]:
    fields: Sequence[str] = tuple(YEARLY_FACTS)
    found: dict[int, dict[int, dict[str, int | None]]] = defaultdict(dict)
    whole = YearlyFacts.objects.known_at(as_of.known_at).filter(through_month=DECEMBER)
    for enterprise_id, year, *values in whole.values_list("enterprise_id", "year", *fields):
        found[enterprise_id][year] = dict(zip(fields, values, strict=True))
    return found


def _title(title: Any) -> TitleSeen:
    return TitleSeen(
        kind=title.kind,
        label=str(RecognitionKind(title.kind).label),
        granted_on=title.granted_on,
        from_on=title.valid_from_on,
        until_on=title.valid_until_on,
        revoked=title.end_kind == EndKind.REVOKED,
    )
