"""A manuscript as it is shown: every block with its number, and its words with what fills and judges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tidu.foundation.clock import AsOf
from tidu.reporting import annex, draft_check, snapshot
from tidu.reporting.composition import Composed, Parameters, compose
from tidu.reporting.layout import heading_number
from tidu.reporting.manuscripts.blocks import Block, Blocks, Kind, data_of, is_read
from tidu.reporting.marks import parts
from tidu.reporting.reading import read_tree
from tidu.reporting.vocabulary import CHOICE_LABELS

Data = dict[str, Any]

NAME: Final = "文稿"
"""How a manuscript is called in what the reader says of its marks."""


@dataclass(frozen=True)
class Stretch:
    """Some words of a paragraph.

    A chip or a blank has the `mark` its writer typed and the snapshot's `run`, a filled one also its `source`, the
    line of the annex; words that the check of the text judged have a `finding`.
    """

    text: str
    mark: str = ""
    run: Mapping[str, Any] = field(default_factory=dict)
    source: Mapping[str, Any] = field(default_factory=dict)
    finding: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """A block as it is shown. `place` counts from 0; `number` is a heading's 一、, `table` what fills a table."""

    place: int
    block: Block
    number: str = ""
    stretches: tuple[Stretch, ...] = ()
    table: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentences(self) -> list[tuple[str, str, str]]:
        """Return sentences that the data choose as a form carries them: name, label and words; the figure first."""
        return [(name, CHOICE_LABELS[name], words) for name, words in self.block.variants]


def filled(composed: Composed) -> Data:
    """Return a composed text as the data that a version keeps."""
    return snapshot.of(composed, annex.lines(composed))


def read_paragraphs(tree: Mapping[str, Any], blocks: Blocks, parameters: Parameters, as_of: AsOf) -> Data:
    """Return the paragraphs of a list of blocks as the records fill them, whatever headings stand between.

    Raises OutlineFault for a mark that cannot be read. A text being moved about may hold headings without words.
    """
    body = [data_of(block) for block in blocks if is_read(block)]
    outline = read_tree({**tree, "opening": body, "sections": [], "closing": []}, NAME)
    return filled(compose(outline, parameters, as_of))


def shown(blocks: Blocks, paper: Mapping[str, Any], marks: Sequence[Sequence[Data]] = ()) -> list[Shown]:
    """Return blocks with what a snapshot says of their paragraphs, and the findings of `found_in` beside them.

    Of sentences that the data choose, `text` are those that were chosen.
    """
    told = iter(paragraphs_of(paper))
    found = iter(marks)
    sources = {line["note"]: line for line in paper["filled"]}
    numbers = _Numbers()
    sheet = []
    for place, block in enumerate(blocks):
        if is_read(block):
            paragraph = next(told)
            findings = next(found, ())
            if "table" in paragraph:
                sheet.append(Shown(place, block, table=paragraph["table"]))
                continue
            typed = _chosen(block, paragraph)
            stretches = tuple(_stretches(typed.text, paragraph, sources, findings))
            sheet.append(Shown(place, typed, stretches=stretches))
        else:
            sheet.append(Shown(place, block, number=numbers.of(block)))
    return sheet


def _chosen(block: Block, paragraph: Data) -> Block:
    return replace(block, text=dict(block.variants)[paragraph["variant"]]) if block.variants else block


def unread(blocks: Blocks) -> list[Shown]:
    """Return blocks of which some mark cannot be read: their words as they were typed."""
    numbers = _Numbers()
    return [
        Shown(place, block, numbers.of(block), (Stretch(block.text),)) for place, block in enumerate(blocks)
    ]


def found_in(paper: Mapping[str, Any], as_of: AsOf) -> list[list[Data]]:
    """Return what the check of a draft finds in each paragraph of a snapshot: claims, and typed numbers that are wrong.

    A number that a figure fills is not judged: it is the figure's own.
    """
    texts = [_text(paragraph) for paragraph in paragraphs_of(paper)]
    marks = [
        mark
        for mark in draft_check.marks(draft_check.check_draft("\n".join(texts), as_of))
        if mark.is_claim or mark.is_wrong
    ]
    found, begin = [], 0
    for text, paragraph in zip(texts, paragraphs_of(paper), strict=True):
        free = list(_free(paragraph))
        end = begin + len(text)
        found.append(
            [
                _finding(mark, begin)
                for mark in marks
                if begin <= mark.start < end
                and any(first <= mark.start - begin and mark.end - begin <= last for first, last in free)
            ]
        )
        begin = end + 1
    return found


def readings(paper: Mapping[str, Any]) -> list[str]:
    """Return how each paragraph of a snapshot reads, its lead included."""
    return [
        f"表：{paragraph['table']['caption']}"
        if "table" in paragraph
        else paragraph["lead"] + _text(paragraph)
        for paragraph in paragraphs_of(paper)
    ]


def _text(paragraph: Data) -> str:
    return "".join(run["text"] for run in paragraph["runs"])


def paragraphs_of(paper: Mapping[str, Any]) -> Iterator[Data]:
    """Yield the paragraphs of a snapshot in the order of reading."""
    yield from paper["opening"]
    yield from _inside(paper["sections"])
    yield from paper["closing"]


def _inside(sections: Sequence[Data]) -> Iterator[Data]:
    for section in sections:
        yield from section["body"]
        yield from _inside(section["sections"])


class _Numbers:
    """Counts headings level by level: 一、（一）1. (1)."""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def of(self, block: Block) -> str:
        """Return the number of the next block; what is no heading has none."""
        if block.kind is not Kind.HEADING:
            return ""
        level = min(block.level, len(self.counts) + 1)
        self.counts = [*self.counts[:level], *([0] if len(self.counts) < level else [])]
        self.counts[level - 1] += 1
        return heading_number(level, self.counts[level - 1])


def _stretches(
    text: str, paragraph: Data, sources: Mapping[int, Data], findings: Sequence[Data]
) -> Iterator[Stretch]:
    """Yield the words of a paragraph; the parts that were typed and the runs that fill them go side by side."""
    begin = 0
    for (typed, is_mark), run in zip(parts(text), paragraph["runs"], strict=True):
        if is_mark:
            yield Stretch(run["text"], typed, run, sources.get(run.get("note"), {}))
        else:
            yield from _judged(typed, begin, findings)
        begin += len(run["text"])


def _judged(words: str, begin: int, findings: Sequence[Data]) -> Iterator[Stretch]:
    """Yield plain words, parted where something was found in them; `begin` is where they stand in the paragraph."""
    at = 0
    for one in findings:
        start, end = one["start"] - begin, one["end"] - begin
        if start < at or end > len(words):
            continue
        if start > at:
            yield Stretch(words[at:start])
        yield Stretch(words[start:end], finding=one)
        at = end
    if at < len(words):
        yield Stretch(words[at:])


def _free(paragraph: Data) -> Iterator[tuple[int, int]]:
    """Yield where the words stand that somebody typed."""
    begin = 0
    for run in paragraph["runs"]:
        end = begin + len(run["text"])
        if "note" not in run and "blank" not in run:
            yield begin, end
        begin = end


def _finding(mark: draft_check.Mark, begin: int) -> Data:
    return {
        "start": mark.start - begin,
        "end": mark.end - begin,
        "text": mark.text,
        "tone": mark.tone,
        "judgement": mark.judgement,
        "why": "".join(mark.reasons),
        "mend": mark.mend,
        "code": mark.figure.code if mark.figure else "",
        "query": mark.query,
    }
