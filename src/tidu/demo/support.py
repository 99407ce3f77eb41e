"""How the bureau stood by the firms: promises, contact leaders, visits and 24 difficulty tickets in every state.

Days are fixed and choices follow from the county, so that counts hold for every seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from tidu.demo import geography, plan
from tidu.demo.draws import WAN
from tidu.demo.model import County, Firm
from tidu.demo.stories import BAD, DESK, GOOD, STORIES, VISIT, Story
from tidu.domain.pool.vocabulary import IN_POOL, Stage
from tidu.domain.support import operations
from tidu.domain.support.models import Ticket
from tidu.domain.support.vocabulary import TicketKind, VisitPurpose
from tidu.domain.targets import operations as targets
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.actors import Actor, system

NIGHT = system("定时任务")
PROMISED_ON = date(2024, 1, 2)
NIGHTS_FROM = date(2025, 3, 3)
LEADERS_NAMED_ON = (date(2024, 3, 4), date(2024, 9, 2), date(2025, 1, 8), date(2025, 6, 3))
"""The days on which the firms of the pool were given leaders; the second is the succession in one township."""

PROMISES = {
    TicketKind.RESEARCH: (geography.HIGHTECH_SECTION, 15, "clerk3"),
    TicketKind.TALENT: (geography.PLATFORM_SECTION, 10, "clerk6"),
    TicketKind.FUNDING: (geography.GENERAL_SECTION, 7, "clerk1"),
}
"""Who handles a kind, in how many working days, and the clerk who does."""
LEVEL_DAYS = 5

HEARD = (
    "订单比去年多，设备满负荷，打算再上一条线。",
    "新产品小试已完成，正在找中试场地。",
    "研发人员偏少，想和高校合作课题。",
    "研发费用已单独设账，财务希望有人看一遍。",
    "正准备申报材料，知识产权缺一项发明专利。",
    "市场回款慢，技改投入先放一放。",
    "出口客户要求质量体系认证，正在准备。",
    "负责人想了解加计扣除和研发补助的衔接。",
)
NEXT = (
    "下月送政策上门，逐条对照条件。",
    "请高新技术股核对研发费用归集。",
    "联系高校老师，约定对接时间。",
    "七月前回访，看材料准备到哪一步。",
    "",
)

GUIDED_FROM = date(2025, 4, 14)
"""From this Monday on advisers went to the firms they had taken on."""


@dataclass(frozen=True)
class Hands:
    """What the acts need of whoever carries them out: actors by sign-in name, ids of firms, people and places."""

    officer: Callable[[str, datetime], Actor]
    enterprise_id: Callable[[str], int]
    people: Mapping[str, Any]
    organisations: Mapping[str, Any]


@dataclass(frozen=True)
class Helping:
    """Something done for firms."""

    do: Callable[[Hands, datetime], object]


def acts(county: County) -> Iterator[tuple[date, int, int, Helping]]:
    """Yield what was done for the firms: day, hour, minute and the act."""
    yield PROMISED_ON, 9, 0, Helping(_promise)
    yield plan.SET_ON, 17, 30, Helping(_plan)
    yield plan.PATH_ON, 9, 30, Helping(_path)
    yield from _leaders(county)
    yield from _visits(county)
    yield from _guidance(county)
    numbers: dict[int, str] = {}
    for place, (story, firm) in enumerate(zip(STORIES, _tellers(county), strict=True)):
        yield from _steps(county, place, story, firm, numbers)
    night = NIGHTS_FROM
    while night <= county.as_of:
        if night.isoweekday() <= 5:
            yield night, 6, 0, Helping(lambda _, now: operations.escalate_overdue(by=NIGHT, now=now))
        night += timedelta(days=1)


def _promise(hands: Hands, now: datetime) -> None:
    for kind, (section, days, _) in PROMISES.items():
        operations.set_standard(
            kind=kind,
            section_id=hands.organisations[section].pk,
            days=days,
            level_days=LEVEL_DAYS,
            valid_from_on=now.date(),
            by=hands.officer("director1", now),
            now=now,
        )


def _plan(hands: Hands, now: datetime) -> None:
    for text, tier, owner, due_on, wan in plan.ACTIONS:
        action = targets.Action(
            year=due_on.year,
            text=text,
            tier=tier,
            owner_id=hands.organisations[owner].pk,
            due_on=due_on,
            budget_fen=None if wan is None else wan * WAN,
        )
        targets.set_action(action=action, by=hands.officer("director1", now), now=now)


def _path(hands: Hands, now: datetime) -> None:
    targets.set_months(
        figure_code="hnte_count",
        due_on=date(plan.PATH_ON.year, 12, 31),
        months=plan.HNTE_MONTHS,
        by=hands.officer("director1", now),
        now=now,
    )


def leader_of(county: County, firm: Firm, place: int, day: date) -> str:
    """Return the sign-in name of who answers for a firm from a day on.

    Recognised firms of the park are shared by the county's and the bureau's leaders, cultivated ones by the bureau's
    and the park's; everybody else has the leader of the township.
    """
    where = firm.place_on(day)
    shared = {
        Stage.RECOGNISED: (
            "county1",
            "county2",
            "county3",
            "director1",
            "director2",
            "director3",
            "director4",
        ),
        Stage.CULTIVATION: ("director1", "director2", "director3", "director4", "township1"),
    }
    if where == geography.PARK_CODE and (names := shared.get(firm.stage_on(day))):
        return names[place % len(names)]
    return next(
        person.username
        for person in county.people
        for held in person.appointments
        if held.role == Role.TOWNSHIP_LEADER
        and held.organisation_code == where
        and held.from_on <= day
        and (held.until_on is None or day < held.until_on)
    )


def _leaders(county: County) -> Iterator[tuple[date, int, int, Helping]]:
    codes = {person.username: person.code for person in county.people}
    led: dict[str, str] = {}
    for day in LEADERS_NAMED_ON:
        chosen: dict[str, list[str]] = {}
        for place, firm in enumerate(county.firms):
            here = firm.places[0].known_on <= day and firm.place_on(day) is not None
            if not here or firm.stage_on(day) not in IN_POOL:
                continue
            keeps = led.get(firm.credit_code)
            if keeps and not _is_replaced(county, keeps, day):
                continue
            name = leader_of(county, firm, place, day)
            led[firm.credit_code] = name
            chosen.setdefault(name, []).append(firm.credit_code)
        for minute, (name, firms) in enumerate(sorted(chosen.items())):
            yield day, 17, minute, Helping(_assigning(codes[name], tuple(firms)))


def _is_replaced(county: County, username: str, day: date) -> bool:
    (person,) = (one for one in county.people if one.username == username)
    return all(held.until_on is not None and held.until_on <= day for held in person.appointments)


def _assigning(person_code: str, firms: Sequence[str]) -> Callable[[Hands, datetime], object]:
    def do(hands: Hands, now: datetime) -> None:
        operations.assign_leader(
            enterprise_ids=[hands.enterprise_id(code) for code in firms],
            person_id=hands.people[person_code].pk,
            on=now.date(),
            by=hands.officer("clerk3", now),
            now=now,
        )

    return do


def _visits(county: County) -> Iterator[tuple[date, int, int, Helping]]:
    """Leaders go to their firms: nine of ten were visited within a quarter, one of ten not since winter."""
    rng = Random(county.seed)
    words, steps = cycle(HEARD), cycle(NEXT)
    purposes = cycle((VisitPurpose.REGULAR, VisitPurpose.GUIDANCE, VisitPurpose.POLICY))
    members = [firm for firm in county.present() if firm.stage_on(LEADERS_NAMED_ON[2]) in IN_POOL]
    for place, firm in enumerate(members):
        index = county.firms.index(firm)
        spans = (
            [(date(2025, 2, 10), 25)]
            if place % 10 == 0
            else [(date(2025, 2, 10), 25), (date(2025, 3, 17), 80)]
        )
        for first, days in spans:
            day = first + timedelta(days=rng.randrange(days))
            while day.isoweekday() > 5:
                day -= timedelta(days=1)
            who = _led_by(county, firm, index, day)
            visit = (next(purposes), next(words), next(steps))
            yield day, 15, place % 60, Helping(_visiting(who, firm.credit_code, visit))


def _guidance(county: County) -> Iterator[tuple[date, int, int, Helping]]:
    """Advisers go to the firms they have taken on: five of six in spring, the sixth waits."""
    usernames = {person.code: person.username for person in county.people}
    advised = [firm for firm in county.present() if firm.stage_on(GUIDED_FROM) is Stage.CULTIVATION]
    words = zip(cycle(HEARD[::-1]), cycle(NEXT), strict=False)
    for place, (firm, (heard, step)) in enumerate(zip(advised, words, strict=False)):
        if place % 6 == 5:
            continue
        day = GUIDED_FROM + timedelta(days=place % 40)
        day -= timedelta(days=max(0, day.isoweekday() - 5))
        adviser = [one.adviser_code for one in firm.pool if one.on <= GUIDED_FROM][-1]
        visit = (VisitPurpose.GUIDANCE, heard, step)
        yield day, 10, place % 60, Helping(_visiting(usernames[adviser], firm.credit_code, visit))


def _led_by(county: County, firm: Firm, place: int, day: date) -> str:
    """Return who answers for a firm on a day: the leader named on the last day of naming that changed him."""
    name = ""
    for named_on in LEADERS_NAMED_ON:
        if named_on > day or firm.places[0].known_on > named_on or firm.stage_on(named_on) not in IN_POOL:
            continue
        if not name or _is_replaced(county, name, named_on):
            name = leader_of(county, firm, place, named_on)
    return name or leader_of(county, firm, place, day)


def _visiting(
    username: str,
    credit_code: str,
    words: tuple[VisitPurpose, str, str],
    *,
    needs: Sequence[str] = (),
    told: Callable[[list[Ticket]], None] = lambda _: None,
) -> Callable[[Hands, datetime], object]:
    def do(hands: Hands, now: datetime) -> None:
        _, opened = operations.record_visit(
            enterprise_id=hands.enterprise_id(credit_code),
            note=operations.VisitNote(*words, needs=needs),
            by=hands.officer(username, now),
            now=now,
        )
        told(opened)

    return do


def contacts(county: County) -> list[tuple[str, str]]:
    """Return the firms with an account in the county, each with the sign-in name of its contact."""
    here = {firm.credit_code for firm in county.present()}
    return [
        (held.organisation_code, person.username)
        for person in county.people
        for held in person.appointments
        if held.role == Role.ENTERPRISE_CONTACT and held.organisation_code in here
    ]


def _tellers(county: County) -> Iterator[Firm]:
    """Yield the firm of each story: those with an account in turn, else members of the pool without one."""
    by_code = {firm.credit_code: firm for firm in county.present()}
    known = contacts(county)
    mute = [
        firm
        for firm in county.present()
        if firm.credit_code not in dict(known) and firm.stage_on(date(2025, 5, 1)) in IN_POOL
    ]
    spoken, silent = cycle(by_code[code] for code, _ in known), cycle(mute)
    for story in STORIES:
        yield next(spoken) if story.account else next(silent)


def _steps(
    county: County, place: int, story: Story, firm: Firm, numbers: dict[int, str]
) -> Iterator[tuple[date, int, int, Helping]]:
    """Yield what happened to one difficulty, each on its day; `numbers` keeps its ticket's number."""
    clerk = PROMISES[story.kind][2]
    itself = dict(contacts(county)).get(firm.credit_code, "")

    def keep(opened: list[Ticket]) -> None:
        numbers[place] = opened[0].number

    if story.source == VISIT:
        who = _led_by(county, firm, county.firms.index(firm), story.opened)
        visit = (VisitPurpose.REGULAR, story.text, "请承办股室联系企业。")
        opening = _visiting(who, firm.credit_code, visit, needs=(story.kind,), told=keep)
    else:
        opening = _telling(story, firm, itself or clerk, clerk, keep)
    yield story.opened, 10, place, Helping(opening)
    code = next(person.code for person in county.people if person.username == clerk)
    for hour, (day, deed) in enumerate(_deeds(story, clerk, code, itself), start=11):
        if day is not None:
            yield day, hour, place, Helping(_about(numbers, place, deed))


