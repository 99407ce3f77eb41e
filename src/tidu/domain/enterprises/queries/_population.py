"""Firms read at once, as known at one moment: asked about any day afterwards without reading again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, QuerySet

from tidu.domain.enterprises.models import ComplianceCheck, Enterprise, Recognition, YearlyFacts
from tidu.domain.enterprises.queries._facts import (
    CHECK_FIELDS,
    PROFILE_FIELDS,
    RECOGNITION_FIELDS,
    YEAR_KEYS,
    YEARLY_FACTS,
    FactRows,
    facts_from,
    is_closed_on,
)
from tidu.domain.enterprises.queries._scope import OUTSIDE, Place, in_scope, of_ids
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance.models import known
from tidu.rules import Facts

STATED_FIELDS = ("revenue_fen", "tax_paid_fen", "staff_average", "rd_statistical_fen")
"""What firms state of a year that is summed up over firms."""

_LIFE_STATE, _CLOSED_ON = (PROFILE_FIELDS.index(name) for name in ("life_state", "closed_on"))


class NameSpan(NamedTuple):
    """A name from a day on. Spans sort by their first day."""

    valid_from_on: date
    pk: int
    name: str


class PlaceSpan(NamedTuple):
    """A place from a day until a day (exclusive; None: no end). Spans sort by their first day."""

    valid_from_on: date
    pk: int
    valid_until_on: date | None
    place: Place

    def holds(self, on: date) -> bool:
        """Return whether the firm is there on a day."""
        return self.valid_from_on <= on and (self.valid_until_on is None or self.valid_until_on > on)


class KnownTitle(NamedTuple):
    """A recognition as known at the moment of the reading, in force or not; the fields are the record's."""

    enterprise_id: int
    kind: str
    valid_from_on: date
    valid_until_on: date
    grant_kind: str
    granted_on: date
    pk: int
    certificate_number: str
    end_kind: str

    def holds(self, on: date) -> bool:
        """Return whether it is in force on a day."""
        return self.valid_from_on <= on < self.valid_until_on


@dataclass(frozen=True)
class KnownFirm:
    """A firm with its register entry, names and places; `profile` holds what `PROFILE_FIELDS` names, or nothing."""

    enterprise_id: int
    credit_code: str
    profile: tuple[Any, ...]
    names: tuple[NameSpan, ...]
    places: tuple[PlaceSpan, ...]

    def name_on(self, on: date) -> str:
        """Return the name on a day: the one in force, else the nearest known, else the credit code."""
        if not self.names:
            return self.credit_code
        begun = [span.name for span in self.names if span.valid_from_on <= on]
        return begun[-1] if begun else self.names[0].name

    def place_on(self, on: date) -> Place | None:
        """Return where the firm is on a day, `OUTSIDE` when it left the county, None when it is not known."""
        there = [span.place for span in self.places if span.holds(on)]
        return there[-1] if there else None

    def in_county(self, on: date, place: str | None = None) -> bool:
        """Return whether the firm is in the county on a day, or in one of its townships or parks, and not closed."""
        there = [span.place for span in self.places if span.place.id is not None and span.holds(on)]
        if not any(place in (None, one.code) for one in there):
            return False
        return not (self.profile and is_closed_on(self.profile[_LIFE_STATE], self.profile[_CLOSED_ON], on))


@dataclass(frozen=True)
class Population:
    """The firms of a query, or the whole register (`enterprises` is None), as known at one moment.

    Firms, titles, checks and years are read when first asked for, with one query each, and then kept: whoever is
    handed a population asks the records no more (but for `stated`, once a year). It lives as long as the answer to
    one request.
    """

    known_at: datetime | None
    enterprises: QuerySet[Enterprise] | None = None
    reads: frozenset[str] | None = None
    """The yearly facts that are going to be asked for, None for all."""

    @cached_property
    def firms(self) -> Mapping[int, KnownFirm]:
        """Return every firm by its id."""
        found = Enterprise.objects.all() if self.enterprises is None else self.enterprises
        joined = found.annotate(
            entry=FilteredRelation("profiles", condition=known(self.known_at, "profiles__")),
            named=FilteredRelation("names", condition=known(self.known_at, "names__")),
            placed=FilteredRelation("places", condition=known(self.known_at, "places__")),
        )
        if self.enterprises is None:
            joined = joined.filter(entry__isnull=False)
        rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in joined.values_list(*_FIRM_COLUMNS):
            rows[row[0]].append(row)
        return {enterprise_id: _firm(own) for enterprise_id, own in rows.items()}

    @cached_property
    def titles(self) -> Mapping[int, Sequence[KnownTitle]]:
        """Return every firm's recognitions, ended ones included, by their first day; a firm without any is absent."""
        titles: dict[int, list[KnownTitle]] = defaultdict(list)
        for row in self._known(Recognition).order_by("valid_from_on", "pk").values_list(*KnownTitle._fields):
            titles[row[0]].append(KnownTitle._make(row))
        return dict(titles)

    @cached_property
    def _checks(self) -> list[tuple[Any, ...]]:
        return list(self._known(ComplianceCheck).order_by("checked_on", "pk").values_list(*CHECK_FIELDS))

    @cached_property
    def _years(self) -> list[tuple[Any, ...]]:
        return list(self._known(YearlyFacts).values_list(*YEAR_KEYS, *self._yearly))

    @cached_property
    def _yearly(self) -> dict[str, str]:
        """The fields of the years that are read, each with its fact."""
        return {
            field: fact for field, fact in YEARLY_FACTS.items() if self.reads is None or fact in self.reads
        }

    @cached_property
    def _stated(self) -> dict[int, Mapping[int, Mapping[str, Any]]]:
        return {}

    def stated(self, year: int) -> Mapping[int, Mapping[str, Any]]:
        """Return what each firm states of a year (`STATED_FIELDS`, pk, through_month) by its id; one query a year."""
        if year not in self._stated:
            rows = self._known(YearlyFacts).filter(year=year)
            found = rows.values("enterprise_id", "pk", "through_month", *STATED_FIELDS)
            self._stated[year] = {row["enterprise_id"]: row for row in found}
        return self._stated[year]

    def here(self, on: date, place: str | None = None) -> list[KnownFirm]:
        """Return the firms in the county on a day, or in one of its townships or parks (`place`: its code)."""
        return [firm for firm in self.firms.values() if firm.in_county(on, place)]

    def holding(self, kinds: Collection[str], on: date, place: str | None = None) -> Iterator[KnownTitle]:
        """Yield the titles of these kinds in force on a day, of firms in the county or one of its places."""
        for enterprise_id, titles in self.titles.items():
            held = [title for title in titles if title.kind in kinds and title.holds(on)]
            if held and enterprise_id in self.firms and self.firms[enterprise_id].in_county(on, place):
                yield from held

    def facts(self, enterprise_ids: Collection[int], on: date) -> dict[int, Facts]:
        """Return the facts of some of the firms on a day, as `facts_for` describes them."""
        wanted = set(enterprise_ids)
        firms = [self.firms[enterprise_id] for enterprise_id in wanted if enterprise_id in self.firms]
        rows = FactRows(
            profiles=[firm.profile for firm in firms if firm.profile],
            places=[_place_row(firm, span) for firm in firms for span in firm.places],
            recognitions=(title[: len(RECOGNITION_FIELDS)] for own in self.titles.values() for title in own),
            checks=self._checks,
            years=self._years,
            yearly=tuple(self._yearly.values()),
        )
        return facts_from(wanted, rows, AsOf(on, self.known_at))

    def _known(self, model: Any) -> Any:
        records = model.objects.known_at(self.known_at)
        return records if self.enterprises is None else records.filter(enterprise__in=self.enterprises)


