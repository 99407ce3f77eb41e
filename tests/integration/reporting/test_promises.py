"""A sentence of a document becomes a task of a unit, each leads to the other, and the end of the task is noted at both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.calendar import the_shipped_years
from tests.factories.reporting import AS_OF, WRITTEN_AT, a_document
from tests.factories.tasks import a_task_report
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks import queries as task_queries
from tidu.domain.tasks.operations import UnableToOpenTask
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.reporting import operations, promises, queries

pytestmark = pytest.mark.django_db

DUE = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def holidays():
    the_shipped_years()


@pytest.fixture
def document():
    return a_document()


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP)


def opened(document, town, sentence: int = 5, **more):
    given = {
        "owner_id": town.pk,
        "due_on": DUE,
        "by": an_actor(Role.SECTION_CLERK),
        "now": WRITTEN_AT,
        **more,
    }
    return operations.open_promise(document=document, sentence=sentence, **given)


def test_a_sentence_becomes_a_task_and_each_leads_to_the_other(document, town):
    text = promises.sentences(document)[4].text
    made = opened(document, town)
    assert (made.title, made.source_kind, made.source_key) == (text, "document", f"{document.pk}-5")
    assert [one.number for one in promises.sentences(document) if one.tasks] == [5]
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=town)
    line = task_queries.find_task(leader, made.number, AS_OF).line
    assert line.source_label == f"文稿 {document.pk}-5"
    said = promises.find_for(leader, made.source_key)
    assert (said.document, said.text, said.tasks) == (document, text, (made,))


@pytest.mark.parametrize("key", ["5", "x-5", "{0}-x", "{0}-0", "{0}-999", "0-1"])
def test_what_is_no_sentence_is_not_found(document, key):
    with pytest.raises(queries.DocumentNotFound):
        promises.find_for(an_actor(Role.SECTION_CLERK), key.format(document.pk))


def test_a_township_reads_only_the_sentences_that_bind_it(document, town):
    made = opened(document, town)
    with pytest.raises(queries.DocumentNotFound):
        promises.find_for(an_actor(Role.TOWNSHIP_LEADER), made.source_key)
    with pytest.raises(queries.DocumentNotFound):
        promises.find_for(an_actor(Role.TOWNSHIP_LEADER, organisation=town), f"{document.pk}-4")


def test_what_cannot_be_a_task_is_refused_and_nothing_is_noted(document, town):
    with pytest.raises(UnableToOpenTask, match="只有科技局"):
        opened(document, town, by=an_actor(Role.COUNTY_LEADER))
    with pytest.raises(queries.DocumentNotFound, match="没有第 999 句"):
        opened(document, town, 999)
    assert not Entry.objects.filter(action="reporting.open_promise").exists()


def test_the_end_of_the_task_is_noted_at_the_document(document, town):
    made = opened(document, town, title="抓好落实")
    report = a_task_report(made)
    tasks.close_task(
        number=made.number, by=an_actor(Role.BUREAU_DIRECTOR), now=report.reported_at + timedelta(days=1)
    )
    noted = Entry.objects.get(action="reporting.end_promise")
    assert (noted.subject_key, noted.summary) == (str(document.pk), f"第 5 句的任务 {made.number} 已销号")
