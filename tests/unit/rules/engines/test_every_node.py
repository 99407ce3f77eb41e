"""Every kind of node has a translation of its own in every engine: a new one cannot be forgotten."""

from __future__ import annotations

import pytest

from tests.factories.rules import node_types
from tidu.rules.engines.columns import conditions as columns_conditions
from tidu.rules.engines.columns import quantities as columns_quantities
from tidu.rules.engines.reference import conditions as reference_conditions
from tidu.rules.engines.reference import quantities as reference_quantities
from tidu.rules.engines.sql import conditions as sql_conditions
from tidu.rules.engines.sql import quantities as sql_quantities
from tidu.rules.model.conditions import AllOf, AnyOf, AtLeast, Condition, Group
from tidu.rules.model.numbers import ByExperts, Number, ScalarFact

NUMBERS = {
    "reference": reference_quantities.meaning,
    "columns": columns_quantities.quantity_of,
    "sql": sql_quantities.quantity_of,
}
CONDITIONS = {
    "reference": reference_conditions.meaning,
    "columns": columns_conditions.judged,
    "sql": sql_conditions.judged,
}
SHARED = {ByExperts: ScalarFact, AllOf: Group, AnyOf: Group, AtLeast: Group}
"""Nodes that may be translated as what they are a kind of; every other one needs a translation of its own."""

CASES = [
    (f"{engine}-{node.__name__}", dispatch, node)
    for root, engines in ((Number, NUMBERS), (Condition, CONDITIONS))
    for engine, dispatch in engines.items()
    for node in sorted(node_types(root), key=lambda node: node.__name__)
]


def is_translated(dispatch, node: type) -> bool:
    return node in dispatch.registry or SHARED.get(node) in dispatch.registry


@pytest.mark.parametrize(("dispatch", "node"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_node_is_translated(dispatch, node):
    assert is_translated(dispatch, node)


@pytest.mark.parametrize("dispatch", [*NUMBERS.values(), *CONDITIONS.values()])
def test_a_node_nobody_knows_is_found_and_refused(dispatch):
    class Strange:
        pass

    assert not is_translated(dispatch, Strange)
    with pytest.raises(TypeError, match="does not know Strange"):
        dispatch(Strange(), None)
