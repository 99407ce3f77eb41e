"""`tidu names match …`: hold a list of names against the register; suggestions only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.enterprises.queries import NameMatch


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("names", help="名单核对：把一份名单与企业登记对照")
    actions = command.add_subparsers(dest="action", required=True, metavar="动作")
    match = actions.add_parser("match", help="逐行找出登记里可能的企业，只提示不改动")
    match.add_argument(
        "file", metavar="名单", help="文本（一行一个）、CSV 或 Excel 文件；- 表示从标准输入读文本"
    )
    match.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
    match.add_argument("--json", action="store_true", help="以 JSON 输出")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Match the names of a file."""
    from tidu.domain.enterprises import queries
    from tidu.foundation import clock
    from tidu.foundation.actors import system
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse

    try:
        lines = _lines(arguments.file)
    except OSError as failure:
        return refuse(f"读不了“{arguments.file}”：{failure.strerror}。请核对路径。")
    except (queries.UnableToRead, UnicodeDecodeError) as failure:
        return refuse(f"读不了“{arguments.file}”：{failure}")
    matches = queries.match_names(system("命令行"), lines, AsOf(arguments.as_of or clock.today()))
    if arguments.json:
        print(json_text([_as_json(match) for match in matches]))
        return 0
    for match in matches:
        print(f"{match.number}  {match.text}  {match.kind.label}")
        for one in match.candidates:
            print(f"    {one.credit_code}  {one.name}  {one.place}  {one.reason}".rstrip())
    return 0


def _lines(name: str) -> list[str]:
    """Return the lines of a text, or the names of a table."""
    from tidu.domain.enterprises import queries

    if name == "-":
        return sys.stdin.read().splitlines()
    path = Path(name)
    if path.suffix.lower() == ".txt":
        return path.read_text(encoding="utf-8-sig").splitlines()
    return queries.names_in(path.name, path.read_bytes())


def _as_json(match: NameMatch) -> dict[str, Any]:
    return {
        "line": match.number,
        "text": match.text,
        "kind": str(match.kind),
        "candidates": [
            {
                "credit_code": one.credit_code,
                "name": one.name,
                "place": one.place,
                "reason": one.reason,
                "percent": one.percent,
            }
            for one in match.candidates
        ],
    }
