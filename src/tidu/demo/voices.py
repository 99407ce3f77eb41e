"""The opinions of the demo county's two Open Days: taken down, shaped, answered on the spot or later, rated, published.

What was said stands in `voices_said`; here is who did what when. Days are fixed, so that counts hold for every seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tidu.demo import geography
from tidu.demo.papers import sheet
from tidu.demo.support import Hands, Helping
from tidu.demo.voices_said import CHANNELS, GROUPS, PARTS_2025, SAID_2024, SAID_2025, THEMES, Said
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions.operations import Author, Reply, Suggested
from tidu.domain.opinions.vocabulary import (
    Outcome,
    ResultClass,
    SuggestedBy,
)
from tidu.foundation.files.handed import Handed

SET_UP_ON = date(2024, 1, 2)
DAY_2024, DAY_2025 = date(2024, 5, 23), date(2025, 5, 22)
CODE_2024, CODE_2025 = "2024-KF", "2025-KF"
NOTICE = "2024-1"
PROOF = Handed("办结凭证.pdf", sheet("办结凭证"))

DESK, CHAIR, PUBLISHER = "clerk2", "director1", "director2"
"""Who takes down and hands out, who lets answers go out, who makes them public."""

LEADS = {
    "资": (geography.HIGHTECH_SECTION, "clerk3"),
    "才": (geography.PLATFORM_SECTION, "clerk6"),
    "台": (geography.TRANSFER_SECTION, "clerk5"),
    "宣": (geography.GENERAL_SECTION, "clerk1"),
    "他": (geography.PARK_CODE, "township1"),
}
"""Which unit answers for a theme, and who works for it."""

ASSISTED = {9: (geography.GENERAL_SECTION, "clerk1"), 26: (geography.PLATFORM_SECTION, "clerk6")}
"""Later answers of 2025 that another section countersigns, by number."""

OUTCOMES = {
    ResultClass.A: Outcome.ADOPTED,
    ResultClass.B: Outcome.ADOPTED,
    ResultClass.C: Outcome.EXPLAINED,
    ResultClass.D: Outcome.EXPLAINED,
}
REASONS = {ResultClass.C: "受权限或财力限制", ResultClass.D: "现行规定已有安排，或留作参考"}
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", ("明远", "思齐", "怀瑾", "清和", "若水")

Do = Callable[[Hands, datetime], object]
Moment = tuple[date, int, int, Helping]


@dataclass(frozen=True)
class Fate:
    """How an opinion ends: on the spot or later, its class, the days."""

    way: str
    result: str = ""
    answered_on: date | None = None
    promised_on: date | None = None
    more: str = ""


def fate_of(said: Said, year: int) -> Fate:
    """Read the words of a fate."""
    way, _, rest = said.fate.partition(" ")
    if way not in {"spot", "later"}:
        return Fate(way, more=rest)
    result, *days = rest.split()
    answered = date.fromisoformat(f"{year}-{days.pop(0)}") if way == "later" else None
    return Fate(way, result, answered, date.fromisoformat(days[0]) if days else None)


def acts() -> Iterator[Moment]:
    """Yield what was done for the opinions: day, hour, minute and the act."""
    yield SET_UP_ON, 9, 30, Helping(_set_up)
    yield from _day_of(DAY_2024, CODE_2024, SAID_2024)
    yield from _day_of(DAY_2025, CODE_2025, SAID_2025)
    for place, said in enumerate(SAID_2025, start=1):
        yield from _shape(f"{CODE_2025}-{place:03d}", said, PARTS_2025.get(place, ()))
    for code, year, number, said in _items():
        yield from _handle(code, year, number, said)


def _items() -> Iterator[tuple[str, int, str, Said]]:
    """Yield every opinion that is answered or waits for it, parts as items of their own."""
    for code, year, everything in ((CODE_2024, 2024, SAID_2024), (CODE_2025, 2025, SAID_2025)):
        for place, said in enumerate(everything, start=1):
            yield code, year, f"{code}-{place:03d}", said
    for place, parts in PARTS_2025.items():
        for index, part in enumerate(parts, start=1):
            yield CODE_2025, 2025, f"{CODE_2025}-{place:03d}-{index}", part


def by(username: str, act: Callable[..., object], **how: Any) -> Helping:
    return Helping(lambda hands, now: act(by=hands.officer(username, now), now=now, **how))


def _set_up(hands: Hands, now: datetime) -> None:
    opinions.load_shipped(valid_from_on=date(2024, 1, 1), by=hands.officer(CHAIR, now), now=now)


def _day_of(day: date, code: str, everything: Sequence[Said]) -> Iterator[Moment]:
    """The day itself: the occasion from half past eight, opinions from ten, its end at noon."""
    name = f"{day.year} 年科技开放日"

    def set_times(*, ended: bool) -> Do:
        def do(hands: Hands, now: datetime) -> None:
            began_at = now.replace(hour=8, minute=30)
            opinions.set_occasion(
                code=code,
                name=name,
                on=day,
                began_at=began_at,
                ended_at=now if ended else None,
                by=hands.officer(DESK, now),
                now=now,
            )

        return do

    yield day, 8, 40, Helping(set_times(ended=False))
    for place, said in enumerate(everything, start=1):
        yield day, 10, place, Helping(_taking(code, place, said))
    yield day, 12, 0, Helping(set_times(ended=True))


def _taking(code: str, place: int, said: Said) -> Do:
    """A guest's own telephone sends what came by code; the desk takes down the rest."""
    name = f"{SURNAMES[place % 10]}{GIVEN[place % 5]}"
    author = Author(anonymous=True) if place % 6 == 0 else Author(name, "", f"10000{place:06d}")

    def do(hands: Hands, now: datetime) -> None:
        if said.channel == "码":
            opinions.submit(
                client_id=f"demo-{code}-{place:08d}",
                text=said.text,
                group=GROUPS[said.group],
                author=author,
                notice_version=NOTICE,
                sender=f"demo-{place}",
                occasion=code,
                now=now,
            )
            return
        opinions.take_down(
            text=said.text,
            group=GROUPS[said.group],
            channel=CHANNELS[said.channel],
            authors=[author],
            occasion=code,
            scan=Handed("意见纸条.pdf", sheet("意见纸条", f"{code} 第 {place} 张"))
            if said.channel == "纸"
            else None,
            notice_version=NOTICE,
            by=hands.officer(DESK, now),
            now=now,
        )

    return do


