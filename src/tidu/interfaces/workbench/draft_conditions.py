"""The conditions of a draft as fields: what is compared, over which years, how and with what; how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    Cell,
    Choices,
    Control,
    beside,
    counted,
    fate,
    unit_beside,
)
from tidu.interfaces.workbench.draft_measures import (
    AS_IS,
    NAME,
    Known,
    hint_of,
    measure,
    measured,
    of_rule,
    over_years,
)
from tidu.rules.language.editing import Path
from tidu.rules.language.outline import JOINED, Part, comparison
from tidu.rules.language.values import QUANTITY
from tidu.rules.model.conditions import Operator
from tidu.rules.model.kinds import Kind

DEEPEST: Final = 2
"""Groups within groups that the form opens; deeper ones it tells in words."""

_SIGNS: Final = (
    *((str(operator), operator.label) for operator in Operator),
    ("yes", "是（不是数的才用）"),
    ("no", "不是（不是数的才用）"),
)


def condition_cells(path: Path, part: Part, known: Known, where: str = "", depth: int = 0) -> Iterator[Cell]:
    """Yield the fields of a condition and of everything in it; `path` leads inside its expression."""
    if not part.joined:
        yield test_cell(path, where or "要求", part.text, known)
        return
    if depth > DEEPEST:
        yield Cell(path, f"{where}（套得太深，请在 YAML 里改）", known.spoken(part.text), kind="told")
        return
    yield Cell((*path, JOINED), f"{where}要满足", part.joined, kind="choice", choices=joinings(part))
    for at, item in enumerate(part.items):
        name = item_name(where, at)
        yield from condition_cells((*path, at), item, known, name, depth + 1)
        yield fate((*path, at), f"{name}的去留")


def item_name(where: str, at: int) -> str:
    """Return what an item of a group is called, behind the name of the group if it has one."""
    return f"{where} › 第 {at + 1} 项" if where else f"第 {at + 1} 项"


def ends_of(path: Path, part: Part, where: str, depth: int = 0) -> Iterator[tuple[Path, str]]:
    """Yield where something can be added to a condition: behind a part of one, or of each group the form opens."""
    joined = dict(joinings(part)).get(part.joined, "")
    yield (*path, max(1, len(part.items))), f"{where}（{joined}）" if joined else f"{where}（与它同时满足）"
    for at, item in enumerate(part.items):
        if item.joined and depth < DEEPEST:
            yield from ends_of((*path, at), item, item_name(where, at), depth + 1)


def joinings(part: Part) -> Choices:
    """Return how the items of a group can be joined."""
    counts = range(2, max(3, len(part.items)))
    some = tuple((f"at_least {count}", f"至少 {count} 项") for count in counts)
    known = (("all", "全部满足"), ("any", "满足任一项"), *some)
    return (
        known
        if part.joined in dict(known)
        else (*known, (part.joined, part.joined.replace("at_least", "至少")))
    )


def test_cell(path: Path, label: str, expression: str, known: Known) -> Cell:
    """Return the fields of one comparison or yes-or-no question; what they cannot say stands as it is written."""
    left, sign, right = comparison(expression) or (expression, "", "")
    asked = _question(expression, known)
    what, period, over = measured(left, known) if sign else (AS_IS if expression else "", "", "")
    limit, number, unit = _limited(right, known) if sign else ("", "", "")
    if asked:
        what, sign, number = asked
    as_is = left if what == AS_IS else ""
    more = (
        *over_years(path, known, period, over),
        beside(path, "s", "怎么比", sign, choices=_SIGNS if sign or not as_is else (("", "—"), *_SIGNS)),
        beside(path, "l", "与什么比", limit, choices=known.numbers(right if limit == AS_IS else "")),
        beside(path, "n", "数", number, kind="number"),
        unit_beside(path, label, unit),
    )
    return Cell(
        path,
        label,
        what,
        kind="choice",
        groups=known.subjects(as_is),
        required=False,
        more=more,
        write=partial(_test, known, expression, left, right),
        hint=hint_of(AS_IS if limit == AS_IS else what),
    )


def _test(known: Known, whole: str, left: str, right: str, *typed: str) -> str:
    """Return the expression that the fields of a test say, empty where nothing was chosen."""
    what, period, over, sign, limit, number, unit = typed
    if not what or (what == AS_IS and not sign):
        return whole
    fact = known.facts.get(what)
    if what in known.verdicts or (fact is not None and fact.kind is Kind.BOOL):
        return f"not {what}" if sign == "no" else what
    if fact is not None and fact.kind is Kind.TEXT:
        options = [f'"{word}"' for word in re.split(r"[、，,]", number) if word]
        return f"one_of({', '.join([what, *options])})"
    found = left if what == AS_IS else measure(known, what, period, over)
    if sign in ("yes", "no"):
        return found
    return f"{found} {sign} {right if limit == AS_IS else limit or counted(number, unit)}"


def _question(expression: str, known: Known) -> tuple[str, str, str] | None:
    """Return fact, sign and options of a yes-or-no question, None where an expression is none."""
    asked = expression.removeprefix("not ").strip()
    fact, answer = known.facts.get(asked), "no" if expression.startswith("not ") else "yes"
    if (fact is not None and fact.kind is Kind.BOOL) or of_rule(asked) in known.verdicts:
        return of_rule(asked), answer, ""
    match = re.fullmatch(rf"one_of\(({NAME})((?:, *\"[^\"、，,]*\")+)\)", expression)
    return (match[1], "yes", "、".join(re.findall(r'"([^"]*)"', match[2]))) if match else None


def _limited(expression: str, known: Known) -> tuple[str, str, str]:
    """Return the name of a limit, or its number and unit."""
    match = QUANTITY.fullmatch(expression)
    if match:
        return "", match["day"] or match["number"], match["unit"] or ""
    return (expression if expression in known.limits else AS_IS), "", ""


def limit_cell(path: Path, label: str, expression: str, known: Known, *, required: bool = True) -> Cell:
    """Return the fields of a number that the policy names or writes: a parameter, else a number with its unit."""
    limit, number, unit = _limited(expression, known) if expression else ("", "", "")
    as_is = expression if limit == AS_IS else ""
    more: tuple[Control, ...] = (
        beside(path, "n", f"{label}的数", number, kind="number"),
        unit_beside(path, label, unit),
    )
    return Cell(
        path,
        label,
        limit,
        kind="choice",
        choices=known.numbers(as_is),
        required=required,
        more=more,
        write=partial(_limit, as_is),
    )


def _limit(as_is: str, limit: str, number: str, unit: str) -> str:
    if limit == AS_IS:
        return as_is
    return limit or counted(number, unit)


def improvable_cell(path: Path, expression: str, listed: tuple[str, ...], known: Known) -> Cell | None:
    """Return the fields that say which facts of a condition a firm can work on, None where it rests on none."""
    facts = [name for name in dict.fromkeys(re.findall(NAME, expression)) if name in known.facts]
    if not facts:
        return None
    first, *others = facts
    place = (*path, "improvable")
    return Cell(
        place,
        f"企业可以改进：{known.facts[first].label}",
        first if first in listed else "",
        kind="choice",
        choices=(("", "不算"), (first, "可以改进")),
        required=False,
        more=tuple(
            beside(
                (*place, name),
                "i",
                f"企业可以改进：{known.facts[name].label}",
                name if name in listed else "",
                choices=(("", "不算"), (name, "可以改进")),
            )
            for name in others
        ),
        write=partial(_listed, tuple(name for name in listed if name not in facts)),
    )


def _listed(kept: tuple[str, ...], *typed: str) -> tuple[str, ...]:
    return (*(name for name in typed if name), *kept)
