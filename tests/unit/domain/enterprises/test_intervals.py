"""Dated values: what is written so that a value holds from a day on."""

from __future__ import annotations

from datetime import date

from tidu.domain.enterprises.intervals import in_force, rows_from
from tidu.domain.enterprises.models import NameRecord


def a_name(name, year, until=None):
    until_on = date(until, 1, 1) if until else None
    return NameRecord(enterprise_id=1, name=name, valid_from_on=date(year, 1, 1), valid_until_on=until_on)


def rows(records, year):
    return [
        {
            **row,
            "valid_from_on": row["valid_from_on"].year,
            "valid_until_on": getattr(row.get("valid_until_on"), "year", None),
        }
        for row in rows_from(records, 1, date(year, 1, 1), {"name": "新"})
    ]


def a_row(since, until=None, **values):
    return {"enterprise_id": 1, "valid_from_on": since, "valid_until_on": until, **values}


def test_a_first_value_is_open_ended():
    assert rows([], 2020) == [a_row(2020, name="新")]


def test_the_value_in_force_ends_where_the_new_one_begins():
    assert rows([a_name("旧", 2015)], 2020) == [a_row(2015, 2020), a_row(2020, name="新")]


def test_a_value_put_between_two_ends_where_the_later_begins():
    records = [a_name("旧", 2015, 2022), a_name("后", 2022)]
    assert rows(records, 2020) == [a_row(2015, 2020), a_row(2020, 2022, name="新")]


def test_a_value_before_the_first_ends_where_the_first_begins():
    assert rows([a_name("旧", 2015)], 2010) == [a_row(2010, 2015, name="新")]


def test_a_value_of_the_same_day_is_corrected():
    assert rows([a_name("旧", 2015)], 2015) == [a_row(2015, name="新")]


def test_a_gap_is_closed_only_up_to_the_next_value():
    records = [a_name("旧", 2010, 2012), a_name("后", 2018)]
    assert rows(records, 2015) == [a_row(2015, 2018, name="新")]


def test_the_value_in_force_holds_from_its_first_day_and_not_on_its_end():
    records = [a_name("旧", 2015, 2020)]
    assert in_force(records, date(2014, 12, 31)) is None
    assert in_force(records, date(2015, 1, 1)) is records[0]
    assert in_force(records, date(2019, 12, 31)) is records[0]
    assert in_force(records, date(2020, 1, 1)) is None
