"""`tidu meetings …`: list meetings, and show one with its agenda, answers, reports, decisions and who speaks."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.meetings.queries import ReportLine, Sentence


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("meetings", help="会议：列表，与一次会议的议程、参会、汇报和任务")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出会议，最近的在前")
    listing.add_argument("--state", default="", metavar="状态", help="PLANNING、NOTIFIED、HELD 或 CLOSED")
    show = actions.add_parser("show", help="显示一次会议的议程、参会、汇报、发言单位和任务")
    show.add_argument("number", metavar="编号", help="例如 HY-2025-001")
    show.add_argument("--as-of", type=parsing.day, metavar="日期", help="发言单位和期限的截至日，默认为今天")
    for one in (listing, show):
        one.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or show."""
    return _list(arguments) if arguments.action == "list" else _show(arguments)


def _list(arguments: argparse.Namespace) -> int:
    from tidu.domain.meetings import queries
    from tidu.foundation.actors import system

    found = list(queries.meetings(system("命令行"), queries.MeetingFilters(state=arguments.state)))
    if arguments.json:
        print(json_text([_line(one) for one in found]))
        return 0
    print(f"{len(found)} 次会议")
    for one in found:
        told = (
            one.number,
            one.get_state_display(),
            f"{_at(one.starts_at):%Y-%m-%d %H:%M}",
            one.place,
            one.title,
        )
        print("  " + "  ".join(told))
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from tidu.domain.meetings import queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    actor, as_of = system("命令行"), AsOf(on=arguments.as_of or clock.today())
    try:
        meeting = queries.find_meeting(actor, arguments.number)
    except queries.MeetingNotFound as problem:
        return refuse(str(problem))
    speaking = queries.reporting_units(meeting, as_of)
    page = {
        **_line(meeting),
        "agenda": [
            {"position": one.position, "title": one.title, "minutes": one.minutes}
            for one in queries.agenda(meeting)
        ],
        "links": [
            {"kind": one.kind, "key": one.key, "name": one.name} for one in queries.links(actor, meeting)
        ],
        "answers": dict(queries.answers(queries.attendees(meeting))),
        "reports": [_report(one) for one in queries.report_lines(meeting, as_of)],
        "reporting_units": {"planned": speaking.planned, "names": list(speaking.names)},
        "decisions": [_decision(one) for one in queries.minutes(meeting) if one.tasks],
    }
    print(json_text(page)) if arguments.json else _print(page)
    return 0


def _at(moment: Any) -> Any:
    from tidu.foundation import clock

    return moment.astimezone(clock.ZONE)


def _line(meeting: Any) -> dict[str, Any]:
    return {
        "number": meeting.number,
        "title": meeting.title,
        "kind": meeting.kind,
        "state": meeting.state,
        "place": meeting.place,
        "starts_at": _at(meeting.starts_at).isoformat(),
        "ends_at": _at(meeting.ends_at).isoformat(),
        "chair": meeting.chair,
        "asked": meeting.asked,
        "coming": meeting.coming,
        "arrived": meeting.arrived,
        "reports_asked": meeting.reports_asked,
        "reports_waiting": meeting.reports_waiting,
    }


def _report(line: ReportLine) -> dict[str, Any]:
    report = line.report
    return {
        "unit": report.unit.short_name,
        "topic": report.topic,
        "state": report.state,
        "due_on": report.due_on.isoformat(),
        "working_days_left": line.days_left,
        "overdue": line.is_overdue,
        "missing": line.is_missing,
        "was_late": line.was_late,
        "position": report.position,
        "spoke": report.spoke_at is not None,
        "comments": [{"by": one.by_name, "stance": one.stance, "text": one.text} for one in line.comments],
    }


def _decision(one: Sentence) -> dict[str, Any]:
    return {
        "sentence": one.row.number,
        "text": one.row.text,
        "tasks": [
            {
                "number": task.number,
                "owner": task.owner.short_name,
                "due_on": str(task.due_on),
                "state": task.state,
            }
            for task in one.tasks
        ],
    }


def _print(page: dict[str, Any]) -> None:
    """Print a meeting for people."""
    print(f"{page['number']}  {page['title']}")
    print(f"{page['starts_at'][:16].replace('T', ' ')}  {page['place']}  {page['chair']}主持")
    print(f"应到 {page['asked']}，参加 {page['coming']}，实到 {page['arrived']}")
    for item in page["agenda"]:
        print(f"  {item['position']}. {item['title']}（{item['minutes']} 分钟）")
    for report in page["reports"]:
        late = "缺交" if report["missing"] else "逾期未补" if report["overdue"] else ""
        late = late or ("迟交" if report["was_late"] else "")
        print(f"  汇报  {report['unit']}  {report['state']}  期限 {report['due_on']}  {late}".rstrip())
    names = "、".join(page["reporting_units"]["names"]) or "—"
    print(f"{'拟发言' if page['reporting_units']['planned'] else '发言'}单位：{names}")
    for decision in page["decisions"]:
        for task in decision["tasks"]:
            print(
                f"  任务 {task['number']}  {task['owner']}  {task['due_on']} 前  {task['state']}  {decision['text']}"
            )
