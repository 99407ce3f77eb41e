"""A county's CSV of holidays is read as it stands, or refused with its line."""

from datetime import date

import pytest

from tidu.foundation.calendar.checks import UnableToImportYear
from tidu.foundation.calendar.tables import rows_from_csv
from tidu.foundation.calendar.working_days import SpecialDayRow

NEW_YEAR = SpecialDayRow(date(2027, 1, 1), "OFF", "元旦")
WORKED = SpecialDayRow(date(2027, 1, 3), "WORKED", "元旦")


@pytest.mark.parametrize(
    "text",
    [
        "日期,类别,名称\n2027-01-01,放假,元旦\n2027-01-03,调休上班,元旦\n",
        "day,kind,name\r\n2027-01-01,OFF,元旦\r\n2027-01-03,WORKED,元旦\r\n",
        "\ufeff名称,日期,类别\n元旦,2027-01-01,放假\n\n元旦, 2027-01-03 ,调休上班\n",
    ],
    ids=["chinese headers", "english headers", "mark of the encoding, other order, blank line"],
)
def test_the_rows_are_read(text):
    assert rows_from_csv(text) == (NEW_YEAR, WORKED)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "第 1 行缺少列：日期、类别、名称"),
        ("日期,名称\n2027-01-01,元旦\n", "第 1 行缺少列：类别"),
        ("日期,类别,名称\n2027年1月1日,放假,元旦\n", "第 2 行的日期“2027年1月1日”读不懂"),
        ("日期,类别,名称\n2027-01-01,放假,元旦\n2027-02-29,放假,春节\n", "第 3 行的日期“2027-02-29”读不懂"),
        ("日期,类别,名称\n2027-01-01,休息,元旦\n", "第 2 行的类别“休息”不对"),
        ("日期,类别,名称\n2027-01-01\n", "第 2 行的类别“”不对"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, reason):
    with pytest.raises(UnableToImportYear, match=reason):
        rows_from_csv(text)
