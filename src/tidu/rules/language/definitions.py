"""The names a rule defines, read when first asked for: their order does not matter, a circle is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tidu.rules.language.marks import Marked, PolicyError
from tidu.rules.language.reader import Node
from tidu.rules.model.facts import Vocabulary


class Definitions(Mapping[str, Node]):
    """The parameters and definitions of one rule by name. Raises PolicyError for a name that is taken."""

    def __init__(
        self,
        written: Mapping[str, Mapping[str, Marked]],
        facts: Vocabulary,
        read: Callable[[str, Marked], Node],
    ) -> None:
        self._written: dict[str, Marked] = {}
        for names in written.values():
            for name, value in names.items():
                if name in self._written or name in facts:
                    raise PolicyError(value.place, f"名称 {name} 已经用过", "换一个名称")
                self._written[name] = value
        self._read = read
        self._found: dict[str, Node] = {}
        self._reading: list[str] = []

    def __getitem__(self, name: str) -> Node:
        """Return what a name stands for. Raises PolicyError where it stands for itself in the end."""
        if name not in self._found:
            written = self._written[name]
            if name in self._reading:
                circle = " → ".join((*self._reading[self._reading.index(name) :], name))
                place = self._written[self._reading[-1]].place
                raise PolicyError(place, f"定义互相引用成环：{circle}", "删去其中一处引用")
            self._reading.append(name)
            self._found[name] = self._read(name, written)
            self._reading.pop()
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._written

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)
