"""The registry: one name, one figure; a question finds its figure, its day and its base year."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.foundation.figures.registry import UnknownFigure
from tidu.foundation.figures.vocabulary import FigureKind

KNOWN = datetime(2025, 6, 11, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AsOf(date(2025, 6, 10), known_at=KNOWN)


def a_figure(code="planted_count", aliases=(), base_year_aliases=()):
    return Figure(
        code=code,
        name="测试指标",
        unit="家",
        kind=FigureKind.POINT,
        definition="口径",
        source="来源",
        answer=lambda figure, question: Answer(figure, question, value=question.year),
        aliases=aliases,
        base_year_aliases=base_year_aliases,
    )


@pytest.fixture
def empty_registry(monkeypatch):
    """A registry of its own for one test."""
    monkeypatch.setattr(registry, "_figures", {})
    monkeypatch.setattr(registry, "_aliases", {})


def test_a_figure_answers_to_its_code_and_aliases(empty_registry):
    figure = registry.register(a_figure(aliases=("F99",)))
    assert registry.find("planted_count") is registry.find("F99") is figure
    assert registry.everything() == [figure]


def test_an_unknown_code_is_refused_in_chinese(empty_registry):
    with pytest.raises(UnknownFigure, match="没有代码为“nothing”的指标"):
        registry.find("nothing")


def test_a_name_is_taken_once(empty_registry):
    registry.register(a_figure(aliases=("F99",)))
    with pytest.raises(ValueError, match="'F99' is already taken"):
        registry.register(a_figure(code="other", base_year_aliases=("F99",)))
    with pytest.raises(ValueError, match="declared twice"):
        registry.register(a_figure())


def test_an_alias_of_the_base_year_asks_about_it(empty_registry):
    registry.register(a_figure(aliases=("F04",), base_year_aliases=("F02",)))
    question = Question(as_of=TODAY, year=2024, base_year=2022)
    assert (registry.ask("F04", question).value, registry.ask("F02", question).value) == (2024, 2022)
    assert registry.ask("F02", Question(as_of=TODAY, year=2024)).value == 2024


@pytest.mark.parametrize(
    ("year", "point"),
    [
        (None, AsOf(date(2025, 6, 10), KNOWN)),
        (2024, AsOf(date(2024, 12, 31), KNOWN)),
        (2025, AsOf(date(2025, 6, 10), KNOWN)),
        (2026, None),
    ],
)
def test_a_year_is_asked_about_at_its_end_with_the_knowledge_of_the_question(year, point):
    assert Question(as_of=TODAY, year=year).point == point
