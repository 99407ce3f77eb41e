"""What is said of faults in a returned workbook: on the cell, and in the list of all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tidu.foundation.intake import readers
from tidu.foundation.intake.readers import Place
from tidu.foundation.intake.vocabulary import Severity

LIST_NAME = "退回说明"
LIST_HEADER = ("行", "列", "表头", "原内容", "问题", "建议", "程度")
WIDTHS = (6, 6, 24, 24, 44, 44, 8)
NOTICE = "说明"

_WORDS = {Severity.FAULT: "须改正", Severity.QUESTION: "须回答", Severity.WARNING: "请留意"}

FaultRecord = dict[str, Any]
Marks = dict[Place, list[FaultRecord]]


def marks_of(faults: Iterable[FaultRecord]) -> Marks:
    """Return the faults by cell; one without a column is shown on the row's first cell."""
    marks: Marks = {}
    for fault in faults:
        column = readers.column_index(fault["column"]) if fault["column"] else 0
        marks.setdefault((int(fault["row"]), column), []).append(fault)
    return marks


def worst(faults: Iterable[FaultRecord]) -> Severity:
    """Return the gravest of what is wrong with a cell."""
    found = {fault["severity"] for fault in faults}
    return next(severity for severity in _WORDS if severity in found)


def said(faults: Iterable[FaultRecord]) -> str:
    """Return the words on a cell: each reason with its mend."""
    return "\n".join(
        f"{fault['reason']}。{fault['suggestion']}。" if fault["suggestion"] else f"{fault['reason']}。"
        for fault in faults
    )


def lines(faults: Iterable[FaultRecord], notices: Iterable[str]) -> list[tuple[str | int, ...]]:
    """Return the list: its header, every fault, and the sentences about how the sheet was read."""
    return [
        LIST_HEADER,
        *(
            (
                fault["row"],
                fault["column"],
                fault["header"] or fault["label"],
                fault["text"],
                fault["reason"],
                fault["suggestion"],
                _WORDS[Severity(fault["severity"])],
            )
            for fault in faults
        ),
        *(("", "", "", "", notice, "", NOTICE) for notice in notices),
    ]
