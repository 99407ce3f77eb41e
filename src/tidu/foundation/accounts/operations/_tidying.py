"""The nightly tidying of what sign-in and the queue leave behind. Records and the audit are never tidied."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.jobs.operations import forget_old_runs


def forget_expired(*, by: Actor, now: datetime) -> str:
    """Remove expired sessions and old queue entries, and return what went in one sentence.

    Both live by the wall clock, whatever the business day.
    """
    with transaction.atomic():
        sessions, _ = Session.objects.filter(expire_date__lt=clock.wall()).delete()
        summary = f"清理了 {sessions} 个过期会话、{forget_old_runs()} 条任务记录。"
        audit.record(
            by=by, now=now, action="accounts.forget_expired", subject=("system", "sessions"), summary=summary
        )
    return summary
