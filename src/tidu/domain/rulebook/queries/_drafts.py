"""Drafts of policies: the list, one of them, whether its review still speaks of its words, and what a new one holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.db.models import QuerySet

from tidu import policies
from tidu.domain.rulebook.models import DraftStep, FairReview, PolicyDraft
from tidu.domain.rulebook.queries._library import library
from tidu.domain.rulebook.vocabulary import DraftState
from tidu.rules import NoVersionInForce, Rule
from tidu.rules.language.editing import with_values, without_items
from tidu.rules.language.folders import scenario_files
from tidu.rules.language.marks import Scalar, documents_in
from tidu.rules.language.scenarios import scenarios_in

NUMBER_TO_COME: Final = "待定文号"
"""What stands for the number of a document that has none yet; nothing is submitted with it."""

_SCENARIOS: Final = ".scenarios"


class DraftNotFound(LookupError):
    """Raised for a draft or a template that does not exist."""


@dataclass(frozen=True)
class Words:
    """What a draft begins with."""

    text: str
    scenarios: str


def drafts() -> QuerySet[PolicyDraft]:
    """Return every draft without its words, the latest saved first."""
    return PolicyDraft.objects.defer("text", "scenarios").order_by("-saved_at", "-pk")


def draft(draft_id: int) -> PolicyDraft:
    """Return a draft; raise DraftNotFound."""
    found = PolicyDraft.objects.filter(pk=draft_id).first()
    if found is None:
        raise DraftNotFound(f"没有编号为 {draft_id} 的政策草稿。")
    return found


def draft_steps(of: PolicyDraft) -> list[DraftStep]:
    """Return what a draft went through, the first step first."""
    return list(DraftStep.objects.filter(draft=of).order_by("pk"))


def fair_review(of: PolicyDraft) -> FairReview | None:
    """Return the latest fair competition review of a draft, whatever words it speaks of."""
    return FairReview.objects.filter(draft=of).order_by("-pk").first()


def fingerprint_of_words(text: str, scenarios: str) -> str:
    """Return the SHA-256 of a draft's words."""
    return hashlib.sha256(f"{text}\n\0\n{scenarios}".encode()).hexdigest()


def templates() -> dict[str, str]:
    """Return the shipped templates: their name and what each is for."""
    files = sorted(policies.TEMPLATES.glob("*.yaml.txt"))
    names = [path.name.removesuffix(".yaml.txt") for path in files]
    return {name: _purpose(name) for name in names if not name.endswith(_SCENARIOS)}


def words_of_template(template: str, rule_code: str, name: str, on: date) -> Words:
    """Return a template filled in for a new rule; raise DraftNotFound."""
    if template not in templates():
        raise DraftNotFound(f"没有模板“{template}”。")
    text = with_values(
        _template(template),
        {
            ("rule",): rule_code,
            ("name",): name,
            ("subject",): name,
            ("law", "title"): name,
            **_dates(on, None),
        },
    )
    scenarios = with_values(_template(f"{template}{_SCENARIOS}"), {("rule",): rule_code})
    return Words(text, scenarios)


def words_of_version(rule: Rule, on: date) -> Words:
    """Return the words of a version made ready for its successor: a later first day, no end, no number yet."""
    newest = library().versions(rule.code)[-1]
    changes = {**_dates(on, newest), ("law", "until"): "", ("law", "after_gap"): ""}
    return Words(f"{with_values(rule.text, changes)}\n", _scenarios_of(rule))


def version_of(rule_code: str, version: str) -> Rule:
    """Return a version by its first day, the newest without one. Raises NoVersionInForce."""
    versions = library().versions(rule_code)
    found = [one for one in versions if version in ("", one.law.valid_from_on.isoformat())]
    if not found:
        raise NoVersionInForce(f"规则 {rule_code} 没有从 {version} 起的版本。")
    return found[-1]


def _dates(on: date, newest: Rule | None) -> dict[tuple[str | int, ...], str]:
    """Return the values of a version to come: from the next new year on, and later than the newest version."""
    start = date(on.year + 1, 1, 1)
    if newest is not None:
        start = max(start, newest.law.valid_from_on + timedelta(days=1))
    return {
        ("law", "number"): NUMBER_TO_COME,
        ("law", "in_force"): start.isoformat(),
        ("law", "last_checked_on"): on.isoformat(),
    }


def _template(name: str) -> str:
    return (policies.TEMPLATES / f"{name}.yaml.txt").read_text(encoding="utf-8")


def _purpose(name: str) -> str:
    """Return a template's first line, a comment that says what it is for."""
    return _template(name).splitlines()[0].removeprefix("#").strip()


def _scenarios_of(rule: Rule) -> str:
    """Return the scenarios that a version has been held against, without those of the rule's other versions."""
    kept = []
    for text in _scenario_texts(rule):
        scenarios = scenarios_in(text, rule.code, library().facts)
        others = {
            at
            for at, one in enumerate(scenarios)
            if library().applicable(rule.code, as_of=one.as_of).law.valid_from_on != rule.law.valid_from_on
        }
        kept.append(f"{without_items(text, ('scenarios',), others).rstrip()}\n")
    return "---\n".join(kept)


def _scenario_texts(rule: Rule) -> Sequence[str]:
    published = PolicyDraft.objects.filter(
        state=DraftState.PUBLISHED, rule_code=rule.code, in_force_on=rule.law.valid_from_on
    ).first()
    if published is None:
        return _shipped_scenarios(policies.FOLDER).get(rule.code, ())
    return [text for code, text in _scenarios_by_rule(published.scenarios, rule.code) if code == rule.code]


@lru_cache(maxsize=1)
def _shipped_scenarios(folder: Path) -> Mapping[str, Sequence[str]]:
    """Return the scenarios that ship with the programme, by their rule; reading them all takes most of a second."""
    found: dict[str, list[str]] = {}
    for path in scenario_files(folder):
        for code, text in _scenarios_by_rule(path.read_text(encoding="utf-8"), path.name):
            found.setdefault(code, []).append(text)
    return found


def _scenarios_by_rule(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the documents of a text of scenarios, each with its rule."""
    for document in documents_in(text, name):
        code = document.entries.get("rule")
        if isinstance(code, Scalar):
            yield code.text, document.text
