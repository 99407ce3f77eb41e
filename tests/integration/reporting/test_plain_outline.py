"""What an outline may leave out, and each direction that the data may take."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from tests.factories.accounts import an_actor
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.opinions import OFFICER, an_occasion, an_opinion, at
from tests.factories.reporting import a_document
from tidu.domain.opinions import operations
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf
from tidu.reporting import annex, queries, reading, tree, wording
from tidu.reporting.composition import Run, compose
from tidu.reporting.word_file import word_file

pytestmark = pytest.mark.django_db

AS_OF = AsOf(on=date(2025, 6, 10))
BARE = """\
outline: bare
name: 短稿
title_lines: [一句话]
parameters:
  base_year: {label: 基期年份, kind: year}
  end_year: {label: 末期年份, kind: year}
opening:
  - about: tech_enterprise_increase base_year=base_year year=end_year
    rising: 多了。
    falling: 少了。
    level: 没有增减。
    unknown: 不知道。
"""
YEARS = {"base_year": 2023, "end_year": 2024}


def said(**years):
    composed = compose(reading.read(BARE, "短稿.yaml"), YEARS | years, AS_OF)
    return "".join(run.text for run in composed.runs())


def certified(county, name, since, until):
    a_recognition(an_enterprise(name, county), granted_on=since, until=until)


def test_a_count_that_rose_is_said_to_have_risen(county):
    assert said(base_year=2022) == "多了。"


def test_a_count_that_fell_is_said_to_have_fallen(county):
    certified(county, "企业丁", date(2020, 11, 1), date(2023, 11, 1))
    certified(county, "企业戊", date(2020, 11, 1), date(2023, 11, 1))
    assert said(base_year=2022) == "少了。"


def test_a_count_that_stayed_is_said_to_have_stayed(county):
    certified(county, "企业丁", date(2020, 11, 1), date(2023, 11, 1))
    assert said(base_year=2022) == "没有增减。"


def test_what_nobody_knows_is_said_not_to_be_known():
    assert said() == "不知道。"


def test_a_document_without_speaker_and_salutation_has_neither_line(county):
    composed = compose(reading.read(BARE, "短稿.yaml"), YEARS, AS_OF)
    document = docx.Document(io.BytesIO(word_file(composed, annex.lines(composed))))
    assert [line.text for line in document.paragraphs[:2]] == ["一句话", "多了。"]
    assert "Subtitle" not in {line.style.name for line in document.paragraphs}


NAMES = """\
outline: names
name: 名单
title_lines: [名单]
parameters:
  end_year: {label: 末期年份, kind: year}
opening:
  - "[[names tech_enterprise_count year=end_year]]"
"""


def named() -> str:
    composed = compose(reading.read(NAMES, "名单.yaml"), {"end_year": 2024}, AS_OF)
    return "".join(run.text for run in composed.runs())


def test_names_stand_side_by_side_and_apart_where_one_holds_a_comma(county):
    assert set(named().split("、")) == {"企业甲", "企业乙"}
    certified(county, "企业丁、戊", date(2023, 11, 1), date(2026, 11, 1))
    assert set(named().split("；")) == {"企业甲", "企业乙", "企业丁、戊"}


COUNTED = """\
outline: counted
name: 分项
title_lines: [分项]
opening:
  - "[[counts opinion_by_theme_count]]"
"""


def counted() -> str:
    composed = compose(reading.read(COUNTED, "分项.yaml"), {}, AsOf(on=date(2025, 6, 10)))
    return "".join(run.text for run in composed.runs())


def test_rows_are_listed_each_with_its_own_number_and_those_of_nought_left_out():
    assert counted() == wording.BLANK
    an_occasion()
    assert counted() == "无"
    for place in range(3):
        theme = "TALENT" if place else "FUNDING"
        operations.set_themes(number=an_opinion().number, main=theme, by=OFFICER, now=at("2025-05-23"))
    assert counted() == "资金1条，人才2条"
    outline = reading.read(COUNTED, "分项.yaml")
    assert tree.tree_of(outline)["opening"][0]["text"] == "[[counts opinion_by_theme_count]]"


def test_a_document_is_compared_with_others_of_its_outline_and_named_for_a_meeting():
    first, second = a_document(), a_document()
    assert queries.comparable(second) == [first]
    name = f"{first.title}（第 {first.pk} 号）"
    clerk, firm = an_actor(Role.SECTION_CLERK), an_actor(Role.ENTERPRISE_CONTACT)
    assert queries.names_of(clerk, [str(first.pk), "甲"]) == {str(first.pk): name}
    assert queries.names_of(firm, [str(first.pk)]) == {}
    assert queries.offered(clerk)[1] == (str(first.pk), name)
    assert queries.offered(firm) == []


def test_only_a_number_has_a_source():
    with pytest.raises(ValueError, match="only a filled blank"):
        annex.line_of(Run("词"))


def test_documents_are_listed_newest_first():
    made = [a_document() for _ in range(3)]
    assert queries.recent(limit=2) == made[:0:-1]
    assert str(made[0]).endswith(f"的讲话 {made[0].pk}")
