"""The figures by the words clerks use for them (`words.yaml`), or by their own names where no line says more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tidu.foundation.figures.model import Figure

_WORDS = Path(__file__).with_name("words.yaml")
_PARTS = Path(__file__).with_name("parts.yaml")
_COUNTED = re.compile("(?:总数|数量|条数|人数|家数|次数|件数|数)$")
_PARENTHESIS = re.compile(r"（(.+)）$")


@dataclass(frozen=True)
class Spoken:
    """A figure and the words that name it: a subject, facets that have to stand beside it, words that must not.

    `also` are the codes of figures that the same words may mean as well.
    """

    figure: Figure
    subject: re.Pattern[str]
    facets: tuple[re.Pattern[str], ...] = ()
    unless: re.Pattern[str] | None = None
    also: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[re.Pattern[str], ...]:
        """Return subject and facets."""
        return (self.subject, *self.facets)


def phrasebook(figures: Iterable[Figure]) -> Sequence[Spoken]:
    """Return how each figure is spoken of; one that compares two years is left out, for texts say so in words."""
    return [_spoken(figure) for figure in figures if "base_year" not in figure.parameters and figure.unit]


@cache
def clerks_words() -> dict[str, str]:
    """Return what `words.yaml` says, by code."""
    lines = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {str(code): str(line) for code, line in lines.items()}


@cache
def wholes() -> dict[str, str]:
    """Return the code of the whole by the code of each part, as `parts.yaml` says."""
    lines = yaml.safe_load(_PARTS.read_text(encoding="utf-8"))
    return {part: str(whole) for whole, parts in lines.items() for part in str(parts).split()}


def _spoken(figure: Figure) -> Spoken:
    written, _, also = (clerks_words().get(figure.code) or _by_its_name(figure)).partition(" ~ ")
    line, _, unless = written.partition(" ! ")
    subject, *facets = (re.compile(part) for part in line.split(" & "))
    return Spoken(figure, subject, tuple(facets), re.compile(unless) if unless else None, tuple(also.split()))


def _by_its_name(figure: Figure) -> str:
    """Return the line that a figure's own name makes: 企业难题登记数（人才引进） is 企业难题登记 & 人才引进."""
    facet = _PARENTHESIS.search(figure.name)
    name = _COUNTED.sub("", figure.name[: facet.start()] if facet else figure.name)
    return " & ".join(re.escape(part) for part in (name, facet[1] if facet else "") if part)
