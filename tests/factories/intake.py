"""Workbooks and text files as a bureau receives them, and the way from their bytes into the records."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import xlwt

from tests.factories.accounts import an_organisation
from tidu.domain.enterprises import credit_code
from tidu.foundation.actors import Actor, system
from tidu.foundation.clock import ZONE
from tidu.foundation.intake import operations
from tidu.foundation.intake.models import Load, Receipt, RememberedMapping, StagedRow

CLERK = system("测试经办")
NOW = datetime(2025, 6, 10, 9, 0, tzinfo=ZONE)

Rows = Sequence[Sequence[Any]]


def a_code(number: int, division: str = "360899") -> str:
    """Return the valid credit code of an invented firm; the division does not exist."""
    return credit_code.compose("9", "1", division, f"MA{number:06d}")


def a_workbook(*rows: Sequence[Any], title: str = "Sheet1", **further: Rows) -> bytes:
    """Return an .xlsx whose first sheet holds `rows`; further sheets by name."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = title
    for row in rows:
        first.append(list(row))
    for name, others in further.items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def an_old_workbook(*rows: Sequence[Any], title: str = "Sheet1", day_format: str = "yyyy-mm-dd") -> bytes:
    """Return an .xls whose first sheet holds `rows`; days are written as days."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    day = xlwt.easyxf(num_format_str=day_format)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, place, value, day)
            elif value is not None:
                sheet.write(number, place, value)
    return saved_old(book)


def saved_old(book: xlwt.Workbook) -> bytes:
    """Return the bytes of an old workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_stream_called(content: bytes, name: str) -> bytes:
    """Return an old workbook's file whose stream of records goes by another name, as other programs' files do."""
    old = "Workbook".encode("utf-16-le").ljust(64, b"\0") + (18).to_bytes(2, "little")
    new = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    assert content.count(old) == 1
    return content.replace(old, new)


def repacked(content: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return a package with parts replaced or added."""
    stream, left = io.BytesIO(), dict(changed)
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, left.pop(part.filename, old.read(part)))
        for name, data in left.items():
            new.writestr(name, data)
    return stream.getvalue()


def hand_built(sheet: str, *, styles: str = "", named: str = "年报", **properties: str) -> bytes:
    """Return an .xlsx of the few parts that a workbook must have; `sheet` is the XML inside the worksheet.

    `properties` are parts of docProps by name, e.g. `app`.
    """
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kept = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        + (f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>' if styles else "")
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{kept}"><Relationship Id="rId1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        f'<sheet name="{named}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kept}"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        + (f'<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/>' if styles else "")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet
        if sheet.startswith("<?xml") or "worksheet" in sheet
        else f'<worksheet xmlns="{main}">{sheet}</worksheet>',
        **({"xl/styles.xml": styles} if styles else {}),
        **{f"docProps/{name}.xml": text for name, text in properties.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return stream.getvalue()


def a_csv(*rows: Sequence[Any], encoding: str = "utf-8") -> bytes:
    """Return the rows as comma-separated text."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def staged(
    form: str,
    content: bytes,
    *,
    options: Mapping[str, object] | None = None,
    by: Actor = CLERK,
    now: datetime = NOW,
    name: str = "报表.xlsx",
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sender_id: int | None = None,
) -> Load:
    """Return the load of a file put on the stage."""
    return operations.stage(
        form_code=form,
        file_name=name,
        content=content,
        options=options or {},
        by=by,
        now=now,
        sheet=sheet,
        mapping=mapping,
        sender_id=sender_id,
    )


def received(
    *files: tuple[str, bytes],
    form: str = "yearly_facts",
    options: Mapping[str, object] | None = None,
    by: Actor = CLERK,
    now: datetime = NOW,
    sender_id: int | None = None,
) -> Receipt:
    """Return the receipt of files handed in together, given as (name, content)."""
    return operations.receive(
        form_code=form,
        files=[operations.Received(name, content) for name, content in files],
        options=options or {},
        sender_id=sender_id,
        by=by,
        now=now,
    )


def a_receipt() -> Receipt:
    """Return the receipt of one file with nothing in it that a register would know."""
    return received(("报表.xlsx", a_workbook(("统一社会信用代码", "年度"), (a_code(1), 2024))))


def a_mapping() -> RememberedMapping:
    """Return how the columns of a township's register were once settled."""
    headers = ("统一社会信用代码", "企业名称", "成立日期")
    content = a_workbook(headers, (a_code(1), "青岚县某厂", "2015-03-02"))
    load = staged("enterprise_register", content, sender_id=an_organisation().pk)
    operations.restage(load=load, mapping=load.mapping, by=CLERK, now=NOW)
    return RememberedMapping.objects.get(sender=load.sender)


def a_staged_row(code: str = "91360899MA0AUTHP1C", name: str = "青岚县某厂") -> StagedRow:
    """Return the one row of a register put on the stage."""
    headers = ("统一社会信用代码", "企业名称", "成立日期")
    load = staged("enterprise_register", a_workbook(headers, (code, name, "2015-03-02")))
    return StagedRow.objects.get(load=load)


def loaded(form: str, content: bytes, *, by: Actor = CLERK, now: datetime = NOW, **options: Any) -> Load:
    """Return the load of a file staged and confirmed."""
    return operations.confirm(load=staged(form, content, by=by, now=now, **options), by=by, now=now)


def a_register(*firms: tuple[str, str], registered_on: str = "2015-03-02", now: datetime = NOW) -> Load:
    """Load a register of firms given as (credit code, name)."""
    rows = [(code, name, registered_on) for code, name in firms]
    return loaded(
        "enterprise_register", a_workbook(("统一社会信用代码", "企业名称", "成立日期"), *rows), now=now
    )
