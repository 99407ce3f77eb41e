"""Letters (函) and booklets as Word files or PDF: what every page that hands one out has in common."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict

from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.reporting import pdf_file
from tidu.reporting.letter import Letter, letter_file

PDF = "pdf"


def letter_taken_out(
    letter: Letter,
    name: str,
    *,
    asked: QueryDict,
    subject: tuple[str, str],
    detail: dict[str, object],
    by: Actor,
) -> HttpResponse:
    """Answer with a letter called `name`, as `taken_out` does."""
    return taken_out(letter_file(letter), name, asked=asked, subject=subject, detail=detail, by=by)


def taken_out(
    content: bytes,
    name: str,
    *,
    asked: QueryDict,
    subject: tuple[str, str],
    detail: dict[str, object],
    by: Actor,
) -> HttpResponse:
    """Answer with a Word file called `name`, as PDF where that is asked for; that it was taken out is written down.

    Raises pdf_fonts.NoChineseFont.
    """
    ending, media_type = "docx", exports.DOCX
    if asked.get("format") == PDF:
        content, ending, media_type = pdf_file.pdf_of(content), PDF, pdf_file.MEDIA_TYPE
    audit.record_export(by=by, now=clock.now(), subject=subject, rows=1, file_format=ending, detail=detail)
    return exports.download(content, f"{name}.{ending}", media_type)
