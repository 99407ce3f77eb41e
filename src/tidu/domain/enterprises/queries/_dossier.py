"""Everything known of one firm on a day, read in six queries and answered from memory: what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
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
from tidu.domain.enterprises.queries import _facts as facts
from tidu.domain.enterprises.queries import _histories as stored
from tidu.domain.enterprises.queries import _profile as pieces
from tidu.domain.enterprises.queries import _routes as routes
from tidu.domain.enterprises.queries import _timeline as timeline
from tidu.domain.enterprises.queries._scope import OUTSIDE, EnterpriseNotFound, Place, find_in_scope, in_scope
from tidu.domain.enterprises.queries._targets import ValueKey
from tidu.domain.enterprises.vocabulary import (
    CORRECTABLE,
    DIRECT_ROUTES,
    CheckKind,
    LifeState,
    RecognitionKind,
)
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.queries import Origin
from tidu.rules import Facts

MODELS = (Profile, NameRecord, PlaceRecord, YearlyFacts, Recognition, ComplianceCheck)

TITLE_FACTS = {
    "hnte_valid": RecognitionKind.HNTE,
    "hnte_for_tax_year": RecognitionKind.HNTE,
    "specialised_title_valid": RecognitionKind.SPECIALISED_SME,
    "sme_number_valid": RecognitionKind.SME_NUMBER,
    "sme_number_last_two_years": RecognitionKind.SME_NUMBER,
    **dict.fromkeys(
        ("hnte_new_last_year", "hnte_renewed_last_year", "hnte_announced_on", "hnte_last_day"),
        RecognitionKind.HNTE,
    ),
    **dict.fromkeys(("gazelle_valid", "gazelle_new_last_year"), RecognitionKind.GAZELLE),
}
"""Fact -> the title whose recognition answers for it."""

_FIELDS_OF_FACTS = {field: name for name, field in facts.YEARLY_FACTS.items()}
_KINDS_OF_CHECKS = {fact: kind for kind, fact in facts.CHECK_FACTS.items()} | {
    facts.SINCE_LAST_YEAR: CheckKind.MAJOR_INCIDENT
}


@dataclass(frozen=True)
class Dossier:
    """A firm with the histories of all its records, as known at the moment asked about."""

    enterprise: Enterprise
    as_of: AsOf
    histories: dict[Any, stored.Histories]

    @property
    def name(self) -> str:
        """Return the name in force on the day, or the earliest known, or the credit code."""
        names = sorted(self.standing(NameRecord), key=attrgetter("valid_from_on"))
        begun = [one.name for one in names if one.valid_from_on <= self.as_of.on]
        return begun[-1] if begun else names[0].name if names else self.enterprise.credit_code

    @property
    def place(self) -> Place | None:
        """Return where the firm is on the day, `OUTSIDE` when it left, None when it is not known."""
        held = [one for one in self.standing(PlaceRecord) if self._holds(one)]
        if not held:
            return None
        place = max(held, key=attrgetter("valid_from_on")).place
        return OUTSIDE if place is None else Place(place.pk, place.code, place.name, place.short_name)

    @property
    def profile(self) -> Profile | None:
        """Return the register entry."""
        known = self.standing(Profile)
        return known[0] if known else None

    @property
    def gone(self) -> bool:
        """Return whether the firm was closed before the day: its last day still counts."""
        profile = self.profile
        if profile is None or profile.life_state != LifeState.CLOSED:
            return False
        return profile.closed_on is None or bool(profile.closed_on < self.as_of.on)

    @property
    def direct_routes(self) -> list[routes.RouteAnswer]:
        """Return what the firm has said about each direct route, an empty list without a register entry."""
        return routes.answers_of(self.profile) if self.profile else []

    @property
    def recognitions(self) -> list[pieces.HeldRecognition]:
        """Return the titles, newest first, ended ones included."""
        return pieces.held_from(self.standing(Recognition), self.as_of)

    @property
    def yearly_table(self) -> pieces.YearlyTable:
        """Return years across, fields down."""
        return pieces.table_from(self.standing(YearlyFacts))

    @property
    def timeline(self) -> list[timeline.TimelineEvent]:
        """Return what is known to have happened, newest first."""
        return timeline.timeline_from(self.histories, self.as_of)

    @property
    def facts(self) -> Facts:
        """Return the facts as the rules know them."""
        checks = sorted(self.standing(ComplianceCheck), key=lambda one: (one.checked_on, one.pk))
        rows = facts.FactRows(
            profiles=map(attrgetter(*facts.PROFILE_FIELDS), self.standing(Profile)),
            places=map(attrgetter(*facts.PLACE_FIELDS), self.standing(PlaceRecord)),
            recognitions=map(attrgetter(*facts.RECOGNITION_FIELDS), self.standing(Recognition)),
            checks=map(attrgetter(*facts.CHECK_FIELDS), checks),
            years=map(attrgetter(*facts.YEAR_KEYS, *facts.YEARLY_FACTS), self.standing(YearlyFacts)),
            yearly=tuple(facts.YEARLY_FACTS.values()),
        )
        return facts.facts_from([self.enterprise.pk], rows, self.as_of)[self.enterprise.pk]

    def standing(self, model: Any) -> list[Any]:
        """Return the version of each record that stood at the moment of knowledge."""
        return [history[-1] for history in self.histories[model].values()]

    def record_of(self, fact: str, year: int | None = None) -> stored.Record | None:
        """Return the record that answers for a fact, as the provenance page takes it, None where none does."""
        if year is not None:
            rows = [one for one in self.standing(YearlyFacts) if one.year == year]
            return (
                stored.record_of(rows[0], _FIELDS_OF_FACTS[fact])
                if rows and fact in _FIELDS_OF_FACTS
                else None
            )
        if fact in _KINDS_OF_CHECKS:
            checks = [one for one in self.standing(ComplianceCheck) if one.kind == _KINDS_OF_CHECKS[fact]]
            done = [one for one in checks if one.checked_on <= self.as_of.on]
            return _latest(done, "checked_on", "found")
        if fact in TITLE_FACTS:
            titles = [one for one in self.standing(Recognition) if one.kind == TITLE_FACTS[fact]]
            begun = [one for one in titles if one.valid_from_on <= self.as_of.on]
            return _latest(begun, "valid_until_on", "valid_until_on")
        if fact == "in_county":
            places = [one for one in self.standing(PlaceRecord) if self._holds(one)]
            return _latest(places, "valid_from_on", "place_id")
        field = "closed_on" if fact == "closed" else routes.field_of(self.profile, fact)
        known = {one.name for one in Profile._meta.concrete_fields}
        return stored.record_of(self.profile, field) if self.profile and field in known else None

    def key_of(self, fact: str, year: int | None = None) -> ValueKey | None:
        """Return what to point at to have a fact corrected or supplied; None where the register holds no such value."""
        record = self.record_of(fact, year)
        if record is None:
            return key_of_fact(fact, year)
        return ValueKey.of(self.version(record), record[2])

    def origin_of(self, record: stored.Record) -> Origin | None:
        """Return where the value of a record at hand came from, down to the cell; no query."""
        history = self._history(record)
        return provenance.origin_in(history, history[-1], record[2])

    def version(self, record: stored.Record) -> Versioned:
        """Return the version that a reference names; no query."""
        found: Versioned = self._history(record)[-1]
        return found

    def _history(self, record: stored.Record) -> list[Any]:
        """Return a record's versions; its last one is the one referred to."""
        label, pk, _ = record
        for model, histories in self.histories.items():
            if model._meta.label == label:
                return next(history for history in histories.values() if history[-1].pk == pk)
        raise KeyError(label)

    def _holds(self, record: Any) -> bool:
        """Return whether an interval holds the day."""
        ends = record.valid_until_on
        return bool(record.valid_from_on <= self.as_of.on and (ends is None or ends > self.as_of.on))


