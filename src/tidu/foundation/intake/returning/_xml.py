"""Small changes in the XML of somebody else's file: find the places, splice bytes in, leave every other byte alone.

Writing a part anew would lose what we do not know of: extensions, prefixes that attributes refer to, saved results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "Edits",
    "Element",
    "append",
    "elements",
    "escape",
    "opened",
    "quoteattr",
    "utf8",
    "walk",
    "with_attribute",
]

Buffer = bytes | memoryview

_OPENING = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass
class Element:
    """One element: its qualified name, attributes, and where it stands in the bytes.

    `start` and `open_end` bound its opening tag; `close` is where its closing tag begins and `end` where the element
    ends. An element without content has `close` equal to `open_end`.
    """

    name: str
    attributes: dict[str, str]
    start: int
    open_end: int
    close: int = -1
    end: int = -1

    @property
    def tag(self) -> str:
        """Return the name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """Return the prefix with its colon, "" for none."""
        return self.name[: len(self.name) - len(self.tag)]


@dataclass
class Edits:
    """Replacements of byte ranges, applied together; those at one place keep the order in which they were given."""

    content: bytes
    _edits: list[tuple[int, int, bytes]] = field(default_factory=list)

    def insert(self, place: int, new: bytes) -> None:
        """Put bytes in at a place."""
        self.replace(place, place, new)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put bytes in the place of a range."""
        self._edits.append((start, end, new))

    def open_tag(self, element: Element) -> bytes:
        """Return the bytes of an opening tag."""
        return self.content[element.start : element.open_end]

    def append_in(self, element: Element, new: bytes) -> None:
        """Put bytes in at the end of an element, opening it when it had no content."""
        tag = self.open_tag(element)
        if tag.endswith(b"/>"):
            closing = f"</{element.name}>".encode()
            self.replace(element.start, element.open_end, tag[:-2].rstrip() + b">" + new + closing)
        else:
            self.insert(element.close, new)

    def pieces(self) -> Iterator[Buffer]:
        """Yield the content with every edit done, piece by piece: a large part is never held twice."""
        whole, done = memoryview(self.content), 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            yield whole[done:start]
            yield new
            done = max(done, end)
        yield whole[done:]

    def result(self) -> bytes:
        """Return the content with every edit done."""
        return b"".join(self.pieces())


def utf8(content: bytes) -> bytes:
    """Return XML in UTF-8, in which places can be counted in bytes."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _DECLARATION.sub("", content.decode("utf-16")).encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def opened(content: bytes, name: str, attributes: dict[str, str], place: int) -> Element:
    """Return the element whose opening tag stands at a place."""
    match = _OPENING.match(content, place)
    return Element(name, attributes, place, match.end() if match else place)


def walk(content: bytes, started: Callable[[Element], None], ended: Callable[[Element], None]) -> None:
    """Call back at the start and at the end of every element, in the order of the bytes."""
    parser = expat.ParserCreate()
    stack: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        element = opened(content, name, attributes, parser.CurrentByteIndex)
        stack.append(element)
        started(element)

    def end(_: str) -> None:
        element = stack.pop()
        empty = content[element.open_end - 2 : element.open_end] == b"/>"
        element.close = element.open_end if empty else parser.CurrentByteIndex
        element.end = element.open_end if empty else content.index(b">", element.close) + 1
        ended(element)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)


def elements(content: bytes, *tags: str) -> list[Element]:
    """Return the elements with these names, and the root first of all."""
    found: list[Element] = []

    def started(element: Element) -> None:
        if not found or element.tag in tags:
            found.append(element)

    walk(content, started, lambda _: None)
    return found


def with_attribute(tag: bytes, name: str, value: object) -> bytes:
    """Return an opening tag with an attribute set."""
    written = f'{name}="{value}"'.encode()
    changed, count = re.subn(
        rb"(?<=\s)" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""", written, tag, count=1
    )
    if count:
        return changed
    head = re.match(rb"<[^\s/>]+", tag)
    assert head is not None  # noqa: S101 - an opening tag has a name
    return tag[: head.end()] + b" " + written + tag[head.end() :]


def append(content: bytes, build: Callable[[str], str]) -> bytes:
    """Return a part with something added at the end of its root; `build` is given the root's prefix."""
    content = utf8(content)
    root = elements(content)[0]
    edits = Edits(content)
    edits.append_in(root, build(root.prefix).encode())
    return edits.result()
