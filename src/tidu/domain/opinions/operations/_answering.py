"""Let an answer go out: on the spot by who said it, later through review; and more time where it is granted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidu.domain.opinions import checks, queries
from tidu.domain.opinions.checks import Reply, UnableToMoveOpinion
from tidu.domain.opinions.models import Extension, Opinion, OpinionAuthor, OpinionRound
from tidu.domain.opinions.operations._rounds import put_reply
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import (
    ASKED_LONGER,
    DENIED,
    DIRECTORS,
    GRANTED,
    TASK_SOURCE,
    ReplyKind,
    ResultClass,
)
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks.vocabulary import TaskKind
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar
from tidu.foundation.texts import masking


def answer_on_the_spot(
    *,
    number: str,
    reply: Reply,
    said_by: str,
    organisation_id: int,
    at: datetime,
    by: Actor,
    now: datetime,
) -> OpinionRound:
    """Keep that an opinion was answered in the room: who said what, for which unit, at which moment.

    Raises UnableToMoveOpinion where the moment lies outside the occasion; the classes need what they always need.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "answer_spot", actor=by)
        checks.check_spoken(opinion, opinion.occasion, said_by, at, now)
        checks.check_reply(reply, clock.day_of(now), has_proof=reply.proof is not None)
        unit = Organisation.objects.filter(pk=organisation_id).first()
        checks.check_assignment(unit, (), checks.rule_for(opinion.source, clock.day_of(at)), None)
        last = checks.last_round(opinion)
        day = clock.day_of(at)
        one = OpinionRound(
            opinion=opinion,
            number=last.number + 1 if last else 1,
            lead=unit,
            began_at=min(opinion.taken_at, at),
            due_on=day,
            return_by_on=day,
            severe_on=day,
            reply_kind=ReplyKind.ON_THE_SPOT,
            answered_at=at,
            answered_by_name=said_by.strip()[:80],
        )
        put_reply(one, reply, by=by, now=now)
        _promise(opinion, one, by=by, now=now)
        move(opinion, "answer_spot", f"{said_by.strip()}：{one.answer}", by=by, now=now)
    return one


def submit_for_review(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Put the written answer before the bureau's leaders; refused until every assisting unit has spoken."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "submit", actor=by, lead=one.lead)
        checks.check_can_answer(one, one.assists.select_related("organisation"))
        move(opinion, "submit", f"{one.result} 类", by=by, now=now)
    return opinion


def send_back(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Send an answer back to the unit that wrote it, with a reason."""
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "send_back", actor=by, reason=reason)
        move(opinion, "send_back", reason.strip(), by=by, now=now)
    return opinion


def approve(*, number: str, by: Actor, now: datetime) -> OpinionRound:
    """Let an answer go out. Another than the writer approves it; a promise (B) becomes a task of the leading unit."""
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "approve", actor=by)
        one = checks.present_round(opinion)
        if checks.same_person(one.written_by_id, one.written_by_name, by):
            raise UnableToMoveOpinion("拟稿人不能审核自己的答复。请另一位局领导审核。")
        checks.check_can_answer(one, one.assists.select_related("organisation"))
        checks.check_founded(
            one.result,
            has_proof=one.proof_id is not None,
            promised_on=one.promised_on,
            reason=one.reason,
            today=clock.day_of(now),
        )
        one.reply_kind, one.answered_at, one.answered_by_name = ReplyKind.LATER, now, by.name
        one.save(update_fields=["reply_kind", "answered_at", "answered_by_name"])
        _promise(opinion, one, by=by, now=now)
        move(opinion, "approve", one.answer, by=by, now=now)
    return one


def _promise(opinion: Opinion, one: OpinionRound, *, by: Actor, now: datetime) -> None:
    """Make a task of what a B answer promises; its title outlives the author's name, so nobody is named in it."""
    if one.result != ResultClass.B or one.promised_on is None:
        return
    authors = OpinionAuthor.objects.filter(queries.said_by(opinion)).exclude(name="")
    names = list(authors.values_list("name", flat=True))
    tasks.open_task(
        title=f"{opinion.number} 答复承诺：{masking.mask(one.answer, names).text}"[:200],
        kind=TaskKind.PROMISE,
        source=(TASK_SOURCE, opinion.number),
        owner_id=one.lead_id,
        due_on=one.promised_on,
        by=by,
        now=now,
    )


def ask_longer(*, number: str, until_on: date, reason: str, by: Actor, now: datetime) -> Extension:
    """Let the leading unit ask for more time, before the deadline and within what the rule allows."""
    today = clock.day_of(now)
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        if not checks.works_for(by, one.lead):
            raise UnableToMoveOpinion(f"延期须由主办单位（{one.lead.short_name}）申请。")
        if one.extensions.filter(granted__isnull=True).exists():
            raise UnableToMoveOpinion(f"{number} 已有待批的延期申请。请等局领导审批。")
        rule = checks.rule_for(opinion.source, clock.day_of(one.began_at))
        working = calendar.working_calendar()
        latest = queries.last_day(clock.day_of(one.began_at), rule.extended_amount, rule.unit, working)
        deadline = queries.deadline_of(one, list(one.extensions.all()))
        checks.check_extension(
            opinion, deadline, latest=latest, until_on=until_on, reason=reason, today=today
        )
        asked = Extension.objects.create(
            round=one,
            until_on=until_on,
            severe_on=working.add(until_on, rule.severe_days),
            reason=reason.strip(),
            asked_at=now,
            asked_by_id=by.user_id,
            asked_by_name=by.name,
        )
        record(opinion, ASKED_LONGER, f"延至 {until_on.isoformat()}：{reason.strip()}", by=by, now=now)
    return asked


def decide_longer(*, number: str, granted: bool, by: Actor, now: datetime) -> Extension:
    """Grant or refuse the time asked for; another than who asked, and while the deadline has not passed."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        if not (by.is_system or by.has_role(*DIRECTORS)):
            raise UnableToMoveOpinion("延期须由科技局领导审批。请报局领导。")
        asked = one.extensions.filter(granted__isnull=True).first()
        if asked is None:
            raise UnableToMoveOpinion(f"{number} 没有待批的延期申请。")
        if checks.same_person(asked.asked_by_id, asked.asked_by_name, by):
            raise UnableToMoveOpinion("申请人不能审批自己的延期。请另一位局领导审批。")
        deadline = queries.deadline_of(one, list(one.extensions.all()))
        if granted and clock.day_of(now) > deadline.in_force_on:
            raise UnableToMoveOpinion(f"期限 {deadline.in_force_on} 已过，不能再同意延期：逾期照实记录。")
        asked.granted, asked.decided_at, asked.decided_by_name = granted, now, by.name
        asked.save(update_fields=["granted", "decided_at", "decided_by_name"])
        record(opinion, GRANTED if granted else DENIED, f"延至 {asked.until_on.isoformat()}", by=by, now=now)
    return asked
