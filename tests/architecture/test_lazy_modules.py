"""A module that fetches its names when they are asked for hides a wrong one from the type checker; it is found here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.architecture.guards import modules

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tidu"
LAZY = ("tidu.domain.rulebook.queries", "tidu.rules")


def wrong_names(tree: ast.Module) -> list[str]:
    """Return what is asked of a lazy module, imported as a whole or by name, and is not there."""
    called = {alias: whole for alias, whole in _imported(tree) if whole in LAZY}
    asked = [
        f"{called[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called
    ]
    by_name = [
        whole for _, whole in _imported(tree) if whole not in LAZY and whole.rpartition(".")[0] in LAZY
    ]
    return [name for name in (*by_name, *asked) if not _is_there(*name.rsplit(".", 1))]


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module imports from others: the name it has here, and its whole name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((one.asname or one.name, f"{node.module}.{one.name}") for one in node.names)


def _is_there(module: str, name: str) -> bool:
    return hasattr(import_module(module), name)


def test_the_lazy_modules_are_these():
    assert {
        f"tidu.{path.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}"
        for path, tree, _ in modules(SOURCE)
        if any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body)
    } == set(LAZY)


def test_every_name_asked_of_a_lazy_module_is_there():
    assert [(path, name) for path, tree, _ in modules(SOURCE) for name in wrong_names(tree)] == []


def test_a_wrong_name_is_found_however_it_is_asked_for():
    asked = (
        "from tidu.domain.rulebook import queries as rulebook_queries\n"
        "from tidu import rules\n"
        "from tidu.rules import NoSuchThing, NoVersionInForce\n"
        "try:\n    rulebook_queries.rule_for('x')\n"
        "except rulebook_queries.NoVersionInForce:\n    rules.Nothing\n"
    )
    assert wrong_names(ast.parse(asked)) == [
        "tidu.rules.NoSuchThing",
        "tidu.domain.rulebook.queries.NoVersionInForce",
        "tidu.rules.Nothing",
    ]
