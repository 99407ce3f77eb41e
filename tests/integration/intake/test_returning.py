"""The way back to the sender: a template that is read back as it is, and their own workbook with marked cells."""

import io
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from tests.factories.accounts import an_organisation
from tests.factories.intake import (
    CLERK,
    NOW,
    a_code,
    a_csv,
    a_register,
    a_workbook,
    an_old_workbook,
    hand_built,
    repacked,
    saved,
    staged,
)
from tests.factories.office import NO_CALC, by_libreoffice, has_calc
from tidu.foundation.intake import forms, headers, operations, queries, readers, returning, templates

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）", "职工总数")


@pytest.fixture(autouse=True)
def _register():
    a_register((JIA, "甲公司"), (YI, "乙公司"))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def marked(load):
    return opened(returning.error_workbook(load))


class TestMarkedWorkbook:
    def test_it_is_the_senders_own_with_the_faulty_cell_coloured_and_commented(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "年报"
        for row in (("2024 年年报",), HEADER, (JIA, "甲公司", 2024, "三千", 20), (YI, "乙公司", 2024, 5, 3)):
            sheet.append(row)
        sheet.column_dimensions["A"].width = 31
        sheet["A1"].font = openpyxl.styles.Font(bold=True)
        load = staged("yearly_facts", saved(book))
        back = marked(load)
        page = back["年报"]
        assert [[cell.value for cell in row] for row in page.iter_rows()] == [
            [cell.value for cell in row] for row in sheet.iter_rows()
        ]
        assert (page.column_dimensions["A"].width, page["A1"].font.bold) == (31, True)
        assert page["D3"].fill.fgColor.rgb == "FFFFC7CF"
        assert page["D3"].comment.text == "“三千”不是数。请填写数字；没有数据请留空。"
        commented = [cell.coordinate for row in page.iter_rows() for cell in row if cell.comment]
        assert commented == ["D3"]

    def test_every_fault_stands_in_the_list(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, "三千", 2.5)))
        lines = [[cell.value for cell in row] for row in marked(load)["退回说明"].iter_rows()]
        assert lines[0] == ["行", "列", "表头", "原内容", "问题", "建议", "程度"]
        assert [line[:5] for line in lines[1:]] == [
            [2, "D", "营业收入（万元）", "三千", "“三千”不是数"],
            [2, "E", "职工总数", "2.5", "“2.5”不是整数"],
        ]

    @pytest.mark.parametrize("name", ["年报.xlsx", "年报.csv"])
    def test_the_list_is_read_whole_on_screen_and_on_one_pages_width(self, name):
        """Not every program makes a row as high as its wrapped text, so every row says how high it is."""
        rows = (HEADER, (JIA, "甲公司", 2023, 6_492_800, 20), (JIA, "甲公司", 2024, 649.28, 20))
        content = a_workbook(*rows) if name.endswith("xlsx") else a_csv(*rows)
        page = marked(staged("yearly_facts", content, name=name))["退回说明"]
        long = next(row for row in page.iter_rows() if "疑似单位错误" in str(row[4].value))
        # 62 letters and digits, most of them two digits wide, in a column of 44: two lines at least, of 16.5 points.
        assert len(long[4].value) > 44
        assert page.row_dimensions[long[0].row].height >= 33
        assert page.row_dimensions[1].height == 16.5
        assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.freeze_panes == "A2"

    def test_a_warning_has_another_colour(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "别的公司", 2024, 1, 1)))
        assert marked(load)["Sheet1"]["B2"].fill.fgColor.rgb == "FFFFEB9D"

    def test_a_fault_of_the_whole_row_is_shown_on_its_first_cell(self):
        load = staged(
            "yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, 1, 1), (JIA, "甲公司", 2024, 2, 1))
        )
        assert "第 3 行" in marked(load)["Sheet1"]["A2"].comment.text

    def test_a_text_file_comes_back_as_a_workbook_and_no_cell_becomes_a_formula(self):
        content = a_csv(HEADER, (JIA, "=HYPERLINK(1)", 2024, "=1+1", 20), encoding="gb18030")
        load = staged("yearly_facts", content, name="年报.csv")
        assert returning.error_workbook_name(load) == "年报（批注）.xlsx"
        back = marked(load)
        page, listed = back["Sheet1"], back["退回说明"]
        assert (page["D2"].value, page["D2"].data_type) == ("=1+1", "s")
        assert ("=1+1", "s") in [(cell.value, cell.data_type) for row in listed.iter_rows() for cell in row]
        assert (page["B2"].value, page["B2"].data_type) == ("=HYPERLINK(1)", "s")
        assert page["D2"].comment is not None

    def test_a_formula_stays_the_senders_and_is_a_text_in_the_list(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, "=1+1", 20)))
        back = marked(load)
        assert (back["Sheet1"]["D2"].value, back["Sheet1"]["D2"].data_type) == ("=1+1", "f")
        assert (back["退回说明"]["D2"].value, back["退回说明"]["D2"].data_type) == ("=1+1", "s")

    def test_a_repaired_workbook_is_read_again_with_its_list_left_aside(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, "三千", 20)))
        book = marked(load)
        book["Sheet1"]["D2"] = 3000
        again = staged("yearly_facts", saved(book))
        assert (again.counts["NEW"], again.counts["REJECTED"]) == (1, 0)
        assert any("退回说明" in notice for notice in again.notices)


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


