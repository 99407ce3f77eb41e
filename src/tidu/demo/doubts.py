"""The register's doubts in the demo: two reviews before the as-of day, and what people answered in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tidu.domain.quality import operations, queries
from tidu.domain.quality.queries import IssueFilters
from tidu.foundation import clock
from tidu.foundation.actors import Actor, system

REVIEWED_ON = (date(2025, 5, 27), date(2025, 6, 9))
ANSWERED_ON = date(2025, 6, 4)
NIGHTLY = system("定时任务")


@dataclass(frozen=True)
class Look:
    """The nightly review."""

    known_on: date


@dataclass(frozen=True)
class Answers:
    """What the clerk made of the doubts found so far: one was no mistake, one is said to be mended."""

    known_on: date


Doubting = Look | Answers


def doubtings() -> Iterator[Doubting]:
    """Yield them in order."""
    yield Look(REVIEWED_ON[0])
    yield Answers(ANSWERED_ON)
    yield Look(REVIEWED_ON[1])


def carry_out(what: Doubting, by: Actor, now: datetime) -> None:
    """Review, or answer, through the operations that people use."""
    if isinstance(what, Look):
        operations.review(by=NIGHTLY, now=now)
        return
    day = clock.day_of(now)
    answers = (
        ("same_address", "confirm", "已看营业执照：同一标准厂房的不同楼层，登记时未写楼层"),
        ("missing_research", "mend", "已请企业补报，随下一批年度数据载入"),
    )
    for rule, action, reason in answers:
        for issue in queries.issues(by, day, IssueFilters(rule=rule))[:1]:
            operations.answer(issue_id=issue.pk, action=action, reason=reason, by=by, now=now)
