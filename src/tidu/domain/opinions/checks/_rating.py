"""What the proposer says of an answer: by whom it may be said, from which device, and what it must hold."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from tidu.domain.opinions.checks._values import Device, UnableToMoveOpinion
from tidu.domain.opinions.models import Opinion, OpinionRound
from tidu.domain.opinions.vocabulary import (
    HANDLERS,
    OFFICERS,
    PER_RATER,
    REASON_LENGTH,
    RatedFrom,
    RatedWay,
    Satisfaction,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor


def check_rater(actor: Actor, way: str, units: Collection[Organisation]) -> None:
    """Refuse a rating by an account of a unit that handled the opinion, whoever enters it and by whichever way.

    By link or code only the proposer rates; what came on paper is entered by an officer of another unit. Whoever holds
    the receipt and is signed in nowhere cannot be told from the proposer: `told_from` keeps what can be.
    """
    barred = {one.pk for one in units} | {one.parent_id for one in units}
    if actor.is_system or any(grant.organisation_id in barred for grant in actor.grants):
        raise UnableToMoveOpinion("评价只能来自意见人本人，承办和协办单位的账号不能代填。")
    officer = actor.has_role(*OFFICERS)
    if way == RatedWay.PAPER and not officer:
        raise UnableToMoveOpinion("纸质评价须由科技局其他股室的同志录入。")
    if way != RatedWay.PAPER and actor.has_role(*HANDLERS):
        raise UnableToMoveOpinion("工作人员账号不能从链接或二维码评价。收到纸质评价的，请选“纸质代录”。")


def check_rating(one: OpinionRound | None, attitude: str, satisfaction: str, way: str, remark: str) -> None:
    """Refuse a rating of nothing, a second one, or words that are none of the three."""
    if one is None or one.answered_at is None:
        raise UnableToMoveOpinion("这条意见还没有答复，答复后再请您评价。")
    if one.rated_at is not None:
        raise UnableToMoveOpinion("这次答复已经评价过了，谢谢。")
    if attitude not in Satisfaction.values or satisfaction not in Satisfaction.values:
        raise UnableToMoveOpinion("请分别评价办理态度和办理结果：满意、基本满意或不满意。")
    if way not in RatedWay.values:
        raise UnableToMoveOpinion("请选择评价方式：链接、二维码或纸质代录。")
    if len(remark.strip()) > REASON_LENGTH:
        raise UnableToMoveOpinion(f"评价说明超过 {REASON_LENGTH} 字。请写要点。")


def told_from(opinion: Opinion, device: Device | None) -> str:
    """Return from which device the proposer speaks, empty for none; in two queries at most.

    One that handed the opinion in is the proposer's own. Any other speaks for so many proposers and no more.
    """
    if device is None or not device.rates:
        return ""
    handed_in = opinion.split_from or opinion
    if handed_in.sender and handed_in.sender == device.said:
        return RatedFrom.OWN
    rated = Q(rated_sender=device.rates, rated_from=RatedFrom.OTHER)
    followed = Q(solved_sender=device.rates, solved_from=RatedFrom.OTHER)
    others = OpinionRound.objects.filter(rated | followed).exclude(opinion=opinion)
    if others.values("opinion").distinct().count() >= PER_RATER:
        raise UnableToMoveOpinion(
            f"这台设备已经替 {PER_RATER} 条意见作过评价，不能再评。请意见人用自己的手机，或在纸上评价，由其他股室代录。"
        )
    return RatedFrom.OTHER
