"""A staged load as its sender's sheet: the same columns, every cell with what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tidu.foundation.intake.queries import Change, Preview, RowView
from tidu.foundation.intake.vocabulary import Severity

WRONG, SUSPICIOUS, NEW, CHANGED, SAME = "wrong", "suspicious", "new", "changed", "same"
WORDS = {WRONG: "有错", SUSPICIOUS: "请留意", NEW: "新增", CHANGED: "变更", SAME: ""}


@dataclass(frozen=True)
class SheetCell:
    """One cell: its text, its state (`WORDS`), the value before, and what is wrong with it."""

    text: str
    state: str
    before: str
    faults: tuple[dict[str, Any], ...]

    @property
    def word(self) -> str:
        """Return the state in words, so that nothing is said by colour alone."""
        return WORDS[self.state]


@dataclass(frozen=True)
class SheetRow:
    """One row with its verdict; `faults` are those of no single column."""

    number: int
    verdict: str
    verdict_label: str
    label: str
    cells: tuple[SheetCell, ...]
    faults: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class StagedSheet:
    """The columns that are read, as letter and header, and the rows of one page."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[SheetRow, ...]

    @classmethod
    def of(cls, preview: Preview, rows: Sequence[RowView]) -> StagedSheet:
        """Return the sheet of a preview's rows."""
        read = [column for column in preview.columns if column.field]
        fields = [column.field for column in read]
        return cls(
            columns=tuple((column.letter, column.header) for column in read),
            rows=tuple(_row(row, fields, preview.label_field) for row in rows),
        )


def _row(row: RowView, fields: Sequence[str], label_field: str) -> SheetRow:
    """Return one row in the order of the columns; the name it is known by is there though it is not loaded."""
    changes = {change.field: change for change in row.changes}
    faults: dict[str, list[dict[str, Any]]] = {}
    for fault in row.faults:
        faults.setdefault(fault["field"] if fault["field"] in fields else "", []).append(fault)
    cells = []
    for name in fields:
        change, wrong = changes.get(name), tuple(faults.get(name, ()))
        unstated = row.label if name == label_field else ""
        text = wrong[0]["text"] if wrong else change.after if change else unstated
        before = change.before if change is not None and change.changed else ""
        cells.append(SheetCell(str(text), _state(change, wrong), before, wrong))
    return SheetRow(
        row.row_number, row.verdict, row.verdict_label, row.label, tuple(cells), tuple(faults.get("", ()))
    )


def _state(change: Change | None, faults: Sequence[dict[str, Any]]) -> str:
    """Return what a cell is: wrong first, then suspicious, then what it would change; of no record all is new."""
    if any(fault["severity"] == Severity.FAULT for fault in faults):
        return WRONG
    if faults:
        return SUSPICIOUS
    if change is None or not change.changed:
        return SAME
    return CHANGED if change.before else NEW
