"""Files as they arrive: what is read keeps its place, what cannot be taken is refused with the mend."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlwt

from tests.factories import intake as factory
from tests.factories.intake import (
    a_csv,
    a_workbook,
    an_old_workbook,
    hand_built,
    saved,
    saved_old,
    with_stream_called,
)
from tidu.foundation.intake.readers import (
    MAX_BYTES,
    MAX_ROWS,
    BrokenCell,
    Sheet,
    UnableToRead,
    _xlsx,
    column_index,
    column_letter,
    read_sheets,
)
from tidu.foundation.intake.readers._model import check_reach


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
    return factory.repacked(content, changed)


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

    def test_a_formula_that_gives_an_empty_text_is_told(self):
        content = hand_built(
            '<sheetData><row r="1"><c r="A1" t="str"><f>IF(1,"")</f><v></v></c></row></sheetData>'
        )
        sheet = only("a.xlsx", content)
        assert sheet.masks == {(1, 0): "公式给出空文本，当作没有填"}

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

    def test_merged_areas_are_handed_on(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "题"
        book.active.merge_cells("A1:C2")
        assert only("a.xlsx", saved(book)).merges == ((1, 0, 2, 2),)

    def test_hidden_rows_and_columns_are_handed_on(self):
        book = openpyxl.Workbook()
        for row in (["甲", 1, 2, 3], ["乙", 1, 2, 3]):
            book.active.append(row)
        book.active.row_dimensions[2].hidden = True
        book.active.column_dimensions.group("B", "C", hidden=True)
        sheet = only("a.xlsx", saved(book))
        assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {1, 2})

    @pytest.mark.parametrize(
        ("code", "mask"),
        [
            ("0.00%", "百分数"),
            ('0!.0,"万"', "缩小"),
            ("#,##0,", "缩小"),
            ("0.0,,", "缩小"),
            ("#,##0.00", ""),
            ('0"%"', ""),
            ("yyyy-mm-dd", ""),
        ],
    )
    def test_a_format_that_shows_another_number_is_handed_on(self, code, mask):
        book = openpyxl.Workbook()
        book.active["A1"] = 1234.5
        book.active["A1"].number_format = code
        assert mask in only("a.xlsx", saved(book)).masks.get((1, 0), "")
        assert bool(mask) is bool(only("a.xlsx", saved(book)).masks)

    def test_a_reference_to_another_workbook_is_said(self):
        content = repacked(a_workbook(["一"]), **{"xl/externalLinks/externalLink1.xml": b"<x/>"})
        assert any("别的文件" in notice for notice in only("a.xlsx", content).notices)

    def test_a_hidden_sheet_is_named(self):
        book = openpyxl.Workbook()
        book.create_sheet("底稿").sheet_state = "veryHidden"
        assert any("“底稿”" in notice for notice in only("a.xlsx", saved(book)).notices)

    def test_an_ending_that_is_not_the_contents_is_said(self):
        assert any("内容却是 .xlsx" in notice for notice in only("a.xls", a_workbook(["一"])).notices)
        assert any("内容却是 .xls " in notice for notice in only("a.xlsx", an_old_workbook(["一"])).notices)
        assert not only("a.XLSX", a_workbook(["一"])).notices


class TestOldWorkbooks:
    def test_cells_are_what_a_new_workbook_would_give(self):
        sheet = only("a.xls", an_old_workbook(["甲", 12, 1.5, date(2024, 5, 22), True], [None, "乙"]))
        assert sheet.rows[0].cells[:5] == ("甲", 12.0, 1.5, date(2024, 5, 22), True)
        assert type(sheet.rows[0].cell(1)) is float
        assert sheet.rows[1].cell(1) == "乙"

    def test_error_values_and_formulas_never_computed_are_no_blanks_and_no_noughts(self):
        book = xlwt.Workbook()
        page = book.add_sheet("一")
        page.write(0, 0, xlwt.Formula("1+1"))
        page.row(0).set_cell_error(1, "#DIV/0!")
        content = saved_old(book)
        result = bytes.fromhex("0300 0000 0000 ffff 0000")
        assert content.count(result) == 1
        sheet = only("a.xls", content)
        assert sheet.masks == {(1, 0): "公式给出空文本，当作没有填"}
        assert sheet.rows[0].cell(1) == BrokenCell("#DIV/0!", "公式出错（#DIV/0!）")
        never = only("a.xls", content.replace(result, bytes.fromhex("0000 0000 0000 0000 0200")))
        assert never.rows[0].cell(0).reason == "公式的结果没有保存在文件里"

    def test_what_is_hidden_merged_or_shown_as_another_number_is_handed_on(self):
        book = xlwt.Workbook()
        page = book.add_sheet("一")
        page.write_merge(0, 1, 0, 0, "甲")
        page.write(0, 1, 0.125, xlwt.easyxf(num_format_str="0.00%"))
        page.write(1, 2, 1)
        page.row(1).hidden = True
        page.col(2).hidden = True
        book.add_sheet("底稿").visibility = 1
        sheet = only("a.xls", saved_old(book))
        assert (sheet.merges, sheet.hidden_rows, sheet.hidden_columns) == (((1, 0, 2, 0),), {2}, {2})
        assert set(sheet.masks) == {(1, 1)}
        assert any("“底稿”" in notice for notice in sheet.notices)
        assert any("旧格式" in notice for notice in sheet.notices)

    def test_a_stray_cell_is_refused_before_its_rectangle_is_built(self):
        book = xlwt.Workbook()
        page = book.add_sheet("一")
        page.write(0, 255, "x")
        page.write(65_535, 0, "x")
        assert "65,536" in refusal("a.xls", saved_old(book))

    @pytest.mark.parametrize(
        ("stream", "words"),
        [
            ("EncryptedPackage", "密码"),
            ("WordDocument", "Word"),
            ("_VBA_PROJECT", "宏"),
            ("Contents", "没有工作簿"),
        ],
    )
    def test_what_else_is_kept_in_such_a_file_is_told(self, stream, words):
        assert words in refusal("a.xls", with_stream_called(an_old_workbook(["一"]), stream))

    def test_records_with_a_password_are_told(self):
        content = an_old_workbook(["一"])
        place = content.index(bytes.fromhex("09081000"))
        size = 4 + int.from_bytes(content[place + 2 : place + 4], "little")
        following = content[place + size : place + size + 2]
        assert "密码" in refusal(
            "a.xls", content[: place + size] + b"\x2f\x00" + content[place + size + len(following) :]
        )

    def test_a_file_cut_short_is_damaged(self):
        content = an_old_workbook(["一"])
        for length in (100, 600, len(content) // 2):
            assert "损坏" in refusal("a.xls", content[:length])

    def test_a_chain_of_sectors_that_bites_its_tail_is_damaged(self):
        content = bytearray(an_old_workbook(["一"]))
        table = (int.from_bytes(content[76:80], "little") + 1) * 512
        content[table : table + 4] = (0).to_bytes(4, "little")
        assert "损坏" in refusal("a.xls", bytes(content))

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
        assert "MB 的上限" in refusal("a.xlsx", b"PK" + b"0" * MAX_BYTES)

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
            package.writestr("a.txt", "a")
        assert "压缩包，不是 .xlsx" in refusal("a.xlsx", stream.getvalue())

    @pytest.mark.parametrize(
        ("part", "words"),
        [("word/document.xml", "Word"), ("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")],
    )
    def test_other_kinds_of_packages_are_told(self, part, words):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.writestr(part, "<x/>")
        assert words in refusal("a.xlsx", stream.getvalue())

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
            ("\ufeff\n<TABLE border=1><tr><td>1".encode(), "网页"),
            ("<html>".encode("utf-16"), "网页"),
            (b"MIME-Version: 1.0\nContent-Type: multipart/related", "网页"),
            (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "2003"),
            (b"%PDF-1.7", "PDF"),
            (b"\x89PNG\r\n", "图片"),
            (b"Rar!\x1a\x07", "压缩包"),
            (b"\x09\x04\x06\x00", "Excel 4.0"),
            ("代码,收入\n甲,1\n".encode(), "扩展名改回 .csv"),
        ],
    )
    def test_what_only_pretends_to_be_a_workbook_is_told(self, content, words):
        assert words in refusal("年报.xls", content)
        assert "请" in refusal("年报.xls", content)

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
        assert ".xlsx 或 .csv" in refusal("a.dat", b"whatever")


class TestTextFiles:
    @pytest.mark.parametrize(
        ("encoding", "said"),
        [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
    )
    def test_the_usual_encodings_are_told_apart(self, encoding, said):
        sheet = only("a.csv", a_csv(["企业名称", "收入"], ["甲公司", "1,234.50"], encoding=encoding))
        assert cells(sheet) == [("企业名称", "收入"), ("甲公司", "1,234.50")]
        assert said in sheet.notices[0]

    @pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
    def test_the_usual_separators_are_told_apart(self, delimiter):
        assert cells(only("a.csv", f"名称{delimiter}收入\n甲{delimiter}1\n".encode())) == [
            ("名称", "收入"),
            ("甲", "1"),
        ]

    def test_a_title_with_commas_does_not_decide_the_separator(self):
        content = "青岚县,白鹭镇,云门镇\n名称\t收入\n甲\t1,234\n乙\t2\n".encode()
        assert cells(only("a.csv", content))[1:] == [("名称", "收入"), ("甲", "1,234"), ("乙", "2")]

    def test_a_first_line_may_name_the_separator_and_rows_keep_their_numbers(self):
        sheet = only("a.csv", "sep=;\n名称;收入\n甲;1,5\n".encode())
        assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("名称", "收入")), (3, ("甲", "1,5"))]

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
        assert f"{MAX_ROWS:,}" in refusal("a.csv", b"a\n" * (MAX_ROWS + 1))


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


def test_the_last_row_and_column_allowed_are_read_and_the_next_are_refused():
    check_reach("甲", 200_000, 299)
    with pytest.raises(UnableToRead, match=r"用到第 200,001 行"):
        check_reach("甲", 200_001, 0)
    with pytest.raises(UnableToRead, match=r"用到第 301 列"):
        check_reach("甲", 1, 300)
