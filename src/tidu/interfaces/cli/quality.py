"""`tidu quality …`: list the doubts about the register's data, and review it now."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.quality.queries import IssueRow

_STATES = ("waiting", "all", "OPEN", "MENDED", "CONFIRMED", "GONE")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("quality", help="数据疑点：清单与复查")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出数据疑点")
    listing.add_argument(
        "--state", choices=_STATES, default="waiting", metavar="状态", help=f"状态：{'、'.join(_STATES)}"
    )
    listing.add_argument("--rule", default="", metavar="规则", help="只列一条规则的疑点，如 unit_slip")
    listing.add_argument("--json", action="store_true", help="以 JSON 输出")
    actions.add_parser("review", help="按全部规则复查一次")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or review."""
    from tidu.domain.quality import operations, queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system

    actor = system("命令行")
    if arguments.action == "review":
        print(operations.review(by=actor, now=clock.now()).sentence)
        return 0
    state = "" if arguments.state == "all" else arguments.state
    filters = queries.IssueFilters(state=state, rule=arguments.rule)
    rows = queries.rows_of(queries.issues(actor, clock.today(), filters), clock.today())
    if arguments.json:
        print(json_text([_as_json(row) for row in rows]))
        return 0
    print(f"共 {len(rows)} 条")
    for row in rows:
        due = f"期限 {row.due_on.isoformat()}" if row.due_on else "期限未定"
        late = "【逾期】" if row.late else ""
        print(f"  {row.state_label}  {row.name}  {row.owner}  {due}{late}  {row.rule_name}：{row.sentence}")
    return 0


def _as_json(row: IssueRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "rule": row.rule,
        "credit_code": row.credit_code,
        "name": row.name,
        "place": row.place,
        "sentence": row.sentence,
        "state": row.state,
        "owner": row.owner,
        "found_on": row.found_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "late": row.late,
    }
