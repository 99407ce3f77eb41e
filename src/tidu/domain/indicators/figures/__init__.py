"""Figures of our county's published indicators, of parts of the county beside its totals, and of ranks among peers."""

from __future__ import annotations

from tidu.domain.indicators.figures import _published, _ranks, _shares

__all__ = ["declare"]


def declare() -> None:
    """Register them."""
    _published.declare()
    _shares.declare()
    _ranks.declare()
