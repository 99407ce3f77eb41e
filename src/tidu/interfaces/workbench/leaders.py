"""Screens of contact leaders and advisers: the load of each, the firms of the pool, and who answers from now on."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.pool.vocabulary import IN_POOL
from tidu.domain.support import operations, queries
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm, number_in
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.workbench.ticket_steps import offer
from tidu.interfaces.workbench.tickets import ANY


def _own_firms(load: queries.Load) -> SafeString:
    address = f"{reverse('leader-firms')}?leader={load.person_id}"
    return format_html('<a href="{}">{}</a>', address, load.name)


def _overdue(load: queries.Load) -> SafeString:
    if not load.overdue:
        return SafeString("0")
    address = f"{reverse('leader-firms')}?leader={load.person_id}&standing={queries.OVERDUE}"
    return format_html('<a class="needs-you" href="{}">{}</a>', address, load.overdue)


def _last(day: Any) -> str:
    return wording.day(day) if day else "还没有"


class Leaders(ListPage):
    """Who answers for how many firms, when he was last with one, and who is overdue."""

    title = "联系领导"
    section = "leaders"
    roles = READERS
    template_name = "workbench/support/leaders.html"
    noun = "位"
    empty = "还没有可以担任联系领导的人。请系统管理员登记县领导、科技局领导和乡镇分管领导的任职。"
    columns = (
        Column("联系领导", lambda load: load.name, shown=_own_firms),
        Column("职务", lambda load: load.post),
        Column("联系企业", lambda load: load.firms, unit="家", numeric=True),
        Column("逾期未联系", lambda load: load.overdue, shown=_overdue, unit="家", numeric=True),
        Column("还没有走访过", lambda load: load.never, unit="家", numeric=True),
        Column("最近一次走访", lambda load: _last(load.last_visit_on), whole=True),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the load of each leader, the most overdue first."""
        self.lines = queries.contact_lines(self.actor, self.as_of)
        return queries.loads_within(self.actor, self.lines, self.as_of.on)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return how many firms nobody answers for, and the rule."""
        without = sum(line.standing == queries.NONE for line in self.lines)
        return {
            "lead": queries.contact_rule_in_words(self.as_of),
            "without": without,
            "none": queries.NONE,
            "officer": self.actor.has_role(*OFFICERS),
        }


def _advised(load: queries.AdviserLoad) -> SafeString:
    address = f"{reverse('leader-firms')}?adviser={load.person_id}"
    return format_html('<a href="{}">{}</a>', address, load.name)


def _red(count: int) -> SafeString:
    return format_html('<span class="{}">{}</span>', "needs-you" if count else "", count)


class Advisers(ListPage):
    """How many firms each adviser has taken on, when the adviser was last with one, and what is in hand."""

    title = "辅导员"
    section = "leaders"
    roles = READERS
    noun = "位"
    empty = "培育库里还没有指定辅导员。把企业纳入培育时指定。"
    columns = (
        Column("辅导员", lambda load: load.name, shown=_advised),
        Column("辅导企业", lambda load: load.firms, unit="家", numeric=True),
        Column(
            "逾期未走访",
            lambda load: load.overdue,
            shown=lambda load: _red(load.overdue),
            unit="家",
            numeric=True,
        ),
        Column("还没有走访过", lambda load: load.never, unit="家", numeric=True),
        Column("最近一次走访", lambda load: _last(load.last_visit_on), whole=True),
        Column("在办难题", lambda load: load.tickets, unit="件", numeric=True),
        Column(
            "逾期难题",
            lambda load: load.late_tickets,
            shown=lambda load: _red(load.late_tickets),
            unit="件",
            numeric=True,
        ),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the load of each adviser, the most overdue first."""
        lines = queries.contact_lines(self.actor, self.as_of)
        return queries.adviser_loads(self.actor, lines, self.as_of)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say by which days a visit is overdue."""
        return {
            "trail": [("联系领导", reverse("leaders"))],
            "lead": f"辅导员没有另外的走访期限，按联系制度的天数对照：{queries.contact_rule_in_words(self.as_of)}",
        }


class FirmFilters(PlainForm):
    """What the firms are narrowed to."""

    text = forms.CharField(label="企业", required=False)
    standing = forms.ChoiceField(label="联系情况", required=False, choices=[ANY, *queries.STANDINGS.items()])
    leader = forms.ChoiceField(label="联系领导", required=False)
    adviser = forms.ChoiceField(label="辅导员", required=False)
    stage = forms.ChoiceField(
        label="阶段", required=False, choices=[ANY, *((one.value, one.label) for one in IN_POOL)]
    )
    place = forms.ChoiceField(label="属地", required=False)

    def __init__(self, data: QueryDict, offered: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(data)
        for name, choices in offered.items():
            offer(self.fields[name], choices, ("", "全县") if name == "place" else ANY)


def _pick(line: queries.ContactLine) -> SafeString:
    """Show the firm as something to tick, with the leader that is looked at, and as the way to its page."""
    return format_html(
        '<span class="pick"><input class="form-check-input" type="checkbox" name="firm" value="{}:{}" form="assign"'
        ' aria-label="选择{}"><a href="{}">{}</a></span>',
        line.enterprise_id,
        line.record[1] if line.record else 0,
        line.name,
        reverse("enterprise-support", args=[line.credit_code]),
        line.name,
    )


def _firm(line: queries.ContactLine) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("enterprise-support", args=[line.credit_code]), line.name
    )


def _adviser_was_there(line: queries.ContactLine) -> SafeString:
    colour = "chip chip-amber" if line.adviser_late else ""
    return format_html(
        '<span class="{}">{}</span>', colour, _last(line.adviser_visit_on) if line.adviser else "—"
    )


def _standing(line: queries.ContactLine) -> SafeString:
    colour = {queries.NONE: "chip-red", queries.OVERDUE: "chip-amber"}.get(line.standing, "chip-green")
    return format_html('<span class="chip {}">{}</span>', colour, line.standing_label)


class LeaderFirms(ListPage):
    """The firms of the pool with leader and adviser; an officer ticks some and gives them a leader."""

    title = "在库企业的联系领导"
    section = "leaders"
    roles = READERS
    form_class = FirmFilters
    template_name = "workbench/support/leader_firms.html"
    noun = "家企业"
    empty = "培育库里还没有企业。企业入库以后在这里指定联系领导。"
    columns = (
        Column("企业", lambda line: line.name, shown=_firm),
        Column("统一社会信用代码", lambda line: line.credit_code, on_screen=False),
        Column("属地", lambda line: line.place, whole=True),
        Column("阶段", lambda line: line.stage_label, whole=True),
        Column("联系领导", lambda line: line.leader or "—", whole=True),
        Column("自", lambda line: wording.day(line.since) if line.since else "—", whole=True),
        Column("本人最近走访", lambda line: _last(line.last_visit_on) if line.leader else "—", whole=True),
        Column("联系情况", lambda line: line.standing_label, shown=_standing, whole=True),
        Column("辅导员", lambda line: line.adviser or "—", whole=True),
        Column(
            "辅导员最近走访",
            lambda line: _last(line.adviser_visit_on) if line.adviser else "—",
            shown=_adviser_was_there,
            whole=True,
        ),
    )

    def get_columns(self) -> Any:
        """Let officers tick."""
        if not self.may_assign:
            return self.columns
        return (Column("企业", lambda line: line.name, shown=_pick), *self.columns[1:])

    @property
    def may_assign(self) -> bool:
        """Whether this person gives firms their leaders, today and not on a day gone by."""
        return self.actor.has_role(*OFFICERS) and self.as_of.on == clock.today()

    def get_form(self, data: QueryDict) -> PlainForm:
        """Return the filters with the county's leaders and places."""
        self.people = [
            (str(one.person_id), f"{one.name}（{one.post}）") for one in queries.candidates(self.as_of.on)
        ]
        places = [(place.code, place.short_name) for place in accounts.places()]
        self.lines = queries.contact_lines(self.actor, self.as_of)
        advisers = sorted({(str(one.adviser_id), one.adviser) for one in self.lines if one.adviser_id})
        return FirmFilters(data, {"leader": self.people, "adviser": advisers, "place": places})

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the firms: those without a leader first, then those overdue."""
        return queries.narrowed(self.lines, queries.ContactFilters(**filters))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return who can be given firms."""
        return {
            "trail": [("联系领导", reverse("leaders"))],
            "people": self.people,
            "may_assign": self.may_assign,
        }


