"""A file of a figure says what the number means, of which day, and lists its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tidu.foundation.clock import AsOf
from tidu.foundation.figures import export
from tidu.foundation.figures.model import Answer, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind

FIGURE = Figure(
    code="planted_count",
    name="测试指标",
    unit="万元",
    kind=FigureKind.POINT,
    definition="如何计算",
    source="何处来",
    answer=lambda figure, question: Answer(figure, question, None),
)


def an_answer(value, reason=""):
    rows = (Row("A", "甲", Decimal("1.5"), detail="说明"), Row("B", "乙", None), Row("C", "丙", True))
    question = Question(AsOf(date(2025, 6, 10)))
    return Answer(
        FIGURE, question, value=value, rows=rows, reason=reason, on_label="截至 2025-06-10 · 现在所知"
    )


def test_the_file_of_a_figure_says_what_the_number_means_and_lists_its_rows():
    answer = an_answer(Decimal("1.5"))
    assert export.answer_notes(answer) == [
        "指标：测试指标（planted_count）",
        "数值：1.5 万元",
        "时点：截至 2025-06-10 · 现在所知",
        "口径：如何计算",
        "来源：何处来",
    ]
    assert list(export.answer_rows(answer.rows)) == [
        ("A", "甲", Decimal("1.5"), "说明"),
        ("B", "乙", None, ""),
        ("C", "丙", True, ""),
    ]


def test_a_yes_or_no_is_written_in_words():
    assert export.answer_notes(an_answer(False))[1] == "数值：否 万元"


def test_the_file_of_a_figure_that_cannot_be_known_gives_the_reason():
    notes = export.answer_notes(an_answer(None, "没有数据"))
    assert (notes[1], notes[-1]) == ("数值：缺数", "说明：没有数据")
