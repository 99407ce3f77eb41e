"""Templates and PDFs on screen: kept or refused with every wrong mark, filled, taken out, and written down."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.reporting import a_document, a_template, a_word_file, bytes_of, one_high_tech_firm
from tidu.foundation.actors import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.files import queries as files
from tidu.interfaces.workbench.document_templates import ready_marks
from tidu.reporting import marks, pdf_fonts
from tidu.reporting.models import Document, DocumentTemplate
from tidu.reporting.template_reading import PARAMETERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def handed_in(clerk, *paragraphs, name="快报"):
    file = SimpleUploadedFile("快报.docx", bytes_of(a_word_file(*paragraphs)))
    return clerk.post(reverse("template-new"), {"name": name, "file": file})


def test_a_template_is_kept_listed_and_filled(clerk):
    one_high_tech_firm()
    assert handed_in(clerk, "[[末期年份]]末高企[[高新技术企业数 year=末期年份]]。")["Location"] == reverse(
        "templates"
    )
    kept = DocumentTemplate.objects.get()
    assert "填《快报》" in clerk.get(reverse("templates")).content.decode()
    page = clerk.get(reverse("template", args=[kept.pk]))
    assert list(page.context["form"].fields) == ["end_year"]
    answer = clerk.post(reverse("template", args=[kept.pk]), {"end_year": 2024}, follow=True)
    document = Document.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("document", args=[document.pk])
    desk = answer.content.decode()
    assert "按模板《快报 第 1 版》填成" in desk
    assert document.snapshot["filled"][0]["fingerprint"][:12] in desk
    after = reverse("manuscript-after", args=[document.pk])
    assert after not in desk, "its words stand in the Word file only"
    assert clerk.get(after).status_code == 404
    word = clerk.get(reverse("document-file", args=[document.pk]))
    assert docx.Document(io.BytesIO(word.content)).paragraphs[0].text == "2024年末高企1家[1]。"
    assert Entry.objects.get(action="export.docx").detail["title"] == "快报"
    told = clerk.get(reverse("document-pdf", args=[document.pk])).content.decode()
    assert "另存为 PDF" in told
    address = reverse("document-pdf-file", args=[document.pk])
    assert address not in told
    assert clerk.get(address).status_code == 404


def test_every_wrong_mark_is_shown_and_nothing_is_kept(clerk):
    page = handed_in(clerk, "[[没有]]", "好的", "[[text 月份]]")
    assert page.status_code == 422
    assert [one.place for one in page.context["faults"].wrong] == [
        "正文第 1 段“[[没有]]”",
        "正文第 3 段“[[text 月份]…”",
    ]
    assert "什么都没有存入" in page.content.decode()
    assert page.context["form"].initial == {"name": "快报"}
    assert not DocumentTemplate.objects.exists()


def test_what_is_no_word_file_and_a_year_to_come_are_refused_in_words(clerk):
    file = SimpleUploadedFile("快报.docx", b"text")
    page = clerk.post(reverse("template-new"), {"name": "快报", "file": file})
    assert "可能已损坏" in page.content.decode()
    page = clerk.post(reverse("template", args=[a_template().pk]), {"end_year": 2030})
    assert "末期年份 2030 尚未到来" in page.content.decode()


def test_a_leader_fills_templates_and_does_not_keep_them(signed_in):
    leader = signed_in(Role.COUNTY_LEADER)
    kept = a_template()
    assert "存入模板" not in leader.get(reverse("templates")).content.decode()
    assert leader.get(reverse("template-new")).status_code == 403
    assert leader.get(reverse("template", args=[kept.pk])).status_code == 200


def test_an_earlier_version_can_still_be_taken_and_the_next_one_is_offered_its_name(clerk):
    first = a_template()
    handed_in(clerk, "[[基期年份]]", name=first.name)
    assert "第 1 版（2025-06-10）" in clerk.get(reverse("templates")).content.decode()
    assert clerk.get(reverse("template-file", args=[first.pk])).content == files.read(first.file)
    page = clerk.get(reverse("template-new"), {"name": first.name})
    assert page.context["form"].initial == {"name": "快报"}
    assert clerk.get(reverse("template", args=[999])).status_code == 404


def test_each_mark_that_the_page_offers_can_be_read():
    known = marks.known_by(PARAMETERS)
    offered = list(ready_marks())
    assert ("高新技术企业数", "家", "[[高新技术企业数 year=末期年份]]") in offered
    assert len(offered) > 100
    for _, _, mark in offered:
        assert len(marks.pieces_of(mark, known)) == 1


def test_the_page_before_a_pdf_names_what_stands_in_and_taking_it_is_written_down(clerk):
    document = a_document()
    page = clerk.get(reverse("document-pdf", args=[document.pk]))
    told = page.content.decode()
    for one in pdf_fonts.stand_ins():
        assert one.wanted in told
        assert one.used in told
    answer = clerk.get(reverse("document-pdf-file", args=[document.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert Entry.objects.get(action="export.pdf").subject_key == str(document.pk)
    assert clerk.get(reverse("document-pdf", args=[999])).status_code == 404


def test_a_machine_without_a_chinese_face_says_so_and_offers_no_pdf(clerk, monkeypatch):
    document = a_document()
    monkeypatch.setattr(pdf_fonts, "chosen", lambda: pdf_fonts.choose(["DejaVu Sans"]))
    told = clerk.get(reverse("document-pdf", args=[document.pk])).content.decode()
    assert "本机没有中文字体" in told
    assert reverse("document-pdf-file", args=[document.pk]) not in told
    assert clerk.get(reverse("document-pdf-file", args=[document.pk])).status_code == 404
    assert clerk.get(reverse("document-file", args=[document.pk])).status_code == 200
