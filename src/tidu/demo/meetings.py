"""The demo county's meetings: six of them with nine reports, fifteen in all, in every state that either can have.

The county's description counts "meetings and reports" together; this is how the fifteen are made up. Days are fixed, so
that counts hold for every seed. What was planned, reported and decided stands in `meetings_said`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tidu.demo import meetings_said as said
from tidu.demo.meetings_said import Decided, Planned, Reported
from tidu.demo.support import Hands, Helping
from tidu.demo.voices import CHAIR, DAY_2025, DESK, PROOF, Do, Moment
from tidu.domain.meetings import operations, queries
from tidu.domain.meetings.vocabulary import MeetingState
from tidu.domain.tasks import operations as tasks
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.clock import ZONE, AsOf
from tidu.reporting import operations as reporting

S = MeetingState
COUNTY = "county2"
"""The county's leader in charge, who comments on reports."""

LEAVE, DEPUTY = 7, 11
"""Of those asked, every seventh asks for leave and every eleventh sends a deputy; the last one has not answered."""


def acts() -> Iterator[Moment]:
    """Yield what was done for the meetings: day, hour, minute and the act."""
    yield from _summary_2024()
    yield from _prepared(said.WORK_2025)
    yield from _held(said.WORK_2025, said.MINUTES_FEBRUARY, closed_on=date(2025, 2, 24))
    yield from _summary_2025()
    yield from _prepared(said.RENEWALS_2025)
    yield (
        date(2025, 6, 3),
        10,
        0,
        Helping(_asking(said.RENEWALS_2025, said.REPORTS_RENEWALS, 4, "续报准备情况")),
    )
    yield from _handed(said.RENEWALS_2025, said.REPORTS_RENEWALS)
    yield date(2025, 6, 10), 8, 40, Helping(_reminding(said.RENEWALS_2025))
    yield from _prepared(said.DISPATCH_2025)
    yield said.DISPATCH_2025.on, 9, 30, Helping(_holding(said.DISPATCH_2025))
    yield from _prepared(said.FIRMS_2025, announced=False)


def _summary_2024() -> Iterator[Moment]:
    plan, reports = said.SUMMARY_2024, said.REPORTS_2024
    yield from _prepared(plan)
    yield plan.planned_on, 10, 0, Helping(_asking(plan, reports, 5, "开放日活动情况"))
    yield from _handed(plan, reports)
    yield from _held(plan, said.MINUTES_2024, said.DECISIONS_2024, closed_on=date(2024, 6, 11))
    for decided in said.DECISIONS_2024:
        yield decided.due_on, 10, 0, Helping(_reporting(plan, decided))
        yield decided.due_on, 16, 0, Helping(_closing(plan, decided))


def _summary_2025() -> Iterator[Moment]:
    plan, reports = said.SUMMARY_2025, said.REPORTS_2025
    yield from _prepared(plan)
    yield plan.planned_on, 10, 0, Helping(_asking(plan, reports, 5, "科技工作和下一步打算"))
    yield from _handed(plan, reports)
    yield date(2025, 6, 4), 8, 30, Helping(_reminding(plan))
    yield plan.on - timedelta(days=1), 16, 30, Helping(_writing_the_speech(plan))
    yield from _held(plan, said.MINUTES_2025, said.DECISIONS_2025, closed_on=date(2025, 6, 9))
    yield date(2025, 6, 9), 16, 0, Helping(_reporting(plan, said.DECISIONS_2025[2]))


def _prepared(plan: Planned, *, announced: bool = True) -> Iterator[Moment]:
    yield plan.planned_on, 9, 0, Helping(_planning(plan, announced=announced))
    if announced:
        yield plan.planned_on, 15, 0, Helping(_answering(plan))


def _held(
    plan: Planned, minutes: str, decisions: Sequence[Decided] = (), *, closed_on: date
) -> Iterator[Moment]:
    yield plan.on, 9, 10, Helping(_holding(plan))
    yield plan.on, 16, 0, Helping(_deciding(plan, minutes, decisions))
    yield closed_on, 9, 0, Helping(_moving(plan, S.CLOSED))


def _handed(plan: Planned, reports: Sequence[Reported]) -> Iterator[Moment]:
    for place, report in enumerate(reports):
        if report.handed_on:
            yield report.handed_on, 10, 5 + place, Helping(_handing(plan, report))


def _meeting(plan: Planned, by: Actor) -> Any:
    return queries.find_meeting(by, plan.number)


def _code(unit: str, hands: Hands, now: datetime) -> str:
    """Return a unit's code: its own, or that of the firm for which somebody signs in."""
    return unit if unit in hands.organisations else next(iter(hands.officer(unit, now).credit_codes))


def _planning(plan: Planned, *, announced: bool) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        day = datetime.combine(plan.on, now.time(), tzinfo=ZONE)
        told = operations.MeetingPlan(
            title=plan.title,
            kind=plan.kind,
            place=plan.place,
            starts_at=day.replace(hour=9, minute=0),
            ends_at=day.replace(hour=11, minute=0),
            chair=plan.chair,
        )
        meeting = operations.plan_meeting(plan=told, by=by, now=now)
        for title, minutes in plan.agenda:
            operations.add_item(meeting=meeting, title=title, minutes=minutes, by=by, now=now)
        for group in plan.groups:
            operations.invite_group(meeting=meeting, group=group, by=by, now=now)
        if plan.open_day:
            operations.link(meeting=meeting, kind="openday", key=plan.open_day, by=by, now=now)
        if announced:
            operations.move_meeting(meeting=meeting, state=S.NOTIFIED, by=by, now=now)

    return do


