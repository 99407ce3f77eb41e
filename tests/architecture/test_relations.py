"""Model relations follow the same ladder as imports: a table points only downward."""

from __future__ import annotations

import configparser
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
TIERS = ("rules", "foundation", "policies", "domain", "reporting", "demo", "interfaces", "project")


def ladder() -> dict[str, int]:
    """Return each room's height, read from the import contracts so that there is one ladder only."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    heights: dict[str, int] = {}
    for section, tier in (("foundation", "foundation"), ("ladder", "domain")):
        rows = contracts[f"importlinter:contract:{section}"]["layers"].split("\n")
        names = [row.strip() for row in rows if row.strip()]
        for height, row in enumerate(reversed(names)):
            for room in row.split("|"):
                heights[f"tidu.{tier}.{room.strip()}"] = TIERS.index(tier) * 100 + height
    for tier in TIERS:
        heights.setdefault(f"tidu.{tier}", TIERS.index(tier) * 100)
    return heights


def room_of(model: type[models.Model], heights: dict[str, int]) -> str:
    module = model.__module__
    return max((room for room in heights if module.startswith(room)), key=len)


def upward(relations: Iterable[tuple[type[models.Model], type[models.Model]]]) -> list[str]:
    heights = ladder()
    found = []
    for source, target in relations:
        if not target.__module__.startswith("tidu."):
            continue
        # Who did it is a fact about every record, so any record may point at an account.
        if target._meta.label == "accounts.User":
            continue
        if heights[room_of(target, heights)] > heights[room_of(source, heights)]:
            found.append(f"{source._meta.label} -> {target._meta.label}")
    return found


def relations_of_the_house() -> list[tuple[type[models.Model], type[models.Model]]]:
    return [
        (model, field.related_model)
        for model in apps.get_models()
        if model.__module__.startswith("tidu.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
    ]


def test_every_relation_points_downward() -> None:
    relations = relations_of_the_house()
    assert len(relations) > 20
    assert upward(relations) == []


def test_a_relation_that_points_upward_is_found() -> None:
    organisation = apps.get_model("accounts", "Organisation")
    membership = apps.get_model("pool", "Membership")
    assert upward([(organisation, membership)]) == ["accounts.Organisation -> pool.Membership"]
