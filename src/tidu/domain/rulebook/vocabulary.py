"""Words of the rulebook: who tries out reforms, which money a rule is paid from, how firms are grouped."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from django.db import models

from tidu.domain.funds.vocabulary import FundUse
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class PolicyState(StrEnum):
    """Whether a policy is in force on a day."""

    IN_FORCE = "IN_FORCE"
    EXPIRED = "EXPIRED"
    UPCOMING = "UPCOMING"

    @property
    def label(self) -> str:
        """Chinese word for the state."""
        return {
            PolicyState.IN_FORCE: "在用",
            PolicyState.EXPIRED: "已失效",
            PolicyState.UPCOMING: "尚未生效",
        }[self]

    @classmethod
    def of(cls, valid_from_on: date, valid_until_on: date | None, on: date) -> PolicyState:
        """Return the state on a day of a document in force on [valid_from_on, valid_until_on)."""
        if on < valid_from_on:
            return cls.UPCOMING
        return cls.IN_FORCE if valid_until_on is None or on < valid_until_on else cls.EXPIRED


RULE_USES: Final[dict[str, FundUse]] = {
    "qinglan.rd_subsidy": FundUse.RD_SUBSIDY,
    "qinglan.hnte_new": FundUse.HNTE_NEW,
    "qinglan.hnte_again": FundUse.HNTE_AGAIN,
    "qinglan.platform": FundUse.PLATFORM,
    "qinglan.gazelle_award": FundUse.GAZELLE,
    "qinglan.contract": FundUse.CONTRACT,
    "qinglan.tenancy": FundUse.TENANCY,
    "qinglan.talent": FundUse.TALENT,
}
"""The use of the fund that a rule's money is paid from; a rule that is not here is no charge on the fund."""

POLICY_AUTHORS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR, Role.COUNTY_LEADER})
"""Who tries out reforms and keeps them as scenarios."""

INTERNAL: Final = ("pool.",)
"""How the codes of rules begin by which officers keep their own lists: they offer a firm nothing."""


class BenefitKind(StrEnum):
    """What a firm gets from a policy."""

    MONEY = "MONEY"
    TITLE = "TITLE"
    TAX = "TAX"

    @property
    def label(self) -> str:
        """Chinese word for the kind."""
        return {BenefitKind.MONEY: "资金", BenefitKind.TITLE: "称号", BenefitKind.TAX: "税收"}[self]


PARTS: Final = frozenset(
    {"hnte.rd_total", "hnte.score", "tax.rd_base", "tax.small_profit", "tax.income_tax", "sme.entry"}
)
"""Rules that compute a part of another matter, or its paper work: a firm gets nothing by them alone."""

ELSEWHERE: Final = ("gazelle.", "unicorn.")
"""How the codes of rules begin that other regions or reports go by: told for comparison, offered to nobody here."""

TITLES_HELD: Final[dict[str, str]] = {
    "hnte.gates": "hnte_valid",
    "sme.score": "sme_number_valid",
    "qinglan.gazelle": "gazelle_valid",
}
"""Rule of a title -> the fact that the firm holds it already."""

GROUPS: Final[dict[str, str]] = {"place": "属地", "industry": "产业", "scale": "规模"}
"""Ways of grouping firms: the column of the population and its Chinese name."""

ABOVE_SCALE: Final = "规模以上"
BELOW_SCALE: Final = "规模以下"

RECHECK_AFTER_DAYS: Final = 180
"""A parameter whose source was last looked at longer ago is due for another look."""

NEW_WITHIN_DAYS: Final = 30
"""A version that began, or was published, at most so many days ago is told to the firms it fits."""

ENDING_WITHIN_DAYS: Final = 90
"""A rule or value that ends within so many days needs a successor."""


class DoubtGround(models.TextChoices):
    """Why a clause or value of a policy has to be looked at again."""

    OPEN = "OPEN", "来源待核"
    UNCHECKED = "UNCHECKED", f"超过 {RECHECK_AFTER_DAYS} 天没有复核"
    ENDING = "ENDING", f"{ENDING_WITHIN_DAYS} 天内失效"
    ARTICLES = "ARTICLES", "条款序号未复核"


class RationingWay(models.TextChoices):
    """How money that does not suffice is shared out."""

    FIRST_COME = "FIRST_COME", "先到先得"
    BY_SCORE = "BY_SCORE", "按分"
    PRO_RATA = "PRO_RATA", "按比例"


class ShareOutcome(models.TextChoices):
    """What a firm has of its entitlement after money was shared out."""

    FULL = "FULL", "全额"
    PART = "PART", "部分"
    NOTHING = "NOTHING", "分不到"


class DraftState(models.TextChoices):
    """Where a draft of a policy stands."""

    DRAFTING = "DRAFTING", "起草"
    SUBMITTED = "SUBMITTED", "送审"
    RETURNED = "RETURNED", "退回"
    PUBLISHED = "PUBLISHED", "发布"
    WITHDRAWN = "WITHDRAWN", "撤回"


EDITABLE: Final = frozenset({DraftState.DRAFTING, DraftState.RETURNED})
"""States in which the author still writes."""

CLOSED: Final = frozenset({DraftState.PUBLISHED, DraftState.WITHDRAWN})
"""States in which nothing more happens; another draft of the same rule may be opened."""

DRAFTERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who drafts policies."""

PUBLISHERS: Final = frozenset({Role.BUREAU_DIRECTOR})
"""Who publishes or returns what somebody else has drafted."""

DRAFT_STEPS: Final = TransitionTable(
    name="政策草稿",
    labels={str(state.value): str(state.label) for state in DraftState},
    transitions=(
        Transition("submit", "送审", DraftState.DRAFTING, DraftState.SUBMITTED, DRAFTERS),
        Transition("submit", "再次送审", DraftState.RETURNED, DraftState.SUBMITTED, DRAFTERS),
        Transition(
            "return", "退回", DraftState.SUBMITTED, DraftState.RETURNED, PUBLISHERS, needs_reason=True
        ),
        Transition("publish", "发布", DraftState.SUBMITTED, DraftState.PUBLISHED, PUBLISHERS),
        *(
            Transition("withdraw", "撤回", state, DraftState.WITHDRAWN, DRAFTERS, needs_reason=True)
            for state in (DraftState.DRAFTING, DraftState.SUBMITTED, DraftState.RETURNED)
        ),
    ),
)


class FairStandard(models.TextChoices):
    """What a fair competition review has to look at (公平竞争审查条例, 国务院令第783号)."""

    REGISTRATION = "REGISTRATION", "与企业登记地、住所地挂钩"
    LOCAL_TAX = "LOCAL_TAX", "与对本地的税收等经济贡献挂钩"
    CHOSEN_FIRMS = "CHOSEN_FIRMS", "限定或变相限定特定企业"


class FairConclusion(models.TextChoices):
    """What a fair competition review comes to."""

    CLEAR = "CLEAR", "不影响公平竞争，可以出台"
    EXCEPTION = "EXCEPTION", "有影响，适用例外规定，可以出台"
    UNFIT = "UNFIT", "有影响，不得出台"
