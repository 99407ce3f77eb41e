"""Firms that ask for an account: who waits, one request beside the register, and the officer's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.enterprises import queries as enterprises
from tidu.foundation import clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.models import AccountRequest
from tidu.foundation.accounts.operations import UnableToAdministerAccounts
from tidu.foundation.accounts.personal import masked_phone
from tidu.foundation.accounts.queries import NotInDirectory
from tidu.foundation.accounts.vocabulary import AccountRequestState
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import OFFICERS
from tidu.interfaces.workbench.appointments import show_once


class StateFilter(PlainForm):
    """Which requests are listed."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=(("", "全部"), *AccountRequestState.choices)
    )


def _firm(request: AccountRequest) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="code small soft">{}</span>',
        reverse("account-request", args=[request.pk]),
        request.firm_name,
        request.credit_code,
    )


class AccountRequests(ListPage):
    """Who asks to act for a firm; those that wait first."""

    title = "企业开户申请"
    section = "account-requests"
    roles = OFFICERS
    travels = False
    form_class = StateFilter
    noun = "件"
    empty = "还没有企业申请开户。登录页有“企业开户”的入口。"
    columns = (
        Column("企业", lambda one: one.firm_name, shown=_firm),
        Column("统一社会信用代码", lambda one: one.credit_code, on_screen=False),
        Column("联系人", lambda one: one.person_name or "—", whole=True),
        Column("手机号", lambda one: masked_phone(one.phone) or "—", whole=True),
        Column("提出", lambda one: wording.moment(one.asked_at), whole=True),
        Column("状态", lambda one: one.get_state_display(), whole=True),
        Column("办理", lambda one: one.answered_by_name or "—", whole=True),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the requests."""
        return queries.account_requests(filters.get("state", ""))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what to do with them."""
        return {"lead": "打电话核实本人确是这家企业的联系人，再开立账号；登录名和一次性密码当场告诉本人。"}


class AnswerForm(PlainForm):
    """The sign-in name of the account, or the reason for refusing it."""

    username = forms.CharField(
        label="登录名", required=False, help_text="3 至 40 位字母、数字，以字母或数字开头。"
    )
    reason = forms.CharField(
        label="不予开户的理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class AccountRequestPage(FormPage):
    """One request beside what the register says of the firm."""

    section = "account-requests"
    roles = OFFICERS
    travels = False
    not_found = (NotInDirectory,)
    form_class = AnswerForm
    template_name = "workbench/accounts/request.html"
    refusals = (UnableToAdministerAccounts,)

    def get_initial(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Propose a sign-in name from the code's own middle."""
        return {"username": f"f{queries.account_request(pk).credit_code[8:17].lower()}"}

    def get_context(self, pk: int, **kwargs: Any) -> dict[str, Any]:
        """Return the request and the firm of that code, where the register has one."""
        request = queries.account_request(pk)
        found = enterprises.entries(
            self.actor, self.as_of, enterprises.EntryFilters(text=request.credit_code, presence="")
        ).rows
        return {
            "title": f"开户申请：{request.firm_name}",
            "trail": [("企业开户申请", reverse("account-requests"))],
            "asked": request,
            "waits": request.state == AccountRequestState.WAITING,
            "known": next(iter(found), None),
            "same_name": any(one.name == request.firm_name for one in found),
        }

    def submit(self, values: dict[str, Any], pk: int, **kwargs: Any) -> str | HttpResponseBase:
        """Open the account and show the password once, or refuse."""
        if self.request.POST.get("act") == "refuse":
            operations.refuse_request(pk=pk, reason=values["reason"], by=self.actor, now=clock.now())
            return "没有开户，申请人留下的姓名和电话已清除。"
        opened = operations.accept_request(pk=pk, username=values["username"], by=self.actor, now=clock.now())
        account = opened.account
        return show_once(
            self,
            account.person,
            account.username,
            opened.one_time_password,
            trail=[("企业开户申请", reverse("account-requests"))],
            address=reverse("account-requests"),
        )

    def next_address(self, pk: int, **kwargs: Any) -> str:
        """Go back to the list."""
        return reverse("account-requests")


class AccountRequestPhone(AccountRequestPage):
    """The same page with the telephone written out; that it was seen is written down."""

    http_method_names = ["post"]  # noqa: RUF012 - Django declares it on the instance

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the telephone."""
        pk = int(kwargs["pk"])
        try:
            phone = operations.see_request_phone(
                request=queries.account_request(pk), by=self.actor, now=clock.now()
            )
        except UnableToAdministerAccounts:
            phone = ""
        form = AnswerForm(initial=self.get_initial(pk=pk))
        return self.show({**self.get_context(pk=pk), "form": form, "phone": phone})


urlpatterns = [
    path("account-requests/", AccountRequests.as_view(), name="account-requests"),
    path("account-requests/<int:pk>/", AccountRequestPage.as_view(), name="account-request"),
    path("account-requests/<int:pk>/phone/", AccountRequestPhone.as_view(), name="account-request-phone"),
]
