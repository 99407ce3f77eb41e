"""What a draft's form speaks of: facts, the policy's numbers, other policies; a fact over years, as share, as growth.

What it has no fields for it tells in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from tidu.interfaces.workbench.draft_cells import Cell, Choices, Control, beside, named_in, text_in
from tidu.rules.language.editing import Path
from tidu.rules.language.marks import Marked, Table
from tidu.rules.model.facts import ENTERPRISE, Fact
from tidu.rules.model.kinds import Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

AS_IS: Final = "="
NAME: Final = r"[A-Za-z_][A-Za-z0-9_.]*"
HINT: Final = (
    "现在的写法下拉里选不出来（几个数相加减、两个日期相减、两个数互比、按情形取数等），照原样保留；"
    "要改，改 YAML 里的这一句，如 {}。写法见随系统文档的《规则语言》。"
)
_EXAMPLE: Final = "revenue[last year] + total_income[last year]"

_GROWTH: Final = "growth"
PERIODS: Final = {
    "year": ("上一年度", "{}[last year]"),
    "before": ("再上一年度", "{}[year before]"),
    "back2": ("上一年度之前第 2 年", "{}[last year - 2]"),
    "back3": ("上一年度之前第 3 年", "{}[last year - 3]"),
    "sum2": ("近 2 个年度合计", "sum({}, last 2 years)"),
    "sum3": ("近 3 个年度合计", "sum({}, last 3 years)"),
    "sum4": ("近 4 个年度合计", "sum({}, last 4 years)"),
    "sum5": ("近 5 个年度合计", "sum({}, last 5 years)"),
    "mean2": ("近 2 个年度平均", "mean({}, last 2 years)"),
    "mean3": ("近 3 个年度平均", "mean({}, last 3 years)"),
    "growth1": ("上一年度比再上一年度的增长率", "growth({}[last year], {}[year before])"),
    "growth2": ("近 2 年复合增长率", "growth({}[last year], {}[last year - 2], 2 years)"),
    "growth3": ("近 3 年复合增长率", "growth({}[last year], {}[last year - 3], 3 years)"),
    "growth_mean": ("近 3 个年度逐年比值的平均减一", "mean_growth({}, last 3 years)"),
}
"""Over which years a yearly fact is measured: in words, and as the language writes it. Growth is no part of a share."""

_SPOKEN: Final = (
    (rf"growth\(({NAME})\[last year\], *\1\[year before\]\)", r"上一年度\1比再上一年度的增长率"),
    (rf"growth\(({NAME})\[last year\], *\1\[last year - (\d+)\], *\2 years\)", r"\1近 \2 年复合增长率"),
    (rf"({NAME})\[last year\]", r"上一年度\1"),
    (rf"({NAME})\[year before\]", r"再上一年度\1"),
    (rf"({NAME})\[last year - (\d+)\]", r"上一年度之前第 \2 年的\1"),
    (rf"mean_growth\(({NAME}), last (\d+) years\)", r"近 \2 个年度\1逐年比值的平均减一"),
    (rf"sum\(({NAME}), last (\d+) years\)", r"近 \2 个年度\1合计"),
    (rf"mean\(({NAME}), last (\d+) years\)", r"近 \2 个年度\1平均"),
    (rf"days_since\(({NAME})\)", r"\1至判断之日的天数"),
    (rf"days_between\(({NAME}), *({NAME})\)", r"\1到\2的天数"),
    (r"\bratio\(", "比值("),
    (r"\bgrowth\(", "增长率("),
    (r", *(\d+) years\)", r"，\1 年)"),
    (r"\bbest_of\(", "较大者("),
    (r"\bleast_of\(", "较小者("),
    (r"\bat_least\(", "至少几项("),
    (r"\ball\(", "全部满足("),
    (r"\bany\(", "满足任一项("),
    (r"\bnot ", "不是 "),
    (r" and ", " 且 "),
    (r" or ", " 或 "),
)
_OF_RULES: Final = re.compile(rf"(verdict|output|unknown_clauses)\( *({NAME})(?: *, *({NAME}))? *\)")
_HEADINGS: Final = (
    "按年度的数",
    "是否",
    "其他数",
    "天数",
    "日期",
    "文字",
    "本政策的数",
    "其他政策的结论",
    "其他政策算出的数",
)
_MEASURED: Final = frozenset({"按年度的数", "其他数", "天数", "本政策的数", "其他政策算出的数"})


@dataclass(frozen=True)
class Known:
    """What a policy may speak of: the facts of the thing judged, its own numbers, and what other policies say of it.

    `limits`, `verdicts` and `results` map what the language writes to its label.
    """

    facts: Mapping[str, Fact]
    limits: Mapping[str, str]
    verdicts: Mapping[str, str]
    results: Mapping[str, str]

    @classmethod
    def of(cls, document: Table, library: Library) -> Known:
        """Return what a policy may speak of."""
        judged = text_in(document, "judges") or ENTERPRISE.kind
        own = {
            name: text_in(written, "label") or name
            for key in ("parameters", "define")
            for name, written in named_in(document.entries.get(key)).items()
        }
        latest = (library.versions(code)[-1] for code in library.codes() if code != text_in(document, "rule"))
        others = [rule for rule in latest if rule.judges == judged]
        return cls(
            facts={fact.name: fact for fact in library.facts if fact.subject == judged},
            limits=own,
            verdicts={f"verdict({rule.code})": f"符合“{rule.name}”" for rule in others},
            results=dict(found for rule in others for found in _results(rule)),
        )

    def within(self, where: Marked | None) -> Known:
        """Return what one condition may speak of, its own limits among it."""
        own = {
            name: text_in(written, "label") or f"界限 {{{name}}}" for name, written in named_in(where).items()
        }
        return replace(self, limits={**self.limits, **own})

    def spoken(self, expression: str) -> str:
        """Return an expression with its names and functions in Chinese: for reading, not for judging."""
        told: list[str] = []

        def put_aside(match: re.Match[str]) -> str:
            written = of_rule(match[0])
            told.append({**self.verdicts, **self.results}.get(written, written))
            return f"\x00{len(told) - 1}\x00"

        expression = _OF_RULES.sub(put_aside, expression)
        for pattern, words in _SPOKEN:
            expression = re.sub(pattern, words, expression)
        labels = {**{name: fact.label for name, fact in self.facts.items()}, **self.limits}
        expression = re.sub(NAME, lambda match: labels.get(match[0], match[0]), expression)
        return re.sub("\x00(\\d+)\x00", lambda match: told[int(match[1])], expression)

    def subjects(self, as_is: str) -> tuple[tuple[str, Choices], ...]:
        """Return what a condition can ask of, under headings; what no field can say comes first, as it is written."""
        of: dict[str, list[tuple[str, str]]] = {heading: [] for heading in _HEADINGS}
        for name, fact in self.facts.items():
            if fact.kind is Kind.DATE:
                of["日期"].append((name, fact.label))
                of["天数"].append((f"days_since({name})", f"{fact.label}至判断之日的天数"))
            else:
                of[_heading(fact)].append((name, fact.label))
        of["本政策的数"] = list(self.limits.items())
        of["其他政策的结论"] = list(self.verdicts.items())
        of["其他政策算出的数"] = list(self.results.items())
        first = ((AS_IS, f"照 YAML 的写法：{self.spoken(as_is)}"),) if as_is else (("", "请选择"),)
        return (("", first), *((heading, tuple(found)) for heading, found in of.items() if found))

    def shares(self) -> tuple[tuple[str, Choices], ...]:
        """Return what something can be a share of, under headings."""
        plain = tuple((name, fact.label) for name, fact in self.facts.items() if _heading(fact) == "其他数")
        yearly = tuple((name, fact.label) for name, fact in self.facts.items() if fact.yearly)
        named = (("按年度的数", yearly), ("其他数", plain))
        return (("", (("", "不算比例"),)), *((heading, found) for heading, found in named if found))

    def numbers(self, as_is: str) -> Choices:
        """Return what something can be compared with besides a number that is typed."""
        written = ((AS_IS, f"照 YAML 的写法：{self.spoken(as_is)}"),) if as_is else ()
        return (("", "直接写数："), *written, *self.limits.items())


def _results(rule: Rule) -> Iterator[tuple[str, str]]:
    for output in rule.outputs:
        yield f"output({rule.code}, {output.name})", f"“{rule.name}”的{output.label}"
    yield f"unknown_clauses({rule.code})", f"“{rule.name}”中因缺数不能判断的项数"


def _heading(fact: Fact) -> str:
    if fact.yearly:
        return "按年度的数"
    return {Kind.BOOL: "是否", Kind.TEXT: "文字", Kind.DATE: "日期"}.get(fact.kind, "其他数")


def of_rule(expression: str) -> str:
    """Return what asks another rule as the choices write it, anything else as it is."""
    match = _OF_RULES.fullmatch(expression)
    return f"{match[1]}({', '.join(filter(None, match.groups()[1:]))})" if match else expression


def over_years(path: Path, known: Known, period: str, over: str) -> tuple[Control, Control]:
    """Return the fields of the years over which something is measured, and of what it is a share of."""
    periods = tuple((key, label) for key, (label, _) in PERIODS.items())
    share = beside(path, "o", "占哪个数的比例", over)
    return (
        beside(path, "p", "年度（按年度的数才用）", period or "year", choices=periods),
        replace(share, groups=known.shares()),
    )


def measure_cell(path: Path, label: str, expression: str, known: Known) -> Cell:
    """Return the fields of a quantity that is measured; what they cannot say stands as it is written."""
    what, period, over = measured(expression, known) if expression else ("", "", "")
    groups = known.subjects(expression if what == AS_IS else "")
    return Cell(
        path,
        label,
        what,
        kind="choice",
        groups=tuple((heading, found) for heading, found in groups if heading in ("", *_MEASURED)),
        more=over_years(path, known, period, over),
        write=partial(_measured_as_typed, known, expression),
        hint=hint_of(what),
    )


def hint_of(what: str) -> str:
    """Return why a choice stands as it is written and how it is changed, nothing for any other choice."""
    return HINT.format(_EXAMPLE) if what == AS_IS else ""


def _measured_as_typed(known: Known, expression: str, what: str, period: str, over: str) -> str:
    return measure(known, what, period, over) if what not in ("", AS_IS) else expression


def measure(known: Known, what: str, period: str, over: str) -> str:
    """Return the expression of something measured over some years, as a share of something else if that is named."""
    if what not in known.facts:
        return what
    period = period if period in PERIODS else "year"
    grows = period.startswith(_GROWTH)
    if not over or (grows and known.facts[what].yearly):
        return _of_years(known, what, period)
    period = "year" if grows else period
    return f"ratio({_of_years(known, what, period)}, {_of_years(known, over, period)})"


def _of_years(known: Known, name: str, period: str) -> str:
    return PERIODS[period][1].replace("{}", name) if _are_yearly(known, name) else name


def measured(expression: str, known: Known) -> tuple[str, str, str]:
    """Return what an expression measures, over which years, and as a share of what; AS_IS for what no fields say."""
    asked = of_rule(expression)
    plain = {*known.limits, *known.facts, *known.results}
    if asked in plain or re.fullmatch(rf"days_since\({NAME}\)", expression):
        return asked, "", ""
    for period, (_, written) in PERIODS.items():
        one = _pattern(written)
        if (match := re.fullmatch(one, expression)) and _are_yearly(known, match[1]):
            return match[1], period, ""
        if not period.startswith(_GROWTH) and (match := re.fullmatch(rf"ratio\({one}, *{one}\)", expression)):
            return (match[1], period, match[2]) if _are_yearly(known, *match.groups()) else (AS_IS, "", "")
    match = re.fullmatch(rf"ratio\(({NAME}), *({NAME})\)", expression)
    others = {name for name, fact in known.facts.items() if _heading(fact) == "其他数"}
    return (match[1], "", match[2]) if match and others >= set(match.groups()) else (AS_IS, "", "")


def _pattern(written: str) -> str:
    """Return what finds a fact measured over some years: the same fact wherever it is named more than once."""
    first, *others = re.escape(written).replace(",\\ ", ",\\ *").split(r"\{\}")
    return f"{first}({NAME})" + r"\1".join(others)


def _are_yearly(known: Known, *names: str) -> bool:
    return all(name in known.facts and known.facts[name].yearly for name in names)
