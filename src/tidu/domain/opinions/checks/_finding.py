"""What an act is about must be there: the opinion, kept until the end of the act, its round, the rule of the day."""

from __future__ import annotations

from datetime import date

from tidu.domain.opinions import queries
from tidu.domain.opinions.checks._values import UnableToMoveOpinion
from tidu.domain.opinions.models import DeadlineRule, Opinion, OpinionRound
from tidu.domain.opinions.vocabulary import OpinionSource


def locked(number: str) -> Opinion:
    """Return an opinion and keep it until the end of the transaction; raise UnableToMoveOpinion."""
    found = Opinion.objects.select_for_update(of=("self",)).select_related("occasion")
    opinion = found.filter(number=number).first()
    if opinion is None:
        raise UnableToMoveOpinion(f"没有找到编号为“{number}”的意见。")
    return opinion


def last_round(opinion: Opinion) -> OpinionRound | None:
    """Return the last round, also one that was returned; None before the first."""
    rounds = OpinionRound.objects.filter(opinion=opinion).select_related("lead")
    return rounds.order_by("-number").first()


def present_round(opinion: Opinion) -> OpinionRound:
    """Return the round that stands; raise UnableToMoveOpinion where nobody has been asked yet."""
    found = last_round(opinion)
    if found is None or found.returned_at is not None:
        raise UnableToMoveOpinion(f"{opinion.number} 还没有交办。请先交办。")
    return found


def rule_for(source: str, on: date) -> DeadlineRule:
    """Return the deadline rule of a day; raise UnableToMoveOpinion where none has been set."""
    rule = queries.rule_on(source, on)
    if rule is None:
        label = OpinionSource(source).label
        raise UnableToMoveOpinion(
            f"“{label}”还没有办理时限。请科技局在“意见建议 → 时限和主题”里设定办理时限后再交办。"
        )
    return rule
