"""The values a clause was judged on, each with the record that answers for it, its source, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tidu.domain.enterprises.queries import Dossier, ValueKey, title_of_fact
from tidu.domain.funds import queries as fund_queries
from tidu.domain.funds.queries import FirmLedger, StatedAward
from tidu.domain.funds.vocabulary import AWARD_FACTS
from tidu.domain.rulebook import distance
from tidu.foundation.provenance.queries import Origin
from tidu.rules import Facts, Verdict
from tidu.rules.model.show import show

Record = tuple[str, int, str]


@dataclass(frozen=True)
class ValueSource:
    """One value a clause was judged on: its name with the year, how it reads, and the record that answers for it.

    `record` is None for 缺数 without a record; then `whom_to_ask` says who can supply it. `origin` is the file and
    cell, or the form and moment; `key` is what a firm points at to have it corrected, None where it cannot be;
    `title` is the kind of a title that the register does not have, and `award` the use of a payment that the ledger
    does not have, which no record could be pointed at for.
    """

    label: str
    text: str
    missing: bool
    whom_to_ask: str
    record: Record | None
    origin: Origin | None = None
    key: ValueKey | None = None
    title: str = ""
    award: str = ""


def facts_of(dossier: Dossier, ledger: FirmLedger | None = None) -> Facts:
    """Return a firm's facts as the rules know them, paid awards included; one query, none with the ledger at hand."""
    known = dossier.facts
    paid = ledger or fund_queries.firm_ledger(dossier.enterprise, dossier.as_of)
    return Facts({**known.scalars, **paid.facts}, known.years)


def sources_of(
    verdict: Verdict, clause_id: str, dossier: Dossier, awards: Iterable[StatedAward] = ()
) -> tuple[ValueSource, ...]:
    """Return the values behind one clause of a verdict on the firm of a dossier, paid `awards` at hand; no query."""
    facts = verdict.facts
    registered_on = facts.scalar("registered_on")
    known_since = registered_on if isinstance(registered_on, date) else None
    paid = {one.use: one.values[0] for one in awards}
    found = []
    for cell in distance.cells_of(verdict.rule.clause(clause_id), dossier.as_of.on, known_since):
        fact = verdict.vocabulary[cell.fact]
        value = facts.scalar(cell.fact) if cell.year is None else facts.yearly(cell.fact, cell.year)
        record, key = dossier.record_of(cell.fact, cell.year), dossier.key_of(cell.fact, cell.year)
        origin = dossier.origin_of(record) if record else None
        use = AWARD_FACTS.get(cell.fact)
        if use in paid:
            record, key, origin = paid[use].record, paid[use].key, paid[use].origin
        found.append(
            ValueSource(
                label=verdict.vocabulary.label(cell),
                text=show(value, fact.kind, fact.unit),
                missing=value is None,
                whom_to_ask=fact.whom_to_ask,
                record=record,
                origin=origin,
                key=key,
                title="" if key else title_of_fact(cell.fact),
                award="" if key or use is None else str(use),
            )
        )
    return tuple(found)
