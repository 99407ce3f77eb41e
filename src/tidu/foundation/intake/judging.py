"""Judge the rows of a sheet against a form and against what stands: 新增, 变更, 不变, 疑似重复, 待答 or 退回, and why.

Nothing is written here. A row is read cell by cell, given the options of the load, keyed, and compared; faults say
row, column, header, the cell's own text, the reason and the mend. What was changed to read a cell is told by column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, overload

from tidu.foundation.intake import body, totals
from tidu.foundation.intake.cells import TEXT_NUMBER, Column, read, shown
from tidu.foundation.intake.columns import reader_of
from tidu.foundation.intake.forms import CellKind, Fault, Form, RowCheck, RowRead, Setting
from tidu.foundation.intake.headers import Header
from tidu.foundation.intake.readers import Cell, Row, Sheet, UnableToRead, column_letter, is_blank
from tidu.foundation.intake.stated import Shapes, Stated
from tidu.foundation.intake.vocabulary import FaultCode, RowVerdict, Severity
from tidu.foundation.provenance.queries import chunks

_COMPARED = 5_000
"""How many rows are compared with what stands at a time."""


@dataclass(slots=True)
class JudgedRow:
    """One row: its verdict, the values it states, what stands in those fields, and its faults."""

    row: Row
    key: str
    values: dict[str, Any]
    faults: list[Fault]
    existed: bool = False
    before: dict[str, Any] = field(default_factory=dict)
    verdict: RowVerdict = RowVerdict.REJECTED


@dataclass(slots=True)
class _RowRead:
    """One row as read; of a large sheet all of these are held at once, so they are kept small."""

    row: Row
    key: str
    values: Stated
    faults: Sequence[Fault]


class _Rows(Sequence[RowRead]):
    """What the form's checks see of the rows that have a key, made when it is looked at."""

    def __init__(self, rows: Sequence[_RowRead]) -> None:
        self._rows = [row for row in rows if row.key]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> RowRead: ...

    @overload
    def __getitem__(self, place: slice) -> list[RowRead]: ...

    def __getitem__(self, place: int | slice) -> RowRead | list[RowRead]:
        if isinstance(place, slice):
            return [_seen(row) for row in self._rows[place]]
        return _seen(self._rows[place])

    def __iter__(self) -> Iterator[RowRead]:
        return map(_seen, self._rows)


def _seen(row: _RowRead) -> RowRead:
    """Return what the form's checks see of a row."""
    return RowRead(row.row.number, row.key, row.values)


@dataclass(frozen=True)
class Judgement:
    """The rows of a sheet in its order, each judged when it is taken, once; how many; what is to be said of them."""

    rows: Iterator[JudgedRow]
    total: int
    notices: tuple[str, ...]


class Tally:
    """Counts rows as they are taken."""

    def __init__(self) -> None:
        self._verdicts: Counter[RowVerdict] = Counter()
        self._warned = 0

    def add(self, rows: Iterable[JudgedRow]) -> None:
        """Count some rows."""
        for row in rows:
            self._verdicts[row.verdict] += 1
            self._warned += any(fault.severity is Severity.WARNING for fault in row.faults)

    def counts(self) -> dict[str, int]:
        """Return the number of rows in all, per verdict, and with warnings."""
        counts = {verdict.value: self._verdicts[verdict] for verdict in RowVerdict}
        return {"rows": self._verdicts.total(), **counts, "warned": self._warned}


