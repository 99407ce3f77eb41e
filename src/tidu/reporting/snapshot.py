"""A composed document as plain data: what is kept, what the desk shows, and what a later check is compared with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tidu.foundation.figures.model import Question
from tidu.reporting import annex, layout
from tidu.reporting.composition import Composed, ComposedParagraph, ComposedSection, ComposedTable, Run, Runs

Data = dict[str, Any]
Rows = Sequence[Sequence[str]]
"""The rows behind a number, each its key, its name, and its own value in words (nothing for 缺数)."""

_NAMED: Final = 3
"""How many rows a reason names."""


def of(composed: Composed, sources: Iterable[annex.SourceOfNumber]) -> Data:
    """Return the document as JSON-able data; `sources` are the lines of its annex."""
    by_note = {line.note: line for line in sources}
    return {
        "title": composed.outline.title,
        "salutation": composed.outline.salutation,
        "speaker": _runs(composed.speaker),
        "opening": [_paragraph(paragraph) for paragraph in composed.opening],
        "sections": [_section(section, place) for place, section in enumerate(composed.sections, start=1)],
        "closing": [_paragraph(paragraph) for paragraph in composed.closing],
        "filled": [_filled(run, by_note[run.note]) for run in composed.filled],
        "unfilled": [_run(run) for run in composed.unfilled],
    }


def rows_of(composed: Composed) -> dict[str, Rows]:
    """Return the rows behind every filled number by the number of its note."""
    return {str(run.note): _rows(run) for run in composed.filled}


def changes(
    before: Data, now: Data, rows: tuple[dict[str, Rows], dict[str, Rows]] | None = None
) -> list[Data]:
    """Return the numbers that read otherwise: name, its day, how it read then and now, in the order of the notes.

    With the rows behind them then and now, each says why, and one that reads the same over other rows is among them.
    A number is known again by its figure and the question asked of it, not by its place in the text.
    """
    then = {(line["code"], line["query"]): line for line in before["filled"]}
    today = {(line["code"], line["query"]): line for line in now["filled"]}
    changed = []
    for asked in {**then, **today}:
        old, new = then.get(asked), today.get(asked)
        reads_same = old is not None and new is not None and old["value"] == new["value"]
        rows_same = rows is None or (old and old["fingerprint"]) == (new and new["fingerprint"])
        if not (reads_same and rows_same):
            named = old or new or {}
            changed.append(
                {
                    "figure": named["label"],
                    "on": named["on"],
                    "before": old["value"] if old else "缺数",
                    "now": new["value"] if new else "缺数",
                    "why": "" if rows is None else _why(_behind(rows[0], old), _behind(rows[1], new)),
                }
            )
    return changed


def _behind(rows: dict[str, Rows], line: Data | None) -> dict[str, Sequence[str]]:
    return {} if line is None else {row[0]: row for row in rows.get(str(line["note"]), ())}


def _why(then: dict[str, Sequence[str]], now: dict[str, Sequence[str]]) -> str:
    """Return what came to the rows of a number, what went, and which of them say something else."""
    came = [row[1] for key, row in now.items() if key not in then]
    went = [row[1] for key, row in then.items() if key not in now]
    said = [
        f"{row[1]} {then[key][2] or '缺数'} → {row[2] or '缺数'}"
        for key, row in now.items()
        if key in then and then[key][2] != row[2]
    ]
    told = [_listed(words, rows) for words, rows in (("增加", came), ("减少", went), ("变动", said)) if rows]
    return "；".join(told) or "明细没有变，变的是口径、参数或与它相比的数"


def _listed(words: str, rows: list[str]) -> str:
    more = f" 等 {len(rows)} 行" if len(rows) > _NAMED else ""
    return f"{words} {'、'.join(rows[:_NAMED])}{more}"


def _runs(runs: Runs) -> list[Data]:
    return [_run(run) for run in runs]


def _run(run: Run) -> Data:
    """Return one run; a filled one carries the figure's code and question, from which its page is reached."""
    data: Data = {"text": run.text}
    if run.is_blank:
        return {**data, "blank": True, "label": run.label, "reason": run.reason}
    if run.answer is not None:
        return {
            **data,
            "note": run.note,
            "code": run.answer.figure.code,
            "query": query_of(run.answer.question),
        }
    return data


def query_of(question: Question) -> str:
    """Return a question as the query of an address, the as-of day included: year=2024&as_of=2025-06-10."""
    asked = {
        "year": question.year,
        "base_year": question.base_year,
        "place": question.place,
        "as_of": question.as_of.on.isoformat(),
        "known": "now" if question.as_of.known_at is None else "then",
    }
    return "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)


def _filled(run: Run, line: annex.SourceOfNumber) -> Data:
    return {
        **_run(run),
        "label": run.label,
        "value": line.value,
        "on": line.on,
        "rows": line.rows,
        "missing": line.missing,
        "definition": line.definition,
        "source": line.source,
        "fingerprint": _fingerprint(run, line.value),
    }


def _rows(run: Run) -> Rows:
    rows = () if run.answer is None else run.answer.rows
    return [[row.key, row.label, "" if row.value is None else str(row.value)] for row in rows]


def _fingerprint(run: Run, value: str) -> str:
    """Return the fingerprint of a number: the same for the same value over the same rows, each with its own value."""
    rests_on = [value, sorted([key, own] for key, _, own in _rows(run))]
    return hashlib.sha256(json.dumps(rests_on).encode()).hexdigest()


def _paragraph(paragraph: ComposedParagraph) -> Data:
    data: Data = {"lead": paragraph.lead, "runs": _runs(paragraph.runs)}
    if paragraph.table is not None:
        data["table"] = _table(paragraph.table)
    return {**data, "variant": paragraph.variant} if paragraph.variant else data


def _table(table: ComposedTable) -> Data:
    """Return a table with the plain value of each known cell beside its words, for a chart."""
    cells = [
        {"name": name, "run": _run(run), "value": None if run.is_blank else _plain(run)}
        for name, run in table.cells
    ]
    return {"caption": table.caption, "head": table.head, "cells": cells}


def _plain(run: Run) -> float | None:
    """Return a value for drawing only; no number is told from it."""
    return None if run.answer is None or run.answer.value is None else float(run.answer.value)


def _section(section: ComposedSection, place: int, above: str = "s") -> Data:
    anchor = f"{above}-{place}"
    return {
        "heading": f"{layout.heading_number(section.level, place)}{section.heading}",
        "anchor": anchor,
        "level": section.level,
        "body": [_paragraph(paragraph) for paragraph in section.body],
        "sections": [
            _section(inner, number, anchor) for number, inner in enumerate(section.sections, start=1)
        ],
    }
