"""Judge the rows of a sheet against a form and against what stands: 新增, 变更, 不变 or 退回, and why.

Nothing is written here. A row is read cell by cell, given the options of the load, keyed, and compared; faults say
row, column, header, the cell's own text, the reason and the mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tidu.foundation.intake.cells import Column, from_option, plain, read, shown
from tidu.foundation.intake.forms import CellKind, Fault, Form, RowRead, Setting
from tidu.foundation.intake.headers import Header
from tidu.foundation.intake.readers import Row, Sheet, UnableToRead, column_letter, is_blank
from tidu.foundation.intake.vocabulary import FaultCode, RowVerdict, Severity

TOTALS = ("合计", "总计", "小计", "累计")
FOOTERS = (
    "注:",
    "注.",
    "备注:",
    "说明:",
    "填表人",
    "制表人",
    "审核人",
    "填报人",
    "单位负责人",
    "填表日期",
    "联系电话:",
)


@dataclass
class JudgedRow:
    """One row: its verdict, the values it states, what stands in those fields, and its faults."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
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
    options = setting.options
    _check_options(form, header, options)
    body, notices = _body(sheet, header)
    rows = [_read_row(form, header, row, options) for row in body]
    _reject_repeated(rows)
    standing = form.standing({row.key for row in rows if row.key})
    check = form.survey([row.read for row in rows if row.key], setting) if form.survey else None
    for row in rows:
        stands = standing.get(row.key)
        if form.check is not None:
            row.faults += form.check(row.values, stands)
        if check is not None and row.key:
            row.faults += check(row.read)
        _compare(form, row, stands)
    return Judgement(tuple(rows), tuple(notices))


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


def _body(sheet: Sheet, header: Header) -> tuple[list[Row], list[str]]:
    """Return the data rows below the header, and the sentences about those passed over."""
    body: list[Row] = []
    blank: list[int] = []
    passed: list[int] = []
    for row in sheet.rows:
        if row.number <= header.row_number:
            continue
        if all(is_blank(cell) for cell in row.cells):
            blank.append(row.number)
        elif _is_total_or_footer(header, row):
            passed.append(row.number)
        else:
            body.append(row)
    if not body:
        raise UnableToRead(f"表头（第 {header.row_number} 行）下面没有数据行。请核对工作表。")
    last = body[-1].number
    notices = []
    if within := [number for number in blank if number < last]:
        notices.append(f"跳过空白行：第 {_listed(within)} 行。")
    if passed:
        notices.append(f"第 {_listed(passed)} 行是合计或表尾说明，没有载入。")
    return body, notices


def _is_total_or_footer(header: Header, row: Row) -> bool:
    """Return whether a row without any of the texts it must have is a sum or a remark under the table."""
    first = next((plain(shown(cell)) for cell in row.cells if not is_blank(cell)), "")
    if not first.startswith((*TOTALS, *FOOTERS)):
        return False
    needed = [
        index
        for index, spec in header.fields.items()
        if spec.required and spec.kind not in CellKind.numbers()
    ]
    filled = [index for index in needed if not is_blank(row.cell(index))]
    return not any(plain(shown(row.cell(index))) != first for index in filled)


def _listed(numbers: Sequence[int]) -> str:
    """Return row numbers as words, runs joined: 3、5-9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _read_row(form: Form, header: Header, row: Row, options: Mapping[str, Any]) -> JudgedRow:
    """Return a row with the values its cells state, completed by the options of the load."""
    judged = JudgedRow(row)
    for index, spec in header.fields.items():
        column = Column(spec, header.units.get(spec.name, ""), form.credit_code_fault)
        if spec.required and spec.name in options and is_blank(row.cell(index)):
            continue
        reading = read(column, row.cell(index))
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
