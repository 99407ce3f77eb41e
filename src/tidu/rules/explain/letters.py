"""The letter of a refusal: which clause failed, what the firm has, what was asked, what shows it, how to object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tidu.rules.explain.gaps import GapRow, gap_card
from tidu.rules.model.conditions import Ternary, facts_in
from tidu.rules.model.verdict import Verdict

Evidence = Mapping[str, Sequence[str]]
"""What the records say behind a fact, by the fact's name: the first payment of an award that is paid once."""

OBJECTION: Final = (
    "对上述数据有异议的，请向{office}提出，写明有异议的条款，并附证明材料；数据核实更正后重新对照。",
    "本件由登记的数据对照得出，供申报前参考，不代替书面决定；对书面决定不服的，按决定书写明的途径办理。",
)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A clause that failed, in words. `distance` is empty where there is nothing to measure."""

    clause_id: str
    condition: str
    law: str
    says: str
    value: str
    needed: str
    distance: str
    evidence: tuple[str, ...]
    next_step: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A refusal in words. `asked` are the data that are missing besides, each with whom to ask."""

    title: str
    opening: str
    reasons: tuple[Reason, ...]
    asked: tuple[str, ...]
    objection: tuple[str, ...]


def refusal(verdict: Verdict, *, addressee: str, office: str, evidence: Evidence) -> Letter:
    """Return the letter that tells `addressee` why a verdict is no. Raises ValueError for any other verdict."""
    if verdict.verdict is not Ternary.NO:
        raise ValueError(f"a letter of refusal needs a refusal, not {verdict.verdict}")
    rule, on = verdict.rule, verdict.as_of
    card = gap_card(verdict)
    mark = "" if verdict.settled else "（待核）"
    return Letter(
        title=f"关于{rule.subject}不符合条件的说明",
        opening=(
            f"{addressee}：按《{rule.law.title}》（{rule.law.number}）和截至 {on.year}年{on.month}月{on.day}日"
            f"登记的数据对照，不符合{rule.subject}的条件{mark}，理由如下。"
        ),
        reasons=tuple(_reason(row, verdict, evidence) for row in card if row.verdict is Ternary.NO),
        asked=tuple(dict.fromkeys(ask for row in card for ask in row.ask)),
        objection=tuple(sentence.format(office=office) for sentence in OBJECTION),
    )


def _reason(row: GapRow, verdict: Verdict, evidence: Evidence) -> Reason:
    return Reason(
        clause_id=row.clause_id,
        condition=row.condition,
        law=row.law,
        says=row.says,
        value=row.value,
        needed=row.needed,
        distance=row.distance,
        evidence=tuple(_shown(row.clause_id, verdict, evidence)),
        next_step=row.next_step,
    )


def _shown(clause_id: str, verdict: Verdict, evidence: Evidence) -> list[str]:
    """Return what shows a clause's value: where each fact comes from, then what the records say."""
    facts = [
        fact for fact in verdict.vocabulary if fact.name in facts_in(verdict.clause(clause_id).clause.require)
    ]
    sources = [f"{fact.label}（来源：{fact.whom_to_ask}）" for fact in facts]
    return [*sources, *(line for fact in facts for line in evidence.get(fact.name, ()))]
