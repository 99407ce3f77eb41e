"""The demo county's two Open Days: planned, invited, held; guests by group as the county's description says.

Opinions of the same days stand in `voices`. Days are fixed, so that counts hold for every seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tidu.demo.identities import person_names
from tidu.demo.model import County, Firm
from tidu.demo.papers import sheet
from tidu.demo.support import Hands, Helping, contacts
from tidu.demo.voices import CODE_2024, CODE_2025, DAY_2024, DAY_2025, DESK
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import Event, Invitation, Stop
from tidu.domain.openday.operations import Scan, WalkIn
from tidu.domain.openday.vocabulary import (
    GUEST,
    CardLine,
    EventState,
    GuestGroup,
    HighlightKind,
    InvitationState,
    ItemKind,
    ReplyWay,
    SurveyMoment,
    SurveyQuestion,
)
from tidu.foundation.actors import Actor

G = GuestGroup
POLICIES = ("qinglan.hnte_new", "qinglan.hnte_again", "qinglan.rd_subsidy", "qinglan.gazelle_award")


@dataclass(frozen=True)
class Guests:
    """A group at one Open Day, in persons: seats, who declined, who has not answered, who stayed away, walk-ins.

    accepted = seats - declined - pending; came = accepted - absent + walk_ins.
    """

    seats: int
    declined: int = 0
    pending: int = 0
    absent: int = 0
    walk_ins: int = 0
    substitutes: int = 0


GUESTS_2025 = {
    G.ENTERPRISE: Guests(24, declined=2, absent=2, walk_ins=1, substitutes=1),
    G.CONGRESS_DEPUTY: Guests(9, declined=1),
    G.CPPCC_MEMBER: Guests(7),
    G.PARTY_DELEGATE: Guests(6),
    G.MEDIA: Guests(5),
    G.TOWNSHIP: Guests(10, declined=1, pending=1, substitutes=1),
    G.PUBLIC: Guests(5, absent=1, walk_ins=2),
}
"""66 seats, 61 accepted, 58 of them came and 3 walk-ins."""

GUESTS_2024 = {
    G.ENTERPRISE: Guests(12, declined=1, absent=1),
    G.CONGRESS_DEPUTY: Guests(5),
    G.CPPCC_MEMBER: Guests(4),
    G.PARTY_DELEGATE: Guests(3),
    G.MEDIA: Guests(3, declined=1),
    G.TOWNSHIP: Guests(5),
    G.PUBLIC: Guests(2),
}
"""34 seats, 32 accepted, 31 of them came."""

SCORES = ((5, 5, 4, 5, 4, 5, 5, 3, 5, 4, 5, 4), (4, 5, 4, 4, 5, 3, 4, 5, 5), (5, 4, 5, 4))
"""Scores of the three stops; the third has too few to say anything."""

Do = Callable[[Hands, datetime], object]
Moment = tuple[date, int, int, Helping]


def acts(county: County) -> Iterator[Moment]:
    """Yield what was done for the Open Days: day, hour, minute and the act."""
    names = person_names(Random(county.seed + 5))
    hosts = [firm for firm in county.firms if firm.host]
    yield date(2024, 4, 22), 9, 0, Helping(_plan_2024)
    yield date(2024, 4, 23), 9, 0, Helping(_routes(CODE_2024, hosts[:2], (36,)))
    yield from _guests(CODE_2024, DAY_2024, date(2024, 5, 8), GUESTS_2024, names)
    yield date(2024, 5, 31), 17, 0, Helping(_moving(CODE_2024, EventState.CLOSED))
    yield date(2025, 4, 21), 9, 0, Helping(_plan_2025)
    yield date(2025, 4, 22), 9, 0, Helping(_routes(CODE_2025, hosts, (34, 34)))
    yield from _guests(CODE_2025, DAY_2025, date(2025, 5, 8), GUESTS_2025, names)
    yield date(2025, 5, 20), 15, 0, Helping(_releasing(county))
    yield DAY_2025, 13, 30, Helping(_voices(CODE_2025))


def _event(code: str, by: Actor) -> Event:
    return queries.find_event(by, code)


def _plan_2024(hands: Hands, now: datetime) -> None:
    operations.plan_event(
        code=CODE_2024,
        name="2024 年科技开放日",
        on=DAY_2024,
        place="县科技馆",
        template="small",
        by=hands.officer(DESK, now),
        now=now,
    )


def _plan_2025(hands: Hands, now: datetime) -> None:
    by = hands.officer(DESK, now)
    event = operations.copy_event(
        source=_event(CODE_2024, by), code=CODE_2025, name="2025 年科技开放日", on=DAY_2025, by=by, now=now
    )
    operations.change_event(
        event=event,
        reply_by_on=date(2025, 5, 15),
        contact="综合股，电话 0000-0000000",
        by=by,
        now=now,
    )


def _routes(code: str, hosts: list[Firm], sizes: tuple[int, ...]) -> Do:
    """Return the act that sets stops, vehicles and groups, each group an hour later than the one before."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        event = _event(code, by)
        stops = [_stop(event, firm, by=by, now=now) for firm in hosts]
        for place, size in enumerate(sizes):
            order = stops[place:] + stops[:place]
            coach = operations.set_vehicle(event=event, name=f"{place + 1} 号车", seats=45, by=by, now=now)
            name = f"第{'一二'[place]}组"
            leader = ("高新技术股", "成果转化股")[place]
            group = operations.set_group(
                event=event, name=name, size=size, leader=leader, vehicle=coach, by=by, now=now
            )
            for turn, stop in enumerate(order):
                begins = datetime.combine(event.occasion.on, time(9, 45)) + timedelta(minutes=35 * turn)
                ends = begins + timedelta(minutes=25)
                operations.set_leg(
                    group=group, stop=stop, starts_at=begins.time(), ends_at=ends.time(), by=by, now=now
                )
        _tell(event, by=by, now=now)
        if len(stops) == len(SCORES):
            _lengthen(event, by=by, now=now)

    return do


