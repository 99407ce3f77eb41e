"""`tidu pool …`: list the cultivation pool on any day, and compute what the pool pack proposes."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.pool.operations import ProposalRun
    from tidu.domain.pool.queries import Board, Card, ProposalCard

_STAGES = ("RESERVE", "CULTIVATION", "RECOGNISED")


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("pool", help="梯度培育库：名单与调整建议")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出某日的在库企业")
    listing.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
    listing.add_argument(
        "--stage", choices=_STAGES, metavar="阶段", help=f"只列一个阶段：{'、'.join(_STAGES)}"
    )
    listing.add_argument("--json", action="store_true", help="以 JSON 输出")
    propose = actions.add_parser("propose", help="按培育库规则计算调整建议")
    propose.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
    propose.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List or propose."""
    from tidu.foundation import clock

    on = arguments.as_of or clock.today()
    if arguments.action == "list":
        return _list(on, arguments.stage, as_json=arguments.json)
    return _propose(on, as_json=arguments.json)


def _list(on: date, stage: str | None, *, as_json: bool) -> int:
    board = _board(on)
    columns = [column for column in board.columns if stage in (None, column.stage)]
    if as_json:
        cards = [_card(card) for column in columns for card in column.cards]
        print(json_text(cards))
        return 0
    for column in columns:
        print(f"{column.label} {len(column.cards)} 家（{board.as_of.label}）")
        for card in column.cards:
            flags = "".join(f"[{flag}]" for flag in card.flags)
            firm = card.firm
            print(
                f"  {firm.credit_code}  {firm.name}  {firm.place}  {card.adviser or '未定辅导员'}  {flags}".rstrip()
            )
    return 0


def _propose(on: date, *, as_json: bool) -> int:
    from tidu.domain.pool import operations
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    computed = operations.compute_proposals(as_of=AsOf(on=on), by=system("命令行"), now=clock.now())
    waiting = _waiting(on)
    if as_json:
        print(json_text(_result(computed, waiting, on)))
        return 0
    print(f"新增 {computed.opened} 条，失效 {computed.withdrawn} 条，不变 {computed.unchanged} 条。")
    for one in waiting:
        print(f"  {one.firm.credit_code}  {one.firm.name}  {one.from_label} → {one.to_label}  {one.sentence}")
    return 0


def _board(on: date) -> Board:
    from tidu.domain.pool import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    return queries.board(system("命令行"), AsOf(on=on))


def _waiting(on: date) -> tuple[ProposalCard, ...]:
    from tidu.domain.pool import queries
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf

    as_of = AsOf(on=on)
    return queries.proposal_cards(queries.open_proposals(system("命令行"), as_of), as_of)


def _card(card: Card) -> dict[str, Any]:
    return {
        "credit_code": card.firm.credit_code,
        "name": card.firm.name,
        "place": card.firm.place,
        "stage": card.stage,
        "since": card.since.isoformat(),
        "adviser": card.adviser or None,
        "tier_sought": card.tier_sought or None,
        "target_year": card.target_year,
        "sentence": card.sentence,
        "flags": list(card.flags),
    }


def _result(computed: ProposalRun, waiting: tuple[ProposalCard, ...], on: date) -> dict[str, Any]:
    return {
        "as_of": on.isoformat(),
        "opened": computed.opened,
        "withdrawn": computed.withdrawn,
        "unchanged": computed.unchanged,
        "declined_before": computed.declined_before,
        "proposals": [
            {
                "credit_code": one.firm.credit_code,
                "name": one.firm.name,
                "from": one.from_label,
                "to": one.to_label,
                "sentence": one.sentence,
                "evidence": list(one.evidence),
            }
            for one in waiting
        ],
    }
