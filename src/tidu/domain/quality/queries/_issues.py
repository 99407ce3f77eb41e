"""Which doubts there are, who owns them, what is late: within the scope of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tidu.domain.enterprises.queries import in_scope, population_with
from tidu.domain.quality import rules
from tidu.domain.quality.models import Issue, IssueStep
from tidu.domain.quality.vocabulary import ISSUE_STEPS, WAITING, IssueState
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition

SHOWN_TO_ALL = "waiting"


class IssueNotFound(LookupError):
    """Raised for an issue that does not exist or lies outside the actor's scope."""


@dataclass(frozen=True)
class IssueFilters:
    """What the list is narrowed to. `state` is an `IssueState`, "waiting" (待核 and 已改) or "" for all."""

    state: str = SHOWN_TO_ALL
    rule: str = ""
    place: str = ""
    owner: str = ""
    late: bool = False


@dataclass(frozen=True)
class IssueRow:
    """One doubt as lists show it; `owner` is the office with the person answering for it."""

    id: int
    rule: str
    rule_name: str
    credit_code: str
    name: str
    place: str
    sentence: str
    state: str
    state_label: str
    owner: str
    found_on: date
    due_on: date | None
    closed_on: date | None
    late: bool


@dataclass(frozen=True)
class OwnerCount:
    """How many doubts wait at one owner, and how many of them are late."""

    owner_code: str
    owner: str
    waiting: int
    late: int


@dataclass(frozen=True)
class IssuePage:
    """One doubt with what the rule saw, its steps, and the steps that this person may take next."""

    row: IssueRow
    says: str
    evidence: tuple[tuple[str, str], ...]
    steps: tuple[IssueStep, ...]
    next_steps: tuple[Transition, ...]


def issues(actor: Actor, today: date, filters: IssueFilters = IssueFilters()) -> QuerySet[Issue]:
    """Return the issues in scope that pass the filters, the most urgent first: those without a deadline last."""
    found = _in_scope(actor, today)
    if filters.state == SHOWN_TO_ALL:
        found = found.filter(state__in=WAITING)
    elif filters.state:
        found = found.filter(state=filters.state)
    wanted = {"rule": filters.rule, "place__code": filters.place, "owner__code": filters.owner}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    if filters.late:
        found = found.filter(_late(today))
    related = found.select_related("enterprise", "place", "owner", "owner_person")
    return related.order_by(F("due_on").asc(nulls_last=True), "enterprise__credit_code", "pk")


def rows_of(found: Iterable[Issue], today: date) -> list[IssueRow]:
    """Return issues at hand as lists show them; one query for the names."""
    listed = list(found)
    firms = population_with({one.enterprise_id for one in listed}, AsOf(today)).firms if listed else {}
    return [_row(one, firms, today) for one in listed]


def owner_counts(actor: Actor, today: date) -> list[OwnerCount]:
    """Return how many doubts wait at each owner, the most first; one query."""
    waiting = _in_scope(actor, today).filter(state__in=WAITING)
    grouped = waiting.values("owner__code", "owner__short_name").annotate(
        waiting=Count("pk"), late=Count("pk", filter=_late(today))
    )
    counts = [
        OwnerCount(row["owner__code"] or "", row["owner__short_name"] or "未定", row["waiting"], row["late"])
        for row in grouped
    ]
    return sorted(counts, key=lambda one: (-one.waiting, one.owner_code))


def issue_page(actor: Actor, issue_id: int, today: date) -> IssuePage:
    """Return one issue; raise IssueNotFound."""
    found = find_issue(actor, issue_id, today)
    rule = next((one for one in rules.everything() if one.code == found.rule), None)
    evidence = tuple((label, value) for label, value in found.evidence)
    if not actor.sees_whole_county:
        evidence = tuple(one for one in evidence if one[0] != rules.OTHERS)
    return IssuePage(
        row=rows_of([found], today)[0],
        says=rule.says if rule else "",
        evidence=evidence,
        steps=tuple(found.steps.order_by("pk")),
        next_steps=ISSUE_STEPS.from_state(found.state, roles=[grant.role for grant in actor.grants]),
    )


def find_issue(actor: Actor, issue_id: int, today: date) -> Issue:
    """Return one issue in scope; raise IssueNotFound."""
    related = _in_scope(actor, today).select_related("enterprise", "place", "owner", "owner_person")
    found = related.filter(pk=issue_id).first()
    if found is None:
        raise IssueNotFound("没有找到这条疑点。它可能不存在，或不在您的权限内。")
    return found


def is_late(issue: Any, today: date) -> bool:
    """Return whether an issue is late, or was when it was closed: what is late once stays so."""
    return issue.due_on is not None and (issue.closed_on or today) > issue.due_on


def _late(today: date) -> Q:
    return Q(due_on__lt=today, closed_on__isnull=True) | Q(closed_on__gt=F("due_on"))


def _in_scope(actor: Actor, today: date) -> QuerySet[Issue]:
    found: QuerySet[Issue] = Issue.objects.all()
    if actor.sees_whole_county:
        return found
    return found.filter(enterprise__in=in_scope(actor, AsOf(today)))


def _row(one: Issue, firms: Any, today: date) -> IssueRow:
    firm = firms.get(one.enterprise_id)
    person = f" {one.owner_person.name}" if one.owner_person else ""
    return IssueRow(
        id=one.pk,
        rule=one.rule,
        rule_name=rules.name_of(one.rule),
        credit_code=one.enterprise.credit_code,
        name=firm.name_on(today) if firm else one.enterprise.credit_code,
        place=one.place.short_name if one.place else "—",
        sentence=one.sentence,
        state=one.state,
        state_label=str(IssueState(one.state).label),
        owner=f"{one.owner.short_name}{person}" if one.owner else "未定",
        found_on=one.found_on,
        due_on=one.due_on,
        closed_on=one.closed_on,
        late=is_late(one, today),
    )
