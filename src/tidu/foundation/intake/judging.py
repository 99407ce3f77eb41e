"""Judge the rows of a sheet against a form and against what stands: 新增, 变更, 不变, 疑似重复, 待答 or 退回, and why.

Nothing is written here. A row is read cell by cell, given the options of the load, keyed, and compared; faults say
row, column, header, the cell's own text, the reason and the mend. What was changed to read a cell is told by column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tidu.foundation.intake import body, totals
from tidu.foundation.intake.cells import TEXT_NUMBER, Column, from_option, read, shown
from tidu.foundation.intake.forms import CellKind, Fault, Form, RowRead, Setting
from tidu.foundation.intake.headers import Header
from tidu.foundation.intake.readers import Row, Sheet, UnableToRead, column_letter, is_blank
from tidu.foundation.intake.vocabulary import FaultCode, RowVerdict, Severity


@dataclass
class JudgedRow:
    """One row: its verdict, the values it states, what stands in those fields, its faults, and how it was read.

    `notes` are pairs of a field's name and what was changed to read its cell.
    """

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""
    existed: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    verdict: RowVerdict = RowVerdict.REJECTED

    @property
    def read(self) -> RowRead:
        """Return what the form's checks see of this row."""
        return RowRead(self.row.number, self.key, self.values)


@dataclass(frozen=True)
class Judgement:
    """All rows of a sheet, and the sentences about rows that were skipped."""

    rows: tuple[JudgedRow, ...]
    notices: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """Return the number of rows in all, per verdict, and with warnings."""
        verdicts = Counter(row.verdict for row in self.rows)
        warned = sum(any(fault.severity is Severity.WARNING for fault in row.faults) for row in self.rows)
        counts = {verdict.value: verdicts[verdict] for verdict in RowVerdict}
        return {"rows": len(self.rows), **counts, "warned": warned}


