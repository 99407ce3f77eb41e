"""What the fund is spent on, and who keeps its books."""

from __future__ import annotations

from typing import Final

from django.db import models

from tidu.foundation.accounts.vocabulary import Role


class FundUse(models.TextChoices):
    """What money of the fund is for. A year that was kept as one sum is UNDIVIDED."""

    RD_SUBSIDY = "RD_SUBSIDY", "企业研发费用补助"
    HNTE_NEW = "HNTE_NEW", "高新技术企业首次认定奖励"
    HNTE_AGAIN = "HNTE_AGAIN", "高新技术企业重新认定奖励"
    PLATFORM = "PLATFORM", "创新平台奖励"
    GAZELLE = "GAZELLE", "瞪羚企业奖励"
    CONTRACT = "CONTRACT", "技术合同补助"
    TENANCY = "TENANCY", "孵化载体房租补助"
    TALENT = "TALENT", "人才住房补助"
    UNDIVIDED = "UNDIVIDED", "未分用途"


AWARD_FACTS: Final[dict[str, FundUse]] = {
    "hnte_new_award_paid": FundUse.HNTE_NEW,
    "hnte_again_award_paid": FundUse.HNTE_AGAIN,
    "gazelle_award_paid": FundUse.GAZELLE,
}
"""Awards a firm gets once: the fact that says it had this one, and the use that it was paid under."""

AWARD_VALUES: Final = ("amount_fen", "paid_on", "document")
"""What a firm may say is wrong of an award it was paid: the sum first, and with it whether it was paid at all."""

NEVER_PAID: Final = "没有领过这笔奖励"

FUND_KEEPERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who sets a year's budget and reserves its money."""
