"""Letters (函) as Word files: what every page that hands one out has in common."""

from __future__ import annotations

from django.http import HttpResponse

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.reporting.letter import Letter, letter_file


def letter_taken_out(
    letter: Letter, name: str, *, subject: tuple[str, str], detail: dict[str, object], by: Actor
) -> HttpResponse:
    """Answer with a letter called `name`; that it was taken out is written down."""
    audit.record_export(by=by, now=clock.now(), subject=subject, rows=1, file_format="docx", detail=detail)
    return exports.download(letter_file(letter), f"{name}.docx", exports.DOCX)
