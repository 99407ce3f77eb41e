"""What a load would do, row by row, and which loads there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, QuerySet, When

from tidu.foundation.intake import forms
from tidu.foundation.intake.body import listed
from tidu.foundation.intake.cells import displayed
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.readers import column_index
from tidu.foundation.intake.vocabulary import WAITING, LoadState, RowVerdict, Severity
from tidu.foundation.jobs.queries import ErrandView, errand
from tidu.foundation.provenance.queries import chunks

DONE: dict[str, str] = {LoadState.LOADED: "载入", LoadState.UNDONE: "撤销", LoadState.DISCARDED: "放弃"}


@dataclass(frozen=True)
class Question:
    """An open question about a row: the row, the code of what is asked, the words, and the answers to choose from."""

    row_number: int
    label: str
    key: str
    code: str
    reason: str
    suggestion: str
    answers: tuple[forms.Answer, ...]

    def takes(self, value: str) -> bool:
        """Return whether this is an answer: one of the words, or a day where a day is asked."""
        return any(_is_day(value) if answer.asks_day else answer.value == value for answer in self.answers)


@dataclass(frozen=True)
class Alike:
    """What several rows ask alike, so that one answer may settle them all: the code, the rows in words, how many."""

    code: str
    rows: str
    number: int
    suggestion: str
    answers: tuple[forms.Answer, ...]


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
    label_field: str
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
    sender: str
    receipt_id: int | None
    recalled_id: int | None
    refusal: str
    may_confirm: bool
    may_be_mapped: bool


def preview(load: Load) -> Preview:
    """Return what the load would do, in one value; its rows come from `rows`."""
    form = forms.find(load.form)
    return Preview(
        load_id=int(load.pk),
        form_code=form.code,
        form_name=form.name,
        label_field=form.label_field,
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
        sender=load.sender.short_name if load.sender else "",
        receipt_id=load.receipt_id,
        recalled_id=load.recalled_id,
        refusal=load.refusal,
        may_confirm=may_confirm(load),
        may_be_mapped=may_be_mapped(load),
    )


def may_confirm(load: Load) -> bool:
    """Return whether the load is on the stage with no row sent back and no question open."""
    held = (RowVerdict.REJECTED, *WAITING)
    return load.state == LoadState.STAGED and not any(load.counts.get(verdict, 0) for verdict in held)


def may_be_mapped(load: Load) -> bool:
    """Return whether a file could not be read for want of somebody who says what its columns are."""
    return load.state == LoadState.REFUSED and bool(load.headers)


def errand_of(load: Load) -> ErrandView | None:
    """Return how far the work in the background is; None where nothing is to be done."""
    if load.state not in (LoadState.READING, LoadState.LOADING) or load.errand is None:
        return None
    return errand(load.errand)


def questions_of(load: Load) -> list[Question]:
    """Return the open questions of a load, in the sheet's order: one query.

    What several cells of a row ask alike is one question, and one answer settles it.
    """
    return [
        question
        for row in load.rows.filter(verdict__in=WAITING).order_by("row_number")
        for question in questions_in(row.row_number, row.label, row.key, map(_fault, row.faults))
    ]


def asked_alike(questions: Iterable[Question]) -> list[Alike]:
    """Return what more than one row asks and a word can answer; a day is each row's own."""
    by_code: dict[str, list[Question]] = {}
    for question in questions:
        by_code.setdefault(question.code, []).append(question)
    return [
        Alike(code, listed([one.row_number for one in asked]), len(asked), asked[0].suggestion, words)
        for code, asked in by_code.items()
        if len(asked) > 1 and (words := tuple(one for one in asked[0].answers if not one.asks_day))
    ]


def questions_in(row_number: int, label: str, key: str, faults: Iterable[forms.Fault]) -> Iterable[Question]:
    """Yield the questions among the faults of a row."""
    alike: dict[str, list[forms.Fault]] = {}
    for fault in faults:
        if fault.severity is Severity.QUESTION:
            alike.setdefault(str(fault.code), []).append(fault)
    for code, asked in alike.items():
        reasons = "；".join(fault.reason for fault in asked)
        yield Question(row_number, label, key, code, reasons, asked[0].suggestion, asked[0].answers)


def _fault(kept: Mapping[str, Any]) -> forms.Fault:
    """Return a fault as it was before it was kept."""
    answers = tuple(forms.Answer(**answer) for answer in kept.get("answers", ()))
    words = (kept["field"], kept["code"], kept["reason"], kept["suggestion"])
    return forms.Fault(*words, severity=Severity(kept["severity"]), answers=answers)


def _is_day(text: str) -> bool:
    """Return whether a text is a day in ISO form."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def writers_of(form: forms.Form, load: Load, keys: Sequence[str]) -> dict[str, forms.Writer]:
    """Return who wrote what stands in records; of a record that is gone, who decided on it after the preview."""
    found = dict(form.writers(keys)) if form.writers else {}
    gone = [key for key in keys if key not in found]
    since = Load.objects.filter(form=load.form, decided_at__gte=load.staged_at, source__isnull=False)
    for part in chunks(gone):
        rows = StagedRow.objects.filter(load__in=since, key__in=part).order_by("load__decided_at")
        told = rows.values_list(
            "key", "load__decided_by_name", "load__decided_at", "load__state", "load__file_name"
        )
        for key, name, at, state, file_name in told:
            found[key] = forms.Writer(name, at, f"{DONE[state]}“{file_name}”")  # type: ignore[arg-type]  # decided
    return found


def sentence(load: Load) -> str:
    """Return the sentence above the sheet, e.g. 298 行：12 行新增，241 行变更，37 行不变，8 行退回。"""
    return counted(load.counts)


def counted(counts: Mapping[str, int]) -> str:
    """Return counts by verdict as a sentence; 疑似重复 and 待答 are named where there are any."""
    named = [verdict for verdict in RowVerdict if verdict not in WAITING or counts.get(verdict, 0)]
    parts = [f"{counts.get(verdict, 0)} 行{verdict.label}" for verdict in named]
    return f"{counts.get('rows', 0)} 行：{'，'.join(parts)}。"


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


def loads(states: Iterable[str] = ()) -> QuerySet[Load]:
    """Return the loads, in these states if any are given, with file, batch and sender, the newest first."""
    found = Load.objects.select_related("file", "source", "sender").order_by("-pk")
    wanted = tuple(states)
    return found.filter(state__in=wanted) if wanted else found


def count_by_state() -> dict[LoadState, int]:
    """Return how many loads are in each state, every state named: one query."""
    found = dict(Load.objects.values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in LoadState}


def waiting_first(limit: int) -> list[Load]:
    """Return the loads on the stage, however old, and after them the newest of the others: one query."""
    later = Case(When(state=LoadState.STAGED, then=0), default=1)
    return list(loads().order_by(later, "-pk")[:limit])


def recent(limit: int) -> list[Load]:
    """Return the newest loads: one query."""
    return list(loads()[:limit])


def find(load_id: int) -> Load:
    """Return the load with this number; raise LoadNotFound."""
    with_all = Load.objects.select_related("file", "source", "sender", "errand__task")
    load = with_all.filter(pk=load_id).first()
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
