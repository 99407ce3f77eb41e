"""Screens of outgoing returns for the bureau: send out, see who has answered, remind, exempt, close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import path, reverse

from tidu.domain.returns import operations, queries
from tidu.domain.returns.checks import keeps
from tidu.domain.returns.vocabulary import ASKABLE, RETURN_STEPS, AskedOf, ReturnState
from tidu.foundation import clock
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Slice
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, STAFF

UNKNOWN = (queries.ReturnNotFound,)
REFUSALS = (operations.UnableToIssue, operations.UnableToHandle)
DAYS_TO_ANSWER = 14
PAGE_SIZE = 100
OPEN_ONLY = "open"
BURDEN_SHOWN_FOR = timedelta(days=365)


class Returns(Page):
    """What was sent out, for the bureau; what one has to answer, for a township and a firm."""

    title = "报表"
    section = "returns"
    roles = FIRM_READERS
    travels = False
    template_name = "workbench/returns/returns.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list that is this person's."""
        if self.actor.sees_whole_county:
            lines = queries.returns(self.actor)
            running = [line for line in lines if line.outgoing.state == ReturnState.OPEN]
            return {
                "lead": "只问还没有的数据；一年内不重复问。",
                "lines": lines,
                "running": running if OPEN_ONLY in self.request.GET else None,
                "keeps": keeps(self.actor),
                "today": clock.today(),
            }
        return {
            "lead": "已有的数据不用再填，只填还缺的。",
            "mine": queries.standings(queries.mine(self.actor), self.as_of),
        }


class ReturnForm(PlainForm):
    """What to ask, of whom, until when."""

    title = forms.CharField(label="报表名称", max_length=80)
    basis = forms.CharField(
        label="依据", max_length=200, help_text="为什么要报：文件、会议或用途。填报单位会看到。"
    )
    year = forms.IntegerField(label="数据年度", min_value=1990, max_value=2100)
    asked = forms.MultipleChoiceField(
        label="所问指标", choices=list(ASKABLE.items()), widget=forms.CheckboxSelectMultiple
    )
    asked_of = forms.ChoiceField(label="由谁填报", choices=AskedOf.choices)
    titled_only = forms.BooleanField(label="只问持有科技型企业称号的企业", required=False)
    due_on = forms.DateField(label="截止日", help_text="须为工作日。")
    again_because = forms.CharField(
        label="重复询问的理由", max_length=200, required=False, help_text="一年内问过同样的问题时才填。"
    )


class NewReturn(FormPage):
    """Send a return out."""

    title = "发出报表"
    section = "returns"
    roles = OFFICERS
    travels = False
    form_class = ReturnForm
    button = "发出"
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Offer last year, and two weeks."""
        today = clock.today()
        return {"year": today.year - 1, "due_on": today + timedelta(days=DAYS_TO_ANSWER)}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {
            "trail": [("报表", reverse("returns"))],
            "lead": "已有全部所问数据的企业不会收到；工作簿里已有的数据锁定，只留空白待填。",
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Send it."""
        fields, asked_of = tuple(values.pop("asked")), AskedOf(values.pop("asked_of"))
        asked = operations.Asked(**values, fields=fields, asked_of=asked_of)
        outgoing = operations.issue(asked=asked, by=self.actor, now=clock.now())
        return f"已发出 {outgoing.number}“{outgoing.title}”。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the list."""
        return reverse("returns")


