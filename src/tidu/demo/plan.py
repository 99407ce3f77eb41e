"""The cultivation plan of 2025: its actions and its path by month, in the words of the county."""

from __future__ import annotations

from datetime import date

from tidu.demo import geography
from tidu.domain.enterprises.vocabulary import RecognitionKind

SET_ON = date(2025, 1, 17)
PATH_ON = date(2025, 1, 21)
"""The day after the year's targets were set."""

ACTIONS: tuple[tuple[str, str, str, date, int | None], ...] = (
    (
        "逐家辅导差一点的培育企业补齐高企条件",
        RecognitionKind.HNTE,
        geography.HIGHTECH_SECTION,
        date(2025, 6, 30),
        40,
    ),
    (
        "8 月、11 月到期的高企提前三个月启动重新认定",
        RecognitionKind.HNTE,
        geography.HIGHTECH_SECTION,
        date(2025, 11, 14),
        20,
    ),
    (
        "科技型中小企业评价应评尽评，乡镇包户到人",
        RecognitionKind.SME_NUMBER,
        geography.GENERAL_SECTION,
        date(2025, 9, 30),
        15,
    ),
    (
        "为瞪羚培育企业对接资本和市场，每季度一次",
        RecognitionKind.GAZELLE,
        geography.PLATFORM_SECTION,
        date(2025, 12, 15),
        30,
    ),
    ("联系领导每季度走访在库企业，难题按期答复", "", geography.BUREAU, date(2025, 12, 31), None),
)
"""Words, tier, owner, deadline, and money in 万元 or None."""

HNTE_MONTHS: dict[int, int] = {3: 58, 6: 60, 9: 63, 11: 68}
"""The path of the high-tech goal: certificates come in batches, most of them in November; the rest is computed."""
