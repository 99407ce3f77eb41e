"""The marks between the words of an outline or of an office's own Word file: one reader for both.

`[[F04 year=end_year]]` or `[[科技型企业数 year=末期年份]]` is a figure, `[[text end_year]]` or `[[末期年份]]` a
parameter, `[[day event_on]]` a day with its year, `[[names 指标 …]]` lists the rows behind a figure, `[[counts 指标
…]]` lists them each with its own number, and `[[gap 名称 | 缺什么、找谁要]]` stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Figure
from tidu.reporting.outline import (
    FigureBlank,
    Gap,
    NamesBlank,
    Parameter,
    ParameterBlank,
    Piece,
    Pieces,
    Words,
)

MARK: Final = re.compile(r"\[\[(.*?)\]\]")
BUILT_IN: Final = (Parameter("target_year", "目标年份", "year"),)
"""Parameters that every document has without being asked: the year of the as-of day, whose targets it names."""

_LEFT_OVER: Final = ("[[", "]]", "［［", "］］")
_HALF_WIDTH: Final = str.maketrans("＝｜", "=|")

Known = Mapping[str, Parameter]


class MarkFault(ValueError):
    """Raised for marks that cannot be read; the message says in Chinese what is wrong and how to mend it.

    `reasons` holds one sentence per wrong mark.
    """

    def __init__(self, *reasons: str) -> None:
        super().__init__("".join(reasons))
        self.reasons = reasons


def known_by(parameters: Iterable[Parameter]) -> Known:
    """Return parameters by what a mark may call them, their names and their labels; the built-in ones included."""
    return {said: one for one in (*parameters, *BUILT_IN) for said in (one.name, one.label)}


def parts(text: str) -> list[tuple[str, bool]]:
    """Return the words and marks of a text in order, without empty ones, each with whether it is a mark."""
    found = [(part, number % 2 == 1) for number, part in enumerate(MARK.split(text))]
    return [(f"[[{part}]]" if is_mark else part, is_mark) for part, is_mark in found if part or is_mark]


def pieces_of(text: str, known: Known) -> Pieces:
    """Return the words and blanks of a text in order; raise MarkFault for all that is wrong in it."""
    pieces: list[Piece] = []
    reasons: list[str] = []
    for number, part in enumerate(MARK.split(text)):
        try:
            if number % 2:
                pieces.append(_blank(part.translate(_HALF_WIDTH).strip(), known))
            elif part:
                pieces.append(_words(part))
        except MarkFault as fault:
            reasons.extend(fault.reasons)
    if reasons:
        raise MarkFault(*reasons)
    return tuple(pieces)


def figure_of(words: list[str], known: Known) -> FigureBlank:
    """Return the figure that words name, with its arguments; raise MarkFault."""
    if not words:
        raise MarkFault("names 或 counts 后面要写指标代码。")
    figure = _found(words[0])
    arguments = [word.partition("=") for word in words[1:]]
    return FigureBlank(
        words[0] if words[0] != figure.name else figure.code,
        tuple((name, _argument(figure, name, said, known)) for name, _, said in arguments),
    )


def _words(part: str) -> Words:
    if any(left in part for left in _LEFT_OVER):
        raise MarkFault("[[ 和 ]] 没有配对，或用了全角的［］。一处标记写在同一段里，方括号用半角。")
    return Words(part)


def _blank(mark: str, known: Known) -> Piece:
    if not mark:
        raise MarkFault("[[ ]] 里是空的。请写指标代码、text 参数或 gap 名称。")
    if mark in known:
        return ParameterBlank(known[mark].name)
    word, _, rest = mark.partition(" ")
    if word in ("text", "day"):
        return ParameterBlank(_parameter(rest.strip(), known).name, whole=word == "day")
    if word == "gap":
        label, _, reason = (part.strip() for part in rest.partition("|"))
        if not label or not reason:
            raise MarkFault("gap 要写成“gap 名称 | 缺什么、找谁要”。")
        return Gap(label, reason)
    if word in ("names", "counts"):
        return NamesBlank(figure_of(rest.split(), known), counted=word == "counts")
    return figure_of(mark.split(), known)


def _found(said: str) -> Figure:
    """Return the figure with a code, a blank number or an official name."""
    try:
        return registry.find(said)
    except registry.UnknownFigure as unknown:
        named = next((one for one in registry.everything() if one.name == said), None)
        if named is None:
            raise MarkFault(str(unknown)) from unknown
        return named


def _argument(figure: Figure, name: str, said: str, known: Known) -> str:
    """Return the parameter that an argument of a figure takes."""
    if name not in {*figure.parameters, "base_year"}:
        taken = "、".join(figure.parameters) or "无"
        raise MarkFault(f"指标“{figure.name}”没有参数“{name}”。它的参数：{taken}。")
    parameter = _parameter(said, known)
    wanted = "day" if name == "event_on" else "year"
    if parameter.kind != wanted:
        kinds = {"day": "日期", "year": "年份"}
        raise MarkFault(f"“{name}”要填{kinds[wanted]}，“{parameter.label}”是{kinds[parameter.kind]}。")
    return parameter.name


def _parameter(said: str, known: Known) -> Parameter:
    if said not in known:
        raise MarkFault(f"没有参数“{said}”。可用的参数：{'、'.join(known)}。")
    return known[said]
