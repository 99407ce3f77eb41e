"""Parts of acts on a round: begin it with the days that follow from its rule, keep an answer in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tidu.domain.opinions import queries
from tidu.domain.opinions.checks import Reply
from tidu.domain.opinions.models import Assist, DeadlineRule, OpinionRound
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.queries import WorkingCalendar
from tidu.foundation.files import operations as files


def begin(
    one: OpinionRound, rule: DeadlineRule, assists: Sequence[Organisation], working: WorkingCalendar
) -> None:
    """Keep a round that has its lead and deadline, with the days that follow from them, and ask those who assist."""
    today = clock.day_of(one.began_at)
    one.return_by_on = working.add(today, rule.return_days)
    one.severe_on = working.add(one.due_on, rule.severe_days)
    one.save()
    assist_on = queries.last_day(today, rule.assist_amount, rule.assist_unit, working)
    Assist.objects.bulk_create(
        Assist(round=one, organisation=each, asked_at=one.began_at, due_on=min(assist_on, one.due_on))
        for each in assists
    )


def put_reply(one: OpinionRound, reply: Reply, *, by: Actor, now: datetime) -> bool:
    """Keep a checked answer in its round; return whether anything of it is new."""
    if reply.proof is not None:
        one.proof = files.store(name=reply.proof.name, content=reply.proof.content, now=now)
    before = (one.answer, one.outcome, one.result, one.promised_on, one.reason)
    one.answer, one.outcome, one.result = reply.text.strip(), reply.outcome, reply.result
    one.promised_on, one.reason = reply.promised_on, reply.reason.strip()
    after = (one.answer, one.outcome, one.result, one.promised_on, one.reason)
    is_new = before != after or reply.proof is not None
    if is_new:
        one.written_by_id, one.written_by_name = by.user_id, by.name
        one.save()
    return is_new
