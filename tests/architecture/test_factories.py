"""Every model has a factory: whoever tests it finds one valid record in one call."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps

FACTORIES = Path(__file__).resolve().parents[1] / "factories"


def names_of_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if model.__module__.startswith("tidu.")}


def made_by(sources: Iterable[str]) -> set[str]:
    """Return the names that stand in the return types of public functions: `-> Load`, `-> list[HolidayYear]`."""
    return {
        name.id
        for source in sources
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_") and function.returns
        for name in ast.walk(function.returns)
        if isinstance(name, ast.Name)
    }


def test_every_model_has_a_factory() -> None:
    made = made_by(path.read_text(encoding="utf-8") for path in FACTORIES.glob("*.py"))
    assert names_of_models() - made == set()


def test_a_model_without_a_factory_is_found() -> None:
    made = made_by(["def a_load() -> Load: ...", "def _a_row() -> StagedRow: ...", "def a_day(): ..."])
    assert {"Load", "StagedRow"} - made == {"StagedRow"}
