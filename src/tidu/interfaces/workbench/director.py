"""What stands beside a director's targets: texts and drafts that wait for a decision, and the fund as one bar."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import URLPattern, path, reverse

from tidu.domain.funds import queries as funds
from tidu.domain.rulebook import queries as rulebook
from tidu.domain.rulebook.vocabulary import DraftState
from tidu.foundation.actors import Role
from tidu.interfaces.kit.doors import door
from tidu.interfaces.kit.pages import Page
from tidu.interfaces.kit.roles import Roles
from tidu.reporting.manuscripts import queries as manuscripts
from tidu.reporting.vocabulary import ManuscriptState

DIRECTORS: Roles = frozenset({Role.BUREAU_DIRECTOR})
WAITING = (ManuscriptState.SECTION_SIGNED, ManuscriptState.DIRECTOR_SIGNED)
"""Texts that wait for a director: to be signed, or to be released."""


@dataclass(frozen=True)
class FundBar:
    """A year of the fund drawn: lengths in hundredths of what the year has, and its sums in fen with their doors."""

    account: funds.Account

    @property
    def paid(self) -> str:
        """How long the paid part is."""
        return self._length(self.account.paid)

    @property
    def spoken_for(self) -> str:
        """How far the paid and the reserved part reach together."""
        return self._length(self.account.paid + self.account.reserved)

    @property
    def sums(self) -> list[tuple[str, int, str]]:
        """Return what the year has, paid, holds and has left, each with the page of its figure."""
        told = (
            ("可用", self.account.available, "fund_available"),
            ("拨付", self.account.paid, "fund_paid"),
            ("占用（已安排未拨付）", self.account.reserved, "fund_reserved"),
            ("结余", self.account.left, "fund_left"),
        )
        return [(label, fen, f"{door('figure', code)}?year={self.account.year}") for label, fen, code in told]

    def _length(self, fen: int) -> str:
        whole = self.account.available
        return f"{float(min(Fraction(fen * 100, whole), Fraction(100))):.1f}" if whole > 0 else "0"


class DirectorToday(Page):
    """The decisions that wait with the bureau's leaders, and the fund."""

    title = "待签批的和资金"
    section = "home"
    roles = DIRECTORS
    template_name = "workbench/homes/director_today.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what waits and the year's account: four statements."""
        year = self.as_of.on.year
        account = funds.account(year, self.as_of)
        texts = [one for one in manuscripts.under_way() if one.state in WAITING]
        return {
            "trail": [("首页", reverse("home"))],
            "year": year,
            "fund": FundBar(account) if account else None,
            "texts": texts,
            "drafts": rulebook.drafts().filter(state=DraftState.SUBMITTED),
        }


urlpatterns: list[URLPattern] = [path("today/", DirectorToday.as_view(), name="director-today")]
