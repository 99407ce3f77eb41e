"""`tidu rules firms`: how the county's firms stand to every policy of a day, and what is on record for nobody."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Matched


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action to `tidu rules`."""
    action = actions.add_parser("firms", help="逐条政策对照全县企业：各有几家，哪些数据谁都没有、问谁")
    action.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
    action.add_argument("--json", action="store_true", help="以 JSON 输出")
    action.set_defaults(run=run, needs_records=True)


def run(arguments: argparse.Namespace) -> int:
    """Match every policy that applies on the day and print."""
    from tidu.domain.rulebook import queries
    from tidu.foundation import clock
    from tidu.foundation.clock import AsOf

    as_of = AsOf(on=arguments.as_of or clock.today())
    county = queries.snapshot(as_of)
    found = [queries.matched(policy, county) for policy in queries.policies(as_of) if policy.applies]
    if arguments.json:
        print(json_text([_described(one) for one in found]))
        return 0
    for one in found:
        print(_told(one))
    return 0


def _described(found: Matched) -> dict[str, Any]:
    """Return the counts by standing, null where what the policy judges is not on record at all."""
    return {
        "rule": found.policy.rule.code,
        "firms": None
        if found.costing is None
        else {str(standing): count for standing, count in found.costing.cost.counts.items()},
        "kept_nowhere": list(found.missing),
        "whom_to_ask": list(found.ask),
    }


def _told(found: Matched) -> str:
    lines = [f"{found.policy.rule.code}  {found.policy.rule.name}"]
    if found.costing is None:
        lines.append("    还不能对照")
    else:
        counts = found.costing.cost.counts
        lines.append(
            "    " + "，".join(f"{one.label} {count} 家" for one, count in counts.items() if count)
            if any(counts.values())
            else "    登记里没有企业"
        )
    if found.missing:
        asked = f"；问：{'；'.join(found.ask)}" if found.ask else ""
        lines.append(f"    登记里谁都没有的 {len(found.missing)} 项：{'、'.join(found.missing)}{asked}")
    return "\n".join(lines)
