"""The expression language: one small grammar for conditions and quantities.

    condition := and-terms joined by `or`; and-terms := not-terms joined by `and`
    comparison := quantity (>= > <= < == !=) quantity
    quantity := products joined by + or -; products := atoms joined by *
    atom := 20万元 | name | fact[last year] | function(…) | ( … )

There is no division: a share is written ratio(a, b), so that engines can cross-multiply it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn

from tidu.rules.language.marks import Place, PolicyError, guess
from tidu.rules.language.tokens import Token, split
from tidu.rules.language.values import literal
from tidu.rules.model.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Flag,
    Operator,
    RuleVerdict,
    TextIs,
)
from tidu.rules.model.facts import Fact, Vocabulary
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.numbers import (
    ByExperts,
    DaysSince,
    Growth,
    MeanYears,
    Minus,
    Number,
    Plus,
    Ratio,
    ScalarFact,
    SumYears,
    Times,
    YearFact,
)
from tidu.rules.model.tables import BestOf, LeastOf, UnknownClauses

Node = Number | Condition

_GROUPS: Final = {"all": AllOf, "any": AnyOf}
_CHOICES: Final = {"best_of": BestOf, "least_of": LeastOf}


class Names:
    """What names in an expression stand for: local names first, then facts of the vocabulary."""

    def __init__(self, facts: Vocabulary, local: dict[str, Node], *, experts: str = "") -> None:
        self.facts = facts
        self.local = local
        self.experts = experts

    def known(self) -> list[str]:
        """Return every name an author could have meant."""
        return [*self.local, *(fact.name for fact in self.facts)]


def read_condition(expression: str, names: Names, place: Place) -> Condition:
    """Parse an expression that must be a condition. Raises PolicyError with the character and the mend."""
    node = _parse(expression, names, place)
    if isinstance(node, Number):
        raise PolicyError(place, f"“{expression}”是一个数，不是条件", "补写比较，如 >= 60分")
    return node


def read_number(expression: str, names: Names, place: Place) -> Number:
    """Parse an expression that must be a quantity. Raises PolicyError with the character and the mend."""
    node = _parse(expression, names, place)
    if isinstance(node, Condition):
        raise PolicyError(place, f"“{expression}”是条件，不是数", "这里只写数，比较写到 require 里")
    return node


def _parse(expression: str, names: Names, place: Place) -> Node:
    parser = _Parser(expression, names, place)
    try:
        node = parser.alternatives()
    except InvalidRule as error:
        raise PolicyError(place, f"式子“{expression}”不成立：{error}", "按提示改写式子") from None
    parser.expect_end()
    return node


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, expression: str, names: Names, place: Place) -> None:
        self.names = names
        self.place = place
        self.tokens = list(split(expression, place))
        self.position = 0

    # --- the grammar, loosest binding first

    def alternatives(self) -> Node:
        """Parse terms joined by `or`."""
        return self._joined("or", self._together, AnyOf)

    def _together(self) -> Node:
        return self._joined("and", self._negated, AllOf)

    def _joined(
        self, word: str, part: Callable[[], Node], build: Callable[[tuple[Condition, ...]], Node]
    ) -> Node:
        first = part()
        if not self._is_word(word):
            return first
        items = [self._as_condition(first)]
        while self._skip_word(word):
            items.append(self._as_condition(part()))
        return build(tuple(items))

    def _negated(self) -> Node:
        at = self._now
        if not self._skip_word("not"):
            return self._comparison()
        node = self._negated()
        if isinstance(node, Flag):
            return Flag(node.fact, expected=not node.expected)
        if isinstance(node, RuleVerdict):
            return RuleVerdict(node.rule, expected=not node.expected)
        self._fail("not 只能用于“是否”类事实和 verdict(…)", "比较请写相反的比较号，如把 >= 改成 <", at)
        return None

    def _comparison(self) -> Node:
        left = self._sum()
        token = self._now
        if token.text == "=":
            self._fail("一个 = 不是比较号", "写 == 或 >=", token)
        if token.kind != "sign" or token.text not in {str(operator) for operator in Operator}:
            return left
        self._advance()
        right = self._as_number(self._sum())
        return Compare(self._as_number(left), Operator(token.text), right)

    def _sum(self) -> Node:
        node = self._product()
        while self._now.text in ("+", "-"):
            sign = self._advance().text
            left, right = self._as_number(node), self._as_number(self._product())
            if sign == "-":
                node = Minus(left, right)
            else:
                node = Plus((*left.terms, right)) if isinstance(left, Plus) else Plus((left, right))
        return node

    def _product(self) -> Node:
        node = self._atom()
        while self._now.text in ("*", "/"):
            token = self._advance()
            if token.text == "/":
                self._fail("不能用 / 相除：除不尽的数不能用来判断", "写成 ratio(分子, 分母)", token)
            node = Times(self._as_number(node), self._as_number(self._atom()))
        return node

    def _atom(self) -> Node:
        token = self._advance()
        if token.kind == "number":
            assert token.match is not None  # noqa: S101  # numbers always come from a match
            return literal(token.match)
        if token.text == "(":
            node = self.alternatives()
            self._expect(")")
            return node
        if token.kind != "name":
            self._fail(
                "这里应写事实名、数或函数" + (f"，不是“{token.text}”" if token.text else ""),
                "补全式子",
                token,
            )
        return self._call(token) if self._now.text == "(" else self._named(token)

    # --- names

    def _named(self, token: Token) -> Node:
        if token.text in self.names.local:
            return self.names.local[token.text]
        fact = self._fact(token)
        if fact.yearly:
            return YearFact(fact.name, fact.kind, self._year(fact))
        if fact.kind is Kind.BOOL:
            return Flag(fact.name)
        if fact.kind is Kind.TEXT:
            self._fail(f"{fact.name} 是文字，不能单独作为条件", f'写成 one_of({fact.name}, "…")', token)
        if fact.name == self.names.experts:
            return ByExperts(fact.name, fact.kind)
        return ScalarFact(fact.name, fact.kind)

    def _fact(self, token: Token) -> Fact:
        if token.text not in self.names.facts:
            self._fail(f"不认识的名称 {token.text}", guess(token.text, self.names.known()), token)
        return self.names.facts[token.text]

    def _year(self, fact: Fact) -> int:
        """Parse [last year], [year before] or [last year - n]."""
        if self._now.text != "[":
            self._fail(
                f"{fact.name}（{fact.label}）按年度，须写明哪一年", f"写成 {fact.name}[last year]", self._now
            )
        self._advance()
        back = 1
        if self._skip_word("last"):
            self._expect("year")
            if self._now.text == "-":
                self._advance()
                back += self._whole()
        else:
            self._expect("year")
            self._expect("before")
            back = 2
        self._expect("]")
        return back

    # --- functions

    def _call(self, token: Token) -> Node:
        self._expect("(")
        known: dict[str, Callable[[], Node]] = {
            "sum": lambda: self._over_years(SumYears),
            "mean": lambda: self._over_years(MeanYears),
            "ratio": lambda: Ratio(*self._pair()),
            "growth": self._growth,
            "days_since": self._days_since,
            "one_of": self._one_of,
            "at_least": self._at_least,
            "verdict": lambda: RuleVerdict(self._rule_code()),
            "unknown_clauses": lambda: UnknownClauses(self._rule_code()),
        }
        if token.text in _GROUPS:
            node: Node = _GROUPS[token.text](self._conditions())
        elif token.text in _CHOICES:
            node = _CHOICES[token.text](tuple(self._as_number(item) for item in self._list()))
        elif token.text in known:
            node = known[token.text]()
        else:
            self._fail(f"没有函数 {token.text}", guess(token.text, [*known, *_GROUPS, *_CHOICES]), token)
        self._expect(")")
        return node

    def _over_years(self, build: type[SumYears]) -> Number:
        token = self._advance()
        fact = self._fact(token)
        if not fact.yearly:
            self._fail(f"{fact.name} 不按年度，不能跨年合计", "改用按年度的事实", token)
        self._expect(",")
        return build(fact.name, fact.kind, self._last_years())

    def _last_years(self) -> int:
        self._expect("last")
        years = self._whole()
        self._expect("years")
        return years

    def _growth(self) -> Number:
        latest, base = self._pair()
        years = 1
        if self._now.text == ",":
            self._advance()
            years = self._whole()
            self._expect("years")
        return Growth(latest, base, years)

    def _days_since(self) -> Number:
        token = self._advance()
        fact = self._fact(token)
        if fact.kind is not Kind.DATE:
            self._fail(f"{fact.name} 不是日期", "days_since 里写日期类事实", token)
        return DaysSince(fact.name)

    def _one_of(self) -> Condition:
        token = self._advance()
        fact = self._fact(token)
        if fact.kind is not Kind.TEXT:
            self._fail(f"{fact.name} 不是文字", "one_of 里写文字类事实", token)
        options = []
        while self._now.text == ",":
            self._advance()
            option = self._advance()
            if option.kind != "text":
                self._fail("one_of 里的选项须加引号", '写成 "选项"', option)
            options.append(option.text)
        return TextIs(fact.name, tuple(options))

    def _at_least(self) -> Condition:
        count = self._whole()
        self._expect(",")
        return AtLeast(self._conditions(), count)

    def _rule_code(self) -> str:
        token = self._advance()
        if token.kind != "name" or "." not in token.text:
            self._fail("这里应写规则代码", "如 verdict(hnte.gates)", token)
        return token.text

    def _pair(self) -> tuple[Number, Number]:
        first = self._as_number(self._sum())
        self._expect(",")
        return first, self._as_number(self._sum())

    def _list(self) -> list[Node]:
        items = [self.alternatives()]
        while self._now.text == ",":
            self._advance()
            items.append(self.alternatives())
        return items

    def _conditions(self) -> tuple[Condition, ...]:
        return tuple(self._as_condition(item) for item in self._list())

    # --- small steps

    @property
    def _now(self) -> Token:
        return self.tokens[self.position]

    def _advance(self) -> Token:
        token = self._now
        if token.kind != "end":
            self.position += 1
        return token

    def _is_word(self, word: str) -> bool:
        return self._now.kind == "name" and self._now.text == word

    def _skip_word(self, word: str) -> bool:
        found = self._is_word(word)
        if found:
            self._advance()
        return found

    def _expect(self, text: str) -> None:
        token = self._advance()
        if token.text != text or token.kind == "text":
            self._fail(
                f"这里应是“{text}”" + (f"，不是“{token.text}”" if token.text else ""), f"补上 {text}", token
            )

    def expect_end(self) -> None:
        """Refuse words after the end of the expression."""
        if self._now.kind != "end":
            self._fail(f"“{self._now.text}”是多余的", "用 and、or 连接条件，或删去多余的部分", self._now)

    def _whole(self) -> int:
        token = self._advance()
        if not (token.text.isascii() and token.text.isdigit()):
            self._fail("这里应是整数", "写成如 3", token)
        return int(token.text)

    def _as_number(self, node: Node) -> Number:
        if isinstance(node, Number):
            return node
        self._fail("条件不能参与运算或比较", "给条件加括号，并用 and、or 连接", self._now)
        return None

    def _as_condition(self, node: Node) -> Condition:
        if isinstance(node, Condition):
            return node
        self._fail("这里应是条件，不是数", "补写比较，如 >= 60分", self._now)
        return None

    def _fail(self, message: str, mend: str, token: Token) -> NoReturn:
        raise PolicyError(self.place, f"式子第 {token.at} 个字符处：{message}", mend)
