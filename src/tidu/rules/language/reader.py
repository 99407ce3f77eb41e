"""The small steps of reading one expression: look at a word, take it, expect it, refuse it with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, Protocol

from tidu.rules.language.marks import Place, PolicyError
from tidu.rules.language.tokens import Token, split
from tidu.rules.model.conditions import Condition
from tidu.rules.model.facts import ENTERPRISE, Vocabulary
from tidu.rules.model.kinds import Kind
from tidu.rules.model.numbers import Number

Node = Number | Condition


class Shelf(Protocol):
    """The other rules an expression may refer to."""

    def check(self, code: str, place: Place) -> None:
        """Refuse a code that no rule has. Raises PolicyError."""

    def output_kind(self, code: str, output: str, place: Place) -> Kind:
        """Return what an output of another rule measures. Raises PolicyError where there is none."""


class Names:
    """What names in an expression stand for: local names first, then facts of the vocabulary, then other rules."""

    def __init__(
        self,
        facts: Vocabulary,
        local: Mapping[str, Node],
        *,
        experts: str = "",
        shelf: Shelf | None = None,
        judges: str = ENTERPRISE.kind,
    ) -> None:
        self.judges = judges
        self.facts = facts
        self.local = local
        self.experts = experts
        self.shelf = shelf

    def known(self) -> list[str]:
        """Return every name an author could have meant."""
        return [*self.local, *(fact.name for fact in self.facts)]


class Reader:
    """The tokens of one expression and the place in them."""

    def __init__(self, expression: str, names: Names, place: Place) -> None:
        self.names = names
        self.place = place
        self.tokens = list(split(expression, place))
        self.position = 0

    @property
    def now(self) -> Token:
        """The word that comes next."""
        return self.tokens[self.position]

    def advance(self) -> Token:
        """Take the next word; the end is never passed."""
        token = self.now
        if token.kind != "end":
            self.position += 1
        return token

    def is_word(self, word: str) -> bool:
        """Return whether this word comes next."""
        return self.now.kind == "name" and self.now.text == word

    def skip_word(self, word: str) -> bool:
        """Take the word if it comes next, and return whether it did."""
        found = self.is_word(word)
        if found:
            self.advance()
        return found

    def expect(self, text: str) -> None:
        """Take a word that must come next."""
        token = self.advance()
        if token.text != text or token.kind == "text":
            self.fail(
                f"这里应是“{text}”" + (f"，不是“{token.text}”" if token.text else ""), f"补上 {text}", token
            )

    def expect_end(self) -> None:
        """Refuse words after the end of the expression."""
        if self.now.kind != "end":
            self.fail(f"“{self.now.text}”是多余的", "用 and、or 连接条件，或删去多余的部分", self.now)

    def whole(self) -> int:
        """Take a whole number."""
        token = self.advance()
        if not (token.text.isascii() and token.text.isdigit()):
            self.fail("这里应是整数", "写成如 3", token)
        return int(token.text)

    def as_number(self, node: Node) -> Number:
        """Return the node if it is a quantity, else refuse it."""
        if not isinstance(node, Number):
            self.fail("条件不能参与运算或比较", "给条件加括号，并用 and、or 连接", self.now)
        return node

    def as_condition(self, node: Node) -> Condition:
        """Return the node if it is a condition, else refuse it."""
        if not isinstance(node, Condition):
            self.fail("这里应是条件，不是数", "补写比较，如 >= 60分", self.now)
        return node

    def fail(self, message: str, mend: str, token: Token) -> NoReturn:
        """Refuse the expression at a word."""
        raise PolicyError(self.place, f"式子第 {token.at} 个字符处：{message}", mend)
