"""The conditions of a draft as fields: what is compared, over which years, how and with what; how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    Cell,
    Choices,
    Control,
    beside,
    counted,
    fate,
    named_in,
    text_in,
    unit_beside,
)
from tidu.rules.language.editing import Path
from tidu.rules.language.marks import Marked, Table
from tidu.rules.language.outline import JOINED, Part, comparison
from tidu.rules.language.values import QUANTITY
from tidu.rules.model.conditions import Operator
from tidu.rules.model.facts import ENTERPRISE, Fact, Vocabulary
from tidu.rules.model.kinds import Kind

AS_IS: Final = "="
DEEPEST: Final = 2
"""Groups within groups that the form opens; deeper ones it tells in words."""

_PERIODS: Final = {
    "year": ("上一年度", "{}[last year]"),
    "before": ("再上一年度", "{}[year before]"),
    "sum2": ("近 2 个年度合计", "sum({}, last 2 years)"),
    "sum3": ("近 3 个年度合计", "sum({}, last 3 years)"),
    "mean2": ("近 2 个年度平均", "mean({}, last 2 years)"),
    "mean3": ("近 3 个年度平均", "mean({}, last 3 years)"),
    "growth": ("近 3 个年度逐年比值的平均减一", "mean_growth({}, last 3 years)"),
}
_SIGNS: Final = (
    *((str(operator), operator.label) for operator in Operator),
    ("yes", "是（只用于是否、文字）"),
    ("no", "不是（只用于是否）"),
)
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.]*"
_SPOKEN: Final = (
    (rf"({_NAME})\[last year\]", r"上一年度\1"),
    (rf"({_NAME})\[year before\]", r"再上一年度\1"),
    (rf"({_NAME})\[last year - (\d+)\]", r"上一年度之前第 \2 年的\1"),
    (rf"mean_growth\(({_NAME}), last (\d+) years\)", r"近 \2 个年度\1逐年比值的平均减一"),
    (rf"sum\(({_NAME}), last (\d+) years\)", r"近 \2 个年度\1合计"),
    (rf"mean\(({_NAME}), last (\d+) years\)", r"近 \2 个年度\1平均"),
    (rf"days_since\(({_NAME})\)", r"\1至判断之日的天数"),
    (r"\bratio\(", "比值("),
    (r"\bgrowth\(", "增长率("),
    (r"\bbest_of\(", "较大者("),
    (r"\bleast_of\(", "较小者("),
    (r"\bverdict\(", "符合规则("),
    (r"\bat_least\(", "至少几项("),
    (r"\ball\(", "全部满足("),
    (r"\bany\(", "满足任一项("),
    (r"\bnot ", "不是 "),
    (r" and ", " 且 "),
    (r" or ", " 或 "),
)


@dataclass(frozen=True)
class Known:
    """What a condition may speak of: the facts of the thing judged, and numbers of the policy, by name with label."""

    facts: Mapping[str, Fact]
    limits: Mapping[str, str]

    @classmethod
    def of(cls, document: Table, facts: Vocabulary) -> Known:
        """Return what the conditions of a policy may speak of."""
        judged = text_in(document, "judges") or ENTERPRISE.kind
        own = {
            name: text_in(written, "label") or name
            for key in ("parameters", "define")
            for name, written in named_in(document.entries.get(key)).items()
        }
        return cls({fact.name: fact for fact in facts if fact.subject == judged}, own)

    def within(self, where: Marked | None) -> Known:
        """Return what one condition may speak of, its own limits among it."""
        own = {
            name: text_in(written, "label") or f"界限 {{{name}}}" for name, written in named_in(where).items()
        }
        return replace(self, limits={**self.limits, **own})

    def spoken(self, expression: str) -> str:
        """Return an expression with its names and functions in Chinese: for reading, not for judging."""
        for pattern, words in _SPOKEN:
            expression = re.sub(pattern, words, expression)
        labels = {**{name: fact.label for name, fact in self.facts.items()}, **self.limits}
        return re.sub(_NAME, lambda match: labels.get(match[0], match[0]), expression)

    def subjects(self, as_is: str) -> tuple[tuple[str, Choices], ...]:
        """Return what can be compared, under headings; what is written and nothing else can choose comes first."""
        of: dict[str, list[tuple[str, str]]] = {heading: [] for heading in _HEADINGS}
        for name, fact in self.facts.items():
            if fact.kind is Kind.DATE:
                of["日期"].append((name, fact.label))
                of["天数"].append((f"days_since({name})", f"{fact.label}至判断之日的天数"))
            else:
                of[_heading(fact)].append((name, fact.label))
        of["本政策的数"] = list(self.limits.items())
        first = ((AS_IS, f"照 YAML 的写法：{self.spoken(as_is)}"),) if as_is else (("", "请选择"),)
        return (("", first), *((heading, tuple(found)) for heading, found in of.items() if found))

    def yearly(self) -> Choices:
        """Return the facts that are known year by year."""
        return tuple((name, fact.label) for name, fact in self.facts.items() if fact.yearly)

    def numbers(self, as_is: str) -> Choices:
        """Return what something can be compared with besides a number that is typed."""
        written = ((AS_IS, f"照 YAML 的写法：{self.spoken(as_is)}"),) if as_is else ()
        return (("", "直接写数："), *written, *self.limits.items())


_HEADINGS: Final = ("是否", "按年度的数", "其他数", "天数", "日期", "文字", "本政策的数")


def _heading(fact: Fact) -> str:
    if fact.yearly:
        return "按年度的数"
    return {Kind.BOOL: "是否", Kind.TEXT: "文字"}.get(fact.kind, "其他数")


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
    what, period, over = _measured(left, known) if sign else (AS_IS if expression else "", "", "")
    limit, number, unit = _limited(right, known) if sign else ("", "", "")
    if asked:
        what, sign, number = asked
    as_is = left if what == AS_IS else ""
    more = (
        beside(path, "p", "年度（按年度的数才用）", period or "year", choices=_choices(_PERIODS)),
        beside(path, "o", "占哪个数的比例", over, choices=(("", "不算比例"), *known.yearly())),
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
    )


def _choices(labelled: Mapping[str, tuple[str, str]]) -> Choices:
    return tuple((key, label) for key, (label, _) in labelled.items())


def _test(known: Known, whole: str, left: str, right: str, *typed: str) -> str:
    """Return the expression that the fields of a test say, empty where nothing was chosen."""
    what, period, over, sign, limit, number, unit = typed
    if not what or (what == AS_IS and not sign):
        return whole
    fact = known.facts.get(what)
    if fact is not None and fact.kind is Kind.BOOL:
        return f"not {what}" if sign == "no" else what
    if fact is not None and fact.kind is Kind.TEXT:
        options = [f'"{word}"' for word in re.split(r"[、，,]", number) if word]
        return f"one_of({', '.join([what, *options])})"
    measured = left if what == AS_IS else _measure(known, what, period, over)
    if sign in ("yes", "no"):
        return measured
    return f"{measured} {sign} {right if limit == AS_IS else limit or counted(number, unit)}"


def _measure(known: Known, what: str, period: str, over: str) -> str:
    if what not in known.facts or not known.facts[what].yearly:
        return what
    written = _PERIODS.get(period, _PERIODS["year"])[1]
    measured = written.format(what)
    return f"ratio({measured}, {written.format(over)})" if over else measured


def _question(expression: str, known: Known) -> tuple[str, str, str] | None:
    """Return fact, sign and options of a yes-or-no question, None where an expression is none."""
    match = re.fullmatch(rf"(not )?({_NAME})", expression)
    if match and (fact := known.facts.get(match[2])) is not None and fact.kind is Kind.BOOL:
        return match[2], "no" if match[1] else "yes", ""
    match = re.fullmatch(rf"one_of\(({_NAME})((?:, *\"[^\"、，,]*\")+)\)", expression)
    return (match[1], "yes", "、".join(re.findall(r'"([^"]*)"', match[2]))) if match else None


def _measured(expression: str, known: Known) -> tuple[str, str, str]:
    """Return what an expression measures, over which years, and as a share of what."""
    if (
        expression in known.limits
        or expression in known.facts
        or re.fullmatch(rf"days_since\({_NAME}\)", expression)
    ):
        return expression, "", ""
    for period, (_, written) in _PERIODS.items():
        one = re.escape(written).replace(r"\{\}", f"({_NAME})")
        if match := re.fullmatch(one, expression):
            return match[1], period, ""
        if match := re.fullmatch(rf"ratio\({one}, *{one}\)", expression):
            return match[1], period, match[2]
    return AS_IS, "", ""


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
    facts = [name for name in dict.fromkeys(re.findall(_NAME, expression)) if name in known.facts]
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
