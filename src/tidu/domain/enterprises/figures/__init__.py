"""Figures that the register publishes: who holds which title, how that changed, and what firms spend on R&D."""

from __future__ import annotations

from tidu.domain.enterprises.figures import _counts, _flows, _money
from tidu.domain.enterprises.figures._answers import whole_register
from tidu.foundation.figures import registry

__all__ = ["declare", "whole_register"]


def declare() -> None:
    """Register them."""
    for figure in (*_counts.FIGURES, *_flows.FIGURES, *_money.FIGURES):
        registry.register(figure)
