"""A verdict in one sentence, a clause in one phrase."""

from __future__ import annotations

from collections.abc import Sequence

from tidu.rules.model.conditions import Ternary, numbers_in
from tidu.rules.model.facts import Input, Vocabulary
from tidu.rules.model.kinds import Kind
from tidu.rules.model.rule import Clause, Rule
from tidu.rules.model.show import show, show_beside
from tidu.rules.model.verdict import ClauseVerdict, Reading, Verdict


def sentence(verdict: Verdict) -> str:
    """Return the sentence that matters, e.g. 离高新技术企业还差 2 项：研发费用占比 4.62% / 5%，知识产权 0 件 / 1 件。

    A rule whose wording is unconfirmed says 待核; an unknown one names what is missing and whom to ask.
    """
    subject = verdict.rule.subject
    if verdict.verdict is Ternary.NO:
        gaps = [(found.clause, found.reading) for found in verdict.gaps]
        return gaps_in_words(verdict.rule, gaps, verdict.vocabulary, settled=verdict.settled)
    if verdict.verdict is Ternary.UNKNOWN:
        return (
            f"{subject}：{verdict.status_text}，缺 {len(verdict.missing)} 项：{missing_in_words(verdict)}。"
        )
    pending = "、".join(verdict.vocabulary[fact].label for fact in verdict.pending_experts)
    waiting = f"，待专家给出{pending}" if pending else ""
    lacking = f"（规则不完整：{verdict.rule.incomplete}）" if verdict.rule.incomplete else ""
    return f"{subject}：{verdict.status_text}{lacking}{waiting}。"


def gaps_in_words(
    rule: Rule, gaps: Sequence[tuple[Clause, Reading]], vocabulary: Vocabulary, *, settled: bool
) -> str:
    """Return the sentence of a failing verdict from what is missing of it, e.g. 离高新技术企业还差 1 项：……。"""
    told = "，".join(reading_in_words(clause, reading, vocabulary) for clause, reading in gaps)
    return f"离{rule.subject}还差 {len(gaps)} 项{'' if settled else '（待核）'}：{told}。"


def clause_in_words(found: ClauseVerdict, verdict: Verdict) -> str:
    """Return a judged clause as `reading_in_words` tells it."""
    return reading_in_words(found.clause, found.reading, verdict.vocabulary)


def reading_in_words(clause: Clause, reading: Reading, vocabulary: Vocabulary) -> str:
    """Return a clause as 名称 实际值 / 要求值; a yes-or-no clause is told by its sentence.

    A bound from above says so, 成立时间 6808 天 / 不超过 5479 天: without it the larger number reads as enough.
    """
    if reading.kind in (Kind.BOOL, Kind.TEXT):
        return clause.label
    if reading.absent:
        return f"{clause.label}（{reading.absent}）"
    unit = _unit(clause, vocabulary)
    value, threshold = show_beside(reading.value, reading.threshold, reading.kind, unit)
    bound = f"{reading.operator.label} " if reading.operator.direction < 0 else ""
    return f"{clause.label} {value} / {bound}{threshold}"


def shrinking_in_words(
    found: ClauseVerdict, before: Sequence[ClauseVerdict], within_years: int, verdict: Verdict
) -> str:
    """Return how a clause that still holds has come down to its threshold, and when it will have gone below.

    `before` are the clause's earlier verdicts, the oldest first: 研发费用占比 9% → 7% → 6%，要求不低于 5%；……
    """
    reading = found.reading
    unit = unit_of(found, verdict)
    values = " → ".join(show(one.value, reading.kind, unit) for one in (*before, found))
    asked = f"要求{reading.operator.label} {show(reading.threshold, reading.kind, unit)}"
    when = {1: "明年", 2: "后年"}.get(within_years, f"{within_years} 年后")
    return f"{found.label} {values}，{asked}；照此速度，{when}申报时不再满足。"


def unit_of(found: ClauseVerdict, verdict: Verdict) -> str:
    """Return the unit of a counting clause: that of the first fact it compares."""
    return _unit(found.clause, verdict.vocabulary)


def _unit(clause: Clause, vocabulary: Vocabulary) -> str:
    facts = (str(getattr(number, "fact", "")) for number in numbers_in(clause.require))
    return next((vocabulary[fact].unit for fact in facts if fact in vocabulary), "")


def doubt(needed: Input, verdict: Verdict) -> str:
    """Return why a recorded value is taken for missing, empty where nothing is recorded."""
    reason = verdict.doubted.get(needed)
    return f"（登记的数不可能：{reason}）" if reason else ""


def missing_in_words(verdict: Verdict) -> str:
    """Return the missing inputs by name, each with whom to ask."""
    return "，".join(
        f"{verdict.vocabulary.label(needed)}{doubt(needed, verdict)}"
        f"（问：{verdict.vocabulary[needed.fact].whom_to_ask}）"
        for needed in verdict.missing
    )
