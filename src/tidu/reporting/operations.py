"""Write documents down, so that a clerk finds a speech again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.foundation.clock import AsOf
from tidu.reporting import annex, reading
from tidu.reporting.composition import Parameters, UnableToCompose, compose
from tidu.reporting.models import Document
from tidu.reporting.reading import OutlineNotFound

__all__ = ["OutlineNotFound", "UnableToCompose", "create_document"]


def create_document(
    *, outline_code: str, parameters: Parameters, as_of: AsOf, by: Actor, now: datetime
) -> Document:
    """Compose an outline and keep it with the numbers it showed; raise UnableToCompose or OutlineNotFound."""
    outline = reading.find(outline_code)
    composed = compose(outline, parameters, as_of)
    with transaction.atomic():
        document = Document.objects.create(
            outline=outline.code,
            title=outline.title,
            parameters={
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in parameters.items()
            },
            as_of_on=as_of.on,
            known_at=as_of.known_at,
            snapshot=[asdict(line) for line in annex.lines(composed)],
            created_at=now,
            created_by_id=by.user_id,
            created_by_name=by.name,
        )
        audit.record(
            by=by,
            now=now,
            action="reporting.create_document",
            subject=("reporting.document", str(document.pk)),
            summary=f"{outline.name}：填 {len(composed.filled)} 处，空 {len(composed.unfilled)} 处",
        )
    return document