Deed = Callable[[str, Hands, datetime], object]


def _about(numbers: Mapping[int, str], place: int, deed: Deed) -> Callable[[Hands, datetime], object]:
    """Return a deed about the ticket that was opened at this place of the list, once it has its number."""
    return lambda hands, now: deed(numbers[place], hands, now)


def _deeds(story: Story, clerk: str, clerk_code: str, itself: str) -> list[tuple[date | None, Deed]]:
    """Return the steps after the opening with their days, None for a step not taken."""

    def by_clerk(act: Callable[..., object], **more: Any) -> Deed:
        return lambda number, hands, now: act(number=number, by=hands.officer(clerk, now), now=now, **more)

    def accept(number: str, hands: Hands, now: datetime) -> object:
        handler = hands.people[clerk_code].pk
        return operations.accept(number=number, handler_id=handler, by=hands.officer(clerk, now), now=now)

    def rate(rating: str) -> Deed:
        remark = "答复的单位没有来过。" if rating == BAD else ""
        return lambda number, hands, now: operations.rate_ticket(
            number=number, rating=rating, remark=remark, by=hands.officer(itself, now), now=now
        )

    return [
        (story.accepted, accept),
        (story.worked, by_clerk(operations.work)),
        (story.answered, by_clerk(operations.answer, text="已上门核实，对接单位、联系人和时间已告知企业。")),
        (story.rated, rate(story.rating)),
        (story.again[0], by_clerk(operations.work)),
        (story.again[1], by_clerk(operations.answer, text="已约定专人每周到厂，直到解决。")),
        (story.again[2], rate(GOOD)),
    ]


def _telling(
    story: Story, firm: Firm, itself: str, clerk: str, keep: Callable[[list[Ticket]], None]
) -> Callable[[Hands, datetime], object]:
    def do(hands: Hands, now: datetime) -> None:
        ticket = operations.open_ticket(
            enterprise_id=hands.enterprise_id(firm.credit_code),
            kind=story.kind,
            text=story.text,
            source=story.source,
            by=hands.officer(itself if story.source == DESK else clerk, now),
            now=now,
        )
        keep([ticket])

    return do
