"""What a script may count on: every figure of the speech's first version, asked from the command line."""

from __future__ import annotations

import json

import pytest

from tidu.interfaces.cli import main

pytestmark = pytest.mark.django_db

KEYS = {"code", "name", "value", "unit", "as_of", "known_at", "definition", "rows"}


@pytest.fixture
def show(county, county_day, capsys):
    """Return a way to ask for a figure and read the answer."""

    def ask(*words):
        capsys.readouterr()
        assert main(["figures", "show", *words, "--json", "--rows"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("F02", "--base-year", "2022", "--year", "2024"), 79),
        (("F04", "--year", "2024"), 120),
        (("F04", "--year", "2024", "--known-at", "2024-12-31"), 121),
        (("F04",), 94),
        (("F05", "--base-year", "2022", "--year", "2024", "--known-at", "2024-12-31"), 42),
        (("F06", "--base-year", "2022", "--year", "2024", "--known-at", "2024-12-31"), 53.2),
        (("F13",), 70),
        (("F13", "--year", "2026"), 82),
        (("F14",), 57),
        (("F14", "--as-of", "2024-12-31"), 57),
        (("F14", "--as-of", "2024-12-31", "--known-at", "2024-12-31"), 58),
        (("F15",), 5),
        (("F15", "--year", "2026"), 7),
        (("F16",), 0),
        (("pool_reserve_count",), 84),
        (("pool_cultivation_count",), 52),
        (("pool_recognised_count",), 59),
        (("pool_total",), 195),
    ],
)
def test_a_figure_answers_with_its_number_and_as_many_rows_as_it_says(show, words, value):
    answer = show(*words)
    assert answer.keys() >= KEYS
    assert answer["value"] == value
    assert type(answer["value"]) in (int, float)
    assert answer["rows"] == len(answer["row_list"]) > 0
    assert all(row["key"] and row["label"] for row in answer["row_list"])


def test_counts_and_differences_are_the_sum_of_their_rows(show):
    for words in (("F04",), ("F14",), ("F05", "--base-year", "2022", "--year", "2024"), ("pool_total",)):
        answer = show(*words)
        assert sum(row["value"] for row in answer["row_list"]) == answer["value"]


def test_research_lists_every_firm_of_the_year_and_leaves_the_missing_ones_open(show):
    answer = show("F08", "--year", "2024")
    values = [row["value"] for row in answer["row_list"]]
    assert (len(values), values.count(None), answer["missing"]) == (291, 12, 12)
    assert round(sum(value for value in values if value is not None), 6) == answer["value"]


def test_an_unbroken_nought_lists_the_candidate_it_rests_on(show, county):
    (row,) = show("F16")["row_list"]
    (host,) = [one for one in county.firms if one.host and one.industry == "ELECTRONICS"]
    assert (row["key"], row["value"]) == (host.credit_code, 0)
    assert row["detail"].startswith("候选：")


def test_a_year_still_to_come_is_null_with_its_reason(show):
    answer = show("F04", "--year", "2026")
    assert (answer["value"], answer["rows"], answer["row_list"]) == (None, 0, [])
    assert "尚未到来" in answer["reason"]
