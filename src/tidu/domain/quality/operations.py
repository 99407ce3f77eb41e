"""QualityReview the register, and answer what the review found. Steps are only added, and every one is audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tidu.domain.quality import checks, queries, rules
from tidu.domain.quality.checks import UnableToAnswerIssue
from tidu.domain.quality.models import Issue, IssueStep
from tidu.domain.quality.vocabulary import ISSUE_STEPS, STANDING, WAITING, IssueState, OwnerKind
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor, Role
from tidu.foundation.audit import operations as audit
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import Transition

__all__ = ["QualityReview", "UnableToAnswerIssue", "answer", "review", "review_nightly"]

Key = tuple[str, int, str]


@dataclass(frozen=True)
class QualityReview:
    """What a review did: doubts newly found, found again after an answer, gone, and waiting now."""

    opened: int
    returned: int
    gone: int
    waiting: int

    @property
    def sentence(self) -> str:
        """Return it in one sentence."""
        done = f"新发现疑点 {self.opened} 条，复查仍在 {self.returned} 条，不再出现 {self.gone} 条"
        return f"{done}，待核共 {self.waiting} 条。"


def review(*, by: Actor, now: datetime) -> QualityReview:
    """Search the register with every rule and bring the issues to what is found; run twice, it changes nothing."""
    day = clock.day_of(now)
    seen = queries.firms_seen(AsOf(day))
    found = {
        (rule.code, finding.enterprise_id, finding.key): finding
        for rule in rules.everything()
        for finding in rule.find(seen, day)
    }
    with transaction.atomic():
        standing = {
            (issue.rule, issue.enterprise_id, issue.key): issue
            for issue in Issue.objects.select_for_update().filter(state__in=STANDING)
        }
        desk = _Desk.on(day, by, now)
        for key, finding in found.items():
            desk.meet(key, finding, standing.get(key))
        for key, issue in standing.items():
            if key not in found:
                desk.step(issue, _leading(issue, IssueState.GONE))
        desk.write()
        done = QualityReview(
            opened=desk.counts["found"],
            returned=desk.counts["still_there"] + desk.counts["changed"],
            gone=sum(desk.counts[name] for name in ("vanish", "vanish_mended", "vanish_confirmed")),
            waiting=Issue.objects.filter(state__in=WAITING).count(),
        )
        audit.record(
            by=by,
            now=now,
            action="quality.review",
            subject=("quality.Issue", day.isoformat()),
            summary=done.sentence,
            detail=dict(desk.counts),
        )
    return done


def review_nightly(*, by: Actor, now: datetime) -> str:
    """QualityReview, and say what came of it: the nightly job."""
    return review(by=by, now=now).sentence


def answer(*, issue_id: int, action: str, reason: str, by: Actor, now: datetime) -> Issue:
    """Take a step that a person may take. Raises IssueNotFound and UnableToAnswerIssue."""
    day = clock.day_of(now)
    with transaction.atomic():
        Issue.objects.select_for_update().filter(
            pk=issue_id
        ).first()  # of two answers the second sees the first
        issue = queries.find_issue(by, issue_id, day)
        step = checks.check_can_step(issue, action, reason, by)
        desk = _Desk(day, by, now, {}, {})
        desk.step(issue, step, reason.strip())
        desk.write()
        code = issue.enterprise.credit_code
        audit.record(
            by=by,
            now=now,
            action=f"quality.{action}",
            subject=("quality.Issue", str(issue.pk)),
            organisation_code=code,
            summary=f"{step.label}：{issue.sentence}"[:300],
            detail={"rule": issue.rule, "reason": reason.strip()},
        )
    return issue


def _leading(issue: Issue, target: IssueState) -> Transition:
    return ISSUE_STEPS.between(issue.state, target)


Owner = tuple[int | None, int | None]
"""An organisation and the person answering there."""


class _Desk:
    """Collects what a review or an answer changes, and writes it at once."""

    def __init__(
        self,
        day: date,
        by: Actor,
        now: datetime,
        places: Mapping[int, int | None],
        leaders: Mapping[int | None, Owner],
    ) -> None:
        self.day, self.by, self.now = day, by, now
        self.places, self.leaders = places, leaders
        self.counts: Counter[str] = Counter()
        self.fresh: list[Issue] = []
        self.touched: list[Issue] = []
        self.steps: list[IssueStep] = []
        self.due: dict[int, date | None] = {}

    @classmethod
    def on(cls, day: date, by: Actor, now: datetime) -> _Desk:
        """Return the desk of a review: where every firm is, and who answers for each place and for the bureau."""
        firms = queries.places_of_firms(AsOf(day))
        leaders: dict[int | None, Owner] = {}
        for holder in accounts.holders_on(Role.TOWNSHIP_LEADER, day):
            leaders.setdefault(holder.organisation_id, (holder.organisation_id, holder.person_id))
        for holder in accounts.holders_on(Role.SECTION_CLERK, day)[:1]:
            leaders[None] = (holder.organisation_id, holder.person_id)
        return cls(day, by, now, firms, leaders)

    def meet(self, key: Key, finding: rules.Finding, issue: Issue | None) -> None:
        """Bring one finding and the issue that says it, if there is one, together."""
        rule = next(one for one in rules.everything() if one.code == key[0])
        place = self.places.get(finding.enterprise_id)
        owner, person = self._owner(rule, place)
        if issue is None:
            issue = Issue(
                rule=key[0], enterprise_id=key[1], key=key[2], state=IssueState.OPEN, found_on=self.day
            )
            issue.due_on = self._due(rule.working_days)
            self._say(issue, finding, place, owner, person)
            self.fresh.append(issue)
            self.counts["found"] += 1
            return
        changed = issue.mark != finding.mark
        self._say(issue, finding, place, owner, person)
        if issue.due_on is None:
            issue.due_on = self._due(rule.working_days)
        if issue.state == IssueState.MENDED:
            self.step(issue, _leading(issue, IssueState.OPEN))
        elif issue.state == IssueState.CONFIRMED and changed:
            self.step(issue, ISSUE_STEPS.from_state(issue.state)[1])
        else:
            self.touched.append(issue)

    def step(self, issue: Issue, step: Transition, reason: str = "") -> None:
        """Take a step."""
        self.steps.append(
            IssueStep(
                issue=issue,
                action=step.action,
                from_state=issue.state,
                to_state=step.target,
                at=self.now,
                by_id=self.by.user_id,
                by_name=self.by.name,
                reason=reason,
            )
        )
        issue.state = step.target
        issue.closed_on = None if step.target in WAITING else self.day
        self.touched.append(issue)
        self.counts[step.action] += 1

    def write(self) -> None:
        """Write everything collected."""
        fields = (
            "sentence",
            "evidence",
            "mark",
            "state",
            "place",
            "owner",
            "owner_person",
            "due_on",
            "closed_on",
        )
        for issue in Issue.objects.bulk_create(self.fresh, batch_size=500):
            self.steps.append(
                IssueStep(
                    issue=issue,
                    action="found",
                    to_state=issue.state,
                    at=self.now,
                    by_id=self.by.user_id,
                    by_name=self.by.name,
                )
            )
        Issue.objects.bulk_update(self.touched, fields, batch_size=200)
        IssueStep.objects.bulk_create(self.steps, batch_size=500)

    def _say(
        self, issue: Issue, finding: rules.Finding, place: int | None, owner: int | None, person: int | None
    ) -> None:
        issue.sentence, issue.mark = finding.sentence[:300], finding.mark
        issue.evidence = [list(one) for one in finding.evidence]
        issue.place_id, issue.owner_id, issue.owner_person_id = place, owner, person

    def _owner(self, rule: rules.QualityRule, place: int | None) -> Owner:
        """Return who looks into it: the firm's place, or the bureau where the rule says so or the place is nobody's."""
        if rule.owner == OwnerKind.PLACE and place is not None:
            return self.leaders.get(place, (place, None))
        return self.leaders.get(None, (None, None))

    def _due(self, working_days: int) -> date | None:
        """Return the deadline, None while the holiday table of its year is missing."""
        if working_days not in self.due:
            try:
                self.due[working_days] = calendar.add_working_days(self.day, working_days)
            except calendar.HolidaysMissing:
                self.due[working_days] = None
        return self.due[working_days]
