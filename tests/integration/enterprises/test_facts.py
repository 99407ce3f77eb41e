"""The facts of firms as the rules get them: what is known, what is not, and as of when."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_check, a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.vocabulary import CheckKind, GrantKind, RecognitionKind
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

ON = date(2025, 6, 10)
TODAY = AsOf(ON)


def facts(firm, as_of=TODAY):
    return queries.facts_for([firm.pk], as_of)[firm.pk]


def test_register_facts_pass_as_they_stand():
    firm = an_enterprise(place=an_organisation(), registered_on=date(2018, 5, 4), in_hightech_field=True)
    found = facts(firm)
    assert found.scalar("registered_on") == date(2018, 5, 4)
    assert found.scalar("in_hightech_field") is True
    assert found.scalar("resident_enterprise") is None
    assert (found.scalar("in_county"), found.scalar("closed")) == (True, False)


def test_answers_about_direct_routes_become_facts_and_what_was_not_asked_stays_unknown():
    answered = an_enterprise(
        routes_answered_on=date(2025, 6, 5),
        science_award=False,
        led_standard=True,
        led_standard_on=date(2022, 5, 1),
    )
    found = facts(answered)
    assert found.scalar("science_award_5y") is False
    assert found.scalar("led_standard_5y") is True
    assert found.scalar("provincial_rd_institution") is None
    assert facts(an_enterprise()).scalar("science_award_5y") is None


def test_a_firm_whose_place_was_never_recorded_may_or_may_not_be_in_the_county():
    assert facts(an_enterprise()).scalar("in_county") is None


def test_a_firm_that_left_is_known_not_to_be_in_the_county():
    firm = an_enterprise(place=an_organisation())
    now = datetime(2025, 3, 1, tzinfo=UTC)
    operations.move(enterprise=firm, to=None, on=date(2025, 3, 1), source=a_batch(), by=CLERK, now=now)
    assert facts(firm).scalar("in_county") is False
    assert facts(firm, AsOf(date(2025, 2, 28))).scalar("in_county") is True


def test_a_closed_firm_is_closed_from_the_day_after_its_last():
    firm = an_enterprise(place=an_organisation())
    now = datetime(2025, 4, 1, tzinfo=UTC)
    operations.close_enterprise(enterprise=firm, on=date(2025, 3, 31), source=a_batch(), by=CLERK, now=now)
    assert facts(firm, AsOf(date(2025, 3, 31))).scalar("closed") is False
    later = facts(firm, AsOf(date(2025, 4, 1)))
    assert (later.scalar("closed"), later.scalar("in_county")) == (True, False)


def test_yearly_facts_pass_in_fen_cents_and_persons_under_the_names_of_the_rules():
    firm = an_enterprise()
    yearly_facts(firm, 2024, revenue_fen=123_456_78, exports_usd_cents=99_00, staff_average=40, ip_class1=2)
    found = facts(firm)
    assert found.yearly("revenue", 2024) == 123_456_78
    assert found.yearly("exports", 2024) == 99_00
    assert (found.yearly("staff_average", 2024), found.yearly("ip_class1", 2024)) == (40, 2)
    assert found.yearly("rd_book", 2024) is None
    assert found.yearly("revenue", 2023) is None


def test_no_r_and_d_figure_is_filled_from_another():
    firm = an_enterprise()
    yearly_facts(firm, 2024, rd_book_fen=100)
    found = facts(firm)
    assert found.yearly("rd_book", 2024) == 100
    assert [found.yearly(name, 2024) for name in ("rd_statistical", "rd_hnte", "rd_deductible")] == [None] * 3


def test_a_year_that_does_not_reach_december_is_no_closed_fiscal_year():
    firm = an_enterprise()
    yearly_facts(firm, 2024, revenue_fen=5, through_month=5)
    assert facts(firm, AsOf(date(2025, 6, 10))).yearly("revenue", 2024) is None


def test_facts_are_those_known_at_the_moment_asked():
    firm = an_enterprise()
    yearly_facts(firm, 2023, revenue_fen=1, now=datetime(2024, 3, 1, tzinfo=UTC))
    yearly_facts(firm, 2023, revenue_fen=2, now=datetime(2025, 3, 1, tzinfo=UTC))
    assert facts(firm, AsOf.as_known_then(date(2024, 12, 31))).yearly("revenue", 2023) == 1
    assert facts(firm, AsOf(date(2024, 12, 31))).yearly("revenue", 2023) == 2


@pytest.mark.parametrize(
    ("on", "valid"),
    [
        (date(2022, 11, 14), False),
        (date(2022, 11, 15), True),
        (date(2025, 11, 14), True),
        (date(2025, 11, 15), False),
    ],
)
def test_a_certificate_is_valid_from_its_first_to_its_last_day(on, valid):
    firm = an_enterprise()
    a_recognition(firm, granted_on=date(2022, 11, 15), until=date(2025, 11, 15))
    assert facts(firm, AsOf(on)).scalar("hnte_valid") is valid


@pytest.mark.parametrize(
    ("on", "valid", "recent"),
    [
        (date(2022, 6, 19), False, False),
        (date(2022, 6, 20), True, True),
        (date(2022, 12, 31), True, True),
        (date(2023, 1, 1), False, True),
        (date(2024, 12, 31), False, True),  # two years back is 31 December 2022, its last day
        (date(2025, 1, 1), False, False),
    ],
)
def test_a_number_of_a_year_counts_that_year_and_is_recent_for_two_more(on, valid, recent):
    firm = an_enterprise()
    an_sme_number(firm, 2022)
    found = facts(firm, AsOf(on))
    assert found.scalar("sme_number_valid") is valid
    assert found.scalar("sme_number_last_two_years") is recent


@pytest.mark.parametrize(
    ("checked_on", "answer"),
    [
        (date(2025, 6, 10), False),
        (date(2024, 6, 10), False),  # 365 days before
        (date(2024, 6, 9), None),
        (date(2025, 6, 11), None),
    ],
)
def test_a_check_answers_for_365_days(checked_on, answer):
    firm = an_enterprise()
    a_check(firm, CheckKind.MAJOR_INCIDENT, checked_on)
    assert facts(firm).scalar("major_incident_365d") is answer


def test_incidents_since_last_year_need_checks_that_saw_all_of_it():
    firm = an_enterprise()
    a_check(firm, CheckKind.MAJOR_INCIDENT, date(2025, 3, 12))
    assert facts(firm).scalar("major_incident_since_last_year") is None
    a_check(firm, CheckKind.MAJOR_INCIDENT, date(2024, 3, 12))
    assert facts(firm).scalar("major_incident_since_last_year") is False
    record = queries.dossier_of(firm, TODAY).record_of("major_incident_since_last_year")
    assert record is not None
    assert record[0] == "enterprises.ComplianceCheck"
    assert facts(an_enterprise()).scalar("major_incident_since_last_year") is None


def test_the_newest_check_of_a_kind_speaks():
    firm = an_enterprise()
    a_check(firm, CheckKind.ABNORMAL_OR_DISHONEST, date(2025, 1, 10), found=True)
    a_check(firm, CheckKind.ABNORMAL_OR_DISHONEST, date(2025, 5, 10), found=False)
    a_check(firm, CheckKind.RESTRICTED_PRODUCTS, date(2025, 1, 10), found=True)
    found = facts(firm)
    assert found.scalar("abnormal_or_dishonest") is False
    assert found.scalar("restricted_products") is True
    assert found.scalar("major_incident_365d") is None


def test_the_number_of_queries_does_not_grow_with_the_number_of_firms(django_assert_num_queries):
    firms = [an_enterprise(place=an_organisation()).pk for _ in range(3)]
    for ids in (firms[:1], firms):
        with django_assert_num_queries(4):
            assert set(queries.facts_for(ids, TODAY)) == set(ids)


def test_more_firms_than_a_list_holds_are_asked_for_all_at_once(monkeypatch, django_assert_num_queries):
    firms = [an_enterprise(place=an_organisation(), in_hightech_field=True).pk for _ in range(4)]
    monkeypatch.setattr("tidu.domain.enterprises.queries._scope.IN_LIST_LIMIT", 2)
    with django_assert_num_queries(4):
        found = queries.facts_for(firms[:3], TODAY)
    assert {pk: facts.scalar("in_county") for pk, facts in found.items()} == dict.fromkeys(firms[:3], True)


def test_a_certificate_won_last_year_is_told_apart_by_how_it_was_won():
    new, renewed, older = an_enterprise(), an_enterprise(), an_enterprise()
    a_recognition(new, granted_on=date(2024, 12, 16), until=date(2027, 12, 16))
    a_recognition(renewed, granted_on=date(2021, 12, 16), until=date(2024, 12, 16))
    a_recognition(
        renewed, granted_on=date(2024, 10, 28), until=date(2027, 10, 28), grant_kind=GrantKind.RENEWED
    )
    a_recognition(older, granted_on=date(2023, 12, 31), until=date(2026, 12, 31))
    told = ("hnte_new_last_year", "hnte_renewed_last_year", "hnte_announced_on", "hnte_last_day")
    assert [facts(new).scalar(name) for name in told] == [True, False, date(2024, 12, 16), date(2027, 12, 15)]
    assert [facts(renewed).scalar(name) for name in told] == [False, True, None, date(2027, 10, 27)]
    assert [facts(older).scalar(name) for name in told] == [
        False,
        False,
        date(2023, 12, 31),
        date(2026, 12, 30),
    ]
    assert [facts(an_enterprise()).scalar(name) for name in told] == [False, False, None, None]


def test_a_renewal_that_overlaps_gives_the_later_last_day():
    firm = an_enterprise()
    a_recognition(firm, granted_on=date(2022, 8, 18), until=date(2025, 8, 18))
    a_recognition(firm, granted_on=date(2025, 6, 2), until=date(2028, 6, 2), grant_kind=GrantKind.RENEWED)
    assert facts(firm).scalar("hnte_last_day") == date(2028, 6, 1)
    assert facts(firm, AsOf(date(2025, 6, 1))).scalar("hnte_last_day") == date(2025, 8, 17)


def test_a_certificate_that_was_revoked_wins_no_award():
    firm = an_enterprise(place=an_organisation())
    a_recognition(firm, granted_on=date(2024, 12, 16), until=date(2027, 12, 16))
    operations.revoke(
        enterprise=firm,
        kind=RecognitionKind.HNTE,
        effective_on=date(2025, 2, 1),
        reason="不符合",
        source=a_batch("valid_until_on", "end_kind", "end_reason"),
        by=CLERK,
        now=datetime(2025, 4, 1, tzinfo=UTC),
    )
    assert facts(firm).scalar("hnte_new_last_year") is False
    assert facts(firm).scalar("hnte_announced_on") is None


def test_a_gazelle_of_last_year_is_told_from_one_of_earlier():
    fresh, older = an_enterprise(), an_enterprise()
    a_recognition(fresh, RecognitionKind.GAZELLE, date(2024, 12, 4), date(2028, 1, 1))
    a_recognition(older, RecognitionKind.GAZELLE, date(2023, 12, 6), date(2027, 1, 1))
    told = ("gazelle_valid", "gazelle_new_last_year")
    assert [facts(fresh).scalar(name) for name in told] == [True, True]
    assert [facts(older).scalar(name) for name in told] == [True, False]
    assert [facts(an_enterprise()).scalar(name) for name in told] == [False, False]


def test_a_certificate_gives_the_tax_rate_to_its_year_of_issue_and_not_to_the_year_in_which_it_ends():
    issued, ending, renewed, late = (an_enterprise() for _ in range(4))
    a_recognition(issued, granted_on=date(2024, 12, 31), until=date(2027, 12, 31))
    a_recognition(ending, granted_on=date(2021, 11, 5), until=date(2024, 11, 5))
    a_recognition(renewed, granted_on=date(2022, 1, 1), until=date(2025, 1, 1))  # the last day is 2024-12-31
    a_recognition(
        renewed, granted_on=date(2024, 12, 20), until=date(2027, 12, 20), grant_kind=GrantKind.RENEWED
    )
    a_recognition(late, granted_on=date(2025, 1, 1), until=date(2028, 1, 1))
    told = [facts(firm).scalar("hnte_for_tax_year") for firm in (issued, ending, renewed, late)]
    assert told == [True, False, True, False]
    assert facts(ending, AsOf(date(2024, 12, 31))).scalar("hnte_for_tax_year") is True  # speaks of 2023
    record = queries.dossier_of(issued, TODAY).record_of("hnte_for_tax_year")
    assert record is not None
    assert record[0] == "enterprises.Recognition"


def test_the_title_of_a_specialised_firm_counts_through_its_last_day():
    firm = an_enterprise()
    a_recognition(
        firm,
        kind=RecognitionKind.SPECIALISED_SME,
        granted_on=date(2022, 6, 11),
        until=date(2025, 6, 11),
    )
    held = [facts(firm, AsOf(date(2025, 6, day))).scalar("specialised_title_valid") for day in (10, 11)]
    assert held == [True, False]
    assert facts(an_enterprise()).scalar("specialised_title_valid") is False
