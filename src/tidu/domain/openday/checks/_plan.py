"""Planning: who may, which words, which steps, and routes that fit (R17)."""

from __future__ import annotations

from datetime import date, time

from tidu.domain.openday import queries
from tidu.domain.openday.models import Event, Leg, PolicyTold, Stop, TourGroup
from tidu.domain.openday.vocabulary import EVENT_STEPS, MOST_FILE_BYTES, OFFICERS, EventState
from tidu.domain.opinions.vocabulary import OpinionState
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.handling.transitions import IllegalTransition

NAMED = 5
"""So many opinions are named in a refusal."""


class UnableToPlan(ValueError):
    """Raised when a part of the plan is not taken."""


def check_officer(by: Actor) -> None:
    """Refuse everybody but the bureau's officers."""
    if not (by.is_system or by.has_role(*OFFICERS)):
        raise UnableToPlan("只有科技局领导和股室经办可以办理开放日。请联系科技局。")


def check_words(text: str, label: str, most: int = 120) -> str:
    """Return what was typed without the blanks around it; refuse nothing at all and too much."""
    words = text.strip()
    if not words:
        raise UnableToPlan(f"请填写“{label}”。")
    if len(words) > most:
        raise UnableToPlan(f"“{label}”太长，至多 {most} 个字。")
    return words


def check_step(event: Event, target: str) -> None:
    """Refuse a step that the table does not have."""
    try:
        EVENT_STEPS.between(event.state, target)
    except IllegalTransition as error:
        raise UnableToPlan(str(error)) from error


def check_owned(event: Event, target: str) -> None:
    """Refuse to close an Open Day while something said there has neither an answer nor a unit that owes one."""
    if target != EventState.CLOSED:
        return
    waiting = event.occasion.opinions.filter(state__in=(OpinionState.REGISTERED, OpinionState.RETURNED))
    numbers = list(waiting.order_by("number").values_list("number", flat=True))
    if numbers:
        rest = "等" if len(numbers) > NAMED else ""
        raise UnableToPlan(
            f"还有 {len(numbers)} 条意见没有主办单位：{'、'.join(numbers[:NAMED])}{rest}。请先交办，再结束开放日。"
        )


def check_open(event: Event) -> None:
    """Refuse to change the plan of an event that is closed."""
    if event.state == EventState.CLOSED:
        raise UnableToPlan("这次开放日已结，计划不能再改。要更正请先重新打开。")


def check_other_day(event: Event, on: date) -> None:
    """Refuse to move an Open Day that is held, and one at which a policy would be told that is not in force then."""
    if event.state not in (EventState.PLANNING, EventState.INVITING):
        raise UnableToPlan(f"这次开放日目前是“{event.get_state_display()}”，日期不能再改。")
    in_force = {code for code, _ in queries.tellable_policies(AsOf(on=on))}
    told = PolicyTold.objects.filter(item__event=event).exclude(rule_code__in=in_force)
    if names := sorted(set(told.values_list("name", flat=True))):
        raise UnableToPlan(
            f"{on.isoformat()} 没有施行这些宣讲政策：{'、'.join(names)}。请先在议程里改选政策，再改日期。"
        )


def check_leg(group: TourGroup, stop: Stop, starts_at: time, ends_at: time) -> None:
    """Refuse a stay that is too short, overlaps another one of the group, or makes the stop over-full.

    Being at two stops that touch in time is allowed; travelling is the planner's matter.
    """
    if group.event_id != stop.event_id:
        raise UnableToPlan("参观组和参观点不属于同一次开放日。请重新选择。")
    if _minutes(ends_at) - _minutes(starts_at) < stop.minutes:
        raise UnableToPlan(
            f"{group.name}在{stop.name}要停留 {stop.minutes} 分钟，{_span(starts_at, ends_at)} 不够。请延后离开时间。"
        )
    others = Leg.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    for leg in others.filter(group=group).exclude(stop=stop).select_related("stop"):
        raise UnableToPlan(
            f"{group.name} {_span(leg.starts_at, leg.ends_at)} 已在{leg.stop.name}，"
            f"与{stop.name} {_span(starts_at, ends_at)} 时间重叠。请改其中一处的时间。"
        )
    check_room(stop, group, starts_at, ends_at)


def check_room(stop: Stop, group: TourGroup, starts_at: time, ends_at: time) -> None:
    """Refuse a stay at which more would be at the stop at one moment than it holds; no group is larger than planned."""
    rest = Leg.objects.filter(stop=stop, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(group=group)
    there = list(rest.select_related("group"))
    for moment in (starts_at, *(leg.starts_at for leg in there if leg.starts_at > starts_at)):
        at_once = [leg.group for leg in there if leg.starts_at <= moment < leg.ends_at]
        persons = sum(one.size for one in (group, *at_once))
        if persons > stop.capacity:
            names = "、".join(one.name for one in (group, *at_once))
            raise UnableToPlan(
                f"{stop.name}同时只容纳 {stop.capacity} 人，{moment:%H:%M} 有 {names}共 {persons} 人。"
                "请错开时间，或减少人数。"
            )


def check_seats(group: TourGroup, more: int) -> None:
    """Refuse to put more guests into a group than it was planned for, or than its vehicle seats."""
    inside = group.guests.count() + more
    if inside > group.size:
        raise UnableToPlan(
            f"{group.name}计划 {group.size} 人，安排后有 {inside} 人。请先调整计划人数，或安排到别的组。"
        )


def check_size(group: TourGroup) -> None:
    """Refuse a group that its vehicle (with the others that ride in it) does not seat."""
    if group.vehicle is None:
        return
    riding = sum(one.size for one in group.vehicle.groups.exclude(pk=group.pk)) + group.size
    if riding > group.vehicle.seats:
        raise UnableToPlan(
            f"{group.vehicle.name}有 {group.vehicle.seats} 座，坐 {riding} 人超员。请换车或减少计划人数。"
        )


def check_file(name: str, content: bytes, kinds: tuple[str, ...], label: str) -> None:
    """Refuse a file of a kind that is not shown, and one that is too large."""
    if name.rpartition(".")[2].lower() not in kinds:
        raise UnableToPlan(f"“{label}”请用 {'、'.join(kinds)} 文件。")
    if len(content) > MOST_FILE_BYTES:
        raise UnableToPlan(f"“{label}”超过 30 MB。请压缩后再传。")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _span(starts_at: time, ends_at: time) -> str:
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}"
