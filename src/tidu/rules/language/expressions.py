"""The expression language: one small grammar for conditions and quantities.

    condition := and-terms joined by `or`; and-terms := not-terms joined by `and`
    comparison := quantity (>= > <= < == !=) quantity
    quantity := products joined by + or -; products := atoms joined by *
    atom := 20万元 | name | fact[last year] | function(…) | ( … )

There is no division: a share is written ratio(a, b), so that engines can cross-multiply it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tidu.rules.language.functions import Functions
from tidu.rules.language.marks import Place, PolicyError
from tidu.rules.language.reader import Names, Node
from tidu.rules.language.values import literal
from tidu.rules.model.conditions import AllOf, AnyOf, Compare, Condition, Flag, Operator, RuleVerdict
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.numbers import Minus, Number, Plus, Times

__all__ = ["Names", "Node", "read_condition", "read_number"]


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
    except RecursionError:
        raise PolicyError(place, "式子里的括号套得太深", "把中间的数写到 define 里") from None
    parser.expect_end()
    return node


class _Parser(Functions):
    """Recursive descent over the tokens of one expression."""

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
        if not self.is_word(word):
            return first
        items = [self.as_condition(first)]
        while self.skip_word(word):
            items.append(self.as_condition(part()))
        return build(tuple(items))

    def _negated(self) -> Node:
        at = self.now
        if not self.skip_word("not"):
            return self._comparison()
        node = self._negated()
        if not isinstance(node, Flag | RuleVerdict):
            self.fail("not 只能用于“是否”类事实和 verdict(…)", "比较请写相反的比较号，如把 >= 改成 <", at)
        return replace(node, expected=not node.expected)

    def _comparison(self) -> Node:
        left = self.sum()
        token = self.now
        if token.text == "=":
            self.fail("一个 = 不是比较号", "写 == 或 >=", token)
        if token.kind != "sign" or token.text not in {str(operator) for operator in Operator}:
            return left
        self.advance()
        right = self.as_number(self.sum())
        return Compare(self.as_number(left), Operator(token.text), right)

    def sum(self) -> Node:
        """Parse products joined by + or -."""
        node = self._product()
        while self.now.text in ("+", "-"):
            sign = self.advance().text
            left, right = self.as_number(node), self.as_number(self._product())
            if sign == "-":
                node = Minus(left, right)
            else:
                node = Plus((*left.terms, right)) if isinstance(left, Plus) else Plus((left, right))
        return node

    def _product(self) -> Node:
        node = self._atom()
        while self.now.text in ("*", "/"):
            token = self.advance()
            if token.text == "/":
                self.fail("不能用 / 相除：除不尽的数不能用来判断", "写成 ratio(分子, 分母)", token)
            node = Times(self.as_number(node), self.as_number(self._atom()))
        return node

    def _atom(self) -> Node:
        token = self.advance()
        if token.kind == "number":
            assert token.match is not None  # noqa: S101  # numbers always come from a match
            return literal(token.match)
        if token.text == "(":
            node = self.alternatives()
            self.expect(")")
            return node
        if token.kind != "name":
            self.fail(
                "这里应写事实名、数或函数" + (f"，不是“{token.text}”" if token.text else ""),
                "补全式子",
                token,
            )
        return self.call(token) if self.now.text == "(" else self.named(token)
