"""What must hold before an event of a firm's life is written; each refusal says where and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from tidu.domain.enterprises.intervals import in_force
from tidu.domain.enterprises.models import LifeEvent, Recognition
from tidu.domain.enterprises.queries import Life
from tidu.domain.enterprises.vocabulary import EndKind, EventKind, HistoryKind, RecognitionKind


class UnableToRecordEvent(ValueError):
    """Raised when an event cannot be recorded; the message is Chinese and says the mend."""


class UnableToRevoke(UnableToRecordEvent):
    """Raised when there is no recognition to revoke."""


class UnableToRename(UnableToRecordEvent):
    """Raised when a new name is empty, is the name already borne, or comes on an impossible day."""


class UnableToMove(UnableToRecordEvent):
    """Raised when a firm is already where it is said to move, or moves on an impossible day."""


class UnableToClose(UnableToRecordEvent):
    """Raised when a firm is closed already or would close before something that happened to it."""


class UnableToMerge(UnableToRecordEvent):
    """Raised when a firm cannot be absorbed by another."""


class UnableToSplit(UnableToRecordEvent):
    """Raised when a firm cannot split as stated."""


class UnableToReverse(UnableToRecordEvent):
    """Raised when an event cannot be taken back because something stands on it."""


def check_day(
    life: Life,
    kind: EventKind,
    on: date,
    today: date,
    *,
    subject: str = "",
    error: type[UnableToRecordEvent],
) -> None:
    """Refuse a day to come, before the registration, after the closing, or with the same event on it already."""
    if life.profile is None:
        raise error(f"{life.enterprise.credit_code} 没有有效的登记。请核对代码，或先导入企业登记表。")
    if on > today:
        raise error(f"生效日期 {on.isoformat()} 还没有到。请在生效后登记，或核对日期。")
    if life.registered_on is not None and on < life.registered_on:
        raise error(
            f"{kind.label}日期 {on.isoformat()} 早于成立日期 {life.registered_on.isoformat()}。请核对日期。"
        )
    if life.closed and (life.closed_on is None or on > life.closed_on):
        when = f"已于 {life.closed_on.isoformat()} 注销" if life.closed_on else "已经注销"
        raise error(f"{life.name}{when}，不能再登记{kind.label}。如注销有误，请先撤销那件事项。")
    same = [one for one in life.events if (one.kind, one.happened_on, one.subject) == (kind, on, subject)]
    if same:
        raise error(
            f"{on.isoformat()} 已登记过“{same[0].summary}”，同一天不能登记两次{kind.label}。"
            "如上次登记有误，请先撤销那件事项。"
        )


def check_can_rename(life: Life, name: str, on: date, today: date) -> None:
    """Refuse an empty name, the name borne already, and the name that follows anyway."""
    if not name.strip():
        raise UnableToRename("新名称是空的。请填写变更后的企业名称。")
    standing = in_force(life.names, on)
    if standing is not None and standing.name == name:
        raise UnableToRename(f"{life.enterprise.credit_code} 的名称已经是“{name}”。")
    check_day(life, EventKind.RENAMED, on, today, error=UnableToRename)
    follows = next((one for one in life.names if one.valid_from_on > on), None)
    if follows is not None and follows.name == name:
        raise UnableToRename(
            f"登记里自 {follows.valid_from_on.isoformat()} 起已是“{name}”。如那个日期有误，请先撤销那次更名。"
        )


def check_can_move(life: Life, place_id: int | None, on: date, today: date) -> None:
    """Refuse a move to where the firm is already, or goes next anyway."""
    standing = in_force(life.places, on)
    if standing is not None and standing.place_id == place_id:
        where = "县外" if standing.place is None else standing.place.short_name
        raise UnableToMove(f"{life.enterprise.credit_code} 已经在{where}。请核对迁入地。")
    check_day(life, EventKind.MOVED, on, today, error=UnableToMove)
    follows = next((one for one in life.places if one.valid_from_on > on), None)
    if follows is not None and follows.place_id == place_id:
        raise UnableToMove(
            f"登记里自 {follows.valid_from_on.isoformat()} 起已在那里。如那个日期有误，请先撤销那次迁移。"
        )


def check_can_close(
    life: Life,
    on: date,
    today: date,
    *,
    kind: EventKind = EventKind.CLOSED,
    subject: str = "",
    error: type[UnableToRecordEvent] = UnableToClose,
) -> None:
    """Refuse to close a closed firm, before its registration, and before something that happened to it later."""
    if life.closed_on is not None:
        raise error(f"{life.enterprise.credit_code} 已于 {life.closed_on.isoformat()} 注销。")
    check_day(life, kind, on, today, subject=subject, error=error)
    later = [
        *(
            f"{one.valid_from_on.isoformat()} 启用名称“{one.name}”"
            for one in life.names
            if one.valid_from_on > on
        ),
        *(f"{one.valid_from_on.isoformat()} 迁移" for one in life.places if one.valid_from_on > on),
        *(
            f"{one.granted_on.isoformat()} 获得{one.get_kind_display()}"
            for one in life.titles
            if one.granted_on > on
        ),
    ]
    if later:
        raise error(
            f"{on.isoformat()} 之后登记里还有：{'；'.join(later[:3])}。请核对日期，或先撤销有误的事项。"
        )


def check_can_revoke(life: Life, kind: str, on: date, today: date) -> list[Recognition]:
    """Return the titles that a revocation ends; refuse one that would end nothing, and an impossible day."""
    label = RecognitionKind(kind).label
    found = [
        title
        for title in life.titles
        if title.kind == kind and title.end_kind == EndKind.NONE and title.valid_until_on > on
    ]
    if not found:
        raise UnableToRevoke(
            f"{life.enterprise.credit_code} 在 {on.isoformat()} 及以后没有有效的{label}资格，无可撤销。"
            "请核对称号和日期。"
        )
    check_day(life, EventKind.REVOKED, on, today, subject=kind, error=UnableToRevoke)
    return sorted(found, key=lambda title: title.granted_on)


def check_histories(
    histories: Mapping[str, str], receivers: Collection[str], error: type[UnableToRecordEvent]
) -> None:
    """Refuse a merger or split that does not say of every kind of history where it goes ("" for: it stays)."""
    unsaid = [str(kind.label) for kind in HistoryKind if kind not in histories]
    if unsaid:
        raise error(f"没有写明归属：{'、'.join(unsaid)}。请逐项写明留在原企业还是由谁承继。")
    strange = sorted({code for code in histories.values() if code and code not in receivers})
    if strange:
        raise error(f"承继者 {'、'.join(strange)} 不在本次事项的企业之中。请核对代码。")


def check_can_absorb(
    absorbed: Life, survivor: Life, on: date, today: date, histories: Mapping[str, str]
) -> None:
    """Refuse a merger with oneself, with a closed firm, or on a day when one of the two does not live."""
    if absorbed.enterprise == survivor.enterprise:
        raise UnableToMerge("被吸收的企业和存续企业是同一家。请填写存续企业的代码。")
    subject = survivor.enterprise.credit_code
    check_can_close(absorbed, on, today, kind=EventKind.ABSORBED, subject=subject, error=UnableToMerge)
    check_day(survivor, EventKind.ABSORBED, on, today, subject=subject, error=UnableToMerge)
    check_histories(histories, {subject}, UnableToMerge)


def check_can_split(
    life: Life,
    successors: Sequence[Life],
    on: date,
    today: date,
    *,
    dissolves: bool,
    histories: Mapping[str, str],
) -> None:
    """Refuse a split into nobody, into oneself or into firms that were there long before, or on an impossible day."""
    least = 2 if dissolves else 1
    if len({one.enterprise.pk for one in successors}) < least:
        raise UnableToSplit(
            f"{'解散分立至少要有两家' if dissolves else '派生分立至少要有一家'}新设企业。请补填代码。"
        )
    if life.enterprise.pk in {one.enterprise.pk for one in successors}:
        raise UnableToSplit("新设企业和原企业是同一家。请核对代码。")
    kind = EventKind.SPLIT_UP if dissolves else EventKind.SPLIT_OFF
    for one in successors:
        subject = one.enterprise.credit_code
        check_day(life, kind, on, today, subject=subject, error=UnableToSplit)
        if one.registered_on is not None and one.registered_on < on:
            raise UnableToSplit(
                f"{one.name}成立于 {one.registered_on.isoformat()}，早于分立日期 {on.isoformat()}。"
                "分立新设的企业不会早于分立成立，请核对日期和代码。"
            )
    if dissolves:
        subject = successors[0].enterprise.credit_code
        check_can_close(life, on, today, kind=kind, subject=subject, error=UnableToSplit)
    check_histories(histories, {one.enterprise.credit_code for one in successors}, UnableToSplit)


def check_can_reverse(event: LifeEvent, blocking: Sequence[str]) -> None:
    """Refuse to take back a taking back, what is taken back already, and what later records stand on."""
    if event.kind == EventKind.REVERSED:
        raise UnableToReverse("撤销本身不能再撤销。如原事项确有其事，请重新登记。")
    if event.superseded_at is not None or event.source_line.batch.undone_at is not None:
        raise UnableToReverse(f"“{event.summary}”已经撤销过了。")
    if blocking:
        raise UnableToReverse(
            f"“{event.summary}”之后又登记了：{'；'.join(blocking[:5])}。请先撤销后来的，再撤销这一件。"
        )
