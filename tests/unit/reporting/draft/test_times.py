"""The times that a text names: which year, and whether a number can be of it at all."""

from __future__ import annotations

from datetime import date

import pytest

from tidu.reporting.draft.quantities import quantities
from tidu.reporting.draft.times import times
from tidu.reporting.draft.timing import title_of

TODAY = date(2025, 6, 10)


def named(text):
    return times(text, quantities(text), TODAY)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年底", [2024]),
        ("前年末", [2023]),
        ("今年年底", [2025]),
        ("到年底", [2025]),
        ("2023年，年底总数", [2023, 2023]),
        ("2023年，当年新认定", [2023, 2023]),
        ("2023年上半年", [2023, 2023]),
        ("2024年。年底", [2024, 2025]),
        ("2023年57家，上年47家", [2023, 2022]),
        ("上年末", [2024]),
        ("近三年", [None]),
        ("二〇二四年末", [2024]),
    ],
)
def test_words_for_a_year_are_read_from_the_day_and_from_the_year_named_before(text, years):
    assert [one.year for one in named(text)] == years


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("比2022年", {"is_base"}),
        ("与2022年末相比", {"is_base", "is_year_end"}),
        ("2022年与2023年", set()),
        ("占比2024年", set()),
        ("由2022年的38家", {"is_start"}),
        ("自2022年开展培育以来", {"is_start", "is_span"}),
        ("今年以来", set()),
        ("今年一季度", {"is_part"}),
        ("十四五期间", {"is_span"}),
        ("比上年同期", {"is_base", "is_year_before", "is_same_period"}),
        ("截至5月底", {"is_until"}),
    ],
)
def test_what_a_time_is_for_is_read_from_the_words_beside_it(text, kinds):
    flags = {
        name for one in named(text) for name in vars(one) if name.startswith("is_") and getattr(one, name)
    }
    assert flags == kinds


def test_the_end_of_a_month_is_a_day_and_a_month_is_a_part():
    assert [(one.on, one.is_part) for one in named("截至2024年2月底")] == [(date(2024, 2, 29), False)]
    assert [(one.on, one.is_part) for one in named("5月")] == [(None, True)]


def test_a_title_is_a_short_first_line_without_a_full_stop():
    assert title_of("\n关于2024年度工作情况的汇报\n县委：") == (1, 16)
    assert title_of("一句话。\n第二行") is None
    assert title_of("只有一行") is None
    assert title_of(f"{'长' * 41}\n正文") is None