def _lengthen(event: Event, *, by: Actor, now: datetime) -> None:
    """Give the way to three stops its time, and let the discussion begin when both groups are back."""
    for item in queries.programme(event):
        if item.kind in (ItemKind.VISIT, ItemKind.DISCUSSION):
            visit = item.kind == ItemKind.VISIT
            operations.set_item(
                event=event,
                position=item.position,
                kind=item.kind,
                title=item.title,
                starts_at=item.starts_at if visit else time(11, 25),
                minutes=100 if visit else 50,
                by=by,
                now=now,
            )


def _stop(event: Event, firm: Firm, *, by: Actor, now: datetime) -> Stop:
    stop = operations.set_stop(
        event=event,
        host=Enterprise.objects.get(credit_code=firm.credit_code),
        name=f"{firm.name_on(now.date())}生产车间和实验室",
        minutes=25,
        capacity=40,
        host_contact="企业办公室",
        safety_note="进车间请沿黄线行走，听从引导。",
        by=by,
        now=now,
    )
    if event.occasion.code == CODE_2025:
        card = {CardLine.PRODUCTS: "主营产品及生产线", CardLine.RD_EXPENSE: "以企业审定的数为准"}
        for line, value in card.items():
            operations.draft_card(stop=stop, line=line, value=value, by=by, now=now)
        operations.record_highlight(
            stop=stop,
            kind=HighlightKind.QUALITY,
            text="通过质量管理体系认证，关键工序全数检验。",
            name="认证证书.pdf",
            content=sheet("质量管理体系认证证书", firm.name_on(now.date())),
            by=by,
            now=now,
        )
    return stop


def _tell(event: Event, *, by: Actor, now: datetime) -> None:
    item = next(one for one in queries.programme(event) if one.kind == ItemKind.BRIEFING)
    operations.set_item(
        event=event,
        position=item.position,
        kind=item.kind,
        title=item.title,
        starts_at=item.starts_at,
        minutes=item.minutes,
        place=event.place,
        speaker="政策法规股",
        by=by,
        now=now,
    )
    operations.tell_policies(item=item, codes=POLICIES, by=by, now=now)
    slides = sheet("科技政策宣讲", "奖什么、补什么、怎样申报")
    operations.set_slides(item=item, name="科技政策宣讲课件.pdf", content=slides, by=by, now=now)


def _releasing(county: County) -> Do:
    """Return the act in which the hosts with an account show what they make, and the bureau its slides."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        event = _event(CODE_2025, by)
        known = dict(contacts(county))
        for stop in queries.stops(event):
            if username := known.get(stop.host.credit_code):
                products = stop.card.get(line=CardLine.PRODUCTS)
                firm = hands.officer(username, now)
                operations.release_card(stop=stop, line=products.line, seen=products.value, by=firm, now=now)
        briefing = next(one for one in queries.programme(event) if one.slides)
        operations.release_slides(item=briefing, released=True, by=by, now=now)

    return do


def _guests(
    code: str, day: date, invited_on: date, groups: dict[GuestGroup, Guests], names: Iterator[str]
) -> Iterator[Moment]:
    yield invited_on, 9, 0, Helping(_inviting(code, groups, names))
    yield invited_on + timedelta(days=5), 16, 0, Helping(_replying(code, groups, names))
    yield invited_on + timedelta(days=6), 9, 0, Helping(_reminding(code, groups))
    yield day - timedelta(days=2), 10, 0, Helping(_seating(code))
    yield day, 8, 0, Helping(_moving(code, EventState.HELD))
    yield day, 9, 5, Helping(_letting_in(code, groups, names))


def _moving(code: str, state: EventState) -> Do:
    return lambda hands, now: operations.move_event(
        event=_event(code, hands.officer(DESK, now)), state=state, by=hands.officer(DESK, now), now=now
    )


def _inviting(code: str, groups: dict[GuestGroup, Guests], names: Iterator[str]) -> Do:
    """Return the act that fills each group from the directory, and by name where the directory has too few."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        event = operations.move_event(event=_event(code, by), state=EventState.INVITING, by=by, now=now)
        for group, guests in groups.items():
            operations.set_quota(event=event, group=group, seats=guests.seats, by=by, now=now)
            known = queries.candidates(event, group)[: guests.seats]
            if known:
                ids = [one.person_id for one in known]
                operations.invite_group(event=event, group=group, person_ids=ids, by=by, now=now)
            for _ in range(guests.seats - len(known)):
                operations.invite_guest(
                    event=event,
                    name=next(names),
                    group=group,
                    organisation=f"{group.label}推荐",
                    by=by,
                    now=now,
                )

    return do


