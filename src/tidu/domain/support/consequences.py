"""What taking a batch back would leave without a firm: dealings with firms that only this batch registered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count

from tidu.domain.corrections.models import Correction
from tidu.domain.enterprises import queries as enterprises
from tidu.domain.enterprises.models import Profile
from tidu.domain.pool import queries as pool
from tidu.domain.support.models import Ticket, Visit
from tidu.foundation.clock import AsOf
from tidu.foundation.intake import consequences
from tidu.foundation.intake.consequences import After, Change, Consequence, consequence
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import SourceBatch

COUNTED: tuple[tuple[Any, str], ...] = (
    (Ticket, "难题工单 {} 件"),
    (Visit, "走访 {} 次"),
    (Correction, "更正申请 {} 件"),
)
GONE = "没有登记，企业页打不开；这些记录仍在"


def declare() -> None:
    """Register the witness."""
    consequences.register(dealings)


def dealings(batch: SourceBatch, as_of: AsOf) -> After:
    """Name afterwards the firms without any register entry with which the county has been dealing."""
    registered = {entry.enterprise_id for entry in provenance.versions_of_batch(Profile, batch)}
    told = _dealings_with(registered, as_of)
    firms = enterprises.population_with(told, as_of).firms

    def after() -> Consequence | None:
        stay = Profile.objects.known_at(None).filter(enterprise__in=list(told))
        gone = told.keys() - set(stay.values_list("enterprise_id", flat=True))
        changes = [Change(firms[pk].name_on(as_of.on), "、".join(told[pk]), GONE) for pk in gone]
        return consequence("将没有登记的企业", sorted(changes, key=lambda change: change.label))

    return after


def _dealings_with(firms: Collection[int], as_of: AsOf) -> dict[int, list[str]]:
    """Return in words what there is of some firms; a firm with which nothing was done is absent."""
    told: dict[int, list[str]] = defaultdict(list)
    for part in provenance.chunks(sorted(firms)):
        for member in pool.members_on(as_of).filter(enterprise__in=part):
            told[member.enterprise_id].append(f"培育库（{member.get_stage_display()}）")
        for model, words in COUNTED:
            found = model.objects.filter(enterprise__in=part).order_by().values_list("enterprise_id")
            for pk, count in found.annotate(Count("pk")):
                told[pk].append(words.format(count))
    return dict(told)
