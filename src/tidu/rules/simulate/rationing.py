"""Three ways of sharing out money that does not suffice. Parts always sum to what is shared out, to the fen.

The remainder of a proportional share goes by largest remainder: everybody gets the whole fen of the exact share, and
the fen that are left go one each to the largest fractions cut off, ties in the order of the claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


class UnableToRation(ValueError):
    """Raised for claims or money that cannot be shared out; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Claim:
    """What a firm is entitled to, in fen."""

    key: str
    amount: int


def first_come(claims: Sequence[Claim], available: int) -> dict[str, int]:
    """Return what each gets, in fen, when the claims are paid in their order until the money is spent.

    The claim that no longer fits gets what is left.
    """
    _check(claims, available)
    left, shares = available, {}
    for claim in claims:
        shares[claim.key] = min(claim.amount, left)
        left -= shares[claim.key]
    return shares


def by_score(
    claims: Sequence[Claim], scores: Mapping[str, int | Fraction | None], available: int
) -> dict[str, int]:
    """Return what each gets when the highest scores are paid first, ties in the order of the claims.

    Raises UnableToRation where a score is missing: nobody is put last for want of data.
    """
    _check(claims, available)
    missing = [claim.key for claim in claims if scores.get(claim.key) is None]
    if missing:
        raise UnableToRation(
            f"{len(missing)} 户没有评分，不能按分排序：{'、'.join(missing[:5])}。请先补齐评分。"
        )
    ranked = sorted(claims, key=lambda claim: -Fraction(scores[claim.key] or 0))
    shares = first_come(ranked, available)
    return {claim.key: shares[claim.key] for claim in claims}


def tied_at_the_cut(
    claims: Iterable[Claim], scores: Mapping[str, int | Fraction | None], shares: Mapping[str, int]
) -> tuple[str, ...]:
    """Return the claims of one score of which some are paid in full and some are not: their order decides money.

    Claims of nought fen decide nothing. Empty where every score is paid in full or, if the money ends inside it,
    belongs to one claim alone.
    """
    alike: dict[Fraction, list[Claim]] = {}
    for claim in claims:
        if claim.amount:
            alike.setdefault(Fraction(scores[claim.key] or 0), []).append(claim)
    for tied in alike.values():
        paid = sum(shares[claim.key] for claim in tied)
        if len(tied) > 1 and 0 < paid < sum(claim.amount for claim in tied):
            return tuple(claim.key for claim in tied)
    return ()


def pro_rata(claims: Sequence[Claim], available: int) -> dict[str, int]:
    """Return what each gets when all are cut in the same proportion; nobody gets more than the claim."""
    _check(claims, available)
    whole = sum(claim.amount for claim in claims)
    if whole <= available:
        return {claim.key: claim.amount for claim in claims}
    shares = {claim.key: claim.amount * available // whole for claim in claims}
    cut_off = {claim.key: claim.amount * available % whole for claim in claims}
    left = available - sum(shares.values())
    for key in sorted(cut_off, key=lambda key: -cut_off[key])[:left]:
        shares[key] += 1
    return shares


def _check(claims: Iterable[Claim], available: int) -> None:
    seen: set[str] = set()
    if available < 0:
        raise UnableToRation("可用金额小于 0。请核对预算和已占用的金额。")
    for claim in claims:
        if claim.amount < 0:
            raise UnableToRation(f"{claim.key} 的金额小于 0。请核对。")
        if claim.key in seen:
            raise UnableToRation(f"{claim.key} 出现两次。请先合并。")
        seen.add(claim.key)
