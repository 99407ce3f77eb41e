"""The way back to the sender: a template that is read back as it is, and their own workbook with marked cells."""

import io

import openpyxl
import pytest

from tests.factories.accounts import an_organisation
from tests.factories.intake import a_code, a_csv, a_register, a_workbook, saved, staged
from tidu.foundation.intake import forms, headers, queries, readers, returning, templates

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
        assert page["D3"].fill.fgColor.rgb == "00FFC7CE"
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

    def test_a_warning_has_another_colour(self):
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "别的公司", 2024, 1, 1)))
        assert marked(load)["Sheet1"]["B2"].fill.fgColor.rgb == "00FFEB9C"

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

    def test_a_workbook_too_large_to_mark_in_place_comes_back_as_new(self, monkeypatch):
        monkeypatch.setattr(returning, "LARGEST_MARKED", 5)
        load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, "三千", 20)))
        assert marked(load)["Sheet1"]["D2"].comment is not None


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
