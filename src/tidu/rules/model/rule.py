"""A rule: named, cited clauses, how they decide together, and what follows."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from tidu.rules.model.conditions import (
    AllOf,
    ClauseRef,
    Compare,
    Condition,
    Near,
    RuleVerdict,
    all_numbers,
    every_condition,
    expert_facts,
    guards_in,
    numbers_in,
)
from tidu.rules.model.exclusion import impossible
from tidu.rules.model.facts import ENTERPRISE
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.law import Confidence, Law, Parameter, TableSource, VersionBy, check_covered
from tidu.rules.model.numbers import ByExperts, Number, ParameterValue, every_number
from tidu.rules.model.show import Term, named_in
from tidu.rules.model.tables import Bands, OfRule, OutputOf, is_whole
from tidu.rules.model.windows import Window, check_windows

Named = tuple[Mapping[str, Term], tuple[tuple[str, Number], ...]]
"""What a sentence names: the rule's parameters with their values, and quantities that differ from firm to firm."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One condition of the law under its own name.

    `number` is the document of `article` where that is not the rule's own.

    `says` is the sentence every reader sees; `{name}` in it is filled with a parameter or one of `terms`.
    `near` None means the default of the kind compared. `hard` clauses count for the position on the stairs
    and for UnknownClauses, which counts them by `article`; a clause experts decide is not hard.
    """

    id: str
    label: str
    article: str
    says: str
    require: Condition
    number: str = ""
    terms: tuple[tuple[str, Number], ...] = ()
    near: Near | None = None
    improvable: tuple[str, ...] = ()
    next_step: str = ""
    confidence: Confidence
    last_checked_on: date

    def __post_init__(self) -> None:
        if any(isinstance(node, ClauseRef) for node in every_condition(self.require)):
            raise InvalidRule(f"条件 {self.id} 引用了另一个条件；条件之间的关系请写在 decide 里")
        if impossible(self.require):
            raise InvalidRule(f"条件 {self.id} 永远不会满足：它的几部分互相矛盾")
        if len(self.awaited) > 1:
            raise InvalidRule(f"条件 {self.id} 依据多项专家意见；请拆成多个条件")
        if self.awaited and not _is_asked_of_experts(self.require):
            raise InvalidRule(
                f"条件 {self.id} 由专家给出，只能写专家给出的数与界限的比较，用 and 连接；其余的要求请另写一个条件"
            )
        if self.awaited and self.improvable:
            raise InvalidRule(f"条件 {self.id} 由专家给出，不能列出可改进的数据")
        for name in self.improvable:
            if name in self._selecting_facts():
                raise InvalidRule(f"条件 {self.id} 的 {name} 决定适用哪一档，不能同时作为可改进的数据")

    @cached_property
    def awaited(self) -> tuple[str, ...]:
        """The fact experts give, in a tuple that is empty where the clause needs none."""
        return tuple(sorted(expert_facts(self.require)))

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The names its sentence fills in. Raises InvalidRule where the braces do not pair."""
        return named_in(self.says, f"条件 {self.id}")

    @property
    def hard(self) -> bool:
        """Whether the clause can be computed from facts."""
        return not self.awaited

    @cached_property
    def references(self) -> frozenset[str]:
        """The codes of the other rules the clause rests on."""
        return references_in(self.require)

    @cached_property
    def rests_on(self) -> frozenset[str]:
        """The codes of the rules that the clause takes as met, or whose outputs it weighs."""
        conditions = every_condition(self.require)
        met = {node.rule for node in conditions if isinstance(node, RuleVerdict) and node.expected}
        return frozenset(met | {node.rule for node in numbers_in(self.require) if isinstance(node, OutputOf)})

    def _selecting_facts(self) -> set[str]:
        found = list(numbers_in(self.require))
        selectors = [part for node in found if isinstance(node, Bands) for part in every_number(node.by)]
        guards = [guard for node in found for guard in guards_in(node)]
        compared = [part for guard in guards for number in guard.numbers for part in every_number(number)]
        return {getattr(node, "fact", "") for node in (*selectors, *guards, *compared)}


def references_in(root: Condition) -> frozenset[str]:
    """Return the codes of the rules a condition rests on."""
    verdicts = {node.rule for node in every_condition(root) if isinstance(node, RuleVerdict)}
    return frozenset(verdicts | {node.rule for node in numbers_in(root) if isinstance(node, OfRule)})


def _is_asked_of_experts(condition: Condition) -> bool:
    if isinstance(condition, AllOf):
        return all(map(_is_asked_of_experts, condition.items))
    return isinstance(condition, Compare) and isinstance(condition.left, ByExperts)


class Given(StrEnum):
    """When an output exists: always, or only for a firm that meets the rule (others get nought)."""

    ALWAYS = "always"
    ENTITLED = "entitled"


