"""From a sentence of a document to a task on screen, and back from the task's owner."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.reporting import a_document
from tidu.foundation.actors import OrganisationKind, Role
from tidu.reporting import promises

pytestmark = pytest.mark.django_db


def test_on_screen_a_clerk_makes_the_task_and_its_owner_reads_the_sentence(signed_in):
    document, town = a_document(), an_organisation(OrganisationKind.TOWNSHIP)
    client = signed_in(Role.SECTION_CLERK)
    page = client.get(reverse("document-tasks", args=[document.pk])).content.decode()
    address = reverse("document-decide", args=[document.pk, 5])
    assert f'href="{address}"' in page
    text = promises.sentences(document)[4].text
    assert client.get(address).context["form"].initial["title"] == text[:200]
    wrong = client.post(address, {"title": "抓落实", "owner": town.pk, "due_on": "2020-01-01"})
    assert "请填今天以后的日期" in wrong.content.decode()
    client.post(address, {"title": "抓落实", "owner": town.pk, "due_on": "2025-06-30"})
    promise = reverse("document-promise", args=[f"{document.pk}-5"])
    assert "抓落实" in client.get(promise).content.decode()
    owner = signed_in(Role.TOWNSHIP_LEADER, organisation=town).get(promise).content.decode()
    assert text in owner
    assert reverse("document-tasks", args=[document.pk]) not in owner
    page = client.get(reverse("document-tasks", args=[document.pk])).content.decode()
    assert "再立一项" in page
