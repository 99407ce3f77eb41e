"""The letters that tell a firm why policies refuse it, with the payments behind an award that is paid once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tidu.domain.funds import queries as fund_queries
from tidu.domain.funds.vocabulary import AWARD_FACTS
from tidu.domain.rulebook.queries._policies import Offer
from tidu.foundation.clock import AsOf
from tidu.rules import explain
from tidu.rules.explain import Letter
from tidu.rules.model.standing import Standing


def letters_for(
    enterprise_id: int, offers: Iterable[Offer], as_of: AsOf, *, addressee: str, office: str
) -> dict[str, Letter]:
    """Return a letter for each policy that refuses a firm, by the rule's code; asks for its payments once."""
    facts = {use: fact for fact, use in AWARD_FACTS.items()}
    evidence: dict[str, list[str]] = defaultdict(list)
    for payment in fund_queries.payments_to(enterprise_id, as_of):
        evidence[facts[payment.use]].append(f"{payment.use.label}：{payment.in_words}")
    return {
        offer.rule.code: explain.refusal(offer.verdict, addressee=addressee, office=office, evidence=evidence)
        for offer in offers
        if offer.standing is Standing.REFUSED
    }
