"""Plan an Open Day from a template or a copy of an earlier one, change it, move it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import transaction

from tidu.domain.openday import checks, queries
from tidu.domain.openday.checks import UnableToPlan
from tidu.domain.openday.models import (
    Event,
    Leg,
    PolicyTold,
    ProgrammeItem,
    Quota,
    Stop,
    TourGroup,
    Vehicle,
)
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.operations._sign_ups import promote
from tidu.domain.openday.queries import locked
from tidu.domain.openday.templates import TEMPLATES, Template
from tidu.domain.openday.vocabulary import EventState, GuestGroup
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions.models import Occasion
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

Record = TypeVar("Record", Vehicle, Stop, TourGroup, Leg)


def plan_event(
    *,
    code: str,
    name: str,
    on: date,
    place: str,
    by: Actor,
    now: datetime,
    template: str = "standard",
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Event:
    """Plan an Open Day from a template, from the first to the last of its programme unless told otherwise.

    Raises UnableToPlan, UnableToSetUp for a wrong code.
    """
    chosen = TEMPLATES.get(template)
    if chosen is None:
        raise UnableToPlan("没有这个模板。请从列表中选一个。")
    begins, ends = _hours(chosen, on)
    with transaction.atomic():
        event = _begun(
            code=code,
            name=name,
            on=on,
            place=place,
            by=by,
            now=now,
            began_at=began_at or begins,
            ended_at=ended_at or ends,
        )
        _fill(event, chosen)
        note(event, "plan", f"筹备开放日 {code}（模板：{chosen.name}）", by=by, now=now)
    return event


def _fill(event: Event, template: Template) -> None:
    """Give an event the public seats, quotas and programme of a template."""
    event.sign_up_limit = template.sign_up_limit
    event.save(update_fields=["sign_up_limit"])
    for group, seats in template.quotas.items():
        Quota.objects.create(event=event, group=group, seats=seats)
    for position, item in enumerate(template.programme, start=1):
        ProgrammeItem.objects.create(
            event=event,
            position=position,
            kind=item.kind,
            title=item.title,
            starts_at=item.starts_at,
            minutes=item.minutes,
        )


def copy_event(
    *,
    source: Event,
    code: str,
    name: str,
    on: date,
    by: Actor,
    now: datetime,
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Event:
    """Plan an Open Day as an earlier one was planned (R36): the plan is kept, guests and all they said are dropped.

    Kept: place, hours, quotas, programme with policies, stops, vehicles, groups and their ways. Dropped: guests,
    sign-ups, check-ins, phones, feedback, slides, and the hosts' cards, which every firm releases anew.
    """
    with transaction.atomic():
        event = _begun(
            code=code,
            name=name,
            on=on,
            place=source.place,
            by=by,
            now=now,
            began_at=began_at or _same_hour(source.occasion.began_at, on),
            ended_at=ended_at or _same_hour(source.occasion.ended_at, on),
        )
        event.copied_from, event.sign_up_limit = source, source.sign_up_limit
        event.contact = source.contact
        event.save(update_fields=["copied_from", "sign_up_limit", "contact"])
        for quota in source.quotas.all():
            Quota.objects.create(event=event, group=quota.group, seats=quota.seats)
        _copy_programme(source, event)
        _copy_routes(source, event)
        note(event, "plan", f"筹备开放日 {code}（沿用 {source.occasion.code} 的方案）", by=by, now=now)
    return event


def _begun(
    *,
    code: str,
    name: str,
    on: date,
    place: str,
    by: Actor,
    now: datetime,
    began_at: datetime | None,
    ended_at: datetime | None,
) -> Event:
    """Set the occasion up, and the event with it; an occasion that has an event already is refused."""
    checks.check_officer(by)
    where = checks.check_words(place, "地点")
    if Occasion.objects.filter(code=code).exists():
        raise UnableToPlan(f"编号 {code} 已经用过。请换一个编号。")
    occasion = opinions.set_occasion(
        code=code, name=name, on=on, began_at=began_at, ended_at=ended_at, by=by, now=now
    )
    return Event.objects.create(occasion=occasion, place=where)


def _hours(template: Template, on: date) -> tuple[datetime, datetime]:
    """Return from when to when a template's programme goes on a day."""
    first, last = template.programme[0], template.programme[-1]
    begins = datetime.combine(on, first.starts_at, tzinfo=clock.ZONE)
    ends = datetime.combine(on, last.starts_at, tzinfo=clock.ZONE) + timedelta(minutes=last.minutes)
    return begins, ends


def _same_hour(moment: datetime | None, on: date) -> datetime | None:
    """Return the same hour of another day."""
    return moment and datetime.combine(on, moment.astimezone(clock.ZONE).time(), tzinfo=clock.ZONE)


def _copy_programme(source: Event, event: Event) -> None:
    """Copy the programme; of the policies told those that are in force on the new day, under their name of that day."""
    names = dict(queries.tellable_policies(AsOf(on=event.occasion.on)))
    for item in source.items.prefetch_related("policies"):
        policies = [told.rule_code for told in item.policies.all() if told.rule_code in names]
        item.pk, item.event, item.slides, item.slides_released_at = None, event, None, None
        item._state.adding = True
        item.save()
        for code in policies:
            PolicyTold.objects.create(item=item, rule_code=code, name=names[code][:120])


