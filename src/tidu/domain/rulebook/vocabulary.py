"""Words of the rulebook: who tries out reforms, which money a rule is paid from, how firms are grouped."""

from __future__ import annotations

from typing import Final

from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.accounts.vocabulary import Role

RULE_USES: Final[dict[str, FundUse]] = {"qinglan.rd_subsidy": FundUse.RD_SUBSIDY}
"""The use of the fund that a rule's money is paid from; a rule that is not here is no charge on the fund."""

POLICY_AUTHORS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Who tries out reforms and keeps them as scenarios."""

GROUPS: Final[dict[str, str]] = {"place": "属地", "industry": "产业", "scale": "规模"}
"""Ways of grouping firms: the column of the population and its Chinese name."""

ABOVE_SCALE: Final = "规模以上"
BELOW_SCALE: Final = "规模以下"

RECHECK_AFTER_DAYS: Final = 180
"""A parameter whose source was last looked at longer ago is due for another look."""

ENDING_WITHIN_DAYS: Final = 90
"""A rule or value that ends within so many days needs a successor."""
