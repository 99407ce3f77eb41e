"""Screens of difficulty tickets: the list, one ticket with its steps, the telephone form, the bureau's promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.enterprises import queries as enterprises
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.support import operations, queries
from tidu.domain.support.vocabulary import Level, TicketKind, TicketSource, TicketState
from tidu.foundation import clock
from tidu.foundation.calendar.queries import calendar_to_show
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, READERS
from tidu.interfaces.kit.wording import working_days_left
from tidu.interfaces.workbench import ticket_steps
from tidu.interfaces.workbench.ticket_steps import NOT_FOUND, REFUSALS, offer
from tidu.rules import NoVersionInForce

ANY = ("", "全部")
WAITING = (ANY, (queries.OPEN, "待答复"), (queries.LATE, "已逾期"))
HITS = 8
STATE_COLOURS: dict[str, str] = {TicketState.CLOSED: "chip-green", TicketState.REOPENED: "chip-amber"}


class TicketFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="编号、企业或内容", required=False)
    waiting = forms.ChoiceField(label="时限", required=False, choices=WAITING)
    kind = forms.ChoiceField(label="类别", required=False, choices=[ANY, *TicketKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *TicketState.choices])
    section = forms.ChoiceField(label="承办", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        offer(self.fields["section"], [(one.code, one.short_name) for one in queries.sections()], ANY)


def _number(line: queries.TicketLine) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="small soft">{}</span>',
        reverse("ticket", args=[line.ticket.number]),
        line.firm_name,
        line.ticket.number,
    )


def _due(line: queries.TicketLine) -> SafeString:
    """Show the deadline, and red what is late or was."""
    text = format_html('<span class="nowrap">{}</span>', line.due_on.isoformat())
    if line.late:
        colour = "chip-red" if line.is_waiting else "chip"
        return format_html('{}<br><span class="chip {}">{}</span>', text, colour, lateness(line))
    return text


def lateness(line: queries.TicketLine) -> str:
    """Return by how much a ticket is or was late."""
    return f"{'已逾期' if line.is_waiting else '曾逾期'} {line.days_late} 个工作日"


def _state(line: queries.TicketLine) -> SafeString:
    word = line.ticket.get_state_display()
    colour = STATE_COLOURS.get(line.ticket.state, "")
    above = Level(line.ticket.level).label if line.is_waiting and line.ticket.level else ""
    tail = format_html(' <span class="chip chip-red">已报{}</span>', above) if above else ""
    return format_html('<span class="chip {}">{}</span>{}', colour, word, tail)


class Tickets(ListPage):
    """The difficulties of the firms in scope: those waiting first, the soonest due on top."""

    title = "难题工单"
    section = "tickets"
    roles = READERS
    travels = False
    form_class = TicketFilters
    template_name = "workbench/support/tickets.html"
    noun = "件"
    empty = "还没有难题工单。走访时勾选企业的难题，或按“来电登记”记下第一件。"
    columns = (
        Column("企业", lambda line: line.firm_name, shown=_number),
        Column("编号", lambda line: line.ticket.number, on_screen=False),
        Column("类别", lambda line: line.ticket.get_kind_display(), whole=True),
        Column("内容", lambda line: line.ticket.text),
        Column("来源", lambda line: line.ticket.get_source_display(), whole=True),
        Column("承办", lambda line: line.ticket.section.short_name, whole=True),
        Column("承办人", lambda line: line.ticket.handler.name if line.ticket.handler else "—", whole=True),
        Column("状态", lambda line: line.ticket.get_state_display(), shown=_state),
        Column("答复期限", lambda line: line.due_on, shown=_due),
        Column("逾期工作日", lambda line: line.days_late, on_screen=False),
        Column("企业评价", lambda line: line.rating_label or "—", whole=True),
        Column("登记日", lambda line: clock.day_of(line.ticket.opened_at), on_screen=False),
    )

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of tickets as lines."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        return Slice(queries.lines_of(page.rows, self.as_of), page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every line, for the file."""
        return queries.lines_of(self._found(filters), self.as_of)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what waits and what is late, in one sentence."""
        counts = queries.overdue_counts(self.actor, self.as_of)
        words = f"待答复 {counts['waiting']} 件，逾期 {counts['late']} 件"
        up = (
            f"，其中已报局领导 {counts['bureau']} 件、县分管领导 {counts['county']} 件"
            if counts["late"]
            else ""
        )
        return {"lead": f"{words}{up}。办结只凭企业自己的评价。", "officer": self.actor.has_role(*OFFICERS)}

    def _found(self, filters: dict[str, Any]) -> Any:
        return queries.tickets(self.actor, self.as_of, queries.TicketFilters(**filters))


class TicketPage(Page):
    """One difficulty: the firm's words, the answers, the story, and the next step of whoever looks."""

    section = "tickets"
    roles = FIRM_READERS
    not_found = NOT_FOUND
    travels = False
    template_name = "workbench/support/ticket.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the ticket and the ways on."""
        page = queries.ticket_page(self.actor, number, self.as_of)
        actions = {step.action for step in page.next_steps}
        officer = self.actor.has_role(*OFFICERS)
        return {
            "title": f"{page.line.firm_name}：{page.line.ticket.get_kind_display()}",
            "trail": [("难题工单", reverse("tickets"))] if self.actor.has_role(*READERS) else [],
            "page_of": page,
            "line": page.line,
            "lateness": lateness(page.line) if page.line.late else "",
            "actions": actions,
            "may_pass_on": officer and page.line.is_waiting,
            "policy": policy_name(page.line.ticket.rule_code, self.as_of),
            "is_reader": self.actor.has_role(*READERS),
            "left": _left(page.line, self.as_of.on),
        }