_PICKED = re.compile(r"[0-9]{1,12}:[0-9]{1,12}")


def _picked(text: str) -> tuple[int, int]:
    """Return the firm that was ticked, and the record of its leader that was looked at, 0 for none."""
    firm, _, record = text.partition(":")
    return int(firm), int(record)


class AssignLeader(Action):
    """Give the firms ticked one leader, from today on."""

    roles = OFFICERS
    travels = False
    refusals = (operations.UnableToAssignLeader,)

    def act(self, **kwargs: Any) -> str:
        """Assign and say how many changed."""
        seen = dict(map(_picked, filter(_PICKED.fullmatch, self.request.POST.getlist("firm"))))
        if not seen:
            raise operations.UnableToAssignLeader("请先勾选企业，再指定联系领导。")
        changed = operations.assign_leader(
            enterprise_ids=seen.keys(),
            person_id=number_in(self.request.POST, "leader"),
            on=clock.today(),
            by=self.actor,
            now=clock.now(),
            seen=seen,
        )
        same = len(seen) - len(changed)
        return f"已为 {len(changed)} 家企业指定联系领导" + (f"，{same} 家原来就是。" if same else "。")

    def next_address(self, **kwargs: Any) -> str:
        """Return to the firms."""
        return reverse("leader-firms")


urlpatterns: list[URLPattern] = [
    path("leaders/", Leaders.as_view(), name="leaders"),
    path("leaders/advisers/", Advisers.as_view(), name="advisers"),
    path("leaders/firms/", LeaderFirms.as_view(), name="leader-firms"),
    path("leaders/assign/", AssignLeader.as_view(), name="leader-assign"),
]
