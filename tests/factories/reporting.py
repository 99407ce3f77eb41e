"""Documents for tests, composed by the house's own operation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.factories.accounts import an_actor
from tidu.foundation.actors import Actor, Role, system
from tidu.foundation.clock import AsOf
from tidu.reporting import operations, reading
from tidu.reporting.manuscripts import operations as manuscripts
from tidu.reporting.manuscripts import queries
from tidu.reporting.models import (
    Document,
    Manuscript,
    ManuscriptComment,
    ManuscriptStep,
    ManuscriptVersion,
)

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
