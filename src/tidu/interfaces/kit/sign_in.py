"""Signing in and out, the locked door, and one's own password."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidu.foundation import clock
from tidu.foundation.accounts import operations as accounts
from tidu.foundation.accounts import queries
from tidu.foundation.actors import system
from tidu.foundation.audit import operations as audit
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.interfaces.kit.context import BIG_TEXT_KEY
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.middleware import NO_ROLE
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import EVERYONE

WRONG = "登录名或密码不对。请核对后再试；连续输错 {limit} 次，账号将锁定 {minutes} 分钟。"
UNKNOWN_NAME = "（没有这个登录名）"


class SignInForm(AuthenticationForm):
    """Name and password. Which of the two is wrong is not said."""

    username = forms.CharField(
        label="登录名", widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    password = forms.CharField(
        label="密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)

    def get_invalid_login_error(self) -> ValidationError:
        """Return one sentence for every wrong attempt."""
        minutes = int(settings.AXES_COOLOFF_TIME * 60)
        return ValidationError(WRONG.format(limit=settings.AXES_FAILURE_LIMIT, minutes=minutes))

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse an account without a role today."""
        super().confirm_login_allowed(user)
        if not queries.actor_for(user, clock.today()).grants:
            raise ValidationError(NO_ROLE)


class SignIn(LoginView):
    """The door. Every attempt is written down; after too many the account waits."""

    public = True
    template_name = "kit/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let the person in."""
        answer = super().form_valid(form)
        user: Any = form.get_user()
        accounts.note_sign_in(account=user, by=queries.actor_for(user, clock.today()), now=clock.now())
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Write the refusal down and show the form again."""
        _note_refusal(form.data.get("username", ""))
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer


class SignOut(Action):
    """Leave. Only by a button, so that no picture or link can sign a person out."""

    roles = EVERYONE
    during_password_change: ClassVar[bool] = True

    def act(self, **kwargs: Any) -> str:
        """Write it down and end the session."""
        user: Any = self.request.user
        accounts.note_sign_out(account=user, by=self.actor, now=clock.now())
        logout(self.request)
        return "已退出。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to the door."""
        return reverse("sign-in")


class PasswordForm(PlainForm):
    """The old password and the new one twice."""

    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 个字符，不能全是数字，不能是常见密码，也不能与登录名相近。",
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two different new passwords."""
        again = self.cleaned_data["again"]
        if self.cleaned_data.get("new") not in (None, again):
            raise ValidationError("两次输入的新密码不一样。请重新输入。")
        return str(again)


class Password(FormPage):
    """One's own password; the only page open to someone with a one-time or an old one."""

    roles = EVERYONE
    during_password_change: ClassVar[bool] = True
    travels = False
    title = "修改密码"
    form_class = PasswordForm
    template_name = "kit/password.html"
    button = "修改密码"
    refusals = (accounts.UnableToChangePassword,)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say why the page comes by itself, if it does; no trace of what is typed here is kept, not even a digest."""
        user: Any = self.request.user
        return {"why": queries.why_change_password(user, clock.wall()), "form_key": ""}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Change it and keep this session alive."""
        user: Any = self.request.user
        accounts.change_own_password(
            account=user,
            current_password=values["old"],
            new_password=values["new"],
            by=self.actor,
            now=clock.now(),
        )
        user.refresh_from_db()
        update_session_auth_hash(self.request, user)
        return "密码已修改。"

    def next_address(self, **kwargs: Any) -> str:
        """Go home."""
        return reverse("home")


class TextSize(Action):
    """Switch between ordinary and big text."""

    roles = EVERYONE

    def act(self, **kwargs: Any) -> str:
        """Turn the switch; the page shows the answer by itself."""
        self.request.session[BIG_TEXT_KEY] = not self.request.session.get(BIG_TEXT_KEY)
        return ""

    def next_address(self, **kwargs: Any) -> str:
        """Go home when the form named no page."""
        return reverse("home")


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Answer an attempt on a locked account."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "kit/locked_out.html", context, status=429)


def _note_refusal(typed: str) -> None:
    """Write an attempt that failed into the audit; nobody is signed in, so the door itself is the actor.

    What was typed is kept only when an account has this name: people type passwords into the wrong field.
    """
    try:
        username = queries.account(typed).username
    except queries.NotInDirectory:
        username = UNKNOWN_NAME
    audit.record(
        by=system("登录页"),
        now=clock.now(),
        kind=EntryKind.REFUSED,
        action="accounts.sign_in",
        subject=("account", username),
        summary=f"登录被拒绝：{username}",
    )
