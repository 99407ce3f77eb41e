"""A draft checked for a person: the marks in its text, and all of it as data for a screen or the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.vocabulary import OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure, Question
from tidu.reporting import snapshot
from tidu.reporting.draft.asking import Asker
from tidu.reporting.draft.checking import Checked, check
from tidu.reporting.draft.claims import Claim, Truth
from tidu.reporting.draft.judging import JudgedNumber, Judgement

GREEN, RED, GREY = "green", "red", "grey"
_TONES = {
    Judgement.AGREES: GREEN,
    Judgement.ROUNDS: GREEN,
    Judgement.DIFFERS: RED,
    Truth.TRUE: GREEN,
    Truth.FALSE: RED,
}
_THE_PARK = "园区"


@dataclass(frozen=True)
class Mark:
    """A number or claim in the text (`text[start:end]`) as it is shown: note, judgement, reasoning, mend and door.

    `query` is the figure's question as the query of an address; `tone` is green, red or grey.
    """

    note: int
    start: int
    end: int
    text: str
    is_claim: bool
    judgement: str
    tone: str
    reasons: tuple[str, ...]
    mend: str
    figure: Figure | None
    query: str

    @property
    def is_wrong(self) -> bool:
        """Return whether the figures or the text itself refute it."""
        return self.tone == RED


@dataclass(frozen=True)
class Stretch:
    """A piece of a paragraph: plain words, or a mark."""

    text: str
    mark: Mark | None = None


def check_draft(text: str, as_of: AsOf) -> Checked:
    """Judge a draft on a day; nothing of it is kept."""
    return check(text, asker(as_of), places())


def asker(as_of: AsOf) -> Asker:
    """Return who asks the registry's figures on a day; several drafts may share it."""
    return Asker(as_of, registry.everything())


def places() -> dict[str, str]:
    """Return the codes of townships and parks by name and short name; a county's one park is also 园区."""
    listed = accounts.places()
    codes = {name: place.code for place in listed for name in (place.name, place.short_name)}
    parks = [place.code for place in listed if place.kind == OrganisationKind.PARK]
    return {**codes, _THE_PARK: parks[0]} if len(parks) == 1 else codes


def marks(checked: Checked) -> list[Mark]:
    """Return numbers and claims in the order of the text, numbered; none overlaps another."""
    judged: list[JudgedNumber | Claim] = sorted([*checked.numbers, *checked.claims], key=_place)
    return [_mark(note, one) for note, one in enumerate(judged, start=1)]


def _place(one: JudgedNumber | Claim) -> tuple[int, int]:
    return (one.start, one.end) if isinstance(one, Claim) else (one.quantity.start, one.quantity.end)


def _mark(note: int, one: JudgedNumber | Claim) -> Mark:
    start, end = _place(one)
    is_claim = isinstance(one, Claim)
    judgement = one.truth if isinstance(one, Claim) else one.judgement
    return Mark(
        note=note,
        start=start,
        end=end,
        text=one.text if isinstance(one, Claim) else one.quantity.text,
        is_claim=is_claim,
        judgement=judgement.value,
        tone=_TONES.get(judgement, GREY),
        reasons=tuple(reason for reason in one.reasons if reason),
        mend="" if isinstance(one, Claim) else one.mend,
        figure=one.figure,
        query=_query(one.figure, one.question),
    )


def _query(figure: Figure | None, question: Question | None) -> str:
    return "" if figure is None or question is None else snapshot.query_of(question)


def paragraphs(text: str, marked: Sequence[Mark]) -> list[list[Stretch]]:
    """Return the text as it is shown: a list of paragraphs, each of plain words and marks."""
    shown: list[list[Stretch]] = [[]]
    at = 0
    for mark in marked:
        _add_words(shown, text[at : mark.start])
        shown[-1].append(Stretch(text[mark.start : mark.end], mark))
        at = mark.end
    _add_words(shown, text[at:])
    return [stretches for stretches in shown if any(one.text.strip() for one in stretches)]


def _add_words(shown: list[list[Stretch]], words: str) -> None:
    first, *others = words.split("\n")
    shown[-1].append(Stretch(first))
    shown.extend([Stretch(line)] for line in others)


def as_data(checked: Checked, marked: Sequence[Mark]) -> dict[str, Any]:
    """Return a checked draft as JSON-able data: how many of each judgement, and every mark; never the text itself."""
    counts: dict[str, int] = {}
    for mark in marked:
        counts[mark.judgement] = counts.get(mark.judgement, 0) + 1
    return {
        "as_of": checked.as_of.on.isoformat(),
        "characters": len(checked.text),
        "counts": counts,
        "marks": [_mark_data(mark) for mark in marked],
    }


def _mark_data(mark: Mark) -> dict[str, Any]:
    return {
        "note": mark.note,
        "start": mark.start,
        "end": mark.end,
        "text": mark.text,
        "kind": "claim" if mark.is_claim else "number",
        "judgement": mark.judgement,
        "reasons": list(mark.reasons),
        "mend": mark.mend,
        "figure": mark.figure.code if mark.figure else "",
        "query": mark.query,
    }
