"""YAML with its places kept, so that every error can say file, line, clause and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, eight times as fast; a PyYAML that was built without it has the readable one alone."""


class PolicyError(ValueError):
    """A file an author has to mend. The message is Chinese: file, line, clause, what is wrong, the mend."""

    def __init__(self, place: Place, message: str, mend: str) -> None:
        self.place = place
        self.message = message
        self.mend = mend
        super().__init__(f"{place}：{message}。改法：{mend}")


@dataclass(frozen=True)
class Place:
    """Where in which file, and inside which clause; `part` is what the clause is called."""

    file: str
    line: int
    clause: str = ""
    part: str = "条件"

    def __str__(self) -> str:
        inside = f"，{self.part} {self.clause}" if self.clause else ""
        return f"{self.file} 第 {self.line} 行{inside}"


@dataclass(frozen=True)
class Scalar:
    """One written value, as text."""

    text: str
    place: Place


@dataclass(frozen=True)
class Sequence:
    """A written list."""

    items: tuple[Marked, ...]
    place: Place


@dataclass(frozen=True)
class Table:
    """A written mapping. `text` is the author's own words, from the first key to the last value."""

    entries: Mapping[str, Marked]
    keys: Mapping[str, Place]
    place: Place
    text: str


Marked = Scalar | Sequence | Table


def read_documents(path: Path, name: str) -> Iterator[Table]:
    """Yield the documents of a YAML file. Raises PolicyError for broken YAML and for anything but mappings."""
    return documents_in(text_of(path, name), name)


def text_of(path: Path, name: str) -> str:
    """Return the text of a file that calls itself `name`. Raises PolicyError where its bytes are no UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PolicyError(
            Place(name, line), "这一行不是 UTF-8 编码的文字", "在编辑器里把文件另存为 UTF-8"
        ) from None


def documents_in(text: str, name: str) -> Iterator[Table]:
    """Yield the documents of a YAML text that calls itself `name`, as `read_documents` does."""
    text = text.removeprefix("\ufeff")  # the two readers count it differently
    try:
        documents = [_Marker(name, text).marked(node) for node in _nodes(text, name)]
    except RecursionError:
        raise PolicyError(Place(name, 1), "括号套得太深", "核对括号是否成对") from None
    for document in documents:
        if not isinstance(document, Table):
            raise PolicyError(document.place, "这里应是“键: 值”的形式", "从 rule: 或 facts: 开始写")
        yield document


def _nodes(text: str, name: str) -> list[yaml.Node]:
    """Return the documents' nodes by the fast reader; where it finds fault, the other one says what is wrong."""
    try:
        return list(yaml.compose_all(text, Loader=FAST))
    except yaml.YAMLError:
        pass
    try:
        return list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise PolicyError(Place(name, line), "文字里有看不见的控制字符", "删去后重新输入") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyError(
            Place(name, line),
            f"YAML 写法有误（{error.problem}）",
            "检查缩进、冒号后的空格、引号和括号是否成对",
        ) from None


class _Marker:
    """Marks one document's nodes with their places. A node that comes twice is one that `*` points at again."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._seen: set[int] = set()

    def marked(self, node: yaml.Node) -> Marked:
        """Return a node with everything in it. Raises PolicyError."""
        place = self._place(node)
        if id(node) in self._seen:
            raise PolicyError(place, "不能用 & 和 * 引用别处的内容", "把内容写全")
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(str(node.value), place)
        if isinstance(node, yaml.SequenceNode):
            return Sequence(tuple(map(self.marked, node.value)), place)
        assert isinstance(node, yaml.MappingNode)  # noqa: S101  # YAML has no other kind
        return self._table(node, place)

    def _table(self, node: yaml.MappingNode, place: Place) -> Table:
        entries: dict[str, Marked] = {}
        keys: dict[str, Place] = {}
        for key, value in node.value:
            spot = self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                raise PolicyError(spot, "键必须是一个词", "把键改成普通文字")
            if key.value in entries:
                raise PolicyError(spot, f"键 {key.value} 写了两次", "合并或删去其中一处")
            entries[key.value] = self.marked(value)
            keys[key.value] = spot
        return Table(entries, keys, place, self._text[node.start_mark.index : node.end_mark.index].rstrip())

    def _place(self, node: yaml.Node) -> Place:
        return Place(self._name, node.start_mark.line + 1)


def in_clause(place: Place, clause: str, part: str = "条件") -> Place:
    """Return the place with the clause's name."""
    return Place(place.file, place.line, clause, part)


def guess(wrong: str, known: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Return a mend for a misspelt word: the closest known one, else the list of them."""
    names = sorted(known)
    close = get_close_matches(wrong, names, n=1)
    return f"是否想写 {close[0]}" if close else f"可用：{'、'.join(names)}"


def name_of(folder: Path, path: Path) -> str:
    """Return how a file is called in messages: its path within the folder it was loaded from."""
    return path.relative_to(folder).as_posix()
