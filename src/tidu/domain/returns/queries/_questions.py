"""The register of questions: what was asked of whom within a year, and how much a township or firm had to fill in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from tidu.domain.returns.models import AskedFirm, OutgoingReturn
from tidu.domain.returns.vocabulary import ASKED_ONCE_WITHIN, ReturnState


@dataclass(frozen=True)
class AskedBefore:
    """A return within the last year that put some of the same questions to some of the same firms."""

    outgoing: OutgoingReturn
    fields: tuple[str, ...]
    firms: int


@dataclass(frozen=True)
class Burden:
    """What one place, or all firms together, were asked since a day: returns, and values to fill in."""

    name: str
    returns: int
    values: int


def asked_before(
    *, year: int, fields: Collection[str], enterprise_ids: Collection[int], on: date
) -> list[AskedBefore]:
    """Return the returns within a year before `on` that asked the same of the same firms: the newest first."""
    recent = OutgoingReturn.objects.filter(year=year, issued_on__gt=on - ASKED_ONCE_WITHIN)
    same = {
        one.pk: (one, shared)
        for one in recent.exclude(state=ReturnState.WITHDRAWN).order_by("-issued_on", "-pk")
        if (shared := tuple(name for name in fields if name in one.fields))
    }
    wanted = set(enterprise_ids)
    asked = AskedFirm.objects.filter(addressee__outgoing_id__in=list(same))
    firms: dict[int, set[int]] = defaultdict(set)
    for outgoing_id, enterprise_id in asked.values_list("addressee__outgoing_id", "enterprise_id"):
        if enterprise_id in wanted:
            firms[outgoing_id].add(enterprise_id)
    return [AskedBefore(one, shared, len(firms[pk])) for pk, (one, shared) in same.items() if firms[pk]]


def burdens(since: date, until: date) -> list[Burden]:
    """Return what each township and the firms were asked by returns issued in these days, the most asked first."""
    sent = OutgoingReturn.objects.filter(issued_on__gte=since, issued_on__lte=until)
    sent = sent.exclude(state=ReturnState.WITHDRAWN)
    sizes = {one.pk: len(one.fields) for one in sent}
    counted = (
        AskedFirm.objects.filter(addressee__outgoing__in=sizes)
        .values_list("addressee__outgoing_id", "addressee__place__short_name")
        .annotate(Count("pk"))
    )
    returns: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for outgoing_id, place, firms in counted:
        name = place or "企业（自己填报）"
        returns[name] += 1
        values[name] += firms * sizes[outgoing_id]
    return [Burden(name, returns[name], count) for name, count in values.most_common()]
