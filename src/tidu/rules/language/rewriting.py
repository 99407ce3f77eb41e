"""An author's YAML as it would read with other numbers, line by line, each changed number marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import yaml

from tidu.rules.model.rule import Rule


@dataclass(frozen=True)
class Replaced:
    """A value as it would read, and as it reads now."""

    now: str
    was: str


@dataclass(frozen=True)
class Line:
    """One line of a text: its number, and its words with the replaced values among them."""

    number: int
    pieces: tuple[str | Replaced, ...]

    @property
    def changed(self) -> bool:
        """Whether a value on it is replaced."""
        return any(isinstance(piece, Replaced) for piece in self.pieces)


@dataclass(frozen=True)
class LineChange:
    """Lines that differ between two texts. `number` is the first one's in the later text, as counted there."""

    number: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def rewritten(rule: Rule, settings: Mapping[str, str]) -> tuple[Line, ...]:
    """Return a rule's own text with some parameters set to words like 4% or 25万元.

    A parameter that the text writes elsewhere than among `parameters` or under a condition stays as it stands.
    """
    text = rule.text
    series = {parameter.name: parameter.series for parameter in rule.parameters}
    spans = []
    for name, words in settings.items():
        at = next((n for n, dated in enumerate(series[name]) if dated.value == rule.value(name)), 0)
        if (span := _spans(text).get((name, at))) is not None:
            spans.append((*span, words))
    return tuple(_lines(text, sorted(spans)))


def line_changes(before: str, after: str) -> tuple[LineChange, ...]:
    """Return where two texts differ, by lines."""
    old, new = before.splitlines(), after.splitlines()
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        LineChange(start + 1, tuple(old[first:last]), tuple(new[start:end]))
        for tag, first, last, start, end in found
        if tag != "equal"
    )


def _lines(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Line]:
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        end, here = start + len(line), start
        pieces: list[str | Replaced] = []
        for first, last, words in spans:
            if start <= first and last <= end:
                pieces += [text[here:first], Replaced(words, text[first:last])]
                here = last
        pieces.append(text[here:end].rstrip("\n"))
        yield Line(number, tuple(piece for piece in pieces if piece))
        start = end


@lru_cache(maxsize=64)
def _spans(text: str) -> Mapping[tuple[str, int], tuple[int, int]]:
    """Return where each value of each parameter stands: by its name and its place among the parameter's values."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for name, node in _named(_entry(root, "parameters")):
        found |= {(name, at): span for at, span in _values(node)}
    conditions = _entry(root, "conditions")
    for condition in conditions.value if isinstance(conditions, yaml.SequenceNode) else ():
        code = _entry(condition, "id")
        for name, node in _named(_entry(condition, "where")):
            whole = f"{code.value}.{name}" if isinstance(code, yaml.ScalarNode) else name
            found |= {(whole, at): span for at, span in _values(node)}
    return found


def _values(node: yaml.Node) -> Iterator[tuple[int, tuple[int, int]]]:
    single = _entry(node, "value") if isinstance(node, yaml.MappingNode) else node
    if isinstance(single, yaml.ScalarNode):
        yield 0, (single.start_mark.index, single.end_mark.index)
    listed = _entry(node, "values")
    for at, one in enumerate(listed.value if isinstance(listed, yaml.SequenceNode) else ()):
        value = _entry(one, "value")
        if isinstance(value, yaml.ScalarNode):
            yield at, (value.start_mark.index, value.end_mark.index)


def _named(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        yield str(key.value), value


def _entry(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _named(node) if key == name), None)
