"""The sender's own workbook, marked: coloured cells, notes on them, a list, and the mark by which it is known again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

from tidu.foundation.intake.correcting import PROPERTY
from tidu.foundation.intake.marks import PROPERTIES_PART
from tidu.foundation.intake.readers import column_letter, parts_of_sheets
from tidu.foundation.intake.returning import _notes, _sheet, _styles, _words, _xml
from tidu.foundation.intake.returning._package import OFFICE, Package
from tidu.foundation.intake.returning._words import Marks
from tidu.foundation.intake.returning._xml import Edits, escape, quoteattr
from tidu.foundation.intake.row_heights import height
from tidu.foundation.intake.vocabulary import Severity

_BOOK = "xl/workbook.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_ONE_PAGE_WIDE = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_FIRST_ROW_STAYS = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
_LYING = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def workbook(
    content: bytes, sheet: str, marks: Marks, lines: Sequence[Sequence[str | int]], mark: str
) -> bytes:
    """Return the workbook with its faulty cells marked; `lines` become the list, `mark` a property of the document."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = parts_of_sheets(archive)
    package = Package(content)
    styles_part = _styles_part(package)
    styles = _styles.Styles(package.read(styles_part))
    _mark_sheet(package, parts[sheet], marks, styles)
    _put_list(package, parts.get(_words.LIST_NAME, ""), lines, styles.wrapped())
    package.write(styles_part, styles.result())
    _put_property(package, mark)
    return package.packed()


def _styles_part(package: Package) -> str:
    """Return the part of the styles; a workbook that has none is given one."""
    part = package.related(_BOOK, "styles")
    if not part or not package.has(part):
        part = "xl/styles.xml"  # where every program looks
        package.write(part, _styles.NONE)
        package.declare(part, _styles.CONTENT_TYPE)
        package.relate(_BOOK, "styles", part)
    return part


def _mark_sheet(package: Package, part: str, marks: Marks, styles: _styles.Styles) -> None:
    """Colour the cells and put the notes in."""
    content = _xml.utf8(package.read(part))
    shown = _sheet.homes(content, dict.fromkeys(marks, Severity.FAULT))
    at_home: Marks = {}
    for place, faults in marks.items():
        at_home.setdefault(shown[place], []).extend(faults)
    notes = {place: _words.said(faults) for place, faults in at_home.items()}
    drawing = _notes.put_in(package, part, notes)

    def restyle(base: int, severity: Severity | None) -> int:
        return styles.bare(base) if severity is None else styles.coloured(base, severity)

    severities = {place: _words.worst(faults) for place, faults in at_home.items()}
    package.write(part, _sheet.marked(content, severities, restyle, styles.ours, drawing))


def _put_list(package: Package, part: str, lines: Sequence[Sequence[str | int]], style: int) -> None:
    """Write the list into its sheet; a list of an earlier return is written anew."""
    if not part:
        part = package.free_name("xl/worksheets/tidu{}.xml")
        package.declare(part, _SHEET_TYPE)
        identifier = package.relate(_BOOK, "worksheet", part)
        book = _xml.utf8(package.read(_BOOK))
        sheets = _xml.elements(book, "sheets", "sheet")
        listing = next(element for element in sheets if element.tag == "sheets")
        number = max(int(element.attributes.get("sheetId", 0)) for element in sheets) + 1
        edits = Edits(book)
        name = quoteattr(_words.LIST_NAME)
        tag = f'<{listing.prefix}sheet xmlns:tr="{OFFICE}" name={name} sheetId="{number}" tr:id="{identifier}"/>'
        edits.append_in(listing, tag.encode())
        package.write(_BOOK, edits.result())
    package.write(part, _list_sheet(lines, style).encode())


def _list_sheet(lines: Sequence[Sequence[str | int]], style: int) -> str:
    """Return the list as a sheet; texts are kept as texts whatever they begin with."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(_words.WIDTHS, start=1)
    )
    rows = "".join(
        f'<row r="{number}" ht="{height(map(str, line), _words.WIDTHS)}" customHeight="1">'
        f"{''.join(_cell(number, place, value, style) for place, value in enumerate(line))}</row>"
        for number, line in enumerate(lines, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}">'
        f"{_ONE_PAGE_WIDE}{_FIRST_ROW_STAYS}<cols>{columns}</cols><sheetData>{rows}</sheetData>{_LYING}</worksheet>"
    )


def _cell(row: int, column: int, value: str | int, style: int) -> str:
    """Return one cell of the list."""
    reference = f'r="{column_letter(column)}{row}" s="{style}"'
    if isinstance(value, int):
        return f"<c {reference}><v>{value}</v></c>"
    if not value:
        return ""
    printable = "".join(letter for letter in value if letter >= " " or letter in "\t\n")
    return f'<c {reference} t="inlineStr"><is><t xml:space="preserve">{escape(printable)}</t></is></c>'


def _put_property(package: Package, mark: str) -> None:
    """Write the mark into the document's own properties, in the place of an earlier one."""
    part = package.related("", "custom-properties") or PROPERTIES_PART
    if not package.has(part):
        package.write(part, f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}"></Properties>'.encode())
        package.declare(part, _PROPERTIES_TYPE)
        package.relate("", "custom-properties", part)
    content = _xml.utf8(package.read(part))
    edits = Edits(content)
    for element in _xml.elements(content, "property"):
        if element.attributes.get("name") == PROPERTY:
            edits.replace(element.start, element.end, b"")
    content = edits.result()
    taken = [int(node.get("pid", 1)) for node in ElementTree.fromstring(content)]  # noqa: S314
    number = max([1, *taken]) + 1
    value = f'<vt:lpwstr xmlns:vt="{_VALUES}">{mark}</vt:lpwstr>'
    package.write(
        part,
        _xml.append(
            content,
            lambda prefix: (
                f'<{prefix}property fmtid="{_FORMAT_ID}" pid="{number}" name="{PROPERTY}">{value}</{prefix}property>'
            ),
        ),
    )
