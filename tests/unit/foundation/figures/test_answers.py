"""A year of which nothing is on record: nought where records were kept by then, unknown before."""

from datetime import date

import pytest

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import before_the_first
from tidu.foundation.figures.model import Question


@pytest.mark.parametrize(
    ("year", "first", "why"),
    [
        (2024, date(2024, 5, 23), ""),
        (2025, date(2024, 5, 23), ""),
        (2023, date(2024, 5, 23), "最早登记的走访在 2024-05-23，此前没有登记，不能当作零。"),
        (2024, None, "还没有登记过走访，往年的不能当作零。"),
        (2025, None, ""),
        (None, None, ""),
        (None, date(2025, 3, 1), ""),
    ],
)
def test_it_is_unknown_before_the_first_of_all_and_in_the_past_where_there_is_none(year, first, why):
    question = Question(as_of=AsOf(on=date(2025, 6, 10)), year=year)
    assert before_the_first(question, first, "走访") == why