def read_options(form: Form, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the options of a load as staged values; raise UnableToRead naming the one that is wrong.

    What is given may be staged already: a file is read again, or comes back mended, under what was settled for it.
    """
    specs = {spec.name: spec for spec in form.options}
    options: dict[str, Any] = {}
    for name, raw in given.items():
        if name not in specs:
            known = "、".join(specs) or "无"
            raise UnableToRead(f"“{form.name}”没有名为“{name}”的载入参数。可用：{known}。")
        if raw in specs[name].choices.values():
            options[name] = raw
            continue
        reading = read(Column(specs[name]), _as_cell(raw))
        if reading.fault is not None:
            raise UnableToRead(
                f"载入参数“{specs[name].label}”：{reading.fault.reason}。{reading.fault.suggestion}。"
            )
        if reading.stated:
            options[name] = reading.value
    return options


def _as_cell(given: object) -> Cell:
    """Return an option given once for a load as it would stand in a cell."""
    return given if isinstance(given, (str, float, bool, date)) or given is None else str(given)


def judge(form: Form, sheet: Sheet, header: Header, setting: Setting) -> Judgement:
    """Return every data row of the sheet with its verdict; raise UnableToRead.

    All rows are read here and looked at together; what stands is then compared a part of the rows at a time.
    """
    _check_options(form, header, setting.options)
    found = body.find(sheet, header)
    reader = _Reader(form, sheet, header, setting)
    rows = [reader.read(row, found.faults.get(row.number, ())) for row in found.rows]
    sums = list(totals.said(header, found, _numbers(header, rows) if found.totals else {}))
    _take_answers(form, rows, setting, reader.shapes)
    check = form.survey(_Rows(rows), setting) if form.survey else None
    notices = (*found.notices, *sums, *_said_of_readings(form, sheet, reader.noted))
    return Judgement(_judged(form, rows, _repeated(rows), check), len(rows), notices)


def _judged(
    form: Form, rows: Sequence[_RowRead], repeated: Mapping[str, list[int]], check: RowCheck | None
) -> Iterator[JudgedRow]:
    """Yield each row with its verdict."""
    unstored = [spec.name for spec in form.fields if not spec.stored]
    for part in chunks(rows, _COMPARED):
        standing = form.standing({row.key for row in part if row.key})
        for row in part:
            judged = JudgedRow(row.row, row.key, row.values.as_dict(), list(row.faults))
            if row.key in repeated:
                judged.faults.append(_repeat_of(row, repeated[row.key]))
            stands = standing.get(row.key)
            if form.check is not None:
                judged.faults += form.check(judged.values, stands)
            if check is not None and row.key:
                judged.faults += check(RowRead(row.row.number, row.key, judged.values))
            for name in unstored:
                judged.values.pop(name, None)
            _compare(judged, stands)
            yield judged


def _numbers(header: Header, rows: Iterable[_RowRead]) -> dict[int, dict[str, int | None]]:
    """Return the numbers that rows state; a cell at fault gives a None."""
    names = [spec.name for spec in header.fields.values() if spec.kind in CellKind.numbers()]
    return {
        row.row.number: {name: row.values[name] for name in names if name in row.values}
        | {fault.field: None for fault in row.faults if fault.field in names}
        for row in rows
    }


def _take_answers(form: Form, rows: Iterable[_RowRead], setting: Setting, shapes: Shapes) -> None:
    """Let each row state what the answers to its questions make of it; raise UnableToRead for what is no answer."""
    if form.answered is None or not setting.answers:
        return
    for row in rows:
        given = setting.answers.get(row.key)
        if given:
            try:
                row.values = shapes.keep(form.answered(row.values.as_dict(), given))
            except ValueError as wrong:
                raise UnableToRead(f"第 {row.row.number} 行的回答：{wrong}") from wrong


def _said_of_readings(form: Form, sheet: Sheet, noted: Mapping[tuple[str, str], list[int]]) -> Iterable[str]:
    """Yield what was changed to read the cells, by column; texts of numbers are told where cells have types."""
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


class _Reader:
    """Reads the rows of a sheet; `noted` is what was changed to read them: (field, sentence) -> rows."""

    def __init__(self, form: Form, sheet: Sheet, header: Header, setting: Setting) -> None:
        self.shapes = Shapes()
        self.noted: dict[tuple[str, str], list[int]] = {}
        self._form, self._masks = form, sheet.masks
        self._masked = {row for row, _ in sheet.masks}
        names = {spec.name for spec in form.fields}
        self._options = {name: value for name, value in setting.options.items() if name in names}
        self._columns = []
        for index, spec in header.fields.items():
            column = Column(
                spec, header.units.get(spec.name, ""), form.credit_code_fault, from_1904=sheet.from_1904
            )
            given = spec.required and spec.name in setting.options
            self._columns.append((index, spec.name, reader_of(column), column, given))

    def read(self, row: Row, merged: Sequence[Fault]) -> _RowRead:
        """Return a row with the values its cells state, completed by the options of the load.

        `merged` are the faults of cells in merged areas that nobody can share out, in place of what was read.
        """
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        self._read_cells(row, values, faults)
        for name, value in self._options.items():
            self._take_option(name, value, values, faults)
        key = self._form.key_of(values)
        if not key and not faults:
            no_key = "认不出这一行说的是哪条记录"
            faults.append(Fault(self._form.label_field, FaultCode.NO_KEY, no_key, "请补全必填的列"))
        for fault in merged:
            values.pop(fault.field, None)
            faults = [other for other in faults if other.field != fault.field]
        return _RowRead(row, key, self.shapes.keep(values), (*faults, *merged))

    def _read_cells(self, row: Row, values: dict[str, Any], faults: list[Fault]) -> None:
        """Read the cells of a row into its values and faults."""
        cells, width, masked = row.cells, len(row.cells), row.number in self._masked
        for index, name, read_cell, column, given in self._columns:
            cell = cells[index] if index < width else None
            if given and is_blank(cell):
                continue
            mask = self._masks.get((row.number, index), "") if masked else ""
            reading = read(column, cell, mask) if mask else read_cell(cell)
            if isinstance(reading, int):
                values[name] = reading
                continue
            for note in reading.notes:
                self.noted.setdefault((name, note), []).append(row.number)
            if reading.fault is not None:
                faults.append(reading.fault)
            elif reading.stated:
                values[name] = reading.value

    def _take_option(self, name: str, value: Any, values: dict[str, Any], faults: list[Fault]) -> None:
        """Give the row an option that is a field of the form; a row that says otherwise is at fault."""
        stated = values.setdefault(name, value)
        if stated != value:
            label = self._form.field_named(name).label
            reason = f"本行的{label}是“{stated}”，载入参数里是“{value}”"
            mend = "请改正本行，或不填该载入参数"
            faults.append(Fault(name, FaultCode.DIFFERS_FROM_OPTION, reason, mend))


def _repeated(rows: Iterable[_RowRead]) -> dict[str, list[int]]:
    """Return the keys that stand in several rows of the file, with those rows."""
    times = Counter(row.key for row in rows if row.key)
    repeated: dict[str, list[int]] = {key: [] for key, number in times.items() if number > 1}
    for row in rows if repeated else ():
        if row.key in repeated:
            repeated[row.key].append(row.row.number)
    return repeated


def _repeat_of(row: _RowRead, numbers: Iterable[int]) -> Fault:
    """Return the fault of a row whose key stands in other rows; it names them."""
    others = "、".join(str(number) for number in numbers if number != row.row.number)
    return Fault("", FaultCode.DUPLICATE, f"与第 {others} 行说的是同一条记录", "请只保留一行")


def _compare(row: JudgedRow, stands: Mapping[str, Any] | None) -> None:
    """Give the row its verdict."""
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


def label_column(form: Form, header: Header) -> int | None:
    """Return the column of the name by which people know a row."""
    return next((place for place, spec in header.fields.items() if spec.name == form.label_field), None)


def label_of(column: int | None, row: JudgedRow) -> str:
    """Return the name by which people know the row: the label column's text, else its key."""
    text = "" if column is None else shown(row.row.cell(column)).strip()
    return text or row.key
