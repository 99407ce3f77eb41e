"""What one firm gets, nearly gets, or cannot be told yet: the policies that apply on the day, over its own facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tidu import rules
from tidu.domain.enterprises.queries import ValueKey, key_of_fact
from tidu.domain.rulebook.queries._judging import check_lives, next_window, rule_for, rules_on
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.queries._policies import Offer, offer_of
from tidu.domain.rulebook.vocabulary import ELSEWHERE, INTERNAL, PARTS, TITLES_HELD, BenefitKind
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule, Verdict
from tidu.rules.model.facts import ENTERPRISE, Input
from tidu.rules.model.library import NoVersionInForce
from tidu.rules.model.next_window import WindowState
from tidu.rules.model.rule import money_output
from tidu.rules.model.standing import Standing

FITS = (Standing.ENTITLED, Standing.AT_CAP)


@dataclass(frozen=True)
class Benefit:
    """One policy as it stands to a firm. `held` says that the firm has the title already.

    `when_met` is what it would pay, in fen, if its gaps were closed by their smallest changes: known for 差一点 only.
    """

    offer: Offer
    kind: BenefitKind
    held: bool
    when_met: int | None

    @property
    def fits(self) -> bool:
        """Whether the firm can have it now."""
        return not self.held and self.offer.standing in FITS

    @property
    def nearly(self) -> bool:
        """Whether every gap is near."""
        return not self.held and self.offer.standing is Standing.NEARLY

    @property
    def pending(self) -> bool:
        """Whether all that can be computed holds and somebody else has still to decide."""
        return not self.held and self.offer.standing is Standing.PENDING

    @property
    def unknown(self) -> bool:
        """Whether data are missing."""
        return not self.held and self.offer.standing is Standing.UNKNOWN

    @property
    def certain(self) -> int:
        """Fen the firm gets for sure; 0 where it is no money, not due, or of unknown amount."""
        return (self.offer.amount or 0) if self.fits and self.kind is BenefitKind.MONEY else 0

    @property
    def unknown_amount(self) -> bool:
        """Whether the firm is entitled to money of which nobody knows how much."""
        return self.fits and self.kind is BenefitKind.MONEY and self.offer.amount is None

    @property
    def possible(self) -> int:
        """Fen the firm may get besides, at most: while somebody decides, or while data are missing."""
        if self.kind is not BenefitKind.MONEY or not (self.pending or self.unknown or self.unknown_amount):
            return 0
        return self.offer.at_most or 0

    @property
    def deadline(self) -> date | None:
        """The day by which to move: the end of the window that is open or comes next, else of the policy."""
        window = self.offer.window
        if window.state is WindowState.ENDED:
            return self.last_day
        return window.closes_on or window.opens_on or self.last_day

    @property
    def last_day(self) -> date | None:
        """The last day on which the policy is in force, None for no end."""
        until = self.offer.rule.law.valid_until_on
        return None if until is None else until - timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A value that is missing: its name, how many policies wait for it, whom to ask, and where it can be supplied."""

    label: str
    policies: int
    whom_to_ask: str
    key: ValueKey | None


@dataclass(frozen=True)
class Benefits:
    """All policies as they stand to one firm, the best first; money certain and possible apart, in fen."""

    lines: tuple[Benefit, ...]
    wanted: tuple[Wanted, ...]

    @property
    def fitting(self) -> int:
        """How many the firm can have now."""
        return sum(line.fits for line in self.lines)

    @property
    def nearly(self) -> int:
        """How many it nearly meets."""
        return sum(line.nearly for line in self.lines)

    @property
    def pending(self) -> int:
        """How many wait for somebody else's decision."""
        return sum(line.pending for line in self.lines)

    @property
    def unknown(self) -> int:
        """How many cannot be told for want of data."""
        return sum(line.unknown for line in self.lines)

    @property
    def certain(self) -> int:
        """Fen for sure."""
        return sum(line.certain for line in self.lines)

    @property
    def possible(self) -> int:
        """Fen at most besides."""
        return sum(line.possible for line in self.lines)

    @property
    def possible_pending(self) -> int:
        """Fen at most besides, of what waits for somebody else."""
        return sum(line.possible for line in self.lines if line.pending)

    @property
    def possible_unknown(self) -> int:
        """Fen at most besides, of what cannot be told for want of data."""
        return sum(line.possible for line in self.lines if line.unknown)

    @property
    def when_met(self) -> int:
        """Fen that the policies nearly met would pay besides."""
        return sum(line.when_met or 0 for line in self.lines if line.nearly)

    @property
    def about(self) -> bool:
        """Whether the sum is no exact one: an amount that is due is unknown."""
        return any(line.unknown_amount for line in self.lines)


