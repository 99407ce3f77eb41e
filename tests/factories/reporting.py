"""Documents for tests, composed by the house's own operation."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import docx

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import Actor, OrganisationKind, Role, system
from tidu.foundation.clock import AsOf
from tidu.reporting import operations, reading
from tidu.reporting.manuscripts import operations as manuscripts
from tidu.reporting.manuscripts import queries
from tidu.reporting.models import (
    Document,
    DocumentTemplate,
    Manuscript,
    ManuscriptComment,
    ManuscriptStep,
    ManuscriptVersion,
)

PARAMETERS = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}
AS_OF = AsOf(on=date(2025, 6, 10))
WRITTEN_AT = datetime(2025, 6, 10, 2, tzinfo=UTC)


def a_document(as_of: AsOf = AS_OF) -> Document:
    """Return the speech as it reads on 2025-06-10 over whatever records there are, or at another place in time."""
    return operations.create_document(
        outline_code="open_day_speech",
        parameters=PARAMETERS,
        as_of=as_of,
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


SHORT = """\
outline: short
name: 短稿
title_lines: [短稿]
parameters:
  base_year: {label: 基期年份, kind: year}
  end_year: {label: 末期年份, kind: year}
opening:
  - 现有高新技术企业[[hnte_count]]。
sections:
  - heading: 成绩
    body:
      - about: tech_enterprise_increase base_year=base_year year=end_year
        rising: 企业多了。
        falling: 企业少了。
        level: 企业没有增减。
        unknown: 不知道。
      - {lead: 一是, text: "[[text end_year]]研发投入[[F08 year=end_year]]。"}
  - heading: 打算
    sections:
      - heading: 人才
        body: ["[[gap 人才引进情况 | 缺人才登记，请向人才股索取]]"]
closing:
  - 谢谢大家。
"""
"""An outline of every kind of paragraph, for what needs no whole speech."""

YEARS = {"base_year": 2022, "end_year": 2024}


def a_manuscript(by: Actor | None = None, text: str = SHORT, parameters: Any = None) -> Manuscript:
    """Return a manuscript just begun, by a clerk unless said otherwise."""
    return manuscripts.begin(
        outline=reading.read(text, "短稿.yaml"),
        parameters=YEARS if parameters is None else parameters,
        as_of=AS_OF,
        by=by or an_actor(Role.SECTION_CLERK),
        now=WRITTEN_AT,
    )


def a_version(manuscript: Manuscript, closing: str = "散会。", *, by: Actor) -> ManuscriptVersion:
    """Return the next version of a manuscript, which closes with other words."""
    latest = queries.find(manuscript.pk).latest
    return manuscripts.save_version(
        manuscript=manuscript.pk,
        tree={**latest.tree, "closing": [{"lead": "", "text": closing}]},
        based_on=latest.number,
        by=by,
        now=WRITTEN_AT,
    )


def a_step(manuscript: Manuscript, action: str, *, by: Actor, note: str = "") -> ManuscriptStep:
    """Return the step that somebody took on the latest version."""
    manuscripts.take_step(
        manuscript=manuscript.pk,
        action=action,
        seen=queries.find(manuscript.pk).latest.number,
        note=note,
        by=by,
        now=WRITTEN_AT,
    )
    return ManuscriptStep.objects.filter(manuscript=manuscript).latest("pk")


def a_comment(manuscript: Manuscript | None = None) -> ManuscriptComment:
    """Return a comment on the first paragraph of a manuscript."""
    return manuscripts.comment(
        manuscript=(manuscript or a_manuscript()).pk,
        paragraph=1,
        words="数字按年末还是按今天，请说明。",
        by=an_actor(Role.COUNTY_LEADER),
        now=WRITTEN_AT,
    )
