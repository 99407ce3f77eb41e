"""Documents for tests, composed by the house's own operation."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import docx

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import OrganisationKind, system
from tidu.foundation.clock import AsOf
from tidu.reporting import operations
from tidu.reporting.models import Document, DocumentTemplate

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


def a_word_file(*paragraphs: str | Sequence[str]) -> Any:
    """Return an opened Word file; a paragraph is one run, or as many as it has parts."""
    document = docx.Document()
    for paragraph in paragraphs:
        line = document.add_paragraph()
        for part in [paragraph] if isinstance(paragraph, str) else paragraph:
            line.add_run(part)
    return document


def bytes_of(document: Any) -> bytes:
    """Return an opened Word file as the bytes of a .docx."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def one_high_tech_firm() -> None:
    """Make the register hold one firm, high-tech since November 2023."""
    firm = an_enterprise("企业甲", an_organisation(OrganisationKind.TOWNSHIP))
    a_recognition(firm, granted_on=date(2023, 11, 1), until=date(2026, 11, 1))


def a_template(name: str = "快报") -> DocumentTemplate:
    """Return a kept template whose marks ask for the last year and count the high-tech firms of its end."""
    words = (
        "[[末期年份]]末有效的高新技术企业[[高新技术企业数 year=末期年份]]。",
        "讲话人：[[gap 讲话人 | 由办公室填写]]",
    )
    return operations.keep_template(
        name=name, content=bytes_of(a_word_file(*words)), by=system("测试经办"), now=WRITTEN_AT
    )
