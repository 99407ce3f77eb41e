"""Ask figures for a draft: every question once, over one reading of the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.foundation.figures.shared import Shared
from tidu.foundation.figures.vocabulary import ParameterKind


class Asker:
    """Asks the figures it is given, and remembers what it was told."""

    def __init__(self, as_of: AsOf, figures: Iterable[Figure]) -> None:
        self.as_of = as_of
        self.figures = {figure.code: figure for figure in figures}
        self._shared = Shared()
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
            self._answers[key] = figure.answer(figure, replace(question, shared=self._shared))
        return self._answers[key]