class TestTheSendersOwn:
    """What comes back differs from what was sent in the marks alone."""

    @pytest.fixture
    def sent(self):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        page = book.add_worksheet("年报")
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, (JIA, "甲公司", 2024, "三千"))
        page.write_formula("E2", "=10+10", None, 20)
        page.write_comment("D2", "乡镇自己的话", {"author": "张三"})
        page.write_row(2, 0, (YI, "乙公司", 2024, 5))
        page.write("E3", 2.5, book.add_format({"num_format": "0.0", "bg_color": "#00FF00", "bold": True}))
        page.set_column(0, 0, 31)
        page.data_validation("E2:E9", {"validate": "integer", "criteria": ">=", "value": 0})
        page.conditional_format("D2:D9", {"type": "cell", "criteria": ">", "value": 3, "format": None})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=年报!$D$2:$D$3"})
        page.insert_chart("H5", chart)
        book.add_worksheet("附表").write("A1", "=别动我")
        book.close()
        return stream.getvalue()

    def test_every_part_but_those_of_the_marks_is_the_same_to_the_byte(self, sent):
        before, after = parts(sent), parts(returning.error_workbook(staged("yearly_facts", sent)))
        changed = {name for name in after if before.get(name) != after[name]}
        assert changed == {
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/custom.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/comments1.xml",
            "xl/drawings/vmlDrawing1.vml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/tidu1.xml",
        }
        assert before.keys() <= after.keys()

    def test_only_the_style_of_marked_cells_changes_in_the_sheet(self, sent):
        after = parts(returning.error_workbook(staged("yearly_facts", sent)))["xl/worksheets/sheet1.xml"]
        before = parts(sent)["xl/worksheets/sheet1.xml"]
        bare = re.compile(rb' s="[0-9]+"')
        assert bare.sub(b"", after) == bare.sub(b"", before)
        assert b"<f>10+10</f><v>20</v>" in after

    def test_a_marked_cell_keeps_its_font_and_number_format(self, sent):
        cell = marked(staged("yearly_facts", sent))["年报"]["E3"]
        assert (cell.font.bold, cell.number_format, cell.fill.fgColor.rgb) == (True, "0.0", "FFFFC7CF")

    def test_the_senders_note_stays_and_ours_is_added_once(self, sent):
        load = staged("yearly_facts", sent)
        first = returning.error_workbook(load)
        text = opened(first)["年报"]["D2"].comment.text
        assert text.startswith("乡镇自己的话")
        assert "不是数" in text
        again = marked(staged("yearly_facts", first))["年报"]["D2"].comment.text
        assert again == text

    def test_marks_of_an_earlier_return_are_taken_away_where_the_cell_was_mended(self):
        rows = (HEADER, (JIA, "甲公司", 2024, "三千", 2.5))
        book = marked(staged("yearly_facts", a_workbook(*rows)))
        book["Sheet1"]["D2"] = 3000
        back = marked(staged("yearly_facts", saved(book)))
        page = back["Sheet1"]
        assert (page["D2"].fill.fill_type, page["D2"].comment) == (None, None)
        assert (page["E2"].fill.fgColor.rgb, "整数" in page["E2"].comment.text) == ("FFFFC7CF", True)
        assert back.sheetnames == ["Sheet1", "退回说明"]
        assert [row[1].value for row in back["退回说明"].iter_rows(min_row=2) if row[0].value] == ["E"]

    def test_a_cell_and_a_row_that_were_never_written_can_be_marked(self):
        sheet = "".join(
            f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCDE", HEADER, strict=True)
        )
        row = '<row r="2"/><row r="3"><c r="B3" t="inlineStr"><is><t>甲公司</t></is></c></row>'
        content = hand_built(f'<sheetData><row r="1">{sheet}</row>{row}</sheetData>')
        page = marked(staged("yearly_facts", content))["年报"]
        assert {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment} == {"A3", "C3"}
        assert page["B3"].value == "甲公司"

    def test_a_fault_inside_a_merged_area_is_shown_on_its_first_cell(self):
        book = openpyxl.Workbook()
        for row in (HEADER, (JIA, "甲公司", 2024, 1, 1), (YI, "乙公司", 2024, None, 1)):
            book.active.append(row)
        book.active.merge_cells("D2:D3")
        page = marked(staged("yearly_facts", saved(book)))["Sheet"]
        assert "合并成了一格" in page["D2"].comment.text

    def test_what_we_add_never_becomes_a_formula(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "=HYPERLINK(1)", 2024, "+1+1", 20)))
        back = marked(load)["退回说明"]
        added = [cell for row in back.iter_rows() for cell in row if str(cell.value).startswith(("=", "+"))]
        assert {cell.value for cell in added} == {"=HYPERLINK(1)", "+1+1"}
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in added)

    def test_an_old_workbook_comes_back_as_a_new_one_and_says_so(self):
        content = an_old_workbook(HEADER, (JIA, "甲公司", 2024, "三千", 20))
        load = staged("yearly_facts", content, name="年报.xls")
        assert any("退回时会另存为 .xlsx" in notice for notice in load.notices)
        page = marked(load)["Sheet1"]
        assert (page["D2"].value, page["E2"].value) == ("三千", 20)
        assert page["D2"].comment is not None

    @pytest.mark.skipif(not has_calc(), reason=NO_CALC)
    def test_another_office_opens_it_saves_it_and_it_is_known_again(self, sent, tmp_path):
        load = staged("yearly_facts", sent)
        [content] = by_libreoffice([returning.error_workbook(load)], "xlsx", tmp_path)
        page = opened(content)["年报"]
        assert page["D2"].fill.fgColor.rgb == "FFFFC7CF"
        assert "不是数" in page["D2"].comment.text
        assert staged("yearly_facts", content, name="另一个名字.xlsx").corrects == load


