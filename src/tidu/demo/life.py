"""What else happened to firms: one split off, one absorbed, a move entered by mistake, lapses noted.

None of it changes a number of the county's description. The firm that is absorbed has moved out before, the firm that
splits off is one of those founded in 2025, and the wrong move is taken back two days later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidu.demo.geography import PARK_CODE, SEAT_CODE
from tidu.demo.model import LAPSED, County, Duty, Firm
from tidu.domain.enterprises import operations
from tidu.domain.enterprises.models import Enterprise, LifeEvent
from tidu.domain.enterprises.vocabulary import EventKind, HistoryKind, RecognitionKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor

ABSORBED_ON, ABSORBED_KNOWN_ON = date(2025, 5, 20), date(2025, 5, 27)
SPLIT_KNOWN_AFTER_DAYS = 3
MISTAKE_ON, MISTAKE_KNOWN_ON, MENDED_ON = date(2025, 5, 6), date(2025, 5, 12), date(2025, 5, 14)
LAPSES_NOTED_ON = date(2025, 1, 9)


@dataclass(frozen=True)
class SplitOff:
    """A firm founded out of another, which goes on."""

    parent: str
    child: str
    on: date
    known_on: date


@dataclass(frozen=True)
class Absorption:
    """A firm that ended in another."""

    absorbed: str
    survivor: str
    on: date
    known_on: date


@dataclass(frozen=True)
class Mistake:
    """A move to the county seat entered for the wrong firm."""

    credit_code: str
    on: date
    known_on: date


@dataclass(frozen=True)
class Mending:
    """The taking back of that move."""

    credit_code: str
    known_on: date


@dataclass(frozen=True)
class Lapse:
    """A certificate that ran out, and why it was not renewed; `on` is the first day without it."""

    credit_code: str
    on: date
    known_on: date
    reason: str


Happening = SplitOff | Absorption | Mistake | Mending | Lapse


def carry_out(what: Happening, by: Actor, now: datetime) -> None:
    """Enter it through the operations that people use."""
    _WAYS[type(what)](what, {"by": by, "now": now})


def _split(what: SplitOff, told: dict[str, Any]) -> None:
    parent, child = _firm(what.parent), _firm(what.child)
    histories = _STAY | {HistoryKind.INTELLECTUAL_PROPERTY: child.credit_code}
    document = operations.SourceDocument(f"分立协议和准予设立登记通知书（{what.on.isoformat()}）")
    operations.split(
        enterprise=parent,
        into=[child],
        on=what.on,
        dissolves=False,
        histories=histories,
        reason="将新产品业务分立为独立公司",
        source=document,
        **told,
    )


def _absorb(what: Absorption, told: dict[str, Any]) -> None:
    operations.absorb(
        enterprise=_firm(what.absorbed),
        survivor=(survivor := _firm(what.survivor)),
        on=what.on,
        histories=_STAY | {HistoryKind.INTELLECTUAL_PROPERTY: survivor.credit_code},
        reason="迁出后与县内同一控制人的企业合并",
        source=operations.SourceDocument(f"吸收合并公告和准予注销登记通知书（{what.on.isoformat()}）"),
        **told,
    )


def _mistake(what: Mistake, told: dict[str, Any]) -> None:
    operations.move(
        enterprise=_firm(what.credit_code),
        to=Organisation.objects.get(code=SEAT_CODE),
        on=what.on,
        reason="住所变更",
        source=operations.SourceDocument(f"住所变更登记（{what.on.isoformat()}）"),
        **told,
    )


def _mend(what: Mending, told: dict[str, Any]) -> None:
    moves = LifeEvent.objects.known_at(None).filter(enterprise=_firm(what.credit_code), kind=EventKind.MOVED)
    operations.reverse_event(
        event=moves.get(),
        reason="登记时选错企业，变更的是同名路段的另一家",
        source=operations.SourceDocument("经办更正说明"),
        **told,
    )


def _lapse(what: Lapse, told: dict[str, Any]) -> None:
    operations.note_lapse(
        enterprise=_firm(what.credit_code),
        kind=RecognitionKind.HNTE,
        on=what.on,
        reason=what.reason,
        source=operations.SourceDocument("高新技术企业到期情况核实表"),
        **told,
    )


def _firm(credit_code: str) -> Enterprise:
    return Enterprise.objects.get(credit_code=credit_code)


_STAY = dict.fromkeys(HistoryKind.values, "")
_WAYS: dict[type, Callable[[Any, dict[str, Any]], None]] = {
    SplitOff: _split,
    Absorption: _absorb,
    Mistake: _mistake,
    Mending: _mend,
    Lapse: _lapse,
}


def happenings(county: County) -> Iterator[Happening]:
    """Yield them; a county in which nobody fits the part does without."""
    in_park = sorted(
        (firm for firm in county.firms if firm.place_on(county.as_of) == PARK_CODE),
        key=lambda firm: firm.credit_code,
    )
    plain = [firm for firm in in_park if firm.duty is Duty.OUTSIDE and not firm.titles]
    young = [
        firm for firm in county.present() if firm.registered_on.year == county.as_of.year and not firm.titles
    ]
    old = [firm for firm in plain if firm.registered_on.year < county.as_of.year - 3]
    if young and old:
        child = min(young, key=lambda firm: (firm.registered_on, firm.credit_code))
        on = child.registered_on
        known_on = child.places[0].known_on + timedelta(days=SPLIT_KNOWN_AFTER_DAYS)
        parent = next((firm for firm in old if firm.industry == child.industry), old[0])
        yield SplitOff(parent.credit_code, child.credit_code, on, known_on)
    yield from _absorptions(county, old[1:])
    for firm in old[2:3]:
        yield Mistake(firm.credit_code, MISTAKE_ON, MISTAKE_KNOWN_ON)
        yield Mending(firm.credit_code, MENDED_ON)
    yield from _lapses(county)


def _absorptions(county: County, survivors: list[Firm]) -> Iterator[Happening]:
    gone = [firm for firm in county.firms if firm.duty is Duty.HNTE_MOVED_OUT]
    for firm, survivor in zip(gone[:1], survivors, strict=False):
        yield Absorption(firm.credit_code, survivor.credit_code, ABSORBED_ON, ABSORBED_KNOWN_ON)


def _lapses(county: County) -> Iterator[Happening]:
    for firm in county.firms:
        ended = [title for title in firm.titles if title.kind == RecognitionKind.HNTE]
        if firm.duty in LAPSED and ended and ended[-1].until_on.year == 2024:
            yield Lapse(
                firm.credit_code, ended[-1].until_on, LAPSES_NOTED_ON, "上年研发费用占比不足，未申报重新认定"
            )
