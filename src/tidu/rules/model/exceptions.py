"""The special clause before the general one: a value with exceptions that surely never meet."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tidu.rules.model.conditions import Condition, expert_facts
from tidu.rules.model.exclusion import exclusive, exhaustive, impossible
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.numbers import Literal, Node, Number, ParameterValue, kind_of
from tidu.rules.model.tables import Bands, ScoreTable, is_whole


@dataclass(frozen=True)
class Special:
    """Where `when` holds, `value` stands in place of the general value; `article` is the clause that says so."""

    when: Condition
    value: Number
    article: str


_READ_OFF = Literal | ParameterValue | Bands | ScoreTable


@dataclass(frozen=True)
class Exceptions(Number):
    """A general value and the special ones that override it.

    Two exceptions that could hold together are refused when the rule is built, so that none is ever preferred in
    silence: the author writes one of them as `… and not …`, or as an exception within the other's value.
    """

    general: Number
    specials: tuple[Special, ...]

    def __post_init__(self) -> None:
        if not self.specials:
            raise InvalidRule("exceptions 里至少要有一个例外")
        kind_of(self.parts)
        if not all(isinstance(part, _READ_OFF | Exceptions) or is_whole(part) for part in self.parts):
            raise InvalidRule("有例外的值须是固定值、分档值、评分或整数；比值请写在条件里")
        for special in self.specials:
            if impossible(special.when):
                raise InvalidRule(f"例外（{special.article}）永远不会成立：它的条件互相矛盾")
            if expert_facts(special.when):
                raise InvalidRule(f"例外（{special.article}）不能依据专家意见")
        for one, other in itertools.combinations(self.specials, 2):
            _check_apart(one, other)

    @property
    def kind(self) -> Kind:
        return kind_of(self.parts)

    @property
    def parts(self) -> tuple[Number, ...]:
        return (self.general, *(special.value for special in self.specials))

    @property
    def guards(self) -> tuple[Node, ...]:
        return tuple(special.when for special in self.specials)


def _check_apart(one: Special, other: Special) -> None:
    """Refuse two exceptions that could hold together, and two of which one always holds."""
    if exhaustive(one.when, other.when):
        raise InvalidRule(
            f"两个例外（{one.article}、{other.article}）已经包括了所有情形，一般的值永远用不到；"
            "请把其中一个写成一般的值"
        )
    if not exclusive(one.when, other.when):
        raise InvalidRule(
            f"两个例外（{one.article}、{other.article}）可能同时成立，看不出谁优先；"
            "请在其中一个的 when 里加 and not …，或把一个写成另一个的例外"
        )
