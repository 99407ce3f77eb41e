"""All firms of the county on a day as one frame, kept in memory for as long as nothing is written.

Every write of the house leaves an entry in the audit in the same transaction. The newest such entry therefore says
whether anything can have changed since a snapshot was taken; asking for it is one cheap question.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

import polars as pl
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tidu import rules
from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import NameRecord, PlaceRecord, Profile
from tidu.domain.enterprises.vocabulary import Industry
from tidu.domain.rulebook.queries._facts import facts_for
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.vocabulary import ABOVE_SCALE, BELOW_SCALE
from tidu.foundation.audit.models import Entry
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule
from tidu.rules.simulate import Costing, FirmFrame, cost_of

_KEPT: Final = 4
_ROWS_KEPT: Final = 2_000_000
"""How many rows of costings a snapshot keeps, all costings together: some 80 MB."""

_kept: OrderedDict[tuple[AsOf, tuple[int, datetime]], Snapshot] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Firm:
    """A firm of the population: what a list shows, and whose scope it lies in. `place` is None for 缺数."""

    enterprise_id: int
    credit_code: str
    name: str
    place_id: int | None
    place: str | None


@dataclass(frozen=True)
class Snapshot:
    """The firms of the county on a day, by credit code, with their facts and as a population to simulate on.

    What a rule costs over them is kept by the rule's fingerprint: a slider that comes back finds its answer there.
    """

    as_of: AsOf
    firms: Mapping[str, Firm]
    facts: Mapping[str, Facts]
    population: FirmFrame
    _costings: OrderedDict[str, Costing] = field(default_factory=OrderedDict, repr=False, compare=False)

    def costings(self, rules: Sequence[Rule]) -> list[Costing]:
        """Return what each rule costs, reckoning only those not reckoned before."""
        with _lock:
            found = {
                one: self._costings[one] for rule in rules if (one := rule.fingerprint) in self._costings
            }
        new = [rule for rule in rules if rule.fingerprint not in found]
        found |= {one.rule.fingerprint: one for one in cost_of(new, self.population)}
        most = max(len(rules), _ROWS_KEPT // max(1, len(self.firms)))
        with _lock:
            for rule in rules:
                self._costings[rule.fingerprint] = found[rule.fingerprint]
                self._costings.move_to_end(rule.fingerprint)
            while len(self._costings) > most:
                self._costings.popitem(last=False)
        return [found[rule.fingerprint] for rule in rules]


def snapshot(as_of: AsOf) -> Snapshot:
    """Return the county on a day; ten questions, or one while nothing has been written since the last time."""
    stamp = _stamp()
    if stamp is None:
        return _taken(as_of)
    with _lock:
        found = _kept.get((as_of, stamp))
    if found is None:
        found = _taken(as_of)
        with _lock:
            _kept[as_of, stamp] = found
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return found


def _stamp() -> tuple[int, datetime] | None:
    """Return the newest change on record. The wall clock tells apart entries whose number was used before."""
    changed = Entry.objects.filter(kind=EntryKind.CHANGED).order_by("-pk")
    return changed.values_list("pk", "recorded_at").first()


def _taken(as_of: AsOf) -> Snapshot:
    name = NameRecord.objects.in_force(as_of).filter(enterprise_id=OuterRef("pk")).values("name")
    place = PlaceRecord.objects.in_force(as_of).filter(enterprise_id=OuterRef("pk"))
    profile = Profile.objects.known_at(as_of.known_at).filter(enterprise_id=OuterRef("pk"))
    rows = (
        enterprises_queries.in_county(as_of)
        .annotate(
            name_now=Coalesce(Subquery(name[:1]), F("credit_code")),
            place_now=Subquery(place.values("place_id")[:1]),
            place_name=Subquery(place.values("place__short_name")[:1]),
            industry=Subquery(profile.values("industry")[:1]),
            above_scale=Subquery(profile.values("above_scale")[:1]),
        )
        .order_by("credit_code")
        .values_list("pk", "credit_code", "name_now", "place_now", "place_name", "industry", "above_scale")
    )
    found = list(rows)
    firms = {row[1]: Firm(*row[:5]) for row in found}
    by_id = facts_for([row[0] for row in found], as_of)
    facts = {code: by_id[firm.enterprise_id] for code, firm in firms.items()}
    groups = pl.DataFrame(
        {
            "key": list(firms),
            "place": [firm.place for firm in firms.values()],
            "industry": [Industry(row[5]).label if row[5] else None for row in found],
            "scale": [_scale(row[6]) for row in found],
        },
        schema={"key": pl.String, "place": pl.String, "industry": pl.String, "scale": pl.String},
    )
    frame = rules.population_frame(facts.items())
    return Snapshot(as_of, firms, facts, FirmFrame(frame, as_of.on, library(), groups))


def _scale(above: bool | None) -> str | None:
    return None if above is None else ABOVE_SCALE if above else BELOW_SCALE
