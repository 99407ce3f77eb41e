"""What an answer must bring: a decision that fits its class, proof, a day, a reason, and every countersignature."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tidu.domain.opinions.checks._values import Reply, UnableToMoveOpinion
from tidu.domain.opinions.models import Assist, Occasion, Opinion, OpinionRound
from tidu.domain.opinions.vocabulary import PAIRS, REASON_LENGTH, TEXT_LENGTH, Outcome, ResultClass
from tidu.foundation import clock


def check_reply(reply: Reply, today: date, *, has_proof: bool) -> None:
    """Refuse an answer without words, with a class that its outcome may not have, or without what its class needs."""
    if not reply.text.strip():
        raise UnableToMoveOpinion("请写明答复内容。")
    if len(reply.text.strip()) > TEXT_LENGTH or len(reply.reason.strip()) > REASON_LENGTH:
        raise UnableToMoveOpinion(f"答复不超过 {TEXT_LENGTH} 字，理由不超过 {REASON_LENGTH} 字。请写要点。")
    if reply.outcome not in Outcome.values or reply.result not in ResultClass.values:
        raise UnableToMoveOpinion("请选择办理结论和结果类别（A、B、C、D）。")
    if reply.result not in PAIRS[reply.outcome]:
        allowed = "、".join(sorted(PAIRS[reply.outcome]))
        label = Outcome(reply.outcome).label
        raise UnableToMoveOpinion(
            f"办理结论“{label}”的结果类别只能是 {allowed}，不能是 {reply.result}。请改其中一项。"
        )
    check_founded(
        reply.result,
        has_proof=has_proof,
        promised_on=reply.promised_on,
        reason=reply.reason,
        today=today,
    )


def check_founded(
    result: str, *, has_proof: bool, promised_on: date | None, reason: str, today: date
) -> None:
    """Refuse A without proof, B without a day after today, C and D without a reason."""
    if result == ResultClass.A and not has_proof:
        raise UnableToMoveOpinion("A 类（已解决）须附佐证材料：文件、照片、拨付凭证等。请上传后再提交。")
    if result == ResultClass.B and (promised_on is None or promised_on <= today):
        raise UnableToMoveOpinion(f"B 类（正在解决）须写明完成日期，且晚于今天 {today}。请改日期。")
    if result in (ResultClass.C, ResultClass.D) and not reason.strip():
        raise UnableToMoveOpinion("C 类和 D 类须写明理由：受什么限制，或为什么只能留作参考。")


def check_can_answer(one: OpinionRound, assists: Iterable[Assist]) -> None:
    """Refuse an answer that is not written, or that an assisting unit has not yet countersigned or refused."""
    if not one.answer:
        raise UnableToMoveOpinion("还没有拟写答复。请先拟写答复。")
    pending = [each.organisation.short_name for each in assists if each.agreed is None]
    if pending:
        raise UnableToMoveOpinion(f"{'、'.join(pending)}还没有会签。协办单位会签或写明不同意见后才能送审。")


def check_spoken(
    opinion: Opinion, occasion: Occasion | None, said_by: str, at: datetime, now: datetime
) -> None:
    """Refuse an answer on the spot of no occasion, by nobody, or at a moment outside the occasion."""
    if occasion is None:
        raise UnableToMoveOpinion(f"{opinion.number} 不是活动现场的意见，没有当场答复。请交办后答复。")
    if not said_by.strip():
        raise UnableToMoveOpinion("请写明当场答复的人。")
    if at > now:
        raise UnableToMoveOpinion("答复时间晚于现在。请核对。")
    if clock.day_of(at) != occasion.on or occasion.began_at is None or at < occasion.began_at:
        raise UnableToMoveOpinion(f"当场答复须在活动（{occasion.on}）期间。会后答复请先交办。")
    if occasion.ended_at is not None and at > occasion.ended_at:
        raise UnableToMoveOpinion("当场答复须在活动结束以前。会后答复请先交办。")
