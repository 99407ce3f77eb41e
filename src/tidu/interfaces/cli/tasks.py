"""`tidu tasks …`: what was promised until when and how it stands, one task with its story, its stocktake, who does not
move, the year's score; and the acts of whoever keeps the machine: open, urge, remind.

What a unit says and reports, and what a second person checks, is theirs: those acts have no command.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text, step_in_words

if TYPE_CHECKING:
    from tidu.domain.tasks.queries import TaskLine, TaskPage
    from tidu.domain.tasks.score import UnitScore

LAST_YEAR = 2100
KINDS = ("PROMISE", "DECISION", "PROJECT", "INVESTMENT", "OTHER")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser("tasks", help="任务：列表、经过、盘点、红灯、得分，立项、催办和提醒")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    _add_reads(actions)
    opening = actions.add_parser("open", help="立项一项任务，节点按类别排出")
    opening.add_argument("title", metavar="任务", help="做什么、做到什么程度")
    opening.add_argument("--owner", required=True, metavar="代码", help="责任单位的机构代码")
    opening.add_argument("--due", required=True, type=parsing.day, metavar="日期", help="期限")
    opening.add_argument("--kind", default="OTHER", choices=KINDS, metavar="类别", help="、".join(KINDS))
    opening.add_argument(
        "--helper",
        action="append",
        default=[],
        metavar="代码",
        help="协办单位的机构代码，可以写几次",
    )
    opening.set_defaults(run=_open)
    urging = actions.add_parser("urge", help="催办一项任务，责任单位须书面回复")
    urging.add_argument("number", metavar="编号", help="例如 RW-2025-001")
    urging.set_defaults(run=_urge)
    actions.add_parser("remind", help="现在就按提醒阶梯提醒一次；同一天重复运行不会重复提醒").set_defaults(
        run=_remind
    )


def _add_reads(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = actions.add_parser("list", help="列出任务，先到期的在前")
    listing.add_argument(
        "--state",
        default="",
        metavar="状态",
        help="OPEN、SIGNED、DIVIDED、REPORTED、CLOSED 或 WITHDRAWN",
    )
    listing.add_argument("--late", action="store_true", help="只列逾期未报告完成的")
    show = actions.add_parser("show", help="显示一项任务的节点、反馈、报告和经过")
    taking = actions.add_parser("stocktake", help="盘点一项任务：办什么、怎么办、是否在轨、下一步")
    for one in (show, taking):
        one.add_argument("number", metavar="编号", help="例如 RW-2025-001")
    red = actions.add_parser("red", help="按单位列出红灯任务")
    score = actions.add_parser("score", help="各单位年度得分和算进去的每一行")
    score.add_argument("--year", type=_year, metavar="年度", help="默认为截至日所在的年度")
    reads = {listing: _list, show: _show, taking: _stocktake, red: _red, score: _score}
    for one, run in reads.items():
        one.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
        one.add_argument("--json", action="store_true", help="以 JSON 输出")
        one.set_defaults(run=run)


def _year(text: str) -> int:
    """Return a year from the command line; refuse what is none."""
    if not (text.isdecimal() and 1 <= int(text) <= LAST_YEAR):
        raise argparse.ArgumentTypeError(f"“{text}”不是年度，请写成 2025 的样子")
    return int(text)


def _day(arguments: argparse.Namespace) -> date:
    from tidu.foundation import clock

    return arguments.as_of or clock.today()


def _open(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import operations
    from tidu.foundation import clock
    from tidu.foundation.accounts import queries as accounts
    from tidu.foundation.actors import system
    from tidu.interfaces.cli.main import refuse

    units = {one.code: one for one in accounts.organisations()}
    for code in (arguments.owner, *arguments.helper):
        if code not in units:
            return refuse(f"没有代码为“{code}”的机构。")
    owner = units[arguments.owner]
    how = {"title": arguments.title, "owner_id": owner.pk, "due_on": arguments.due, "kind": arguments.kind}
    how["helper_ids"] = [units[code].pk for code in arguments.helper]
    try:
        task = operations.open_task(**how, by=system("命令行"), now=clock.now())
    except operations.UnableToOpenTask as problem:
        return refuse(str(problem))
    print(f"已立项 {task.number}，等{owner.short_name}签收。")
    return 0


def _urge(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import operations
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.interfaces.cli.main import refuse

    try:
        operations.urge(number=arguments.number, by=system("命令行"), now=clock.now())
    except operations.UnableToMoveTask as problem:
        return refuse(str(problem))
    print(f"已催办 {arguments.number}，责任单位须书面回复。")
    return 0


def _remind(_arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import operations
    from tidu.foundation import clock
    from tidu.foundation.actors import system

    print(operations.remind(by=system("命令行"), now=clock.now()))
    return 0


def _red(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    units = queries.red_by_unit(system("命令行"), AsOf(on=_day(arguments)))
    if arguments.json:
        print(json_text([{"unit": one.unit, "tasks": [_line(line) for line in one.lines]} for one in units]))
        return 0
    for one in units:
        print(f"{one.unit}（{len(one.lines)} 项）")
        for line in one.lines:
            print(f"  {_in_words(line)}")
    if not units:
        print("没有红灯任务。")
    return 0


def _stocktake(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        taken = queries.stocktake(system("命令行"), arguments.number, AsOf(on=_day(arguments)))
    except queries.TaskNotFound as problem:
        return refuse(str(problem))
    answers = {
        "off_track": [one.task.number for one in taken.off_track],
        "next": [one.plan for one in taken.plans],
        "blockers": [one.blocker for one in taken.blockers],
        "requests": [one.request for one in taken.requests],
    }
    if arguments.json:
        print(json_text({**_line(taken.line), "parts": [_line(one) for one in taken.parts], **answers}))
        return 0
    print(f"办什么：{_in_words(taken.line)}")
    print(f"怎么办：分解为 {len(taken.parts)} 项，办结 {taken.over} 项")
    for one in taken.parts:
        print(f"  {_in_words(one)}")
    labels = {"off_track": "不在轨", "next": "下一步", "blockers": "卡在哪里", "requests": "请求决定"}
    for name, label in labels.items():
        print(f"{label}：{'；'.join(answers[name]) or '无'}")
    return 0


def _score(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.domain.tasks.supervision import SupervisionMissing
    from tidu.foundation.actors import system
    from tidu.foundation.calendar.queries import HolidaysMissing
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    on = _day(arguments)
    year = arguments.year or on.year
    try:
        rows = queries.scores(system("命令行"), year, AsOf(on=on))
    except (HolidaysMissing, SupervisionMissing) as missing:
        return refuse(str(missing))
    if arguments.json:
        print(json_text([_unit(one) for one in rows]))
        return 0
    print("\n".join(queries.formula_of(year).words))
    for one in rows:
        unit = _unit(one)
        print(f"{one.name}  {'不计分' if unit['score'] is None else unit['score']}")
        for row in one.tasks:
            print(f"  {row.number}  {row.arithmetic}  {row.title[:40]}")
        if one.months:
            print(f"  月报按时 {one.months_in_time} / {len(one.months)}")
    return 0


def _unit(one: UnitScore) -> dict[str, Any]:
    from tidu.interfaces.kit.wording import number

    return {
        "unit": one.code,
        "name": one.name,
        "score": None if one.total is None else number(one.total, 1),
        "tasks": [{"number": row.number, "points": row.points, "how": row.arithmetic} for row in one.tasks],
        "months": [{"month": f"{each.month_on:%Y-%m}", "in_time": each.in_time} for each in one.months],
    }


def _list(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    as_of = AsOf(on=_day(arguments))
    filters = queries.TaskFilters(state=arguments.state, late=arguments.late)
    lines = queries.lines_of(queries.tasks(system("命令行"), as_of, filters), as_of)
    if arguments.json:
        print(json_text([_line(one) for one in lines]))
        return 0
    print(f"{len(lines)} 项（{as_of.label}）")
    for one in lines:
        print(f"  {_in_words(one)}")
    return 0


def _in_words(one: TaskLine) -> str:
    task = one.task
    late = f"{'已' if one.is_late else '曾'}逾期 {one.days_late} 个工作日" if one.was_late else ""
    left = "" if one.days_left is None or one.is_late else f"剩 {one.days_left} 个工作日"
    light = one.light.label if one.light else ""
    words = (
        task.number,
        task.get_state_display(),
        light,
        task.owner.short_name,
        str(task.due_on),
        left,
        late,
    )
    return "  ".join(filter(None, (*words, task.title[:40])))


def _line(one: TaskLine) -> dict[str, Any]:
    task = one.task
    return {
        "number": task.number,
        "title": task.title,
        "state": task.state,
        "kind": task.kind,
        "source": {"kind": task.source_kind, "key": task.source_key} if task.source_kind else None,
        "owner": task.owner.short_name,
        "helpers": list(one.helpers),
        "due_on": task.due_on.isoformat(),
        "working_days_left": one.days_left,
        "was_late": one.was_late,
        "working_days_late": one.days_late,
        "light": one.light.value if one.light else None,
        "nodes": [
            {
                "name": node.name,
                "planned_on": node.planned_on.isoformat(),
                "reached_on": node.reached_on.isoformat() if node.reached_on else None,
            }
            for node in one.nodes
        ],
    }


def _show(arguments: argparse.Namespace) -> int:
    from tidu.domain.tasks import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        page = queries.find_task(system("命令行"), arguments.number, AsOf(on=_day(arguments)))
    except queries.TaskNotFound as problem:
        return refuse(str(problem))
    if arguments.json:
        print(json_text(_page(page)))
        return 0
    task = page.line.task
    print(f"{task.number}  {task.get_state_display()}  {task.owner.short_name}  期限 {task.due_on}")
    print(f"任务：{task.title}")
    if page.line.helpers:
        print(f"协办：{'、'.join(page.line.helpers)}")
    print(f"来源：{page.line.source_label or '—'}")
    for node in page.line.nodes:
        print(
            f"  节点 {node.planned_on}  {node.name}  {f'{node.reached_on} 到达' if node.reached_on else '未到'}"
        )
    for step in page.story:
        print(step_in_words(step.step, step.label))
    return 0


def _page(page: TaskPage) -> dict[str, Any]:
    from tidu.domain.tasks.queries import decision_of

    return {
        **_line(page.line),
        "parts": [one.task.number for one in page.children],
        "feedback": [
            {
                "at": one.at.isoformat(),
                "by": one.by_name,
                "unit": one.unit.short_name,
                "helps": one.helper is not None,
                "text": one.text,
                "blocker": one.blocker,
                "request": one.request,
                "decision": decided.text if (decided := decision_of(one)) is not None else None,
                "plan": one.plan,
            }
            for one in page.feedback
        ],
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
