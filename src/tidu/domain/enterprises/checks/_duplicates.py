"""What must hold before one register entry is merged into another of the same firm."""

from __future__ import annotations

from tidu.domain.enterprises.checks._events import UnableToRecordEvent
from tidu.domain.enterprises.queries import Life


class UnableToMergeDuplicate(UnableToRecordEvent):
    """Raised when two entries cannot be one firm."""


def check_can_merge_duplicate(kept: Life, duplicate: Life) -> None:
    """Refuse an entry merged into itself, entries that do not stand, and a duplicate with a life of its own.

    A firm that was merged or split by law is an entity of its own: its code is no mistake.
    """
    if kept.enterprise == duplicate.enterprise:
        raise UnableToMergeDuplicate("两个代码是同一条登记。请填写重复的那一条的代码。")
    for life in (kept, duplicate):
        if life.profile is None:
            raise UnableToMergeDuplicate(f"{life.enterprise.credit_code} 没有有效的登记。请核对代码。")
    own = [event for event in duplicate.events if event.other_id is not None]
    if own:
        raise UnableToMergeDuplicate(
            f"{duplicate.enterprise.credit_code} 登记过“{own[0].summary}”，是独立的法人，不是重复登记。"
            "如那件事项有误，请先撤销它。"
        )
