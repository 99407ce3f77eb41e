"""The library of policies: every version with its state, whom it fits, what fits a firm, and what to look at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tidu import rules
from tidu.domain.enterprises.queries import Population
from tidu.domain.rulebook.queries._facts import facts_for
from tidu.domain.rulebook.queries._judging import check_lives, next_window, rule_for, rules_on
from tidu.domain.rulebook.queries._kept import facts_read
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._snapshots import Snapshot
from tidu.domain.rulebook.vocabulary import (
    ENDING_WITHIN_DAYS,
    INTERNAL,
    RECHECK_AFTER_DAYS,
    DoubtGround,
    PolicyState,
)
from tidu.foundation.clock import AsOf
from tidu.rules import Rule, Ternary, Verdict, explain
from tidu.rules.explain import WindowNote
from tidu.rules.model.facts import ENTERPRISE
from tidu.rules.model.law import Confidence
from tidu.rules.model.library import NoVersionInForce
from tidu.rules.model.next_window import next_of
from tidu.rules.model.numbers import ParameterValue
from tidu.rules.model.rule import Clause, money_output
from tidu.rules.model.show import show
from tidu.rules.model.standing import Standing
from tidu.rules.simulate import Costing


@dataclass(frozen=True)
class Policy:
    """One version of a rule on a day. `applies` says whether cases of the day are judged by it.

    `window` says when it can be applied for: the version that applies looks ahead to its successors too.
    """

    rule: Rule
    state: PolicyState
    applies: bool
    window: WindowNote

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force, None for no end."""
        until = self.rule.law.valid_until_on
        return None if until is None else until - timedelta(days=1)


@dataclass(frozen=True)
class Matched:
    """Whom a policy fits. `costing` is None where it does not apply, or judges what is not on record at all.

    `missing` names the inputs that are on record for nobody, and `ask` who could supply them: what they decide is
    unknown for every firm, never no.
    """

    policy: Policy
    costing: Costing | None
    missing: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """How one policy stands to one firm: in one word, in one sentence, and in fen where it pays."""

    rule: Rule
    verdict: Verdict
    standing: Standing
    sentence: str
    amount: int | None
    at_most: int | None
    window: WindowNote


