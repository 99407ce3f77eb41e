"""Holiday tables are imported as a whole, replaced as a whole, and refused when a day cannot be right."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor
from tests.factories.calendar import the_shipped_years
from tidu.foundation import actors
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.calendar import operations, queries
from tidu.foundation.calendar.operations import UnableToImportYear
from tidu.foundation.calendar.working_days import HolidaysMissing, SpecialDayRow

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SYSTEM = actors.system("测试")
NOTICE = "2027年部分节假日安排的通知（试用）"
NEW_YEAR = SpecialDayRow(date(2027, 1, 1), "OFF", "元旦")
EVE = SpecialDayRow(date(2026, 12, 31), "OFF", "元旦")
WORKED = SpecialDayRow(date(2026, 12, 27), "WORKED", "元旦")


def import_2027(*days, by=SYSTEM, source=NOTICE):
    return operations.import_year(year=2027, days=days, source=source, by=by, now=NOW)


def test_an_administrator_imports_a_year_and_it_counts_at_once():
    import_2027(NEW_YEAR, by=an_actor(Role.ADMINISTRATOR))
    assert not queries.is_working_day(date(2027, 1, 1))
    assert queries.add_working_days(date(2027, 1, 1), 1) == date(2027, 1, 4)
    assert queries.working_calendar().between(date(2027, 1, 1), date(2027, 1, 4)) == 1
    [entry] = Entry.objects.all()
    assert (entry.action, entry.subject_key) == ("calendar.import_year", "2027")
    assert entry.detail == {"before": [], "after": ["2027-01-01 OFF 元旦"]}


def test_a_table_is_replaced_as_a_whole_and_the_audit_keeps_what_it_was():
    import_2027(NEW_YEAR)
    import_2027(EVE, WORKED)
    assert [row.day for row in queries.year_tables()[0].days] == [WORKED.day, EVE.day]
    entry = Entry.objects.latest("id")
    assert entry.detail == {
        "before": ["2027-01-01 OFF 元旦"],
        "after": ["2026-12-27 WORKED 元旦", "2026-12-31 OFF 元旦"],
    }


def test_the_same_table_again_changes_nothing():
    import_2027(EVE, NEW_YEAR)
    import_2027(NEW_YEAR, EVE)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ([], "是空的"),
        ([NEW_YEAR, NEW_YEAR], "2027-01-01 列了两次"),
        ([SpecialDayRow(date(2026, 11, 30), "OFF", "元旦")], "2026-11-30 不在 2027 年的通知范围内"),
        ([SpecialDayRow(date(2028, 1, 1), "OFF", "元旦")], "2028-01-01 不在 2027 年的通知范围内"),
        ([SpecialDayRow(date(2027, 1, 4), "WORKED", "元旦")], "2027-01-04 是星期一，本来就上班"),
        ([SpecialDayRow(date(2027, 1, 1), "FREE", "元旦")], "类别“FREE”不对"),
        ([SpecialDayRow(date(2027, 1, 1), "OFF", " ")], "2027-01-01 缺少节日名称"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_whole(days, reason):
    with pytest.raises(UnableToImportYear, match=reason):
        import_2027(*days)
    assert queries.year_tables() == ()


def test_a_day_of_another_years_table_is_refused():
    import_2027(EVE)
    with pytest.raises(UnableToImportYear, match="2026-12-31 已在 2027 年的表中"):
        operations.import_year(year=2026, days=[EVE], source=NOTICE, by=SYSTEM, now=NOW)


def test_a_table_without_its_notice_is_refused():
    with pytest.raises(UnableToImportYear, match="依据的通知"):
        import_2027(NEW_YEAR, source="  ")


def test_only_an_administrator_may_import():
    with pytest.raises(UnableToImportYear, match="只有系统管理员"):
        import_2027(NEW_YEAR, by=an_actor(Role.SECTION_CLERK))


def test_a_csv_is_imported():
    text = "日期,类别,名称\n2027-01-01,放假,元旦\n"
    operations.import_csv(year=2027, text=text, source=NOTICE, by=SYSTEM, now=NOW)
    assert queries.year_tables()[0].days == (NEW_YEAR,)


def test_the_shipped_years_are_loaded_once_and_never_over_the_countys_own():
    own = [SpecialDayRow(date(2026, 1, 1), "OFF", "元旦")]
    operations.import_year(year=2026, days=own, source="县里补录", by=SYSTEM, now=NOW)
    assert [table.year for table in the_shipped_years()] == [2024, 2025]
    assert the_shipped_years() == []
    assert queries.year_tables()[0].source == "县里补录"


def test_a_year_without_a_table_fails_loudly():
    with pytest.raises(HolidaysMissing, match="2025 年的节假日表还没有导入"):
        queries.is_working_day(date(2025, 6, 10))


@pytest.mark.parametrize(
    ("today", "warning"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "2027 年的节假日表还没有导入"),
        (date(2026, 12, 31), "2027 年的节假日表还没有导入"),
        (date(2027, 1, 1), "2027 年的节假日表还没有导入"),
        (date(2027, 11, 1), "2027 年、2028 年的节假日表还没有导入"),
    ],
)
def test_a_missing_year_is_warned_of_from_the_first_of_november(today, warning):
    the_shipped_years()
    said = queries.missing_years_warning(today)
    assert said is None if warning is None else said.startswith(warning)


def test_the_warning_ends_with_the_import():
    the_shipped_years()
    import_2027(NEW_YEAR)
    assert queries.missing_years_warning(date(2026, 12, 1)) is None


def test_any_number_of_questions_to_one_calendar_costs_one_query(django_assert_num_queries):
    the_shipped_years()
    with django_assert_num_queries(1):
        calendar = queries.working_calendar()
        assert calendar.add(date(2025, 1, 27), 5) == date(2025, 2, 10)
        assert calendar.between(date(2025, 1, 24), date(2025, 2, 8)) == 6
