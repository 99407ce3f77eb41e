"""Two Markdown pages: the vocabulary of facts, and every rule in every version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from tidu.rules.explain.windows import window_in_words, window_source
from tidu.rules.model.conditions import Nearness, compared_kinds
from tidu.rules.model.facts import Fact, Subject
from tidu.rules.model.kinds import Kind
from tidu.rules.model.library import Library
from tidu.rules.model.next_window import UNWRITTEN
from tidu.rules.model.numbers import Number
from tidu.rules.model.rule import Clause, Rule
from tidu.rules.model.sanity import Sanity
from tidu.rules.model.show import cut, show
from tidu.rules.model.tables import Bands
from tidu.rules.model.windows import Window


def facts_page(library: Library) -> str:
    """Return the page of all facts: name, Chinese label, kind, unit, definition and whom to ask."""
    lines = [
        "# 事实表",
        "",
        "规则只用下列事实。年度事实按会计年度记录；没有登记的是缺数，不是 0。",
        "",
    ]
    for subject in library.facts.subjects:
        lines += _facts_of(library, subject)
    if library.facts.sanities:
        lines += ["## 不可能成立的数", "", "下列的数在判断以前当作缺数，并说明原因；不据以支付。", ""]
        head = ("检查", "原因", "事实", "起", "最近核对")
        lines += [*_table(head, map(_sanity, library.facts.sanities)), ""]
    return "\n".join(lines)


def _facts_of(library: Library, subject: Subject) -> Iterator[str]:
    for title, yearly in (("不随年度变化的事实", False), ("年度事实", True)):
        rows = list(_facts(library, subject, yearly))
        if rows:
            yield f"## {subject.label}：{title}"
            yield ""
            yield from _table(("名称", "中文名称", "类型", "单位", "口径", "缺数时问"), iter(rows))
            yield ""


def _sanity(sanity: Sanity) -> Sequence[str]:
    facts = "、".join(f"`{name}`" for name in sanity.facts)
    return f"`{sanity.id}`", sanity.says, facts, str(sanity.valid_from_on), str(sanity.last_checked_on)


def rules_page(library: Library) -> str:
    """Return the page of all rules with their versions, clauses, parameters and sources."""
    lines = ["# 规则", "", "由规则文件生成，请勿手工修改。", ""]
    for code in library.codes():
        for rule in library.versions(code):
            lines += _rule(rule)
    return "\n".join(lines)


def _facts(library: Library, subject: Subject, yearly: bool) -> Iterator[Sequence[str]]:
    for fact in library.facts:
        if fact.yearly is yearly and fact.subject == subject.kind:
            yield (
                f"`{fact.name}`",
                fact.label,
                fact.kind.label,
                _unit(fact),
                fact.definition,
                fact.whom_to_ask,
            )


def _unit(fact: Fact) -> str:
    return fact.unit or "—"


def _rule(rule: Rule) -> Iterator[str]:
    law = rule.law
    until = f"至 {law.valid_until_on}（不含）" if law.valid_until_on else "起"
    yield f"## {rule.name}（`{rule.code}`）"
    yield ""
    yield f"- 依据：《{law.title}》（{law.number}），{law.valid_from_on} {until}"
    yield f"- 版本按{rule.version_by.label}选择；核对程度：{law.mark(law.confidence)}；最近核对：{law.last_checked_on}"
    yield f"- 内容指纹：`{rule.fingerprint[:16]}`"
    if rule.incomplete:
        yield f"- 不完整，至多待核：{rule.incomplete}"
    if rule.note:
        yield f"- 说明：{rule.note}"
    if rule.decides:
        yield f"- 判定哪一级：`{rule.decides}`"
    yield f"- 申报窗口：{'；'.join(_window(one, rule) for one in rule.windows) or UNWRITTEN}"
    yield ""
    yield from _table(
        ("条件", "条款", "内容", "差一点", "核对程度"), (_clause(clause, rule) for clause in rule.clauses)
    )
    yield ""
    sources = [*_sources(rule)]
    if sources:
        yield from _table(("数、表和式子", "取值", "出处", "核对程度"), iter(sources))
        yield ""
    if rule.outputs:
        results = "；".join(f"{output.label}（`{output.name}`）" for output in rule.outputs)
        yield f"结果：{results}"
        yield ""


def _sources(rule: Rule) -> Iterator[Sequence[str]]:
    """Yield the numbers, tables and formulas that stand in no single clause, each with where the law states it."""
    for parameter in rule.parameters:
        for dated in parameter.series if "." not in parameter.name else ():
            since = "" if dated.valid_from_on == date.min else f"（{dated.valid_from_on} 起）"
            yield (
                f"{parameter.label}（`{parameter.name}`）{since}",
                show(dated.value, parameter.kind),
                f"{dated.number}{dated.article}",
                rule.law.mark(dated.confidence),
            )
    for table in rule.tables:
        if "." not in table.name:
            yield (
                f"{table.label}（`{table.name}`）",
                "",
                f"{table.number}{table.article}",
                rule.law.mark(table.confidence),
            )


def _window(window: Window, rule: Rule) -> str:
    source = "，".join(filter(None, (window_source(window, rule), window.confidence.label)))
    return f"{window_in_words(window)}（{source}）"


def _clause(clause: Clause, rule: Rule) -> Sequence[str]:
    terms = dict(clause.terms)
    named: dict[str, Number] = {name: terms.get(name) or rule.parameter(name) for name in clause.named}
    says = clause.says
    for name, number in named.items():
        words = " / ".join(show(value, number.kind) for value in _values(number, rule)) or "…"
        says = says.replace("{" + name + "}", words)
    return (
        f"{clause.label}（`{clause.id}`）",
        f"{clause.number}{clause.article}",
        says,
        near_in_words(clause),
        rule.law.mark(clause.confidence),
    )


def _values(number: Number, rule: Rule) -> Sequence[object]:
    if isinstance(number, Bands):
        return number.values
    name = getattr(number, "name", None)
    return (rule.value(name),) if name else ()


def near_in_words(clause: Clause) -> str:
    """Return how far a failing clause may be and still count as near."""
    near = clause.near
    if near is None:
        return "按种类的通例"
    if near.by is Nearness.SHARE:
        return f"差不超过要求的 {show(near.amount, Kind.RATIO)}"
    if near.by is Nearness.ABSOLUTE:
        return f"差不超过 {_distance(near.amount, min(compared_kinds(clause.require)))}"
    return "还差的一步" if near.by is Nearness.STEP else "不算"


def _distance(amount: Fraction, kind: Kind) -> str:
    if kind in (Kind.RATIO, Kind.GROWTH):
        return f"{cut(amount * 100, 4)} 个百分点"
    return show(amount, Kind.DAYS if kind is Kind.DATE else kind)


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '／') for cell in row)} |"