def dossier(actor: Actor, credit_code: str, as_of: AsOf) -> Dossier:
    """Return the dossier of a firm in the actor's scope; raise EnterpriseNotFound. Six queries.

    The firm is found along with its names; only a firm without a name on record is looked for by itself.
    """
    found = in_scope(actor, as_of).filter(credit_code=credit_code)
    named = NameRecord.objects.filter(enterprise__in=found).select_related("enterprise")
    names = stored.grouped(named, as_of)
    for history in names.values():
        return dossier_of(history[-1].enterprise, as_of, {NameRecord: names})
    return dossier_of(find_in_scope(actor, credit_code, as_of), as_of, {NameRecord: names})


def unnamed_dossier(actor: Actor, credit_code: str, as_of: AsOf) -> Dossier:
    """Return the dossier of a firm in scope without its names: enough to judge it. Five queries.

    Its `name` is the credit code. Raises EnterpriseNotFound.
    """
    found = in_scope(actor, as_of).filter(credit_code=credit_code)
    entries = Profile.objects.filter(enterprise__in=found).select_related("enterprise")
    profiles = stored.grouped(entries, as_of)
    for history in profiles.values():
        read = {NameRecord: {}, Profile: profiles}
        return dossier_of(history[-1].enterprise, as_of, read)
    raise EnterpriseNotFound("没有找到这家企业。它可能不存在，或不在您的权限内。")


def dossier_of(
    enterprise: Enterprise, as_of: AsOf, read: dict[Any, stored.Histories] | None = None
) -> Dossier:
    """Return the dossier of a firm that is at hand; one query per model that has not been `read` already."""
    histories = dict(read or {})
    for model in MODELS:
        if model not in histories:
            histories[model] = stored.histories_of(model, enterprise, as_of)
    return Dossier(enterprise, as_of, histories)


def key_of_fact(fact: str, year: int | None) -> ValueKey | None:
    """Return what to point at to supply a fact of which no record exists; None where the register cannot hold it."""
    if year is not None:
        field = _FIELDS_OF_FACTS.get(fact, "")
        return ValueKey("YearlyFacts", (str(year),), field) if field else None
    named = next((answer for name, answer, _ in DIRECT_ROUTES if name == fact), fact)
    return ValueKey("Profile", (), named) if named in CORRECTABLE["Profile"] else None


def title_of_fact(fact: str) -> str:
    """Return the kind of title whose recognition would answer for a fact, empty for a fact of anything else."""
    return str(TITLE_FACTS.get(fact, ""))


def _latest(records: list[Any], order: str, field: str) -> stored.Record | None:
    """Return the reference of the last of some records, in the order of a field."""
    return stored.record_of(max(records, key=attrgetter(order)), field) if records else None
