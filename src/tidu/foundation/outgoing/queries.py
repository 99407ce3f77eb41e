"""What was given out about a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from tidu.foundation.outgoing.models import OutgoingNotice


def given_about(subject_type: str, keys: Collection[str]) -> dict[str, list[OutgoingNotice]]:
    """Return the notices about records of one type by their key, the latest first, in one query."""
    found: dict[str, list[OutgoingNotice]] = defaultdict(list)
    notices = OutgoingNotice.objects.filter(subject_type=subject_type, subject_key__in=keys)
    for one in notices.order_by("-given_at", "-pk"):
        found[one.subject_key].append(one)
    return dict(found)
