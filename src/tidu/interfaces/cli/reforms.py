"""`tidu rules simulate`: price a reform of a rule over the county of a day."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Simulation
    from tidu.rules.simulate import Concentration, Cost, GroupLine, Point, Standing

_FEN_PER_YUAN = 100


def add_to(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the action to `tidu rules`."""
    action = actions.add_parser("simulate", help="测算改一条规则的参数要多花或少花多少钱、谁增谁减")
    action.add_argument("rule", help="规则代码，例如 qinglan.rd_subsidy")
    action.add_argument(
        "--set",
        dest="settings",
        action="append",
        default=[],
        metavar="参数=值",
        help="改一个参数，例如 rate=4%% 或 cap=25万元；可写多次",
    )
    action.add_argument(
        "--grid",
        dest="axes",
        action="append",
        default=[],
        metavar="参数=值,值",
        help="另算每一种组合的费用，例如 --grid rate=4%%,5%% --grid cap=25万元,30万元；可写多次",
    )
    action.add_argument("--version", default="", metavar="起始日", help="改用从这一天起的另一个版本")
    action.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认为今天")
    action.add_argument("--json", action="store_true", help="以 JSON 输出")
    action.set_defaults(run=run, needs_records=True)


def run(arguments: argparse.Namespace) -> int:
    """Simulate and print; 2 with a Chinese reason for bad input."""
    from tidu.domain.rulebook import queries
    from tidu.foundation import clock
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse
    from tidu.rules import NoVersionInForce

    settings, axes = _settings(arguments.settings), _settings(arguments.axes)
    if settings is None:
        return refuse("--set 要写成“参数=值”，每个参数只写一次，例如 --set rate=4% --set cap=25万元。")
    if axes is None:
        return refuse("--grid 要写成“参数=值,值”，每个参数只写一次，例如 --grid rate=4%,5%。")
    as_of = AsOf(on=arguments.as_of or clock.today())
    try:
        found = queries.simulate(arguments.rule, settings, as_of, version=arguments.version)
        points = queries.cost_grid(found, _values(found, axes)) if axes else []
    except (queries.UnableToSimulate, NoVersionInForce) as problem:
        return refuse(str(problem))
    if arguments.json:
        print(json_text(_described(found, points)))
    else:
        print("\n".join([_told(found), *_told_points(found, points)]))
    return 0


def _values(found: Simulation, axes: Mapping[str, str]) -> dict[str, list[Fraction]]:
    """Return the values of each axis in the engine's units. Raises UnableToSimulate naming the parameter."""
    from tidu.domain.rulebook import queries

    return {
        name: [
            queries.overlay_of(found.reform, {name: one})[name] for one in words.replace("，", ",").split(",")
        ]
        for name, words in axes.items()
    }


def _settings(written: Sequence[str]) -> dict[str, str] | None:
    """Return the settings by parameter, None where one is not written as 参数=值 or is written twice."""
    pairs = [setting.partition("=") for setting in written]
    settings = {name.strip(): words.strip() for name, _, words in pairs}
    whole = all(name.strip() and words.strip() for name, _, words in pairs)
    return settings if whole and len(settings) == len(pairs) else None


def _described(found: Simulation, points: Sequence[Point]) -> dict[str, Any]:
    """Return the whole result as JSON: money as decimal strings of yuan, null where there is no bound or no fund."""
    from tidu.domain.rulebook.vocabulary import GROUPS

    comparison = found.comparison
    return {
        "rule": found.baseline.code,
        "as_of": found.snapshot.as_of.on.isoformat(),
        "overlay": {name: str(value) for name, value in found.overlay.items()},
        "version": found.version,
        "fingerprints": {"baseline": found.baseline.fingerprint, "reform": found.reform.fingerprint},
        "money_left": _yuan(found.money.left),
        "baseline": _cost(comparison.before.cost),
        "reform": _cost(comparison.after.cost),
        "difference": _yuan(comparison.difference),
        "changes": {str(change): count for change, count in comparison.changes.items()},
        "groups": {group: [_line(line) for line in comparison.by(group)] for group in GROUPS},
        "concentration": {
            "baseline": _concentration(comparison.before.concentration),
            "reform": _concentration(comparison.after.concentration),
        },
        "grid": [_point(found, point) for point in points],
        "firms": [
            {
                "credit_code": row["key"],
                "name": found.snapshot.firms[row["key"]].name,
                "baseline": row["standing_before"],
                "reform": row["standing"],
                "change": row["change"],
                "difference": _yuan(row["difference"]),
            }
            for row in comparison.rows.iter_rows(named=True)
            if row["change"] != "same"
        ],
    }


