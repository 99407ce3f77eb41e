"""The way back to the sender: their own workbook with the faulty cells coloured and a note on each.

Nothing else in it changes: widths, formulas with their saved results, styles, pictures and charts stay byte for byte,
however large the workbook is. A text file and a workbook of the old format come back as a new .xlsx with the cells as
they were read. A sheet 退回说明 lists every fault and how the sheet was read. What comes back is known again.
"""

from __future__ import annotations

from tidu.foundation.files import queries as files_queries
from tidu.foundation.intake import correcting, queries, readers
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.returning import _new, _own, _words

__all__ = ["error_workbook", "error_workbook_name"]


def error_workbook(load: Load) -> bytes:
    """Return the sender's workbook, marked, as .xlsx."""
    content = files_queries.read(load.file)
    faults = queries.faults(load)
    marks, lines = _words.marks_of(faults), _words.lines(faults, load.notices)
    mark = correcting.mark_of(load)
    if content.startswith(b"PK"):
        return _own.workbook(content, load.sheet, marks, lines, mark)
    [sheet] = readers.read_sheets(load.file_name, content, load.sheet or None)
    return _new.workbook(sheet, marks, lines, mark)


def error_workbook_name(load: Load) -> str:
    """Return the file name of the marked workbook, e.g. 报表（批注）.xlsx."""
    stem = load.file_name.rpartition(".")[0] or load.file_name
    return f"{stem}（批注）.xlsx"
