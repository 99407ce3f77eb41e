"""How unevenly money is spread over those who get any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

TENTH = 10


@dataclass(frozen=True)
class Concentration:
    """Shares of the money, exact. `top` firms, a tenth of the `firms` that get money, rounded up, get `top_share`.

    `gini` is 0 where all get the same and tends to 1 where one gets everything.
    """

    firms: int
    top: int
    top_share: Fraction
    gini: Fraction


def concentration(amounts: Iterable[int]) -> Concentration | None:
    """Return how concentrated amounts in fen are over those above nought, None where nobody gets any."""
    paid = sorted(amount for amount in amounts if amount > 0)
    if not paid:
        return None
    count, whole = len(paid), sum(paid)
    top = -(-count // TENTH)
    weighed = sum(place * amount for place, amount in enumerate(paid, start=1))
    return Concentration(
        firms=count,
        top=top,
        top_share=Fraction(sum(paid[-top:]), whole),
        gini=Fraction(2 * weighed, count * whole) - Fraction(count + 1, count),
    )
