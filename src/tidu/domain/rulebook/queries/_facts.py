"""What the rules know of firms: the register's facts, and which one-off awards the fund has paid them."""

from __future__ import annotations

from collections.abc import Collection

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.funds import queries as fund_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Facts


def facts_for(enterprise_ids: Collection[int], as_of: AsOf) -> dict[int, Facts]:
    """Return the facts of each firm on a day, in five queries whatever their number."""
    registered = enterprises_queries.facts_for(enterprise_ids, as_of)
    paid = fund_queries.award_facts(enterprise_ids, as_of)
    return {key: Facts({**known.scalars, **paid[key]}, known.years) for key, known in registered.items()}
