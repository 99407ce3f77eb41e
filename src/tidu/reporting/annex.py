"""The annex of sources (数字出处表): a line per number, as the Word file, the screen and the command line show it."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.foundation.figures.model import Answer
from tidu.foundation.provenance import queries as provenance
from tidu.reporting import wording
from tidu.reporting.composition import Composed, Run

FILES_NAMED = 2


@dataclass(frozen=True)
class SourceOfNumber:
    """One line of the annex. `rows` counts the rows behind the number, parts included."""

    note: int
    code: str
    figure: str
    value: str
    definition: str
    on: str
    known: str
    rows: int
    missing: int
    source: str


def lines(composed: Composed) -> list[SourceOfNumber]:
    """Return the annex of a document, in the order of its notes."""
    return [line_of(run) for run in composed.filled]


def line_of(run: Run) -> SourceOfNumber:
    """Return the line of one filled blank; raises ValueError for a run without a figure."""
    answer = run.answer
    if answer is None:
        raise ValueError("only a filled blank has a source")
    as_of = answer.question.as_of
    return SourceOfNumber(
        note=run.note,
        code=answer.figure.code,
        figure=answer.figure.name,
        value=wording.value_in_words(answer),
        definition=answer.figure.definition,
        on=answer.on_label or as_of.label,
        known="现在所知" if as_of.known_at is None else as_of.label,
        rows=len(answer.rows),
        missing=answer.missing,
        source=_source(answer),
    )


def _source(answer: Answer) -> str:
    """Return what the figure is read from, and the received files behind its rows: the first few by name."""
    files = provenance.sources_of(row.record for row in answer.rows if row.record)
    if not files:
        return answer.figure.source
    named = "、".join(files[:FILES_NAMED])
    more = f" 等 {len(files)} 份" if len(files) > FILES_NAMED else ""
    return f"{answer.figure.source}：{named}{more}"