def _line(line: GroupLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "baseline": _yuan(line.before.certain),
        "reform": _yuan(line.after.certain),
        "difference": _yuan(line.difference),
        "possible_at_most": None if line.after.unbounded else _yuan(line.after.possible),
        "changes": {str(change): count for change, count in line.changes.items()},
    }


def _concentration(found: Concentration | None) -> dict[str, Any] | None:
    """Return how concentrated the money is, its shares as exact fractions; null where nobody gets any."""
    if found is None:
        return None
    shares = {"top_share": str(found.top_share), "gini": str(found.gini)}
    return {"firms": found.firms, "top": found.top, **shares}


def _point(found: Simulation, point: Point) -> dict[str, Any]:
    short = found.money.short_by(point.cost.certain)
    values = {name: str(value) for name, value in point.values.items()}
    return {"values": values, **_cost(point.cost), "short_by": _yuan(short)}


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "certain": _yuan(cost.certain),
        "possible_at_most": None if cost.unbounded else _yuan(cost.possible),
        "firms": {str(standing): count for standing, count in cost.counts.items()},
    }


def _yuan(fen: int | None) -> str | None:
    if fen is None:
        return None
    sign, size = "-" if fen < 0 else "", abs(fen)
    return f"{sign}{size // _FEN_PER_YUAN}.{size % _FEN_PER_YUAN:02d}"


def _told(found: Simulation) -> str:
    from tidu.rules.model.kinds import Kind
    from tidu.rules.model.show import show

    def money(fen: int) -> str:
        return show(Fraction(fen), Kind.MONEY)

    comparison, before, after = found.comparison, found.comparison.before.cost, found.comparison.after.cost
    possible = "没有上限" if after.unbounded else f"至多 {money(after.possible)}"
    lines = [
        f"{found.baseline.name}（{found.snapshot.as_of.label}）",
        f"  现行：确定 {money(before.certain)}，{before.paid} 户",
        f"  方案：确定 {money(after.certain)}，{after.paid} 户；另有可能 {possible}",
        f"  增减：{money(comparison.difference)}；增加 {comparison.gaining} 户，减少 {comparison.losing} 户",
        *_told_counts(before.counts, after.counts),
    ]
    if found.money.left is not None:
        short = found.money.short_by(after.certain)
        words = f"超出 {money(short)}" if short else "够用"
        lines.append(f"  可用：{money(found.money.left)}，{words}")
    return "\n".join(lines)


def _told_counts(before: Mapping[Standing, int], after: Mapping[Standing, int]) -> list[str]:
    """Return how many firms stand how: one line where the reform changes nothing of it, else one for either side."""

    def told(counts: Mapping[Standing, int]) -> str:
        return "，".join(f"{one.label} {count} 户" for one, count in counts.items() if count)

    if before == after:
        return [f"  对照：{told(after)}"]
    return [f"  对照（现行）：{told(before)}", f"  对照（方案）：{told(after)}"]


def _told_points(found: Simulation, points: Sequence[Point]) -> list[str]:
    """Return a line for each combination of a grid: its values, what it costs, and whether the money suffices."""
    from tidu.rules.model.kinds import Kind
    from tidu.rules.model.show import show

    lines = []
    for point in points:
        values = "，".join(show(value, found.reform.kinds[name]) for name, value in point.values.items())
        short = found.money.short_by(point.cost.certain)
        words = "" if short is None else f"，超出 {show(Fraction(short), Kind.MONEY)}" if short else "，够用"
        lines.append(f"  组合 {values}：确定 {show(Fraction(point.cost.certain), Kind.MONEY)}{words}")
    return lines
