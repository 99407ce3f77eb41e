"""Accounts and their passwords: open, disable, reset, unlock, change, and what sign-in leaves in the audit.

A one-time password is returned once to whoever asked for it and kept nowhere but as Django's hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.utils import reset as reset_attempts
from django.contrib.auth.hashers import identify_hasher
from django.db import transaction
from django.utils.crypto import get_random_string

from tidu.foundation import clock
from tidu.foundation.accounts import checks
from tidu.foundation.accounts.models import Person, User
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.audit.vocabulary import EntryKind

READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses on paper: without 0 O o, 1 l I i."""


@dataclass(frozen=True)
class OpenedAccount:
    """An account with the password to hand over; `one_time_password` is None when the opener chose one."""

    account: User
    one_time_password: str | None


def open_account(
    *,
    person: Person,
    username: str,
    by: Actor,
    now: datetime,
    password: str | None = None,
    password_hash: str | None = None,
    must_change_password: bool = True,
) -> OpenedAccount:
    """Open a person's account.

    Without `password` a one-time password is made and returned once. `password_hash` takes a hash made before,
    so that many accounts with one password cost one hashing. Raises UnableToOpenAccount, UnableToChangePassword.
    """
    checks.check_may_administer(by)
    if password is not None and password_hash is not None:
        raise ValueError("give a password or its hash, not both")
    with transaction.atomic():
        checks.check_can_open_account(person=person, username=username)
        account = User(
            username=username,
            person=person,
            must_change_password=must_change_password,
            password_set_at=clock.wall(),
            opened_at=now,
        )
        made = _give_password(account, password, password_hash)
        account.save()
        _record(
            account, action="open_account", summary=f"开立账号：{username}（{person.name}）", by=by, now=now
        )
    return OpenedAccount(account=account, one_time_password=made)


def disable_account(*, account: User, by: Actor, now: datetime) -> User:
    """Disable an account: it cannot sign in, and its open sessions end at their next request.

    Raises UnableToDisableAccount for the last active administrator.
    """
    checks.check_may_administer(by)
    with transaction.atomic():
        checks.hold_administrators()
        standing = _locked(account)
        checks.check_can_disable(account=standing, today=clock.day_of(now))
        standing.is_active = False
        standing.save(update_fields=["is_active"])
        _record(standing, action="disable_account", summary=f"停用账号：{standing.username}", by=by, now=now)
    return standing


def enable_account(*, account: User, by: Actor, now: datetime) -> User:
    """Enable a disabled account again; its password stays. Enabling an enabled account changes nothing."""
    checks.check_may_administer(by)
    with transaction.atomic():
        standing = _locked(account)
        if not standing.is_active:
            standing.is_active = True
            standing.save(update_fields=["is_active"])
            _record(
                standing, action="enable_account", summary=f"启用账号：{standing.username}", by=by, now=now
            )
    return standing


def reset_password(*, account: User, by: Actor, now: datetime) -> str:
    """Give an account a one-time password, return it once, and end its sessions.

    The owner must choose another at the next sign-in.
    """
    checks.check_may_administer(by)
    with transaction.atomic():
        standing = _locked(account)
        made = _one_time_password()
        _set_password(standing, made, must_change=True)
        _record(standing, action="reset_password", summary=f"重置密码：{standing.username}", by=by, now=now)
    return made


def unlock(*, account: User, by: Actor, now: datetime) -> None:
    """Forget the failed sign-ins of an account, so that it may try again at once."""
    checks.check_may_administer(by)
    with transaction.atomic():
        forgotten = reset_attempts(username=account.username)
        _record(
            account,
            action="unlock",
            summary=f"解除锁定：{account.username}（清除 {forgotten} 条）",
            by=by,
            now=now,
        )


def change_own_password(
    *, account: User, current_password: str, new_password: str, by: Actor, now: datetime
) -> User:
    """Change one's own password; raises UnableToChangePassword with every reason.

    All sessions end; the screen keeps its own by Django's `update_session_auth_hash`.
    """
    if by.user_id != account.pk:
        raise checks.UnableToChangePassword("只能修改自己的密码；他人的密码请系统管理员重置。")
    with transaction.atomic():
        standing = _locked(account)
        if not standing.check_password(current_password):
            raise checks.UnableToChangePassword("原密码不对，请重新输入。")
        if new_password == current_password:
            raise checks.UnableToChangePassword("新密码与原密码相同，请换一个。")
        checks.check_password(new_password, standing)
        _set_password(standing, new_password, must_change=False)
        _record(standing, action="change_own_password", summary="修改本人密码", by=by, now=now)
    return standing


def note_sign_in(*, account: User, by: Actor, now: datetime) -> None:
    """Record that an account signed in."""
    _record(account, action="sign_in", summary="登录", by=by, now=now, kind=EntryKind.SIGNED_IN)


def note_sign_out(*, account: User, by: Actor, now: datetime) -> None:
    """Record that an account signed out."""
    _record(account, action="sign_out", summary="退出", by=by, now=now, kind=EntryKind.SIGNED_OUT)


def note_idle_sign_out(*, account: User, by: Actor, now: datetime) -> None:
    """Record that an account was signed out because nobody used it for a while."""
    _record(
        account,
        action="sign_out",
        summary="长时间未操作，自动退出",
        by=by,
        now=now,
        kind=EntryKind.SIGNED_OUT,
    )


def _set_password(account: User, password: str, *, must_change: bool) -> None:
    """Keep a new password; its age counts by the wall clock, whatever the business day."""
    account.set_password(password)
    account.must_change_password = must_change
    account.password_set_at = clock.wall()
    account.save(update_fields=["password", "must_change_password", "password_set_at"])


def _give_password(account: User, password: str | None, password_hash: str | None) -> str | None:
    """Set the account's password; return it when it was made here."""
    if password_hash is not None:
        identify_hasher(password_hash)  # refuses what no configured hasher can check
        account.password = password_hash
        return None
    if password is not None:
        checks.check_password(password, account)
    chosen = password or _one_time_password()
    account.set_password(chosen)
    return None if password else chosen


def _one_time_password() -> str:
    """Return 12 random characters in three groups (about 69 bits): the one place here where chance is wanted."""
    return "-".join(get_random_string(4, READABLE) for _ in range(3))


def _locked(account: User) -> User:
    """Return the account as it stands, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=account.pk)


def _record(
    account: User, *, action: str, summary: str, by: Actor, now: datetime, kind: str = EntryKind.CHANGED
) -> None:
    """Write the audit of an account."""
    audit.record(
        by=by,
        now=now,
        action=f"accounts.{action}",
        subject=("account", account.username),
        kind=kind,
        summary=summary,
    )