def _copy_routes(source: Event, event: Event) -> None:
    vehicles = {one.pk: _copied(one, event=event) for one in source.vehicles.all()}
    stops = {one.pk: _copied(one, event=event) for one in source.stops.all()}
    for group in source.groups.all():
        legs = list(group.legs.all())
        vehicle = vehicles.get(group.vehicle_id) if group.vehicle_id else None
        copied = _copied(group, event=event, vehicle=vehicle)
        for leg in legs:
            _copied(leg, group=copied, stop=stops[leg.stop_id])


def _copied(record: Record, **changed: Any) -> Record:
    """Return a new record like another one, with some fields changed."""
    values = {
        field.attname: getattr(record, field.attname)
        for field in record._meta.concrete_fields
        if not field.primary_key and field.name not in changed
    }
    return type(record).objects.create(**values, **changed)


CHANGED: Mapping[str, str] = {
    "place": "地点",
    "reply_by_on": "回执截止",
    "sign_up_limit": "公众报名席位",
    "contact": "联系人及电话",
    "document_number": "发文字号",
}
"""What may be changed about an event after it was planned, and how it is called."""


def change_event(
    *,
    event: Event,
    by: Actor,
    now: datetime,
    on: date | None = None,
    hours: tuple[time, time] | None = None,
    **values: Any,
) -> Event:
    """Change day, hours, place, contact, document number, the last day for replies, or the public seats.

    Another day is for an Open Day that is not held yet, at which nothing has been said; guests keep their seats.
    Answers on the spot are those between the two `hours`. More public seats are given at once to those who wait. Raises
    UnableToPlan, UnableToInvite for more public seats than the public has, UnableToSetUp for hours the wrong way.
    """
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        day = on or event.occasion.on
        _check_changes(event, day, values)
        for name, value in values.items():
            setattr(event, name, value.strip() if name == "place" else value)
        event.save(update_fields=list(values))
        told = [CHANGED[name] for name in values]
        if hours is not None or day != event.occasion.on:
            told.append(f"{day.isoformat()} 起止时间")
            _set_hours(event.occasion, day, hours or _hours_of(event.occasion), by=by, now=now)
            event.occasion.refresh_from_db()
        promote(event, by=by, now=now)
        note(event, "change", f"更改开放日 {event.occasion.code}：{'、'.join(told)}", by=by, now=now)
    return event


def _check_changes(event: Event, day: date, values: Mapping[str, Any]) -> None:
    """Refuse what may not be changed, and what does not fit the day."""
    checks.check_open(event)
    if unknown := set(values) - set(CHANGED):
        raise UnableToPlan(f"不能更改：{'、'.join(sorted(unknown))}。")
    if "place" in values:
        checks.check_words(values["place"], "地点")
    reply_by_on = values.get("reply_by_on", event.reply_by_on)
    if reply_by_on is not None and reply_by_on > day:
        raise UnableToPlan("回执截止日不能晚于开放日当天。请改早。")
    if day != event.occasion.on:
        checks.check_other_day(event, day)
    if values.get("sign_up_limit", event.sign_up_limit) != event.sign_up_limit:
        checks.check_sign_up_limit(event, values["sign_up_limit"])


Hours = tuple[time | None, time | None]


def _hours_of(occasion: Occasion) -> Hours:
    """Return from when to when an occasion goes on."""
    began, ended = (
        each.astimezone(clock.ZONE).time() if each else None
        for each in (occasion.began_at, occasion.ended_at)
    )
    return began, ended


def _set_hours(occasion: Occasion, on: date, hours: Hours, *, by: Actor, now: datetime) -> None:
    began_at, ended_at = (
        None if each is None else datetime.combine(on, each, tzinfo=clock.ZONE) for each in hours
    )
    opinions.set_occasion(
        code=occasion.code,
        name=occasion.name,
        on=on,
        kind=occasion.kind,
        began_at=began_at,
        ended_at=ended_at,
        by=by,
        now=now,
    )


def move_event(*, event: Event, state: str, by: Actor, now: datetime) -> Event:
    """Move an Open Day on: 筹备→发函→举办→已结. Closed, it takes neither opinions nor feedback. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        checks.check_step(event, state)
        checks.check_owned(event, state)
        if EventState.CLOSED in (event.state, state):
            closed = state == EventState.CLOSED
            opinions.close_occasion(code=event.occasion.code, closed=closed, by=by, now=now)
        event.state = state
        event.save(update_fields=["state"])
        note(event, "move", f"开放日 {event.occasion.code}：{EventState(state).label}", by=by, now=now)
    return event


def set_quota(*, event: Event, group: str, seats: int, by: Actor, now: datetime) -> Quota:
    """Set how many seats a group has; fewer than are taken already is refused. Raises UnableToPlan, UnableToInvite."""
    checks.check_officer(by)
    if group not in GuestGroup.values:
        raise UnableToPlan("请选择来宾的界别。")
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        quota, _ = Quota.objects.update_or_create(event=event, group=group, defaults={"seats": seats})
        checks.check_quota(event, group, 0)
        promote(event, by=by, now=now)
        label = quota.get_group_display()
        note(event, "quota", f"{event.occasion.code} {label}名额 {seats}", by=by, now=now)
    return quota
