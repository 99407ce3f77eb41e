"""Words of targets."""

from __future__ import annotations

import re
from typing import Final

from django.db import models

from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.figures.model import Figure
from tidu.foundation.figures.vocabulary import FigureKind


class TargetKind(models.TextChoices):
    """Reach a number, or break through from nothing (零突破)."""

    REACH = "REACH", "达到"
    BREAKTHROUGH = "BREAKTHROUGH", "零突破"


class Light(models.TextChoices):
    """A light is computed from records by the printed rule, never typed."""

    GREEN = "GREEN", "绿"
    YELLOW = "YELLOW", "黄"
    RED = "RED", "红"
    UNKNOWN = "UNKNOWN", "缺数"


LIGHT_RULE: Final = (
    "绿：不办任何新手续，到期限日仍有效的已达到目标；黄：加上全部续期、已达条件和差一点的企业、"
    "以及期限日前应完成的项目后达到目标；红：仍达不到。期限已到的，只看是否达到。"
)
"""The rule by which a light is lit, printed beside it."""

AIMED_IN: Final = "家"
"""The unit of the counts that are aimed at."""

NOT_AIMED_AT: Final = re.compile("^target_|_year_end_(?:low|high)$|^contact_overdue_|_without_")
"""Codes of counts that are no aim: what is aimed at itself, what is forecast, and what had better be few."""


def may_be_aimed_at(figure: Figure) -> bool:
    """Return whether a figure is a count of firms or platforms on a day that a county wants to raise."""
    counts = figure.kind is FigureKind.POINT and figure.unit == AIMED_IN
    return counts and NOT_AIMED_AT.search(figure.code) is None


BROKEN_THROUGH: Final = "已突破"
NOT_BROKEN_THROUGH: Final = "未突破"

TARGET_KEEPERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who sets and splits targets."""

REMARKERS: Final = TARGET_KEEPERS | {Role.COUNTY_LEADER}
"""Who may say something beside a light."""

UNPROVEN: Final = "待佐证"
"""What a problem is marked with as long as nobody has stated its evidence."""
