"""`tidu rules check` and `tidu rules diff`: what an author asks of rule files. Needs no database."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.rules import Library, Rule


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the two actions to `tidu rules`."""
    checks = actions.add_parser("check", help="检查规则文件：载入，并在各引擎上运行其中的算例")
    checks.add_argument(
        "path", nargs="?", default="", help="规则文件夹或一个规则文件；不写则检查随程序发布的规则"
    )
    checks.set_defaults(run=check)
    changes = actions.add_parser("diff", help="比较一条规则的两个版本：改了什么，由多少改为多少")
    changes.add_argument("before", help="规则代码@日期，例如 qinglan.rd_subsidy@2023-12-31；或规则文件")
    changes.add_argument("after", help="同上")
    changes.set_defaults(run=diff)
    for action in (checks, changes):
        action.add_argument("--json", action="store_true", help="以 JSON 输出")


def check(arguments: argparse.Namespace) -> int:
    """Load the rules under a folder or of one file, and run their scenarios on every engine.

    Returns 0 where everything holds, 1 where a scenario comes out otherwise, 2 with the place where a file is wrong.
    A file or folder without facts of its own speaks in those of the house.
    """
    from tidu import policies, rules
    from tidu.interfaces.cli.main import refuse

    where = Path(arguments.path) if arguments.path else policies.FOLDER
    if not where.exists():
        return refuse(f"没有“{arguments.path}”。请核对路径。")
    try:
        library, files, codes = _loaded(where)
        count, wrong = _run(files, library)
    except (rules.PolicyError, rules.NoVersionInForce) as problem:
        return refuse(str(problem))
    versions = sum(len(library.versions(code)) for code in codes)
    if arguments.json:
        counted = {"rules": len(codes), "versions": versions, "scenarios": count, "failures": wrong}
        print(json_text(counted))
    else:
        for line in wrong:
            print(line, file=sys.stderr)
        print(f"规则 {len(codes)} 条，版本 {versions} 个，算例 {count} 个，不符 {len(wrong)} 处。")
    return 1 if wrong else 0


def _loaded(where: Path) -> tuple[Library, list[Path], tuple[str, ...]]:
    """Return the rules under a path, the files of scenarios that belong to them, and the codes written there."""
    from tidu import policies, rules
    from tidu.rules.language import folders, vocabularies

    codes = folders.codes_in(where)
    if where.is_dir():
        own = any(where.rglob(vocabularies.FACTS_FILE))
        library = rules.load_library(where, beside=None if own else policies.FOLDER)
        return library, list(folders.scenario_files(where)), codes
    scenarios = where.with_name(f"{where.stem}{folders.SCENARIOS_SUFFIX}")
    library = rules.load_library(where, beside=policies.FOLDER)
    return library, [scenarios] if scenarios.exists() else [], codes


def _run(files: list[Path], library: Library) -> tuple[int, list[str]]:
    """Return how many scenarios there are, and a line for each way in which an engine disagrees."""
    from tidu.rules.engines import scenarios
    from tidu.rules.language.scenarios import read_scenarios

    found = [scenario for path in files for scenario in read_scenarios(path, library.facts)]
    wrong = [
        f"{scenario.place} {scenario.rule}“{scenario.name}”（{engine.name}）：{words}"
        for engine in scenarios.every_engine()
        for scenario, told in zip(found, scenarios.failures(found, engine, library), strict=True)
        for words in told
    ]
    return len(found), wrong


def diff(arguments: argparse.Namespace) -> int:
    """Print what changed between two versions of a rule; 0 also where nothing did, 2 with a reason for bad input."""
    from tidu import policies, rules
    from tidu.interfaces.cli.main import refuse
    from tidu.rules import explain

    library = rules.load_library(policies.FOLDER)
    try:
        old, new = (_version(words, library) for words in (arguments.before, arguments.after))
    except (rules.PolicyError, rules.NoVersionInForce, _NoVersion) as problem:
        return refuse(str(problem))
    found = explain.differences(old, new, library.facts)
    if arguments.json:
        print(json_text([dataclasses.asdict(one) for one in found]))
        return 0
    print(f"{old.name}（{old.law.number}）→ {new.name}（{new.law.number}）")
    print("\n".join(f"  {one}" for one in found) or "  没有变化。")
    return 0


class _NoVersion(ValueError):
    """Words that name no version of a rule; the message is Chinese."""


def _version(words: str, library: Library) -> Rule:
    """Return the version that `code@day` or a file of one rule names; of a file, the latest version."""
    from tidu import policies, rules
    from tidu.rules.language import folders

    if words.endswith(".yaml"):
        if not Path(words).is_file():
            raise _NoVersion(f"没有文件“{words}”。请核对路径。")
        codes = folders.codes_in(Path(words))
        if len(codes) != 1:
            raise _NoVersion(f"“{words}”里有 {len(codes)} 条规则；请只留要比较的一条，或写成 规则代码@日期。")
        return rules.load_library(Path(words), beside=policies.FOLDER).versions(codes[0])[-1]
    code, _, day = words.partition("@")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise _NoVersion(f"“{words}”不对。请写成 规则代码@日期，例如 hnte.gates@2025-06-10。") from None
    return library.rule(code, on=on)
