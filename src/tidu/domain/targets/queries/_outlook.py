"""What the counts behind targets can be on later days: titles of firms, or platforms; each register is read once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from tidu.domain.enterprises.queries import Population
from tidu.domain.platforms import queries as platforms_queries
from tidu.domain.platforms.queries import PlatformOutlook, PlatformRegister
from tidu.domain.platforms.vocabulary import COUNTED
from tidu.domain.pool import queries as pool_queries
from tidu.domain.pool.queries import Prospects
from tidu.domain.targets.models import Target
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Question
from tidu.foundation.figures.shared import Shared

Expected = Prospects | PlatformOutlook | None
"""What a count can be on a target's day; None for a figure of which nobody can say it."""


class Outlooks:
    """The registers as known at one moment, read when first asked for, and what the counts in them can become."""

    def __init__(self, as_of: AsOf) -> None:
        self.as_of = as_of
        self.shared = Shared()
        self.firms = self.shared.once(Population, as_of.known_at)

    @cached_property
    def platforms(self) -> PlatformRegister:
        """The register of platforms; one query."""
        return self.shared.once(platforms_queries.register_at, self.as_of.known_at)

    def question(self, as_of: AsOf) -> Question:
        """Return the question about a figure's value on a day, with the register that it counts."""
        return Question(as_of=as_of, shared=self.shared)

    def of(self, targets: Iterable[Target]) -> dict[tuple[str, date], Expected]:
        """Return what each target's count can be on its day."""
        asked = [(one.figure_code, one.due_on) for one in targets]
        on = self.as_of.on
        titles = [one for one in asked if one[0] not in COUNTED]
        found: dict[tuple[str, date], Expected] = {**pool_queries.prospects_many(titles, self.firms, on)}
        for code, due_on in asked:
            if code in COUNTED:
                found[code, due_on] = platforms_queries.outlook(self.platforms, COUNTED[code], on, due_on)
        return found
