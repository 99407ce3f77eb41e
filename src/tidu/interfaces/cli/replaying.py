"""`tidu rules replay`: judge kept decisions again from what they keep, and say whether words and fen still hold."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Replay


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action to `tidu rules`."""
    action = actions.add_parser("replay", help="重放留存的判断凭据，核对话和钱是否与留存时相同")
    action.add_argument("receipts", nargs="*", type=int, metavar="编号", help="凭据编号；不写就重放全部")
    action.add_argument("--json", action="store_true", help="以 JSON 输出")
    action.set_defaults(run=run, needs_records=True)


def run(arguments: argparse.Namespace) -> int:
    """Replay and print; 1 where one comes to something else, 2 with a Chinese reason for a number that is none."""
    from tidu.domain.rulebook import queries
    from tidu.interfaces.cli.main import refuse

    numbers = arguments.receipts or queries.receipt_numbers()
    try:
        found = [queries.replay(queries.receipt(number)) for number in numbers]
    except queries.ReceiptNotFound as problem:
        return refuse(str(problem))
    if arguments.json:
        print(json_text([_described(one) for one in found]))
    else:
        print("\n".join(_told(one) for one in found) if found else "还没有留存的判断凭据。")
    return 0 if all(one.same for one in found) else 1


def _described(found: Replay) -> dict[str, Any]:
    return {
        "receipt": found.receipt.pk,
        "rule": found.receipt.rule_code,
        "credit_code": found.receipt.enterprise.credit_code,
        "as_of": found.receipt.as_of_on.isoformat(),
        "same": found.same,
        "differences": list(found.differences),
        "sentence": {"kept": found.receipt.trace["sentence"], "replayed": found.trace["sentence"]},
        "outputs_fen": {"kept": found.receipt.trace["outputs_fen"], "replayed": found.trace["outputs_fen"]},
    }


def _told(found: Replay) -> str:
    kept = found.receipt
    head = f"{kept.pk}  {kept.enterprise.credit_code}  {kept.rule_code}  {kept.as_of_on}"
    if found.first is None:
        return f"{head}  一致：{kept.trace['sentence']}"
    path, was, now = found.first
    return f"{head}  不一致 {len(found.differences)} 处，第一处 {path}：留存 {was}，重放 {now}"
