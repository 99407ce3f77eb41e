"""Accounts, people and organisations: who may sign in, who holds which role, from when until when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tidu.foundation import clock
from tidu.foundation.accounts import operations, queries
from tidu.foundation.accounts.personal import masked_email, masked_phone
from tidu.foundation.accounts.vocabulary import Role
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import ADMINISTRATORS
from tidu.interfaces.workbench.appointments import REFUSALS, UNKNOWN, show_once

ALL = ("", "全部")


def _name(row: queries.AccountRow) -> SafeString:
    """Return the person as a way to the person's page."""
    return format_html('<a href="{}">{}</a>', reverse("person", args=[row.person_code]), row.person_name)


def _roles(row: queries.AccountRow) -> SafeString | str:
    """Return the roles of today, one below the other."""
    if not row.roles:
        return format_html('<span class="chip chip-amber">{}</span>', NO_POST)
    held = ((role.role_label, role.organisation_name) for role in row.roles)
    return format_html_join("", "<div>{} · {}</div>", held)


def state_of(row: queries.AccountRow) -> tuple[str, str]:
    """Return what is the matter with an account, as colour and word."""
    if not row.is_active:
        return "missing", "已停用"
    if row.is_locked:
        return "red", "已锁定"
    if row.must_change_password:
        return "amber", "待改密码"
    if not row.roles:
        return "amber", NO_POST
    return "plain", "正常"


def _state(row: queries.AccountRow) -> SafeString:
    """Return the state as a chip."""
    colour, word = state_of(row)
    return format_html('<span class="chip chip-{}">{}</span>', colour, word)


NO_POST = "没有任职"
STATES = ("已锁定", "待改密码", NO_POST, "已停用", "正常")


class AccountFilters(PlainForm):
    """Find accounts."""

    text = forms.CharField(label="登录名、姓名或机构", required=False)
    role = forms.ChoiceField(label="角色", required=False, choices=[ALL, *Role.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *((one, one) for one in STATES)])


class Accounts(ListPage):
    """Every account with its roles of today, what it sees, and whether something is wrong with it."""

    title = "账号与任职"
    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    form_class = AccountFilters
    template_name = "workbench/accounts/accounts.html"
    noun = "个账号"
    empty = "还没有账号。"
    columns = (
        Column("姓名", lambda row: row.person_name, shown=_name),
        Column("登录名", lambda row: row.username),
        Column(
            "今天的任职",
            lambda row: (
                "；".join(f"{held.role_label}·{held.organisation_name}" for held in row.roles) or "没有任职"
            ),
            shown=_roles,
        ),
        Column("看到的企业", lambda row: row.scope),
        Column("状态", lambda row: state_of(row)[1], shown=_state),
        Column(
            "上次登录",
            lambda row: row.last_sign_in_at or "从未",
            shown=lambda row: wording.moment(row.last_sign_in_at) if row.last_sign_in_at else "从未",
        ),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the accounts asked for; one in use that nobody holds a post with is a state of its own."""
        rows = queries.accounts(clock.today(), text=filters.get("text", ""), role=filters.get("role", ""))
        state = filters.get("state", "")
        if state == NO_POST:
            return [row for row in rows if row.is_active and not row.roles]
        return [row for row in rows if state in ("", state_of(row)[1])]


class Person(Page):
    """One person: account, every role ever held, and what can be done."""

    section = "accounts"
    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    template_name = "workbench/accounts/person.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the person."""
        person = queries.person(kwargs["code"])
        roles = queries.roles_of(person)
        today = clock.today()
        rows = [row for row in queries.accounts(today) if row.person_code == person.code]
        return {
            "title": person.name,
            "trail": [("账号与任职", reverse("accounts"))],
            "person": person,
            "phone": masked_phone(person.phone),
            "email": masked_email(person.email),
            "contact": None,
            "account": rows[0] if rows else None,
            "state": state_of(rows[0]) if rows else None,
            "held": [role for role in roles if role.valid_until_on is None or role.valid_until_on > today],
            "ended": [
                role for role in roles if role.valid_until_on is not None and role.valid_until_on <= today
            ],
        }


class SeeContact(Action):
    """Show a telephone number and mail in full; that somebody looked is kept."""

    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN

    def act(self, **kwargs: Any) -> HttpResponseBase:
        """Record the look and answer with the person's page."""
        page = Person()
        page.setup(self.request, **kwargs)
        contact = operations.see_personal(
            person=queries.person(kwargs["code"]), by=self.actor, now=clock.now()
        )
        answer = page.show({**page.get_context(**kwargs), "contact": contact})
        answer["Cache-Control"] = "no-store"
        return answer


class AccountAct(Action):
    """An act on one account; afterwards one is back at its person."""

    roles = ADMINISTRATORS
    travels = False
    not_found = UNKNOWN
    refusals = REFUSALS

    def next_address(self, **kwargs: Any) -> str:
        """Back to the person."""
        return reverse("person", args=[queries.account(kwargs["username"]).person.code])


class Disable(AccountAct):
    """Stop an account; its open sessions end at their next request."""

    def act(self, **kwargs: Any) -> str:
        """Disable it."""
        account = queries.account(kwargs["username"])
        operations.disable_account(account=account, by=self.actor, now=clock.now())
        return f"账号“{account.username}”已停用，正在使用的也会在下一次点击时退出。"


class Enable(AccountAct):
    """Let an account sign in again."""

    def act(self, **kwargs: Any) -> str:
        """Enable it."""
        account = queries.account(kwargs["username"])
        operations.enable_account(account=account, by=self.actor, now=clock.now())
        return f"账号“{account.username}”已启用，密码不变。"


class Unlock(AccountAct):
    """Let an account try again at once."""

    def act(self, **kwargs: Any) -> str:
        """Unlock it."""
        account = queries.account(kwargs["username"])
        operations.unlock(account=account, by=self.actor, now=clock.now())
        return f"账号“{account.username}”已解锁，可以立即登录。"


class ResetPassword(AccountAct):
    """Give a one-time password."""

    def act(self, **kwargs: Any) -> HttpResponseBase:
        """Reset it and show it once."""
        account = queries.account(kwargs["username"])
        password = operations.reset_password(account=account, by=self.actor, now=clock.now())
        return show_once(self, account.person, account.username, password)


urlpatterns = [
    path("accounts/", Accounts.as_view(), name="accounts"),
    path("accounts/<str:username>/disable/", Disable.as_view(), name="account-disable"),
    path("accounts/<str:username>/enable/", Enable.as_view(), name="account-enable"),
    path("accounts/<str:username>/unlock/", Unlock.as_view(), name="account-unlock"),
    path("accounts/<str:username>/reset/", ResetPassword.as_view(), name="account-reset"),
    path("people/<str:code>/", Person.as_view(), name="person"),
    path("people/<str:code>/contact/", SeeContact.as_view(), name="person-contact"),
]
