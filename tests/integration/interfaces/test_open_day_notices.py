"""Notices to guests: by mail through the administrator's server only, by hand, or as a list; each with its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.factories.accounts import a_person, a_role
from tests.factories.openday import PLANNED, a_guest, a_sign_up, an_event, an_invitation
from tests.factories.opinions import OFFICER, at
from tidu.domain.openday import operations, queries
from tidu.foundation.actors import Role
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.project.environment import mail_from_url

GIVE = "/open-days/2025-KF/guests/1/notice/"
PAGE = "/open-days/2025-KF/guests/reminders/"


@pytest.fixture(autouse=True)
def before_the_day(monkeypatch):
    monkeypatch.setenv("TIDU_TODAY", "2025-05-14")


class Post:
    """A mail server's box; the address `refused@…` is not one of its."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take the recipient, or not."""
        if address.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


def free_port() -> int:
    with closing(socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def through(settings, port: int) -> None:
    settings.TIDU_MAIL_FROM = "kjj@tidu.example"
    settings.SMTP_SERVER = mail_from_url(f"smtp+plain://127.0.0.1:{port}", sender=settings.TIDU_MAIL_FROM)


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A real mail server, which the house is told of."""
    box = Post()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    through(settings, server.port)
    yield box
    server.stop()


def text(answer) -> str:
    return answer.content.decode()


def invited(event, **more):
    return operations.invite_guest(event=event, name="关照", group="MEDIA", by=OFFICER, now=PLANNED, **more)


def test_without_a_mail_server_nothing_is_sent_and_the_page_says_so(signed_in):
    invited(an_event(), email="guan@example.com")
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.get(PAGE))
    assert "系统不向外发送" in page
    assert "用邮件发出" not in page
    assert "没有配置发信服务器" in text(clerk.post(GIVE, {"way": "MAIL"}, follow=True))
    assert not OutgoingNotice.objects.exists()


def test_a_reminder_is_sent_by_a_person_s_press_and_kept(signed_in, post):
    event = an_event()
    guest = invited(event, email="guan@example.com")
    clerk = signed_in(Role.SECTION_CLERK)
    assert "用邮件发出" in text(clerk.get(PAGE))
    assert post.mails == []
    page = text(clerk.post(GIVE, {"way": "MAIL"}, follow=True))
    (mail,) = post.mails
    assert (mail["To"], mail["From"]) == ("guan@example.com", "kjj@tidu.example")
    assert mail["Subject"] == "科技开放日：请回复能否参加"
    body = mail.get_content()
    assert "关照您好：2025-05-22 科技开放日在科技馆举办" in body
    assert f"/open/guest/{queries.guest_code(guest, event, queries.REPLY)}/" in body
    assert "邮件已给出" in page
    assert (OutgoingNotice.objects.get().state, OutgoingNotice.objects.get().email) == (
        "GIVEN",
        "guan@example.com",
    )


def test_a_mail_that_the_server_does_not_take_is_kept_with_the_reason(signed_in, post):
    invited(an_event(), email="refused@example.com")
    clerk = signed_in(Role.SECTION_CLERK)
    page = text(clerk.post(GIVE, {"way": "MAIL"}, follow=True))
    assert "没有送出：发信服务器不接受这个邮箱" in page
    assert "邮件未送出" in page
    assert post.mails == []
    assert OutgoingNotice.objects.get().failure.startswith("发信服务器不接受这个邮箱")


def test_a_server_that_is_not_there_is_told_in_words(signed_in, settings):
    through(settings, free_port())
    invited(an_event(), email="guan@example.com")
    page = text(signed_in(Role.SECTION_CLERK).post(GIVE, {"way": "MAIL"}, follow=True))
    assert "连不上发信服务器" in page
    assert OutgoingNotice.objects.get().state == "FAILED"


def test_a_guest_of_the_directory_is_written_to_where_the_directory_says(signed_in, post):
    person = a_person(name="关照", email="member@example.com", phone="10000004321")
    a_role(Role.REPRESENTATIVE, person=person, group="CPPCC_MEMBER")
    event = an_event()
    operations.invite_group(event=event, group="CPPCC_MEMBER", by=OFFICER, now=PLANNED)
    signed_in(Role.SECTION_CLERK).post(GIVE, {"way": "MAIL"})
    assert post.mails[0]["To"] == "member@example.com"
    (waits,) = queries.pending(event)
    assert queries.contact_of(waits) == ("10000004321", "member@example.com")


def test_what_was_copied_or_printed_is_kept_too_and_who_has_answered_is_told_nothing(signed_in):
    event = an_event()
    an_invitation(event)
    a_guest(event, name="尤安")
    clerk = signed_in(Role.SECTION_CLERK)
    assert "复制或打印已给出" in text(clerk.post(GIVE, {"way": "HAND"}, follow=True))
    assert "已经回复" in text(clerk.post(GIVE.replace("/1/", "/2/"), {"way": "HAND"}, follow=True))
    assert [one.subject_key for one in OutgoingNotice.objects.all()] == ["2025-KF:1"]


def test_somebody_who_waited_is_told_of_the_seat(signed_in):
    event = an_event()
    operations.change_event(event=event, sign_up_limit=1, by=OFFICER, now=PLANNED)
    seated, waits = (a_sign_up(event, client_id=f"p{n}", name=f"路人{n}") for n in (1, 2))
    clerk = signed_in(Role.SECTION_CLERK)
    assert "候补以后有席位的" not in text(clerk.get(PAGE))
    operations.withdraw_sign_up(one=seated, now=at("2025-05-11"))
    page = text(clerk.get(PAGE))
    waits.refresh_from_db()
    assert f"您报名候补的席位有了（席 {waits.seat.number}）" in page
    assert "1 位候补有了席位" in text(clerk.get("/open-days/2025-KF/guests/"))
    clerk.post(f"/open-days/2025-KF/guests/{waits.seat.number}/notice/", {"way": "HAND"})
    assert OutgoingNotice.objects.get().addressee == "路人2"


def test_once_the_day_is_over_nobody_is_asked_to_answer_any_more(signed_in, monkeypatch):
    an_invitation(an_event())
    monkeypatch.setenv("TIDU_TODAY", "2025-05-23")
    clerk = signed_in(Role.SECTION_CLERK)
    assert "开放日已过，不再提醒" in text(clerk.get(PAGE))
    assert "位待复" not in text(clerk.get("/open-days/2025-KF/guests/"))
    assert "没有需要提醒的" in text(clerk.post("/open-days/2025-KF/guests/remind/", follow=True))
    clerk.post(GIVE, {"way": "HAND"})
    assert not OutgoingNotice.objects.exists()