def _replying(code: str, groups: dict[GuestGroup, Guests], names: Iterator[str]) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        event = _event(code, by)
        for group, guests in groups.items():
            seats = list(queries.invitations(event).filter(group=group))
            for place, seat in enumerate(seats[: guests.seats - guests.pending]):
                state = InvitationState.ACCEPTED
                if place < guests.declined:
                    state = InvitationState.DECLINED
                elif place < guests.declined + guests.substitutes:
                    state = InvitationState.SUBSTITUTED
                staff = place % 5 == 4
                operations.reply(
                    invitation=seat,
                    state=state,
                    way=ReplyWay.PHONE if staff else ReplyWay.LINK,
                    substitute_name=next(names) if state == InvitationState.SUBSTITUTED else "",
                    now=now,
                    by=by if staff else GUEST,
                )

    return do


def _reminding(code: str, groups: dict[GuestGroup, Guests]) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        if any(one.pending for one in groups.values()):
            operations.remind(event=_event(code, by), by=by, now=now)

    return do


def _seating(code: str) -> Do:
    return lambda hands, now: operations.share_out(
        event=_event(code, hands.officer(DESK, now)), by=hands.officer(DESK, now), now=now
    )


def _letting_in(code: str, groups: dict[GuestGroup, Guests], names: Iterator[str]) -> Do:
    """Return the act of two phones handing in what they scanned since half past eight, one guest on both."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        event = _event(code, by)
        phones = [
            operations.enrol_device(event=event, name=name, by=by, now=now)
            for name in ("门口一号", "门口二号")
        ]
        came = _coming(event, groups)
        begins = now.replace(hour=8, minute=30)
        queues: list[list[Scan]] = [[], []]
        for place, guest in enumerate(came):
            code_of_guest = queries.guest_code(guest, event, queries.DOOR)
            at = begins + timedelta(seconds=25 * place)
            queues[place % 2].append(Scan(f"{code}-{guest.number}", at, code=code_of_guest))
        twice = queues[0][3]
        queues[1].append(Scan(f"{twice.client_id}-again", twice.at + timedelta(minutes=2), code=twice.code))
        for group, guests in groups.items():
            for place in range(guests.walk_ins):
                walk_in = WalkIn(next(names), group, f"{group.label}自行到场")
                client_id = f"{code}-{group}-{place}"
                queues[0].append(Scan(client_id, begins + timedelta(minutes=28), walk_in=walk_in))
        for phone, scans in zip(phones, queues, strict=True):
            operations.sync(device=phone, scans=scans, now=now)

    return do


def _coming(event: Event, groups: dict[GuestGroup, Guests]) -> list[Invitation]:
    accepted = list(queries.invitations(event).filter(state=InvitationState.ACCEPTED))
    came: list[Invitation] = []
    for group, guests in groups.items():
        own = [one for one in accepted if one.group == group]
        came += own[: len(own) - guests.absent]
    return sorted(came, key=lambda one: one.number)


def _voices(code: str) -> Do:
    """Return the act in which guests score the stops and answer the survey."""

    def do(hands: Hands, now: datetime) -> None:
        event = _event(code, hands.officer(DESK, now))
        for stop, scores in zip(queries.stops(event), SCORES, strict=True):
            for place, score in enumerate(scores):
                operations.give_feedback(stop=stop, score=score, client_id=f"guest-{place}", now=now)
        for moment, base in ((SurveyMoment.BEFORE, 2), (SurveyMoment.AFTER, 4)):
            for place in range(12):
                scores_given = {one.value: base + (place + n) % 2 for n, one in enumerate(SurveyQuestion)}
                operations.answer_survey(
                    event=event, moment=moment, scores=scores_given, client_id=f"guest-{place}", now=now
                )

    return do
