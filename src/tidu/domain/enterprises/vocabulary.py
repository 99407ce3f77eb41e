"""Words of the enterprise register."""

from __future__ import annotations

from datetime import timedelta

from django.db import models


class Industry(models.TextChoices):
    """The county's four industry groups."""

    ELECTRONICS = "ELECTRONICS", "电子信息"
    NEW_MATERIALS = "NEW_MATERIALS", "新材料"
    FOOD = "FOOD", "食品与农产品加工"
    EQUIPMENT_OTHER = "EQUIPMENT_OTHER", "装备及其他"


class LifeState(models.TextChoices):
    """Whether the legal entity exists."""

    ACTIVE = "ACTIVE", "存续"
    CLOSED = "CLOSED", "注销"


class EventKind(models.TextChoices):
    """What can happen to a firm in its life, as an officer enters it."""

    RENAMED = "RENAMED", "更名"
    MOVED = "MOVED", "迁移"
    CLOSED = "CLOSED", "注销"
    ABSORBED = "ABSORBED", "被吸收合并"
    SPLIT_OFF = "SPLIT_OFF", "派生分立"
    SPLIT_UP = "SPLIT_UP", "解散分立"
    GRANTED = "GRANTED", "首次认定"
    RENEWED = "RENEWED", "重新认定"
    LAPSED = "LAPSED", "期满未续"
    REVOKED = "REVOKED", "撤销资格"
    DUPLICATE = "DUPLICATE", "并入重复登记"
    REVERSED = "REVERSED", "撤销误录事项"


class HistoryKind(models.TextChoices):
    """What of a firm's past a merger or split may hand on; where each goes is stated, never guessed."""

    YEARS = "YEARS", "历年年度数据"
    TITLES = "TITLES", "资质称号"
    INTELLECTUAL_PROPERTY = "INTELLECTUAL_PROPERTY", "知识产权"
    POOL = "POOL", "培育记录"
    AWARDS = "AWARDS", "奖补记录"


class MatchKind(models.TextChoices):
    """How a name of a list is found in the register."""

    CURRENT = "CURRENT", "现名相同"
    FORMER = "FORMER", "曾用名"
    CLOSE = "CLOSE", "相近，请核对"
    NONE = "NONE", "没有找到"


class FactsStatus(models.TextChoices):
    """How final a year's facts are."""

    PRELIMINARY = "PRELIMINARY", "初步"
    FINAL = "FINAL", "终核"


class RecognitionKind(models.TextChoices):
    """Titles a firm can hold."""

    SME_NUMBER = "SME_NUMBER", "科技型中小企业"
    HNTE = "HNTE", "高新技术企业"
    SPECIALISED_SME = "SPECIALISED_SME", "专精特新中小企业"
    GAZELLE = "GAZELLE", "瞪羚企业"
    UNICORN = "UNICORN", "独角兽企业"


TECH_ENTERPRISE_KINDS = (
    RecognitionKind.SME_NUMBER,
    RecognitionKind.HNTE,
    RecognitionKind.GAZELLE,
    RecognitionKind.UNICORN,
)
"""科技型企业 = any of these valid; 专精特新 alone does not count."""


class GrantKind(models.TextChoices):
    """How a recognition was won."""

    NEW = "NEW", "首次认定"
    RENEWED = "RENEWED", "重新认定"


class EndKind(models.TextChoices):
    """Why a recognition ended before its own last day."""

    NONE = "", "—"
    REVOKED = "REVOKED", "撤销"


ANSWERS_LAST = timedelta(days=365)
"""How long a compliance check or a firm's own answer speaks for it; an older one says nothing about today."""


class CheckKind(models.TextChoices):
    """What a compliance check looked for (合规核查)."""

    MAJOR_INCIDENT = "MAJOR_INCIDENT", "重大安全、重大质量事故或严重环境违法"
    ABNORMAL_OR_DISHONEST = "ABNORMAL_OR_DISHONEST", "经营异常名录或严重违法失信名单"
    RESTRICTED_PRODUCTS = "RESTRICTED_PRODUCTS", "禁止、限制、淘汰类产品"


MONEY_FACTS: dict[str, str] = {
    "revenue_fen": "销售收入",
    "total_income_fen": "总收入（收入总额减不征税收入）",
    "hightech_income_fen": "高新技术产品（服务）收入",
    "rd_statistical_fen": "R&D经费内部支出（统计口径）",
    "rd_book_fen": "研发费用（账面）",
    "rd_hnte_fen": "研究开发费用（高企口径）",
    "rd_hnte_domestic_fen": "其中：境内研究开发费用（高企口径）",
    "rd_deductible_fen": "研发费用（加计扣除口径）",
    "total_cost_fen": "成本费用总额",
    "net_profit_fen": "净利润",
    "tax_paid_fen": "实缴税费",
    "total_assets_fen": "资产总额",
    "net_assets_fen": "净资产",
    "total_liabilities_fen": "负债总额",
}
"""Yearly money facts, field -> official label; stored in fen, signed."""

COUNT_FACTS: dict[str, str] = {
    "staff_average": "职工总数（全年月平均）",
    "tech_staff": "科技人员数",
    "rd_staff": "研发人员数",
    "ip_class1": "Ⅰ类知识产权数（年末有效）",
    "ip_class2": "Ⅱ类知识产权数（年末有效）",
}
"""Yearly counts, field -> official label."""

PERSONAL_FIELDS = frozenset({"contact_name", "contact_phone"})
"""Fields about a person: shown only where seeing them is written down, never by the page of a value."""

EXPORTS_FIELD = "exports_usd_cents"
EXPORTS_LABEL = "出口额（海关口径，美元）"

DIRECT_ROUTES: tuple[tuple[str, str, str], ...] = (
    ("science_award_5y", "science_award", "science_award_on"),
    ("provincial_rd_institution", "provincial_rd_institution", ""),
    ("led_standard_5y", "led_standard", "led_standard_on"),
)
"""Direct routes to the 科技型中小企业 evaluation: the fact, the register's answer, and the day it rests on, if any.

The register keeps "ever" and the latest day instead of "within five years": a day stays true while years pass, a
ticked box would go on saying yes when the five years are over.
"""

CLOSED_IN_WORDS = "已注销：不再计入统计，也不再判断政策和申报条件。登记、历年数据和经过都保留。"

CORRECTABLE: dict[str, frozenset[str]] = {
    "YearlyFacts": frozenset({*MONEY_FACTS, *COUNT_FACTS, EXPORTS_FIELD}),
    "Profile": frozenset(
        {
            "registered_on",
            "industry",
            "closed_on",
            "resident_enterprise",
            "in_hightech_field",
            "above_scale",
            "science_award",
            "science_award_on",
            "provincial_rd_institution",
            "led_standard",
            "led_standard_on",
            "address",
        }
    ),
    "NameRecord": frozenset({"name"}),
    "PlaceRecord": frozenset({"place_id"}),
    "Recognition": frozenset({"certificate_number", "valid_until_on"}),
    "ComplianceCheck": frozenset({"found"}),
}
"""Record -> its fields that a firm may ask to have corrected; fields about a person are changed elsewhere."""