def kind_of(rule: Rule) -> BenefitKind | None:
    """Return what a rule gives firms, None for one that gives nothing by itself or judges something else."""
    if rule.judges != ENTERPRISE.kind or rule.code in PARTS or rule.code.startswith((*INTERNAL, *ELSEWHERE)):
        return None
    if rule.code.startswith("tax."):
        return BenefitKind.TAX
    return BenefitKind.MONEY if money_output(rule) is not None else BenefitKind.TITLE


def benefit_rules(as_of: AsOf) -> list[Rule]:
    """Return the rules that give firms something and apply on the day: expired ones are not among them."""
    return [rule for rule in rules_on(as_of) if kind_of(rule) is not None]


def benefits(facts: Facts, as_of: AsOf) -> Benefits:
    """Return how every policy that applies on the day stands to a firm whose facts are at hand. Raises FirmClosed."""
    check_lives(facts)
    lines = [benefit(rules.evaluate(rule, facts, as_of.on, library())) for rule in benefit_rules(as_of)]
    return Benefits(tuple(sorted(lines, key=_best_first)), tuple(_wanted(lines)))


def benefit(verdict: Verdict) -> Benefit:
    """Return one judged policy as it stands to the firm; the rule has to give something."""
    kind, offer = kind_of(verdict.rule), offered(verdict)
    assert kind is not None  # noqa: S101 - callers ask about rules that give something
    held = verdict.facts.scalar(TITLES_HELD.get(verdict.rule.code, "")) is True
    near = kind is BenefitKind.MONEY and offer.standing is Standing.NEARLY
    return Benefit(offer, kind, held, _when_met(verdict) if near else None)


def offered(verdict: Verdict) -> Offer:
    """Return a verdict as an offer, with when the policy can be applied for."""
    return offer_of(verdict, next_window(verdict.rule.code, AsOf(on=verdict.as_of)))


def benefit_rule(code: str, as_of: AsOf) -> Rule:
    """Return a rule that gives firms something on the day; raise NoVersionInForce for any other."""
    rule = rule_for(code, as_of)
    if kind_of(rule) is None:
        raise NoVersionInForce(f"{code} 不是可以享受的政策。")
    return rule


def _best_first(line: Benefit) -> tuple[int, int, int, str]:
    standing = (line.fits, line.pending, line.nearly, line.unknown).index(True) if _open(line) else 4
    return (
        standing,
        -(line.certain or line.possible or line.when_met or 0),
        _KINDS.index(line.kind),
        line.offer.rule.code,
    )


_KINDS = tuple(BenefitKind)


def _open(line: Benefit) -> bool:
    return line.fits or line.pending or line.nearly or line.unknown


def _when_met(verdict: Verdict) -> int | None:
    """Return what the rule pays a copy of the firm in which every gap is closed by its smallest change."""
    facts = verdict.facts
    for gap in verdict.gaps:
        changes = verdict.changes_for(gap)
        if not changes:
            return None
        facts = facts.replacing(changes[0].needed, changes[0].after)
    copy = offered(rules.evaluate(verdict.rule, facts, verdict.as_of, library()))
    return copy.amount if copy.amount else copy.at_most or None


def _wanted(lines: Iterable[Benefit]) -> Iterable[Wanted]:
    """Yield what is missing, that for which most policies wait first."""
    verdicts = [line.offer.verdict for line in lines if line.unknown]
    waiting: Counter[Input] = Counter(needed for verdict in verdicts for needed in set(verdict.missing))
    words = library().facts
    for needed, count in sorted(waiting.items(), key=lambda one: (-one[1], words.label(one[0]))):
        yield Wanted(
            words.label(needed), count, words[needed.fact].whom_to_ask, key_of_fact(needed.fact, needed.year)
        )
