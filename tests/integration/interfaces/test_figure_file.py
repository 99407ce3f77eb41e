"""The rows of a figure leave as a file: through the one writer of files, and on record."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry

NOTES = 5
"""Name, value, as-of day, definition, source."""


@pytest.fixture
def firm():
    enterprise = an_enterprise("=1+1 公司", an_organisation(name="岚城镇"))
    a_recognition(enterprise)
    return enterprise


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_rows_leave_with_their_meaning_and_that_is_written_down(signed_in, firm, form):
    answer = signed_in(Role.SECTION_CLERK).get(reverse("figure-file", args=["hnte_count", form]))
    assert answer["Content-Disposition"].endswith(f".{form}")
    entry = Entry.objects.get(kind="EXPORTED")
    assert (entry.subject_type, entry.subject_key, entry.detail["rows"]) == ("figure", "hnte_count", 1)
    assert entry.detail["format"] == form
    if form == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "指标：高新技术企业数（hnte_count）"
        assert lines[NOTES] == "编号,名称,值,说明"
        assert lines[NOTES + 1].startswith(f"{firm.credit_code},'=1+1 公司,1,")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet["A1"].value == "指标：高新技术企业数（hnte_count）"
        row = sheet[NOTES + 2]
        assert [cell.value for cell in row][:3] == [firm.credit_code, "=1+1 公司", 1]
        assert row[1].data_type == "s"


def test_a_format_that_is_not_written_is_not_found(signed_in, firm):
    assert signed_in(Role.SECTION_CLERK).get("/figures/hnte_count/rows.pdf").status_code == 404
    assert not Entry.objects.filter(kind="EXPORTED").exists()
