"""One term, one name: the glossary and the code keep each other honest."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.architecture import guards

ROOT = Path(__file__).resolve().parents[2]


def rows(text: str) -> list[tuple[str, str, str, str]]:
    """Return the glossary's rows: English, Chinese, meaning, words not to use."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] not in {"English", "---"}:
            found.append((cells[0], cells[1], cells[2], cells[3]))
    return found


GLOSSARY = rows((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))


def terms_of_the_house() -> set[str]:
    """Return the names of all models and stored choices."""
    names = {model.__name__ for model in apps.get_models() if model.__module__.startswith("tidu.")}
    pending = list(models.TextChoices.__subclasses__())
    names |= {choices.__name__ for choices in pending if choices.__module__.startswith("tidu.")}
    return names


def forbidden_names(source: str, words: set[str]) -> set[str]:
    """Return the forbidden words used as the name of a class, function, field or argument."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return {name for name in names if name.lower() in words}


def test_every_domain_term_has_a_row() -> None:
    known = {english for english, _, _, _ in GLOSSARY}
    assert terms_of_the_house() - known == set()


def test_one_chinese_term_belongs_to_one_identifier() -> None:
    chinese = [term for _, term, _, _ in GLOSSARY]
    assert len(chinese) == len(set(chinese))
    english = [term for term, _, _, _ in GLOSSARY]
    assert len(english) == len(set(english))


def test_words_to_avoid_are_not_used_as_names() -> None:
    words = {word for *_, avoid in GLOSSARY for word in re.split(r",\s*", avoid) if word} - {"unit"}
    found = {
        f"{path}: {name}"
        for path, _, text in guards.modules(ROOT / "src" / "tidu")
        for name in forbidden_names(text, words)
    }
    assert found == set()


def test_a_word_to_avoid_is_found() -> None:
    assert forbidden_names("def metric(kpi): pass", {"metric", "kpi"}) == {"metric", "kpi"}


def test_a_term_without_a_row_is_found() -> None:
    class Unheard(models.TextChoices):
        ONE = "ONE", "一"

    Unheard.__module__ = "tidu.domain.pool.vocabulary"
    try:
        known = {english for english, _, _, _ in GLOSSARY}
        assert "Unheard" in terms_of_the_house() - known
    finally:
        Unheard.__module__ = __name__