def _shape(number: str, said: Said, parts: Sequence[Said]) -> Iterator[Moment]:
    """In the room, before anything is answered: invalid, merged, split."""
    fate = fate_of(said, 2025)
    if fate.way == "invalid":
        yield DAY_2025, 11, 10, by(DESK, opinions.invalidate, number=number, reason=fate.more)
    elif fate.way == "merged":
        into = f"{CODE_2025}-{int(fate.more):03d}"
        yield DAY_2025, 11, 10, by(DESK, opinions.merge, number=number, into=into)
    elif fate.way == "split":
        texts = [part.text for part in parts]
        yield DAY_2025, 11, 10, by(DESK, opinions.split, number=number, texts=texts)


def _handle(code: str, year: int, number: str, said: Said) -> Iterator[Moment]:
    """Decide the theme, and answer on the spot, or hand out before the meeting ends and answer later."""
    fate = fate_of(said, year)
    day = DAY_2024 if code == CODE_2024 else DAY_2025
    if fate.way in {"invalid", "merged", "split"}:
        return
    theme = THEMES[said.theme]
    hint = Suggested(theme, SuggestedBy.RULES, 640) if theme != "OTHER" else None
    yield day, 11, 20, by(DESK, opinions.set_themes, number=number, main=theme, suggested=hint)
    if fate.way == "spot":
        yield day, 11, 30, Helping(_on_the_spot(number, said, fate))
        return
    yield day, 11, 45, Helping(_assigning(number, said, int(fate.more) if fate.way == "open" else None))
    if fate.answered_on is not None:
        yield from _answering(number, said, fate, fate.answered_on)
    elif fate.more != "10":
        yield date(2025, 5, 26), 9, 0, by(LEADS[said.theme][1], opinions.sign, number=number)


def _reply(said: Said, fate: Fate) -> Reply:
    result = ResultClass(fate.result)
    proof = PROOF if result == ResultClass.A else None
    return Reply(said.answer, OUTCOMES[result], result, proof, fate.promised_on, REASONS.get(result, ""))


def _on_the_spot(number: str, said: Said, fate: Fate) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        opinions.answer_on_the_spot(
            number=number,
            reply=_reply(said, fate),
            said_by=hands.officer(CHAIR, now).name,
            organisation_id=hands.organisations[LEADS[said.theme][0]].pk,
            at=now,
            by=hands.officer(DESK, now),
            now=now,
        )

    return do


def _place_of(number: str) -> int:
    return int(number.split("-")[2])


def _helper_of(number: str) -> tuple[str, str] | None:
    return ASSISTED.get(_place_of(number)) if number.startswith(CODE_2025) else None


def _assigning(number: str, said: Said, within: int | None) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        helper = _helper_of(number)
        opinions.assign(
            number=number,
            lead_id=hands.organisations[LEADS[said.theme][0]].pk,
            assist_ids=[hands.organisations[helper[0]].pk] if helper else [],
            within=within,
            by=hands.officer(DESK, now),
            now=now,
        )

    return do


def _answering(number: str, said: Said, fate: Fate, on: date) -> Iterator[Moment]:
    """Sign the day after, work, write, send round where somebody assists, and let it go out."""
    clerk = LEADS[said.theme][1]
    signed = on - timedelta(days=on.weekday() and 1)
    yield signed, 9, 0, by(clerk, opinions.sign, number=number)
    yield signed, 9, 10, by(clerk, opinions.work, number=number)
    yield on, 9, 30, by(clerk, opinions.write_reply, number=number, reply=_reply(said, fate))
    if helper := _helper_of(number):
        yield on, 9, 40, by(clerk, opinions.circulate, number=number)
        yield on, 10, 0, Helping(_countersigning(number, *helper))
    yield on, 10, 30, by(clerk, opinions.submit_for_review, number=number)
    yield on, 15, 0, by(CHAIR, opinions.approve, number=number)


def _countersigning(number: str, section: str, clerk: str) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        unit = hands.organisations[section].pk
        opinions.countersign(number=number, organisation_id=unit, by=hands.officer(clerk, now), now=now)

    return do
