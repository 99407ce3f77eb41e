"""Questions about the stage: what a load would do, row by row, and which loads there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidu.foundation.intake import forms
from tidu.foundation.intake.cells import displayed
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.readers import column_index
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict

DONE: dict[str, str] = {LoadState.LOADED: "载入", LoadState.UNDONE: "撤销", LoadState.DISCARDED: "放弃"}


class LoadNotFound(LookupError):
    """Raised when there is no such load or batch; the message is Chinese."""


@dataclass(frozen=True)
class ColumnUse:
    """One column of the sheet: its letter and header, and the field it fills ("" for a column left unread)."""

    letter: str
    header: str
    field: str
    label: str
    unit: str


@dataclass(frozen=True)
class Change:
    """One value a row states, with what stood before, both as words; `changed` when they differ."""

    field: str
    label: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True)
class RowView:
    """One staged row for a screen: verdict, what it changes, and its faults (records of `StagedRow.faults`)."""

    row_number: int
    verdict: str
    verdict_label: str
    key: str
    label: str
    changes: tuple[Change, ...]
    faults: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Preview:
    """What a load would do. `counts` are rows by verdict, with `rows` in all and `warned`."""

    load_id: int
    form_code: str
    form_name: str
    file_name: str
    sheet: str
    header_row: int
    state: str
    state_label: str
    staged_at: datetime
    staged_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    batch_id: int | None
    options: tuple[tuple[str, str], ...]
    counts: dict[str, int]
    columns: tuple[ColumnUse, ...]
    notices: tuple[str, ...]
    sentence: str

    @property
    def may_confirm(self) -> bool:
        """Return whether the load is on the stage with no row sent back and no question open."""
        waiting = (RowVerdict.REJECTED, RowVerdict.SUSPECTED, RowVerdict.ASKED)
        return self.state == LoadState.STAGED and not any(self.counts.get(verdict, 0) for verdict in waiting)


def preview(load: Load) -> Preview:
    """Return what the load would do, in one value; its rows come from `rows`."""
    form = forms.find(load.form)
    return Preview(
        load_id=int(load.pk),
        form_code=form.code,
        form_name=form.name,
        file_name=load.file_name,
        sheet=load.sheet,
        header_row=load.header_row,
        state=load.state,
        state_label=LoadState(load.state).label,
        staged_at=load.staged_at,
        staged_by_name=load.staged_by_name,
        decided_at=load.decided_at,
        decided_by_name=load.decided_by_name,
        batch_id=load.source_id,
        options=_options(load, form),
        counts=dict(load.counts),
        columns=_columns(load, form),
        notices=tuple(load.notices),
        sentence=sentence(load),
    )


def sentence(load: Load) -> str:
    """Return the sentence above the sheet, e.g. 298 行：12 行新增，241 行变更，37 行不变，8 行退回。"""
    rare = (RowVerdict.SUSPECTED, RowVerdict.ASKED)
    parts = [
        f"{load.counts.get(verdict, 0)} 行{verdict.label}"
        for verdict in RowVerdict
        if verdict not in rare or load.counts.get(verdict, 0)
    ]
    return f"{load.counts.get('rows', 0)} 行：{'，'.join(parts)}。"


def rows(load: Load, verdict: str = "", offset: int = 0, limit: int | None = None) -> list[RowView]:
    """Return staged rows in the sheet's order, of one verdict if given: one query."""
    form = forms.find(load.form)
    found = load.rows.order_by("row_number")
    if verdict:
        found = found.filter(verdict=verdict)
    return [_row_view(form, row) for row in found[offset : None if limit is None else offset + limit]]


def faults(load: Load) -> list[dict[str, Any]]:
    """Return every fault and warning of the load, row by row."""
    return [fault for row in load.rows.order_by("row_number").exclude(faults=[]) for fault in row.faults]


def recent(limit: int = 50, form_code: str = "") -> list[Load]:
    """Return the newest loads, of one form if given, with file and batch: one query."""
    found = Load.objects.select_related("file", "source").order_by("-pk")
    if form_code:
        found = found.filter(form=form_code)
    return list(found[:limit])


def find(load_id: int) -> Load:
    """Return the load with this number; raise LoadNotFound."""
    load = Load.objects.select_related("file", "source").filter(pk=load_id).first()
    if load is None:
        raise LoadNotFound(f"没有编号为 {load_id} 的导入批次。")
    return load


def find_by_batch(batch_id: int) -> Load:
    """Return the load that wrote this batch of sources; raise LoadNotFound."""
    load = Load.objects.select_related("file", "source").filter(source_id=batch_id).first()
    if load is None:
        raise LoadNotFound(f"没有由导入写入的来源批次 {batch_id}。")
    return load


def _options(load: Load, form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Return the options as label and words."""
    specs = {spec.name: spec for spec in form.options}
    return tuple(
        (specs[name].label, displayed(specs[name], value))
        for name, value in load.options.items()
        if name in specs
    )


def _columns(load: Load, form: forms.Form) -> tuple[ColumnUse, ...]:
    """Return every column of the header in the sheet's order."""
    labels = {spec.name: spec.label for spec in form.fields}
    return tuple(
        ColumnUse(
            letter=letter,
            header=load.headers[letter],
            field=name,
            label=labels.get(name, ""),
            unit=load.units.get(name, ""),
        )
        for letter in sorted(load.headers, key=column_index)
        for name in [load.mapping.get(letter, "")]
    )


def _row_view(form: forms.Form, row: StagedRow) -> RowView:
    """Return a row for a screen."""
    return RowView(
        row_number=row.row_number,
        verdict=row.verdict,
        verdict_label=RowVerdict(row.verdict).label,
        key=row.key,
        label=row.label,
        changes=tuple(_changes(form.fields, row)),
        faults=tuple(row.faults),
    )


def _changes(specs: Iterable[forms.FieldSpec], row: StagedRow) -> Iterable[Change]:
    """Yield the values a row states beside what stood before; a record that was not there has no before."""
    for spec in specs:
        if spec.name not in row.values:
            continue
        after, before = row.values[spec.name], row.before.get(spec.name)
        yield Change(
            field=spec.name,
            label=spec.label,
            before=displayed(spec, before) if row.existed else "",
            after=displayed(spec, after),
            changed=not row.existed or before != after,
        )
