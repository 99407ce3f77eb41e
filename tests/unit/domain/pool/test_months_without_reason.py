"""How long nothing has spoken for keeping a firm: the third ground for leaving the pool."""

from __future__ import annotations

from datetime import date

from tidu.domain.pool.queries import months_without_reason
from tidu.rules import Facts

SINCE = date(2022, 3, 1)
NOTHING = {"rd_book": 0, "ip_class1": 0, "ip_class2": 0}


def facts(**years: dict[str, int | None]) -> Facts:
    return Facts({"registered_on": date(2015, 6, 1)}, {int(year[1:]): row for year, row in years.items()})


def test_research_in_the_last_closed_year_speaks_for_the_firm_today() -> None:
    known = facts(y2024=NOTHING | {"rd_book": 1})
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) == 0


def test_own_ip_alone_is_a_reason() -> None:
    known = facts(y2024=NOTHING | {"ip_class2": 1})
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) == 0


def test_research_of_2021_spoke_until_the_end_of_2022() -> None:
    known = facts(y2021=NOTHING | {"rd_book": 5}, y2022=NOTHING, y2023=NOTHING, y2024=NOTHING)
    assert months_without_reason(known, None, SINCE, date(2024, 12, 30)) == 23
    assert months_without_reason(known, None, SINCE, date(2024, 12, 31)) == 24
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) == 29


def test_a_number_speaks_for_two_years_after_its_last_day() -> None:
    known = facts(y2021=NOTHING, y2022=NOTHING, y2023=NOTHING, y2024=NOTHING)
    assert months_without_reason(known, date(2022, 12, 31), SINCE, date(2024, 12, 31)) == 0
    assert months_without_reason(known, date(2022, 12, 31), SINCE, date(2025, 6, 10)) == 5


def test_without_any_reason_the_months_count_from_entry() -> None:
    known = facts(y2021=NOTHING, y2022=NOTHING, y2023=NOTHING, y2024=NOTHING)
    assert months_without_reason(known, None, SINCE, date(2024, 2, 28)) == 23
    assert months_without_reason(known, None, SINCE, date(2024, 2, 29)) == 24


def test_a_missing_cell_that_could_hold_a_reason_makes_it_unknown() -> None:
    known = facts(y2021=NOTHING, y2022=NOTHING, y2023=NOTHING, y2024=NOTHING | {"rd_book": None})
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) is None


def test_a_missing_year_is_unknown_and_not_nought() -> None:
    known = facts(y2022=NOTHING, y2024=NOTHING)
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) is None


def test_a_missing_cell_does_not_matter_beside_a_known_reason() -> None:
    known = facts(y2024=NOTHING | {"rd_book": None, "ip_class1": 2})
    assert months_without_reason(known, None, SINCE, date(2025, 6, 10)) == 0


def test_years_before_registration_hold_no_reason_and_no_gap() -> None:
    young = Facts({"registered_on": date(2024, 5, 1)}, {2024: NOTHING})
    assert months_without_reason(young, None, date(2024, 6, 10), date(2025, 6, 10)) == 12
