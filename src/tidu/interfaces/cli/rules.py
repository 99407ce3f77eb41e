"""`tidu rules …`: list the published rules; the other actions stand in the modules named below.

`rules_facts` judges a file of facts (evaluate, explain, gap), `rules_files` checks and compares files of rules,
`rules_firms` matches the firms on record, `reforms` prices a reform of a rule over the records, `replaying` judges kept
decisions again. All but the last three need no database.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import reforms, replaying, rules_facts, rules_files, rules_firms
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.rules import Rule


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "rules", help="列出、解释、检查和比较规则，判断一份企业数据，测算一项改动，重放留存的判断"
    )
    command.set_defaults(needs_records=False)
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出全部规则及其版本")
    listing.add_argument("--json", action="store_true", help="以 JSON 输出")
    listing.set_defaults(run=run)
    rules_facts.add_to(actions)
    rules_files.add_to(actions)
    rules_firms.add_to(actions)
    reforms.add_to(actions)
    replaying.add_to(actions)


def run(arguments: argparse.Namespace) -> int:
    """List every version of every rule."""
    from tidu import policies, rules

    library = rules.load_library(policies.FOLDER)
    versions = [rule for code in library.codes() for rule in library.versions(code)]
    if arguments.json:
        print(json_text([_described(rule) for rule in versions]))
        return 0
    for rule in versions:
        until = f" 至 {rule.law.valid_until_on}（不含）" if rule.law.valid_until_on else ""
        mark = "" if rule.is_settled else "（待核）"
        print(f"{rule.code}  {rule.name}{mark}")
        print(f"    《{rule.law.title}》（{rule.law.number}），{rule.law.valid_from_on} 起{until}")
    return 0


def _described(rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.code,
        "name": rule.name,
        "law": rule.law.title,
        "number": rule.law.number,
        "in_force": rule.law.valid_from_on.isoformat(),
        "until": rule.law.valid_until_on.isoformat() if rule.law.valid_until_on else None,
        "version_by": str(rule.version_by),
        "settled": rule.is_settled,
        "clauses": [
            {"id": clause.id, "label": clause.label, "article": f"{clause.number}{clause.article}"}
            for clause in rule.clauses
        ],
        "outputs": [output.name for output in rule.outputs],
        "fingerprint": rule.fingerprint,
    }
