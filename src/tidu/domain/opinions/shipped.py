"""Read what a county begins with: themes and deadlines of the file beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tidu.domain.opinions.vocabulary import DeadlineUnit

FILE = Path(__file__).with_name("shipped.yaml")

OWN_PROMISE: Mapping[str, Any] = {
    "amount": 15,
    "unit": DeadlineUnit.WORKING_DAYS,
    "extended_amount": 30,
    "again_amount": 10,
    "again_unit": DeadlineUnit.WORKING_DAYS,
    "assist_amount": 7,
    "assist_unit": DeadlineUnit.WORKING_DAYS,
    "return_days": 5,
    "severe_days": 10,
}
"""What holds for a source where the file says nothing else."""


@cache
def _content() -> dict[str, list[dict[str, Any]]]:
    with FILE.open(encoding="utf-8") as file:
        content: dict[str, list[dict[str, Any]]] = yaml.safe_load(file)
    return content


def themes() -> list[dict[str, Any]]:
    """Return the themes, parents before children: code, name, keywords, and `parent` where there is one."""
    return _content()["themes"]


def categories() -> list[dict[str, Any]]:
    """Return the words that suggest what a proposer wants: code of the category, keywords."""
    return _content()["categories"]


def bounds() -> dict[str, dict[str, Any]]:
    """Return what the law bounds by source: the most of `amount` and `extended_amount` in `unit`, and the clause."""
    return {row["source"]: row for row in _content()["bounds"]}


def rules() -> list[dict[str, Any]]:
    """Return one deadline per source, every field of it filled."""
    return [{**OWN_PROMISE, **row} for row in _content()["rules"]]