def read_options(form: Form, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the options of a load as staged values; raise UnableToRead naming the one that is wrong."""
    specs = {spec.name: spec for spec in form.options}
    options: dict[str, Any] = {}
    for name, raw in given.items():
        if name not in specs:
            known = "、".join(specs) or "无"
            raise UnableToRead(f"“{form.name}”没有名为“{name}”的载入参数。可用：{known}。")
        reading = from_option(Column(specs[name]), raw)
        if reading.fault is not None:
            raise UnableToRead(
                f"载入参数“{specs[name].label}”：{reading.fault.reason}。{reading.fault.suggestion}。"
            )
        if reading.stated:
            options[name] = reading.value
    return options


def judge(form: Form, sheet: Sheet, header: Header, setting: Setting) -> Judgement:
    """Return every data row of the sheet with its verdict; the queries are the form's, whatever the rows."""
    _check_options(form, header, setting.options)
    found = body.find(sheet, header)
    rows = [_read_row(form, sheet, header, row, setting) for row in found.rows]
    for row in rows:
        _blame_merged(row, found.faults.get(row.row.number, ()))
    sums = list(totals.said(header, found, _numbers(header, rows)))
    _reject_repeated(rows)
    standing = form.standing({row.key for row in rows if row.key})
    _take_answers(form, rows, setting)
    check = form.survey([row.read for row in rows if row.key], setting) if form.survey else None
    for row in rows:
        stands = standing.get(row.key)
        if form.check is not None:
            row.faults += form.check(row.values, stands)
        if check is not None and row.key:
            row.faults += check(row.read)
        _compare(form, row, stands)
    return Judgement(tuple(rows), (*found.notices, *sums, *_said_of_readings(form, sheet, rows)))


def _blame_merged(row: JudgedRow, merged: Iterable[Fault]) -> None:
    """Give the cells of merged areas that nobody can share out their fault, in place of what was read."""
    for fault in merged:
        row.values.pop(fault.field, None)
        row.faults = [other for other in row.faults if other.field != fault.field]
    row.faults += merged


def _numbers(header: Header, rows: Iterable[JudgedRow]) -> dict[int, dict[str, int | None]]:
    """Return the numbers that rows state; a cell at fault gives a None."""
    names = [spec.name for spec in header.fields.values() if spec.kind in CellKind.numbers()]
    return {
        row.row.number: {name: row.values[name] for name in names if name in row.values}
        | {fault.field: None for fault in row.faults if fault.field in names}
        for row in rows
    }


def _take_answers(form: Form, rows: Iterable[JudgedRow], setting: Setting) -> None:
    """Let each row state what the answers to its questions make of it; raise UnableToRead for what is no answer."""
    if form.answered is None:
        return
    for row in rows:
        given = setting.answers.get(row.key)
        if given:
            try:
                row.values = dict(form.answered(row.values, given))
            except ValueError as wrong:
                raise UnableToRead(f"第 {row.row.number} 行的回答：{wrong}") from wrong


def _said_of_readings(form: Form, sheet: Sheet, rows: Iterable[JudgedRow]) -> Iterable[str]:
    """Yield what was changed to read the cells, by column; texts of numbers are told where cells have types."""
    noted: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for note in row.notes:
            noted.setdefault(note, []).append(row.row.number)
    for (name, said), numbers in noted.items():
        if said != TEXT_NUMBER or sheet.name:
            yield f"“{form.field_named(name).label}”第 {body.listed(numbers)} 行：{said}。"


def stated_before(values: Mapping[str, Any], stands: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what stands in the fields that a row states."""
    return {name: (stands or {}).get(name) for name in values}


def _check_options(form: Form, header: Header, options: Mapping[str, Any]) -> None:
    """Raise UnableToRead when a field that rows need is neither a column nor given as an option."""
    present = {spec.name for spec in header.fields.values()} | options.keys()
    for spec in form.fields:
        if spec.required and spec.name not in present:
            raise UnableToRead(f"表里没有“{spec.label}”这一列，请在载入参数里指明{spec.label}。")
    for spec in form.options:
        if spec.required and spec.name not in present:
            raise UnableToRead(f"请指明载入参数“{spec.label}”。")


def _read_row(form: Form, sheet: Sheet, header: Header, row: Row, setting: Setting) -> JudgedRow:
    """Return a row with the values its cells state, completed by the options of the load."""
    judged, options = JudgedRow(row), setting.options
    for index, spec in header.fields.items():
        column = Column(spec, header.units.get(spec.name, ""), form.credit_code_fault)
        if spec.required and spec.name in options and is_blank(row.cell(index)):
            continue
        reading = read(column, row.cell(index), sheet.masks.get((row.number, index), ""))
        judged.notes += [(spec.name, note) for note in reading.notes]
        if reading.fault is not None:
            judged.faults.append(reading.fault)
        elif reading.stated:
            judged.values[spec.name] = reading.value
    _take_options(form, judged, options)
    judged.key = form.key_of(judged.values)
    if not judged.key and not judged.faults:
        judged.faults.append(
            Fault(form.label_field, FaultCode.NO_KEY, "认不出这一行说的是哪条记录", "请补全必填的列")
        )
    return judged


def _take_options(form: Form, judged: JudgedRow, options: Mapping[str, Any]) -> None:
    """Give the row the options that are fields of the form; a row that says otherwise is at fault."""
    names = {spec.name for spec in form.fields}
    for name, value in options.items():
        if name not in names:
            continue
        stated = judged.values.setdefault(name, value)
        if stated != value:
            label = form.field_named(name).label
            reason = f"本行的{label}是“{stated}”，载入参数里是“{value}”"
            judged.faults.append(
                Fault(name, FaultCode.DIFFERS_FROM_OPTION, reason, "请改正本行，或不填该载入参数")
            )


def _reject_repeated(rows: Iterable[JudgedRow]) -> None:
    """Give every row whose key stands in another row of the file a fault that names the other rows."""
    by_key: dict[str, list[JudgedRow]] = {}
    for row in rows:
        if row.key:
            by_key.setdefault(row.key, []).append(row)
    for same in by_key.values():
        for row in same if len(same) > 1 else []:
            others = "、".join(str(other.row.number) for other in same if other is not row)
            row.faults.append(
                Fault("", FaultCode.DUPLICATE, f"与第 {others} 行说的是同一条记录", "请只保留一行")
            )


def _compare(form: Form, row: JudgedRow, stands: Mapping[str, Any] | None) -> None:
    """Give the row its verdict."""
    for spec in form.fields:
        if not spec.stored:
            row.values.pop(spec.name, None)
    row.existed = stands is not None
    row.before = stated_before(row.values, stands) if stands is not None else {}
    asked = {str(fault.code) for fault in row.faults if fault.severity is Severity.QUESTION}
    if not row.key or any(fault.severity is Severity.FAULT for fault in row.faults):
        row.verdict = RowVerdict.REJECTED
    elif asked:
        row.verdict = RowVerdict.SUSPECTED if FaultCode.SAME_NAME in asked else RowVerdict.ASKED
    elif stands is None:
        row.verdict = RowVerdict.NEW
    else:
        row.verdict = RowVerdict.SAME if row.values == row.before else RowVerdict.CHANGED


def fault_record(form: Form, sheet: Sheet, header: Header, row: JudgedRow, fault: Fault) -> dict[str, Any]:
    """Return a fault as it is kept and handed out: with its cell's address, header and text."""
    name = fault.field
    index = next((place for place, spec in header.fields.items() if spec.name == name), None)
    labels = {spec.name: spec.label for spec in (*form.fields, *form.options)}
    answers = [asdict(answer) for answer in fault.answers]
    return {
        "field": name,
        "label": labels.get(name, ""),
        "code": str(fault.code),
        "severity": str(fault.severity),
        "reason": fault.reason,
        "suggestion": fault.suggestion,
        "sheet": sheet.name,
        "row": row.row.number,
        "column": "" if index is None else column_letter(index),
        "header": "" if index is None else header.texts[index],
        "text": "" if index is None else shown(row.row.cell(index))[:200],
        **({"answers": answers} if answers else {}),
    }


def label_of(form: Form, header: Header, row: JudgedRow) -> str:
    """Return the name by which people know the row: the label column's text, else its key."""
    index = next((place for place, spec in header.fields.items() if spec.name == form.label_field), None)
    text = "" if index is None else shown(row.row.cell(index)).strip()
    return text or row.key
