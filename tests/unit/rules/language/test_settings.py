"""What a person sets a parameter to, sentences about amounts, and rules read back from their own texts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, clause, library, pack
from tidu.rules import InvalidRule, Kind, PolicyError
from tidu.rules.language.folders import library_of
from tidu.rules.language.values import read_setting

AMOUNT = """
parameters:
  rate: {label: 比例, value: 5%, article: 第五条}
outputs:
  amount:
    label: 金额
    given: entitled
    article: 第五条
    says: SAYS
    rate: {of: "rd[last year]", at: rate, rounding: down}
"""


def a_rule(tmp_path, says):
    return library(tmp_path, pack(clause("resident") + AMOUNT.replace("SAYS", says)))


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        ("4%", Kind.RATIO, Fraction(1, 25)),
        ("-2%", Kind.GROWTH, Fraction(-1, 50)),
        (" 25万元 ", Kind.MONEY, Fraction(25_000_000)),
        ("3", Kind.COUNT, Fraction(3)),
        ("90天", Kind.DAYS, Fraction(90)),
    ],
)
def test_a_setting_in_words_becomes_the_engines_unit(words, kind, value):
    assert read_setting(words, kind) == value


@pytest.mark.parametrize(
    ("words", "kind", "reason"),
    [
        ("四", Kind.RATIO, "看不懂的数 四。写成如"),
        ("4", Kind.RATIO, "4 是数，这里要比例。改写数的单位"),
        ("0.5人", Kind.COUNT, "不可用"),
        ("100000000亿元", Kind.MONEY, "超出可能的范围"),
    ],
)
def test_a_setting_that_is_no_such_quantity_is_refused_with_the_mend(words, kind, reason):
    with pytest.raises(InvalidRule, match=reason):
        read_setting(words, kind)


def test_an_amount_says_its_sentence_with_its_parameters(tmp_path):
    (output,) = a_rule(tmp_path, "按 {rate} 给予").rule("the.rule", on=AS_OF).outputs
    assert (output.says, output.named, output.article) == ("按 {rate} 给予", ("rate",), "第五条")


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("按 {moon} 给予", "结果 amount 的 says 里 {moon} 没有定义"),
        ("按 {rate 给予", "结果 amount 的 says 里花括号不成对"),
    ],
)
def test_an_amounts_sentence_with_an_unknown_or_broken_name_is_refused(tmp_path, says, reason):
    with pytest.raises(PolicyError, match=reason):
        a_rule(tmp_path, says)


def test_rules_read_back_from_their_own_texts_are_the_same_rules(tmp_path):
    loaded = a_rule(tmp_path, "按 {rate} 给予")
    again = library_of(loaded.facts, [rule.text for rule in loaded])
    assert again.fingerprint == loaded.fingerprint
    assert (
        again.rule("the.rule", on=date(2025, 1, 1)).outputs
        == loaded.rule("the.rule", on=date(2025, 1, 1)).outputs
    )
