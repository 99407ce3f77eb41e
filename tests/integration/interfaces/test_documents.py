"""Documents on screen: started from an outline, laid beside another one."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import an_enterprise, an_sme_number
from tests.factories.reporting import a_document
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.files import queries as files
from tidu.foundation.files.models import StoredFile
from tidu.reporting.comparison import Difference
from tidu.reporting.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def test_each_outline_is_offered_and_asks_for_what_it_needs(clerk):
    page = clerk.get(reverse("speech")).content.decode()
    assert "起草年度工作总结" in page
    form = clerk.get(reverse("speech-new", args=["yearly_summary"])).context["form"]
    assert list(form.fields) == ["base_year", "end_year"]
    made = clerk.post(reverse("speech-new", args=["yearly_summary"]), {"base_year": 2022, "end_year": 2024})
    document = Document.objects.get()
    assert made["Location"] == reverse("document", args=[document.pk])
    assert document.outline == "yearly_summary"


def test_an_outline_without_parameters_is_made_by_one_press(clerk):
    assert clerk.post(reverse("speech-new", args=["monthly_brief"])).status_code == 302


def test_an_outline_that_nobody_wrote_is_not_found(clerk):
    assert clerk.get(reverse("speech-new", args=["novel"])).status_code == 404
    assert clerk.post(reverse("speech-new", args=["novel"])).status_code == 404


def test_two_documents_lie_side_by_side_the_older_first_whichever_is_asked(clerk):
    firm = an_enterprise("企业甲", an_organisation(OrganisationKind.TOWNSHIP))
    an_sme_number(firm, 2022)
    first = a_document()
    an_sme_number(firm, 2024)
    second = a_document()
    for one, other in ((first, second), (second, first)):
        page = clerk.get(reverse("document-compare", args=[one.pk]), {"with": other.pk})
        assert (page.context["before"], page.context["now"]) == (first, second)
        moved = {(line.figure, line.before_on): (line.before, line.now) for line in page.context["numbers"]}
        assert moved["科技型企业数", "截至 2024-12-31 · 现在所知"] == ("0家", "1家")
        reworded = [pair for pair in page.context["pairs"] if pair.difference == Difference.REWORDED]
        assert [("比基期少了" in pair.before, "与基期持平" in pair.now) for pair in reworded] == [
            (True, True)
        ]
        assert "改写 1 句" in page.content.decode()


def test_without_another_document_nothing_is_compared(clerk):
    document = a_document()
    page = clerk.get(reverse("document-compare", args=[document.pk]))
    assert "还没有可对照的文稿" in page.content.decode()
    assert clerk.get(reverse("document-compare", args=[document.pk]), {"with": "甲"}).status_code == 200
    assert clerk.get(reverse("document-compare", args=[document.pk]), {"with": "999"}).status_code == 404


def handed_in(clerk, content):
    file = SimpleUploadedFile("讲话.docx", content)
    return clerk.post(reverse("layout-report"), {"file": file})


def test_a_word_file_is_measured_and_not_kept(clerk):
    clean = a_document().file
    assert "都符合标准" in handed_in(clerk, files.read(clean)).content.decode()
    plain = io.BytesIO()
    docx.Document().save(plain)
    page = handed_in(clerk, plain.getvalue())
    told = {one.what: (one.found, one.wanted) for one in page.context["departures"]}
    assert told["上边距（天头）"] == ("25.4 mm", "37 mm")
    assert list(StoredFile.objects.all()) == [clean]


def test_what_is_no_word_file_is_refused_on_the_form(clerk):
    page = handed_in(clerk, b"hello")
    assert page.status_code == 422
    assert "请用 Word 或 WPS 打开" in page.content.decode()
