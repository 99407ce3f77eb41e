"""The numbers that hold in 青岚县 for every seed on the default as-of day. Tests assert each one by rows."""

from __future__ import annotations

from datetime import date
from typing import Final

from tidu.demo.model import Duty, Research
from tidu.domain.enterprises.vocabulary import Industry

AS_OF: Final = date(2025, 6, 10)
SEED: Final = 20250522
DIVISION: Final = "360899"
NEIGHBOUR_DIVISION: Final = "360898"
"""Both division codes are absent from the national list, so no credit code can be a real firm's."""

INDUSTRIES: Final = {
    Industry.ELECTRONICS: 102,
    Industry.NEW_MATERIALS: 66,
    Industry.FOOD: 60,
    Industry.EQUIPMENT_OTHER: 72,
}
OTHER_TOWNSHIPS: Final = (18, 15, 13, 11, 10, 9, 8, 6, 5, 4, 3, 3, 3)
PARK: Final = 138
SEAT: Final = 54

RESEARCH: Final = {
    Research.BELOW_CAP: 96,
    Research.AT_CAP: 22,
    Research.SHORT_NEARLY: 9,
    Research.SHORT: 9,
    Research.FELL_NEARLY: 12,
    Research.FELL: 28,
    Research.UNKNOWN: 12,
    Research.NONE: 103,
    Research.NO_YEAR: 9,
}
BELOW_CAP_SUM_WAN: Final = 15_400

DUTIES: Final = {
    Duty.HNTE_AUGUST_2022: 3,
    Duty.HNTE_NOVEMBER_2022: 14,
    Duty.HNTE_NEW_2023: 11,
    Duty.HNTE_RENEWED_2023: 9,
    Duty.HNTE_NEW_2024: 11,
    Duty.HNTE_AGAIN_2024: 2,
    Duty.HNTE_RENEWED_2024: 6,
    Duty.HNTE_MOVED_IN: 1,
    Duty.REVOKED: 1,
    Duty.LAPSED_2024_WRONG_STAGE: 1,
    Duty.LAPSED_2024: 1,
    Duty.LAPSED_2023: 2,
    Duty.LAPSED_2023_LEFT: 1,
    Duty.CULTIVATED_FULL: 2,
    Duty.CULTIVATED_NEAR_RESEARCH: 3,
    Duty.CULTIVATED_NEAR_INCOME: 3,
    Duty.CULTIVATED_NEAR_STAFF: 3,
    Duty.CULTIVATED_REFUSED: 37,
    Duty.CULTIVATED_UNKNOWN: 1,
    Duty.RESERVE: 84,
    Duty.OUTSIDE: 104,
}
"""Firms in the county by duty: 57 hold the certificate, 52 are cultivated, 2 stand in a wrong stage."""

RESERVE_WITHOUT_RESEARCH: Final = 12
OUTSIDE_WITH_RESEARCH: Final = 4

FOUNDED_2025: Final = 9
FOUNDED_LATE_2024: Final = 12
"""After 2024-06-10, so younger than a year."""
FOUNDED_EARLY_2024: Final = 6
FOUNDED_2023_WITH_RESEARCH: Final = 6
FOUNDED_2023_WITHOUT: Final = 8

REVENUE_MEDIAN_WAN: Final = 3_200
REVENUE_SIGMA: Final = 1.25
ABOVE_4_YI: Final = 6
INTENSITY_A: Final = 1.8
INTENSITY_B: Final = 33.0
STAFF_CORRELATION: Final = 0.65
GROWTH_KNOTS: Final = (
    (0.0, -0.50),
    (0.10, -0.23),
    (0.25, -0.04),
    (0.50, 0.12),
    (0.75, 0.30),
    (0.90, 0.56),
    (1.0, 1.05),
)
"""Quantiles of the revenue growth of 2024 among firms registered before 2023."""

EXPORTERS_2024: Final = 58
NULL_SHARE_PCT: Final = 4

SME_NUMBERS: Final = {2022: (27, 41), 2023: (35, 51), 2024: (41, 63), 2025: (24, 37)}
"""科技型中小企业 numbers per year: with a valid HNTE certificate beside it, and without."""
SPECIALISED: Final = {2022: 9, 2023: 5, 2024: 5}
"""专精特新 titles granted per year."""
GAZELLE_LIST: Final = 16
"""The county's gazelle list: 1 recognised in 2024, 3 nearly, 12 refused by compound growth 2022-2024."""
