"""What must hold before a year's budget is set, its money is spoken for, or a payment is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tidu.domain.funds.models import AwardPaid
from tidu.domain.funds.queries import Account, Payment, wan
from tidu.domain.funds.vocabulary import AWARD_FACTS, FUND_KEEPERS
from tidu.foundation.actors import Actor


class UnableToBudget(ValueError):
    """Raised when a budget may not be set that way; the message is Chinese and says the mend."""


class UnableToReserve(ValueError):
    """Raised when money may not be spoken for; the message is Chinese and says the mend."""


class UnableToRecordAward(ValueError):
    """Raised when a paid award may not be recorded; the message is Chinese and says the mend."""


def may_keep_funds(actor: Actor) -> bool:
    """Return whether `actor` keeps the fund's books."""
    return actor.is_system or actor.has_role(*FUND_KEEPERS)


def check_budget(
    *,
    actor: Actor,
    year: int,
    appropriated: int,
    carried_in: int,
    standing: Account | None,
    before: Account | None,
) -> None:
    """Refuse a budget by somebody else, below nought or what is spoken for, or carrying in more than was left."""
    if not may_keep_funds(actor):
        raise UnableToBudget("只有科技局领导和股室经办可以登记资金预算。请联系科技局办理。")
    if appropriated < 0 or carried_in < 0:
        raise UnableToBudget("预算和结转不能小于 0。请核对。")
    unpaid = None if before is None else before.available - before.paid
    if unpaid is not None and carried_in > unpaid:
        raise UnableToBudget(
            f"{year} 年结转 {wan(carried_in)} 万元，多于 {year - 1} 年没有拨付的 {wan(unpaid)} 万元。"
            "请核对上年拨付或结转。"
        )
    held = standing.reserved + standing.paid if standing else 0
    if appropriated + carried_in < held:
        raise UnableToBudget(f"{year} 年已占用和拨付 {wan(held)} 万元，预算不能更少。请先减少占用。")


def check_lines(*, actor: Actor, account: Account | None, year: int, sums: Iterable[tuple[int, int]]) -> None:
    """Refuse lines of a year without a budget, below nought, or that together exceed what the year has."""
    if not may_keep_funds(actor):
        raise UnableToReserve("只有科技局领导和股室经办可以登记资金占用和拨付。请联系科技局办理。")
    if account is None:
        raise UnableToReserve(f"{year} 年还没有资金预算。请先登记预算和结转。")
    held = 0
    for reserved, paid in sums:
        if reserved < 0 or paid < 0:
            raise UnableToReserve("占用和拨付不能小于 0。请核对。")
        held += reserved + paid
    if held > account.available:
        raise UnableToReserve(
            f"占用和拨付合计 {wan(held)} 万元，超过 {year} 年可用的 {wan(account.available)} 万元，"
            f"多出 {wan(held - account.available)} 万元。请减少占用或追加预算。"
        )


@dataclass(frozen=True)
class Award:
    """A one-off award as it was paid, in fen, for the title of the day `granted_on`."""

    use: str
    granted_on: date
    paid_on: date
    amount_fen: int
    document: str


def check_award(*, actor: Actor, award: Award, today: date, paid_before: Payment | None) -> None:
    """Refuse an award by somebody else, of no one-off use, out of order in time, of nothing, or a second one."""
    if not may_keep_funds(actor):
        raise UnableToRecordAward("只有科技局领导和股室经办可以登记奖励拨付。请联系科技局办理。")
    if award.use not in AWARD_FACTS.values():
        raise UnableToRecordAward(f"{award.use} 不是一次性奖励。请从一次性奖励中选择。")
    if not award.granted_on <= award.paid_on <= today:
        raise UnableToRecordAward("拨付日不能早于认定日，也不能晚于今天。请核对日期。")
    if award.amount_fen <= 0:
        raise UnableToRecordAward("拨付金额须大于 0。请核对。")
    if paid_before is not None and paid_before.granted_on != award.granted_on:
        raise UnableToRecordAward(
            f"该企业已领过{paid_before.use.label}：{paid_before.in_words}。每户只奖一次，不能再登记。"
        )


def check_can_correct_award(paid: AwardPaid | None, field: str, value: Any) -> AwardPaid:
    """Return the payment on record; refuse one that is not, and a value that stands already or says nothing."""
    if paid is None:
        raise UnableToRecordAward("台账里没有这笔拨付，无可更正。属实的，请先登记奖励拨付，再回来采纳。")
    if getattr(paid, field) == value:
        raise UnableToRecordAward("台账里现在就是这个值，不用更正。")
    if value == "" or (value is None and field != "amount_fen"):
        raise UnableToRecordAward("拨付日和拨付文件不能留空。请填写，或说明没有领过这笔奖励。")
    return paid
