"""The compound file in which old workbooks, encrypted workbooks and old Word documents are kept.

A compound file is a small file system: chains of sectors, a table of the next sector of each, and a folder of named
streams. Only what names and reads streams is here; a chain that bites its own tail or leaves the file is damage.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_LAST_USABLE = 0xFFFFFFF9
_ENTRY = 128
_COUNTS = 44, 64, 72
"""Where the header counts the sectors of its three tables; readers set memory aside by them."""

_STREAM, _ROOT = 2, 5


class Damaged(ValueError):
    """Raised when the bytes are no sound compound file."""


@dataclass(frozen=True)
class Entry:
    """One name of the folder: what kind it is, where its chain begins, how many bytes it has."""

    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The streams of a compound file by name, whatever storage they lie in."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._open()
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Damaged(str(error)) from None

    @property
    def names(self) -> frozenset[str]:
        """Return the names of streams and storages."""
        return frozenset(entry.name for entry in self._entries)

    def read(self, name: str) -> bytes:
        """Return the bytes of a stream; raise Damaged when there is none or its chain breaks."""
        entry = next((e for e in self._entries if e.name == name and e.kind == _STREAM), None)
        if entry is None:
            raise Damaged(name)
        try:
            if entry.size >= self._cutoff:
                return self._sectors(entry.start)[: entry.size]
            return self._small(entry.start)[: entry.size]
        except (struct.error, IndexError) as error:
            raise Damaged(str(error)) from None

    def _open(self) -> None:
        """Read the header, the table of sectors and the folder."""
        shift, small_shift = struct.unpack_from("<HH", self._content, 30)
        if shift not in {9, 12} or small_shift > shift:
            raise Damaged("sector size")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        if any(
            struct.unpack_from("<I", self._content, place)[0] * self._size > len(self._content)
            for place in _COUNTS
        ):
            raise Damaged("more sectors than the file has")
        folder, self._cutoff, small_table = struct.unpack_from("<I4xII", self._content, 48)
        self._next = [
            number
            for sector in self._sectors_of_table()
            for (number,) in struct.iter_unpack("<I", self._sector(sector))
        ]
        self._entries = [entry for entry in self._folder(folder) if entry.name]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._small_next = [number for (number,) in struct.iter_unpack("<I", self._sectors(small_table))]
        self._small_content = self._sectors(root.start) if root else b""

    def _sectors_of_table(self) -> Iterator[int]:
        """Yield the sectors that hold the table: 109 in the header, the rest in a chain of their own."""
        further, seen = struct.unpack_from("<I", self._content, 68)[0], set()
        listed = list(struct.unpack_from("<109I", self._content, 76))
        while further < _LAST_USABLE and further not in seen:
            seen.add(further)
            numbers = [number for (number,) in struct.iter_unpack("<I", self._sector(further))]
            listed += numbers[:-1]
            further = numbers[-1]
        return (number for number in listed if number < _LAST_USABLE)

    def _sector(self, number: int) -> bytes:
        """Return one sector; the last of a file may be short."""
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise Damaged("sector beyond the end")
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _sectors(self, start: int) -> bytes:
        """Return the bytes of a chain of sectors."""
        return b"".join(self._sector(number) for number in _chain(start, self._next))

    def _small(self, start: int) -> bytes:
        """Return the bytes of a chain of small sectors, which lie in the root's stream."""
        size = self._small_size
        return b"".join(
            self._small_content[number * size : (number + 1) * size]
            for number in _chain(start, self._small_next)
        )

    def _folder(self, start: int) -> Iterator[Entry]:
        """Yield the entries of the folder."""
        content = self._sectors(start)
        for place in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, place + 64)
            first, size = struct.unpack_from("<II", content, place + 116)
            if kind in {_STREAM, _ROOT} and size > len(self._content):
                raise Damaged("a stream larger than the file")
            name = content[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le")
            yield Entry(name, kind, first, size)


def _chain(start: int, following: list[int]) -> Iterator[int]:
    """Yield the numbers of a chain; raise Damaged when it comes back to itself."""
    steps = 0
    while start < _LAST_USABLE:
        yield start
        start = following[start]
        steps += 1
        if steps > len(following):
            raise Damaged("a chain without an end")
