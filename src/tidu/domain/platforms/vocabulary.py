"""Words of innovation platforms: what they are, at which level, how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import models

from tidu.foundation.actors import Role


class PlatformKind(models.TextChoices):
    """What a platform is."""

    INCUBATOR = "INCUBATOR", "科技企业孵化器"
    MAKERSPACE = "MAKERSPACE", "众创空间"
    INSTITUTE = "INSTITUTE", "产业研究院"
    KEY_LABORATORY = "KEY_LABORATORY", "重点实验室"
    ENGINEERING_CENTRE = "ENGINEERING_CENTRE", "工程技术研究中心"
    ENTERPRISE_CENTRE = "ENTERPRISE_CENTRE", "企业技术中心"


class PlatformLevel(models.TextChoices):
    """Who has recognised a platform, from the lowest up."""

    COUNTY = "COUNTY", "县级"
    CITY = "CITY", "市级"
    PROVINCIAL = "PROVINCIAL", "省级"
    NATIONAL = "NATIONAL", "国家级"


class PlatformStage(models.TextChoices):
    """How far a platform has come. Only what is open is 建成; planned and building never are."""

    PLANNED = "PLANNED", "规划"
    BUILDING = "BUILDING", "在建"
    OPEN = "OPEN", "建成运行"
    RECOGNISED = "RECOGNISED", "认定"


CLOSED: Final = "已停办"
"""What a platform that was open and is no longer is called."""

LEVELS: Final = tuple(PlatformLevel)
"""The levels from the lowest up."""

KEEPERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who keeps the register."""


@dataclass(frozen=True)
class Counted:
    """Which open platforms a figure counts: of a kind (None: all), recognised at a level or above, in a park only."""

    name: str
    kind: PlatformKind | None = None
    level: PlatformLevel | None = None
    in_park: bool = False
    aliases: tuple[str, ...] = ()


_COUNTED_LEVELS = (PlatformLevel.PROVINCIAL, PlatformLevel.NATIONAL)

NATIONAL_INCUBATORS: Final = "national_incubator_park_count"
PROVINCIAL_MAKERSPACES: Final = "provincial_makerspace_park_count"
INSTITUTES: Final = "institute_park_count"

COUNTED: Final[dict[str, Counted]] = {
    "platform_count": Counted("创新平台数", aliases=("F25",)),
    **{f"{kind.value.lower()}_count": Counted(f"{kind.label}数", kind) for kind in PlatformKind},
    **{
        f"{level.value.lower()}_{kind.value.lower()}_count": Counted(
            f"{level.label}{kind.label}数", kind, level
        )
        for kind in PlatformKind
        for level in _COUNTED_LEVELS
    },
    NATIONAL_INCUBATORS: Counted(
        "园区国家级科技企业孵化器数", PlatformKind.INCUBATOR, PlatformLevel.NATIONAL, in_park=True
    ),
    PROVINCIAL_MAKERSPACES: Counted(
        "园区省级众创空间数", PlatformKind.MAKERSPACE, PlatformLevel.PROVINCIAL, in_park=True
    ),
    INSTITUTES: Counted("园区产业研究院数", PlatformKind.INSTITUTE, in_park=True),
}
"""The figures that count platforms, by code."""