@dataclass(frozen=True)
class Doubt:
    """A clause or value of a policy that somebody has to look at again, and why."""

    rule: Rule
    what: str
    value: str
    source: str
    confidence: str
    last_checked_on: date
    ends_on: date | None
    grounds: tuple[tuple[DoubtGround, str], ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why, in words with their days."""
        return tuple(words for _, words in self.grounds)


def policies(as_of: AsOf) -> list[Policy]:
    """Return every version of every rule: the county's own before the province's and the country's, newest first."""
    known = library()
    found = [_policy(rule, as_of) for code in known.codes() for rule in reversed(known.versions(code))]
    return sorted(found, key=lambda policy: -known.regions.index(policy.rule.region))


def policy(code: str, as_of: AsOf, version: str = "") -> Policy:
    """Return one version by its first day; without one that which applies, else the newest.

    Raises NoVersionInForce for an unknown code or version.
    """
    versions = library().versions(code)
    if not version:
        return next((one for one in policies_of(code, as_of) if one.applies), _policy(versions[-1], as_of))
    found = [rule for rule in versions if rule.law.valid_from_on.isoformat() == version]
    if not found:
        raise NoVersionInForce(f"规则 {code} 没有从 {version} 起的版本。")
    return _policy(found[0], as_of)


def policies_of(code: str, as_of: AsOf) -> list[Policy]:
    """Return the versions of one rule, newest first. Raises NoVersionInForce for an unknown code."""
    return [_policy(rule, as_of) for rule in reversed(library().versions(code))]


def matched(policy: Policy, county: Snapshot) -> Matched:
    """Return whom a policy fits in the county; one that does not apply on the day fits nobody."""
    if not policy.applies:
        return Matched(policy, None)
    if policy.rule.judges != ENTERPRISE.kind:
        judged = library().facts.subject(policy.rule.judges)
        return Matched(policy, None, (f"{judged.label}的登记",))
    needed = facts_read(policy.rule, library(), county.as_of.on) - _by_experts(policy.rule, county.as_of)
    known = {name.split("@")[0] for name in county.population.frame.columns}
    missing = [fact for fact in library().facts if fact.name in needed - known]
    (costing,) = county.costings([policy.rule])
    ask = tuple(dict.fromkeys(fact.whom_to_ask for fact in missing))
    return Matched(policy, costing, tuple(fact.label for fact in missing), ask)


def offers_for(enterprise_id: int, as_of: AsOf, reading: Population | None = None) -> list[Offer]:
    """Return how every policy that applies on the day stands to one firm, the best standing first.

    `reading` holds the firm where it has been read already. Raises FirmClosed.
    """
    facts = facts_for([enterprise_id], as_of, reading)[enterprise_id]
    check_lives(facts)
    found = []
    for rule in rules_on(as_of):
        if rule.judges == ENTERPRISE.kind and not rule.code.startswith(INTERNAL):
            verdict = rules.evaluate(rule, facts, as_of.on, library())
            found.append(offer_of(verdict, next_window(rule.code, as_of)))
    order = list(_ORDER)
    return sorted(found, key=lambda offer: (order.index(offer.standing), offer.rule.code))


_ORDER = (
    Standing.ENTITLED,
    Standing.AT_CAP,
    Standing.PENDING,
    Standing.NEARLY,
    Standing.UNKNOWN,
    Standing.REFUSED,
    Standing.UNTOUCHED,
)


def offer_of(verdict: Verdict, window: WindowNote) -> Offer:
    """Return an explained verdict as what a firm is offered, and when it can ask for it."""
    output = money_output(verdict.rule)
    amount = verdict.outputs[output.name] if output else None
    at_most = verdict.at_most[output.name] if output else None
    sentence = explain.sentence(verdict)
    return Offer(verdict.rule, verdict, _standing(verdict), sentence, amount, at_most, window)


def _standing(verdict: Verdict) -> Standing:
    if verdict.verdict is Ternary.UNKNOWN:
        return Standing.UNKNOWN
    if verdict.verdict is Ternary.NO:
        return Standing.NEARLY if verdict.nearly else Standing.REFUSED
    return Standing.PENDING if verdict.pending_experts else Standing.ENTITLED


def doubts(as_of: AsOf) -> list[Doubt]:
    """Return what is 待核, not looked at for long, or about to end, of the versions in force or still to come."""
    standing = [one.rule for one in policies(as_of) if one.state is not PolicyState.EXPIRED or one.applies]
    return [doubt for rule in standing for doubt in _doubts(rule, as_of.on)]


DOCUMENT: Final = "文件"

_Source = tuple[str, str, str, Confidence, date, date | None]
"""What stands somewhere: its name, its words, where, how far confirmed, when looked at last, the first day after it."""


def _doubts(rule: Rule, on: date) -> Iterator[Doubt]:
    law = rule.law
    for what, value, source, confidence, checked_on, until in _sources(rule):
        grounds = tuple(_grounds(confidence, checked_on, until, on))
        if what == DOCUMENT and law.articles_unchecked:
            grounds = ((DoubtGround.ARTICLES, "条款序号未复核"), *grounds)
        if grounds:
            last_day = None if until is None else until - timedelta(days=1)
            yield Doubt(rule, what, value, source, law.mark(confidence), checked_on, last_day, grounds)


def _sources(rule: Rule) -> Iterator[_Source]:
    """Yield a rule's document, its clauses, its parameters, its tables and its windows of application."""
    law = rule.law
    title = f"《{law.title}》（{law.number}）"
    yield DOCUMENT, "", title, law.confidence, law.last_checked_on, law.valid_until_on
    for clause in rule.clauses:
        says = clause_in_words(rule, clause)
        yield clause.label, says, rule.cite(clause), clause.confidence, clause.last_checked_on, None
    yield from _parameter_sources(rule)
    for table in rule.tables:
        source = f"{table.number}{table.article}"
        yield table.label, "", source, table.confidence, table.last_checked_on, None
    for window in rule.windows:
        what, words = f"申报窗口{window.label}", explain.window_in_words(window)
        source, until = explain.window_source(window, rule), window.valid_until_on
        yield what, words, source, window.confidence, window.last_checked_on, until


def clause_in_words(rule: Rule, clause: Clause) -> str:
    """Return a clause's sentence with the numbers of the law in it; a number read off a table says so."""
    words = dict.fromkeys(clause.named, "规定档次的数")
    own = [(name, number.name) for name, number in clause.terms if isinstance(number, ParameterValue)]
    for name, parameter in (*((one.name, one.name) for one in rule.parameters), *own):
        if name in words:
            words[name] = show(rule.value(parameter), rule.parameter(parameter).kind)
    return str(clause.says.format_map(words))


def _parameter_sources(rule: Rule) -> Iterator[_Source]:
    """Yield every value of a parameter that applies or is still to come."""
    day = max(rule.on, rule.law.valid_from_on)
    for parameter in rule.parameters:
        for dated in parameter.series:
            until = dated.valid_until_on
            if until is not None and until <= day:
                continue
            later = f"（{dated.valid_from_on} 起）" if dated.valid_from_on > day else ""
            value, source = show(dated.value, parameter.kind), f"{dated.number}{dated.article}"
            what = f"{parameter.label}{later}"
            yield what, value, source, dated.confidence, dated.last_checked_on, until


def _grounds(
    confidence: Confidence, checked_on: date, until: date | None, on: date
) -> Iterator[tuple[DoubtGround, str]]:
    if not confidence.is_settled:
        yield DoubtGround.OPEN, "待核"
    age = (on - checked_on).days
    if age > RECHECK_AFTER_DAYS:
        yield DoubtGround.UNCHECKED, f"{age} 天没有复核"
    if until is not None and on < until <= on + timedelta(days=ENDING_WITHIN_DAYS):
        yield DoubtGround.ENDING, f"还有 {(until - on).days} 天失效"


def _policy(rule: Rule, as_of: AsOf) -> Policy:
    try:
        applies = rule_for(rule.code, as_of).law == rule.law
    except NoVersionInForce:
        applies = False
    read = rule_for(rule.code, as_of) if applies else rule
    own = next_window(rule.code, as_of) if applies else explain.window_note(next_of((rule,), as_of.on))
    return Policy(
        read, PolicyState.of(rule.law.valid_from_on, rule.law.valid_until_on, as_of.on), applies, own
    )


def _by_experts(rule: Rule, as_of: AsOf) -> set[str]:
    """Return the facts that experts give for a rule and for those it refers to."""
    own = {fact for clause in rule.clauses for fact in clause.awaited}
    return own.union(*(_by_experts(rule_for(code, as_of), as_of) for code in rule.references))
