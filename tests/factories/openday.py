"""Open Days with everything around them, made through the room's own operations."""

from __future__ import annotations

from datetime import date, datetime, time

from tests.factories.enterprises import an_enterprise
from tests.factories.opinions import OFFICER, at
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.openday import operations
from tidu.domain.openday.models import (
    CardField,
    CheckIn,
    DoorDevice,
    Event,
    FeedbackSheet,
    FeedbackTablet,
    HeadCount,
    Highlight,
    Invitation,
    Leg,
    PolicyTold,
    ProgrammeItem,
    Quota,
    SignUp,
    Stop,
    StopFeedback,
    SurveyAnswer,
    TourGroup,
    Vehicle,
)
from tidu.domain.openday.vocabulary import (
    CardLine,
    EventState,
    GuestGroup,
    HighlightKind,
    ItemKind,
    SurveyMoment,
    SurveyQuestion,
)
from tidu.foundation.actors import Actor, Grant, OrganisationKind, Role

PLANNED = at("2025-04-20")
DAY = at("2025-05-22", 8, 30)
PICTURE = b"%PDF-1.4 fictional evidence"


def an_event(
    code: str = "2025-KF", *, on: date = date(2025, 5, 22), state: str = EventState.INVITING
) -> Event:
    """Return an Open Day planned from the standard template, with its letters out unless said otherwise."""
    event = operations.plan_event(
        code=code, name="科技开放日", on=on, place="科技馆", by=OFFICER, now=PLANNED
    )
    for step in (EventState.INVITING, EventState.HELD, EventState.CLOSED):
        if state == EventState.PLANNING:
            break
        event = operations.move_event(event=event, state=step, by=OFFICER, now=PLANNED)
        if step == state:
            break
    return event


def a_quota(event: Event, group: str = GuestGroup.MEDIA, seats: int = 5) -> Quota:
    """Return a group's seats."""
    return operations.set_quota(event=event, group=group, seats=seats, by=OFFICER, now=PLANNED)


def an_invitation(
    event: Event, *, name: str = "关照", group: str = GuestGroup.ENTERPRISE, organisation: str = "某公司"
) -> Invitation:
    """Return somebody invited who has not answered."""
    return operations.invite_guest(
        event=event, name=name, group=group, organisation=organisation, by=OFFICER, now=PLANNED
    )


def a_guest(event: Event, *, name: str = "关照", group: str = GuestGroup.ENTERPRISE) -> Invitation:
    """Return somebody who has accepted."""
    invited = an_invitation(event, name=name, group=group)
    return operations.reply(
        invitation=invited,
        state="ACCEPTED",
        way="LINK",
        now=at(event.occasion.on.replace(day=10).isoformat()),
    )


def a_sign_up(
    event: Event, *, client_id: str = "phone-1", name: str = "路人甲", now: datetime | None = None
) -> SignUp:
    """Return somebody of the public who signed up; every `client_id` is a telephone of its own."""
    return operations.sign_up(
        event=event,
        name=name,
        phone=f"1000000{sum(client_id.encode()):04d}",
        client_id=client_id,
        notice_version="v1",
        now=now or at("2025-05-10"),
    )


def an_item(event: Event) -> ProgrammeItem:
    """Return a briefing of the programme."""
    return operations.set_item(
        event=event,
        kind=ItemKind.BRIEFING,
        title="政策宣讲",
        starts_at=time(9),
        minutes=30,
        speaker="总工程师",
        by=OFFICER,
        now=PLANNED,
    )


def a_released_briefing(event: Event) -> ProgrammeItem:
    """Return a briefing whose slides guests may have."""
    item = operations.set_slides(
        item=an_item(event), name="政策宣讲.pdf", content=PICTURE, by=OFFICER, now=PLANNED
    )
    return operations.release_slides(item=item, released=True, by=OFFICER, now=PLANNED)


def a_policy_told(item: ProgrammeItem) -> PolicyTold:
    """Return a policy told at a briefing."""
    (told,) = operations.tell_policies(item=item, codes=["qinglan.rd_subsidy"], by=OFFICER, now=PLANNED)
    return told


