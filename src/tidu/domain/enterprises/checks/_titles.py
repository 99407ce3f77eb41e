"""What must hold before a single title is granted, renewed or noted as lapsed."""

from __future__ import annotations

from datetime import date, timedelta

from tidu.domain.enterprises.checks._events import UnableToRecordEvent, check_day
from tidu.domain.enterprises.queries import Life
from tidu.domain.enterprises.vocabulary import EndKind, EventKind, GrantKind, RecognitionKind


class UnableToGrant(UnableToRecordEvent):
    """Raised when a title cannot be granted or renewed as stated."""


class UnableToNoteLapse(UnableToRecordEvent):
    """Raised when a title did not lapse on the day."""


def check_can_grant(
    life: Life, kind: str, grant_kind: str, *, granted_on: date, until_on: date, today: date
) -> None:
    """Refuse impossible days, a renewal of nothing, and a first title beside a valid one of the same kind.

    A renewal may overlap the certificate it follows: both stand until the older one ends, and a firm counts once.
    """
    label = RecognitionKind(kind).label
    what = EventKind.RENEWED if grant_kind == GrantKind.RENEWED else EventKind.GRANTED
    check_day(life, what, granted_on, today, subject=kind, error=UnableToGrant)
    if until_on <= granted_on:
        raise UnableToGrant("有效期止早于认定日期。请核对两个日期。")
    own = [title for title in life.titles if title.kind == kind]
    if any(title.granted_on == granted_on for title in own):
        raise UnableToGrant(f"{granted_on.isoformat()} 认定的{label}已在登记中。请核对日期。")
    earlier = [title for title in own if title.granted_on < granted_on]
    if grant_kind == GrantKind.RENEWED and not earlier:
        raise UnableToGrant(
            f"此前没有{label}的认定记录，不能是重新认定。请改为首次认定，或先补录上一次认定。"
        )
    valid = [title for title in own if title.valid_from_on < until_on and title.valid_until_on > granted_on]
    if grant_kind == GrantKind.NEW and valid:
        last = (valid[0].valid_until_on - timedelta(days=1)).isoformat()
        raise UnableToGrant(
            f"已有有效期至 {last} 的{label}，与这次首次认定重叠。如系期满续认，请选“重新认定”。"
        )


def check_can_note_lapse(life: Life, kind: str, on: date, today: date) -> None:
    """Refuse a lapse on a day on which no title ran out, or after which the firm still holds one.

    `on` is the first day without the title.
    """
    label = RecognitionKind(kind).label
    own = [title for title in life.titles if title.kind == kind]
    ended = [title for title in own if title.valid_until_on == on and title.end_kind == EndKind.NONE]
    if not ended:
        raise UnableToNoteLapse(
            f"没有最后有效日为 {(on - timedelta(days=1)).isoformat()} 的{label}。请核对称号和日期。"
        )
    check_day(life, EventKind.LAPSED, on, today, subject=kind, error=UnableToNoteLapse)
    follows = [title for title in own if title.valid_from_on <= on < title.valid_until_on]
    if follows:
        raise UnableToNoteLapse(
            f"{follows[0].granted_on.isoformat()} 已重新认定{label}，不是期满未续。请核对。"
        )
