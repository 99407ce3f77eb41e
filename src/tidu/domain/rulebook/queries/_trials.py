"""A draft tried out: whether it loads, what its scenarios say on every engine, what it does to firms and to money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tidu import rules
from tidu.domain.rulebook.queries._drafts import NUMBER_TO_COME
from tidu.domain.rulebook.queries._judging import rule_for
from tidu.domain.rulebook.queries._kept import facts_read
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._reforms import UnableToSimulate
from tidu.domain.rulebook.queries._simulation import Simulation, simulation_of
from tidu.domain.rulebook.queries._snapshots import Firm, Snapshot
from tidu.foundation.clock import AsOf
from tidu.rules import Library, NoVersionInForce, PolicyError, Rule, Ternary, Verdict
from tidu.rules.engines import scenarios as engine_scenarios
from tidu.rules.engines.columns import TooWide
from tidu.rules.explain import Difference, differences
from tidu.rules.language.marks import Place
from tidu.rules.language.scenarios import Scenario, scenarios_in
from tidu.rules.language.succession import with_version
from tidu.rules.model.facts import ENTERPRISE
from tidu.rules.model.kinds import InvalidFacts
from tidu.rules.model.rule import money_output
from tidu.rules.simulate import Cost

TEXT, SCENARIOS = "政策", "算例"


@dataclass(frozen=True)
class Case:
    """One scenario of a draft and what came out otherwise than it expects, by engine."""

    name: str
    place: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What a draft is worth. `rule` is None where it does not load, which `problem` tells with line and mend."""

    rule: Rule | None
    library: Library | None
    problem: PolicyError | None
    cases: tuple[Case, ...]
    expected: frozenset[Ternary]
    scenario_problem: PolicyError | None

    @property
    def failing(self) -> tuple[Case, ...]:
        """Return the scenarios that do not hold."""
        return tuple(case for case in self.cases if case.wrong)

    @property
    def obstacles(self) -> tuple[str, ...]:
        """Return in Chinese what keeps the words from being submitted, each with its mend; empty where nothing does."""
        if self.rule is None:
            return (str(self.problem),)
        if self.scenario_problem is not None:
            return (str(self.scenario_problem),)
        return (*self._of_scenarios(), *_of_sources(self.rule))

    def _of_scenarios(self) -> Iterable[str]:
        if not {Ternary.YES, Ternary.NO} <= self.expected:
            yield "算例里至少要有一个“符合”和一个“不符合”的情形。请补写算例。"
        if self.failing:
            names = "、".join(f"“{case.name}”" for case in self.failing[:3])
            yield f"有 {len(self.failing)} 个算例没有通过：{names}。请改政策或改算例。"


def trial_of(text: str, scenarios: str, rule_code: str) -> Trial:
    """Read a draft beside the library in use and hold its scenarios against it; nothing is kept."""
    known = library()
    try:
        beside, rule = with_version(known, text, TEXT)
        if rule.code != rule_code:
            raise PolicyError(
                Place(TEXT, 1), f"这份草稿的规则代码是 {rule_code}", f"把 rule 写成 {rule_code}"
            )
    except PolicyError as problem:
        return Trial(None, None, problem, (), frozenset(), None)
    try:
        cases = _scenarios(scenarios, rule, beside)
    except PolicyError as problem:
        return Trial(rule, beside, None, (), frozenset(), problem)
    wrong: list[list[str]] = [[] for _ in cases]
    for engine in engine_scenarios.every_engine():
        for at, words in enumerate(engine_scenarios.disagreements(rule, cases, engine, beside)):
            wrong[at] += words
    told = tuple(
        Case(one.name, one.place, tuple(dict.fromkeys(words)))
        for one, words in zip(cases, wrong, strict=True)
    )
    return Trial(rule, beside, None, told, frozenset(one.expected.verdict for one in cases), None)


def rule_of_words(text: str) -> Rule | None:
    """Return the version that a text writes beside the library in use, None where it does not load."""
    try:
        return with_version(library(), text, TEXT)[1]
    except PolicyError:
        return None


def in_force_beside(rule: Rule) -> Rule | None:
    """Return the version that a draft's version would follow, None for a new rule."""
    if rule.code not in library().codes():
        return None
    versions = [
        one for one in library().versions(rule.code) if one.law.valid_from_on < rule.law.valid_from_on
    ]
    return versions[-1] if versions else None


def told_differences(rule: Rule) -> tuple[Difference, ...] | None:
    """Return what a draft changes against the version it follows, None for a new rule."""
    before = in_force_beside(rule)
    if before is None:
        return None
    last = rule.on if before.law.valid_until_on is None else before.law.valid_until_on
    return differences(before.read_near(last), rule, library().facts)


