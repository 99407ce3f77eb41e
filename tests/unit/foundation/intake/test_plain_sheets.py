"""The quick look at a sheet never calls plain what the scan would find something in."""

import io
import zipfile

import pytest

from tidu.foundation.intake.readers import _plain, _scan
from tidu.foundation.intake.readers._model import MAX_COLUMNS, MAX_ROWS, UnableToRead, column_letter

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="x"><sheetData>'
TAIL = "</sheetData></worksheet>"


def a_package(body, head=HEAD, tail=TAIL):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("sheet.xml", head + body + tail)
    return zipfile.ZipFile(stream)


def is_plain(*parts, **more):
    return _plain.is_plain(a_package(*parts, **more), "sheet.xml")


def row(*cells):
    return f'<row r="1">{"".join(cells)}</row>'


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>1</v></c>',
        '<c r="A1"/>',
        '<c r="JZ199999" s="3" t="s"><v>7</v></c>',
        '<c r="B2" t="inlineStr"><is><t>名</t></is></c>',
    ],
)
def test_values_in_cells_with_addresses_are_plain(cell):
    assert is_plain("<cols><col min='1' max='2'/></cols>" + row(cell))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><f>SUM(B1)</f><v>1</v></c>',
        '<c r="A1"><f/></c>',
        '<c r="A1" t="e"><v>#REF!</v></c>',
        "<c r=\"A1\" t='e'><v>#REF!</v></c>",
        "<c><v>1</v></c>",
        "<c/>",
        '<c s="1" r="A1"><v>1</v></c>',
        '<c\nr="A1"><v>1</v></c>',
        '<x:c r="A1"><v>1</v></x:c>',
        "<!-- a remark -->",
        f'<c r="A{MAX_ROWS + 1}"><v>1</v></c>',
        f'<c r="{column_letter(MAX_COLUMNS)}1"><v>1</v></c>',
        '<c r="AAA1"><v>1</v></c>',
        '<row r="2" hidden="1"/>',
    ],
)
def test_whatever_the_scan_might_find_something_in_is_left_to_it(cell):
    assert not is_plain(row('<c r="A1"><v>1</v></c>', cell))


def test_a_finding_across_the_edge_of_two_reads_is_seen():
    filler = "<v>" + "1" * (_plain._CHUNK - len(HEAD) - len('<row r="1">') - 12) + "</v>"
    for shift in range(12):
        assert not is_plain(row(filler[shift:], '<c r="A1" t="e"><v>#REF!</v></c>'))


@pytest.mark.parametrize(("head", "tail"), [("x", TAIL), (HEAD, "</sheetData>"), ("\0<", TAIL)])
def test_what_does_not_look_like_a_sheet_from_end_to_end_is_left_to_the_scan(head, tail):
    assert not is_plain(row('<c r="A1"><v>1</v></c>'), head=head, tail=tail)


def test_the_scan_still_refuses_a_sheet_that_reaches_too_far():
    package = a_package(row(f'<c r="A{MAX_ROWS + 1}"><v>1</v></c>'))
    with pytest.raises(UnableToRead, match="超过"):
        _scan.scan(package, "sheet.xml", "年报")
