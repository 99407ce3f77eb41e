"""`tidu tasks …`: list what was promised until when, and show one task with its reports and story."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text, step_in_words

if TYPE_CHECKING:
    from tidu.domain.tasks.queries import TaskLine, TaskPage


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("tasks", help="任务：列表与一项任务的经过")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出任务，先到期的在前")
    listing.add_argument("--state", default="", metavar="状态", help="OPEN、REPORTED、CLOSED 或 WITHDRAWN")
    listing.add_argument("--late", action="store_true", help="只列逾期未报告完成的")
    show = actions.add_parser("show", help="显示一项任务的报告和经过")
    show.add_argument("number", metavar="编号", help="例如 RW-2025-001")
    for one in (listing, show):
        one.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
        one.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or show."""
    from tidu.foundation import clock

    on = arguments.as_of or clock.today()
    return _list(on, arguments) if arguments.action == "list" else _show(on, arguments)


def _list(on: date, arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    as_of = AsOf(on=on)
    filters = queries.TaskFilters(state=arguments.state, late=arguments.late)
    lines = queries.lines_of(queries.tasks(system("命令行"), as_of, filters), as_of)
    if arguments.json:
        print(json_text([_line(one) for one in lines]))
        return 0
    print(f"{len(lines)} 项（{as_of.label}）")
    for one in lines:
        task = one.task
        left = "" if one.days_left is None else f"剩 {one.days_left} 个工作日"
        words = (task.number, task.get_state_display(), task.owner.short_name, str(task.due_on), left)
        print("  " + "  ".join(filter(None, (*words, task.title[:40]))))
    return 0


def _line(one: TaskLine) -> dict[str, Any]:
    task = one.task
    return {
        "number": task.number,
        "title": task.title,
        "state": task.state,
        "kind": task.kind,
        "source": {"kind": task.source_kind, "key": task.source_key} if task.source_kind else None,
        "owner": task.owner.short_name,
        "due_on": task.due_on.isoformat(),
        "working_days_left": one.days_left,
        "was_late": one.was_late,
    }


def _show(on: date, arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        page = queries.find_task(system("命令行"), arguments.number, AsOf(on=on))
    except queries.TaskNotFound as problem:
        return refuse(str(problem))
    if arguments.json:
        print(json_text(_page(page)))
        return 0
    task = page.line.task
    print(f"{task.number}  {task.get_state_display()}  {task.owner.short_name}  期限 {task.due_on}")
    print(f"任务：{task.title}")
    print(f"来源：{page.line.source_label or '—'}")
    for step in page.story:
        print(step_in_words(step.step, step.label))
    return 0


def _page(page: TaskPage) -> dict[str, Any]:
    return {
        **_line(page.line),
        "reports": [
            {
                "number": one.number,
                "text": one.text,
                "evidence": [file.name for file in one.evidence.all()],
                "accepted": one.accepted,
            }
            for one in page.reports
        ],
        "story": [
            {"at": one.step.at.isoformat(), "action": one.step.action, "by": one.step.by_name}
            for one in page.story
        ],
    }
