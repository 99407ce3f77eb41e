"""Whatever happened to a file on its way: it is read or refused kindly, and the process lives on."""

import io

import openpyxl
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from tidu.foundation.intake.readers import UnableToRead, read_sheets

ROWS = [(f"文{number}", number * 1.5, number, True) for number in range(8)]


def an_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def an_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    for number, row in enumerate(ROWS):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


XLSX, XLS = an_xlsx(), an_xls()
damage = st.lists(st.tuples(st.integers(0, 4_000), st.sampled_from([0, 1, 0x7F, 0x80, 0xFF])), max_size=12)


def outcome(name: str, content: bytes) -> str:
    """Return what the sender is told, "" when the file was read."""
    try:
        read_sheets(name, content)
    except UnableToRead as refusal:
        return str(refusal)
    return ""


@given(st.sampled_from([("a.xlsx", XLSX), ("a.xls", XLS), ("a.xls", XLS)]), damage, st.integers(0, 12_000))
@settings(max_examples=300)
def test_a_damaged_workbook_is_read_or_refused(file, changes, length):
    name, content = file
    broken = bytearray(content)
    for place, value in changes:
        broken[place % len(broken)] = value
    said = outcome(name, bytes(broken[: length or None]))
    assert not said or "请" in said


@given(st.binary(min_size=1, max_size=2_000), st.sampled_from(["a.csv", "a.xlsx", "a.xls", "a.txt"]))
def test_any_bytes_are_read_or_refused(content, name):
    said = outcome(name, content)
    assert not said or "请" in said