class TestComingBack:
    ROWS = (("甲乙丙",), HEADER, (JIA, "甲公司", 2024, "三千", 2.5), (YI, "乙公司", 2024, 5, 3))

    def mended(self, load, **cells):
        book = marked(load)
        for place, value in cells.items():
            book["Sheet1"][place] = value
        return saved(book)

    def test_a_mended_workbook_is_known_under_another_name_with_what_was_changed(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        again = staged("yearly_facts", self.mended(load, D3=3000), name="改好了.xlsx")
        assert again.corrects == load
        assert f"这是第 {load.pk} 号导入退回后改好的文件（报表.xlsx）。" in again.notices
        assert "与退回时相比改了 1 格：D3。" in again.notices
        assert "退回时指出的 1 格没有改动：E3。" in again.notices

    def test_nothing_changed_is_said(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        assert "与退回时相比，一格也没有改。" in staged("yearly_facts", self.mended(load)).notices

    def test_another_number_of_rows_is_said(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        again = staged("yearly_facts", self.mended(load, A5="合计"))
        assert any("行数由 4 变为 5" in notice for notice in again.notices)

    def test_what_was_settled_holds_again(self):
        rows = (("代号", "名称", "多少"), (JIA, "甲公司", "三千"))
        mapping = {"A": "credit_code", "C": "tax_paid_fen"}
        load = staged("yearly_facts", a_workbook(*rows), mapping=mapping, options={"year": 2024})
        again = staged("yearly_facts", self.mended(load, C2=3000))
        assert (again.counts["NEW"], again.options, again.mapping) == (1, {"year": 2024}, load.mapping)

    def test_under_another_header_the_columns_are_known_by_their_words_again(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        again = staged("yearly_facts", self.mended(load, D2="净利润（万元）", D3=3000, E3=2))
        assert (again.corrects, again.mapping["D"]) == (load, "net_profit_fen")

    def test_answers_given_before_hold_again(self):
        head = ("统一社会信用代码", "企业名称", "成立日期")
        rows = ((a_code(7), "甲公司", "2015-03-02"), (a_code(8), "丁公司", "三月"))
        load = staged("enterprise_register", a_workbook(head, *rows))
        answers = {a_code(7): {"same_name": "another"}}
        load = operations.answer(load=load, answers=answers, by=CLERK, now=NOW)
        again = staged("enterprise_register", self.mended(load, C3="2015-03-02"))
        assert (again.counts["NEW"], again.answers) == (2, answers)

    def test_a_mark_that_does_not_fit_its_file_is_not_believed(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        other = staged("yearly_facts", a_workbook(HEADER, (YI, "乙公司", 2024, "x", 1)))
        forged = parts(returning.error_workbook(other))["docProps/custom.xml"].replace(
            f"{other.pk}:".encode(), f"{load.pk}:".encode()
        )
        content = repacked(returning.error_workbook(other), {"docProps/custom.xml": forged})
        again = staged("yearly_facts", content)
        assert (again.corrects, again.answers) == (None, {})

    def test_a_load_of_another_form_is_not_corrected(self):
        load = staged("yearly_facts", a_workbook(*self.ROWS))
        head = [("统一社会信用代码", "企业名称", "成立日期"), (JIA, "甲公司", "2015-03-02")]
        custom = parts(returning.error_workbook(load))["docProps/custom.xml"]
        content = repacked(a_workbook(*head), {"docProps/custom.xml": custom})
        assert staged("enterprise_register", content).corrects is None

    def test_an_old_workbook_that_came_back_as_a_new_one_is_known(self):
        load = staged("yearly_facts", an_old_workbook(*self.ROWS), name="年报.xls")
        again = staged("yearly_facts", self.mended(load, D3=3000, E3=2))
        assert (again.corrects, again.counts["NEW"]) == (load, 2)


class TestTemplates:
    @pytest.mark.parametrize(
        "code", ["enterprise_register", "yearly_facts", "recognitions", "compliance_checks"]
    )
    def test_every_column_of_a_template_is_read_back_without_mapping(self, code):
        form = forms.find(code)
        [sheet, _] = readers.read_sheets("a.xlsx", templates.template_workbook(form))
        row = sheet.rows[0]
        _, header = headers.find(form, [sheet], None)
        assert [header.fields[index].name for index in range(len(row.cells))] == [
            spec.name for spec in form.fields
        ]
        assert not [notice for notice in header.notices if "没有写单位" in notice or "没有载入" in notice]

    def test_a_template_offers_todays_places(self):
        an_organisation("TOWNSHIP", name="白鹭镇")
        book = opened(templates.template_workbook(forms.find("enterprise_register")))
        place = [spec.name for spec in forms.find("enterprise_register").fields].index("place")
        words = [row[place] for row in book["选项"].iter_rows(values_only=True)]
        assert "白鹭镇" in words
        assert book["选项"].sheet_state == "hidden"
        letter = readers.column_letter(place)
        assert any(f"{letter}2" in str(rule.sqref) for rule in book["填报"].data_validations.dataValidation)

    def test_a_place_that_looks_like_a_formula_is_none_in_a_template(self):
        an_organisation("TOWNSHIP", name="=1+1")
        book = opened(templates.template_workbook(forms.find("enterprise_register")))
        offered = [cell for row in book["选项"].iter_rows() for cell in row if cell.value == "=1+1"]
        assert [cell.data_type for cell in offered] == ["s"]

    def test_a_filled_template_loads(self):
        form = forms.find("yearly_facts")
        book = opened(templates.template_workbook(form))
        names = [spec.name for spec in form.fields]
        for name, value in {"credit_code": JIA, "name": "甲公司", "year": 2024, "revenue_fen": 12.5}.items():
            book["填报"].cell(row=2, column=names.index(name) + 1, value=value)
        load = staged("yearly_facts", saved(book))
        [row] = queries.rows(load)
        assert row.verdict == "NEW"
        assert {change.field: change.after for change in row.changes}["revenue_fen"] == "12.5 万元"
