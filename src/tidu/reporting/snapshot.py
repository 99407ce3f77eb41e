"""A composed document as plain data: what is kept, what the desk shows, and what a later check is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tidu.foundation.figures.model import Question
from tidu.reporting import annex, layout
from tidu.reporting.composition import Composed, ComposedParagraph, ComposedSection, ComposedTable, Run, Runs

Data = dict[str, Any]


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


def changes(before: Data, now: Data) -> list[Data]:
    """Return the numbers that read otherwise: name, its day, how it read then and now, in the order of the notes.

    A number is known again by its figure and the question asked of it, not by its place in the text.
    """
    then = {(line["code"], line["query"]): line for line in before["filled"]}
    today = {(line["code"], line["query"]): line for line in now["filled"]}
    changed = []
    for asked in {**then, **today}:
        old, new = then.get(asked), today.get(asked)
        if old is None or new is None or old["value"] != new["value"]:
            named = old or new or {}
            changed.append(
                {
                    "figure": named["label"],
                    "on": named["on"],
                    "before": old["value"] if old else "缺数",
                    "now": new["value"] if new else "缺数",
                }
            )
    return changed


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
    }


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