@dataclass(frozen=True, kw_only=True)
class Output:
    """A quantity that follows from the rule: a score, an amount.

    `says` is the law's sentence about it, in which `{name}` is filled with a parameter; it may be empty.
    """

    name: str
    label: str
    of: Number
    given: Given
    article: str = ""
    says: str = ""

    def __post_init__(self) -> None:
        if not is_whole(self.of):
            raise InvalidRule(f"结果 {self.name} 可能不是整数；金额请用 rate 写明取整方式")

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The parameters its sentence fills in. Raises InvalidRule where the braces do not pair."""
        return named_in(self.says, f"结果 {self.name}")


@dataclass(frozen=True, kw_only=True)
class Status:
    """The words shown for each outcome. `pending` is said while experts have still to speak."""

    yes: str = "符合"
    no: str = "不符合"
    unknown: str = "数据不足"
    pending: str = "形式条件满足"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One version of a rule, read on the day `on` (which fixes the values of its dated parameters).

    `subject` is what the firm would become or receive (高新技术企业), `text` the author's own words, from which
    the fingerprint is taken. `judges` is the kind of thing it judges: it uses the facts of that kind alone.
    `region` is the place whose rule it is, empty for the whole country. `tables` say where its tables, lists and
    formulas stand. `incomplete` says what the pack leaves out: then its best verdict is 待核. `note` is what its author
    tells the reader. `windows` say when it can be applied for; none stands for unknown. `decides` names the tier whose
    test the rule is, where it is one. An inconsistent rule cannot be built: InvalidRule says what to mend.
    """

    code: str
    name: str
    subject: str
    judges: str = ENTERPRISE.kind
    region: str = ""
    law: Law
    version_by: VersionBy
    clauses: tuple[Clause, ...]
    decide: Condition
    parameters: tuple[Parameter, ...] = ()
    tables: tuple[TableSource, ...] = ()
    outputs: tuple[Output, ...] = ()
    windows: tuple[Window, ...] = ()
    decides: str = ""
    status: Status = Status()
    incomplete: str = ""
    note: str = ""
    text: str = ""
    on: date

    def __post_init__(self) -> None:
        _check_names(self)
        _check_decision(self)
        _check_experts(self.decide, self, directly=True)
        for clause in self.clauses:
            _check_says("条件", clause.id, clause.named, {name for name, _ in clause.terms}, self)
        for output in self.outputs:
            _check_says("结果", output.name, output.named, set(), self)
        for parameter in self.parameters:
            check_covered(parameter, self.law)
        check_windows(self.windows, self.version_by, self.law)

    def cite(self, clause: Clause) -> str:
        """Return the full citation of a clause: of the rule's document, or of the other one it stands in."""
        return self._citations[clause.id]

    def clause(self, clause_id: str) -> Clause:
        """Return the clause of that id. Raises KeyError where there is none."""
        return self._by_id[clause_id]

    def parameter(self, name: str) -> ParameterValue:
        """Return the node of a parameter. Raises KeyError where the rule has none of that name."""
        return ParameterValue(name, self.kinds[name])

    def named_in(self, clause: Clause) -> Named:
        """Return what the sentence of one of the rule's clauses names: parameters with their values, and quantities."""
        return self._named[clause.id]

    def output(self, name: str) -> Output:
        """Return the output of that name. Raises KeyError where there is none."""
        return {output.name: output for output in self.outputs}[name]

    def value(self, parameter: str) -> Fraction:
        """Return a parameter's value on the day the rule is read."""
        return self._values[parameter]

    def read_on(self, day: date) -> Rule:
        """Return the rule with its parameters as they stand on the day."""
        return self if day == self.on else dataclasses.replace(self, on=day)

    def read_near(self, day: date) -> Rule:
        """Return the rule as it stands on the day, or on the nearest day on which its document is in force."""
        until = self.law.valid_until_on
        last = day if until is None else min(day, until - timedelta(days=1))
        return self.read_on(max(last, self.law.valid_from_on))

    def reformed(self, values: Mapping[str, Fraction]) -> Rule:
        """Return the rule with some parameters set to other values. Raises InvalidRule for an unknown name."""
        unknown = set(values) - {parameter.name for parameter in self.parameters}
        if unknown:
            raise InvalidRule(f"规则 {self.code} 没有参数 {'、'.join(sorted(unknown))}")
        return dataclasses.replace(
            self,
            parameters=tuple(
                parameter.set_to(values[parameter.name]) if parameter.name in values else parameter
                for parameter in self.parameters
            ),
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the rule's text and of its parameter values: what a stored decision keeps."""
        values = "".join(f"\n{name}={value}" for name, value in sorted(self._values.items()))
        return hashlib.sha256(f"{self.code}\n{self.text}{values}".encode()).hexdigest()

    @cached_property
    def is_settled(self) -> bool:
        """Whether everything the rule rests on has been confirmed; otherwise its verdicts are marked 待核."""
        sources = [self.law.confidence, *(clause.confidence for clause in self.clauses)]
        sources += [parameter.dated(self.on).confidence for parameter in self.parameters]
        sources += [table.confidence for table in self.tables]
        return not self.incomplete and all(source.is_settled for source in sources)

    @cached_property
    def references(self) -> frozenset[str]:
        """The codes of the other rules this one rests on."""
        verdicts = {node.rule for node in self.every_condition() if isinstance(node, RuleVerdict)}
        return frozenset(verdicts | {node.rule for node in self.every_number() if isinstance(node, OfRule)})

    @cached_property
    def rests_on(self) -> frozenset[str]:
        """The codes of the rules that this one takes as met, or whose outputs it weighs or gives."""
        given = {
            node.rule for out in self.outputs for node in all_numbers(out.of) if isinstance(node, OutputOf)
        }
        return frozenset(given).union(*(clause.rests_on for clause in self.clauses))

    def every_number(self) -> Iterator[Number]:
        """Yield every quantity the rule rests on."""
        for clause in self.clauses:
            yield from numbers_in(clause.require)
        for output in self.outputs:
            yield from all_numbers(output.of)

    def every_condition(self) -> Iterator[Condition]:
        """Yield every condition the rule rests on, those inside its quantities too."""
        for clause in self.clauses:
            yield from every_condition(clause.require)
        for output in self.outputs:
            yield from guards_in(output.of)

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _citations(self) -> dict[str, str]:
        return {
            clause.id: f"{clause.number}{clause.article}" if clause.number else self.law.cite(clause.article)
            for clause in self.clauses
        }

    @cached_property
    def _named(self) -> dict[str, Named]:
        found: dict[str, Named] = {}
        for clause in self.clauses:
            local = dict(clause.terms)
            named = {name: local.get(name) or self.parameter(name) for name in clause.named}
            fixed = {
                name: (self._values[term.name], term.kind)
                for name, term in named.items()
                if isinstance(term, ParameterValue)
            }
            found[clause.id] = fixed, tuple(item for item in named.items() if item[0] not in fixed)
        return found

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What each parameter measures, by name."""
        return {parameter.name: parameter.kind for parameter in self.parameters}

    @cached_property
    def _values(self) -> dict[str, Fraction]:
        return {parameter.name: parameter.dated(self.on).value for parameter in self.parameters}


def money_output(rule: Rule) -> Output | None:
    """Return the output of a rule that is money: the first one, None where it pays nothing."""
    return next((output for output in rule.outputs if output.of.kind is Kind.MONEY), None)


def _check_names(rule: Rule) -> None:
    for what, names in (
        ("条件", [clause.id for clause in rule.clauses]),
        ("参数", [parameter.name for parameter in rule.parameters]),
        ("结果", [output.name for output in rule.outputs]),
    ):
        for name in names:
            if names.count(name) > 1:
                raise InvalidRule(f"{what} {name} 写了两次；请改名或删去一处", name)
    kinds = rule.kinds
    for node in rule.every_number():
        if isinstance(node, ParameterValue) and kinds.get(node.name) is not node.kind:
            raise InvalidRule(f"规则 {rule.code} 用到未定义的参数 {node.name}")


def _check_decision(rule: Rule) -> None:
    if not rule.clauses:
        raise InvalidRule(f"规则 {rule.code} 没有任何条件")
    ids = [clause.id for clause in rule.clauses]
    used: list[str] = []
    for node in every_condition(rule.decide):
        if isinstance(node, ClauseRef):
            used.append(node.clause)
        elif not node.conditions:
            raise InvalidRule("decide 里只能写条件的名称及 all、any、at_least")
    for clause_id in [*used, *ids]:
        if clause_id not in ids:
            raise InvalidRule(f"decide 里的 {clause_id} 不是本规则的条件")
        if clause_id not in used:
            raise InvalidRule(f"条件 {clause_id} 没有进入 decide；请写入或删去", clause_id)


def _check_experts(node: Condition, rule: Rule, *, directly: bool) -> None:
    """Refuse an awaited clause under any/at_least: leaving it open there would decide for the experts."""
    if isinstance(node, ClauseRef):
        if not directly and rule.clause(node.clause).awaited:
            raise InvalidRule(
                f"条件 {node.clause} 由专家给出，须与其他条件同时满足，不能放在 any 或 at_least 里",
                node.clause,
            )
        return
    for part in node.conditions:
        _check_experts(part, rule, directly=directly and isinstance(node, AllOf))


def _check_says(what: str, about: str, named: tuple[str, ...], terms: set[str], rule: Rule) -> None:
    known = {parameter.name for parameter in rule.parameters} | terms
    for name in named:
        if name not in known:
            raise InvalidRule(
                f"{what} {about} 的 says 里 {{{name}}} 没有定义；请在 where 或 parameters 里写明", about
            )
