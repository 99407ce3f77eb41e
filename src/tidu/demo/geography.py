"""The places and the bureau of the fictional county: townships, the park, sections, universities, newspapers."""

from __future__ import annotations

from tidu.demo.model import Organisation
from tidu.foundation.accounts.vocabulary import OrganisationKind as Kind

BUREAU = "BUREAU"
GENERAL_SECTION = "SECTION-GENERAL"
HIGHTECH_SECTION = "SECTION-HIGHTECH"
TRANSFER_SECTION = "SECTION-TRANSFER"
PLATFORM_SECTION = "SECTION-PLATFORM"
COUNTY_OFFICE = "COUNTY-OFFICE"

PARK_CODE = "360899450"
SEAT_CODE = "360899100"

_TOWNS = ("岚城镇", "云溪镇", "石渡镇", "枫林镇", "白鹭镇", "长滩镇", "金坑镇", "桐木镇")
_RURAL = ("大垅乡", "竹源乡", "茶坪乡", "杉岭乡", "水口乡", "上坪乡")

TOWNSHIP_CODES = tuple(f"{360899100 + index}" for index in range(len(_TOWNS))) + tuple(
    f"{360899200 + index}" for index in range(len(_RURAL))
)
"""14 townships, the county seat first, then the other towns, then the rural townships."""

PLACE_CODES = (PARK_CODE, *TOWNSHIP_CODES)
"""The 15 units a firm can be in."""

_UNIVERSITIES = (
    "青岚理工学院",
    "岚江大学",
    "江右科技大学",
    "云岭农业大学",
    "南屏材料研究院",
    "南屏职业技术学院",
    "东岚电子研究所",
    "岭北食品工程大学",
    "沅江机电学院",
)

_SECTIONS = (
    (GENERAL_SECTION, "综合股"),
    (HIGHTECH_SECTION, "高新技术股"),
    (TRANSFER_SECTION, "成果转化股"),
    (PLATFORM_SECTION, "平台与人才股"),
)

_OTHERS = (
    ("MEDIA-NEWS", "青岚县融媒体中心", "融媒体中心", Kind.MEDIA),
    ("MEDIA-DAILY", "岚江日报社青岚记者站", "岚江日报", Kind.MEDIA),
    ("SOCIETY-CONGRESS", "青岚县人大代表联络站", "人大代表联络站", Kind.SOCIETY),
    ("SOCIETY-CPPCC", "青岚县政协委员工作室", "政协委员工作室", Kind.SOCIETY),
    ("SOCIETY-PARTY", "青岚县党代表工作室", "党代表工作室", Kind.SOCIETY),
    ("SOCIETY-PUBLIC", "青岚县群众代表", "群众代表", Kind.SOCIETY),
)


def organisations() -> tuple[Organisation, ...]:
    """Return all organisations but the firms', parents before children."""
    names = (*_TOWNS, *_RURAL)
    return (
        Organisation(COUNTY_OFFICE, "青岚县人民政府办公室", "县政府办", Kind.COUNTY_OFFICE),
        Organisation(BUREAU, "青岚县科学技术局", "县科技局", Kind.BUREAU),
        *(
            Organisation(code, f"青岚县科学技术局{name}", name, Kind.BUREAU_SECTION, BUREAU, place)
            for place, (code, name) in enumerate(_SECTIONS, start=1)
        ),
        Organisation(PARK_CODE, "青岚工业园区管理委员会", "工业园区", Kind.PARK),
        *(
            Organisation(code, f"青岚县{name}人民政府", name, Kind.TOWNSHIP, "", place)
            for place, (code, name) in enumerate(zip(TOWNSHIP_CODES, names, strict=True), start=1)
        ),
        *(
            Organisation(f"UNIVERSITY-{place}", name, name, Kind.UNIVERSITY, "", place)
            for place, name in enumerate(_UNIVERSITIES, start=1)
        ),
        *(Organisation(code, name, short, kind) for code, name, short, kind in _OTHERS),
    )


def short_names() -> dict[str, str]:
    """Return the short name of each place by its code."""
    return {each.code: each.short_name for each in organisations() if each.code in PLACE_CODES}
