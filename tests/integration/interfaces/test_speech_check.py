"""The page that checks a draft: it comes back judged, marked and numbered; nothing of it is kept."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.audit.models import Entry
from tidu.foundation.files.models import StoredFile
from tidu.reporting.models import Document

ADDRESS = "/speech/check/"
DRAFT = "2024年末，全县高新技术企业1家，瞪羚企业5家。\n云溪镇有高新技术企业1家。增加值80亿元。高新技术企业逐年增长。"


@pytest.fixture
def clerk(signed_in):
    """One firm that is a high-tech enterprise since November 2023, in 云溪镇; a park beside it."""
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    an_organisation(OrganisationKind.PARK, name="开发区")
    a_recognition(an_enterprise("企业甲", place), granted_on=date(2023, 11, 1), until=date(2026, 11, 1))
    return signed_in()


def marks(page):
    return [(one.text, one.judgement, one.mend) for one in page.context["marks"]]


def test_a_pasted_draft_comes_back_with_every_number_judged_and_a_door_to_its_rows(clerk):
    page = clerk.post(ADDRESS, {"text": DRAFT})
    assert marks(page) == [
        ("1家", "一致", ""),
        ("5家", "不一致", "0家"),
        ("1家", "一致", ""),
        ("80亿元", "口径不明", ""),
        ("逐年增长", "不实", ""),
    ]
    shown = page.content.decode()
    assert '<a class="judged judged-red" id="t2" href="#m2" title="不一致，应为 0家">' in shown
    assert '<li id="m3">' in shown
    for mark in (mark for mark in page.context["marks"] if mark.figure):
        door = f"/figures/{mark.figure.code}/?{mark.query}"
        assert door.replace("&", "&amp;") in shown
        assert clerk.get(door).status_code == 200


def test_a_place_is_known_by_its_short_name_and_the_only_park_is_the_park(clerk):
    page = clerk.post(ADDRESS, {"text": "园区高新技术企业1家。云溪镇高新技术企业2家。"})
    assert marks(page) == [("1家", "不一致", "0家"), ("2家", "不一致", "1家")]


def test_a_word_file_is_read_and_nothing_of_it_is_kept(clerk):
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("2024年末，全县高新技术企业2家。")
    document.save(stream)
    kept = (Document.objects.count(), StoredFile.objects.count(), Entry.objects.count())
    page = clerk.post(ADDRESS, {"text": "", "file": SimpleUploadedFile("稿.docx", stream.getvalue())})
    assert marks(page) == [("2家", "不一致", "1家")]
    assert page.context["form"].initial["text"] == "2024年末，全县高新技术企业2家。\n"
    assert (Document.objects.count(), StoredFile.objects.count(), Entry.objects.count()) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "  "}, "稿子是空的"),
        ({"text": "长" * 50_001}, "最多核 50000 个字"),
        ({"text": "57家", "file": SimpleUploadedFile("稿.txt", b"57")}, "只能给一个"),
        ({"file": SimpleUploadedFile("稿.pdf", b"%PDF")}, "不是 docx 或 txt 文件"),
        ({"file": SimpleUploadedFile("稿.txt", b"")}, "稿子是空的"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_the_mend(clerk, given, said):
    page = clerk.post(ADDRESS, given)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_draft_without_numbers_is_said_to_have_none(clerk):
    assert "没有找到数" in clerk.post(ADDRESS, {"text": "各位同志，大家好。"}).content.decode()
