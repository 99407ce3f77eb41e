"""`tidu tickets …`: the firms' difficulties, filtered as on the screen, and one of them with its story.

The command line belongs to whoever keeps the machine: it sees the whole county, as the other commands do.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.support.queries import TicketLine, TicketPage

WAITING = {"open": "待答复", "late": "已逾期"}
STATES = ("REGISTERED", "ACCEPTED", "WORKING", "ANSWERED", "REOPENED", "CLOSED")
KINDS = ("RESEARCH", "TALENT", "FUNDING")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    command = commands.add_parser("tickets", help="难题工单：有哪些，办到哪一步")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    listing = verbs.add_parser("list", help="列出难题工单，待答复的在前，期限近的在前")
    listing.add_argument("--text", default="", metavar="文字", help="编号、企业名称或内容里的文字")
    listing.add_argument("--kind", default="", choices=KINDS, metavar="类别", help="、".join(KINDS))
    listing.add_argument("--state", default="", choices=STATES, metavar="状态", help="、".join(STATES))
    listing.add_argument(
        "--waiting",
        default="",
        choices=tuple(WAITING),
        metavar="时限",
        help="open 只列待答复的，late 只列已逾期的",
    )
    listing.add_argument("--section", default="", metavar="代码", help="承办股室的机构代码")
    listing.add_argument("--firm", default="", metavar="代码", help="企业的统一社会信用代码")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="显示一件工单：内容、答复和办理过程")
    showing.add_argument("number", metavar="编号", help="如 2025-0001")
    showing.set_defaults(run=_show)
    for verb in (listing, showing):
        verb.add_argument("--json", action="store_true", help="以 JSON 输出")


def _list(arguments: argparse.Namespace) -> int:
    from tidu.domain.support import queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    sections = {one.code: one.name for one in queries.sections()}
    if arguments.section and arguments.section not in sections:
        known = "、".join(f"{code}（{name}）" for code, name in sections.items()) or "还没有"
        return refuse(f"没有承办工单的股室“{arguments.section}”。可填：{known}。")
    as_of = AsOf(on=clock.today())
    asked = queries.TicketFilters(
        text=arguments.text,
        kind=arguments.kind,
        state=arguments.state,
        section=arguments.section,
        waiting=arguments.waiting,
        credit_code=arguments.firm,
    )
    lines = queries.lines_of(queries.tickets(system("命令行"), as_of, asked), as_of)
    if arguments.json:
        print(json_text([_line(one) for one in lines]))
        return 0
    for one in lines:
        print(_in_words(one))
    if not lines:
        print("没有符合条件的难题工单。")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from tidu.domain.support import queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        page = queries.ticket_page(system("命令行"), arguments.number, AsOf(on=clock.today()))
    except queries.TicketNotFound as missing:
        return refuse(f"{missing}用 tidu tickets list 看有哪些。")
    if arguments.json:
        print(json_text(_page(page)))
        return 0
    print(_in_words(page.line))
    print(page.line.ticket.text)
    for step in page.story:
        print(f"  {_moment(step.at)}  {step.label}  {step.by_name}  {step.note}".rstrip())
    return 0


def _in_words(one: TicketLine) -> str:
    ticket = one.ticket
    late = f"  {'已' if one.is_waiting else '曾'}逾期 {one.days_late} 个工作日" if one.late else ""
    return (
        f"{ticket.number}  {one.firm_name}  {ticket.get_kind_display()}  {ticket.get_state_display()}  "
        f"{ticket.section.short_name}  答复期限 {one.due_on}{late}"
    )


def _line(one: TicketLine) -> dict[str, Any]:
    ticket = one.ticket
    return {
        "number": ticket.number,
        "credit_code": ticket.enterprise.credit_code,
        "name": one.firm_name,
        "kind": ticket.kind,
        "source": ticket.source,
        "text": ticket.text,
        "state": ticket.state,
        "section": ticket.section.code,
        "handler": ticket.handler.name if ticket.handler else None,
        "level": ticket.level,
        "opened_at": _moment(ticket.opened_at),
        "due_on": one.due_on.isoformat(),
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        "waiting": one.is_waiting,
        "working_days_late": one.days_late,
        "rating": one.rating or None,
        "policy": ticket.rule_code or None,
    }


def _page(page: TicketPage) -> dict[str, Any]:
    return _line(page.line) | {
        "rounds": [
            {
                "number": one.number,
                "due_on": one.due_on.isoformat(),
                "answered_at": _moment(one.answered_at) if one.answered_at else None,
                "answer": one.answer or None,
                "rating": one.rating or None,
            }
            for one in page.rounds
        ],
        "story": [
            {
                "at": _moment(one.at),
                "step": one.label,
                "by": one.by_name,
                "note": one.note or None,
                "state": one.state_label,
            }
            for one in page.story
        ],
    }


def _moment(moment: Any) -> str:
    from tidu.foundation import clock

    return str(moment.astimezone(clock.ZONE).isoformat(sep=" ", timespec="minutes"))
