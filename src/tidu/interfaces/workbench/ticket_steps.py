"""The steps of a difficulty ticket, each a form or a button: accept, work, answer, pass on, and the firm's own word.

Each carries the mark of the story that was looked at: of two people at one ticket the second is told of the first.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.support import operations, queries
from tidu.domain.support.vocabulary import Rating, TicketState
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.interfaces.kit.forms import PlainForm, number_in
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.kit.seen_forms import SEEN, SeenForm, SeenPage, version_in

REFUSALS = (operations.UnableToMoveTicket, operations.UnableToOpenTicket, HolidaysMissing)
NOT_FOUND = (queries.TicketNotFound,)
FIRM = frozenset({Role.ENTERPRISE_CONTACT})


def offer(field: forms.Field, choices: list[tuple[str, str]], first: tuple[str, str]) -> None:
    """Put choices into a select, after a first line."""
    if isinstance(field, forms.ChoiceField):
        field.choices = [first, *choices]


def offer_owners(field: forms.Field) -> None:
    """Put the units that can own work of the county into a select."""
    found = accounts.organisations().exclude(kind__in=("ENTERPRISE", "UNIVERSITY", "MEDIA", "SOCIETY"))
    offer(field, [(str(one.pk), one.name) for one in found], ("", "请选择"))


class _TicketForm(SeenPage):
    """A form about one ticket: who may not see it does not find it."""

    section = "tickets"
    roles = OFFICERS
    travels = False
    not_found = NOT_FOUND
    refusals = (operations.UnableToOpenTicket, HolidaysMissing)
    overtaken = (operations.UnableToMoveTicket,)

    def mark(self, number: str, **kwargs: Any) -> str:
        """Return the mark of the story so far."""
        return str(queries.last_act(queries.find_ticket(self.actor, number, self.as_of)))

    def shown(self, mark: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return nothing: such a form begins empty."""
        return {}

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose difficulty it is."""
        ticket = queries.find_ticket(self.actor, number, self.as_of)
        return {
            "trail": [("难题工单", reverse("tickets")), (number, self.next_address(number))],
            "lead": ticket.text,
        }

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the ticket."""
        return reverse("ticket", args=[number])


class AcceptForm(SeenForm):
    """Who answers for it."""

    handler = forms.ChoiceField(label="承办人")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clerks = accounts.holders_on(Role.SECTION_CLERK, clock.today())
        people = [(str(one.person_id), f"{one.person_name}（{one.organisation_name}）") for one in clerks]
        offer(self.fields["handler"], people, ("", "请选择"))


class AcceptTicket(_TicketForm):
    """Take it on."""

    title = "受理难题"
    form_class = AcceptForm
    button = "受理"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Accept and say what the firm sees."""
        handler = int(values["handler"])
        seen = version_in(values[SEEN])
        operations.accept(number=number, handler_id=handler, seen=seen, by=self.actor, now=clock.now())
        return "已受理。企业在自己的页面能看到承办人和答复期限。"


class WorkOnTicket(Action):
    """Begin to work on it, or again."""

    roles = OFFICERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND

    def act(self, number: str, **kwargs: Any) -> str:
        """Do it and say so."""
        queries.find_ticket(self.actor, number, self.as_of)
        seen = number_in(self.request.POST, SEEN) or None
        operations.work(number=number, seen=seen, by=self.actor, now=clock.now())
        return "已开始办理。"

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the ticket."""
        return reverse("ticket", args=[number])


class AnswerForm(SeenForm):
    """What the firm is told."""

    text = forms.CharField(
        label="答复内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明怎样解决、由谁负责、何时落实。企业据此评价。",
    )


class AnswerTicket(_TicketForm):
    """Answer the firm."""

    title = "答复企业"
    form_class = AnswerForm
    button = "答复"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Answer and say what comes next."""
        seen = version_in(values[SEEN])
        operations.answer(number=number, text=values["text"], seen=seen, by=self.actor, now=clock.now())
        return "已答复，计时停止。等待企业评价。"


class SectionFields(PlainForm):
    """A section of the bureau."""

    section = forms.ChoiceField(label="承办股室")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = accounts.organisations(OrganisationKind.BUREAU_SECTION)
        offer(self.fields["section"], [(str(one.pk), one.short_name) for one in found], ("", "请选择"))


class AssignForm(SectionFields, SeenForm):
    """To whom, and why."""

    reason = forms.CharField(label="转办理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AssignTicket(_TicketForm):
    """Pass it on to another section."""

    title = "转办"
    form_class = AssignForm
    button = "转办"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Pass it on; the deadline stays."""
        operations.assign(
            number=number,
            section_id=int(values["section"]),
            reason=values["reason"],
            seen=version_in(values[SEEN]),
            by=self.actor,
            now=clock.now(),
        )
        return "已转办，答复期限不变。"


class RateForm(SeenForm):
    """The firm's own word."""

    rating = forms.ChoiceField(label="您对答复", choices=Rating.choices, widget=forms.RadioSelect)
    remark = forms.CharField(
        label="说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选“不满意”时请写明哪里还没有解决，工单会重办。",
    )


class RateTicket(_TicketForm):
    """The firm says whether it is helped; nobody else can."""

    title = "评价答复"
    roles = FIRM
    form_class = RateForm
    button = "提交评价"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Rate and say what follows."""
        ticket = operations.rate_ticket(
            number=number,
            rating=values["rating"],
            remark=values["remark"],
            seen=version_in(values[SEEN]),
            by=self.actor,
            now=clock.now(),
        )
        return (
            "已重办，新的答复期限见下。" if ticket.state == TicketState.REOPENED else "已办结，感谢您的评价。"
        )


urlpatterns: list[URLPattern] = [
    path("tickets/<str:number>/accept/", AcceptTicket.as_view(), name="ticket-accept"),
    path("tickets/<str:number>/handle/", WorkOnTicket.as_view(), name="ticket-work"),
    path("tickets/<str:number>/answer/", AnswerTicket.as_view(), name="ticket-answer"),
    path("tickets/<str:number>/assign/", AssignTicket.as_view(), name="ticket-assign"),
    path("tickets/<str:number>/rate/", RateTicket.as_view(), name="ticket-rate"),
]
