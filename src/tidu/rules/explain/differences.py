"""Two versions of a rule compared: what changed, from what to what, by which article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tidu.rules.explain.windows import window_in_words, window_source
from tidu.rules.explain.words import Telling, in_words
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.law import Confidence
from tidu.rules.model.rule import Rule
from tidu.rules.model.show import show


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One change. `before` is empty for what is new, `after` for what is gone; `law` cites the later wording of a part,
    empty where the document itself changed.
    """

    what: str
    before: str
    after: str
    law: str

    def __str__(self) -> str:
        """Return the change as one line."""
        cited = f"（{self.law}）" if self.law else ""
        if not self.before:
            return f"新增 {self.what}：{self.after}{cited}"
        if not self.after:
            return f"删去 {self.what}：{self.before}{cited}"
        return f"{self.what}：{self.before} → {self.after}{cited}"


@dataclass(frozen=True)
class _Told:
    """One part of a rule: its name for people, its words and its citation."""

    name: str
    words: str
    law: str


def differences(before: Rule, after: Rule, facts: Vocabulary) -> tuple[Difference, ...]:
    """Return what changed between two versions of a rule, each read on its own day.

    The document comes first, then parameters, conditions, how they decide, results and application windows. A
    condition whose numbers are parameters changes with them and is not told twice.
    """
    found = []
    for told in (_documents, _parameters, _clauses, _decision, _outputs, _windows):
        old, new = (dict(told(rule, facts)) for rule in (before, after))
        found += list(_compared(old, new))
    return tuple(found)


def _compared(old: Mapping[str, _Told], new: Mapping[str, _Told]) -> Iterator[Difference]:
    for key in _in_order(old, new):
        before, after = old.get(key), new.get(key)
        one = after or before
        if one is None or (before and after and before.words == after.words):
            continue
        yield Difference(
            what=one.name,
            before=before.words if before else "",
            after=after.words if after else "",
            law=one.law,
        )


def _in_order(old: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys((*old, *new))


def _documents(rule: Rule, _facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    law = rule.law
    yield "document", _Told("依据", f"《{law.title}》（{law.number}）", "")
    until = f"至 {law.valid_until_on}（不含）" if law.valid_until_on else "起"
    yield "force", _Told("有效期", f"{law.valid_from_on} {until}", "")
    yield "confidence", _Told("核对程度", _surety(rule, law.confidence), "")
    yield "version_by", _Told("选择版本的日子", rule.version_by.label, "")


def _surety(rule: Rule, confidence: Confidence) -> str:
    mark = rule.law.mark(confidence)
    return f"{mark}，不完整：{rule.incomplete}" if rule.incomplete else mark


def _parameters(rule: Rule, _facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    for parameter in rule.parameters:
        dated = parameter.dated(rule.on)
        cited = f"{dated.number}{dated.article}"
        yield parameter.name, _Told(parameter.label, show(dated.value, parameter.kind), cited)


def _clauses(rule: Rule, facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    telling = Telling(rule, facts, values=False)
    for clause in rule.clauses:
        words = in_words(clause.require, telling)
        yield clause.id, _Told(f"条件“{clause.label}”", words, rule.cite(clause))


def _decision(rule: Rule, facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    yield "decide", _Told("条件之间的关系", in_words(rule.decide, Telling(rule, facts)), "")


def _outputs(rule: Rule, facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    telling = Telling(rule, facts, values=False)
    for output in rule.outputs:
        yield output.name, _Told(f"结果“{output.label}”", in_words(output.of, telling), "")


def _windows(rule: Rule, _facts: Vocabulary) -> Iterator[tuple[str, _Told]]:
    for at, window in enumerate(rule.windows, start=1):
        name = window.label or (f"第 {at} 个" if len(rule.windows) > 1 else "")
        cited = window_source(window, rule)
        yield f"window {name}", _Told(f"申报窗口{name and f'“{name}”'}", window_in_words(window), cited)
