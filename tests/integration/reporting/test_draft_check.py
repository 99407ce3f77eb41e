"""A draft checked over records: places by the directory's names, marks in the text, and all of it as data."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_organisation
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.reporting import draft_check

pytestmark = pytest.mark.django_db

AS_OF = AsOf(on=date(2025, 6, 10))
DRAFT = "\n2024年末高新技术企业2家，产值80亿元。\n\n高新技术企业逐年增长。"


def test_marks_stand_in_their_paragraphs_and_are_data_without_the_text(county):
    checked = draft_check.check_draft(DRAFT, AS_OF)
    marks = draft_check.marks(checked)
    assert [(mark.note, mark.text, mark.judgement, mark.tone, mark.is_claim) for mark in marks] == [
        (1, "2家", "不一致", "red", False),
        (2, "80亿元", "口径不明", "grey", False),
        (3, "逐年增长", "不实", "red", True),
    ]
    assert [mark.is_wrong for mark in marks] == [True, False, True]
    first, second = draft_check.paragraphs(DRAFT, marks)
    assert "".join(one.text for one in first) == "2024年末高新技术企业2家，产值80亿元。"
    assert [one.mark.note for one in (*first, *second) if one.mark] == [1, 2, 3]
    data = draft_check.as_data(checked, marks)
    assert data["counts"] == {"不一致": 1, "口径不明": 1, "不实": 1}
    assert [mark["kind"] for mark in data["marks"]] == ["number", "number", "claim"]
    assert data["marks"][0]["mend"] == "1家"
    assert data["marks"][1]["query"] == ""
    assert DRAFT not in str(data)


def test_the_only_park_goes_by_the_name_of_park_and_one_of_two_does_not(db):
    park = an_organisation(OrganisationKind.PARK, name="高新区")
    assert draft_check.places() == {"高新区": park.code, "园区": park.code}
    an_organisation(OrganisationKind.PARK, name="经开区")
    assert "园区" not in draft_check.places()
