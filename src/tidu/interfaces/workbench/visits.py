"""Screens of visits: on a telephone in under a minute, the list of all, and a firm's own guidance log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tidu.domain.enterprises import operations as enterprise_operations
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.funds import queries as funds
from tidu.domain.support import operations, queries
from tidu.domain.support.vocabulary import VISITORS, TicketKind, TicketState, VisitPurpose
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.accounts.vocabulary import AccountRequestState
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files import queries as files
from tidu.foundation.files.checks import UnableToStore
from tidu.interfaces.kit import qr
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, READERS

HITS = 20
SHOWN = 8
LAST_VISITS = 2


class VisitForm(PlainForm):
    """Five fields; only one must be typed."""

    purpose = forms.ChoiceField(label="目的", choices=VisitPurpose.choices, initial=VisitPurpose.REGULAR)
    heard = forms.CharField(
        label="听到什么",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="近况、困难、打算。",
    )
    needs = forms.MultipleChoiceField(
        label="需要帮助（勾选即登记难题工单）",
        choices=TicketKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    next_step = forms.CharField(label="下一步", max_length=300, required=False)
    photo = forms.FileField(
        label="照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text="JPG 或 PNG，最大 8 MB；照片里的拍摄地点和机型会去掉。",
    )


class NewVisit(FormPage):
    """Write a visit to a firm down, standing at its gate."""

    title = "记走访"
    section = "visits"
    roles = READERS
    travels = False
    form_class = VisitForm
    button = "保存"
    not_found = (enterprises.EnterpriseNotFound,)
    refusals = (
        operations.UnableToRecordVisit,
        operations.UnableToOpenTicket,
        UnableToStore,
        HolidaysMissing,
    )

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return whose gate it is."""
        enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
        name = enterprises.name_on(enterprise, self.as_of)
        return {
            "title": f"记走访：{name}",
            "lead": f"{self.as_of.on.isoformat()} · {self.actor.name}",
            "trail": [(name, reverse("enterprise", args=[credit_code]))],
        }

    def submit(self, values: dict[str, Any], credit_code: str, **kwargs: Any) -> str:
        """Write it down, open the tickets, and say which."""
        enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
        photo = values["photo"]
        note = operations.VisitNote(
            purpose=values["purpose"],
            heard=values["heard"],
            next_step=values["next_step"],
            needs=values["needs"],
            photo=None if photo is None else photo.read(),
        )
        _, tickets = operations.record_visit(
            enterprise_id=enterprise.pk, note=note, by=self.actor, now=clock.now()
        )
        opened = "、".join(f"{one.number}（{one.get_kind_display()}）" for one in tickets)
        return f"走访已记下，登记难题 {opened}。" if opened else "走访已记下。"

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Go on to the firm's guidance log."""
        return reverse("enterprise-support", args=[credit_code])


class VisitSheet(Page):
    """The visit on paper (走访单): what is open at the firm, room to write, and the way to the form by telephone."""

    section = "visits"
    roles = READERS
    travels = False
    not_found = (enterprises.EnterpriseNotFound,)
    template_name = "workbench/support/sheet.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the open items and the code that opens the form."""
        enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
        name = enterprises.name_on(enterprise, self.as_of)
        enterprise_operations.note_page_seen(enterprise=enterprise, by=self.actor, now=clock.now())
        form = self.request.build_absolute_uri(reverse("visit-new", args=[credit_code]))
        tickets = queries.tickets_of(self.actor, credit_code, self.as_of)
        return {
            "title": f"走访单：{name}",
            "trail": [(name, reverse("enterprise", args=[credit_code]))],
            "lead": f"统一社会信用代码 {credit_code} · {self.as_of.on.isoformat()} 打印",
            "leaders": [
                one for one in queries.leader_history(enterprise.pk, self.as_of) if one.valid_until_on is None
            ],
            "open": [line for line in tickets if line.ticket.state != TicketState.CLOSED],
            "last": queries.visits_of(self.actor, credit_code, self.as_of, most=LAST_VISITS),
            "code": qr.svg(form, f"用手机打开“{name}”的走访登记"),
            "form_address": form,
            "purposes": VisitPurpose.labels,
            "kinds": TicketKind.labels,
        }


class FirmField(PlainForm):
    """The firm one stands before."""

    q = forms.CharField(label="企业名称或代码", max_length=80)


class StartVisit(Page):
    """Find the firm one stands before; one tap later the form is there."""

    title = "记走访"
    section = "visits"
    roles = READERS
    travels = False
    template_name = "workbench/support/start_visit.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what was looked for and what was found; before that, the firms this person answers for."""
        form = FirmField(self.request.GET or None)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        return {
            "form": form,
            "text": text,
            "trail": [("走访", reverse("visits"))],
            "hits": enterprises.search(self.actor, text, self.as_of, limit=HITS),
            "own": () if text else self._own_firms()[:HITS],
        }

    def _own_firms(self) -> tuple[queries.ContactLine, ...]:
        return queries.firms_led_by(self.actor, queries.contact_lines(self.actor, self.as_of))


