"""Numbers as official text writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.foundation.figures.vocabulary import FigureKind
from tidu.reporting import wording


def answer(value, unit="家", decimals=0):
    figure = Figure(
        code="x",
        name="某数",
        unit=unit,
        kind=FigureKind.POINT,
        definition="口径",
        source="来源",
        answer=lambda figure, question: Answer(figure, question, value),
        decimals=decimals,
    )
    return Answer(figure, Question(as_of=AsOf(on=date(2025, 6, 10))), value)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (57, "家", 0, "57家"),
        (Decimal("51.9"), "%", 1, "51.9%"),
        (Decimal("51.85"), "%", 1, "51.9%"),  # half up
        (Decimal(5), "%", 1, "5%"),
        (Decimal("9999.99"), "万元", 2, "9999.99万元"),
        (Decimal("10000"), "万元", 2, "1.00亿元"),
        (Decimal("74312.345"), "万元", 2, "7.43亿元"),
        (-3, "家", 0, "-3家"),
        (True, "", 0, "已突破"),
        (False, "", 0, "未突破"),
        (20250522, "日期", 0, "5月22日"),
    ],
)
def test_a_value_reads_as_people_write_it(value, unit, decimals, words):
    assert wording.value_in_words(answer(value, unit, decimals)) == words


def test_an_unknown_value_has_no_words():
    with pytest.raises(ValueError, match="leave the blank"):
        wording.value_in_words(answer(None))


def test_days_are_written_without_padding():
    assert wording.day_in_words(date(2025, 5, 2)) == "5月2日"
    assert wording.full_day(date(2025, 6, 5)) == "2025年6月5日"