def a_stop(
    event: Event,
    *,
    host: Enterprise | None = None,
    name: str = "电子车间",
    minutes: int = 30,
    capacity: int = 40,
) -> Stop:
    """Return a stop at a host firm."""
    return operations.set_stop(
        event=event,
        host=host or an_enterprise(),
        name=name,
        minutes=minutes,
        capacity=capacity,
        safety_note="进车间请穿防静电服",
        by=OFFICER,
        now=PLANNED,
    )


def a_vehicle(event: Event, *, name: str = "一号车", seats: int = 45) -> Vehicle:
    """Return a coach."""
    return operations.set_vehicle(event=event, name=name, seats=seats, by=OFFICER, now=PLANNED)


def a_tour_group(
    event: Event, *, name: str = "第一组", size: int = 30, vehicle: Vehicle | None = None
) -> TourGroup:
    """Return a group of guests."""
    return operations.set_group(event=event, name=name, size=size, vehicle=vehicle, by=OFFICER, now=PLANNED)


def a_leg(
    group: TourGroup, stop: Stop, *, starts_at: time = time(9, 40), ends_at: time = time(10, 10)
) -> Leg:
    """Return a group's stay at a stop."""
    return operations.set_leg(
        group=group, stop=stop, starts_at=starts_at, ends_at=ends_at, by=OFFICER, now=PLANNED
    )


def of_host(stop: Stop) -> Actor:
    """Return a contact of the host firm, signed in."""
    code = stop.host.credit_code
    grant = Grant(Role.ENTERPRISE_CONTACT, 1, code, OrganisationKind.ENTERPRISE, "接待企业")
    return Actor(user_id=None, name="企业联系人", grants=(grant,))


def a_card_field(stop: Stop, *, line: str = CardLine.RD_EXPENSE, value: str = "625 万元") -> CardField:
    """Return a line of a host's card that is drafted and not released."""
    return operations.draft_card(stop=stop, line=line, value=value, by=OFFICER, now=PLANNED)


def a_highlight(stop: Stop) -> Highlight:
    """Return a highlight with its proof."""
    return operations.record_highlight(
        stop=stop,
        kind=HighlightKind.QUALITY,
        text="通过质量管理体系认证",
        name="证书.pdf",
        content=PICTURE,
        by=OFFICER,
        now=PLANNED,
    )


def a_device(event: Event, *, name: str = "门口一号") -> DoorDevice:
    """Return an enrolled phone."""
    return operations.enrol_device(event=event, name=name, by=OFFICER, now=PLANNED)


def a_check_in(guest: Invitation, *, client_id: str = "scan-1", now: datetime = DAY) -> CheckIn:
    """Return a guest let in by an officer, found by name."""
    operations.check_in(
        event=guest.event, client_id=client_id, number=guest.number, at=now, now=now, by=OFFICER
    )
    return CheckIn.objects.get(event=guest.event, client_id=client_id)


def a_head_count(stop: Stop, group: TourGroup, counted: int = 29) -> HeadCount:
    """Return heads counted at a stop."""
    return operations.count_heads(
        stop=stop, group=group, counted=counted, client_id="count-1", at=DAY, by=OFFICER, now=DAY
    )


def a_stop_feedback(stop: Stop, *, score: int = 5, client_id: str = "phone-1") -> StopFeedback:
    """Return a guest's score for a stop."""
    return operations.give_feedback(stop=stop, score=score, client_id=client_id, now=DAY)


def a_feedback_sheet(
    event: Event,
    *,
    client_id: str = "phone-1",
    remark: str = "讲解再慢一些",
    sender: str = "",
    now: datetime = DAY,
) -> FeedbackSheet:
    """Return what a guest wrote on the way home, without a score."""
    return operations.hand_in_sheet(
        event=event,
        stops=[],
        survey={},
        remark=remark,
        client_id=client_id,
        sender=sender,
        notice_version="v1",
        now=now,
    )


def a_feedback_tablet(event: Event, *, name: str = "二号参观点") -> FeedbackTablet:
    """Return an enrolled tablet."""
    return operations.enrol_tablet(event=event, name=name, by=OFFICER, now=PLANNED)


def a_survey_answer(event: Event, *, score: int = 4, client_id: str = "phone-1") -> SurveyAnswer:
    """Return a guest's answer before the day began."""
    (answer,) = operations.answer_survey(
        event=event,
        moment=SurveyMoment.BEFORE,
        scores={SurveyQuestion.POLICIES: score},
        client_id=client_id,
        now=DAY,
    )
    return answer
