"""Whom a policy fits, who was told, and what they did then: the funnel that the bureau looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from tidu.domain.rulebook.models import PolicyDraft, PolicyNotice
from tidu.domain.rulebook.queries._benefits import benefit_rules
from tidu.domain.rulebook.queries._policies import Policy, matched, policy
from tidu.domain.rulebook.queries._snapshots import Firm, Snapshot
from tidu.domain.rulebook.vocabulary import NEW_WITHIN_DAYS, DraftState
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.rules import Rule
from tidu.rules.model.standing import Standing

TOLD = (Standing.ENTITLED, Standing.AT_CAP, Standing.PENDING, Standing.NEARLY)
"""Whom a policy is told to: those it fits, those that wait, and those it nearly fits."""


class FunnelStep(StrEnum):
    """One step from a policy to a firm; each after the first is proven by a record with its moment."""

    FITS = "fits"
    TOLD = "told"
    OPENED = "opened"
    READ = "read"
    TRIED = "tried"
    ASKED = "asked"


FUNNEL_LABELS = {
    FunnelStep.FITS: "符合、待定或差一点",
    FunnelStep.TOLD: "已告知",
    FunnelStep.OPENED: "打开了首页",
    FunnelStep.READ: "看了这项政策",
    FunnelStep.TRIED: "改数试算",
    FunnelStep.ASKED: "提了工单",
}

FUNNEL_RULE = (
    "告知出现在企业首页；看政策、改数试算、从政策页提出难题，各记企业自己的人第一次做的时间。"
    "提了工单只计告知之后、从这项政策的页面提出的。申报和拨付两步没有记录，不在此列。"
)
"""What each step of the funnel counts, and which later steps no record proves."""


@dataclass(frozen=True)
class ToldFirm:
    """A firm that a policy fits or nearly fits, or that was told of it, with the moments of its steps.

    `standing` is None for a firm that was told and that the policy fits no more.
    """

    firm: Firm
    standing: Standing | None
    told_at: datetime | None
    opened_at: datetime | None
    read_at: datetime | None
    tried_at: datetime | None
    asked_at: datetime | None

    def took(self, step: FunnelStep) -> bool:
        """Return whether the firm is counted at a step."""
        if step is FunnelStep.FITS:
            return self.standing is not None
        return getattr(self, f"{step.value}_at") is not None


@dataclass(frozen=True)
class Funnel:
    """From whom a policy fits to who has asked about it, with the firms."""

    rows: tuple[ToldFirm, ...]

    def at(self, step: FunnelStep) -> tuple[ToldFirm, ...]:
        """Return the firms counted at a step."""
        return tuple(row for row in self.rows if row.took(step))

    @property
    def to_tell(self) -> int:
        """How many the policy fits or nearly fits and nobody has told."""
        return sum(row.standing is not None and row.told_at is None for row in self.rows)


def fitting(told: Policy, county: Snapshot) -> dict[str, Standing]:
    """Return the firms that a policy is told to, by credit code, with how each stands."""
    found = matched(told, county).costing
    if found is None:
        return {}
    standings = {row["key"]: Standing(row["standing"]) for row in found.rows.iter_rows(named=True)}
    return {code: standing for code, standing in standings.items() if standing in TOLD}


def notices_of(told: Policy) -> QuerySet[PolicyNotice]:
    """Return the notices of one version of a policy."""
    law = told.rule.law
    return PolicyNotice.objects.filter(rule_code=told.rule.code, version_on=law.valid_from_on)


def funnel(of: Policy, county: Snapshot, asked: Mapping[int, datetime]) -> Funnel:
    """Return whom a policy fits, who was told and what they did; those not told first, then the unread.

    `asked` are the last moments at which firms (by id) asked about the policy; what lies before the notice does not
    count.
    """
    fits = fitting(of, county)
    told = {one.enterprise_id: one for one in notices_of(of)}
    rows = [
        _told_firm(firm, fits.get(code), told.get(firm.enterprise_id), asked.get(firm.enterprise_id))
        for code, firm in county.firms.items()
        if code in fits or firm.enterprise_id in told
    ]
    return Funnel(
        tuple(sorted(rows, key=lambda row: (row.told_at is not None, row.read_at is not None, row.firm.name)))
    )


def _told_firm(
    firm: Firm, standing: Standing | None, notice: PolicyNotice | None, asked_at: datetime | None
) -> ToldFirm:
    if notice is None:
        return ToldFirm(firm, standing, None, None, None, None, None)
    return ToldFirm(
        firm,
        standing,
        notice.told_at,
        notice.opened_at or notice.read_at,  # whoever looked at the policy has seen of it
        notice.read_at,
        notice.tried_at,
        asked_at if asked_at is not None and asked_at >= notice.told_at else None,
    )


def unread(enterprise_id: int) -> set[tuple[str, date]]:
    """Return code and first day of the policy versions that a firm was told of and has not read; one query."""
    found = PolicyNotice.objects.filter(enterprise_id=enterprise_id, read_at=None)
    return set(found.values_list("rule_code", "version_on"))


def told_of(enterprise_id: int, rule: Rule) -> PolicyNotice | None:
    """Return how a firm was told of a version and what its people did with it, None where it was not; one query."""
    found = PolicyNotice.objects.filter(enterprise_id=enterprise_id, rule_code=rule.code)
    return found.filter(version_on=rule.law.valid_from_on).first()


def new_policies(as_of: AsOf) -> list[Policy]:
    """Return the versions that judge cases of a day and did not judge those of weeks before, or are just published.

    A version counts from when it judges: one that goes by the fiscal year begins a year after its document.
    """
    edge = as_of.on - timedelta(days=NEW_WITHIN_DAYS)
    drafts = PolicyDraft.objects.filter(state=DraftState.PUBLISHED, published_at__gte=clock.end_of(edge))
    published = set(drafts.values_list("rule_code", "in_force_on"))
    before = {rule.code: rule.law for rule in benefit_rules(as_of.at(edge))}
    return [
        policy(rule.code, as_of)
        for rule in benefit_rules(as_of)
        if before.get(rule.code) != rule.law or (rule.code, rule.law.valid_from_on) in published
    ]
