"""Screens of outgoing returns for those who answer: a township with its workbook, a firm on screen too."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises.queries import ValueKey
from tidu.domain.returns import operations, queries
from tidu.domain.returns.checks import is_addressed, keeps
from tidu.domain.returns.vocabulary import ASKABLE, FORM, ReturnState
from tidu.foundation import clock
from tidu.foundation.intake import forms as intake_forms
from tidu.foundation.intake import queries as intake
from tidu.foundation.intake import returning
from tidu.foundation.intake.cells import displayed
from tidu.foundation.intake.readers import MAX_BYTES
from tidu.foundation.intake.vocabulary import LoadState, Severity
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm, dress
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import FIRM_READERS
from tidu.interfaces.kit.seen_forms import SEEN, SeenForm, SeenPage, version_in
from tidu.interfaces.workbench.returns import UNKNOWN

FAULTS_SHOWN = 20


class WorkbookForm(SeenForm):
    """The workbook that was filled in."""

    file = forms.FileField(
        label="填好的工作簿",
        help_text="xlsx、xls 或 csv。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class _Answer(SeenPage):
    """A page on which one answers a return, beside what was handed in and waits for an officer."""

    section = "returns"
    roles = FIRM_READERS
    travels = False
    not_found = UNKNOWN
    overtaken = (operations.UnableToHandIn,)

    @cached_property
    def addressee(self) -> Any:
        """The addressee that the address names."""
        return queries.find_addressed(self.actor, self.kwargs["pk"])

    @cached_property
    def waiting(self) -> Any:
        """What was handed in last and waits for an officer, None for nothing."""
        return queries.handing_on_its_way(self.addressee)

    def mark(self, **kwargs: Any) -> str:
        """Return the key of what waits, 0 for nothing."""
        return str(self.waiting.pk if self.waiting else 0)

    def shown(self, mark: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return nothing: a file is chosen anew."""
        return {}


class ReturnAnswer(_Answer):
    """One return as its addressee sees it: what is asked, the workbook, handing it in, and what became of it."""

    form_class = WorkbookForm
    button = "交回"
    template_name = "workbench/returns/answer.html"

    @cached_property
    def standing(self) -> queries.Standing:
        """Where the addressee stands."""
        return queries.standings(_alone(self.addressee), self.as_of)[0]

    @cached_property
    def waiting(self) -> Any:
        """What was handed in last, where it waits for an officer."""
        last = self.standing.last
        return last if last and last.load.state == LoadState.STAGED else None

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return what is asked and where it stands."""
        addressee, standing = self.addressee, self.standing
        outgoing = addressee.outgoing
        load = standing.last.load if standing.last else None
        faults = intake.faults(load) if load and standing.state == "SENT_BACK" else []
        staff = self.actor.sees_whole_county
        return {
            "title": outgoing.title,
            "lead": f"{outgoing.number} · {outgoing.year} 年数据 · {outgoing.due_on} 前交回",
            "trail": [
                ("报表", reverse("returns")),
                *([(outgoing.title, reverse("return", args=[outgoing.pk]))] if staff else []),
            ],
            "standing": standing,
            "outgoing": outgoing,
            "labels": [ASKABLE[name] for name in outgoing.fields],
            "alone": addressee.enterprise_id is not None,
            "may_answer": outgoing.state == ReturnState.OPEN
            and not addressee.exempt_because
            and (keeps(self.actor) or is_addressed(self.actor, addressee)),
            "faults": [one for one in faults if one["severity"] == Severity.FAULT][:FAULTS_SHOWN],
            "load": load,
            "staff": staff,
        }

    def submit(self, values: dict[str, Any], pk: int, **kwargs: Any) -> str:
        """Take the workbook."""
        handing = operations.hand_in(
            addressee=self.addressee,
            file_name=values["file"].name,
            content=values["file"].read(MAX_BYTES + 1),
            seen=version_in(values[SEEN]),
            by=self.actor,
            now=clock.now(),
        )
        if handing.load.counts.get("REJECTED"):
            return "已收到，但有几行要改：请看下面的原因，改好再交。"
        return "已交回。县科技局确认后入库，这里会显示。"

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Stay on the return."""
        return reverse("return-answer", args=[pk])


