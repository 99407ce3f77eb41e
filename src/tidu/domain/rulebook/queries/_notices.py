"""Who was told of a policy, who has read of it, and whom it fits: the funnel that the bureau looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from tidu.domain.rulebook.models import PolicyDraft, PolicyNotice
from tidu.domain.rulebook.queries._benefits import benefit_rules
from tidu.domain.rulebook.queries._policies import Policy, matched, policy
from tidu.domain.rulebook.queries._snapshots import Firm, Snapshot
from tidu.domain.rulebook.vocabulary import NEW_WITHIN_DAYS, DraftState
from tidu.foundation import clock
from tidu.foundation.clock import AsOf
from tidu.rules.model.standing import Standing

TOLD = (Standing.ENTITLED, Standing.AT_CAP, Standing.PENDING, Standing.NEARLY)
"""Whom a policy is told to: those it fits, those that wait, and those it nearly fits."""


@dataclass(frozen=True)
class ToldFirm:
    """A firm that a policy fits or nearly fits, or that was told of it: how it stands now, when told, when read.

    `standing` is None for a firm that was told and that the policy fits no more.
    """

    firm: Firm
    standing: Standing | None
    told_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True)
class Funnel:
    """From whom a policy fits to who has read of it, with the firms."""

    rows: tuple[ToldFirm, ...]

    @property
    def eligible(self) -> int:
        """How many the policy fits or nearly fits now."""
        return sum(row.standing is not None for row in self.rows)

    @property
    def told(self) -> int:
        """How many were told."""
        return sum(row.told_at is not None for row in self.rows)

    @property
    def read(self) -> int:
        """How many of those have read of it."""
        return sum(row.read_at is not None for row in self.rows)

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


def funnel(of: Policy, county: Snapshot) -> Funnel:
    """Return whom a policy fits, who was told and who has read; those not told first, then the unread."""
    fits = fitting(of, county)
    told = {one.enterprise_id: one for one in notices_of(of)}
    rows = []
    for code, firm in county.firms.items():
        notice = told.get(firm.enterprise_id)
        if code in fits or notice is not None:
            rows.append(
                ToldFirm(
                    firm,
                    fits.get(code),
                    notice.told_at if notice else None,
                    notice.read_at if notice else None,
                )
            )
    return Funnel(
        tuple(sorted(rows, key=lambda row: (row.told_at is not None, row.read_at is not None, row.firm.name)))
    )


def unread(enterprise_id: int) -> set[tuple[str, date]]:
    """Return code and first day of the policy versions that a firm was told of and has not read; one query."""
    found = PolicyNotice.objects.filter(enterprise_id=enterprise_id, read_at=None)
    return set(found.values_list("rule_code", "version_on"))


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
