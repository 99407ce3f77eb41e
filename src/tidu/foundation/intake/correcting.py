"""A returned workbook that comes back mended: it is known by its mark, whatever it is called by now.

The mark is a property of the document that spreadsheets keep when they save it. It names the load and the file that
was returned; a mark that does not fit both is not believed. What was settled for that load (columns, parameters,
answers) then holds again, and what the sender changed is said cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tidu.foundation.files import queries as files_queries
from tidu.foundation.files.queries import FileDamaged
from tidu.foundation.intake import marks, readers
from tidu.foundation.intake.cells import shown
from tidu.foundation.intake.forms import Answers, Form
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.readers import Row, Sheet, UnableToRead, column_letter

PROPERTY = "TiduLoad"
_MARK = re.compile(r"([0-9]{1,12}):([0-9a-f]{16})")
_SHOWN = 12


@dataclass(frozen=True)
class Correction:
    """What an earlier load settled for this file, and the sentences about what changed since; empty for a new file."""

    load: Load | None = None
    mapping: Mapping[str, str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def mark_of(load: Load) -> str:
    """Return the mark that a returned workbook carries."""
    return f"{load.pk}:{load.file.sha256[:16]}"


def find(form: Form, content: bytes, sheets: Sequence[Sheet]) -> Correction:
    """Return the load that this file corrects, if it carries the mark of one of the same form."""
    load = _load_of(form, _mark_in(content))
    if load is None:
        return Correction()
    now = next((sheet for sheet in sheets if sheet.name == load.sheet), None) or sheets[0]
    before = _sheet_of(load)
    columns = {spec.name for spec in form.fields}
    same_head = before is not None and _texts(before.rows[: load.header_row]) == _texts(
        now.rows[: load.header_row]
    )
    return Correction(
        load=load,
        mapping={letter: load.mapping.get(letter, "") for letter in load.headers} if same_head else None,
        options={name: value for name, value in load.options.items() if name in columns},
        answers=load.answers,
        notices=(
            f"这是第 {load.pk} 号导入退回后改好的文件（{load.file_name}）。",
            *(_said_of_changes(load, before, now) if before is not None else ()),
        ),
    )


def _mark_in(content: bytes) -> re.Match[str] | None:
    """Return the mark in a workbook's own properties."""
    return _MARK.fullmatch(marks.mark_in(content, PROPERTY) or "")


def _load_of(form: Form, mark: re.Match[str] | None) -> Load | None:
    """Return the load that a mark names, if it fits."""
    if mark is None:
        return None
    found = Load.objects.select_related("file").filter(pk=int(mark[1]), form=form.code).first()
    return found if found is not None and found.file.sha256.startswith(mark[2]) else None


def _sheet_of(load: Load) -> Sheet | None:
    """Return the sheet that was returned, as it was received."""
    try:
        return readers.read_sheets(load.file_name, files_queries.read(load.file), load.sheet or None)[0]
    except (UnableToRead, FileDamaged):
        return None


def _texts(rows: Sequence[Row]) -> list[list[str]]:
    """Return rows as their senders see them, without the blanks at their ends."""
    texts = []
    for row in rows:
        line = [shown(cell).strip() for cell in row.cells]
        while line and not line[-1]:
            line.pop()
        texts.append(line)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _said_of_changes(load: Load, before: Sheet, now: Sheet) -> Iterator[str]:
    """Yield what the sender changed, and which cells that were sent back stayed as they were."""
    old, new = _texts(before.rows), _texts(now.rows)
    if len(old) != len(new):
        yield f"行数由 {len(old)} 变为 {len(new)}，没有逐格对照；各行都重新判断。"
        return
    changed = [
        f"{column_letter(column)}{number}"
        for number, (was, is_now) in enumerate(zip(old, new, strict=True), start=1)
        for column in range(max(len(was), len(is_now)))
        if (was[column : column + 1] or [""]) != (is_now[column : column + 1] or [""])
    ]
    yield (
        f"与退回时相比改了 {len(changed)} 格：{_listed(changed)}。"
        if changed
        else "与退回时相比，一格也没有改。"
    )
    sent_back = {
        f"{fault['column']}{fault['row']}"
        for row in load.rows.exclude(faults=[])
        for fault in row.faults
        if fault["severity"] == "fault" and fault["column"]
    }
    left = sorted(sent_back - set(changed), key=lambda cell: (int(re.sub(r"\D", "", cell)), cell))
    if left:
        yield f"退回时指出的 {len(left)} 格没有改动：{_listed(left)}。"


def _listed(cells: Sequence[str]) -> str:
    """Return addresses as words, many cut short."""
    return "、".join(cells[:_SHOWN]) + (f" 等 {len(cells)} 格" if len(cells) > _SHOWN else "")
