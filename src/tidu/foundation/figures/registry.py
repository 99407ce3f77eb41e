"""The one registry through which targets, reports and screens read every app's numbers."""

from __future__ import annotations

from tidu.foundation.figures.model import Answer, Figure, Question

_figures: dict[str, Figure] = {}
_aliases: dict[str, str] = {}


class UnknownFigure(LookupError):
    """Raised for a code that no app has declared; the message is Chinese and fit for the user."""


def names_of(figure: Figure) -> tuple[str, ...]:
    """Return every name a figure answers to, its code first."""
    return (figure.code, *figure.aliases, *figure.base_year_aliases)


def register(figure: Figure) -> Figure:
    """Add a figure; a code or alias declared twice raises ValueError at start-up."""
    for name in names_of(figure):
        taken = _aliases.get(name)
        if taken is not None and taken != figure.code:
            raise ValueError(f"figure name {name!r} is already taken by {taken!r}")
    if _figures.get(figure.code, figure) is not figure:
        raise ValueError(f"figure {figure.code!r} is declared twice")
    _figures[figure.code] = figure
    for name in names_of(figure):
        _aliases[name] = figure.code
    return figure


def find(code: str) -> Figure:
    """Return the figure with this code or alias (F04, hnte_count); raise UnknownFigure."""
    try:
        return _figures[_aliases[code]]
    except KeyError:
        raise UnknownFigure(
            f"没有代码为“{code}”的指标。请到“指标”页核对代码（命令行用 tidu figures list）。"
        ) from None


def everything() -> list[Figure]:
    """Return all figures, by code."""
    return [_figures[code] for code in sorted(_figures)]


def ask(code: str, question: Question) -> Answer:
    """Answer a question about the figure with this code or alias; raise UnknownFigure."""
    figure = find(code)
    if code in figure.base_year_aliases:
        question = question.of_base_year()
    return figure.answer(figure, question)
