"""`tidu opinions …`: list opinions with their days left, and show one with its rounds and story."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text, step_in_words

if TYPE_CHECKING:
    from tidu.domain.opinions.queries import BoardLine, OpinionPage, RoundView

_STANDINGS = ("final", "waiting", "late")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("opinions", help="意见建议：列表与一条的办理经过")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出意见建议，待答复的在前")
    listing.add_argument("--occasion", default="", metavar="场合", help="只列一次活动的，例如 2025-KF")
    listing.add_argument("--year", type=int, metavar="年度", help="只列一年登记的")
    listing.add_argument(
        "--standing",
        choices=_STANDINGS,
        default="",
        metavar="范围",
        help="final 最终条目，waiting 待答复，late 逾期",
    )
    show = actions.add_parser("show", help="显示一条意见的文字、办理轮次和经过")
    show.add_argument("number", metavar="编号", help="例如 2025-KF-017")
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
    from tidu.domain.opinions import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    as_of = AsOf(on=on)
    filters = queries.OpinionFilters(
        occasion=arguments.occasion, year=arguments.year, standing=arguments.standing
    )
    lines = queries.lines_of(queries.opinions(system("命令行"), as_of, filters), as_of)
    if arguments.json:
        print(json_text([_line(one) for one in lines]))
        return 0
    print(f"{len(lines)} 条（{as_of.label}）")
    for one in lines:
        left = "" if one.days_left is None else f"剩 {one.days_left} 个工作日 {one.light_label}"
        words = (one.opinion.number, one.state_label, one.lead_name, left, one.opinion.text[:40])
        print("  " + "  ".join(filter(None, words)))
    return 0


def _line(one: BoardLine) -> dict[str, Any]:
    due = one.deadline
    return {
        "number": one.opinion.number,
        "state": one.opinion.state,
        "group": one.opinion.group,
        "theme": one.opinion.main_theme.code if one.opinion.main_theme else None,
        "text": one.opinion.text,
        "lead": one.lead_name or None,
        "due_on": due.due_on.isoformat() if due else None,
        "in_force_on": due.in_force_on.isoformat() if due else None,
        "working_days_left": one.days_left,
        "light": one.light,
        "was_late": one.was_late,
    }


def _show(on: date, arguments: argparse.Namespace) -> int:
    from tidu.domain.opinions import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        page = queries.find_opinion(system("命令行"), arguments.number, AsOf(on=on))
    except queries.OpinionNotFound as problem:
        return refuse(str(problem))
    if arguments.json:
        print(json_text(_page(page)))
        return 0
    opinion = page.opinion
    print(f"{opinion.number}  {page.line.state_label}  {page.line.group_label}")
    print(f"原文：{opinion.original_text}")
    if opinion.text != opinion.original_text:
        print(f"整理：{opinion.text}")
    for each in page.rounds:
        one = each.round
        print(f"第 {one.number} 轮  {one.lead.short_name}  期限 {one.due_on}  {one.answer or '尚未答复'}")
    for step in page.story:
        print(step_in_words(step.step, step.label))
    return 0


def _page(page: OpinionPage) -> dict[str, Any]:
    return {
        **_line(page.line),
        "original_text": page.opinion.original_text,
        "merged": list(page.merged),
        "parts": [one.number for one in page.parts],
        "rounds": [_round(one) for one in page.rounds],
        "tasks": [one.number for one in page.tasks],
        "published": page.publication is not None,
        "story": [
            {
                "at": one.step.at.isoformat(),
                "action": one.step.action,
                "by": one.step.by_name,
                "state": one.step.state,
                "note": one.step.note,
            }
            for one in page.story
        ],
    }


def _round(view: RoundView) -> dict[str, Any]:
    one = view.round
    return {
        "number": one.number,
        "lead": one.lead.short_name,
        "due_on": one.due_on.isoformat(),
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
        "reply_kind": one.reply_kind or None,
        "outcome": one.outcome or None,
        "result": one.result or None,
        "attitude": one.attitude or None,
        "satisfaction": one.satisfaction or None,
    }
