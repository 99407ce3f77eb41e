"""What people outside are told: kept with its outcome, and empty of everything personal after a year."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.factories.opinions import OFFICER, at
from tests.factories.outgoing import WORDS, an_outgoing_notice
from tidu.foundation.audit.models import Entry
from tidu.foundation.jobs import registry
from tidu.foundation.outgoing import operations, queries
from tidu.foundation.outgoing.models import OutgoingNotice
from tidu.foundation.outgoing.operations import UnableToGive, Words

pytestmark = pytest.mark.django_db

NOW = at("2025-05-14")
SUBJECT = ("openday.Invitation", "2025-KF:1")


def test_a_notice_given_by_hand_is_kept_and_its_audit_names_nobody():
    made = an_outgoing_notice()
    assert (made.way, made.state, made.addressee) == ("HAND", "GIVEN", "关照")
    entry = Entry.objects.get(action="outgoing.give")
    assert (entry.subject_type, entry.subject_key) == SUBJECT
    assert "关照" not in f"{entry.summary}{entry.detail}"
    assert "guan@example.com" not in f"{entry.summary}{entry.detail}"


def test_a_mail_is_on_record_before_it_is_sent_and_then_with_what_became_of_it():
    begun = operations.begin_mail(subject=SUBJECT, words=WORDS, by=OFFICER, now=NOW)
    assert OutgoingNotice.objects.get().state == "SENDING"
    operations.end_mail(notice=begun, failure="连不上", by=OFFICER, now=NOW)
    again = operations.begin_mail(subject=SUBJECT, words=WORDS, by=OFFICER, now=at("2025-05-14", 11))
    operations.end_mail(notice=again, failure="", by=OFFICER, now=at("2025-05-14", 11))
    told = queries.given_about(SUBJECT[0], [SUBJECT[1], "2025-KF:2"])
    assert [(one.state, one.failure) for one in told[SUBJECT[1]]] == [("GIVEN", ""), ("FAILED", "连不上")]
    assert list(told) == [SUBJECT[1]]


def test_a_mail_to_nobody_and_too_long_a_text_are_refused():
    nobody = Words("标题", "关照", "文字", "https://tidu.example/")
    with pytest.raises(UnableToGive, match="没有关照的邮箱"):
        operations.begin_mail(subject=SUBJECT, words=nobody, by=OFFICER, now=NOW)
    with pytest.raises(UnableToGive, match="超过 1000 字"):
        operations.give_by_hand(
            subject=SUBJECT, words=Words("标题", "关照", "长" * 1001, "/"), by=OFFICER, now=NOW
        )
    assert not OutgoingNotice.objects.exists()


def test_after_a_year_whom_it_went_to_and_what_it_said_is_erased_and_that_it_was_given_stays():
    an_outgoing_notice()
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-13")).startswith("清除 0 份")
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-14")).startswith("清除 1 份")
    assert operations.erase_personal_data(by=OFFICER, now=at("2026-05-15")).startswith("清除 0 份")
    kept = OutgoingNotice.objects.get()
    assert (kept.addressee, kept.email, kept.text, kept.address) == ("", "", "", "")
    assert (kept.way, kept.state, kept.given_by_name) == ("HAND", "GIVEN", OFFICER.name)
    assert registry.find("outgoing.erase").work is operations.erase_personal_data


def test_the_database_itself_refuses_a_failure_without_its_reason():
    made = an_outgoing_notice()
    for wrong in ({"state": "FAILED"}, {"failure": "连不上"}, {"erased_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutgoingNotice.objects.filter(pk=made.pk).update(**wrong)
