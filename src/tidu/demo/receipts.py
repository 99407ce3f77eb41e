"""Decisions kept in the demo: what the R&D subsidy said of some firms on the as-of day, to be replayed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.rulebook import operations
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

RULE: Final = "qinglan.rd_subsidy"
FIRMS: Final = 6


def keep(as_of: AsOf, *, by: Actor, now: datetime) -> None:
    """Keep the decision about the first firms of the register, whatever it says of each."""
    for enterprise in Enterprise.objects.order_by("pk")[:FIRMS]:
        operations.record_decision(
            rule_code=RULE,
            enterprise=enterprise,
            purpose=f"{as_of.on.year} 年度补助预审",
            as_of=as_of,
            by=by,
            now=now,
        )
