"""Words of targets."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.accounts.vocabulary import Role


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

BROKEN_THROUGH: Final = "已突破"
NOT_BROKEN_THROUGH: Final = "未突破"

TARGET_KEEPERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who sets and splits targets."""

REMARKERS: Final = TARGET_KEEPERS | {Role.COUNTY_LEADER}
"""Who may say something beside a light."""

UNPROVEN: Final = "待佐证"
"""What a problem is marked with as long as nobody has stated its evidence."""
