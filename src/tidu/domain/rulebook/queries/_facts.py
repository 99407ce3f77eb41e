"""What the rules know of firms: the register's facts, and which one-off awards the fund has paid them."""

from __future__ import annotations

from collections.abc import Collection

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.queries import Population
from tidu.domain.funds import queries as fund_queries
from tidu.foundation.clock import AsOf
from tidu.rules import Facts


def facts_for(
    enterprise_ids: Collection[int], as_of: AsOf, reading: Population | None = None
) -> dict[int, Facts]:
    """Return the facts of each firm on a day, in five queries whatever their number; `reading` holds firms at hand."""
    firms = reading or enterprises_queries.population_with(enterprise_ids, as_of)
    registered = firms.facts(enterprise_ids, as_of.on)
    paid = fund_queries.award_facts(enterprise_ids, as_of)
    return {key: Facts({**known.scalars, **paid[key]}, known.years) for key, known in registered.items()}
