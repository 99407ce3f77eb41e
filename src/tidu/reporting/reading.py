"""From the author's YAML to an outline. Every error names file, line and the mend, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tidu.foundation.figures import registry
from tidu.reporting import marks
from tidu.reporting.layout import heading_number
from tidu.reporting.outline import (
    VARIANTS,
    Choice,
    FigureBlank,
    Outline,
    Over,
    Paragraph,
    Parameter,
    Pieces,
    Section,
    Table,
)
from tidu.reporting.vocabulary import CHOICE_LABELS

FOLDER = Path(__file__).parent / "outlines"
KINDS = ("year", "day")
_PLACE = "__place__"
"""Where each mapping remembers how its place is called in a fault."""


class OutlineFault(ValueError):
    """Raised for an outline that cannot be read; the message says in Chinese where and how to mend it."""


class OutlineNotFound(LookupError):
    """Raised for a code that no outline has; the message is Chinese and names those there are."""


@cache
def library() -> Mapping[str, Outline]:
    """Return every outline that ships with the programme, by code."""
    outlines = [read(path.read_text(encoding="utf-8"), path.name) for path in sorted(FOLDER.glob("*.yaml"))]
    return {outline.code: outline for outline in outlines}


def find(code: str) -> Outline:
    """Return the outline with this code; raise OutlineNotFound."""
    try:
        return library()[code]
    except KeyError:
        known = "、".join(library())
        raise OutlineNotFound(f"没有代码为“{code}”的提纲。可用：{known}。") from None


def read(text: str, name: str) -> Outline:
    """Return the outline that a YAML text describes; raise OutlineFault."""
    try:
        node = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise OutlineFault(f"{name} 第 {line} 行：不是合法的 YAML。请检查缩进、冒号和引号。") from fault
    if not isinstance(node, dict):
        raise OutlineFault(f"{name} 第 1 行：提纲须是“键: 值”的结构。")
    return _Reader(name, node).outline()


def read_tree(tree: Mapping[str, Any], name: str) -> Outline:
    """Return the outline that a tree of plain data describes (`tree.tree_of` writes one); raise OutlineFault."""
    return _Reader(name, _placed(tree, "文首", 1)).outline()


def _placed(node: Mapping[str, Any], place: str, level: int) -> dict[str, Any]:
    """Return a node of a tree whose mappings say their place as a reader counts it: （二）…第 3 段."""
    sections = [
        _placed(section, f"“{heading_number(level, number)}{section['heading']}”", level + 1)
        for number, section in enumerate(node.get("sections", ()), start=1)
    ]
    bodies = {
        key: [
            {**paragraph, _PLACE: f"{place if key != 'closing' else '结束语'}第 {number} 段"}
            for number, paragraph in enumerate(node[key], start=1)
        ]
        for key in ("opening", "body", "closing")
        if key in node
    }
    return {**node, **bodies, "sections": sections, _PLACE: place}


class _Loader(yaml.SafeLoader):
    """A safe loader whose mappings remember their line."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    values: dict[str, Any] = {str(key): value for key, value in loader.construct_pairs(node, deep=True)}
    return {**values, _PLACE: f"第 {node.start_mark.line + 1} 行起"}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _Reader:
    """One reading of one file."""

    def __init__(self, name: str, node: dict[str, Any]) -> None:
        self.name = name
        self.node = node
        self.parameters = tuple(self._parameters())
        self.known = marks.known_by(self.parameters)
        self.years = {parameter.name for parameter in self.parameters if parameter.kind == "year"}

    def outline(self) -> Outline:
        """Return the whole outline."""
        return Outline(
            code=self._text(self.node, "outline"),
            name=self._text(self.node, "name"),
            title_lines=self._title_lines(),
            speaker=self._pieces(str(self.node.get("speaker", "")), self.node[_PLACE]),
            salutation=str(self.node.get("salutation", "")),
            parameters=self.parameters,
            opening=self._body(self.node, "opening"),
            sections=self._sections(self.node),
            closing=self._body(self.node, "closing"),
        )

    def _title_lines(self) -> tuple[str, ...]:
        lines = self.node.get("title_lines")
        if (
            not isinstance(lines, list)
            or not lines
            or not all(isinstance(line, str) and line for line in lines)
        ):
            raise self._fault(self.node[_PLACE], "缺“title_lines”，它是标题各行的列表。")
        return tuple(lines)

    def _parameters(self) -> Iterator[Parameter]:
        declared = self.node.get("parameters") or {}
        for name, value in declared.items():
            if name == _PLACE:
                continue
            kind = str(value.get("kind", ""))
            if kind not in KINDS:
                raise self._fault(value[_PLACE], f"参数“{name}”的 kind 须是 year 或 day。")
            yield Parameter(name=name, label=self._text(value, "label"), kind=kind)

    def _sections(self, node: dict[str, Any]) -> tuple[Section, ...]:
        return tuple(
            Section(self._text(one, "heading"), self._body(one, "body"), self._sections(one))
            for one in node.get("sections") or ()
        )

    def _body(self, node: dict[str, Any], key: str) -> tuple[Paragraph, ...]:
        return tuple(self._paragraph(one, node[_PLACE]) for one in node.get(key) or ())

    def _paragraph(self, node: Any, place: str) -> Paragraph:
        if isinstance(node, str):
            return Paragraph(self._pieces(node, place))
        if not isinstance(node, dict):
            raise self._fault(place, "段落须是一句话，或带 lead/text、about 的结构。")
        if "about" in node:
            variants = {name: self._pieces(self._text(node, name), node[_PLACE]) for name in VARIANTS}
            about = self._figure(self._text(node, "about").split(), node[_PLACE])
            return Paragraph(Choice(about=about, **variants))
        if "table" in node:
            return Paragraph(self._table(self._text(node, "table").split(), node[_PLACE]))
        return Paragraph(self._pieces(self._text(node, "text"), node[_PLACE]), lead=str(node.get("lead", "")))

    def _table(self, words: list[str], place: str) -> Table:
        """Return a table: CODE over=years from=base_year to=end_year, or CODE over=places year=end_year."""
        said = dict(word.partition("=")[::2] for word in words[1:])
        over, first, last = (said.pop(name, "") for name in ("over", "from", "to"))
        figure = self._figure([words[0], *(f"{name}={parameter}" for name, parameter in said.items())], place)
        takes = registry.find(figure.code).parameters
        if over == Over.YEARS and "year" in takes and "year" not in said and {first, last} <= self.years:
            return Table(figure, Over.YEARS, first, last)
        if over == Over.PLACES and "place" in takes and not (first or last):
            return Table(figure, Over.PLACES)
        raise self._fault(
            place,
            "表要写成“指标 over=years from=年份参数 to=年份参数”或“指标 over=places year=年份参数”，"
            "而且指标能按年、按乡镇分别取数。",
        )

    def _pieces(self, text: str, place: str) -> Pieces:
        try:
            return marks.pieces_of(text, self.known)
        except marks.MarkFault as fault:
            raise self._fault(place, str(fault)) from fault

    def _figure(self, words: list[str], place: str) -> FigureBlank:
        try:
            return marks.figure_of(words, self.known)
        except marks.MarkFault as fault:
            raise self._fault(place, str(fault)) from fault

    def _text(self, node: dict[str, Any], key: str) -> str:
        value = node.get(key)
        if not isinstance(value, str) or not value.strip():
            said = f"{CHOICE_LABELS[key]}（{key}）" if key in CHOICE_LABELS else key
            raise self._fault(node[_PLACE], f"缺“{said}”，或它不是一句话。")
        return value

    def _fault(self, place: str, reason: str) -> OutlineFault:
        return OutlineFault(f"{self.name} {place}：{reason}")
