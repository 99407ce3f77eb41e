"""What an outline is: headings, paragraphs and the blanks between their words. Typed, frozen, checked when read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

YEAR_PARAMETERS = ("year", "base_year")


@dataclass(frozen=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class ParameterBlank:
    """A place that a parameter of the document fills, e.g. the day of the event; `whole` says a day with its year."""

    parameter: str
    whole: bool = False


@dataclass(frozen=True)
class FigureBlank:
    """A place that a figure fills. `arguments` maps the figure's parameters to those of the document."""

    code: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NamesBlank:
    """A place that the names of the rows behind a figure fill, each with its own value where they are `counted`."""

    figure: FigureBlank
    counted: bool = False


@dataclass(frozen=True)
class Gap:
    """A place for which the house keeps no data: it stays visibly blank, with what is lacking and whom to ask."""

    label: str
    reason: str


Piece = Words | ParameterBlank | FigureBlank | NamesBlank | Gap
Pieces = tuple[Piece, ...]


VARIANTS: Final = ("rising", "falling", "level", "unknown")
"""The sentences of a choice, by the attribute that holds them."""


@dataclass(frozen=True)
class Choice:
    """Sentences of which the data choose one: by the sign of a figure, so that no claim outruns its proof."""

    about: FigureBlank
    rising: Pieces
    falling: Pieces
    level: Pieces
    unknown: Pieces


class Over(StrEnum):
    """Over what a table spreads a figure."""

    YEARS = "years"
    PLACES = "places"


@dataclass(frozen=True)
class Table:
    """A figure over the years from one parameter to another (`first`, `last`), or over the townships and the park."""

    figure: FigureBlank
    over: Over
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a table in its place; `lead` is 一是, 二是 … where it has one."""

    content: Pieces | Choice | Table
    lead: str = ""

    def pieces(self) -> Iterator[Piece]:
        """Yield every piece it could show."""
        if isinstance(self.content, Choice):
            yield self.content.about
            for variant in (
                self.content.rising,
                self.content.falling,
                self.content.level,
                self.content.unknown,
            ):
                yield from variant
        elif isinstance(self.content, Table):
            yield self.content.figure
        else:
            yield from self.content


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs and the sections under it."""

    heading: str
    body: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """What the writer chooses once per document: a year or a day."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True)
class Outline:
    """A whole document before its blanks are filled. `title_lines` breaks the title where it reads well."""

    code: str
    name: str
    title_lines: tuple[str, ...]
    speaker: Pieces
    salutation: str
    parameters: tuple[Parameter, ...]
    opening: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[Paragraph, ...] = field(default=())

    @property
    def title(self) -> str:
        """Return the title in one line."""
        return "".join(self.title_lines)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield every paragraph in the order of reading."""
        yield from self.opening
        for section in self.sections:
            yield from _paragraphs(section)
        yield from self.closing

    def pieces(self) -> Iterator[Piece]:
        """Yield every piece of the document."""
        yield from self.speaker
        for paragraph in self.paragraphs():
            yield from paragraph.pieces()


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    yield from section.body
    for inner in section.sections:
        yield from _paragraphs(inner)
