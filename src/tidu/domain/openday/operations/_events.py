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
    *, event: Event, by: Actor, now: datetime, hours: tuple[time, time] | None = None, **values: Any
) -> Event:
    """Change place, contact, document number, the last day for replies, the public seats, or the hours of the day.

    Answers on the spot are those between the two `hours`. Raises UnableToPlan, UnableToSetUp for hours the wrong way.
    """
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        checks.check_open(event)
        if unknown := set(values) - set(CHANGED):
            raise UnableToPlan(f"不能更改：{'、'.join(sorted(unknown))}。")
        if "place" in values:
            values["place"] = checks.check_words(values["place"], "地点")
        reply_by_on = values.get("reply_by_on")
        if reply_by_on is not None and reply_by_on > event.occasion.on:
            raise UnableToPlan("回执截止日不能晚于开放日当天。请改早。")
        for name, value in values.items():
            setattr(event, name, value)
        event.save(update_fields=list(values))
        told = "、".join([*(CHANGED[name] for name in values), *(["起止时间"] if hours else [])])
        if hours is not None:
            _set_hours(event.occasion, hours, by=by, now=now)
        note(event, "change", f"更改开放日 {event.occasion.code}：{told}", by=by, now=now)
    return event


def _set_hours(occasion: Occasion, hours: tuple[time, time], *, by: Actor, now: datetime) -> None:
    began_at, ended_at = (datetime.combine(occasion.on, each, tzinfo=clock.ZONE) for each in hours)
    opinions.set_occasion(
        code=occasion.code,
        name=occasion.name,
        on=occasion.on,
        kind=occasion.kind,
        began_at=began_at,
        ended_at=ended_at,
        by=by,
        now=now,
    )


def move_event(*, event: Event, state: str, by: Actor, now: datetime) -> Event:
    """Move an Open Day on: 筹备→发函→举办→已结. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(event)
        checks.check_step(event, state)
        checks.check_owned(event, state)
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
        label = quota.get_group_display()
        note(event, "quota", f"{event.occasion.code} {label}名额 {seats}", by=by, now=now)
    return quota
