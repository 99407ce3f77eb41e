"""`tidu rules evaluate`, `explain` and `gap`: a file of facts about one firm, judged by one rule. Needs no database."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.rules import Library, Verdict
    from tidu.rules.advice import Way
    from tidu.rules.explain import GapRow, WindowNote

_TOP = 1024 * 1024
"""A file of facts about one firm is small; anything larger is the wrong file."""


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three actions to `tidu rules`."""
    for name, help_, answer in (
        ("evaluate", "按一条规则判断一份企业数据", _evaluated),
        ("explain", "逐条说明判断：原文、数值、要求、差距、依据，缺数问谁", _explained),
        ("gap", "列出差距，找出改动最少的路，提示将掉档的条件", _gaps),
    ):
        action = actions.add_parser(name, help=help_)
        action.add_argument("rule", help="规则代码，例如 hnte.gates")
        action.add_argument(
            "--as-of", type=parsing.day, required=True, metavar="日期", help="判断之日，例如 2025-06-10"
        )
        action.add_argument("--facts", required=True, metavar="文件", help="企业数据（JSON）；- 表示标准输入")
        action.add_argument("--json", action="store_true", help="以 JSON 输出")
        action.set_defaults(run=run, answer=answer)


Answer = Callable[["Verdict", "Library", bool], str]


def run(arguments: argparse.Namespace) -> int:
    """Judge and answer; 0 for any verdict, 2 with a Chinese reason for bad input."""
    from tidu import policies, rules
    from tidu.interfaces.cli.main import refuse
    from tidu.rules.language.marks import guess

    library, as_of = rules.load_library(policies.FOLDER), arguments.as_of
    if arguments.rule not in library.codes():
        return refuse(f"没有规则“{arguments.rule}”。{guess(arguments.rule, library.codes())}。")
    try:
        facts = rules.Facts.from_json(_read(arguments.facts), library.facts)
        verdict = rules.evaluate(library.applicable(arguments.rule, as_of=as_of), facts, as_of, library)
    except (rules.InvalidFacts, rules.NoVersionInForce, _UnreadableFacts) as problem:
        return refuse(str(problem))
    print(arguments.answer(verdict, library, arguments.json))
    return 0


def _evaluated(verdict: Verdict, _library: Library, as_json: bool) -> str:
    """Return the verdict: the sentence that matters, then a line per clause with its law."""
    from tidu.rules import explain

    if as_json:
        return _json(verdict.to_json())
    lines = [explain.sentence(verdict)]
    for row in explain.gap_card(verdict, everything=True):
        lines += [
            _clause(row),
            *(f"      {words}" for words in (row.distance, row.change, *row.ask) if words),
        ]
    return "\n".join([*lines, *_outputs(verdict)])


def _explained(verdict: Verdict, library: Library, as_json: bool) -> str:
    """Return every clause with the law's own sentence and all there is to say about it."""
    from tidu.rules import explain

    rows, window = explain.gap_card(verdict, everything=True), _window(verdict, library)
    if as_json:
        told = {"sentence": explain.sentence(verdict), "rows": [_row(row) for row in rows]}
        return _json({**verdict.to_json(), **told, "window": dataclasses.asdict(window)})
    lines = [explain.sentence(verdict), _window_line(window)]
    for row in rows:
        said = (row.says, row.distance, row.change, *row.ask, row.next_step, f"核对情况：{row.confidence}")
        lines += [_clause(row), *(f"      {words}" for words in said if words)]
    return "\n".join([*lines, *_outputs(verdict)])


def _gaps(verdict: Verdict, library: Library, as_json: bool) -> str:
    """Return what is missing, the cheapest ways to the goal, and what is about to be lost."""
    from tidu.rules import advice, explain

    asked = (verdict.rule, verdict.facts, verdict.as_of, library)
    rows, ways, window = explain.gap_card(verdict), advice.cheapest_ways(*asked), _window(verdict, library)
    slips = [
        explain.shrinking_in_words(slip.clause, slip.before, slip.within_years, verdict)
        for slip in advice.slipping(*asked)
    ]
    told = [[explain.change_in_words(change, verdict) for change in way.changes] for way in ways]
    if as_json:
        found = [_way(way, words) for way, words in zip(ways, told, strict=True)]
        gaps = {"sentence": explain.sentence(verdict), "gaps": [_row(row) for row in rows]}
        told_window = dataclasses.asdict(window)
        return _json(
            {"rule": verdict.rule.code, **gaps, "ways": found, "slips": slips, "window": told_window}
        )
    lines = [explain.sentence(verdict), _window_line(window)]
    for row in rows:
        lines += [
            _clause(row),
            *(f"      {words}" for words in (row.distance, *row.ask, row.next_step) if words),
        ]
    for number, (way, changes) in enumerate(zip(ways, told, strict=True), start=1):
        rest = "" if way.is_complete else "；此外还要补齐缺数"
        lines.append(f"  最省的路 {number}：{'，并且'.join(changes)}{rest}。")
    return "\n".join([*lines, *(f"  将掉档：{words}" for words in slips)])


def _window(verdict: Verdict, library: Library) -> WindowNote:
    from tidu.rules import explain
    from tidu.rules.model.next_window import next_of

    return explain.window_note(next_of(library.versions(verdict.rule.code), verdict.as_of))


def _window_line(window: WindowNote) -> str:
    source = "，".join(filter(None, (window.source, window.confidence.label)))
    return f"  申报窗口：{window.says}（{source}）"


def _outputs(verdict: Verdict) -> list[str]:
    """Return a line per output with its value; an unknown one names what it waits for and whom to ask."""
    from tidu.rules.model.show import show

    lines = []
    for output in verdict.rule.outputs:
        lines.append(f"  [结果] {output.label}：{show(verdict.outputs[output.name], output.of.kind)}")
        for needed in verdict.wanting.get(output.name, ()):
            asked = verdict.vocabulary[needed.fact].whom_to_ask
            lines.append(f"      缺{verdict.vocabulary.label(needed)}：{asked}")
    return lines


def _clause(row: GapRow) -> str:
    mark = "待专家" if row.pending else row.verdict.label
    return f"  [{mark}] {row.condition}：{row.value}（要求 {row.needed}）  {row.law}"


def _row(row: GapRow) -> dict[str, Any]:
    return {**dataclasses.asdict(row), "verdict": str(row.verdict)}


def _way(way: Way, words: list[str]) -> dict[str, Any]:
    """Return a way as JSON; the effort is exact, as a fraction in words."""
    changes = [
        {"fact": change.needed.fact, "year": change.needed.year, "says": said}
        for change, said in zip(way.changes, words, strict=True)
    ]
    return {"changes": changes, "effort": str(way.effort), "complete": way.is_complete}


def _json(data: Any) -> str:
    return json_text(data, str)


class _UnreadableFacts(ValueError):
    """A file of facts that cannot be read; the message is Chinese."""


def _read(name: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read(_TOP + 1) if name == "-" else _file_text(Path(name))
        data = json.loads(text)
    except OSError:
        raise _UnreadableFacts(f"读不到文件“{name}”。请核对路径和读取权限。") from None
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
