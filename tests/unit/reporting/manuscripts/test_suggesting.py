"""What is offered while typing: the figure that the last words name, for the years that the manuscript chose."""

from __future__ import annotations

from tidu.reporting.manuscripts.suggesting import OFFERED, suggestions, tables
from tidu.reporting.outline import Parameter

YEARS = (
    Parameter("base_year", "基期年份", "year"),
    Parameter("end_year", "末期年份", "year"),
    Parameter("event_on", "开放日日期", "day"),
)


def offered(typed: str, parameters=YEARS) -> dict[str, str]:
    return {one.mark: one.when for one in suggestions(typed, parameters)}


def test_the_figure_whose_name_was_typed_comes_first_for_each_year():
    marks = offered("到今天为止，有效的高新技术企业数")
    assert list(marks.items())[:3] == [
        ("[[hnte_count]]", "截至日"),
        ("[[hnte_count year=base_year]]", "基期年份"),
        ("[[hnte_count year=end_year]]", "末期年份"),
    ]


def test_a_figure_that_compares_years_gets_both_and_an_event_its_day():
    assert "[[tech_enterprise_increase base_year=base_year year=end_year]]" in offered("科技型企业净增")
    assert "[[answered_on_spot event_on=event_on]]" in offered("当场解答")


def test_a_manuscript_without_years_offers_the_day_alone():
    assert all("=" not in mark for mark in offered("高新技术企业数", ()))


def test_a_code_is_as_good_as_a_name_and_one_character_names_nothing():
    assert "[[hnte_count]]" in offered("hnte_c")
    assert offered("企") == offered("zz") == {}


def test_only_so_many_are_offered():
    assert len(suggestions("企业", YEARS)) == OFFERED


def test_tables_are_offered_over_the_manuscript_s_years_and_over_places():
    lines = dict(tables(YEARS))
    assert lines["hnte_count over=years from=base_year to=end_year"] == "高新技术企业数 · 逐年"
    assert lines["hnte_count over=places"] == "高新技术企业数 · 各乡镇（园区）"
    assert not any(line.startswith("tech_enterprise_increase") for line in lines)
    assert all("over=places" in line for line, _ in tables(()))


def test_a_figure_that_takes_no_year_is_offered_as_it_is():
    assert offered("瞪羚企业年末保底数")["[[gazelle_year_end_low]]"] == ""
