"""How a verdict would stand if some of its clauses had come out otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from tidu.rules.engines.reference.conditions import Scope, step_of
from tidu.rules.engines.reference.judge import Judgement
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.verdict import Verdict


def decided_with(verdict: Verdict, outcomes: Mapping[str, Ternary], judgement: Judgement) -> Ternary:
    """Return the decision with the outcomes of some clauses replaced; clauses experts have still to judge hold."""
    steps = {}
    for found in verdict.clauses:
        outcome = Ternary.YES if found.pending else found.verdict
        steps[found.id] = found.step._replace(verdict=outcomes.get(found.id, outcome))
    return step_of(verdict.rule.decide, Scope(judgement, clauses=steps)).verdict
