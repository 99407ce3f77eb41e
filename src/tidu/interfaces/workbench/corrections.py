"""The bureau's side of corrections: what waits, and one request with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.corrections import operations, queries
from tidu.domain.corrections.operations import UnableToAnswer
from tidu.domain.corrections.queries import Case, CorrectionNotFound
from tidu.domain.corrections.vocabulary import REASON_LENGTH, WITH_BUREAU, CorrectionState
from tidu.domain.enterprises import operations as enterprises
from tidu.domain.enterprises.queries import value_in_text
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports, values, wording
from tidu.interfaces.kit.forms import PlainForm, number_in
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import CONTACTS, OFFICERS

REFUSALS = (UnableToAnswer, enterprises.UnableToRecord, HolidaysMissing)
STATES = (("", "全部"), ("waiting", "等科技局办理"), *CorrectionState.choices)


class CorrectionFilters(PlainForm):
    """Which requests are listed."""

    state = forms.ChoiceField(label="状态", required=False, choices=STATES)


@dataclass(frozen=True)
class Line:
    """A request of the list, with what puts its values into words."""

    case: Case
    words: values.Words

    @property
    def due(self) -> str:
        """Return the day for the answer, a dash where the bureau's clock rests."""
        due_on = self.case.correction.due_on
        return wording.day(due_on) if due_on else "—"


def _name(line: Line) -> SafeString:
    address = reverse("correction", args=[line.case.correction.pk])
    return format_html('<a href="{}">{}</a>', address, line.case.key.label)


def _due(line: Line) -> str | SafeString:
    due_on = line.case.correction.due_on
    if due_on is None:
        return "—"
    late = format_html(' <span class="chip chip-red">{}</span>', "已逾期") if due_on < clock.today() else ""
    return format_html("{}{}", wording.day(due_on), late)


