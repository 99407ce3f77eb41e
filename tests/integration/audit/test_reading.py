"""The audit answers who did what, who saw whose page, and tells each reader only what is theirs."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.audit import an_entry
from tidu.foundation import actors
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.accounts.vocabulary import OrganisationKind, Role
from tidu.foundation.audit import operations, queries
from tidu.foundation.audit.queries import Filters
from tidu.foundation.audit.vocabulary import EntryKind

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 9, 0, tzinfo=UTC)
TODAY = date(2025, 6, 10)
READER = actors.system("测试")


def test_a_clerks_look_at_a_firms_page_is_recorded_with_the_firm():
    clerk = an_actor(Role.SECTION_CLERK)
    entry = operations.record_seen(
        by=clerk,
        now=NOW,
        subject=("enterprise", "91360899MA0000000X"),
        organisation_code="91360899MA0000000X",
    )
    assert entry is not None
    assert (entry.kind, entry.user_id, entry.actor_name) == (EntryKind.SAW, clerk.user_id, clerk.name)
    assert (entry.at, entry.organisation_code) == (NOW, "91360899MA0000000X")


def test_a_firms_look_at_its_own_page_is_not_recorded():
    firm = an_organisation(OrganisationKind.ENTERPRISE)
    contact = an_actor(Role.ENTERPRISE_CONTACT, organisation=firm)
    seen = operations.record_seen(
        by=contact, now=NOW, subject=("enterprise", firm.code), organisation_code=firm.code
    )
    assert seen is None
    assert queries.seen_of(READER, firm.code).total == 0


def test_personal_fields_are_recorded_by_name_and_never_by_value():
    clerk = an_actor(Role.SECTION_CLERK)
    entry = operations.record_personal_seen(by=clerk, now=NOW, subject=("person", "P1"), fields=("phone",))
    assert entry.kind == EntryKind.SAW
    assert entry.detail == {"fields": ["phone"]}


def test_an_export_is_recorded_with_its_size_and_its_filters():
    clerk = an_actor(Role.SECTION_CLERK)
    entry = operations.record_export(
        by=clerk,
        now=NOW,
        subject=("list", "enterprises"),
        rows=41,
        file_format="xlsx",
        detail={"place": "T01"},
    )
    assert (entry.kind, entry.summary) == (EntryKind.EXPORTED, "导出 41 行（xlsx）")
    assert entry.detail == {"place": "T01", "rows": 41, "format": "xlsx"}


def test_an_administrator_and_a_director_read_everything():
    entry = an_entry()
    for role in (Role.ADMINISTRATOR, Role.BUREAU_DIRECTOR):
        assert entry in queries.entries(an_actor(role)).entries


def test_a_firms_contact_reads_who_saw_its_page_and_nothing_else():
    firm = an_organisation(OrganisationKind.ENTERPRISE)
    contact = an_actor(Role.ENTERPRISE_CONTACT, organisation=firm)
    seen = an_entry(kind=EntryKind.SAW, organisation_code=firm.code)
    exported = an_entry(kind=EntryKind.EXPORTED, organisation_code=firm.code)
    own = an_entry(by=contact)
    an_entry(kind=EntryKind.CHANGED, organisation_code=firm.code)
    an_entry(kind=EntryKind.SAW, organisation_code="another firm")
    assert queries.entries(contact).entries == (own, exported, seen)
    assert queries.seen_of(contact, firm.code).entries == (exported, seen)
    assert queries.last_looks(contact, firm.code, 1) == [exported]
    assert queries.seen_of(contact, "another firm").entries == ()


def test_somebody_without_a_role_reads_only_what_they_did():
    nobody = actor_for(an_account(), TODAY)
    an_entry()
    own = an_entry(by=nobody)
    assert queries.entries(nobody).entries == (own,)


def test_a_preview_of_somebody_reads_nothing_the_system_did():
    an_entry()
    assert queries.entries(actors.Actor(user_id=None, name="预览")).entries == ()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {"early", "late", "saw"}),
        (Filters(kind=EntryKind.SAW), {"saw"}),
        (Filters(action="late"), {"late"}),
        (Filters(subject_type="firm"), {"saw"}),
        (Filters(subject_type="thing", subject_key="1"), {"early", "late"}),
        (Filters(organisation_code="F"), {"saw"}),
        (Filters(actor_name="某人"), set()),
        (Filters(first_on=date(2025, 6, 10)), {"late", "saw"}),
        (Filters(last_on=date(2025, 6, 9)), {"early"}),
        (Filters(first_on=date(2025, 6, 10), last_on=date(2025, 6, 10)), {"late"}),
    ],
)
def test_a_filter_keeps_what_it_names_and_days_are_the_countys_days(filters, found):
    an_entry(action="early", now=datetime(2025, 6, 9, 15, 59, tzinfo=UTC))  # 23:59 in the county
    an_entry(action="late", now=datetime(2025, 6, 9, 16, 0, tzinfo=UTC))  # 00:00 of the 10th
    an_entry(
        action="saw",
        now=datetime(2025, 6, 11, 1, 0, tzinfo=UTC),
        subject=("firm", "F"),
        kind=EntryKind.SAW,
        organisation_code="F",
    )
    assert {entry.action for entry in queries.entries(READER, filters).entries} == found


def test_entries_come_newest_first_and_page_by_page_in_two_queries(django_assert_num_queries):
    for number in range(5):
        an_entry(action=f"act {number}")
    with django_assert_num_queries(2):
        page = queries.entries(READER, page=2, per_page=2)
    assert [entry.action for entry in page.entries] == ["act 2", "act 1"]
    assert (page.number, page.pages, page.total) == (2, 3, 5)


def test_a_page_beyond_the_last_is_the_last():
    an_entry()
    assert queries.entries(READER, page=9).number == 1


def test_what_one_account_did_is_found():
    clerk = an_actor(Role.SECTION_CLERK)
    mine = an_entry(by=clerk)
    an_entry()
    assert queries.done_by(READER, clerk.user_id).entries == (mine,)
    assert queries.history_of(READER, ("thing", "1")).total == 2