class Today(Page):
    """What waits at the firms: difficulties, overdue leaders, and the firms one answers for; homes fetch it."""

    title = "帮扶企业"
    section = "visits"
    roles = READERS
    template_name = "workbench/support/today.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the counts within scope, and the own firms, those overdue first."""
        lines = queries.contact_lines(self.actor, self.as_of)
        return {
            "tickets": queries.overdue_counts(self.actor, self.as_of),
            "overdue": sum(line.standing == queries.OVERDUE for line in lines),
            "without": sum(line.standing == queries.NONE for line in lines),
            "own": queries.firms_led_by(self.actor, lines),
            "most": SHOWN,
            "asking": self._asking(),
        }

    def _asking(self) -> int:
        """Return how many firms wait for an account, which only officers open."""
        if not self.actor.has_role(*OFFICERS):
            return 0
        return accounts.account_requests(AccountRequestState.WAITING).count()


class VisitFilters(PlainForm):
    """What the list is narrowed to."""

    text = forms.CharField(label="企业", required=False)
    purpose = forms.ChoiceField(label="目的", required=False, choices=[("", "全部"), *VisitPurpose.choices])
    first_on = forms.DateField(label="从", required=False)
    last_on = forms.DateField(label="到", required=False)


def _firm(line: queries.VisitLine) -> SafeString:
    address = reverse("enterprise-support", args=[line.visit.enterprise.credit_code])
    return format_html('<a href="{}">{}</a>', address, line.firm_name)


def _day(line: queries.VisitLine) -> str:
    return line.visit.visited_on.isoformat()


def _tickets(line: queries.VisitLine) -> SafeString:
    doors = ((reverse("ticket", args=[number]), number, kind) for number, kind in line.tickets)
    return format_html_join("、", '<a href="{}">{}</a>（{}）', doors) or SafeString("—")


class Visits(ListPage):
    """Every visit to the firms in scope, the newest first."""

    title = "走访"
    section = "visits"
    roles = READERS
    form_class = VisitFilters
    template_name = "workbench/support/visits.html"
    noun = "次走访"
    empty = "还没有走访记录。点“记走访”，一分钟记下第一次。"
    columns = (
        Column("企业", lambda line: line.firm_name, shown=_firm),
        Column(
            "日期",
            lambda line: line.visit.visited_on,
            shown=lambda line: line.visit.visited_on.isoformat(),
            whole=True,
        ),
        Column("走访人", lambda line: line.visit.visitor.name, whole=True),
        Column("目的", lambda line: line.visit.get_purpose_display(), whole=True),
        Column("听到什么", lambda line: line.visit.heard),
        Column("下一步", lambda line: line.visit.next_step or "—"),
        Column(
            "难题工单", lambda line: "、".join(number for number, _ in line.tickets) or "—", shown=_tickets
        ),
    )

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of visits as lines."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        return Slice(queries.visit_lines(page.rows, self.as_of), page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every line, for the file."""
        return queries.visit_lines(self._found(filters), self.as_of)

    def _found(self, filters: dict[str, Any]) -> Any:
        return queries.visits(self.actor, self.as_of, queries.VisitFilters(**filters))


class VisitPhoto(Guarded):
    """The photograph of a visit, to whoever may see the firm."""

    roles = FIRM_READERS
    not_found = (queries.VisitNotFound, files.FileDamaged)

    def get(self, request: HttpRequest, visit: int) -> HttpResponseBase:
        """Answer with the picture and nothing that could run."""
        found = queries.find_visit(self.actor, visit, self.as_of)
        if found.photo is None:
            raise queries.VisitNotFound("这次走访没有照片。")
        kind = "image/png" if found.photo.name.endswith(".png") else "image/jpeg"
        return HttpResponse(files.read(found.photo), content_type=kind)


class EnterpriseSupport(Page):
    """How a firm is stood by: its leader, the guidance log with next steps, its difficulties, awards it was paid."""

    section = "enterprises"
    roles = FIRM_READERS
    not_found = (enterprises.EnterpriseNotFound,)
    template_name = "workbench/support/enterprise.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the log and the tickets, newest first."""
        enterprise = enterprises.find_in_scope(self.actor, credit_code, self.as_of)
        name = enterprises.name_on(enterprise, self.as_of)
        enterprise_operations.note_page_seen(enterprise=enterprise, by=self.actor, now=clock.now())
        return {
            "title": f"联系、走访与难题：{name}",
            "trail": [(name, reverse("enterprise", args=[credit_code]))],
            "credit_code": credit_code,
            "leaders": queries.leader_history(enterprise.pk, self.as_of),
            "visits": queries.visits_of(self.actor, credit_code, self.as_of),
            "tickets": queries.tickets_of(self.actor, credit_code, self.as_of, name),
            "awards": funds.payments_to(enterprise.pk, self.as_of),
            "visitor": self.actor.has_role(*VISITORS),
        }


urlpatterns: list[URLPattern] = [
    path("support/today/", Today.as_view(), name="support-today"),
    path("visits/", Visits.as_view(), name="visits"),
    path("visits/new/", StartVisit.as_view(), name="visit-start"),
    path("visits/<int:visit>/photo/", VisitPhoto.as_view(), name="visit-photo"),
    path("enterprises/<str:credit_code>/visit/", NewVisit.as_view(), name="visit-new"),
    path("enterprises/<str:credit_code>/visit/sheet/", VisitSheet.as_view(), name="visit-sheet"),
    path("enterprises/<str:credit_code>/support/", EnterpriseSupport.as_view(), name="enterprise-support"),
]
