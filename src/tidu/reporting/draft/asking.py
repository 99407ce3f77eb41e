"""Ask figures for a draft: every question once, over one reading of the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.foundation.figures.vocabulary import ParameterKind


def _nothing_shared(_: AsOf) -> object:
    return None


class Asker:
    """Asks the figures it is given, and remembers what it was told.

    `reading` gives what all questions of one moment of knowledge share (the registry's).
    """

    def __init__(
        self, as_of: AsOf, figures: Iterable[Figure], reading: Callable[[AsOf], object] = _nothing_shared
    ) -> None:
        self.as_of = as_of
        self.figures = {figure.code: figure for figure in figures}
        self._read = reading
        self._readings: dict[AsOf, object] = {}
        self._answers: dict[tuple[str, Question], Answer] = {}

    def question(
        self, figure: Figure, *, year: int | None = None, on: date | None = None, place: str | None = None
    ) -> Question:
        """Return the question about a figure; a parameter that it does not take is left out."""
        takes = figure.parameters
        return Question(
            as_of=self.as_of if on is None else self.as_of.at(on),
            year=year if ParameterKind.YEAR.value in takes else None,
            place=place if ParameterKind.PLACE.value in takes else None,
        )

    def ask(self, figure: Figure, question: Question) -> Answer:
        """Return the answer; raise LookupError where the question names what is not there."""
        key = (figure.code, question)
        if key not in self._answers:
            shared = replace(question, reading=self._reading(question.as_of))
            self._answers[key] = figure.answer(figure, shared)
        return self._answers[key]

    def _reading(self, as_of: AsOf) -> object:
        """Return what all questions of one moment of knowledge share."""
        moment = AsOf(on=self.as_of.on, known_at=as_of.known_at)
        if moment not in self._readings:
            self._readings[moment] = self._read(moment)
        return self._readings[moment]
