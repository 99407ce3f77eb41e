"""Fill an outline: every blank gets a value with its proof, or stays visibly blank with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tidu.foundation.accounts import queries as accounts
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question
from tidu.foundation.figures.shared import Shared
from tidu.reporting import wording
from tidu.reporting.outline import (
    Choice,
    FigureBlank,
    Gap,
    NamesBlank,
    Outline,
    Over,
    Paragraph,
    ParameterBlank,
    Piece,
    Pieces,
    Section,
    Table,
    Words,
)

Value = int | date
Parameters = Mapping[str, Value]


class UnableToCompose(ValueError):
    """Raised for parameters that do not fit the outline; the message says in Chinese which and how to mend it."""


@dataclass(frozen=True)
class Run:
    """A stretch of the finished text.

    `note` is the number of its line in the annex of sources (0 for plain words); `answer` the figure behind it;
    `reason` is set where the blank stays blank, and then `text` is the visible blank and `label` names it.
    """

    text: str
    note: int = 0
    answer: Answer | None = None
    reason: str = ""
    label: str = ""

    @property
    def is_blank(self) -> bool:
        """Return whether this is a blank that nothing filled."""
        return bool(self.reason)


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class ComposedTable:
    """A figure over years or places: what it is, what its rows are, and the cell of each by name."""

    caption: str
    head: str
    cells: tuple[tuple[str, Run], ...]


@dataclass(frozen=True)
class ComposedParagraph:
    """A paragraph as it reads, with its lead (一是 …) where it has one.

    `variant` names the sentences that the data chose, where it had a choice; a table stands in place of words.
    """

    runs: Runs
    lead: str = ""
    variant: str = ""
    table: ComposedTable | None = None


@dataclass(frozen=True)
class ComposedSection:
    """A heading of a level (1: 一、 2: （一）) with its numbered text and what stands under it."""

    level: int
    heading: str
    body: tuple[ComposedParagraph, ...]
    sections: tuple[ComposedSection, ...]


@dataclass(frozen=True)
class Composed:
    """A finished document: text, the filled blanks in the order of their notes, and the blanks left open."""

    outline: Outline
    parameters: Parameters
    as_of: AsOf
    speaker: Runs
    opening: tuple[ComposedParagraph, ...]
    sections: tuple[ComposedSection, ...]
    closing: tuple[ComposedParagraph, ...]
    filled: tuple[Run, ...] = field(default=())
    unfilled: tuple[Run, ...] = field(default=())

    def runs(self) -> Iterator[Run]:
        """Yield every run in the order of reading."""
        yield from self.speaker
        for paragraph in (*self.opening, *_inside(self.sections), *self.closing):
            yield from paragraph.runs
            if paragraph.table is not None:
                yield from (run for _, run in paragraph.table.cells)


def compose(outline: Outline, parameters: Parameters, as_of: AsOf) -> Composed:
    """Return the document that the records give on a day, or raise UnableToCompose."""
    return _Composer(outline, check(outline, parameters, as_of), as_of).document()


def check(outline: Outline, parameters: Parameters, as_of: AsOf) -> Parameters:
    """Return the parameters with the built-in ones added; raise UnableToCompose where they do not fit."""
    for parameter in outline.parameters:
        value = parameters.get(parameter.name)
        wanted = date if parameter.kind == "day" else int
        if not isinstance(value, wanted):
            example = "2025-05-22" if parameter.kind == "day" else "2024"
            raise UnableToCompose(f"请给出“{parameter.label}”，写成 {example} 的样子。")
    unknown = set(parameters) - {parameter.name for parameter in outline.parameters}
    if unknown:
        raise UnableToCompose(f"提纲“{outline.name}”没有参数：{'、'.join(sorted(unknown))}。")
    base, end = parameters.get("base_year"), parameters.get("end_year")
    if isinstance(base, int) and isinstance(end, int) and base > end:
        raise UnableToCompose(f"基期年份 {base} 晚于末期年份 {end}。请把基期改为 {end} 或更早。")
    if isinstance(end, int) and end > as_of.on.year:
        raise UnableToCompose(
            f"末期年份 {end} 尚未到来（截至 {as_of.on.isoformat()}）。请改为 {as_of.on.year} 或更早。"
        )
    return {**parameters, "target_year": as_of.on.year}


class _Composer:
    """One composition. A question asked twice is answered once and keeps its note."""

    def __init__(self, outline: Outline, parameters: Parameters, as_of: AsOf) -> None:
        self.outline = outline
        self.parameters = parameters
        self.as_of = as_of
        self.shared = Shared()
        self.answers: dict[tuple[Any, ...], Answer] = {}
        self.filled: list[Run] = []
        self.unfilled: list[Run] = []

    def document(self) -> Composed:
        """Return the whole document; notes count in the order of reading."""
        outline = self.outline
        speaker = self._runs(outline.speaker)
        opening = self._body(outline.opening)
        sections = tuple(self._section(section, 1) for section in outline.sections)
        closing = self._body(outline.closing)
        return Composed(
            outline=outline,
            parameters=self.parameters,
            as_of=self.as_of,
            speaker=speaker,
            opening=opening,
            sections=sections,
            closing=closing,
            filled=tuple(self.filled),
            unfilled=tuple(self.unfilled),
        )

    def _section(self, section: Section, level: int) -> ComposedSection:
        return ComposedSection(
            level=level,
            heading=section.heading,
            body=self._body(section.body),
            sections=tuple(self._section(inner, level + 1) for inner in section.sections),
        )

    def _body(self, body: tuple[Paragraph, ...]) -> tuple[ComposedParagraph, ...]:
        return tuple(self._paragraph(paragraph) for paragraph in body)

    def _paragraph(self, paragraph: Paragraph) -> ComposedParagraph:
        content = paragraph.content
        if isinstance(content, Choice):
            variant = self._variant(content)
            return ComposedParagraph(self._runs(getattr(content, variant)), paragraph.lead, variant)
        if isinstance(content, Table):
            return ComposedParagraph((), table=self._table(content))
        return ComposedParagraph(self._runs(content), paragraph.lead)

    def _table(self, table: Table) -> ComposedTable:
        """Return a table, a cell for each year or place."""
        figure = registry.find(table.figure.code)
        caption = f"{figure.name}（{figure.unit}）"
        if table.over is Over.YEARS:
            first, last = (self.parameters[name] for name in (table.first, table.last))
            assert isinstance(first, int) and isinstance(last, int)  # noqa: S101, PT018 - the reader saw to it
            asked = [(f"{year}年", {"year": year}) for year in range(first, last + 1)]
            return ComposedTable(caption, "年份", self._cells(table.figure, asked))
        places = [(place.short_name, {"place": place.code}) for place in accounts.places()]
        return ComposedTable(caption, "乡镇（园区）", self._cells(table.figure, places))

    def _cells(
        self, figure: FigureBlank, asked: list[tuple[str, dict[str, Any]]]
    ) -> tuple[tuple[str, Run], ...]:
        return tuple((name, self._shown(self._answer(figure, **where))) for name, where in asked)

    def _variant(self, choice: Choice) -> str:
        """Return which sentences the data allow."""
        value = self._answer(choice.about).value
        if value is None:
            return "unknown"
        if value > 0:
            return "rising"
        return "falling" if value < 0 else "level"

    def _runs(self, pieces: Pieces) -> Runs:
        return tuple(self._run(piece) for piece in pieces)

    def _run(self, piece: Piece) -> Run:
        if isinstance(piece, Words):
            return Run(piece.text)
        if isinstance(piece, ParameterBlank):
            return Run(_said(self.parameters[piece.parameter], whole=piece.whole))
        if isinstance(piece, Gap):
            return self._left_open(piece.label, piece.reason)
        answer = self._answer(piece.figure if isinstance(piece, NamesBlank) else piece)
        shown = self._shown(answer)
        if not isinstance(piece, NamesBlank) or shown.is_blank:
            return shown
        return _counting(shown, answer) if piece.counted else _naming(shown, answer)

    def _shown(self, answer: Answer) -> Run:
        """Return the value with its note, or a blank with the reason."""
        if answer.value is None:
            reason = answer.reason or "缺数，请按指标页写明的部门索取。"
            return self._left_open(answer.figure.name, reason, answer)
        return self._proven(answer)

    def _proven(self, answer: Answer) -> Run:
        """Return the value with its note; one answer shown twice keeps one note."""
        for run in self.filled:
            if run.answer is answer:
                return run
        missing = f"（已知合计，另有{answer.missing}家缺数未计）" if answer.missing else ""
        text = f"{wording.value_in_words(answer)}{missing}"
        self.filled.append(Run(text, note=len(self.filled) + 1, answer=answer, label=answer.figure.name))
        return self.filled[-1]

    def _left_open(self, label: str, reason: str, answer: Answer | None = None) -> Run:
        run = Run(wording.BLANK, answer=answer, reason=reason, label=label)
        self.unfilled.append(run)
        return run

    def _answer(self, blank: FigureBlank, **where: Any) -> Answer:
        """Return the answer for a blank, or for the cell of a table that stands `where`: a year or place."""
        asked = {name: self.parameters[parameter] for name, parameter in blank.arguments} | where
        key = (blank.code, *sorted(asked.items()))
        if key not in self.answers:
            question = Question(as_of=self.as_of, shared=self.shared, **asked)
            self.answers[key] = registry.ask(blank.code, question)
        return self.answers[key]


def _said(value: Value, *, whole: bool) -> str:
    """Return a parameter in words: a year, or a day with or without its year."""
    if not isinstance(value, date):
        return f"{value}年"
    return wording.full_day(value) if whole else wording.day_in_words(value)


def _naming(proven: Run, answer: Answer) -> Run:
    """Return the names of the rows behind a number, under the number's own note.

    A comma of lists parts them, a semicolon where one of them holds a comma itself.
    """
    names = [_quoted(row.label) for row in answer.rows]
    mark = "；" if any(set(name) & set("、，；") for name in names) else "、"
    return replace(proven, text=mark.join(names) or "无")


def _counting(proven: Run, answer: Answer) -> Run:
    """Return the rows behind a number, each with its own, those of nought left out, under the number's own note."""
    counted = [replace(answer, value=row.value) for row in answer.rows]
    told = [
        f"{row.label}{wording.value_in_words(each)}"
        for row, each in zip(answer.rows, counted, strict=True)
        if row.value
    ]
    return replace(proven, text="，".join(told) or "无")


def _quoted(name: str) -> str:
    """Return a name as a list in a sentence holds it: one that is a sentence itself stands in quotation marks."""
    return f"“{name.rstrip('。')}”" if name.endswith(("。", "？", "！")) else name


def _inside(sections: tuple[ComposedSection, ...]) -> Iterator[ComposedParagraph]:
    for section in sections:
        yield from section.body
        yield from _inside(section.sections)
