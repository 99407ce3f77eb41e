"""Mail by the administrator's own SMTP server: where none is configured nothing is ever sent."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import BadHeaderError

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.outgoing import operations
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.foundation.outgoing.operations import UnableToGive, Words

SECONDS = 10
"""How long a server may let us wait before the notice counts as not sent."""


def configured() -> bool:
    """Return whether the administrator has named a mail server."""
    return bool(settings.SMTP_SERVER)


def give_by_mail(*, subject: tuple[str, str], words: Words, by: Actor) -> OutgoingNotice:
    """Send a notice now and keep what became of it. Raises UnableToGive where no server or no address is known."""
    if not configured():
        raise UnableToGive("没有配置发信服务器。请复制文字，用本单位的渠道给出。")
    begun = operations.begin_mail(subject=subject, words=words, by=by, now=clock.now())
    return operations.end_mail(notice=begun, failure=_failure(words), by=by, now=clock.now())


def _failure(words: Words) -> str:
    """Send, and return why it was not sent; empty where the server has taken it."""
    message = EmailMessage(
        subject=words.title, body=words.text, from_email=settings.TIDU_MAIL_FROM, to=[words.email]
    )
    try:
        EmailBackend(timeout=SECONDS, **settings.SMTP_SERVER).send_messages([message])
    except smtplib.SMTPAuthenticationError:
        return "发信服务器不接受用户名或密码。请管理员核对 TIDU_SMTP_URL。"
    except smtplib.SMTPRecipientsRefused:
        return "发信服务器不接受这个邮箱。请核对邮箱，或用别的方式给出。"
    except smtplib.SMTPResponseException as refusal:
        return f"发信服务器拒绝了这封邮件（{refusal.smtp_code}）。请管理员查看发信服务器。"
    except (OSError, smtplib.SMTPException, BadHeaderError):
        return "连不上发信服务器，或连接中断。请管理员核对 TIDU_SMTP_URL 和网络。"
    return ""
