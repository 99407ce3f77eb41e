"""What people said beside the lights of targets, with name and moment; it never changes a light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from tidu.domain.targets.models import LightRemark, Target
from tidu.foundation.clock import AsOf


@dataclass(frozen=True)
class Remark:
    """What was said beside a light, by whom and when."""

    text: str
    by_name: str
    at: datetime


def remarked(as_of: AsOf) -> dict[str, Any]:
    """Return what to annotate targets with, so that `remark_of` needs no question of its own."""
    standing = LightRemark.objects.known_at(as_of.known_at).filter(
        figure_code=OuterRef("figure_code"), due_on=OuterRef("due_on")
    )
    return {
        "remark_text": Subquery(standing.values("text")[:1]),
        "remark_by": Subquery(standing.values("source_line__batch__loaded_by_name")[:1]),
        "remark_at": Subquery(standing.values("recorded_at")[:1]),
    }


def remark_of(target: Target) -> Remark | None:
    """Return what stands beside the light of a target that was annotated; None where nothing does."""
    if not getattr(target, "remark_text", ""):
        return None
    return Remark(target.remark_text, target.remark_by, target.remark_at)  # type: ignore[attr-defined]


def find_remark(figure_code: str, due_on: date) -> LightRemark | None:
    """Return the remark that stands beside a light now, with who wrote it; None where none was ever written."""
    known = LightRemark.objects.known_at(None).filter(figure_code=figure_code, due_on=due_on)
    found: LightRemark | None = known.select_related("source_line__batch").first()
    return found


def remark_version(figure_code: str, due_on: date, pk: int) -> LightRemark | None:
    """Return one version of what was said beside a light, standing or not; None where it is of another target."""
    found: LightRemark | None = LightRemark.objects.filter(
        figure_code=figure_code, due_on=due_on, pk=pk
    ).first()
    return found
