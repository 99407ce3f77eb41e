"""`tidu rules …`: list the published rules and judge a file of facts by one of them. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tidu.rules import Library, Rule, Verdict

_TOP = 1024 * 1024
"""A file of facts about one firm is small; anything larger is the wrong file."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("rules", help="列出规则，或按规则判断一份企业数据")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    listing = actions.add_parser("list", help="列出全部规则及其版本")
    listing.add_argument("--json", action="store_true", help="以 JSON 输出")
    evaluate = actions.add_parser("evaluate", help="按一条规则判断一份企业数据")
    evaluate.add_argument("rule", help="规则代码，例如 hnte.gates")
    evaluate.add_argument("--as-of", required=True, metavar="日期", help="判断之日，例如 2025-06-10")
    evaluate.add_argument("--facts", required=True, metavar="文件", help="企业数据（JSON）；- 表示标准输入")
    evaluate.add_argument("--json", action="store_true", help="以 JSON 输出")
    checks = actions.add_parser("check", help="检查规则文件：载入，并在各引擎上运行其中的算例")
    checks.add_argument(
        "path", nargs="?", default="", help="规则文件夹或一个规则文件；不写则检查随程序发布的规则"
    )
    changes = actions.add_parser("diff", help="比较一条规则的两个版本：改了什么，由多少改为多少")
    changes.add_argument("before", help="规则代码@日期，例如 qinglan.rd_subsidy@2023-12-31；或规则文件")
    changes.add_argument("after", help="同上")
    changes.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run, needs_records=False)


def run(arguments: argparse.Namespace) -> int:
    """List or evaluate; 0 for any verdict, 2 with a Chinese reason for bad input."""
    from tidu import policies, rules
    from tidu.interfaces.cli import rules_files
    from tidu.interfaces.cli.main import refuse

    if arguments.action == "check":
        return rules_files.check(arguments.path)
    if arguments.action == "diff":
        return rules_files.diff(arguments.before, arguments.after, as_json=arguments.json)
    library = rules.load_library(policies.FOLDER)
    if arguments.action == "list":
        return _list(library, as_json=arguments.json)
    try:
        as_of = date.fromisoformat(arguments.as_of)
    except ValueError:
        return refuse(f"日期“{arguments.as_of}”不对。请写成 2025-06-10 这样的形式。")
    if arguments.rule not in library.codes():
        return refuse(f"没有规则“{arguments.rule}”。现有：{'、'.join(library.codes())}。")
    try:
        facts = rules.Facts.from_json(_read(arguments.facts), library.facts)
        verdict = rules.evaluate(library.applicable(arguments.rule, as_of=as_of), facts, as_of, library)
    except (rules.InvalidFacts, rules.NoVersionInForce, _UnreadableFacts) as problem:
        return refuse(str(problem))
    print(json.dumps(verdict.to_json(), ensure_ascii=False, indent=2) if arguments.json else _told(verdict))
    return 0


class _UnreadableFacts(ValueError):
    """A file of facts that cannot be read; the message is Chinese."""


def _read(name: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read(_TOP + 1) if name == "-" else _file_text(Path(name))
        data = json.loads(text)
    except OSError as problem:
        raise _UnreadableFacts(f"读不到文件“{name}”（{problem.strerror}）。请核对路径。") from None
    except UnicodeDecodeError:
        raise _UnreadableFacts(f"“{name}”不是 UTF-8 文本。请另存为 UTF-8 的 JSON 文件。") from None
    except (ValueError, RecursionError) as problem:  # also a number too long to be one
        where = (
            f"第 {problem.lineno} 行第 {problem.colno} 列"
            if isinstance(problem, json.JSONDecodeError)
            else ""
        )
        raise _UnreadableFacts(f"“{name}”不是有效的 JSON{where and f'（{where}）'}。请改正后再试。") from None
    if not isinstance(data, dict):
        raise _UnreadableFacts(f'“{name}”的最外层应是一个对象，如 {{"registered_on": "2015-03-02"}}。')
    return data


def _file_text(path: Path) -> str:
    if path.stat().st_size > _TOP:
        raise _UnreadableFacts(f"“{path}”超过 1 MB，不像一家企业的数据。请核对文件。")
    return path.read_text(encoding="utf-8")


def _list(library: Library, *, as_json: bool) -> int:
    versions = [rule for code in library.codes() for rule in library.versions(code)]
    if as_json:
        print(json.dumps([_described(rule) for rule in versions], ensure_ascii=False, indent=2))
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


def _told(verdict: Verdict) -> str:
    """Return the verdict in words: the sentence that matters, then a line per clause with its law."""
    from tidu.rules import explain

    lines = [explain.sentence(verdict)]
    for row in explain.gap_card(verdict, everything=True):
        mark = "待专家" if row.pending else row.verdict.label
        lines.append(f"  [{mark}] {row.condition}：{row.value}（要求 {row.needed}）  {row.law}")
        lines += [f"      {words}" for words in (row.distance, row.change, *row.ask) if words]
    return "\n".join(lines)
