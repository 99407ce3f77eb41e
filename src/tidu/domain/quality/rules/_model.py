"""What a rule of data quality is, and what it is shown: the register as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from tidu.domain.quality.vocabulary import OwnerKind

Evidence = tuple[tuple[str, str], ...]

OTHERS = "同样登记"
"""The label of evidence that names another firm: shown only to those who see the whole county."""


@dataclass(frozen=True)
class NameSeen:
    """A name or place from a day on; `assumed` when no source stated that day and the day of loading was taken."""

    value: str
    from_on: date
    assumed: bool


@dataclass(frozen=True)
class TitleSeen:
    """A title from a day until before another."""

    kind: str
    label: str
    granted_on: date
    from_on: date
    until_on: date
    revoked: bool


@dataclass(frozen=True)
class FirmSeen:
    """A firm as a rule sees it; money in fen, None is 缺数. `years` holds closed fiscal years only, by year.

    `here_since` is the first day of its present stay in the county, None for a firm that is not in the county.
    """

    enterprise_id: int
    credit_code: str
    name: str
    registered_on: date | None = None
    closed: bool = False
    closed_on: date | None = None
    here_since: date | None = None
    phone: str = ""
    address: str = ""
    names: Sequence[NameSeen] = ()
    places: Sequence[NameSeen] = ()
    titles: Sequence[TitleSeen] = ()
    years: Mapping[int, Mapping[str, int | None]] = field(default_factory=dict)

    def holds(self, kind: str, on: date) -> bool:
        """Return whether it holds a title of a kind on a day."""
        return any(one.kind == kind and one.from_on <= on < one.until_on for one in self.titles)


@dataclass(frozen=True)
class Finding:
    """One doubt: the firm, the key under which it is found again, a sentence that says what and how to mend it."""

    enterprise_id: int
    key: str
    sentence: str
    evidence: Evidence = ()

    @property
    def mark(self) -> str:
        """Return a fingerprint of what was seen."""
        return sha256(repr((self.sentence, self.evidence)).encode()).hexdigest()


@dataclass(frozen=True)
class QualityRule:
    """A rule of data quality: what it is called, what it means, who looks into it, within how many working days."""

    code: str
    name: str
    says: str
    find: Callable[[Sequence[FirmSeen], date], Iterable[Finding]] = field(repr=False)
    owner: OwnerKind = OwnerKind.PLACE
    working_days: int = 10


_rules: dict[str, QualityRule] = {}


def declare(*rules: QualityRule) -> None:
    """Add rules; a code declared for two rules raises ValueError at start-up."""
    for rule in rules:
        if _rules.setdefault(rule.code, rule) is not rule:
            raise ValueError(f"quality rule {rule.code!r} is declared twice")


def everything() -> list[QualityRule]:
    """Return all rules, in the order of their declaration."""
    return list(_rules.values())


def name_of(code: str) -> str:
    """Return the name of a rule; a rule that is no longer declared keeps its code."""
    return _rules[code].name if code in _rules else code