def _answering(plan: Planned) -> Do:
    """Return the act of entering the answers: most come, some ask for leave or send a deputy, one is silent."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        for attendee in queries.attendees(_meeting(plan, by))[:-1]:
            answer = {"state": "COMING"}
            if attendee.number % LEAVE == 0:
                answer = {"state": "EXCUSED", "reason": "外出培训"}
            elif attendee.number % DEPUTY == 0:
                answer = {"state": "DEPUTISED", "deputy": "办公室主任"}
            operations.reply(attendee=attendee, by=by, now=now, **answer)

    return do


def _writing_the_speech(plan: Planned) -> Do:
    """Return the act of composing the leader's speech and laying it with the meeting."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        speech = reporting.create_document(
            outline_code="open_day_speech",
            parameters={"base_year": 2022, "end_year": 2024, "event_on": DAY_2025},
            as_of=AsOf(on=clock.day_of(now)),
            by=by,
            now=now,
        )
        operations.link(meeting=_meeting(plan, by), kind="document", key=str(speech.pk), by=by, now=now)

    return do


def _asking(plan: Planned, reports: Sequence[Reported], working_days: int, topic: str) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        operations.ask_reports(
            meeting=_meeting(plan, by),
            unit_codes=[_code(one.unit, hands, now) for one in reports],
            topic=topic,
            working_days=working_days,
            by=by,
            now=now,
        )

    return do


def _handing(plan: Planned, one: Reported) -> Do:
    """Return the act of handing a report in, and what the bureau and the county's leader made of it."""

    def do(hands: Hands, now: datetime) -> None:
        sender, officer = hands.officer(one.by, now), hands.officer(DESK, now)
        code = _code(one.unit, hands, now)
        report = _meeting(plan, officer).reports.get(unit__code=code)
        operations.hand_in(report=report, text=one.text, by=sender, now=now)
        if one.sent_back:
            operations.send_back(report=report, reason=one.sent_back, by=officer, now=now)
            if one.fate == "approve":
                operations.hand_in(report=report, text=f"{one.text}（已补充）", by=sender, now=now)
        if one.fate == "approve":
            operations.approve(report=report, by=officer, now=now)
        if one.stance:
            leader = hands.officer(COUNTY, now)
            operations.comment(report=report, stance=one.stance, text=one.comment, by=leader, now=now)

    return do


def _reminding(plan: Planned) -> Do:
    return lambda hands, now: operations.remind(
        meeting=_meeting(plan, hands.officer(DESK, now)), by=hands.officer(DESK, now), now=now
    )


def _moving(plan: Planned, state: MeetingState) -> Do:
    return lambda hands, now: operations.move_meeting(
        meeting=_meeting(plan, hands.officer(DESK, now)), state=state, by=hands.officer(DESK, now), now=now
    )


def _holding(plan: Planned) -> Do:
    """Return the act of noting who came, which is whoever said so or a deputy, and that every approved unit spoke."""

    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        meeting = operations.move_meeting(meeting=_meeting(plan, by), state=S.HELD, by=by, now=now)
        people = queries.attendees(meeting)
        here = [one.number for one in people if one.state in {"COMING", "DEPUTISED"}]
        operations.note_arrivals(meeting=meeting, numbers=here, by=by, now=now)
        codes = [one.unit.code for one in meeting.reports.filter(state="APPROVED").select_related("unit")]
        if codes:
            operations.note_spoken(meeting=meeting, unit_codes=codes, by=by, now=now)

    return do


def _deciding(plan: Planned, minutes: str, decisions: Sequence[Decided]) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(DESK, now)
        meeting = _meeting(plan, by)
        operations.write_minutes(meeting=meeting, text=minutes, by=by, now=now)
        for decided in decisions:
            operations.open_decision(
                meeting=meeting,
                sentence=decided.sentence,
                owner_id=hands.organisations[decided.owner].pk,
                due_on=decided.due_on,
                by=by,
                now=now,
            )

    return do


def _task(plan: Planned, decided: Decided, by: Actor) -> str:
    """Return the number of the task that a sentence led to."""
    sentences = queries.minutes(_meeting(plan, by))
    (task,) = next(one.tasks for one in sentences if one.row.number == decided.sentence)
    return task.number


def _reporting(plan: Planned, decided: Decided) -> Do:
    """Return the act in which the owner says that a decision is carried out, with proof."""

    def do(hands: Hands, now: datetime) -> None:
        number = _task(plan, decided, hands.officer(CHAIR, now))
        by = hands.officer(said.WORKS_FOR[decided.owner], now)
        tasks.report_done(number=number, text="已按议定事项完成。", evidence=[PROOF], by=by, now=now)

    return do


def _closing(plan: Planned, decided: Decided) -> Do:
    def do(hands: Hands, now: datetime) -> None:
        by = hands.officer(CHAIR, now)
        tasks.close_task(number=_task(plan, decided, by), by=by, now=now)

    return do