def population_of(actor: Actor, as_of: AsOf, reads: frozenset[str] | None = None) -> Population:
    """Return the firms that an actor may see on a day, with the knowledge of the question.

    `reads` names the yearly facts that are going to be asked for; without it all are read.
    """
    firms = None if actor.sees_whole_county else in_scope(actor, as_of)
    return Population(as_of.known_at, firms, reads)


def population_with(enterprise_ids: Collection[int], as_of: AsOf) -> Population:
    """Return some firms with the knowledge of the question; of so many that no list holds them, all there are."""
    return Population(as_of.known_at, of_ids(enterprise_ids))


def facts_for(enterprise_ids: Collection[int], as_of: AsOf) -> dict[int, Facts]:
    """Return the facts of each firm on a day, in four queries whatever their number.

    What is not on record is absent, which the rules read as unknown. A year whose figures do not reach December
    is no closed fiscal year and is left out. Facts that only later stages know are merged by their own apps.
    """
    return population_with(enterprise_ids, as_of).facts(enterprise_ids, as_of.on)


def name_on(enterprise: Enterprise, as_of: AsOf) -> str:
    """Return the firm's name on a day, or its credit code when no name is known."""
    return population_with([enterprise.pk], as_of).firms[enterprise.pk].name_on(as_of.on)


_ENTRY_COLUMNS = tuple(f"entry__{name}" for name in PROFILE_FIELDS)
_NAME_COLUMNS = tuple(f"named__{name}" for name in NameSpan._fields)
_PLACE_COLUMNS = (
    "placed__valid_from_on",
    "placed__pk",
    "placed__valid_until_on",
    "placed__place_id",
    "placed__place__code",
    "placed__place__name",
    "placed__place__short_name",
)
_FIRM_COLUMNS = ("pk", "credit_code", *_ENTRY_COLUMNS, *_NAME_COLUMNS, *_PLACE_COLUMNS)
_NAMES_FROM = 2 + len(_ENTRY_COLUMNS)
_PLACES_FROM = _NAMES_FROM + len(_NAME_COLUMNS)


def _firm(rows: Sequence[tuple[Any, ...]]) -> KnownFirm:
    """Return a firm from its rows: one for each name with each place."""
    enterprise_id, credit_code, *_ = rows[0]
    profile = rows[0][2:_NAMES_FROM]
    names = {NameSpan._make(row[_NAMES_FROM:_PLACES_FROM]) for row in rows if row[_NAMES_FROM] is not None}
    places = {_span(row[_PLACES_FROM:]) for row in rows if row[_PLACES_FROM] is not None}
    return KnownFirm(
        enterprise_id=enterprise_id,
        credit_code=credit_code,
        profile=profile if profile[0] is not None else (),
        names=tuple(sorted(names)),
        places=tuple(sorted(places)),
    )


def _span(row: tuple[Any, ...]) -> PlaceSpan:
    valid_from_on, pk, valid_until_on, place_id, *names = row
    return PlaceSpan(
        valid_from_on, pk, valid_until_on, OUTSIDE if place_id is None else Place(place_id, *names)
    )


def _place_row(firm: KnownFirm, span: PlaceSpan) -> tuple[Any, ...]:
    """Return a place as `PLACE_FIELDS` names it."""
    return (firm.enterprise_id, span.place.id, span.valid_from_on, span.valid_until_on)
