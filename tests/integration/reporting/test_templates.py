"""Templates over records: figures filled with their proof, versions kept, nothing half-loaded."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import docx
import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.reporting import a_template, a_word_file, bytes_of
from tidu.domain.enterprises.models import Recognition, YearlyFacts
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files import queries as files
from tidu.reporting import operations, queries
from tidu.reporting.models import DocumentTemplate
from tidu.reporting.template_filling import fill
from tidu.reporting.template_reading import TemplateFaults, read_template

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 2, tzinfo=UTC)
AS_OF = AsOf(on=date(2025, 6, 10))


def keep(name: str, *paragraphs: str):
    return operations.keep_template(
        name=name,
        content=bytes_of(a_word_file(*paragraphs)),
        by=an_actor(Role.SECTION_CLERK),
        now=NOW,
    )


def filled(document):
    done = fill(read_template(bytes_of(document), "快报"), {"end_year": 2024}, AS_OF)
    return docx.Document(io.BytesIO(done.content)), done


def test_a_number_comes_with_its_note_its_comment_and_its_line_in_the_annex(county):
    document = a_word_file(
        ["高企[[高新技术", "企业数 year＝末期年份]]，再说一遍[[hnte_count year=end_year]]。"]
    )
    document.sections[0].header.paragraphs[0].text = "[[F14]]"
    done, result = filled(document)
    assert done.paragraphs[0].text == "高企1家[1]，再说一遍1家[1]。"  # one granted in November 2023
    assert (
        done.sections[0].header.paragraphs[0].text == "1家[2]"
    )  # asked for the as-of day: a number of its own
    assert [one.text for one in done.paragraphs[0].runs if one.font.superscript] == ["[1]", "[1]"]
    said = [one.text for one in done.comments]
    assert len(said) == 2  # none in the head of the page, where Word takes no comments
    assert all(one.startswith("〔1〕高新技术企业数：1家。口径：") for one in said)
    annex = done.tables[-1]
    assert [row.cells[2].text for row in annex.rows[1:]] == ["1家", "1家"]
    assert [line.value for line in result.sources] == ["1家", "1家"]


def test_what_the_records_do_not_know_stays_blank_with_its_reason(county):
    done, _ = filled(a_word_file("[[瞪羚企业数量目标 year=末期年份]]"))
    assert done.paragraphs[0].text == "【　　】"
    assert done.tables[0].rows[1].cells[1].text == "瞪羚企业数量目标"


def test_a_filled_template_is_a_document_whose_numbers_are_checked_and_compared_later(county):
    kept = a_template()
    clerk = an_actor(Role.SECTION_CLERK)

    def fill_it(on: date):
        return operations.fill_template(
            template=kept, parameters={"end_year": 2024}, as_of=AsOf(on=on), by=clerk, now=NOW
        )

    first, second = fill_it(date(2025, 6, 9)), fill_it(AS_OF.on)
    found = queries.find(second.pk)
    assert (
        docx.Document(io.BytesIO(files.read(found.file))).paragraphs[0].text
        == "2024年末有效的高新技术企业1家[1]。"
    )
    assert [(line["value"], len(line["fingerprint"])) for line in found.snapshot["filled"]] == [("1家", 64)]
    assert [row[1:] for row in found.rows["1"]] == [["企业乙", "1"]]
    assert queries.comparable(found) == [first]
    operations.fill_template(
        template=a_template("月报"), parameters={"end_year": 2024}, as_of=AS_OF, by=clerk, now=NOW
    )
    assert queries.comparable(found) == [first], "another template is another text"
    a_recognition(an_enterprise("企业己", county), granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    [told] = operations.check_numbers(document=found, by=clerk, now=NOW)
    assert (told["before"], told["now"], told["why"]) == ("1家", "2家", "增加 企业己")
    assert (found.moved, found.swapped) == ([told], [])


def test_one_firm_that_goes_while_another_comes_is_told_though_the_number_stands(county):
    document = operations.fill_template(
        template=a_template(),
        parameters={"end_year": 2024},
        as_of=AS_OF,
        by=an_actor(Role.SECTION_CLERK),
        now=NOW,
    )
    Recognition.objects.filter(kind="HNTE").update(valid_until_on=date(2024, 6, 1))
    a_recognition(an_enterprise("企业己", county), granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    [told] = operations.check_numbers(document=document, by=an_actor(Role.SECTION_CLERK), now=NOW)
    assert (document.moved, document.swapped) == ([], [told])
    assert told["why"].startswith("增加 企业己；减少 ")


def test_a_sum_that_stands_while_its_parts_move_is_told(county):
    kept = keep("研发", "[[企业研发投入 year=末期年份]]")
    document = operations.fill_template(
        template=kept, parameters={"end_year": 2024}, as_of=AS_OF, by=an_actor(Role.SECTION_CLERK), now=NOW
    )
    for before, after in ((10_000_000, 12_000_000), (20_000_000, 18_000_000)):
        YearlyFacts.objects.filter(rd_statistical_fen=before).update(rd_statistical_fen=after)
    [told] = operations.check_numbers(document=document, by=an_actor(Role.SECTION_CLERK), now=NOW)
    assert document.swapped == [told]
    assert told["why"].startswith("变动 企业")


def test_a_name_that_looks_like_a_mark_is_a_name():
    firm = an_enterprise("[[末期年份]]公司", an_organisation(OrganisationKind.TOWNSHIP))
    a_recognition(firm, granted_on=date(2023, 11, 1), until=date(2026, 11, 1))
    done, _ = filled(a_word_file("[[names hnte_count year=末期年份]]，[[末期年份]]"))
    assert done.paragraphs[0].text == "[[末期年份]]公司[1]，2024年"


def test_a_template_of_the_same_name_is_the_next_version_and_the_earlier_stays():
    first = keep("快报", "[[末期年份]]")
    second = keep("快报", "[[末期年份]]", "[[gap 讲话人 | 由办公室填写]]")
    other = keep("月报", "[[基期年份]]")
    assert [(one.version, one.mark_count) for one in (first, second)] == [(1, 1), (2, 2)]
    assert queries.templates() == [(second, [first]), (other, [])]
    assert str(second) == "快报 第 2 版"
    assert files.read(first.file) != files.read(second.file)
    assert Entry.objects.filter(action="reporting.keep_template").count() == 3


def test_the_file_that_is_in_use_is_not_kept_twice():
    kept = a_template()
    with pytest.raises(operations.UnableToKeep, match="现行的第 1 版是同一个文件"):
        operations.keep_template(
            name=kept.name, content=files.read(kept.file), by=an_actor(Role.SECTION_CLERK), now=NOW
        )
    assert DocumentTemplate.objects.count() == 1


def test_of_a_template_with_a_wrong_mark_nothing_is_kept():
    with pytest.raises(TemplateFaults, match=r"模板有 1 处要改。正文第 2 段“.+”：没有代码为“没有”的指标"):
        keep("快报", "[[末期年份]]", "[[没有 这个]]")
    assert not DocumentTemplate.objects.exists()
    assert not Entry.objects.filter(action="reporting.keep_template").exists()


def test_a_template_that_does_not_exist_is_not_found():
    with pytest.raises(queries.TemplateNotFound, match="999"):
        queries.find_template(999)
    assert queries.find_template(a_template().pk).parameters == ["end_year"]
