"""Documents for tests, composed by the house's own operation."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.reporting import operations
from tidu.reporting.models import Document

PARAMETERS = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}
AS_OF = AsOf(on=date(2025, 6, 10))
WRITTEN_AT = datetime(2025, 6, 10, 2, tzinfo=UTC)


def a_document() -> Document:
    """Return the speech as it reads on 2025-06-10 over whatever records there are."""
    return operations.create_document(
        outline_code="open_day_speech",
        parameters=PARAMETERS,
        as_of=AS_OF,
        by=system("测试经办"),
        now=WRITTEN_AT,
    )
