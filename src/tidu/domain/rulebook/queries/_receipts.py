"""Decision receipts: a verdict as it is stored, and the replay that must come to the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tidu import rules
from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.models import NameRecord
from tidu.domain.rulebook.models import DecisionReceipt
from tidu.domain.rulebook.queries._kept import kept_library, kept_rules
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.rules import Facts, Rule, Verdict, explain
from tidu.rules.model.verdict import Step


class ReceiptNotFound(LookupError):
    """Raised for a receipt that does not exist."""


@dataclass(frozen=True)
class Replay:
    """A receipt judged again from what it keeps. `differences` name, by path, what came out otherwise."""

    receipt: DecisionReceipt
    verdict: Verdict
    trace: dict[str, Any]
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether words and fen are those of the receipt."""
        return not self.differences

    @property
    def first(self) -> tuple[str, Any, Any] | None:
        """Return the first difference: where, what the receipt says, what came out; None where all is the same."""
        if self.same:
            return None
        path = self.differences[0]
        return path, _at(self.receipt.trace, path), _at(self.trace, path)


def receipt(receipt_id: int) -> DecisionReceipt:
    """Return a receipt with its rule set; raise ReceiptNotFound."""
    found = DecisionReceipt.objects.select_related("rule_set", "enterprise").filter(pk=receipt_id).first()
    if found is None:
        raise ReceiptNotFound(f"没有编号为 {receipt_id} 的判断凭据。")
    return found


def receipts(
    actor: Actor, as_of: AsOf, *, rule_code: str = "", credit_code: str = ""
) -> QuerySet[DecisionReceipt]:
    """Return the receipts of firms in scope with the name each has on the day (`firm_name`), the newest first."""
    name = NameRecord.objects.in_force(as_of).filter(enterprise_id=OuterRef("enterprise_id")).values("name")
    found = DecisionReceipt.objects.filter(enterprise__in=enterprises_queries.in_scope(actor, as_of))
    if rule_code:
        found = found.filter(rule_code=rule_code)
    if credit_code:
        found = found.filter(enterprise__credit_code=credit_code)
    found = found.select_related("enterprise").defer("facts")
    named = found.annotate(firm_name=Coalesce(Subquery(name[:1]), F("enterprise__credit_code")))
    return named.order_by("-kept_at", "-pk")


def receipt_numbers() -> list[int]:
    """Return the numbers of all receipts, the first one first."""
    return list(DecisionReceipt.objects.order_by("pk").values_list("pk", flat=True))


def rule_kept_with(kept: DecisionReceipt) -> Rule:
    """Return the rule that a receipt was judged by, as it was then."""
    return kept_rules(kept, kept_library(kept.rule_set))[1]


def replay(kept: DecisionReceipt) -> Replay:
    """Judge a receipt's own facts by its own rules once more; packs and records of today play no part."""
    library = kept_library(kept.rule_set)
    _, rule = kept_rules(kept, library)
    facts = Facts.from_json(kept.facts, library.facts)
    verdict = rules.evaluate(rule, facts, kept.as_of_on, library)
    trace = trace_of(verdict)
    return Replay(kept, verdict, trace, tuple(differences(kept.trace, trace)))


def trace_of(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict with its sentence, its clauses and every step under them, as JSON that compares equal."""
    return {
        "sentence": explain.sentence(verdict),
        "verdict": verdict.to_json(),
        "outputs_fen": dict(verdict.outputs),
        "at_most_fen": dict(verdict.at_most),
        "steps": {clause.id: _step(clause.step) for clause in verdict.clauses},
    }


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which two pieces of JSON differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from differences(before.get(key), after.get(key), f"{path}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}/{place}")
    elif before != after:
        yield path


def _at(trace: Any, path: str) -> Any:
    """Return what stands at a path that `differences` has told, None where this side has nothing there."""
    found = trace
    for step in path.split("/")[1:]:
        found = found[int(step)] if isinstance(found, list) else found.get(step)
    return found


def _step(step: Step) -> dict[str, Any]:
    return {
        "what": step.what,
        "verdict": str(step.verdict),
        "near": step.near,
        "missing": sorted(f"{cell.fact}@{cell.year}" if cell.year else cell.fact for cell in step.missing),
        "steps": [_step(one) for one in step.steps],
    }
