"""Legal entities that merge and split: both sides stay in the register, and what passes over is stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tidu.domain.enterprises import checks, queries
from tidu.domain.enterprises.happening import Happening, Source, closing, write
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.turns import in_turn
from tidu.domain.enterprises.vocabulary import EventKind
from tidu.foundation import clock
from tidu.foundation.actors import Actor


@in_turn
def absorb(
    *,
    enterprise: Enterprise,
    survivor: Enterprise,
    on: date,
    histories: Mapping[str, str],
    reason: str,
    source: Source,
    by: Actor,
    now: datetime,
) -> None:
    """Record that a firm was absorbed by another (吸收合并，公司法第二百一十八条) and closed; `on` is its last day.

    `histories` says of every `HistoryKind` whether it passes to the survivor (its code) or stays (""). Nothing is
    moved: titles are the certificate holder's until the authority recognises another. Raises UnableToMerge.
    """
    absorbed, stays = queries.life_of(enterprise), queries.life_of(survivor)
    checks.check_can_absorb(absorbed, stays, on, clock.day_of(now), histories)
    happening = Happening(
        action="absorb",
        kind=EventKind.ABSORBED,
        happened_on=on,
        subject=survivor.credit_code,
        other=survivor,
        summary=f"{absorbed.name} 被 {stays.name} 吸收合并，{on} 注销",
        enterprise=enterprise,
        source=source,
        by=by,
        now=now,
        reason=reason,
        detail={"histories": dict(histories)},
    )
    write([closing(enterprise, on)], happening)


@in_turn
def split(
    *,
    enterprise: Enterprise,
    into: Sequence[Enterprise],
    on: date,
    dissolves: bool,
    histories: Mapping[str, str],
    reason: str,
    source: Source,
    by: Actor,
    now: datetime,
) -> None:
    """Record that a firm split into others (分立，公司法第二百二十二条), which stand in the register already.

    With `dissolves` the firm itself ends, `on` being its last day (解散分立); otherwise it goes on (派生分立).
    `histories` says of every `HistoryKind` to whose code it passes, "" for: it stays. Raises UnableToSplit.
    """
    life, successors = queries.life_of(enterprise), [queries.life_of(one) for one in into]
    checks.check_can_split(life, successors, on, clock.day_of(now), dissolves=dissolves, histories=histories)
    ending = "，原企业注销" if dissolves else "，原企业存续"
    happenings = [
        Happening(
            action="split",
            kind=EventKind.SPLIT_UP if dissolves else EventKind.SPLIT_OFF,
            happened_on=on,
            subject=one.enterprise.credit_code,
            other=one.enterprise,
            summary=f"{life.name} 分立出 {one.name}{ending}",
            enterprise=enterprise,
            source=source,
            by=by,
            now=now,
            reason=reason,
            detail={"histories": dict(histories)},
        )
        for one in successors
    ]
    write([closing(enterprise, on)] if dissolves else [], *happenings)
