"""Where a value came from: the newest source that stated it, down to the cell."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.files import a_file
from tests.factories.provenance import CLERK, a_batch, a_line
from tidu.domain.enterprises import operations as enterprises_operations
from tidu.domain.enterprises.models import Recognition, YearlyFacts
from tidu.foundation.provenance import operations, queries
from tidu.foundation.provenance.vocabulary import SourceKind

pytestmark = pytest.mark.django_db

COLUMNS = {
    "revenue_fen": {"column": "F", "header": "营业收入（万元）"},
    "tech_staff": {"column": "H", "header": "科技人员"},
}


def moment(month: int) -> datetime:
    return datetime(2025, month, 1, 9, 0, tzinfo=UTC)


def workbook(month, row=12, columns=None):
    file = a_file(f"{month}月年报.xlsx", f"{month}".encode())
    batch = a_batch(
        kind=SourceKind.WORKBOOK,
        title=file.name,
        file=file,
        sheet="年报",
        columns=COLUMNS if columns is None else columns,
        now=moment(month),
    )
    return a_line(batch, row)


def append(firm, month, line, **values):
    row = (line, {"enterprise": firm, "year": 2024, **values})
    (version,) = operations.append_versions(model=YearlyFacts, rows=[row], now=moment(month))
    return version


def test_the_origin_of_a_loaded_value_is_its_cell():
    version = append(an_enterprise(), 3, workbook(3), revenue_fen=100, tech_staff=5)
    origin = queries.origin_of(version, "revenue_fen")
    assert (origin.file_name, origin.sheet, origin.cell, origin.header) == (
        "3月年报.xlsx",
        "年报",
        "F12",
        "营业收入（万元）",
    )
    assert (origin.loaded_by_name, origin.loaded_at) == (CLERK.name, moment(3))
    assert origin.label == "3月年报.xlsx · 工作表 年报 · F12（营业收入（万元））"


def test_a_value_carried_over_keeps_its_earlier_origin():
    firm = an_enterprise()
    append(firm, 3, workbook(3), revenue_fen=100, tech_staff=5)
    version = append(firm, 4, a_line(a_batch("tech_staff", title="来函")), tech_staff=6)
    assert queries.origin_of(version, "revenue_fen").cell == "F12"
    assert queries.origin_of(version, "tech_staff").title == "来函"


def test_an_empty_cell_of_a_later_workbook_is_not_named_as_the_origin():
    firm = an_enterprise()
    append(firm, 3, workbook(3, row=12), revenue_fen=100, tech_staff=5)
    version = append(firm, 4, workbook(4, row=30), tech_staff=6)
    assert queries.origin_of(version, "revenue_fen").cell == "F12"
    assert queries.origin_of(version, "tech_staff").cell == "H30"


def test_a_cell_that_states_the_same_value_again_is_the_newest_origin():
    firm = an_enterprise()
    append(firm, 3, workbook(3, row=12), revenue_fen=100, tech_staff=5)
    version = append(firm, 4, workbook(4, row=30), revenue_fen=100, tech_staff=6)
    assert queries.origin_of(version, "revenue_fen").cell == "F30"


def test_a_stated_missing_value_has_the_cell_that_was_marked_missing_as_its_origin():
    version = append(an_enterprise(), 3, workbook(3), revenue_fen=None, tech_staff=5)
    assert queries.origin_of(version, "revenue_fen").cell == "F12"


def test_a_value_that_no_source_ever_gave_has_no_origin():
    version = append(an_enterprise(), 3, workbook(3), revenue_fen=100)
    assert queries.origin_of(version, "rd_book_fen") is None


def test_after_an_undo_the_origin_is_again_that_of_the_value_put_back():
    firm = an_enterprise()
    append(firm, 3, workbook(3, row=12), revenue_fen=100, tech_staff=5)
    later = workbook(4, row=30)
    append(firm, 4, later, revenue_fen=200)
    operations.withdraw_batch(models=[YearlyFacts], batch=later.batch, by=CLERK, now=moment(5))
    version = YearlyFacts.objects.known_at(None).get(enterprise=firm)
    assert queries.origin_of(version, "revenue_fen").cell == "F12"


def test_an_undone_first_load_is_no_origin_of_what_is_loaded_later():
    firm = an_enterprise()
    first = workbook(3)
    append(firm, 3, first, revenue_fen=100)
    operations.withdraw_batch(models=[YearlyFacts], batch=first.batch, by=CLERK, now=moment(4))
    version = append(
        firm, 5, workbook(5, columns={"tech_staff": {"column": "B", "header": "科技人员"}}), tech_staff=6
    )
    assert queries.origin_of(version, "revenue_fen") is None


def test_an_older_version_keeps_the_origin_it_had():
    firm = an_enterprise()
    old = append(firm, 3, workbook(3, row=12), revenue_fen=100, tech_staff=5)
    append(firm, 4, workbook(4, row=30), revenue_fen=200, tech_staff=5)
    old.refresh_from_db()
    assert queries.origin_of(old, "revenue_fen").cell == "F12"


def test_a_value_changed_by_a_source_without_columns_comes_from_that_source():
    firm = an_enterprise()
    a_recognition(firm)
    notice = a_batch(kind=SourceKind.NOTICE, title="撤销公告", now=moment(4))
    (revoked,) = enterprises_operations.revoke(
        enterprise=firm,
        kind="HNTE",
        effective_on=date(2024, 1, 1),
        reason="不再符合条件",
        source=notice,
        by=CLERK,
        now=moment(4),
    )
    assert isinstance(revoked, Recognition)
    assert queries.origin_of(revoked, "valid_until_on").label == "公告文件：撤销公告"
    assert queries.origin_of(revoked, "granted_on").title == "公告"


def test_the_last_day_of_a_sheet_answers_for_the_exclusive_end():
    firm = an_enterprise()
    columns = {
        "valid_until": {"column": "G", "header": "有效期至"},
        "place": {"column": "C", "header": "属地"},
    }
    line = workbook(3, row=7, columns=columns)
    assert queries.origin_of_line(line, "valid_until_on").cell == "G7"
    assert queries.origin_of_line(line, "place_id").cell == "C7"
    assert firm.credit_code


def test_the_values_of_a_field_are_told_with_the_times_in_which_they_stood():
    firm = an_enterprise()
    append(firm, 3, workbook(3, row=12), revenue_fen=100, tech_staff=5)
    append(firm, 4, workbook(4, row=30), tech_staff=6)
    version = append(firm, 5, workbook(5, row=8), revenue_fen=300)
    told = queries.value_history(version, "revenue_fen")
    assert [(item.value, item.recorded_at, item.superseded_at) for item in told] == [
        (100, moment(3), moment(5)),
        (300, moment(5), None),
    ]
    assert [item.origin.cell for item in told] == ["F12", "F8"]
