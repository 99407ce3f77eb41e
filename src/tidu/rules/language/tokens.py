"""The words of an expression, each with its place in the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tidu.rules.language.marks import Place, PolicyError
from tidu.rules.language.values import QUANTITY

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_TEXT: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SIGN: Final = re.compile(r">=|<=|==|!=|[-><+*/()\[\],=]")
_FULL_WIDTH: Final = str.maketrans(
    {"（": "(", "）": ")", "，": ",", "≥": ">=", "≤": "<=", "＞": ">", "＜": "<"}
)


@dataclass(frozen=True)
class Token:
    """One word: kind is name, number, text, sign or end; `at` counts characters from 1."""

    kind: str
    text: str
    at: int
    match: re.Match[str] | None = None


def plain(expression: str) -> str:
    """Return an expression with full-width brackets and ≥ ≤ as their plain twins."""
    return expression.translate(_FULL_WIDTH)


def split(expression: str, place: Place) -> Iterator[Token]:
    """Yield the tokens of an expression and an end. Full-width brackets and ≥ ≤ are taken as their plain twins.

    Raises PolicyError for a character that belongs to no word.
    """
    text = plain(expression)
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        token = _token(text, position)
        if token is None:
            raise PolicyError(
                place, f"式子第 {position + 1} 个字符“{text[position]}”看不懂", "只写事实名、数、比较号和括号"
            )
        yield token
        position += len(token.match[0]) if token.match else 1
    yield Token("end", "", len(text) + 1)


def _token(text: str, position: int) -> Token | None:
    for kind, pattern in (("number", QUANTITY), ("name", _NAME), ("text", _TEXT), ("sign", _SIGN)):
        match = pattern.match(text, position)
        if match:
            word = (match[1] or match[2] or "") if kind == "text" else match[0]
            return Token(kind, word, position + 1, match)
    return None