class Corrections(ListPage):
    """What firms say is wrong, the first due first."""

    title = "数据更正"
    section = "corrections"
    roles = OFFICERS
    travels = False
    form_class = CorrectionFilters
    noun = "件"
    empty = "还没有企业提出更正。企业在自己的页面点“这条不对”，就会到这里。"
    columns = (
        Column("更正什么", lambda line: line.case.key.label, shown=_name),
        Column("企业", lambda line: line.case.firm),
        Column("登记的值", lambda line: line.words.of(line.case.key, line.case.before)),
        Column("提出的值", lambda line: line.words.of(line.case.key, line.case.proposed)),
        Column("状态", lambda line: line.case.correction.get_state_display(), whole=True),
        Column("经办人", lambda line: line.case.correction.owner_name or "待受理", whole=True),
        Column("答复期限", lambda line: line.due, shown=_due),
    )

    def get_rows(self, filters: dict[str, Any]) -> list[Line]:
        """Return the requests."""
        words = values.Words()
        listed = queries.cases(self.actor, self.as_of, state=filters.get("state", ""))
        return [Line(case, words) for case in listed]

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the list is."""
        return {
            "lead": "企业认为登记有误的数据。采纳后写入登记，出处就是这件申请；不采纳要写明理由，企业会看到。"
        }


class AnswerForm(PlainForm):
    """What the officer says to the firm."""

    note = forms.CharField(
        label="给企业的话",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不采纳或要求补充时必须写明理由。",
    )


class CorrectionPage(Page):
    """One request: what is asked, what stands now, and the steps that may follow."""

    section = "corrections"
    roles = OFFICERS
    travels = False
    not_found = (CorrectionNotFound,)
    template_name = "workbench/corrections/correction.html"

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return the request with the value as it stands now."""
        case = queries.find(self.actor, pk, self.as_of)
        standing, words = queries.standing_of(case), values.Words()
        steps = [step for step in queries.next_steps(self.actor, case.correction) if step.action in ACTS]
        return {
            "title": f"第 {pk} 号更正申请：{case.firm}",
            "trail": [("数据更正", reverse("corrections"))],
            "case": case,
            "before": words.of(case.key, case.before),
            "proposed": words.of(case.key, case.proposed),
            "open": case.correction.state in (*WITH_BUREAU, CorrectionState.NEEDS_MORE),
            "standing_words": words.of(case.key, standing.value),
            "record": (standing.version._meta.label, standing.version.pk, case.key.field)
            if standing.version
            else None,
            "origin": standing.origin,
            "award": _award_to_record(case) if standing.version is None else "",
            "changed": standing.value != case.before,
            "seen": value_in_text(standing.value),
            "steps": steps,
            "form": AnswerForm() if steps else None,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Take one step, or show why it is not taken with everything typed still there."""
        form = AnswerForm(request.POST)
        act = ACTS.get(request.POST.get("act", ""))
        if act is None or not form.is_valid():
            return self.show({**self.get_context(pk), "form": form}, status=422)
        try:
            said = act(self, pk, form.cleaned_data["note"])
        except REFUSALS as error:
            form.add_error(None, str(error))
            return self.show({**self.get_context(pk), "form": form}, status=422)
        messages.success(request, said)
        return send(request, reverse("correction", args=[pk]))

    @property
    def story(self) -> int | None:
        """The mark of the story that the officer looked at."""
        return number_in(self.request.POST, "story") or None

    def receive(self, pk: int, _note: str) -> str:
        """Take the request on."""
        operations.receive(pk=pk, by=self.actor, now=clock.now(), story=self.story)
        return "已受理，由您经办。"

    def adopt(self, pk: int, note: str) -> str:
        """Write the value."""
        seen = self.request.POST.get("seen", "")
        operations.adopt(pk=pk, seen=seen, note=note, by=self.actor, now=clock.now(), story=self.story)
        return "已采纳，新的值已写入登记，出处是这件申请。"

    def decline(self, pk: int, note: str) -> str:
        """Leave the value."""
        operations.decline(pk=pk, reason=note, by=self.actor, now=clock.now(), story=self.story)
        return "没有采纳，理由已告诉企业。"

    def ask_more(self, pk: int, note: str) -> str:
        """Ask the firm for more."""
        operations.ask_more(pk=pk, reason=note, by=self.actor, now=clock.now(), story=self.story)
        return "已请企业补充，期限暂停。"


def _award_to_record(case: Case) -> str:
    """Return the query that fills in the payment a firm says it had; empty for a request about anything else."""
    if case.key.model != "AwardPaid" or case.proposed is None:
        return ""
    use, granted_on = case.key.parts
    asked = {"use": use, "granted_on": granted_on}
    if case.key.field == "amount_fen":
        asked["amount"] = str(wording.yuan_exact(case.proposed))
    return urlencode(asked)


ACTS: dict[str, Callable[[CorrectionPage, int, str], str]] = {
    "receive": CorrectionPage.receive,
    "adopt": CorrectionPage.adopt,
    "ask_more": CorrectionPage.ask_more,
    "decline": CorrectionPage.decline,
}


class CorrectionProof(Guarded):
    """A proof as it was handed in, for the firm and for officers; that an officer took it is written down."""

    roles = OFFICERS | CONTACTS
    not_found = (CorrectionNotFound,)

    def get(self, request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
        """Answer with the file's own bytes."""
        stored = queries.proof_of(self.actor, pk, sha256)
        content = files.read(stored)
        code = queries.in_scope(self.actor).get(pk=pk).enterprise.credit_code
        audit.record_seen(
            by=self.actor,
            now=clock.now(),
            action="corrections.proof_seen",
            subject=("corrections.Correction", str(pk)),
            organisation_code=code,
            summary=f"查看第 {pk} 号更正申请的证明材料",
        )
        return exports.attached(content, stored.name)


urlpatterns = [
    path("corrections/", Corrections.as_view(), name="corrections"),
    path("corrections/<int:pk>/", CorrectionPage.as_view(), name="correction"),
    path("corrections/<int:pk>/proof/<str:sha256>/", CorrectionProof.as_view(), name="correction-proof"),
]
