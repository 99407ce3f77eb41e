"""Reforms as people write them, and the money a rule is paid from. Light: nothing here judges anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tidu.domain.funds import queries as fund_queries
from tidu.domain.funds.queries import Account
from tidu.domain.rulebook.queries._judging import rules_on
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.vocabulary import RULE_USES
from tidu.foundation.clock import AsOf
from tidu.rules import InvalidRule, Rule
from tidu.rules.language.values import read_setting
from tidu.rules.model.facts import ENTERPRISE
from tidu.rules.model.kinds import Kind
from tidu.rules.model.rule import money_output

Overlay = Mapping[str, Fraction]


class UnableToSimulate(ValueError):
    """Raised for a reform that makes no rule; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Money:
    """The money a rule is paid from. `left` is what this use can still have, None where no fund stands behind it."""

    account: Account | None
    left: int | None

    def short_by(self, cost: int) -> int | None:
        """Return by how much a cost in fen exceeds what is left, 0 where it fits, None where that is unknown."""
        return None if self.left is None else max(0, cost - self.left)


def paying_rules(as_of: AsOf) -> list[Rule]:
    """Return the rules that pay firms money and apply on the day: those a reform can be priced for."""
    return [
        rule for rule in rules_on(as_of) if rule.judges == ENTERPRISE.kind and money_output(rule) is not None
    ]


def paying_by_region(as_of: AsOf) -> list[tuple[str, list[Rule]]]:
    """Return the rules that pay firms money by whose they are, the county's own first; "" is the whole country."""
    paying = paying_rules(as_of)
    places = reversed(library().regions)
    found = [(place, [rule for rule in paying if rule.region == place]) for place in places]
    return [(place, rules) for place, rules in found if rules]


def overlay_of(rule: Rule, settings: Mapping[str, str]) -> Overlay:
    """Read settings in words into the engine's units; raise UnableToSimulate naming the parameter."""
    overlay = {}
    labels = {parameter.name: parameter.label for parameter in rule.parameters}
    for name, words in settings.items():
        if name not in labels:
            known = "、".join(f"{name}（{label}）" for name, label in labels.items())
            raise UnableToSimulate(f"规则 {rule.code} 没有参数 {name}。现有：{known or '无'}。")
        kind = rule.kinds[name]
        try:
            value = read_setting(words, kind)
        except InvalidRule as problem:
            raise UnableToSimulate(f"“{labels[name]}”填得不对：{problem}。") from None
        if value < 0 and kind not in (Kind.RATIO, Kind.GROWTH):
            raise UnableToSimulate(f"“{labels[name]}”不能小于 0。请改正。")
        overlay[name] = value
    return overlay


def reform_of(baseline: Rule, overlay: Overlay, version: str = "") -> Rule:
    """Return the baseline, or another version of it, with the overlay set; raise UnableToSimulate.

    Another version is read on the baseline's day, or on the nearest day on which it was in force.
    """
    rule = baseline
    if version and version != baseline.law.valid_from_on.isoformat():
        versions = {one.law.valid_from_on.isoformat(): one for one in library().versions(baseline.code)}
        if version not in versions:
            raise UnableToSimulate(f"规则 {baseline.code} 没有从 {version} 起的版本。请从列表中选择。")
        rule = versions[version].read_near(baseline.on)
    try:
        return rule.reformed(overlay)
    except InvalidRule as problem:
        raise UnableToSimulate(f"{problem}。请改正。") from None


def money_for(rule_code: str, as_of: AsOf) -> Money:
    """Return what the fund of the day's year has left for a rule."""
    use = RULE_USES.get(rule_code)
    account = fund_queries.account(as_of.on.year, as_of) if use else None
    return Money(account, account.left_for(use) if account and use else None)
