"""What the proposer says of an answer, and what follows: closed, worked on again, asked again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tidu.domain.opinions import checks, queries
from tidu.domain.opinions.checks import Device, UnableToMoveOpinion
from tidu.domain.opinions.models import Opinion, OpinionRound
from tidu.domain.opinions.operations._publishing import take_back_publication
from tidu.domain.opinions.operations._rounds import begin
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import (
    DROPPED,
    GUEST,
    KEPT,
    QUIET_DAYS,
    RATED,
    REASON_LENGTH,
    OpinionState,
    RatedWay,
    Satisfaction,
    Solved,
)
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar


def rate(
    *,
    number: str,
    attitude: str,
    satisfaction: str,
    way: str,
    now: datetime,
    by: Actor = GUEST,
    remark: str = "",
    notice_version: str = "",
    device: Device | None = None,
) -> Opinion:
    """Keep what the proposer says of the attitude and, apart from it, of the result; the latter decides what follows.

    不满意 with the result opens the opinion again, with a new round and deadline; else it is closed. GUEST has the
    receipt. Raises UnableToMoveOpinion, also for every account of a unit that handled it and for a `device` that has
    spoken for too many. `notice_version` tells which text on personal data was shown.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.last_round(opinion)
        remark = checks.clean_words(remark)
        checks.check_rating(one, attitude, satisfaction, way, remark)
        if one is None:
            raise UnableToMoveOpinion(f"{number} 还没有答复。")
        checks.check_rater(by, way, _units(one))
        one.rated_from, one.rated_sender = checks.told_from(opinion, device), device.rates if device else ""
        one.attitude, one.satisfaction, one.rated_way = attitude, satisfaction, way
        one.rated_at, one.rated_by_name, one.remark = now, by.name, remark
        one.save()
        label = RatedWay(way).label
        words = f"态度{Satisfaction(attitude).label}、结果{Satisfaction(satisfaction).label}（{label}）"
        words = f"{words}：{remark}" if remark else words
        if satisfaction == Satisfaction.UNSATISFIED:
            _reopen(opinion, one, words, by=by, now=now, notice=notice_version)
        elif opinion.state == OpinionState.ANSWERED:
            move(opinion, "rate", words, by=by, now=now, notice=notice_version)
        else:
            record(opinion, RATED, words, by=by, now=now, notice=notice_version)
    return opinion


def close(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Close an answer that nobody rates for some weeks, or a question whether a promise was kept that nobody answers.

    The proposer may still rate it, or say 未解决, and so open it again. Raises UnableToMoveOpinion.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "close", actor=by, reason=reason)
        one = checks.last_round(opinion)
        asked = opinion.state == OpinionState.FOLLOWING
        since = (one.asked_again_at if asked else one.answered_at) if one else None
        ripe_on = clock.day_of(since) + timedelta(days=QUIET_DAYS) if since else None
        if ripe_on is None or clock.day_of(now) < ripe_on:
            after, what = ("回访", "回答") if asked else ("答复", "评价")
            raise UnableToMoveOpinion(
                f"{after}后满 {QUIET_DAYS} 天（{ripe_on}）仍未{what}的才能办结。请先请意见人{what}。"
            )
        move(opinion, "close", reason.strip(), by=by, now=now)
    return opinion


def answer_follow_up(
    *,
    number: str,
    solved: str,
    way: str,
    now: datetime,
    by: Actor = GUEST,
    remark: str = "",
    notice_version: str = "",
    device: Device | None = None,
) -> Opinion:
    """Keep what the proposer says when asked again after a promise fell due; 未解决 opens the opinion again.

    `device` and `notice_version` as in `rate`. Raises UnableToMoveOpinion.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.last_round(opinion)
        if one is None or not queries.is_asked(opinion, one):
            raise UnableToMoveOpinion(f"{number} 现在没有等待回访的承诺。")
        if solved not in Solved.values or way not in RatedWay.values:
            raise UnableToMoveOpinion("请选择：已解决或未解决。")
        checks.check_rater(by, way, _units(one))
        one.solved, one.solved_at = solved, now
        one.solved_from, one.solved_sender = checks.told_from(opinion, device), device.rates if device else ""
        one.save(update_fields=["solved", "solved_at", "solved_from", "solved_sender"])
        said = checks.clean_words(remark)[:REASON_LENGTH]
        words = f"{Solved(solved).label}（{RatedWay(way).label}）：{said}".rstrip("：")
        if solved == Solved.UNSOLVED:
            _reopen(opinion, one, words, by=by, now=now, notice=notice_version)
        elif opinion.state == OpinionState.FOLLOWING:
            move(opinion, "solved", words, by=by, now=now, notice=notice_version)
        else:
            record(opinion, "solved", words, by=by, now=now, notice=notice_version)
    return opinion


def recall(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Take an answer back that turns out wrong before its proposer has rated it: another round, with its own deadline.

    The answer stays on record, and on the task that it promised; a public wording of it is taken back. Raises
    UnableToMoveOpinion.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "recall", actor=by, reason=reason)
        one = checks.present_round(opinion)
        take_back_publication(opinion, f"答复撤回：{reason.strip()}", by=by, now=now)
        _begin_again(opinion, one, "recall", reason.strip(), by=by, now=now)
    return opinion


def promise_ended(*, key: str, task_number: str, kept: bool, by: Actor, now: datetime) -> None:
    """Keep in the story of an opinion that the task of its answer was closed, or withdrawn."""
    record(checks.locked(key), KEPT if kept else DROPPED, task_number, by=by, now=now)


def _reopen(
    opinion: Opinion, before: OpinionRound, words: str, *, by: Actor, now: datetime, notice: str
) -> None:
    """Begin another round because the proposer is not content."""
    _begin_again(opinion, before, "reopen", words, by=by, now=now, notice=notice)


def _begin_again(
    opinion: Opinion,
    before: OpinionRound,
    action: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    notice: str = "",
) -> None:
    """Begin another round with the same units, due by the rule for what is opened again."""
    today = clock.day_of(now)
    rule = checks.rule_for(opinion.source, today)
    working = calendar.working_calendar()
    due_on = queries.last_day(today, rule.again_amount, rule.again_unit, working)
    one = OpinionRound(
        opinion=opinion, number=before.number + 1, lead=before.lead, began_at=now, due_on=due_on
    )
    begin(one, rule, [each.organisation for each in before.assists.select_related("organisation")], working)
    words = f"{words}；{one.lead.short_name} {due_on.isoformat()} 前再次答复"
    move(opinion, action, words, by=by, now=now, notice=notice)


def _units(one: OpinionRound) -> list[Organisation]:
    """Return the unit that led and those that assisted."""
    return [one.lead, *(each.organisation for each in one.assists.select_related("organisation"))]
