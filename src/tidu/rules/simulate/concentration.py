"""How unevenly money is spread over those who get any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

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


def concentration(amounts: Sequence[int] | pl.Series) -> Concentration | None:
    """Return how concentrated amounts in fen are over those above nought, None where nobody gets any."""
    # 128 bits: the places of a million firms times the largest sums go beyond 64.
    paid = pl.Series("paid", amounts, dtype=pl.Int64).sort().cast(pl.Int128)
    paid = paid.filter(paid > 0)
    if not len(paid):
        return None
    count, whole = len(paid), int(paid.sum())
    top = -(-count // TENTH)
    weighed = int((pl.int_range(1, count + 1, dtype=pl.Int128, eager=True) * paid).sum())
    return Concentration(
        firms=count,
        top=top,
        top_share=Fraction(int(paid.tail(top).sum()), whole),
        gini=Fraction(2 * weighed, count * whole) - Fraction(count + 1, count),
    )
