"""Organisations, and who holds which role at them: the directory of the county."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path, reverse
from django.utils.html import format_html

from tidu.foundation import clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import ADMINISTRATORS, OFFICERS
from tidu.interfaces.workbench.appointments import REFUSALS, UNKNOWN

DIRECTORY_READERS = OFFICERS | ADMINISTRATORS


class KindFilter(PlainForm):
    """One kind of organisation."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *OrganisationKind.choices])


class Organisations(ListPage):
    """Every organisation, in the county's own order."""

    title = "机构"
    section = "organisations"
    roles = ADMINISTRATORS
    travels = False
    form_class = KindFilter
    template_name = "workbench/accounts/organisations.html"
    noun = "个机构"
    empty = "还没有机构。先加县科技局和各乡镇，再登记人员。"
    columns = (
        Column(
            "名称",
            lambda one: one.name,
            shown=lambda one: format_html(
                '<a href="{}">{}</a>', reverse("organisation-rename", args=[one.code]), one.name
            ),
        ),
        Column("简称", lambda one: one.short_name),
        Column(
            "代码",
            lambda one: one.code,
            shown=lambda one: format_html('<span class="code">{}</span>', one.code),
        ),
        Column("类别", lambda one: one.get_kind_display()),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return them."""
        return queries.organisations(filters.get("kind") or None)


class OrganisationForm(PlainForm):
    """A new organisation."""

    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *OrganisationKind.choices])
    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40)
    code = forms.CharField(label="代码", max_length=32, help_text="企业填统一社会信用代码。代码定了就不改。")


class NewOrganisation(FormPage):
    """Add an organisation."""

    title = "新增机构"
    section = "organisations"
    roles = ADMINISTRATORS
    travels = False
    form_class = OrganisationForm
    refusals = REFUSALS

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("机构", reverse("organisations"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Add it."""
        added = operations.add_organisation(**values, by=self.actor, now=clock.now())
        return f"已新增机构：{added.name}。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the list."""
        return reverse("organisations")


class NameForm(PlainForm):
    """What an organisation is called."""

    name = forms.CharField(label="名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40)


class RenameOrganisation(FormPage):
    """Give an organisation another name."""

    title = "机构更名"
    section = "organisations"
    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    form_class = NameForm
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Start from what stands."""
        one = queries.organisation(kwargs["code"])
        return {"name": one.name, "short_name": one.short_name}

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("机构", reverse("organisations"))], "lead": "代码不变，任职和数据不受影响。"}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Rename it."""
        one = queries.organisation(kwargs["code"])
        operations.rename_organisation(organisation=one, **values, by=self.actor, now=clock.now())
        return f"已更名为：{values['name']}。"

    def next_address(self, **kwargs: Any) -> str:
        """Back to the list."""
        return reverse("organisations")


LEADERS_FIRST = sorted(Role.choices, key=lambda choice: choice[0] != Role.TOWNSHIP_LEADER)
"""The roles with the one that is listed unasked in front, so that the filter says what the list shows."""


class RoleFilter(PlainForm):
    """Whom to list."""

    role = forms.ChoiceField(label="角色", required=False, choices=LEADERS_FIRST)
    on = forms.DateField(label="哪一天在任", required=False)


class Directory(ListPage):
    """Who holds a role on a day: whom an invitation of that day goes to. A replaced leader is not among them."""

    title = "通讯录"
    section = "directory"
    roles = DIRECTORY_READERS
    travels = False
    form_class = RoleFilter
    noun = "人"
    empty = "这一天没有人任这个角色。"
    columns = (
        Column("姓名", lambda held: held.person_name),
        Column("机构", lambda held: held.organisation_name),
        Column("职务", lambda held: held.post_title or held.role_label),
        Column("界别", lambda held: held.group_label, shown=lambda held: held.group_label or "—"),
        Column("任职自", lambda held: held.valid_from_on, shown=lambda held: wording.day(held.valid_from_on)),
        Column("任职至", lambda held: wording.last_day(held.valid_until_on)),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the holders."""
        return queries.holders_on(
            filters.get("role") or Role.TOWNSHIP_LEADER, filters.get("on") or clock.today()
        )


urlpatterns = [
    path("directory/", Directory.as_view(), name="directory"),
    path("organisations/", Organisations.as_view(), name="organisations"),
    path("organisations/new/", NewOrganisation.as_view(), name="organisation-new"),
    path("organisations/<str:code>/rename/", RenameOrganisation.as_view(), name="organisation-rename"),
]
