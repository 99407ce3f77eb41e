"""Files as they arrive: what is read keeps its place, what cannot be taken is refused with the mend."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from tests.factories.intake import a_csv, a_workbook, saved
from tidu.foundation.intake.readers import (
    BrokenCell,
    Sheet,
    UnableToRead,
    _xlsx,
    column_index,
    column_letter,
    read_sheets,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def only(name: str, content: bytes) -> Sheet:
    [sheet] = read_sheets(name, content)
    return sheet


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    return [row.cells for row in sheet.rows]


def refusal(name: str, content: bytes, sheet: str | None = None) -> str:
    with pytest.raises(UnableToRead) as caught:
        read_sheets(name, content, sheet)
    return str(caught.value)


def repacked(content: bytes, **changed: bytes) -> bytes:
    """Return a package with parts replaced or added; `/` is written as `__` in a part's name."""
    parts = {name.replace("__", "/").replace("--", "."): data for name, data in changed.items()}
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, parts.pop(part.filename, old.read(part)))
        for name, data in parts.items():
            new.writestr(name, data)
    return stream.getvalue()


class TestWorkbooks:
    def test_rows_keep_the_numbers_their_sender_sees(self):
        sheet = only("a.xlsx", a_workbook([], ["题"], [], ["甲", 1.5, date(2024, 5, 22)]))
        assert [row.number for row in sheet.rows] == [1, 2, 3, 4]
        assert sheet.rows[3].cells == ("甲", 1.5, date(2024, 5, 22))

    def test_an_error_value_is_not_a_blank(self):
        book = openpyxl.Workbook()
        book.active["B2"] = "#DIV/0!"
        sheet = only("a.xlsx", saved(book))
        assert sheet.rows[1].cell(1) == BrokenCell("#DIV/0!", "公式出错（#DIV/0!）")

    def test_a_formula_without_a_saved_result_is_not_a_blank(self):
        sheet = only("a.xlsx", a_workbook(["收入"], ["=1+1"]))
        assert sheet.rows[1].cell(0) == BrokenCell("=1+1", "公式的结果没有保存在文件里")

    def test_hidden_sheets_are_passed_over(self):
        book = openpyxl.Workbook()
        book.active.title = "填报"
        book.create_sheet("选项").sheet_state = "hidden"
        assert [sheet.name for sheet in read_sheets("a.xlsx", saved(book))] == ["填报"]

    def test_a_sheet_may_be_asked_for_by_name(self):
        content = a_workbook(["一"], 二=[["二"]])
        [sheet] = read_sheets("a.xlsx", content, "二")
        assert (sheet.name, cells(sheet)) == ("二", [("二",)])

    def test_an_unknown_sheet_is_refused_with_those_that_exist(self):
        assert "“Sheet1”" in refusal("a.xlsx", a_workbook(["一"]), "年报")

    def test_merged_cells_are_said(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "题"
        book.active.merge_cells("A1:C1")
        assert any("合并" in notice for notice in only("a.xlsx", saved(book)).notices)

    def test_a_stray_cell_far_below_is_refused_before_its_rectangle_is_built(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "题"
        book.active["A1048576"] = "x"
        assert "1,048,576" in refusal("a.xlsx", saved(book))

    def test_a_stray_cell_far_to_the_right_is_refused(self):
        book = openpyxl.Workbook()
        book.active["XFD1"] = "x"
        assert "16,384 列" in refusal("a.xlsx", saved(book))


class TestRefusals:
    def test_an_empty_file(self):
        assert "空的" in refusal("a.xlsx", b"")

    def test_a_file_that_is_too_large(self):
        assert "40 MB" in refusal("a.xlsx", b"PK" + b"0" * (40 * 1024 * 1024))

    def test_the_old_format(self):
        assert "另存为" in refusal("a.xls", OLE + b"0" * 600)

    def test_a_workbook_with_a_password(self):
        assert "密码" in refusal("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"0" * 600)

    def test_a_workbook_with_macros_by_name_and_by_content(self):
        assert "宏" in refusal("a.xlsm", a_workbook(["一"]))
        assert "宏" in refusal("a.xlsx", repacked(a_workbook(["一"]), **{"xl/vbaProject.bin": b"x"}))

    def test_a_damaged_workbook(self):
        content = a_workbook(["一"])
        assert "损坏" in refusal("a.xlsx", content[: len(content) // 2])
        assert "损坏" in refusal(
            "a.xlsx", repacked(content, **{"xl/worksheets/sheet1.xml": b"<worksheet><row"})
        )
        assert "损坏" in refusal("a.xlsx", b"not a workbook")

    def test_a_part_whose_bytes_do_not_match_its_checksum(self):
        content = bytearray(a_workbook(["一"]))
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
            part = package.getinfo("xl/worksheets/sheet1.xml")
        content[part.header_offset + 80] ^= 0xFF
        assert "损坏" in refusal("a.xlsx", bytes(content))

    def test_another_package(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr("word/document.xml", "<w/>")
        assert "不是 .xlsx" in refusal("a.xlsx", stream.getvalue())

    def test_a_package_that_unpacks_to_far_more_than_it_is(self, monkeypatch):
        monkeypatch.setattr(_xlsx, "MAX_UNPACKED", 1024 * 1024)
        bomb = repacked(a_workbook(["一"]), **{"xl/media/image1.png": b"\0" * (1024 * 1024)})
        assert len(bomb) < 100_000
        assert "解压后过大" in refusal("a.xlsx", bomb)

    def test_entities_that_multiply_are_stopped(self):
        levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        lol = f'<!DOCTYPE x [<!ENTITY l0 "{"lol" * 10}">{levels}]><x>&l9;</x>'.encode()
        assert "损坏" in refusal("a.xlsx", repacked(a_workbook(["一"]), **{"xl/worksheets/sheet1.xml": lol}))

    def test_an_unknown_kind_of_file(self):
        assert ".xlsx 或 .csv" in refusal("a.pdf", b"%PDF-1.7")


class TestTextFiles:
    @pytest.mark.parametrize(
        ("encoding", "said"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
    )
    def test_the_usual_encodings_are_told_apart(self, encoding, said):
        sheet = only("a.csv", a_csv(["企业名称", "收入"], ["甲公司", "1,234.50"], encoding=encoding))
        assert cells(sheet) == [("企业名称", "收入"), ("甲公司", "1,234.50")]
        assert said in sheet.notices[0]

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_the_usual_separators_are_told_apart(self, delimiter):
        assert cells(only("a.csv", f"名称{delimiter}收入\n甲{delimiter}1\n".encode())) == [
            ("名称", "收入"),
            ("甲", "1"),
        ]

    def test_a_line_break_inside_quotes_stays_in_its_row(self):
        sheet = only("a.csv", '甲,"一\n二"\n\n乙,三\n'.encode())
        assert [(row.number, row.cells) for row in sheet.rows] == [
            (1, ("甲", "一\n二")),
            (2, ()),
            (3, ("乙", "三")),
        ]

    def test_a_quote_that_never_ends_is_refused(self):
        assert "引号不成对" in refusal("a.csv", '甲,"一\n乙,二\n'.encode())

    def test_bytes_in_no_known_encoding_are_refused(self):
        assert "编码" in refusal("a.csv", b"\xff\xff\xff\xfe,\x80")

    def test_binary_content_is_refused(self):
        assert "二进制" in refusal("a.csv", b"a,b\0c")

    def test_too_many_rows_are_refused(self):
        assert "200,000" in refusal("a.csv", b"a\n" * 200_001)


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_the_letters_a_spreadsheet_gives_them(index, letter):
    assert column_letter(index) == letter
    assert column_index(letter) == index


@pytest.mark.parametrize("text", ["", "a", "A1", "AAAA", "列"])
def test_what_is_no_column_letter(text):
    with pytest.raises(ValueError, match="column letter"):
        column_index(text)
