"""A rule's own text with other numbers in it: every number stands where its author wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tidu import policies
from tidu.rules import load_library
from tidu.rules.language.folders import library_of
from tidu.rules.language.rewriting import LineChange, Replaced, line_changes, rewritten

TEXT = """rule: a.b
name: 甲
subject: 甲
law: {title: 办法, number: 某〔2024〕1号, in_force: 2020-01-01, confidence: demo, last_checked_on: 2025-01-01}
version_by: application_day
parameters:
  cap:
    label: 上限
    article: 第一条
    values:
      - {from: 2020-01-01, until: 2023-01-01, value: 10万元}
      - {from: 2023-01-01, value: 20万元}
conditions:
  - id: floor
    label: 起点
    article: 第二条
    says: 不低于 {least}，每户不超过 {most}
    require: rd_deductible[last year] >= least
    where: {least: 20万元, most: cap}
"""


@pytest.fixture(scope="module")
def subsidy():
    return load_library(policies.FOLDER).versions("qinglan.rd_subsidy")[-1]


def replaced(lines):
    return {
        line.number: [(piece.was, piece.now) for piece in line.pieces if isinstance(piece, Replaced)]
        for line in lines
        if line.changed
    }


def test_parameters_and_the_numbers_of_conditions_are_marked_where_they_stand(subsidy):
    lines = rewritten(subsidy, {"rate": "4%", "rd_growth.minimum": "1%"})
    text = subsidy.text.splitlines()
    rate = next(n for n, line in enumerate(text, start=1) if line.startswith("  rate: {label"))
    growth = next(n for n, line in enumerate(text, start=1) if "minimum: 0%" in line)
    assert replaced(lines) == {rate: [("5%", "4%")], growth: [("0%", "1%")]}
    before = ["".join(one if isinstance(one, str) else one.was for one in line.pieces) for line in lines]
    assert before == text


def test_two_values_on_one_line_are_both_marked(subsidy):
    flat = library_of_text(TEXT.replace("least: 20万元, most: cap", "least: 20万元, most: 9万元"))
    lines = rewritten(flat, {"floor.most": "8万元", "floor.least": "30万元"})
    assert list(replaced(lines).values()) == [[("20万元", "30万元"), ("9万元", "8万元")]]


def test_of_values_by_date_the_one_in_force_is_changed():
    lines = rewritten(library_of_text(TEXT), {"cap": "25万元"})
    assert replaced(lines) == {12: [("20万元", "25万元")]}


def test_without_a_change_the_text_stands_as_it_is(subsidy):
    lines = rewritten(subsidy, {})
    assert not any(line.changed for line in lines)
    assert "\n".join("".join(line.pieces) for line in lines) == subsidy.text.rstrip("\n")


def test_lines_that_differ_are_told_with_their_place():
    assert line_changes("a\nb\nc\n", "a\nB\nc\nd\n") == (
        LineChange(2, ("b",), ("B",)),
        LineChange(4, (), ("d",)),
    )
    assert line_changes("a\n", "a\n") == ()


def library_of_text(text):
    facts = load_library(policies.FOLDER).facts
    return library_of(facts, [text]).versions("a.b")[0].read_on(date(2025, 1, 1))


DEFINED = TEXT.replace(
    "      - {from: 2023-01-01, value: 20万元}", "      - {from: 2023-01-01, value: [20万元]}"
)


def test_a_number_that_stands_nowhere_as_one_word_is_left_as_it_is():
    rule = library_of_text(TEXT)
    assert not any(line.changed for line in rewritten(replace(rule, text=DEFINED), {"cap": "25万元"}))
    assert not any(line.changed for line in rewritten(replace(rule, text="rule: a.b\n"), {"cap": "25万元"}))
