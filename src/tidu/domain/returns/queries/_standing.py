"""Where addressees stand, computed from what they handed in and from the records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.returns.models import Addressee, AskedFirm, Handing, Reminder
from tidu.domain.returns.vocabulary import ASKABLE, ON_THE_WAY, STILL_OWING, AnswerState
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.foundation.intake.models import StagedRow
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict


@dataclass(frozen=True)
class Standing:
    """An addressee: how many values it is asked for, how many of them are on record, and what it handed in last.

    `unknown` counts the values not on record of which it has said 缺数 itself.
    """

    addressee: Addressee
    name: str
    firms: int
    asked: int
    known: int
    unknown: int
    last: Handing | None
    first_handed_on: date | None
    reminders: int
    today: date

    @property
    def state(self) -> AnswerState:
        """Where it stands. Values on record answer, whoever brought them: nobody is asked for what is known."""
        if self.addressee.exempt_because:
            return AnswerState.EXEMPT
        if self.last is not None and self.last.load.state != LoadState.LOADED:
            wrong = self.last.load.counts.get(RowVerdict.REJECTED, 0)
            return AnswerState.SENT_BACK if wrong else AnswerState.WAITING
        if not self.missing:
            return AnswerState.DONE
        return AnswerState.PARTLY if self.last is not None else AnswerState.PENDING

    @property
    def owes(self) -> bool:
        """Whether the next step is the addressee's."""
        return self.state in STILL_OWING

    @property
    def missing(self) -> int:
        """How many of the values asked for are still to be told."""
        return self.asked - self.known - self.unknown

    @property
    def late(self) -> bool:
        """Whether the first answer came, or is still to come, after the due day; answering does not erase it."""
        if self.addressee.exempt_because:
            return False
        due_on = self.addressee.outgoing.due_on
        if self.first_handed_on is not None:
            return self.first_handed_on > due_on
        return self.owes and self.today > due_on


def standings(addressees: QuerySet[Addressee], as_of: AsOf) -> list[Standing]:
    """Return where addressees stand, in their order; six queries however many firms they are asked about."""
    found = list(addressees)
    asked = addressees.order_by()
    firms: dict[int, list[tuple[int, str]]] = defaultdict(list)
    asked_firms = AskedFirm.objects.filter(addressee__in=asked.values("pk"))
    rows = asked_firms.values_list("addressee_id", "enterprise_id", "enterprise__credit_code")
    for addressee_id, enterprise_id, code in rows:
        firms[addressee_id].append((enterprise_id, code))
    told = _Told(_known(asked_firms, {one.outgoing.year for one in found}), said_unknown(asked))
    lone = {one.enterprise_id for one in found if one.enterprise_id is not None}
    named = enterprises.population_with(lone, as_of).firms if lone else {}
    last, first = _handings(asked)
    reminded = (
        Reminder.objects.filter(addressee__in=asked.values("pk"))
        .values_list("addressee_id")
        .annotate(Count("pk"))
    )
    reminders = dict(reminded)
    return [
        Standing(
            addressee=one,
            name=one.place.short_name if one.place else named[one.enterprise_id or 0].name_on(as_of.on),
            firms=len(firms[one.pk]),
            asked=len(firms[one.pk]) * len(one.outgoing.fields),
            known=sum(len(told.known(one, firm)) for firm, _ in firms[one.pk]),
            unknown=sum(len(told.unknown(one, firm, code)) for firm, code in firms[one.pk]),
            last=last.get(one.pk),
            first_handed_on=first.get(one.pk),
            reminders=reminders.get(one.pk, 0),
            today=as_of.on,
        )
        for one in found
    ]


@dataclass(frozen=True)
class _Told:
    """What is on record of firms and years, and what addressees said is not known."""

    records: Mapping[tuple[int, int], frozenset[str]]
    said: Mapping[int, Mapping[str, frozenset[str]]]

    def known(self, one: Addressee, firm: int) -> frozenset[str]:
        """Return which values that an addressee is asked for are on record of a firm."""
        return self.records.get((firm, one.outgoing.year), frozenset()).intersection(one.outgoing.fields)

    def unknown(self, one: Addressee, firm: int, code: str) -> frozenset[str]:
        """Return which of those not on record the addressee has said 缺数 of."""
        said = self.said.get(one.pk, {}).get(code, frozenset())
        return said.intersection(one.outgoing.fields) - self.known(one, firm)


def said_unknown(asked: QuerySet[Addressee]) -> dict[int, dict[str, frozenset[str]]]:
    """Return, per addressee and credit code, the fields that it answered by 缺数 in what was loaded: one query."""
    loaded = Handing.objects.filter(addressee__in=asked.values("pk"), load__state=LoadState.LOADED)
    said: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    whose = Subquery(loaded.filter(load=OuterRef("load")).values("addressee")[:1])
    rows = StagedRow.objects.filter(load__in=loaded.values("load")).annotate(whose=whose)
    for addressee, key, values in rows.values_list("whose", "key", "values"):
        of_addressee, code = said[addressee], key.partition("|")[0]
        names = frozenset(name for name, value in values.items() if value is None)
        of_addressee[code] = of_addressee.get(code, frozenset()) | names
    return said


def count_by_state(found: Iterable[Standing]) -> dict[AnswerState, int]:
    """Return how many addressees stand in each state, every state named."""
    counted = Counter(one.state for one in found)
    return {state: counted[state] for state in AnswerState}


def _known(asked_firms: QuerySet[AskedFirm], years: Iterable[int]) -> dict[tuple[int, int], frozenset[str]]:
    """Return which askable values are on record, per firm and year."""
    facts = YearlyFacts.objects.known_at(None).filter(
        enterprise_id__in=asked_firms.values("enterprise_id"), year__in=sorted(years)
    )
    return {
        (row.pop("enterprise_id"), row.pop("year")): frozenset(
            name for name, value in row.items() if value is not None
        )
        for row in facts.values("enterprise_id", "year", *ASKABLE)
    }


def _handings(asked: QuerySet[Addressee]) -> tuple[dict[int, Handing], dict[int, date]]:
    """Return the last handing that was neither put aside nor taken back, and the day of the first of all."""
    last: dict[int, Handing] = {}
    first: dict[int, date] = {}
    handed = Handing.objects.filter(addressee__in=asked.values("pk")).select_related("load")
    for one in handed.order_by("pk"):
        first.setdefault(one.addressee_id, clock.day_of(one.handed_at))
        if one.load.state in ON_THE_WAY:
            last[one.addressee_id] = one
    return last, first
