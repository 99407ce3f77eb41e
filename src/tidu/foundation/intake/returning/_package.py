"""The parts of a workbook's package, with the two tables that tie them together: relations and content types."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from tidu.foundation.intake.returning import _xml
from tidu.foundation.intake.returning._xml import Buffer, Edits

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"
_PIECE = 1 << 20
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Package:
    """A package held by its parts; only those changed are kept apart from the archive."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._order = list(dict.fromkeys(self._archive.namelist()))
        self._changed: dict[str, bytes | Edits] = {}

    def has(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self._changed or part in self._order

    def read(self, part: str) -> bytes:
        """Return the bytes of a part, held once: an archive that reads a part whole holds it twice on the way."""
        content = io.BytesIO()
        for piece in self._pieces(part):
            content.write(piece)
        return content.getvalue()

    def write(self, part: str, content: bytes | Edits) -> None:
        """Put a part in its place or add it; one that is spliced is put together when the package is packed."""
        if part not in self._order:
            self._order.append(part)
        self._changed[part] = content

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def related(self, part: str, kind: str) -> str:
        """Return the part that `part` is tied to by a relation of this kind, "" for none."""
        return next(iter(self.relations(part, kind).values()), "")

    def relations(self, part: str, kind: str) -> dict[str, str]:
        """Return the parts tied to `part` by relations of this kind (the last word of their type), by id."""
        table = _table_of(part)
        if not self.has(table):
            return {}
        return {
            node.get("Id", ""): _resolved(part, node.get("Target", ""))
            for node in ElementTree.fromstring(self.read(table))  # noqa: S314
            if node.get("Type", "").rpartition("/")[2] == kind and node.get("TargetMode") != "External"
        }

    def relate(self, part: str, kind: str, target: str, base: str = OFFICE) -> str:
        """Tie a part to another and return the relation's id."""
        table = _table_of(part)
        if not self.has(table):
            self.write(table, f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode())
        taken = {node.get("Id") for node in ElementTree.fromstring(self.read(table))}  # noqa: S314
        number = next(number for number in range(1, len(taken) + 2) if f"rIdTidu{number}" not in taken)
        identifier = f"rIdTidu{number}"
        self.write(
            table,
            _xml.append(
                self.read(table),
                lambda prefix: (
                    f'<{prefix}Relationship Id="{identifier}" Type="{base}/{kind}" Target="/{target}"/>'
                ),
            ),
        )
        return identifier

    def declare(self, part: str, content_type: str) -> None:
        """Say what a part is."""
        if f'PartName="/{part}"'.encode() in self.read(_TYPES):
            return
        self.write(
            _TYPES,
            _xml.append(
                self.read(_TYPES),
                lambda prefix: f'<{prefix}Override PartName="/{part}" ContentType="{content_type}"/>',
            ),
        )

    def packed(self) -> bytes:
        """Return the archive with its parts in their old order."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in self._order:
                with archive.open(part, "w") as stored:
                    for piece in self._pieces(part):
                        stored.write(piece)
        return stream.getvalue()

    def _pieces(self, part: str) -> Iterator[Buffer]:
        """Yield the bytes of a part piece by piece."""
        content = self._changed.get(part)
        if isinstance(content, Edits):
            yield from content.pieces()
        elif content is not None:
            yield content
        else:
            with self._archive.open(part) as stream:
                while piece := stream.read(_PIECE):
                    yield piece


def _table_of(part: str) -> str:
    """Return where the relations of a part stand; "" stands for the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    """Return the name of the part that a relation points at."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
