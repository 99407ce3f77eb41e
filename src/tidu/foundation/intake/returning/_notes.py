"""Notes on cells: the texts in one part, the boxes that show them in another, both beside those of the sender."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tidu.foundation.intake.readers import Place, column_index, column_letter
from tidu.foundation.intake.returning import _xml
from tidu.foundation.intake.returning._package import Package
from tidu.foundation.intake.returning._xml import Edits, Element, escape

AUTHOR = "Tidu"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NO_NOTES = (
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors>'
    b"<commentList></commentList></comments>"
)
_NAMESPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_NO_BOXES = f"<xml {_NAMESPACES}></xml>".encode()
_BOX_TYPE = (
    f'<v:shapetype {_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = re.compile(rb"<v:shape\b.*?</v:shape>", re.S)
_BOX_ROW, _BOX_COLUMN = re.compile(rb"<x:Row>\s*(\d+)"), re.compile(rb"<x:Column>\s*(\d+)")
_FIRST_BOX = 900_001
_ADDED = f"\n[{AUTHOR}] "
_OURS = _ADDED.encode()
_WIDE, _HIGH = 4, 7


def put_in(package: Package, sheet: str, notes: Mapping[Place, str]) -> str:
    """Write notes into a sheet's parts; return the id of a new drawing to be tied in, "" when there is one."""
    part = package.related(sheet, "comments")
    if not part:
        part = package.free_name("xl/comments{}.xml")
        package.write(part, _NO_NOTES)
        package.declare(part, _TYPE)
        package.relate(sheet, "comments", part)
    content, removed, kept = _with_notes(_xml.utf8(package.read(part)), notes)
    package.write(part, content)
    drawing, new = package.related(sheet, "vmlDrawing"), ""
    if not drawing:
        drawing = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.write(drawing, _NO_BOXES)
        package.declare(drawing, _DRAWING_TYPE)
        new = package.relate(sheet, "vmlDrawing", drawing)
    boxes = [place for place in sorted(notes) if place not in kept]
    package.write(drawing, _with_boxes(package.read(drawing), removed, boxes))
    return new


def _with_notes(content: bytes, notes: Mapping[Place, str]) -> tuple[bytes, set[Place], set[Place]]:
    """Return the part with our notes for those of an earlier return, the places of these, and the sender's places.

    Where the sender has a note of their own, ours is added to its text.
    """
    found = _xml.elements(content, "authors", "author", "commentList", "comment", "text", "r")
    authors = [element for element in found if element.tag == "author"]
    names = [content[element.open_end : element.close].decode() for element in authors]
    own = names.index(AUTHOR) if AUTHOR in names else len(names)
    edits = Edits(content)
    by_tag = {element.tag: element for element in found}
    if own == len(names):
        prefix = by_tag["authors"].prefix
        edits.append_in(by_tag["authors"], f"<{prefix}author>{AUTHOR}</{prefix}author>".encode())
    removed: set[Place] = set()
    kept: set[Place] = set()
    place: Place | None = None
    for element in found:
        if element.tag == "comment":
            place = _place(element)
            if int(element.attributes.get("authorId", -1)) == own:
                removed.add(place)
                edits.replace(element.start, element.end, b"")
                place = None
        elif element.tag == "r" and _OURS in content[element.start : element.end]:
            edits.replace(element.start, element.end, b"")
        elif element.tag == "text" and place is not None and place in notes:
            kept.add(place)
            edits.append_in(element, _run(element.prefix, f"{_ADDED}{notes[place]}").encode())
    listing = by_tag["commentList"]
    new = "".join(
        _note(listing.prefix, place, own, text) for place, text in sorted(notes.items()) if place not in kept
    )
    edits.append_in(listing, new.encode())
    return edits.result(), removed, kept


def _place(element: Element) -> Place:
    """Return the cell of a note."""
    letters = element.attributes["ref"].rstrip("0123456789")
    return int(element.attributes["ref"][len(letters) :]), column_index(letters)


def _note(prefix: str, place: Place, author: int, text: str) -> str:
    """Return one note."""
    reference = f"{column_letter(place[1])}{place[0]}"
    words = f"<{prefix}text>{_run(prefix, text)}</{prefix}text>"
    return f'<{prefix}comment ref="{reference}" authorId="{author}">{words}</{prefix}comment>'


def _run(prefix: str, text: str) -> str:
    """Return text as a run of a note."""
    return f'<{prefix}r><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}r>'


def _with_boxes(content: bytes, removed: set[Place], places: Iterable[Place]) -> bytes:
    """Return the drawing with a box for each place, and without those of earlier notes.

    Such drawings need not be sound XML (spreadsheets leave line breaks open in them), so they are not parsed.
    """

    def without_ours(match: re.Match[bytes]) -> bytes:
        row, column = _BOX_ROW.search(match[0]), _BOX_COLUMN.search(match[0])
        ours = row and column and (int(row[1]) + 1, int(column[1])) in removed
        return b"" if ours else match[0]

    content = _BOX.sub(without_ours, content)
    boxes = "".join(_box(number, place) for number, place in enumerate(places, start=_FIRST_BOX))
    if b'id="_x0000_t202"' not in content:
        boxes = _BOX_TYPE + boxes
    end = content.rfind(b"</xml>")
    return content[:end] + boxes.encode() + content[end:]


def _box(number: int, place: Place) -> str:
    """Return the box of one note, hidden until the reader points at its cell."""
    row, column = place[0] - 1, place[1]
    anchor = f"{column + 1},15,{max(row - 1, 0)},10,{column + 1 + _WIDE},15,{max(row - 1, 0) + _HIGH},4"
    return (
        f'<v:shape {_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#ffffe1" '
        'style="position:absolute;visibility:hidden" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:path o:connecttype="none"/><v:textbox><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
