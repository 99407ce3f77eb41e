"""What only the whole rule as written can show: numbers that nothing reads, branches that nothing reaches."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from fractions import Fraction

from tidu.rules.model.conditions import ClauseRef, Compare, Condition, Group, every_condition
from tidu.rules.model.exclusion import exclusive, impossible
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.numbers import Literal, ParameterValue
from tidu.rules.model.rule import Rule


def check_sound(rule: Rule) -> None:
    """Refuse a rule whose words and numbers part. Raises InvalidRule about the clause or parameter to mend.

    Nothing here is asked of a reform: a director may well try out a threshold that nobody reaches.
    """
    _check_numbers_are_read(rule)
    _check_branches_are_reached(rule)


def _check_numbers_are_read(rule: Rule) -> None:
    """Refuse a parameter on which nothing rests: a sentence that names it would promise what is not judged."""
    read = {node.name for node in rule.every_number() if isinstance(node, ParameterValue)}
    for parameter in rule.parameters:
        if parameter.name not in read:
            raise InvalidRule(
                f"参数 {parameter.name} 写了却没有用到；请写进 require 或结果的式子，或删去", parameter.name
            )


def _check_branches_are_reached(rule: Rule) -> None:
    """Refuse conditions that exclude one another within a clause or across clauses, by the values that never change."""
    fixed = {one.name: one.series[0].value for one in rule.parameters if len(one.series) == 1}
    clauses = {clause.id: _written_out(clause.require, {}, fixed) for clause in rule.clauses}
    for name, require in clauses.items():
        if any(map(impossible, every_condition(require))):
            raise InvalidRule(f"条件 {name} 永远不会满足：它的几部分互相矛盾", name)
    for branch in every_condition(rule.decide):
        if impossible(_written_out(branch, clauses, fixed)):
            one, other = _clash(branch, clauses)
            raise InvalidRule(f"条件 {one} 和 {other} 互相矛盾，永远不会同时满足", other)


def _clash(branch: Condition, clauses: Mapping[str, Condition]) -> tuple[str, str]:
    """Return the first two clauses under a branch of the decision that exclude one another."""
    names = (part.clause for part in every_condition(branch) if isinstance(part, ClauseRef))
    pairs = itertools.combinations(names, 2)
    return next((one, other) for one, other in pairs if exclusive(clauses[one], clauses[other]))


def _written_out(
    condition: Condition, clauses: Mapping[str, Condition], fixed: Mapping[str, Fraction]
) -> Condition:
    """Return a condition with clauses and the values of parameters in place of their names."""
    if isinstance(condition, ClauseRef):
        return clauses[condition.clause]
    if isinstance(condition, Group):
        return dataclasses.replace(
            condition, items=tuple(_written_out(item, clauses, fixed) for item in condition.items)
        )
    if isinstance(condition, Compare) and isinstance(condition.right, ParameterValue):
        value = fixed.get(condition.right.name)
        if value is not None:
            return dataclasses.replace(condition, right=Literal(value, condition.right.kind))
    return condition
