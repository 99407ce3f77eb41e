"""A written condition taken apart at its joints, so that one place of it can be shown and changed by itself.

A path of numbers leads through `all`, `any`, `at_least`, `and` and `or`: (1, 0) is the first item of the second item.
What is no such group is a leaf, however long it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from tidu.rules.language.marks import Place
from tidu.rules.language.tokens import Token, plain, split
from tidu.rules.model.conditions import Operator

JOINED: Final = "joined"
"""The last step of a path that leads to how a group's items are joined, instead of to an item."""

_WORDS: Final = {"or": "any", "and": "all"}
_OPENING, _CLOSING = ("(", "["), (")", "]")
_SIGNS: Final = frozenset(str(operator) for operator in Operator)


@dataclass(frozen=True)
class Part:
    """A group or a leaf. `joined` is all, any or at_least 2, empty for a leaf; `between` stands between its items."""

    text: str
    start: int
    joined: str = ""
    between: str = ""
    items: tuple[Part, ...] = ()

    @property
    def end(self) -> int:
        """Return the place behind its last character."""
        return self.start + len(self.text)


def outline(expression: str) -> Part:
    """Return the outline of a condition. Raises PolicyError for a character that belongs to no word."""
    text = plain(expression)
    tokens = [token for token in split(text, Place("", 0)) if token.kind != "end"]
    return _part(text, tokens) if tokens else Part("", 0)


def comparison(expression: str) -> tuple[str, str, str] | None:
    """Return what a leaf compares: left side, sign, right side; None for a leaf that compares nothing."""
    text = plain(expression)
    tokens = [token for token in split(text, Place("", 0)) if token.kind != "end"]
    signs = _at_the_top(tokens, lambda token: token.text in _SIGNS)
    if len(signs) != 1 or signs[0] in (0, len(tokens) - 1):
        return None
    sign = tokens[signs[0]]
    at = sign.at - 1
    return text[:at].strip(), sign.text, text[at + len(sign.text) :].strip()


def with_part(expression: str, path: Sequence[str | int], value: str) -> str:
    """Return a condition with one place of it set, taken out where the value is empty, or put behind its last item.

    An item put behind a leaf makes a group of both that asks for all. Raises KeyError where the path leads nowhere.
    """
    whole = outline(expression)
    text = plain(expression)
    if not path:
        return value
    parent, last = _reached(whole, path[:-1]), path[-1]
    if last == JOINED:
        new = _group(value, [item.text for item in parent.items])
    elif last == max(1, len(parent.items)):
        new = _longer(parent, value)
    else:
        new = _changed(parent, _at(parent, last), value)
    return text[: parent.start] + new + text[parent.end :]


def _reached(part: Part, path: Sequence[str | int]) -> Part:
    for step in path:
        part = part.items[_at(part, step)]
    return part


def _at(part: Part, step: str | int) -> int:
    if not isinstance(step, int) or not 0 <= step < len(part.items):
        raise KeyError(step)
    return step


def _group(joined: str, items: Sequence[str]) -> str:
    word, _, count = joined.partition(" ")
    return f"{word}({', '.join([count, *items] if count else items)})"


def _longer(parent: Part, value: str) -> str:
    if not parent.items:
        return _group("all", [parent.text, value])
    end = parent.items[-1].end - parent.start
    return f"{parent.text[:end]}{parent.between}{value}{parent.text[end:]}"


def _changed(parent: Part, at: int, value: str) -> str:
    """Return a group with an item replaced or taken out; of two items the other one remains, without a group."""
    item, others = parent.items[at], parent.items[:at] + parent.items[at + 1 :]
    start, end = item.start, item.end
    if not value and len(others) == 1:
        return others[0].text
    if not value:
        start, end = (parent.items[at - 1].end, end) if at else (start, parent.items[1].start)
    return parent.text[: start - parent.start] + value + parent.text[end - parent.start :]


def _part(text: str, tokens: Sequence[Token]) -> Part:
    start = tokens[0].at - 1
    leaf = Part(text[start : _end(tokens[-1])], start)
    inner = _without_brackets(tokens)
    for word, joined in _WORDS.items():
        if runs := _runs(inner, lambda token, word=word: token.kind == "name" and token.text == word):  # type: ignore[misc]
            return _joined(text, leaf, joined, f" {word} ", runs)
    if inner[0].text in ("all", "any", "at_least") and _is_bracketed(inner[1:]):
        inside = inner[2:-1]
        runs = _runs(inside, lambda token: token.text == ",") or [inside]
        count = f" {runs[0][0].text}" if inner[0].text == "at_least" and runs[0] else ""
        return _joined(text, leaf, f"{inner[0].text}{count}", ", ", runs[1:] if count else runs)
    return leaf


def _joined(text: str, leaf: Part, joined: str, between: str, runs: Sequence[Sequence[Token]]) -> Part:
    """Return the group of some runs of words, the leaf where one of them is empty: that is for the loader to tell."""
    if not runs or not all(runs):
        return leaf
    items = tuple(_part(text, run) for run in runs)
    return replace(leaf, joined=joined, between=between, items=items)


def _runs(tokens: Sequence[Token], parts: Callable[[Token], bool]) -> list[Sequence[Token]]:
    """Return the words between the joints outside all brackets, nothing where there is no joint."""
    at = _at_the_top(tokens, parts)
    if not at:
        return []
    ends = [-1, *at, len(tokens)]
    return [tokens[first + 1 : last] for first, last in pairwise(ends)]


def _at_the_top(tokens: Sequence[Token], wanted: Callable[[Token], bool]) -> list[int]:
    depth, found = 0, []
    for at, token in enumerate(tokens):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth == 0 and wanted(token):
            found.append(at)
    return found


def _without_brackets(tokens: Sequence[Token]) -> Sequence[Token]:
    while _is_bracketed(tokens) and len(tokens) > 2:
        tokens = tokens[1:-1]
    return tokens


def _is_bracketed(tokens: Sequence[Token]) -> bool:
    """Return whether one pair of brackets holds all of the words."""
    closing = _at_the_top(tokens, lambda token: token.text == ")")
    return bool(tokens) and tokens[0].text == "(" and closing[:1] == [len(tokens) - 1]


def _end(token: Token) -> int:
    assert token.match is not None  # noqa: S101 - only the end has none
    return token.at - 1 + len(token.match[0])