@dataclass(frozen=True)
class Judged:
    """A firm under a draft, beside what applies today: `before` is None where no version applies."""

    firm: Firm
    after: Verdict
    before: Verdict | None

    @property
    def sentence(self) -> str:
        """Return what the draft says in one sentence."""
        return rules.explain.sentence(self.after)

    @property
    def sentence_before(self) -> str:
        """Return what is said today."""
        return "今天没有适用的版本。" if self.before is None else rules.explain.sentence(self.before)


def judged_beside(trial: Trial, words: Sequence[str], county: Snapshot) -> list[Judged]:
    """Return the firms that the words name, by credit code or a part of the name, each under the draft and today."""
    if trial.rule is None or trial.library is None or trial.rule.judges != ENTERPRISE.kind:
        return []
    as_of = county.as_of
    rule = trial.rule.read_near(trial.rule.version_by.deciding_day(as_of.on))
    today = _applying(rule.code, as_of)
    found = []
    for code in _named(words, county.firms):
        facts = county.facts[code]
        after = rules.evaluate(rule, facts, as_of.on, trial.library)
        before = None if today is None else rules.evaluate(today, facts, as_of.on, library())
        found.append(Judged(county.firms[code], after, before))
    return found


def priced_beside(trial: Trial, county: Snapshot) -> Simulation | Cost | None:
    """Return what a draft does to the county beside what applies today, its cost alone where nothing does.

    None where the draft does not load, pays nothing, or judges something else than enterprises. Raises
    UnableToSimulate where the county's facts do not suffice.
    """
    rule = trial.rule
    if rule is None or rule.judges != ENTERPRISE.kind or money_output(rule) is None:
        return None
    as_of = county.as_of
    rule = rule.read_near(rule.version_by.deciding_day(as_of.on))
    missing = facts_read(rule, library(), as_of.on) - {
        name.split("@")[0] for name in county.population.frame.columns
    }
    if missing:
        labels = "、".join(fact.label for fact in library().facts if fact.name in missing)
        raise UnableToSimulate(f"全县都没有登记：{labels}。登记后才能测算。")
    today = _applying(rule.code, as_of)
    if today is not None and money_output(today) is not None:
        return simulation_of(today, rule, {}, "", as_of, county=county)
    try:
        return county.costings([rule])[0].cost
    except (TooWide, InvalidFacts) as problem:
        raise UnableToSimulate(str(problem)) from None


def _applying(code: str, as_of: AsOf) -> Rule | None:
    try:
        return rule_for(code, as_of)
    except NoVersionInForce:
        return None


def _named(words: Sequence[str], firms: Mapping[str, Firm]) -> list[str]:
    found: dict[str, None] = {}
    for word in words:
        exact = [code for code, firm in firms.items() if word in (code, firm.name)]
        part = exact or [code for code, firm in firms.items() if word in firm.name]
        found |= dict.fromkeys(part[:1])
    return list(found)


def _scenarios(text: str, rule: Rule, beside: Library) -> list[Scenario]:
    """Read a draft's scenarios. Raises PolicyError also for one that is about another rule."""
    if not text.strip():
        raise PolicyError(Place(SCENARIOS, 1), "还没有算例", "至少写一个“符合”和一个“不符合”的情形")
    found = list(scenarios_in(text, SCENARIOS, beside.facts))
    for one in found:
        if one.rule != rule.code:
            raise PolicyError(Place(SCENARIOS, 1), f"算例写的是规则 {one.rule}", f"把 rule 写成 {rule.code}")
        for clause in one.expected.clauses:
            if clause not in {known.id for known in rule.clauses}:
                raise PolicyError(
                    Place(SCENARIOS, 1), f"算例“{one.name}”里的条件 {clause} 政策里没有", "改条件名"
                )
    return found


def _of_sources(rule: Rule) -> Iterable[str]:
    """Yield each parameter and document that does not say where it comes from."""
    numbers = {"文件": rule.law.number} | {
        f"参数“{one.label}”": dated.number
        for one in rule.parameters
        for dated in one.series
        if dated.number != rule.law.number
    }
    lacking = [what for what, number in numbers.items() if NUMBER_TO_COME in number]
    if lacking:
        yield f"{'、'.join(lacking)}还没有文号。请把“{NUMBER_TO_COME}”换成文件的文号。"
    before = in_force_beside(rule)
    if before is not None and before.law.number == rule.law.number:
        yield f"文号与前一版本相同（{rule.law.number}）。请填写新文件的文号。"
