"""Whom a policy fits, who was told and what they did then; and telling those who were not."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.operations import UnableToDraft
from tidu.domain.rulebook.queries import ToldFirm
from tidu.domain.support import queries as support
from tidu.foundation import clock
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS


def _name(row: ToldFirm) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("enterprise", args=[row.firm.credit_code]), row.firm.name
    )


def _moment(moment: datetime | None) -> str:
    return wording.moment(moment) if moment else "—"


class StepFilters(PlainForm):
    """Which step's firms."""

    step = forms.ChoiceField(
        label="走到哪一步",
        required=False,
        choices=[("", "全部"), *((step.value, label) for step, label in queries.FUNNEL_LABELS.items())],
    )


class PolicyNotices(ListPage):
    """The funnel of one policy with its firms."""

    section = "policies"
    roles = OFFICERS
    travels = False
    form_class = StepFilters
    template_name = "workbench/policies/notices.html"
    noun = "家企业"
    empty = "这项政策现在没有符合或差一点的企业。"
    columns = (
        Column("企业", lambda row: row.firm.name, shown=_name),
        Column("统一社会信用代码", lambda row: row.firm.credit_code, on_screen=False),
        Column("属地", lambda row: row.firm.place),
        Column("对照结果", lambda row: row.standing.label if row.standing else "不再符合", whole=True),
        Column("告知", lambda row: wording.moment(row.told_at) if row.told_at else "未告知", whole=True),
        Column("打开首页", lambda row: _moment(row.opened_at), whole=True),
        Column("看政策", lambda row: wording.moment(row.read_at) if row.read_at else "未读", whole=True),
        Column("试算", lambda row: _moment(row.tried_at), whole=True),
        Column("提工单", lambda row: _moment(row.asked_at), whole=True),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the firms of the step asked for."""
        step = filters.get("step")
        return self._funnel.at(queries.FunnelStep(step)) if step else self._funnel.rows

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the funnel's numbers."""
        rule = queries.policy(code, self.as_of).rule
        found = self._funnel
        return {
            "title": f"告知情况：{rule.name}",
            "trail": [("政策库", reverse("policies")), (rule.name, reverse("policy", args=[code]))],
            "lead": queries.FUNNEL_RULE,
            "steps": [
                (step.value, label, len(found.at(step))) for step, label in queries.FUNNEL_LABELS.items()
            ],
            "code": code,
            "to_tell": found.to_tell,
        }

    @cached_property
    def _funnel(self) -> queries.Funnel:
        policy = queries.policy(self.kwargs["code"], self.as_of)
        asked = support.asked_about(policy.rule.code)
        return queries.funnel(policy, queries.snapshot(self.as_of), asked)


class TellFirms(Action):
    """Tell the firms that were not told."""

    roles = OFFICERS
    travels = False
    refusals = (UnableToDraft,)

    def act(self, code: str, **kwargs: Any) -> str:
        """Tell them."""
        told = operations.tell_firms(rule_code=code, as_of=self.as_of, by=self.actor, now=clock.now())
        return f"已告知 {told} 家企业。" if told else "没有要新告知的企业。"

    def next_address(self, code: str, **kwargs: Any) -> str:
        """Go back to the funnel."""
        return reverse("policy-notices", args=[code])


urlpatterns = [
    path("policies/<str:code>/notices/", PolicyNotices.as_view(), name="policy-notices"),
    path("policies/<str:code>/tell/", TellFirms.as_view(), name="policy-tell"),
]
