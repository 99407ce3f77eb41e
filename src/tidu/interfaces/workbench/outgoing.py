"""Notices to people outside, as every room shows them: text, link and code, what was given out before, and two buttons.

Nothing goes out by itself. A person sends one by mail where the administrator has configured it, or copies or prints
it and says so; either is kept with its outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString

from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.outgoing import operations, queries
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.foundation.outgoing.operations import UnableToGive, Words
from tidu.foundation.outgoing.vocabulary import OutgoingState, OutgoingWay
from tidu.interfaces.kit import exports, mail, qr
from tidu.interfaces.kit.pages import Action, Guarded
from tidu.interfaces.kit.roles import OFFICERS


@dataclass(frozen=True)
class Draft:
    """A notice that may be given out: whom and what it is about, its words, and where its buttons lead."""

    label: str
    key: str
    words: Words
    give: str


@dataclass(frozen=True)
class Shown:
    """A draft as a page shows it, with the code of its link and what was given out before, the latest first."""

    draft: Draft
    picture: SafeString
    given: list[OutgoingNotice]


def shown(subject_type: str, drafts: Iterable[Draft]) -> list[Shown]:
    """Return drafts with their codes and history, in one query."""
    every = list(drafts)
    given = queries.given_about(subject_type, [one.key for one in every])
    return [
        Shown(one, qr.svg(one.words.address, f"{one.words.addressee}的网页"), given.get(one.key, []))
        for one in every
    ]


class Give(Action):
    """Give one notice out: `way` says how, `subject_type` what it is about."""

    roles = OFFICERS
    travels = False
    subject_type: str = ""

    def draft(self, *args: Any, **kwargs: Any) -> Draft:
        """Return the notice."""
        raise NotImplementedError

    def act(self, **kwargs: Any) -> str:
        """Send it or keep that it was given by hand, and say which."""
        draft = self.draft(**kwargs)
        subject = (self.subject_type, draft.key)
        if self.request.POST.get("way") != OutgoingWay.MAIL:
            operations.give_by_hand(subject=subject, words=draft.words, by=self.actor, now=clock.now())
            return f"已记下：给{draft.words.addressee}的通知已给出。"
        sent = mail.give_by_mail(subject=subject, words=draft.words, by=self.actor)
        if sent.state == OutgoingState.FAILED:
            raise UnableToGive(f"给{draft.words.addressee}的邮件没有送出：{sent.failure}")
        return f"给{draft.words.addressee}的邮件已交给发信服务器。"


class MessageList(Guarded):
    """The texts with names and telephones, for the county's message service; taking it out is written down."""

    roles = OFFICERS
    travels = False
    name: str = ""
    subject_type: str = ""
    headers: tuple[str, ...] = ()

    def get(self, request: HttpRequest, code: str = "") -> HttpResponseBase:
        """Answer with the workbook; `code` is the record it is about, if one."""
        rows = list(self.rows(code))
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=(self.subject_type, code),
            rows=len(rows),
            file_format="xlsx",
            detail={"fields": ["name", "phone"]},
        )
        return exports.response("xlsx", name=f"{self.name} {code}".strip(), headers=self.headers, rows=rows)

    def rows(self, code: str) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each telephone."""
        raise NotImplementedError