def _left(line: queries.TicketLine, on: date) -> str:
    """Return in words how long the answer may take, nothing where none is owed."""
    if not line.is_waiting or line.late:
        return ""
    return working_days_left(calendar_to_show().between(on, line.due_on), was_late=False)


def policy_name(code: str, as_of: AsOf) -> str:
    """Return what the policy is called from whose page a firm asked; its code where no version is in force now."""
    try:
        return rulebook.rule_for(code, as_of).name if code else ""
    except NoVersionInForce:
        return code


class NewTicketForm(PlainForm):
    """What a firm told on the telephone."""

    firm = forms.CharField(label="企业", max_length=80, help_text="名称的一部分或统一社会信用代码。")
    kind = forms.ChoiceField(label="类别", choices=TicketKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="难题", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class NewTicket(FormPage):
    """Take a difficulty down while the firm is on the telephone."""

    title = "来电登记"
    section = "tickets"
    roles = READERS
    travels = False
    form_class = NewTicketForm
    button = "登记"
    refusals = (*REFUSALS, enterprises.EnterpriseNotFound)

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Name the firm from whose page one comes."""
        return {"firm": self.request.GET.get("firm", "")}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {
            "trail": [("难题工单", reverse("tickets"))],
            "lead": "承办股室和答复期限按办理标准自动确定。",
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Open the ticket and say its number, section and day."""
        enterprise = the_firm(self, values["firm"])
        ticket = operations.open_ticket(
            enterprise_id=enterprise.pk,
            kind=values["kind"],
            text=values["text"],
            source=TicketSource.PHONE,
            by=self.actor,
            now=clock.now(),
        )
        line = queries.ticket_page(self.actor, ticket.number, self.as_of).line
        return f"已登记 {ticket.number}：{ticket.section.short_name}承办，{line.due_on.isoformat()} 前答复。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("tickets")


def the_firm(view: Page, text: str) -> Any:
    """Return the one firm that a text means within the person's scope; raise EnterpriseNotFound naming the choices."""
    hits = enterprises.search(view.actor, text, view.as_of, limit=HITS)
    same = [hit for hit in hits if text.strip() in (hit.name, hit.credit_code)]
    if len(found := same or list(hits)) == 1:
        return enterprises.find_in_scope(view.actor, found[0].credit_code, view.as_of)
    if not hits:
        raise enterprises.EnterpriseNotFound(f"没有找到“{text}”。请换名称的另一部分，或填统一社会信用代码。")
    names = "、".join(hit.name for hit in hits)
    raise enterprises.EnterpriseNotFound(f"“{text}”可能是：{names}。请写全称或统一社会信用代码。")


class StandardForm(ticket_steps.SectionFields):
    """A promise for one kind of difficulty."""

    kind = forms.ChoiceField(label="类别", choices=TicketKind.choices)
    days = forms.IntegerField(label="答复时限（工作日）", min_value=1, max_value=250)
    level_days = forms.IntegerField(label="逐级上报间隔（工作日）", min_value=1, max_value=250)
    field_order = ("kind", "section", "days", "level_days")


class Standards(FormPage):
    """What the bureau promises, and the form to promise otherwise from today on."""

    title = "办理标准"
    section = "tickets"
    roles = OFFICERS
    travels = False
    form_class = StandardForm
    button = "自今天起按此办理"
    refusals = (operations.UnableToSetStandard,)
    template_name = "workbench/support/standards.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the promises, the newest first."""
        return {
            "trail": [("难题工单", reverse("tickets"))],
            "lead": "每类难题由谁承办、几个工作日内答复。已登记的工单保持登记时的期限。",
            "promises": queries.promises(),
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Promise from today on."""
        operations.set_standard(
            kind=values["kind"],
            section_id=int(values["section"]),
            days=values["days"],
            level_days=values["level_days"],
            valid_from_on=clock.today(),
            by=self.actor,
            now=clock.now(),
        )
        return f"已设定“{TicketKind(values['kind']).label}”的办理标准，自今天起登记的工单按此计算。"

    def next_address(self, **kwargs: Any) -> str:
        """Stay on the page."""
        return reverse("standards")


urlpatterns: list[URLPattern] = [
    path("tickets/", Tickets.as_view(), name="tickets"),
    path("tickets/new/", NewTicket.as_view(), name="ticket-new"),
    path("tickets/standards/", Standards.as_view(), name="standards"),
    path("tickets/<str:number>/", TicketPage.as_view(), name="ticket"),
]
