"""Requests of firms for an account: taken from the public form, verified by an officer."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from django.db import transaction

from tidu.foundation import clock
from tidu.foundation.accounts import checks, queries
from tidu.foundation.accounts.checks import UnableToVerify
from tidu.foundation.accounts.models import AccountRequest, Organisation
from tidu.foundation.accounts.operations._credentials import OpenedAccount
from tidu.foundation.accounts.operations._directory import add_organisation, welcome
from tidu.foundation.accounts.vocabulary import (
    REQUESTS_PER_FIRM,
    AccountRequestState,
    OrganisationKind,
    Role,
)
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit

A_DAY = timedelta(days=1)


def request_account(
    *, credit_code: str, firm_name: str, person_name: str, phone: str, sender: str, by: Actor, now: datetime
) -> AccountRequest | None:
    """Take a request, or drop it (None) where the firm has enough of them; the asker is told the same either way.

    `sender` is a digest of where it came from. Raises UnableToRequest for a sender who asks too often.
    """
    recent = AccountRequest.objects.filter(asked_at__gt=now - A_DAY)
    with transaction.atomic():
        checks.check_sender(recent.filter(sender=sender).count())
        if recent.filter(credit_code=credit_code).count() >= REQUESTS_PER_FIRM:
            return None
        made = AccountRequest.objects.create(
            credit_code=credit_code,
            firm_name=firm_name.strip(),
            person_name=person_name.strip(),
            phone=phone,
            sender=sender,
            asked_at=now,
        )
        _record(made, "request_account", "收到开户申请", by=by, now=now)
    return made


def see_request_phone(*, request: AccountRequest, by: Actor, now: datetime) -> str:
    """Return the telephone of whoever asks, and record that it was seen. Raises UnableToVerify."""
    checks.check_can_verify(by, request)
    audit.record_personal_seen(
        by=by,
        now=now,
        subject=("accounts.AccountRequest", str(request.pk)),
        fields=("phone",),
        organisation_code=request.credit_code,
    )
    return request.phone


def accept_request(*, pk: int, username: str, by: Actor, now: datetime) -> OpenedAccount:
    """Open the account of a verified contact: person, role for that firm, one-time password; all or none.

    The officer verifies; that the account is opened follows, under the officer's name. Raises UnableToVerify and
    what opening an account raises.
    """
    with transaction.atomic():
        request = _locked(pk)
        checks.check_can_verify(by, request)
        opener = dataclasses.replace(by, is_system=True)
        firm = Organisation.objects.filter(code=request.credit_code).first() or add_organisation(
            code=request.credit_code,
            name=request.firm_name,
            short_name=request.firm_name[:40],
            kind=OrganisationKind.ENTERPRISE,
            by=opener,
            now=now,
        )
        opened = welcome(
            code=f"Q{request.pk:05d}",
            name=request.person_name,
            phone=request.phone,
            username=username,
            role=Role.ENTERPRISE_CONTACT,
            organisation=firm,
            valid_from_on=clock.day_of(now),
            post_title="联系人",
            by=opener,
            now=now,
        )
        request.account = opened.account
        _answer(request, AccountRequestState.OPENED, "", by=by, now=now)
        _record(request, "accept_request", "核实开户申请，开立账号", by=by, now=now)
    return opened


def refuse_request(*, pk: int, reason: str, by: Actor, now: datetime) -> AccountRequest:
    """Refuse a request for a reason; name and telephone are forgotten. Raises UnableToVerify."""
    if not reason.strip():
        raise UnableToVerify("请写明不予开户的理由。")
    with transaction.atomic():
        request = _locked(pk)
        checks.check_can_verify(by, request)
        request.person_name = ""
        _answer(request, AccountRequestState.REFUSED, reason.strip(), by=by, now=now)
        _record(request, "refuse_request", "开户申请未通过", by=by, now=now)
    return request


def _locked(pk: int) -> AccountRequest:
    found = AccountRequest.objects.select_for_update().filter(pk=pk).first()
    return found or queries.account_request(pk)


def _answer(request: AccountRequest, state: str, reason: str, *, by: Actor, now: datetime) -> None:
    request.state, request.reason, request.phone = state, reason, ""
    request.answered_at, request.answered_by_id, request.answered_by_name = now, by.user_id, by.name
    request.save()


def _record(request: AccountRequest, action: str, summary: str, *, by: Actor, now: datetime) -> None:
    """Write the audit; names and telephones stay out of it."""
    audit.record(
        by=by,
        now=now,
        action=f"accounts.{action}",
        subject=("accounts.AccountRequest", str(request.pk)),
        organisation_code=request.credit_code,
        summary=f"{summary}（第 {request.pk} 号）",
    )
