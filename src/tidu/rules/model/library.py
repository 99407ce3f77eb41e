"""Every rule in all its versions, and the vocabulary of facts they speak of."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tidu.rules.model.conditions import Flag, TextIs
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.kinds import InvalidFacts, InvalidRule, Kind
from tidu.rules.model.numbers import DaysBetween, DaysSince, OverYears, ScalarFact, YearFact
from tidu.rules.model.overlays import Overlay, check_overlay, overlaid, together
from tidu.rules.model.rule import Rule
from tidu.rules.model.tables import OutputOf


class NoVersionInForce(LookupError):
    """No version of a rule is in force on the asked day. The message is Chinese and names the day."""


@dataclass(frozen=True)
class Library:
    """An immutable set of rule versions over one vocabulary.

    Building it checks what no single rule can: facts exist and have the kind they are used as, versions of one
    rule do not overlap, references between rules resolve and run in no circle, one rule at a time decides a tier in a
    region. Raises InvalidRule. `place` are the regions it has been narrowed to, from the widest to the narrowest.
    """

    facts: Vocabulary
    rules: tuple[Rule, ...]
    overlays: tuple[Overlay, ...] = ()
    place: tuple[str, ...] = ()
    _versions: MappingProxyType[str, tuple[Rule, ...]] = field(init=False, repr=False, compare=False)
    _read: dict[tuple[str, date], Rule] = field(init=False, repr=False, compare=False)
    _deciding: dict[date, Mapping[str, str]] = field(init=False, repr=False, compare=False)
    _settled: dict[tuple[frozenset[str], date], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code: dict[str, list[Rule]] = {}
        for rule in self.rules:
            by_code.setdefault(rule.code, []).append(rule)
        versions = {code: tuple(sorted(found, key=_start)) for code, found in sorted(by_code.items())}
        object.__setattr__(self, "_versions", MappingProxyType(versions))
        object.__setattr__(self, "_read", {})
        object.__setattr__(self, "_deciding", {})
        object.__setattr__(self, "_settled", {})
        for code, found in versions.items():
            _check_versions(code, found)
        for rule in self.rules:
            _check_facts(rule, self.facts)
            self._check_references(rule)
            self._check_outputs(rule)
        for code in versions:
            self._check_no_circle(code, ())
        _check_tiers(self.rules)
        for overlay in self.overlays:
            check_overlay(overlay, versions.get(overlay.rule))

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all rules, sorted."""
        return tuple(self._versions)

    def versions(self, code: str) -> tuple[Rule, ...]:
        """Return all versions of a rule, earliest first. Raises NoVersionInForce for an unknown code."""
        if code not in self._versions:
            raise NoVersionInForce(f"没有规则 {code}；现有：{'、'.join(self._versions)}")
        return self._versions[code]

    def rule(self, code: str, *, on: date) -> Rule:
        """Return the version in force on the day that the rule's `version_by` names, read on that day.

        Raises NoVersionInForce where the code is unknown or no version covers the day.
        """
        if (code, on) not in self._read:
            self._read[code, on] = self._version_on(code, on).read_on(on)
        return self._read[code, on]

    def applicable(self, code: str, *, as_of: date) -> Rule:
        """Return the version that applies to a case judged as of a day.

        The deciding day is derived from the rule's `version_by`: 31 December of the last fiscal year for rules
        that go by the fiscal year, the day itself for the others. Raises NoVersionInForce.
        """
        version_by = self.versions(code)[-1].version_by
        return self.rule(code, on=version_by.deciding_day(as_of))

    def in_region(self, *regions: str) -> Library:
        """Return the rules in force in a place: the country's and its own, with its own values for parameters.

        The place is told from the widest region to the narrowest (province, city, county); the narrower prevails.
        """
        ordered = [one for region in regions for one in self.overlays if one.region == region]
        rules = (rule for rule in self.rules if rule.region in ("", *regions))
        return Library(self.facts, tuple(overlaid(rule, ordered) for rule in rules), place=regions)

    @property
    def regions(self) -> tuple[str, ...]:
        """Return whose rules hold in the library's place: the whole country ("") first, the narrowest region last."""
        return ("", *self.place)

    def deciding(self, *, as_of: date) -> Mapping[str, str]:
        """Return which rule decides each tier for cases of a day: the tier's name and the code of the rule.

        The rules of the country and of the library's place are asked; those of the narrowest region prevail.
        """
        if as_of not in self._deciding:
            found = [rule for rule in self._applying(as_of) if rule.decides and rule.region in self.regions]
            found.sort(key=lambda rule: self.regions.index(rule.region))
            self._deciding[as_of] = MappingProxyType({rule.decides: rule.code for rule in found})
        return self._deciding[as_of]

    def _applying(self, as_of: date) -> Iterator[Rule]:
        for code in self._versions:
            with contextlib.suppress(NoVersionInForce):
                yield self.applicable(code, as_of=as_of)

    def is_settled(self, rule: Rule, *, as_of: date) -> bool:
        """Return whether the rule and every rule it rests on have been confirmed, in the versions that apply."""
        return rule.is_settled and self._are_settled(rule.references, as_of)

    def _are_settled(self, codes: frozenset[str], as_of: date) -> bool:
        if (codes, as_of) not in self._settled:
            rules = (self.applicable(code, as_of=as_of) for code in codes)
            self._settled[codes, as_of] = all(self.is_settled(rule, as_of=as_of) for rule in rules)
        return self._settled[codes, as_of]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the text of every version, in a fixed order."""
        texts = (
            f"{rule.code}\n{_start(rule)}\n{rule.text}"
            for code in self.codes()
            for rule in self.versions(code)
        )
        return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def _version_on(self, code: str, on: date) -> Rule:
        for rule in self.versions(code):
            if rule.law.covers(on):
                return rule
        name = self.versions(code)[-1].name
        raise NoVersionInForce(
            f"规则 {code}（{name}）在 {on} 没有有效的版本；请换一个日期，或补录该日适用的文件"
        )

    def _check_references(self, rule: Rule) -> None:
        for other in sorted(rule.references):
            if other not in self._versions:
                raise InvalidRule(f"规则 {rule.code} 引用了不存在的规则 {other}", rule)
            if any(one.judges != rule.judges for one in self._versions[other]):
                raise InvalidRule(f"规则 {rule.code} 与它引用的 {other} 判断的不是同一类对象", rule)

    def _check_outputs(self, rule: Rule) -> None:
        for node in rule.every_number():
            if not isinstance(node, OutputOf):
                continue
            for other in self._versions[node.rule]:
                kinds = {output.name: output.of.kind for output in other.outputs}
                if kinds.get(node.output) is not node.of_kind:
                    raise InvalidRule(
                        f"规则 {rule.code} 引用的结果 {node.rule} {node.output}，"
                        f"在 {_start(other)} 起的版本里没有，或不是{node.of_kind.label}",
                        rule,
                    )

    def _check_no_circle(self, code: str, path: tuple[str, ...]) -> None:
        if code in path:
            first = self._versions[code][0]
            following = (*path, code)[path.index(code) + 1]
            clauses = "、".join(clause.id for clause in first.clauses if following in clause.references)
            where = f"（{code} 的条件 {clauses}）" if clauses else ""
            raise InvalidRule(f"规则互相引用成环：{' → '.join((*path, code))}{where}", first)
        for rule in self._versions[code]:
            for other in rule.references:
                self._check_no_circle(other, (*path, code))


def _start(rule: Rule) -> date:
    return rule.law.valid_from_on


def _check_versions(code: str, versions: tuple[Rule, ...]) -> None:
    for earlier, later in itertools.pairwise(versions):
        end = earlier.law.valid_until_on
        if end is None or end > later.law.valid_from_on:
            raise InvalidRule(
                f"规则 {code} 的两个版本（{earlier.law.number}、{later.law.number}）在 {_start(later)} 同时有效；"
                "请写明前一版本的截止日",
                later,
            )
        if end < later.law.valid_from_on and not later.law.after_gap:
            raise InvalidRule(
                f"规则 {code} 在 {end} 与 {_start(later)} 之间没有版本；"
                "请补录这段时间的文件，或在后一版本的 law 里用 after_gap 写明为什么没有",
                later,
            )
        if earlier.version_by is not later.version_by:
            raise InvalidRule(f"规则 {code} 的各版本须按同一个日子选择（version_by）", later)


def _check_tiers(rules: Iterable[Rule]) -> None:
    for one, other in itertools.combinations((rule for rule in rules if rule.decides), 2):
        apart = one.code == other.code or (one.decides, one.region) != (other.decides, other.region)
        if not apart and together(one.law, other.law):
            raise InvalidRule(
                f"规则 {one.code} 和 {other.code} 在{other.region or '全国'}同一时间都判定 {other.decides}；"
                "请只在一条里写 decides，或写明各自的 region 和起止日",
                other,
            )


def _check_facts(rule: Rule, facts: Vocabulary) -> None:
    try:
        begins = facts.subject(rule.judges).begins
    except InvalidFacts as error:
        raise InvalidRule(f"规则 {rule.code}：{error}", rule) from None
    for fact, kind, yearly in (*_facts_of_numbers(rule, begins), *_facts_of_conditions(rule)):
        _check_fact(rule, facts, fact, kind, yearly=yearly)
    for clause in rule.clauses:
        for name in clause.improvable:
            if name not in facts:
                raise InvalidRule(f"规则 {rule.code} 条件 {clause.id} 可改进的数据 {name} 未登记", rule)


def _facts_of_numbers(rule: Rule, begins: str) -> Iterator[tuple[str, Kind, bool]]:
    for node in rule.every_number():
        if isinstance(node, YearFact | OverYears):
            yield node.fact, node.of_kind, True
            yield begins, Kind.DATE, False
        elif isinstance(node, ScalarFact):
            yield node.fact, node.kind, False
        elif isinstance(node, DaysSince):
            yield node.fact, Kind.DATE, False
        elif isinstance(node, DaysBetween):
            yield node.start, Kind.DATE, False
            yield node.end, Kind.DATE, False


def _facts_of_conditions(rule: Rule) -> Iterator[tuple[str, Kind, bool]]:
    for condition in rule.every_condition():
        if isinstance(condition, Flag):
            yield condition.fact, Kind.BOOL, False
        elif isinstance(condition, TextIs):
            yield condition.fact, Kind.TEXT, False


def _check_fact(rule: Rule, facts: Vocabulary, name: str, kind: Kind, *, yearly: bool) -> None:
    if name not in facts:
        raise InvalidRule(f"规则 {rule.code} 用到未登记的事实 {name}；请先写入事实表", rule)
    fact = facts[name]
    if fact.subject != rule.judges:
        raise InvalidRule(
            f"规则 {rule.code} 判断的是{facts.subject(rule.judges).label}，"
            f"不能用{facts.subject(fact.subject).label}的事实 {name}",
            rule,
        )
    if fact.yearly is not yearly or fact.kind is not kind:
        raise InvalidRule(f"规则 {rule.code} 对事实 {name}（{fact.label}）的用法与事实表不符", rule)
