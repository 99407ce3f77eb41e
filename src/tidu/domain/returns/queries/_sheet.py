"""What an addressee's sheet holds: its firms, and what is known of each already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.models import YearlyFacts
from tidu.domain.returns.models import Addressee, AskedFirm, Handing
from tidu.domain.returns.queries._returns import handing_on_its_way
from tidu.domain.returns.queries._standing import said_unknown
from tidu.domain.returns.vocabulary import FORM
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import prefilled
from tidu.foundation.intake.cells import UNKNOWN, typed
from tidu.foundation.intake.models import StagedRow

_FIXED = ("credit_code", "name")


@dataclass(frozen=True)
class SheetRow:
    """A firm on the sheet. `known` are the asked values on record: money in fen, exports in US cents, counts.

    `unknown` are the fields that were answered by 缺数, `waiting` the texts handed in that no officer has confirmed.
    """

    credit_code: str
    name: str
    known: Mapping[str, Any]
    unknown: frozenset[str] = frozenset()
    waiting: Mapping[str, str] = field(default_factory=dict)

    def missing(self, fields: list[str]) -> list[str]:
        """Return the asked fields of which nothing is on record."""
        return [name for name in fields if name not in self.known]

    def said(self) -> dict[str, str]:
        """Return 缺数 for each field of which it was said and of which nothing is on record."""
        return dict.fromkeys(sorted(self.unknown - self.known.keys()), UNKNOWN)

    def answered(self) -> dict[str, str]:
        """Return the texts already answered, those that still wait for an officer among them."""
        waiting = {name: text for name, text in self.waiting.items() if name not in self.known}
        return {**self.said(), **waiting}


def sheet_of(addressee: Addressee, as_of: AsOf) -> list[SheetRow]:
    """Return the rows of an addressee's sheet by name, with what was handed in last and waits: seven queries."""
    return sheet_with(addressee, handing_on_its_way(addressee), as_of)


def sheet_with(addressee: Addressee, handing: Handing | None, as_of: AsOf) -> list[SheetRow]:
    """Return the rows of an addressee's sheet by name, with what a handing states; six queries."""
    firms = AskedFirm.objects.filter(addressee=addressee)
    asked = firms.values("enterprise_id")
    fields = addressee.outgoing.fields
    facts = YearlyFacts.objects.known_at(None).filter(enterprise_id__in=asked, year=addressee.outgoing.year)
    known = {row.pop("enterprise_id"): row for row in facts.values("enterprise_id", *fields)}
    codes = dict(firms.values_list("enterprise_id", "enterprise__credit_code"))
    named = enterprises.population_with(codes, as_of).firms
    said = said_unknown(Addressee.objects.filter(pk=addressee.pk)).get(addressee.pk, {})
    waiting = handed_in(handing)
    rows = [
        SheetRow(
            credit_code=code,
            name=named[pk].name_on(as_of.on),
            known={name: value for name, value in known.get(pk, {}).items() if value is not None},
            unknown=said.get(code, frozenset()).intersection(fields),
            waiting={name: text for name, text in waiting.get(code, {}).items() if name in fields},
        )
        for pk, code in codes.items()
    ]
    return sorted(rows, key=lambda row: (row.name, row.credit_code))


def handed_in(handing: Handing | None) -> dict[str, dict[str, str]]:
    """Return, by credit code, what a handing states as one types it: field -> text; one query."""
    if handing is None:
        return {}
    specs = {spec.name: spec for spec in intake_forms.find(FORM).fields}
    rows = StagedRow.objects.filter(load=handing.load_id).values_list("key", "values")
    return {
        key.partition("|")[0]: {
            name: UNKNOWN if value is None else typed(specs[name], value) for name, value in values.items()
        }
        for key, values in rows
    }


def workbook_of(addressee: Addressee, as_of: AsOf, answers: Mapping[str, str] | None = None) -> bytes:
    """Return an addressee's workbook: known values locked, missing ones open with what was answered already.

    `answers` fill a lone firm's row, in place of what still waits for an officer.
    """
    outgoing = addressee.outgoing
    rows = [
        prefilled.PrefilledRow(
            fixed={"credit_code": row.credit_code, "name": row.name},
            known=row.known,
            answers=row.answered() if answers is None else {**row.said(), **answers},
        )
        for row in sheet_of(addressee, as_of)
    ]
    return prefilled.prefilled_workbook(
        intake_forms.find(FORM).with_choices(),
        fixed=_FIXED,
        asked=outgoing.fields,
        rows=rows,
        mark=str(addressee.pk),
        title=f"{outgoing.number} {outgoing.title}（{outgoing.year} 年，{outgoing.due_on} 前交回）",
    )
