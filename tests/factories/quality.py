"""Doubts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries import population_with
from tidu.domain.quality import operations
from tidu.domain.quality.models import Issue, IssueStep
from tidu.domain.quality.vocabulary import IssueState
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

FOUND_ON = date(2025, 6, 3)
DUE_ON = date(2025, 6, 17)


def an_issue(
    enterprise: Enterprise,
    *,
    rule: str = "same_address",
    key: str = "",
    found_on: date = FOUND_ON,
    due_on: date | None = DUE_ON,
    owner: Organisation | None = None,
) -> Issue:
    """Return an open doubt about a firm, at the place where the firm is."""
    firm = population_with([enterprise.pk], AsOf(found_on)).firms[enterprise.pk]
    place = firm.place_on(found_on)
    return Issue.objects.create(
        rule=rule,
        enterprise=enterprise,
        key=key,
        sentence="与另外 1 家企业住所相同。",
        evidence=[["住所", "青岚路1号"], ["同样登记", "另一家公司（代码）"]],
        mark="0" * 64,
        place_id=place.id if place else None,
        owner=owner,
        found_on=found_on,
        due_on=due_on,
    )


def a_confirmed_issue(enterprise: Enterprise, by: Actor) -> IssueStep:
    """Return the step by which a person confirmed a doubt."""
    now = datetime(2025, 6, 9, 9, 0, tzinfo=UTC)
    operations.answer(issue_id=an_issue(enterprise).pk, action="confirm", reason="集群注册", by=by, now=now)
    return IssueStep.objects.get(issue__enterprise=enterprise, to_state=IssueState.CONFIRMED)
