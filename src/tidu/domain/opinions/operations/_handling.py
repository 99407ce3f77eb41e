"""Hand an opinion to who answers for it, and what that unit does with it until the answer is on the table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tidu.domain.opinions import checks, queries
from tidu.domain.opinions.checks import Reply, UnableToMoveOpinion
from tidu.domain.opinions.models import Assist, Opinion, OpinionRound
from tidu.domain.opinions.operations._rounds import begin, put_reply
from tidu.domain.opinions.operations._story import move, record
from tidu.domain.opinions.vocabulary import COUNTERSIGNED, REFUSED, REPLIED, OpinionState
from tidu.foundation import clock
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.calendar import queries as calendar


def assign(
    *,
    number: str,
    lead_id: int,
    by: Actor,
    now: datetime,
    assist_ids: Sequence[int] = (),
    within: int | None = None,
    note: str = "",
) -> OpinionRound:
    """Hand an opinion to the unit that leads and those that assist, due by the rule of the day.

    `within` promises an answer sooner than the rule asks for, in the rule's unit. What was returned and is handed
    on keeps its deadline. Raises UnableToMoveOpinion, and HolidaysMissing where no holiday table reaches far enough.
    """
    today = clock.day_of(now)
    with transaction.atomic():
        opinion = checks.locked(number)
        checks.check_step(opinion, "assign", actor=by)
        rule = checks.rule_for(opinion.source, today)
        organisations = Organisation.objects.in_bulk({lead_id, *assist_ids})
        lead = organisations.get(lead_id)
        assists = [organisations[pk] for pk in dict.fromkeys(assist_ids) if pk in organisations]
        checks.check_assignment(lead, assists, rule, within)
        working = calendar.working_calendar()
        due_on = queries.last_day(today, within or rule.amount, rule.unit, working)
        before = checks.last_round(opinion)
        one = OpinionRound(
            opinion=opinion, number=before.number + 1 if before else 1, lead=lead, began_at=now
        )
        one.due_on = due_on if before is None else min(due_on, before.due_on)
        begin(one, rule, assists, working)
        words = f"{one.lead.short_name}主办，{one.due_on.isoformat()} 前答复"
        if assists:
            words += f"；{'、'.join(each.short_name for each in assists)}协办"
        move(opinion, "assign", f"{words}。{note.strip()}".strip("。"), by=by, now=now)
    return one


def sign(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Let the leading unit take an opinion on."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "sign", actor=by, lead=one.lead)
        if one.signed_at is None:
            one.signed_at, one.signed_by_name = now, by.name
            one.save(update_fields=["signed_at", "signed_by_name"])
        move(opinion, "sign", one.lead.short_name, by=by, now=now)
    return opinion


def return_wrong(*, number: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """Let the leading unit give back what is not its matter, within the window, with a reason."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "return", actor=by, lead=one.lead, reason=reason)
        checks.check_return_window(one, clock.day_of(now))
        one.returned_at, one.return_reason = now, reason.strip()
        one.save(update_fields=["returned_at", "return_reason"])
        move(opinion, "return", reason.strip(), by=by, now=now)
    return opinion


def work(*, number: str, by: Actor, now: datetime, note: str = "") -> Opinion:
    """Let the leading unit begin to work, or work again on what was opened again."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "work", actor=by, lead=one.lead, reason=note)
        move(opinion, "work", note.strip(), by=by, now=now)
    return opinion


def write_reply(*, number: str, reply: Reply, by: Actor, now: datetime) -> OpinionRound:
    """Write the answer, or write it anew; what others had countersigned before it changed lapses.

    A file handed in earlier stays the proof where the new writing brings none. Raises UnableToMoveOpinion.
    """
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        if opinion.state != OpinionState.WORKING:
            label = OpinionState(opinion.state).label
            raise UnableToMoveOpinion(f"{number} 现在是“{label}”，不能拟写答复。请先签收并开始办理。")
        _check_lead(one, by)
        has_proof = reply.proof is not None or one.proof_id is not None
        checks.check_reply(reply, clock.day_of(now), has_proof=has_proof)
        if put_reply(one, reply, by=by, now=now):
            one.assists.update(agreed=None, text="", decided_at=None, decided_by_name="")
            record(opinion, REPLIED, one.answer, by=by, now=now, result=one.result, outcome=one.outcome)
    return one


def circulate(*, number: str, by: Actor, now: datetime) -> Opinion:
    """Send the written answer round to those who assist."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "circulate", actor=by, lead=one.lead)
        assists = list(one.assists.select_related("organisation"))
        if not one.answer or not assists:
            raise UnableToMoveOpinion("送会签前须拟写答复，并且有协办单位。没有协办单位的请直接送审。")
        names = "、".join(each.organisation.short_name for each in assists)
        move(opinion, "circulate", names, by=by, now=now)
    return opinion


def rework(*, number: str, by: Actor, now: datetime, note: str = "") -> Opinion:
    """Take an answer back from those who assist, to write it anew."""
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        checks.check_step(opinion, "rework", actor=by, lead=one.lead, reason=note)
        move(opinion, "rework", note.strip(), by=by, now=now)
    return opinion


def countersign(*, number: str, organisation_id: int, by: Actor, now: datetime, text: str = "") -> Assist:
    """Let an assisting unit agree to the answer that is sent round."""
    return _decide(number, organisation_id, agreed=True, text=text, by=by, now=now)


def refuse(*, number: str, organisation_id: int, text: str, by: Actor, now: datetime) -> Assist:
    """Let an assisting unit say why it does not agree; the text stays with the answer."""
    return _decide(number, organisation_id, agreed=False, text=text, by=by, now=now)


def _decide(
    number: str, organisation_id: int, *, agreed: bool, text: str, by: Actor, now: datetime
) -> Assist:
    with transaction.atomic():
        opinion = checks.locked(number)
        one = checks.present_round(opinion)
        if opinion.state != OpinionState.COUNTERSIGNING:
            raise UnableToMoveOpinion(f"{number} 不在会签中。请等主办单位送会签。")
        assists = one.assists.select_related("organisation")
        assist = assists.filter(organisation_id=organisation_id).first()
        if assist is None or not checks.works_for(by, assist.organisation):
            raise UnableToMoveOpinion("会签须由协办单位办理。请用协办单位账号登录。")
        if len(text.strip()) > 300 or not (agreed or text.strip()):
            raise UnableToMoveOpinion("不同意会签须写明意见，不超过 300 字。")
        assist.agreed, assist.text = agreed, text.strip()
        assist.decided_at, assist.decided_by_name = now, by.name
        assist.save()
        words = "：".join(filter(None, (assist.organisation.short_name, text.strip())))
        record(opinion, COUNTERSIGNED if agreed else REFUSED, words, by=by, now=now)
    return assist


def _check_lead(one: OpinionRound, by: Actor) -> None:
    if not checks.works_for(by, one.lead):
        raise UnableToMoveOpinion(f"答复须由主办单位（{one.lead.short_name}）拟写。请用本单位账号登录。")
