"""What the wording of two conditions proves about their holding together."""

from fractions import Fraction

import pytest

from tidu.rules import InvalidRule, Kind
from tidu.rules.model.conditions import AllOf, AnyOf, AtLeast, Compare, Flag, Operator, RuleVerdict, TextIs
from tidu.rules.model.exceptions import Exceptions, Special
from tidu.rules.model.exclusion import exclusive, impossible
from tidu.rules.model.numbers import ByExperts, Literal, ParameterValue, Ratio, ScalarFact, YearFact

COUNT = ScalarFact("patents", Kind.COUNT)
PARK, FARM = Flag("park"), Flag("farm")


def five(operator: str, value: int = 5, kind: Kind = Kind.COUNT) -> Compare:
    return Compare(COUNT, Operator(operator), Literal(Fraction(value), kind))


BAR = ParameterValue("bar", Kind.COUNT)
AT_BAR, BELOW_BAR = Compare(COUNT, Operator.AT_LEAST, BAR), Compare(COUNT, Operator.LESS_THAN, BAR)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PARK, Flag("park", expected=False), True),
        (PARK, PARK, False),
        (PARK, FARM, False),
        (RuleVerdict("a.b"), RuleVerdict("a.b", expected=False), True),
        (RuleVerdict("a.b"), RuleVerdict("c.d", expected=False), False),
        (TextIs("word", ("甲",)), TextIs("word", ("乙", "丙")), True),
        (TextIs("word", ("甲",)), TextIs("word", ("乙", "甲")), False),
        (five(">="), five("<"), True),
        (five(">"), five("<="), True),
        (five(">="), five("<="), False),
        (five("=="), five("!="), True),
        (five(">="), five("<=", 5, Kind.NUMBER), False),
        (five("<", 5), five(">=", 5, Kind.NUMBER), True),
        (five("<=", 4), five(">=", 5), True),
        (five(">=", 4), five("<=", 5), False),
        (five("==", 4), five("==", 5), True),
        (five("!=", 4), five("==", 5), False),
        (AT_BAR, BELOW_BAR, True),
        (AT_BAR, five("<"), False),
        (AT_BAR, Compare(ScalarFact("staff", Kind.COUNT), Operator.LESS_THAN, BAR), False),
        (AllOf((PARK, five(">="))), AllOf((FARM, five("<"))), True),
        (AnyOf((PARK, five(">="))), five("<"), False),
        (AnyOf((five(">=", 9), five(">="))), five("<"), True),
        (AtLeast((PARK, FARM, five(">=")), 3), five("<"), True),
        (PARK, five("<"), False),
    ],
)  # fmt: skip
def test_conditions_exclude_each_other_only_where_their_wording_proves_it(one, other, expected):
    assert exclusive(one, other) is expected
    assert exclusive(other, one) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (PARK, False),
        (AllOf((PARK, Flag("park", expected=False))), True),
        (AnyOf((PARK, Flag("park", expected=False))), False),
        (AnyOf((AllOf((five(">="), five("<"))), PARK)), False),
        (AllOf((AllOf((five(">="), five("<"))), PARK)), True),
        (AtLeast((five(">="), five("<")), 2), True),
    ],
)
def test_a_condition_is_impossible_only_where_its_parts_exclude_each_other(condition, expected):
    assert impossible(condition) is expected


FIVE, THREE = Literal(Fraction(5), Kind.COUNT), Literal(Fraction(3), Kind.COUNT)


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: Exceptions(FIVE, ()), "至少要有一个例外"),
        (lambda: Exceptions(FIVE, (Special(PARK, Literal(Fraction(3), Kind.MONEY), "一"),)), "不能放在一起"),
        (lambda: Exceptions(FIVE, (Special(PARK, THREE, "一"), Special(FARM, THREE, "二"))), "可能同时成立"),
        (lambda: Exceptions(FIVE, (Special(AllOf((PARK, Flag("park", expected=False))), THREE, "一"),)), "永远不会成立"),
        (
            lambda: Exceptions(FIVE, (Special(Compare(ByExperts("score", Kind.POINTS), Operator.MORE_THAN, Literal(Fraction(1), Kind.POINTS)), THREE, "一"),)),
            "不能依据专家意见",
        ),
        (
            lambda: Exceptions(Literal(Fraction(1), Kind.RATIO), (Special(PARK, ratio(), "一"),)),
            "须是固定值、分档值、评分或整数",
        ),
    ],
)  # fmt: skip
def test_exceptions_that_contradict_themselves_cannot_be_built(build, complaint):
    with pytest.raises(InvalidRule) as caught:
        build()
    assert complaint in str(caught.value)


def ratio():
    return Ratio(YearFact("rd", Kind.MONEY), YearFact("revenue", Kind.MONEY))
