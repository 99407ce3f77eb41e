"""`tidu figures …`: list the figures, and answer one for any day, as known then or as corrected since."""

from __future__ import annotations

import argparse
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.foundation.figures.model import Answer, Figure, Number


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    parts = commands.add_parser("figures", help="指标：列出、查询").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    listing = parts.add_parser("list", help="列出全部指标及其口径")
    listing.add_argument("--json", action="store_true", help="输出 JSON")
    listing.set_defaults(run=run, answer=_list)
    show = parts.add_parser("show", help="查询一个指标的数值和背后的行")
    show.add_argument("code", metavar="代码", help="指标代码或填空编号，如 hnte_count、F14")
    show.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，如 2025-06-10（默认今天）")
    show.add_argument("--known-at", type=parsing.day, metavar="日期", help="按该日当时所知；不给则按现在所知")
    show.add_argument("--year", type=parsing.year, metavar="年份", help="年份，如 2024")
    show.add_argument("--base-year", type=parsing.year, metavar="年份", help="基期年份，如 2022")
    show.add_argument("--place", metavar="代码", help="乡镇或园区代码")
    show.add_argument("--event-on", type=parsing.day, metavar="日期", help="活动日期，如 2025-05-22")
    show.add_argument("--rows", action="store_true", help="列出背后的行")
    show.add_argument("--json", action="store_true", help="输出 JSON")
    show.set_defaults(run=run, answer=_show)


def run(arguments: argparse.Namespace) -> int:
    """Run one of the commands; a wrong code or place is refused with exit code 2."""
    from tidu.interfaces.cli.main import refuse

    try:
        return int(arguments.answer(arguments))
    except (LookupError, ValueError) as refusal:
        return refuse(str(refusal.args[0]))


def _list(arguments: argparse.Namespace) -> int:
    from tidu.foundation.figures import registry

    figures = registry.everything()
    if arguments.json:
        _print_json([_described(figure) for figure in figures])
    else:
        for figure in figures:
            aliases = "、".join(registry.names_of(figure)[1:])
            print(f"{figure.code}  {figure.name}（{figure.unit}）{'  ' + aliases if aliases else ''}")
            print(f"    {figure.definition}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from tidu.foundation import clock
    from tidu.foundation.figures import registry
    from tidu.foundation.figures.model import Question

    on = arguments.as_of or clock.today()
    known_on = arguments.known_at
    question = Question(
        as_of=clock.AsOf(on=on, known_at=clock.end_of(known_on) if known_on else None),
        year=arguments.year,
        base_year=arguments.base_year,
        place=arguments.place or None,
        event_on=arguments.event_on,
    )
    answer = registry.ask(arguments.code, question)
    if arguments.json:
        _print_json(_answered(answer, known_on, with_rows=arguments.rows))
    else:
        _print_answer(answer, with_rows=arguments.rows)
    return 0


def _described(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "name": figure.name,
        "unit": figure.unit,
        "kind": figure.kind.value,
        "definition": figure.definition,
        "source": figure.source,
        "parameters": list(figure.parameters),
        "aliases": [*figure.aliases, *figure.base_year_aliases],
    }


def _answered(answer: Answer, known_on: date | None, *, with_rows: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": answer.figure.code,
        "name": answer.figure.name,
        "value": _number(answer.value),
        "unit": answer.figure.unit,
        "as_of": answer.question.as_of.on.isoformat(),
        "known_at": known_on.isoformat() if known_on else None,
        "definition": answer.figure.definition,
        "rows": len(answer.rows),
        "missing": answer.missing,
        "label": answer.on_label,
        "reason": answer.reason,
    }
    if with_rows:
        data["row_list"] = [
            {"key": row.key, "label": row.label, "value": _number(row.value), "detail": row.detail}
            for row in answer.rows
        ]
    return data


def _print_answer(answer: Answer, *, with_rows: bool) -> None:
    figure = answer.figure
    value = "缺数" if answer.value is None else f"{_text(answer.value)} {figure.unit}".rstrip()
    print(f"{figure.name}：{value}")
    print(f"时点：{answer.on_label}")
    print(f"口径：{figure.definition}")
    if answer.missing:
        print(f"已知合计；{answer.missing} 行缺数，未计入。")
    if answer.reason:
        print(f"说明：{answer.reason}")
    print(f"背后的行：{len(answer.rows)}")
    for row in answer.rows if with_rows else ():
        shown = "缺数" if row.value is None else _text(row.value)
        print(f"  {row.key}  {row.label}  {shown}  {row.detail}".rstrip())


def _text(value: Number) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _number(value: Number) -> int | float | None:
    """Return a value as a JSON number: yes is 1 and no is 0, as for the rows that are added up.

    A decimal keeps its digits, which are far fewer than a double's.
    """
    return float(value) if isinstance(value, Decimal) else None if value is None else int(value)


def _print_json(data: Any) -> None:
    print(json_text(data))
