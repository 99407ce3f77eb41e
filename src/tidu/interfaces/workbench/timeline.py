"""One timeline of a firm: its records, the events entered for it, and the pool's decisions, each with its source."""

from __future__ import annotations

from collections.abc import Iterable

from tidu.domain.enterprises import queries
from tidu.domain.enterprises.queries import TimelineEvent
from tidu.domain.pool import queries as pool
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.provenance import queries as provenance

KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "register": (
        "登记、名称与属地",
        frozenset({"registered", "closed", "named", "placed", "moved_out", "renamed", "moved"}),
    ),
    "unions": ("合并分立", frozenset({"absorbed", "split_off", "split_up", "duplicate"})),
    "titles": ("资质", frozenset({"granted", "renewed", "ended", "revoked", "lapsed"})),
    "facts": ("数据与核查", frozenset({"facts", "checked"})),
    "pool": ("培育库", frozenset({"pool"})),
    "reversed": ("更正", frozenset({"reversed"})),
}
"""What the timeline can be narrowed to: the words, and the kinds of lines."""


def joined(events: Iterable[TimelineEvent], moves: Iterable[pool.PoolMove]) -> list[TimelineEvent]:
    """Return the timeline with the pool's decisions in it, newest first."""
    lines = [*events, *(_line(move) for move in moves)]
    return sorted(lines, key=lambda line: (line.on, line.known_at), reverse=True)


def narrowed(lines: Iterable[TimelineEvent], kind: str) -> list[TimelineEvent]:
    """Return the lines of one group of kinds; those taken back belong to the corrections too."""
    if kind not in KINDS:
        return list(lines)
    kinds = KINDS[kind][1]
    return [line for line in lines if line.kind in kinds or (kind == "reversed" and line.taken_back)]


def _line(move: pool.PoolMove) -> TimelineEvent:
    stage = Stage(move.told.stage)
    return TimelineEvent(
        on=move.told.valid_from_on,
        known_at=move.told.recorded_at,
        kind="pool",
        title="退出培育库" if stage == Stage.OUT else f"进入培育库“{stage.label}”",
        detail=f"{move.told.decided_by_name}决定",
        origin=provenance.origin_of_line(move.told.source_line, "stage"),
        record=queries.record_of(move.told, "stage"),
        reason=move.told.reason,
    )
