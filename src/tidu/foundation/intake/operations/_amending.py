"""Amend one record on screen: read, checked and written by the same form as a sheet, cell by cell.

Two people may have the same record open. What the second one saw is compared with what stands: a value that
somebody else changed meanwhile is named with who, when and both values, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.intake import forms, headers, judging, queries
from tidu.foundation.intake.cells import UNKNOWN, typed
from tidu.foundation.intake.checks import CellMoved, UnableToAmend, WrongCell, check_amended, check_can_amend
from tidu.foundation.intake.readers import Row, Sheet, UnableToRead
from tidu.foundation.intake.templates import header_text
from tidu.foundation.intake.vocabulary import RowVerdict, Severity
from tidu.foundation.provenance import operations as provenance_operations
from tidu.foundation.provenance.vocabulary import SourceKind


@dataclass(frozen=True)
class Amendment:
    """What somebody did to a record on screen: its key, the texts they saw, and the texts they left there.

    `key` names the record by the form's key columns, e.g. credit code and year. An emptied text says 缺数.
    `answers` are those to what the form asks about the change: code of the question -> answer.
    """

    form_code: str
    key: Mapping[str, str]
    seen: Mapping[str, str]
    left: Mapping[str, str]
    reason: str
    answers: Mapping[str, str] = field(default_factory=dict)

    def changed(self) -> dict[str, str]:
        """Return the texts that differ from what was seen."""
        return {
            name: text.strip()
            for name, text in self.left.items()
            if text.strip() != self.seen.get(name, "").strip()
        }


def amend(*, amendment: Amendment, by: Actor, now: datetime) -> list[str]:
    """Write what was changed and return the labels of those fields.

    Raises UnableToAmend: for somebody who may not, without a reason, with texts that cannot be read (`wrong`),
    where what stands is no longer what was seen (`moved`), or while the form asks something (`asked`). Nothing is
    then written.
    """
    changed = amendment.changed()
    check_can_amend(by, amendment.reason, changed)
    form = forms.find(amendment.form_code).with_choices()
    try:
        with transaction.atomic():
            row = _judged(form, amendment, changed, now)
            stands = form.standing([row.key]).get(row.key, {})
            check_amended(
                _wrong(form, row),
                _moved(form, amendment, changed, stands, row.key),
                list(queries.questions_in(row.row.number, "", row.key, row.faults)),
            )
            if row.verdict != RowVerdict.SAME:
                _write(form, row, amendment.reason, by=by, now=now)
    except IntegrityError as race:
        raise UnableToAmend("这条记录刚刚被别人改动。请重新打开，看过现在的数再改。") from race
    return [form.field_named(name).label for name in changed]


def _judged(
    form: forms.Form, amendment: Amendment, changed: Mapping[str, str], now: datetime
) -> judging.JudgedRow:
    """Return the change as the one row of a sheet, read and checked as such."""
    setting = forms.Setting({}, now, {form.key_of(amendment.key): amendment.answers})
    cells = {**amendment.key, **{name: text or UNKNOWN for name, text in changed.items()}}
    specs = [form.field_named(name) for name in cells]
    sheet = Sheet(
        name="",
        rows=(Row(1, tuple(header_text(spec) for spec in specs)), Row(2, tuple(cells.values()))),
    )
    try:
        page, header = headers.find(form, [sheet], None)
        [row] = judging.judge(form, page, header, setting).rows
    except UnableToRead as refusal:
        raise UnableToAmend(str(refusal)) from refusal
    return row


def _wrong(form: forms.Form, row: judging.JudgedRow) -> list[WrongCell]:
    """Return what is wrong with the texts, field by field."""
    labels = {spec.name: spec.label for spec in form.fields}
    return [
        WrongCell(fault.field, labels.get(fault.field, ""), fault.reason, fault.suggestion)
        for fault in row.faults
        if fault.severity is Severity.FAULT
    ]


def _moved(
    form: forms.Form,
    amendment: Amendment,
    changed: Mapping[str, str],
    stands: Mapping[str, object],
    key: str,
) -> list[CellMoved]:
    """Return the changed fields in which somebody else has written meanwhile."""
    moved = []
    for name, ours in changed.items():
        spec = form.field_named(name)
        seen, now = amendment.seen.get(name, "").strip(), typed(spec, stands.get(name))
        if seen != now:
            moved.append(CellMoved(name, spec.label, seen or UNKNOWN, now or UNKNOWN, ours or UNKNOWN))
    writers = form.writers([key]) if moved and form.writers else {}
    return [one.written_by(writers.get(key)) for one in moved]


def _write(form: forms.Form, row: judging.JudgedRow, reason: str, *, by: Actor, now: datetime) -> None:
    """Write the row from a source of its own; the audit keeps which fields, never their values."""
    keys = [spec.name for spec in form.fields if spec.required and spec.name in row.values]
    fields = sorted(name for name in row.values if name not in keys)
    batch = provenance_operations.open_batch(
        kind=SourceKind.FORM,
        title=f"{form.name}：网页修改（{reason.strip()}）"[:200],
        by=by,
        now=now,
        column_map={name: {} for name in fields},
    )
    (line,) = provenance_operations.add_lines(batch=batch, row_numbers=[0])
    form.load([forms.RowToLoad(line=line, key=row.key, values=row.values)], by, now)
    audit_operations.record(
        by=by,
        now=now,
        action="intake.amend",
        subject=(form.code, row.key),
        summary=f"网页修改：{reason.strip()}"[:300],
        detail={"fields": fields, "batch": batch.pk},
    )
