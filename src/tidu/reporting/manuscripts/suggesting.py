"""Figures offered while somebody types: the last words are matched against the names that figures go by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import ParameterKind
from tidu.reporting.draft.names import Spoken, phrasebook
from tidu.reporting.outline import Parameter

FEWEST: Final = 2
"""One character names nothing: 企, 数."""
MOST_TYPED: Final = 30
OFFERED: Final = 8


@dataclass(frozen=True)
class Suggestion:
    """A figure that may be meant, with the mark that puts it into the text; `when` says for which year."""

    figure: Figure
    mark: str
    when: str


def suggestions(typed: str, parameters: Sequence[Parameter]) -> list[Suggestion]:
    """Return the figures that the end of what was typed may name, the closest first."""
    words = typed[-MOST_TYPED:]
    figures = registry.everything()
    spoken = {one.figure.code: one for one in phrasebook(figures)}
    scored = ((_likeness(words, figure, spoken.get(figure.code)), figure) for figure in figures)
    near = sorted(
        ((score, figure) for score, figure in scored if score >= FEWEST),
        key=lambda one: (-one[0], len(one[1].name), one[1].code),
    )
    offers = (offer for _, figure in near for offer in _offers(figure, parameters))
    return [offer for offer, _ in zip(offers, range(OFFERED), strict=False)]


def _likeness(words: str, figure: Figure, spoken: Spoken | None) -> int:
    """Return how many of the last characters typed stand in a name of the figure, or are a clerk's word for it."""
    names = [name.lower() for name in (figure.name, *registry.names_of(figure))]
    tails = (words[-length:].lower() for length in range(len(words), 0, -1))
    inside = next((len(tail) for tail in tails if any(tail in name for name in names)), 0)
    if spoken is None:
        return inside
    said = (match for match in spoken.subject.finditer(words) if match.end() == len(words))
    return max([inside, *(len(match[0]) for match in said)])


def _offers(figure: Figure, parameters: Sequence[Parameter]) -> Iterator[Suggestion]:
    """Yield a figure as of the manuscript's day, and for each year that the manuscript chose."""
    known = {parameter.name: parameter for parameter in parameters}
    takes = set(figure.parameters)
    fixed = [f"{name}={name}" for name in ("base_year", "event_on") if name in takes & known.keys()]
    if "base_year" in takes:
        yield _offer(figure, [*fixed, *(["year=end_year"] if "end_year" in known else [])], "")
        return
    yield _offer(figure, fixed, "截至日" if ParameterKind.YEAR.value in takes else "")
    if ParameterKind.YEAR.value in takes:
        for one in parameters:
            if one.kind == "year":
                yield _offer(figure, [*fixed, f"year={one.name}"], one.label)


def _offer(figure: Figure, arguments: Sequence[str], when: str) -> Suggestion:
    return Suggestion(figure, f"[[{' '.join([figure.code, *arguments])}]]", when)


def tables(parameters: Sequence[Parameter]) -> list[tuple[str, str]]:
    """Return the tables that can be made, as the line that is typed and what it shows: over years, over places."""
    years = [parameter.name for parameter in parameters if parameter.kind == "year"]
    found = []
    for figure in registry.everything():
        takes = set(figure.parameters)
        if "base_year" in takes:
            continue
        if ParameterKind.YEAR.value in takes and years:
            line = f"{figure.code} over=years from={years[0]} to={years[-1]}"
            found.append((line, f"{figure.name} · 逐年"))
        if ParameterKind.PLACE.value in takes:
            found.append((f"{figure.code} over=places", f"{figure.name} · 各乡镇（园区）"))
    return found
