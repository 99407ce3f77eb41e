"""Roles with their days, and the accounts that go with them: the forms of the administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.vocabulary import OrganisationKind, RepresentativeGroup, Role
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.pages import Guarded
from tidu.interfaces.kit.roles import ADMINISTRATORS

REFUSALS = (operations.UnableToAdministerAccounts,)
UNKNOWN = (queries.NotInDirectory,)


class RoleFields(PlainForm):
    """A role at an organisation, from a day on."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    organisation = forms.ChoiceField(label="机构")
    post_title = forms.CharField(
        label="职务", required=False, max_length=60, help_text="例如：副镇长、综合股股长"
    )
    group = forms.ChoiceField(
        label="界别", required=False, choices=RepresentativeGroup.choices, help_text="只有特邀代表要选。"
    )
    valid_from_on = forms.DateField(label="任职第一天")
    last_day = forms.DateField(label="任职最后一天", required=False, help_text="代职填写；长期任职留空。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = OrganisationKind.choices
        by_kind: dict[str, list[tuple[str, str]]] = {kind: [] for kind, _ in kinds}
        for one in queries.organisations():
            by_kind[one.kind].append((one.code, one.name))
        groups = [(label, by_kind[kind]) for kind, label in kinds if by_kind[kind]]
        where = self.fields["organisation"]
        if isinstance(where, forms.ChoiceField):
            where.choices = [("", "请选择"), *groups]

    def appointment(self) -> dict[str, Any]:
        """Return the arguments of `appoint`."""
        values = self.cleaned_data
        last_day = values["last_day"]
        return {
            "role": values["role"],
            "organisation": queries.organisation(values["organisation"]),
            "post_title": values["post_title"],
            "group": values["group"],
            "valid_from_on": values["valid_from_on"],
            "valid_until_on": None if last_day is None else last_day + timedelta(days=1),
        }


class NewAccountForm(RoleFields):
    """A new person with a role and an account."""

    name = forms.CharField(label="姓名", max_length=60)
    code = forms.CharField(label="人员编号", max_length=32)
    phone = forms.CharField(label="电话", max_length=32, required=False)
    username = forms.CharField(
        label="登录名", max_length=40, help_text="3 至 40 位字母、数字、点、下划线或短横。"
    )
    field_order = ("name", "code", "phone", "username")


class NewAccount(FormPage):
    """A new colleague: person, role and account in one form."""

    title = "新增人员和账号"
    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    form_class = NewAccountForm
    button = "开立账号"
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Start today."""
        return {"valid_from_on": clock.today()}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("账号与任职", reverse("accounts"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Write all three or none, and show the password once."""
        opened = operations.welcome(
            code=values["code"],
            name=values["name"],
            phone=values["phone"],
            username=values["username"],
            **self.form.appointment(),
            by=self.actor,
            now=clock.now(),
        )
        return show_once(self, opened.account.person, values["username"], opened.one_time_password)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> NewAccountForm:
        """Return the form and keep it, for it knows how to read its own organisation."""
        self.form = NewAccountForm(data, initial=self.get_initial())
        return self.form

    def next_address(self, **kwargs: Any) -> str:
        """Back to the list."""
        return reverse("accounts")


def show_once(
    view: Guarded, person: Any, username: str, password: str | None, *, trail: Any = None, address: str = ""
) -> HttpResponseBase:
    """Show a one-time password in this one answer; it is kept nowhere and no cache may keep it.

    `trail` and `address` lead back, to the person's page unless they say otherwise.
    """
    address = address or reverse("person", args=[person.code])
    context = {
        "title": "一次性密码",
        "section": getattr(view, "section", "accounts"),
        "trail": trail or [("账号与任职", reverse("accounts")), (person.name, address)],
        "person": person,
        "username": username,
        "password": password,
        "address": address,
    }
    answer = render(view.request, "workbench/accounts/once.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


class Appoint(FormPage):
    """Give a person a role."""

    title = "登记任职"
    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    form_class = RoleFields
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Start today."""
        return {"valid_from_on": clock.today()}

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> RoleFields:
        """Return the form and keep it."""
        self.form = RoleFields(data, initial=self.get_initial())
        return self.form

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return whose role it is."""
        person = queries.person(kwargs["code"])
        return {
            "trail": [("账号与任职", reverse("accounts")), (person.name, self.next_address(**kwargs))],
            "lead": f"给{person.name}登记一段任职。登录后能看到什么，由任职决定。",
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Appoint."""
        person = queries.person(kwargs["code"])
        given = operations.appoint(person=person, **self.form.appointment(), by=self.actor, now=clock.now())
        return f"已登记：{person.name}自 {given.valid_from_on} 起任{given.get_role_display()}。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the person."""
        return reverse("person", args=[kwargs["code"]])


class LastDayForm(PlainForm):
    """The last day of a role."""

    last_day = forms.DateField(label="任职最后一天")


class EndAppointment(FormPage):
    """End a role; it stays on record."""

    title = "结束任职"
    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    form_class = LastDayForm
    button = "结束任职"
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Offer yesterday, so that it is over today."""
        return {"last_day": clock.today() - timedelta(days=1)}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what is ended."""
        held = queries.assignment(kwargs["assignment_id"])
        where = f"{held.organisation.name} · {held.get_role_display()}"
        return {
            "trail": [("账号与任职", reverse("accounts")), (held.person.name, self.next_address(**kwargs))],
            "lead": f"{held.person.name}：{where}，自 {held.valid_from_on} 起。结束后记录仍在，以后不再邀请此人。",
        }

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """End it."""
        operations.end_appointment(
            assignment=queries.assignment(kwargs["assignment_id"]),
            until_on=values["last_day"] + timedelta(days=1),
            by=self.actor,
            now=clock.now(),
        )
        return f"已登记：任职到 {values['last_day']} 为止。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the person."""
        return reverse("person", args=[queries.assignment(kwargs["assignment_id"]).person.code])


class UsernameForm(PlainForm):
    """A sign-in name."""

    username = forms.CharField(
        label="登录名", max_length=40, help_text="3 至 40 位字母、数字、点、下划线或短横。"
    )


class OpenAccount(FormPage):
    """Open the account of somebody who is in the directory already."""

    title = "开立账号"
    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    form_class = UsernameForm
    button = "开立账号"
    refusals = REFUSALS

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return whose account it is."""
        person = queries.person(kwargs["code"])
        return {"trail": [("账号与任职", reverse("accounts")), (person.name, self.next_address(**kwargs))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        """Open it and show the password once."""
        person = queries.person(kwargs["code"])
        opened = operations.open_account(
            person=person, username=values["username"], by=self.actor, now=clock.now()
        )
        return show_once(self, person, values["username"], opened.one_time_password)

    def next_address(self, **kwargs: Any) -> str:
        """Back to the person."""
        return reverse("person", args=[kwargs["code"]])


urlpatterns = [
    path("accounts/new/", NewAccount.as_view(), name="account-new"),
    path("people/<str:code>/appoint/", Appoint.as_view(), name="person-appoint"),
    path("people/<str:code>/account/", OpenAccount.as_view(), name="person-account"),
    path("appointments/<int:assignment_id>/end/", EndAppointment.as_view(), name="appointment-end"),
]
