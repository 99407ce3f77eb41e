"""Each quality rule finds what it says, beside what it must leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tidu.domain.quality import rules
from tidu.domain.quality.rules import FirmSeen, NameSeen, TitleSeen

ON = date(2025, 6, 10)
WAN = 1_000_000
GOOD_CODE = "91310000775785552L"


def a_firm(number: int = 1, **said) -> FirmSeen:
    known = {"name": f"企业{number}", "registered_on": date(2015, 6, 1), "here_since": date(2015, 6, 1)}
    return FirmSeen(enterprise_id=number, credit_code=GOOD_CODE, **known | said)


def found(code: str, *firms: FirmSeen, on: date = ON) -> list[tuple[int, str]]:
    rule = next(rule for rule in rules.everything() if rule.code == code)
    return [(finding.enterprise_id, finding.key) for finding in rule.find(firms, on)]


def years(**fields):
    """Return the years 2023 and 2024 of a field given as a pair."""
    return {2023 + place: {name: values[place] for name, values in fields.items()} for place in range(2)}


@pytest.mark.parametrize(
    ("past", "now", "times"),
    [
        (1_000 * WAN, 1_000_000 * WAN, 1_000),
        (1_000 * WAN, 10_000_000 * WAN, 10_000),
        (10_000_000 * WAN, 1_000 * WAN, 10_000),
        (1_000, 3_000_000, 1_000),
        (1_000, 3_000_001, None),
        (3_000, 1_000_000, 1_000),
        (3_001, 1_000_000, None),
        (1_000, 100_000, None),
        (0, 1_000, None),
        (None, 1_000, None),
        (1_000, -1_000_000, None),
    ],
)
def test_a_jump_of_a_thousand_or_ten_thousand_within_a_factor_of_three_looks_like_a_unit(past, now, times):
    assert rules.slip_between(now, past) == times
    firm = a_firm(years=years(revenue_fen=(past, now)))
    assert found("unit_slip", firm) == ([(1, "2024|revenue_fen")] if times else [])


def test_a_part_above_its_whole_is_found_and_an_equal_or_unknown_one_is_not():
    whole = years(staff_average=(10, 10), rd_staff=(10, 11), tech_staff=(None, 3))
    assert found("part_above_whole", a_firm(years=whole)) == [(1, "2024|rd_staff")]


def test_research_above_revenue_is_found_in_any_of_the_four_figures():
    spent = years(revenue_fen=(100, 100), rd_book_fen=(100, 101), rd_statistical_fen=(None, 200))
    assert found("rd_above_revenue", a_firm(years=spent)) == [
        (1, "2024|rd_book_fen"),
        (1, "2024|rd_statistical_fen"),
    ]


def test_a_year_is_missing_only_where_the_firm_was_here_all_through_it_and_tables_are_due():
    only_2023 = {2023: {"revenue_fen": 1}}
    assert found("missing_year", a_firm(years=only_2023)) == [(1, "2022")]
    assert found("missing_year", a_firm(years=only_2023), on=date(2025, 7, 1)) == [(1, "2022"), (1, "2024")]
    founded_within = a_firm(registered_on=date(2022, 1, 1), years=only_2023)
    moved_in_after = a_firm(here_since=date(2023, 1, 1), years=only_2023)
    closed = a_firm(closed=True, years=only_2023)
    elsewhere = a_firm(here_since=None, years=only_2023)
    for firm in (founded_within, moved_in_after, closed, elsewhere):
        assert found("missing_year", firm) == []


def a_title(kind="HNTE", granted=date(2023, 11, 1), until=date(2026, 11, 1)) -> TitleSeen:
    return TitleSeen(kind, "高新技术企业", granted, granted, until, revoked=False)


def test_a_holder_without_the_figures_its_title_rests_on_is_found_and_an_ended_one_is_not():
    facts = {2024: {"revenue_fen": 1, "rd_hnte_fen": None, "staff_average": 3, "rd_book_fen": 1}}
    holder = a_firm(titles=[a_title()], years=facts)
    assert found("holder_without_facts", holder) == [(1, "2024")]
    assert found("holder_without_facts", replace(holder, titles=[a_title(until=ON)])) == []


def test_missing_research_is_found_and_nought_is_a_figure():
    assert found("missing_research", a_firm(years={2024: {"rd_book_fen": None}})) == [(1, "2024")]
    assert found("missing_research", a_firm(years={2024: {"rd_book_fen": 0}})) == []


def test_a_code_with_a_wrong_check_character_is_found():
    assert found("credit_code", a_firm()) == []
    assert found("credit_code", replace(a_firm(), credit_code=GOOD_CODE[:-1] + "M")) == [(1, "")]


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("same_name", "name", "青岚电子（集团）有限公司"),
        ("same_phone", "phone", "13800000000"),
        ("same_address", "address", "青岚路1号"),
    ],
)
def test_two_firms_here_that_share_a_value_are_each_told_of_it_and_one_gone_is_not(code, field, value):
    first, second = a_firm(1, **{field: value}), a_firm(2, **{field: value})
    assert found(code, first, second) == [(1, ""), (2, "")]
    assert found(code, first, replace(second, here_since=None)) == []
    assert (
        found(code, first, replace(second, **{field: ""}), replace(first, enterprise_id=3, **{field: ""}))
        == []
    )


def test_what_a_rule_says_names_neither_the_other_firm_nor_a_whole_telephone_number():
    firms = [a_firm(number, phone="13812345678") for number in (1, 2)]
    rule = next(rule for rule in rules.everything() if rule.code == "same_phone")
    finding = next(iter(rule.find(firms, ON)))
    assert "企业2" not in finding.sentence
    assert finding.evidence == (("联系电话", "138****5678"), (rules.OTHERS, f"企业2（{GOOD_CODE}）"))


def test_a_change_whose_day_was_only_assumed_is_found_and_a_first_name_is_no_change():
    first, dated = (
        NameSeen("甲", date(2015, 6, 1), assumed=True),
        NameSeen("乙", date(2024, 1, 1), assumed=False),
    )
    assumed = NameSeen("丙", date(2025, 3, 1), assumed=True)
    assert found("undated_change", a_firm(names=[first, dated])) == []
    assert found("undated_change", a_firm(names=[first, assumed])) == [(1, "更名|2025-03-01")]
    assert found("undated_change", a_firm(places=[first, assumed])) == [(1, "迁移|2025-03-01")]


def test_a_holder_renamed_within_the_year_after_its_grant_is_asked_for_its_new_certificate():
    names = [
        NameSeen("甲", date(2015, 6, 1), assumed=False),
        NameSeen("乙", date(2024, 11, 30), assumed=False),
    ]
    holder = a_firm(names=names, titles=[a_title()])
    rule = next(rule for rule in rules.everything() if rule.code == "renamed_holder")
    (finding,) = rule.find([holder], ON)
    assert "2025-02-28 前" in finding.sentence
    assert found("renamed_holder", replace(holder, titles=[a_title(granted=date(2024, 12, 1))])) == []
    assert found("renamed_holder", holder, on=date(2025, 12, 1)) == []


def test_a_closed_firm_with_later_years_or_titles_is_found():
    closed = a_firm(closed=True, closed_on=date(2023, 6, 30))
    assert found("closed_but_active", replace(closed, years={2023: {}})) == []
    assert found("closed_but_active", replace(closed, years={2024: {}})) == [(1, "")]
    assert found("closed_but_active", replace(closed, titles=[a_title()])) == [(1, "")]


def test_titles_that_overlap_longer_than_a_renewal_explains_are_found():
    first = a_title(granted=date(2021, 11, 1), until=date(2024, 11, 1))
    renewal, early = a_title(granted=date(2024, 8, 3)), a_title(granted=date(2024, 8, 2))
    assert found("overlapping_titles", a_firm(titles=[first, renewal])) == []
    assert found("overlapping_titles", a_firm(titles=[first, early])) == [(1, "HNTE|2024-08-02")]
    other_kind = replace(early, kind="SME_NUMBER")
    assert found("overlapping_titles", a_firm(titles=[first, other_kind])) == []


def test_a_rule_declared_twice_is_refused():
    again = replace(rules.everything()[0], name="另一条")
    with pytest.raises(ValueError, match="declared twice"):
        rules.declare(again)