class FillForm(SeenForm):
    """One box for each value that a firm is still asked for."""

    def __init__(self, row: queries.SheetRow, fields: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form = intake_forms.find(FORM)
        for name in row.missing(fields):
            spec = form.field_named(name)
            unit = f"（{spec.unit}）" if spec.unit else ""
            self.fields[name] = forms.CharField(
                label=f"{spec.label}{unit}",
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
        dress(self)


class ReturnFill(_Answer):
    """A firm answers on screen: only what is missing is asked, what is known is shown, and what waits is filled in."""

    button = "提交"
    template_name = "workbench/returns/fill.html"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the boxes for what is missing."""
        return FillForm(self.row, self.addressee.outgoing.fields, data, initial=self.get_initial(**kwargs))

    def shown(self, mark: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what was answered by then: 缺数 once confirmed, and what the handing states that still waits."""
        if mark == self.mark():
            return {**self.row.said(), **self.row.waiting}
        stated = queries.handed_in(self.addressee.handings.filter(pk=version_in(mark) or 0).first())
        return {**self.row.said(), **stated.get(self.row.credit_code, {})}

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return what is known already."""
        addressee, row = self.addressee, self.row
        form, year = intake_forms.find(FORM), str(addressee.outgoing.year)
        return {
            "title": addressee.outgoing.title,
            "lead": f"{row.name} · {addressee.outgoing.year} 年 · 现在不清楚的可以留空，确知没有的填“缺数”。",
            "trail": [("报表", reverse("returns")), (addressee.outgoing.number, self.next_address(pk=pk))],
            "known": [
                (spec.label, displayed(spec, value), ValueKey("YearlyFacts", (year,), name).text)
                for name, value in row.known.items()
                for spec in [form.field_named(name)]
            ],
            "own": addressee.enterprise.credit_code in self.actor.credit_codes,
        }

    def submit(self, values: dict[str, Any], pk: int, **kwargs: Any) -> str:
        """Take what was typed."""
        seen = version_in(values.pop(SEEN))
        operations.answer(addressee=self.addressee, answers=values, by=self.actor, now=clock.now(), seen=seen)
        return "已提交。县科技局确认后入库，这里会显示。"

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Back to the return."""
        return reverse("return-answer", args=[pk])

    @cached_property
    def row(self) -> queries.SheetRow:
        """The firm's one row; a township has many and fills in the workbook."""
        if self.addressee.enterprise_id is None:
            raise queries.ReturnNotFound("乡镇（园区）请用工作簿交回。")
        return queries.sheet_with(self.addressee, self.waiting, self.as_of)[0]


class ReturnWorkbook(Guarded):
    """The workbook to fill in: known values locked, missing ones open."""

    roles = FIRM_READERS
    travels = False
    not_found = UNKNOWN

    def get(self, request: Any, pk: int) -> HttpResponseBase:
        """Answer with the file."""
        addressee = queries.find_addressed(self.actor, pk)
        content = queries.workbook_of(addressee, self.as_of)
        whose = f"-{addressee.place.short_name}" if addressee.place else ""
        return exports.workbook(
            content, f"{addressee.outgoing.number} {addressee.outgoing.title}{whose}.xlsx"
        )


class ReturnMarked(Guarded):
    """What was handed in, with the wrong cells coloured and the reasons as comments."""

    roles = FIRM_READERS
    travels = False
    not_found = UNKNOWN

    def get(self, request: Any, pk: int) -> HttpResponseBase:
        """Answer with the file."""
        load = queries.last_handing(queries.find_addressed(self.actor, pk)).load
        return exports.workbook(returning.error_workbook(load), returning.error_workbook_name(load))


def _alone(addressee: Any) -> Any:
    """Return the one addressee as `standings` takes it."""
    return queries.addressees_of(addressee.outgoing).filter(pk=addressee.pk)


urlpatterns = [
    path("returns/to/<int:pk>/", ReturnAnswer.as_view(), name="return-answer"),
    path("returns/to/<int:pk>/fill/", ReturnFill.as_view(), name="return-fill"),
    path("returns/to/<int:pk>/workbook.xlsx", ReturnWorkbook.as_view(), name="return-workbook"),
    path("returns/to/<int:pk>/marked.xlsx", ReturnMarked.as_view(), name="return-marked"),
]
