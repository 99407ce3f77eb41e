"""`tidu returns …`: which returns went out, and who has answered."""

from __future__ import annotations

import argparse
from typing import Any

from tidu.interfaces.cli.printing import json_text


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser("returns", help="报表：发出了哪些，谁还没有交")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    listing = verbs.add_parser("list", help="列出发出的报表")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="列出一张报表的填报单位和状态")
    showing.add_argument("number", metavar="编号", help="如 报2025-001")
    showing.set_defaults(run=_show)
    for verb in (listing, showing):
        verb.add_argument("--json", action="store_true", help="以 JSON 输出")


def _list(arguments: argparse.Namespace) -> int:
    from tidu.domain.returns import queries
    from tidu.foundation.actors import system

    lines = [_line(one) for one in queries.returns(system("命令行"))]
    if arguments.json:
        print(json_text(lines))
        return 0
    for one in lines:
        print(
            f"{one['number']}  {one['title']}  {one['state']}  截止 {one['due_on']}  "
            f"已交 {one['handed']}/{one['asked']}"
        )
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from tidu.domain.returns import queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        outgoing = queries.find_numbered(system("命令行"), arguments.number)
    except queries.ReturnNotFound as missing:
        return refuse(str(missing))
    found = queries.standings(queries.addressees_of(outgoing), AsOf(on=clock.today()))
    rows = [_standing(one) for one in found]
    if arguments.json:
        print(json_text(rows))
        return 0
    for one in rows:
        late = "  逾期" if one["late"] else ""
        unknown = f"  答缺数 {one['unknown']}" if one["unknown"] else ""
        print(f"{one['name']}  {one['state']}  还缺 {one['missing']}/{one['asked']}{unknown}{late}")
    return 0


def _line(one: Any) -> dict[str, Any]:
    outgoing = one.outgoing
    return {
        "number": outgoing.number,
        "title": outgoing.title,
        "year": outgoing.year,
        "fields": list(outgoing.fields),
        "state": outgoing.get_state_display(),
        "due_on": outgoing.due_on.isoformat(),
        "asked": one.asked,
        "handed": one.handed,
    }


def _standing(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state.label,
        "firms": one.firms,
        "asked": one.asked,
        "missing": one.missing,
        "unknown": one.unknown,
        "late": one.late,
        "reminders": one.reminders,
    }