class Return(Page):
    """One return: who has answered, who has not, and what may be done now."""

    section = "returns"
    roles = STAFF
    travels = False
    not_found = UNKNOWN
    template_name = "workbench/returns/return.html"

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return the return and where every addressee stands: those that owe an answer first."""
        outgoing = queries.find(self.actor, pk)
        found = queries.standings(queries.addressees_of(outgoing), self.as_of)
        counts = queries.count_by_state(found)
        asked = self.request.GET.get("state", "")
        shown = [one for one in found if asked in ("", one.state)]
        shown.sort(key=lambda one: not one.owes)
        steps = RETURN_STEPS.from_state(outgoing.state) if keeps(self.actor) else ()
        return {
            "title": outgoing.title,
            "lead": f"{outgoing.number} · {outgoing.year} 年数据 · {outgoing.due_on} 前交回",
            "trail": [("报表", reverse("returns"))],
            "outgoing": outgoing,
            "labels": [ASKABLE[name] for name in outgoing.fields],
            "page": Slice.cut(shown, self.request.GET.get("page", "1"), PAGE_SIZE),
            "state": asked,
            "states": [(state, state.label, count) for state, count in counts.items() if count],
            "total": len(found),
            "owing": sum(one.owes for one in found),
            "missing": sum(one.missing for one in found),
            "values": sum(one.asked for one in found),
            "steps": steps,
            "keeps": keeps(self.actor),
            "open": outgoing.state == ReturnState.OPEN,
            "today": clock.today(),
        }


class Questions(Page):
    """What was asked of whom within a year."""

    title = "问过什么"
    section = "returns"
    roles = STAFF
    travels = False
    template_name = "workbench/returns/questions.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return each return's questions, and how much each place had to fill in."""
        today = clock.today()
        lines = queries.returns(self.actor)
        return {
            "lead": "一年内向同一家企业问过的指标不能再问，除非写明理由。",
            "trail": [("报表", reverse("returns"))],
            "asked": [(line, [ASKABLE[name] for name in line.outgoing.fields]) for line in lines],
            "burdens": queries.burdens(today - BURDEN_SHOWN_FOR, today),
        }


class ReturnAction(Action):
    """An act on a return."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = UNKNOWN

    @property
    def reason(self) -> str:
        """The reason that was typed."""
        return self.request.POST.get("reason", "")

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Back to the return."""
        return reverse("return", args=[pk])


class Remind(ReturnAction):
    """Remind everybody whose next step it is."""

    def act(self, pk: int, **kwargs: Any) -> str:
        """Remind and say how many."""
        count = operations.remind(outgoing=queries.find(self.actor, pk), by=self.actor, now=clock.now())
        return f"已催报 {count} 个单位：对方首页会显示。"


class Close(ReturnAction):
    """Take no more answers."""

    def act(self, pk: int, **kwargs: Any) -> str:
        """Close."""
        operations.close(outgoing=queries.find(self.actor, pk), by=self.actor, now=clock.now())
        return "已截止，不再收报。没有交的单位留在记录里。"


class Reopen(ReturnAction):
    """Take answers again."""

    def act(self, pk: int, **kwargs: Any) -> str:
        """Reopen."""
        found = queries.find(self.actor, pk)
        operations.reopen(outgoing=found, reason=self.reason, by=self.actor, now=clock.now())
        return "已重新开放填报。"


class Withdraw(ReturnAction):
    """Take the return back."""

    def act(self, pk: int, **kwargs: Any) -> str:
        """Withdraw."""
        found = queries.find(self.actor, pk)
        operations.withdraw(outgoing=found, reason=self.reason, by=self.actor, now=clock.now())
        return "已撤回：各单位不用再填，也不算问过。"


class Exempt(ReturnAction):
    """Excuse one addressee."""

    def act(self, pk: int, **kwargs: Any) -> str:
        """Exempt."""
        addressee = queries.find_addressed(self.actor, pk)
        operations.exempt(addressee=addressee, reason=self.reason, by=self.actor, now=clock.now())
        return "已免报。"

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Back to the return."""
        return reverse("return", args=[queries.find_addressed(self.actor, pk).outgoing_id])


urlpatterns = [
    path("returns/", Returns.as_view(), name="returns"),
    path("returns/new/", NewReturn.as_view(), name="return-new"),
    path("returns/questions/", Questions.as_view(), name="return-questions"),
    path("returns/<int:pk>/", Return.as_view(), name="return"),
    path("returns/<int:pk>/remind/", Remind.as_view(), name="return-remind"),
    path("returns/<int:pk>/close/", Close.as_view(), name="return-close"),
    path("returns/<int:pk>/reopen/", Reopen.as_view(), name="return-reopen"),
    path("returns/<int:pk>/withdraw/", Withdraw.as_view(), name="return-withdraw"),
    path("returns/to/<int:pk>/exempt/", Exempt.as_view(), name="return-exempt"),
]
