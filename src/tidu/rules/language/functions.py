"""What names and functions in an expression stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tidu.rules.language.marks import PolicyError, guess
from tidu.rules.language.reader import Node, Reader
from tidu.rules.language.tokens import Token
from tidu.rules.model.conditions import AllOf, AnyOf, AtLeast, Condition, Flag, RuleVerdict, TextIs
from tidu.rules.model.facts import Fact
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import (
    ByExperts,
    DaysBetween,
    DaysSince,
    Growth,
    MeanGrowth,
    MeanYears,
    Number,
    OverYears,
    Ratio,
    ScalarFact,
    SumYears,
    YearFact,
)
from tidu.rules.model.tables import BestOf, LeastOf, OutputOf, UnknownClauses

_GROUPS: Final = {"all": AllOf, "any": AnyOf}
_CHOICES: Final = {"best_of": BestOf, "least_of": LeastOf}


class Functions(Reader):
    """Reads names and calls; the grammar around them is the parser's."""

    def alternatives(self) -> Node:
        """Parse a whole expression."""
        raise NotImplementedError

    def sum(self) -> Node:
        """Parse a quantity."""
        raise NotImplementedError

    # --- names

    def named(self, token: Token) -> Node:
        if token.text in self.names.local:
            return self.names.local[token.text]
        fact = self._fact(token)
        if fact.yearly:
            return YearFact(fact.name, fact.kind, self._year(fact))
        if fact.kind is Kind.BOOL:
            return Flag(fact.name)
        if fact.kind is Kind.TEXT:
            self.fail(f"{fact.name} 是文字，不能单独作为条件", f'写成 one_of({fact.name}, "…")', token)
        if fact.name == self.names.experts:
            return ByExperts(fact.name, fact.kind)
        return ScalarFact(fact.name, fact.kind)

    def _fact(self, token: Token) -> Fact:
        if token.text not in self.names.facts:
            self.fail(f"不认识的名称 {token.text}", guess(token.text, self.names.known()), token)
        fact = self.names.facts[token.text]
        if fact.subject != self.names.judges:
            own, other = (self.names.facts.subject(kind).label for kind in (self.names.judges, fact.subject))
            self.fail(
                f"{fact.name} 是{other}的事实，这条规则判断的是{own}",
                f"登记为{own}自己的事实，由提问者填写",
                token,
            )
        return fact

    def _year(self, fact: Fact) -> int:
        """Parse [last year], [year before] or [last year - n]."""
        if self.now.text != "[":
            self.fail(
                f"{fact.name}（{fact.label}）按年度，须写明哪一年", f"写成 {fact.name}[last year]", self.now
            )
        self.advance()
        back = 1
        if self.skip_word("last"):
            self.expect("year")
            if self.now.text == "-":
                self.advance()
                back += self.whole()
        else:
            self.expect("year")
            self.expect("before")
            back = 2
        self.expect("]")
        return back

    # --- functions

    def call(self, token: Token) -> Node:
        self.expect("(")
        known: dict[str, Callable[[], Node]] = {
            "sum": lambda: self._over_years(SumYears),
            "mean": lambda: self._over_years(MeanYears),
            "mean_growth": lambda: self._over_years(MeanGrowth),
            "ratio": lambda: Ratio(*self._pair()),
            "growth": self._growth,
            "days_since": lambda: DaysSince(self._day()),
            "days_between": self._days_between,
            "one_of": self._one_of,
            "at_least": self._at_least,
            "output": self._output,
            "verdict": lambda: RuleVerdict(self._rule_code()),
            "unknown_clauses": lambda: UnknownClauses(self._rule_code()),
        }
        if token.text in _GROUPS:
            node: Node = _GROUPS[token.text](self._conditions())
        elif token.text in _CHOICES:
            node = _CHOICES[token.text](tuple(self.as_number(item) for item in self._list()))
        elif token.text in known:
            node = known[token.text]()
        else:
            self.fail(f"没有函数 {token.text}", guess(token.text, [*known, *_GROUPS, *_CHOICES]), token)
        self.expect(")")
        return node

    def _over_years(self, build: type[OverYears]) -> Number:
        token = self.advance()
        fact = self._fact(token)
        if not fact.yearly:
            self.fail(f"{fact.name} 不按年度，不能跨年合计", "改用按年度的事实", token)
        self.expect(",")
        return build(fact.name, fact.kind, self._last_years())

    def _last_years(self) -> int:
        self.expect("last")
        years = self.whole()
        self.expect("years")
        return years

    def _growth(self) -> Number:
        latest, base = self._pair()
        years = 1
        if self.now.text == ",":
            self.advance()
            years = self.whole()
            self.expect("years")
        return Growth(latest, base, years)

    def _day(self) -> str:
        token = self.advance()
        fact = self._fact(token)
        if fact.kind is not Kind.DATE:
            self.fail(f"{fact.name} 不是日期", "这里写日期类事实", token)
        return fact.name

    def _days_between(self) -> Number:
        start = self._day()
        self.expect(",")
        return DaysBetween(start, self._day())

    def _one_of(self) -> Condition:
        token = self.advance()
        fact = self._fact(token)
        if fact.kind is not Kind.TEXT:
            self.fail(f"{fact.name} 不是文字", "one_of 里写文字类事实", token)
        options = []
        while self.now.text == ",":
            self.advance()
            option = self.advance()
            if option.kind != "text":
                self.fail("one_of 里的选项须加引号", '写成 "选项"', option)
            options.append(option.text)
        return TextIs(fact.name, tuple(options))

    def _at_least(self) -> Condition:
        count = self.whole()
        self.expect(",")
        return AtLeast(self._conditions(), count)

    def _rule_code(self) -> str:
        token = self.advance()
        if token.kind != "name" or "." not in token.text:
            self.fail("这里应写规则代码", "如 verdict(hnte.gates)", token)
        if self.names.shelf is not None:
            self.names.shelf.check(token.text, self.place)
        return token.text

    def _output(self) -> Number:
        code, place = self._rule_code(), self.place
        self.expect(",")
        name = self.advance().text
        if self.names.shelf is None:
            raise PolicyError(place, f"这里不能引用规则 {code} 的结果", "只在成套的规则里引用")
        return OutputOf(code, name, self.names.shelf.output_kind(code, name, place))

    def _pair(self) -> tuple[Number, Number]:
        first = self.as_number(self.sum())
        self.expect(",")
        return first, self.as_number(self.sum())

    def _list(self) -> list[Node]:
        items = [self.alternatives()]
        while self.now.text == ",":
            self.advance()
            items.append(self.alternatives())
        return items

    def _conditions(self) -> tuple[Condition, ...]:
        return tuple(self.as_condition(item) for item in self._list())
