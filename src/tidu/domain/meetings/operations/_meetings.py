"""Plan a meeting, change it, link it to what it is about, move it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tidu.domain.meetings import checks
from tidu.domain.meetings.checks import UnableToPrepare
from tidu.domain.meetings.models import Meeting, MeetingLink
from tidu.domain.meetings.operations._note import note
from tidu.domain.meetings.queries import locked
from tidu.domain.meetings.vocabulary import MeetingKind
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.numbering import operations as numbering

CHANGED: Mapping[str, str] = {
    "title": "会议名称",
    "kind": "类别",
    "place": "地点",
    "starts_at": "开始",
    "ends_at": "结束",
    "chair": "主持人",
}
"""What may be changed about a meeting, and how it is called."""


@dataclass(frozen=True)
class MeetingPlan:
    """What a meeting is: `kind` of `MeetingKind`, beginning and end on one day, `chair` as post and name in words."""

    title: str
    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    chair: str


def plan_meeting(*, plan: MeetingPlan, by: Actor, now: datetime) -> Meeting:
    """Begin to prepare a meeting; its number counts within the year in which it was planned. Raises UnableToPrepare."""
    checks.check_officer(by)
    values = _checked(plan)
    year = clock.day_of(now).year
    with transaction.atomic():
        series = numbering.hold(f"HY-{year}")
        meeting = Meeting.objects.create(
            number=f"HY-{year}-{numbering.take(series):03d}",
            **values,
            planned_at=now,
            planned_by_name=by.name,
        )
        note(meeting, "plan", f"筹备：{meeting.title}", by=by, now=now)
    return meeting


def change_meeting(*, meeting: Meeting, plan: MeetingPlan, by: Actor, now: datetime) -> Meeting:
    """Change what a meeting is called, where and when it is, who chairs it. Raises UnableToPrepare."""
    checks.check_officer(by)
    values = _checked(plan)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        changed = [name for name, value in values.items() if getattr(meeting, name) != value]
        for name in changed:
            setattr(meeting, name, values[name])
        meeting.save(update_fields=changed)
        told = "、".join(CHANGED[name] for name in changed) or "没有变化"
        note(meeting, "change", f"更改：{told}", by=by, now=now)
    return meeting


def move_meeting(*, meeting: Meeting, state: str, by: Actor, now: datetime) -> Meeting:
    """Move a meeting on: 筹备→已通知→召开→已结. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        step = checks.check_step(meeting, state, clock.day_of(now))
        meeting.state = state
        meeting.save(update_fields=["state"])
        note(meeting, step.action, step.label, by=by, now=now)
    return meeting


def link(*, meeting: Meeting, kind: str, key: str, by: Actor, now: datetime) -> MeetingLink:
    """Link a record of another room; linking it again changes nothing. Raises UnableToPrepare."""
    checks.check_officer(by)
    name = checks.check_link(kind, key, by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        linked, is_new = MeetingLink.objects.get_or_create(meeting=meeting, kind=kind, key=key)
        if is_new:
            note(meeting, "link", f"关联：{name}", by=by, now=now, kind=kind, key=key)
    return linked


def unlink(*, meeting: Meeting, kind: str, key: str, by: Actor, now: datetime) -> None:
    """Take a link away. Raises UnableToPrepare."""
    checks.check_officer(by)
    with transaction.atomic():
        meeting = locked(meeting)
        checks.check_open(meeting)
        gone, _ = MeetingLink.objects.filter(meeting=meeting, kind=kind, key=key).delete()
        if not gone:
            raise UnableToPrepare("这个关联已经不在了。请刷新页面。")
        note(meeting, "unlink", f"取消关联 {key}", by=by, now=now, kind=kind, key=key)


def _checked(plan: MeetingPlan) -> dict[str, object]:
    """Return what a meeting is, as it is kept."""
    if plan.kind not in MeetingKind.values:
        raise UnableToPrepare("请选择会议类别。")
    checks.check_times(plan.starts_at, plan.ends_at)
    return {
        "title": checks.check_words(plan.title, "会议名称"),
        "kind": plan.kind,
        "place": checks.check_words(plan.place, "地点"),
        "starts_at": plan.starts_at,
        "ends_at": plan.ends_at,
        "chair": checks.check_words(plan.chair, "主持人", 80),
    }
