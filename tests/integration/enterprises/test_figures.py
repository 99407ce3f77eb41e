"""Figures of the register: the number is the number of its rows, on any day, as known then and as corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number, yearly_facts
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations
from tidu.domain.enterprises.vocabulary import GrantKind, RecognitionKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import UnknownPlace
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))
NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)


def ask(code, as_of=TODAY, **parameters):
    return registry.ask(code, Question(as_of=as_of, **parameters))


def value(code, as_of=TODAY, **parameters):
    return ask(code, as_of, **parameters).value


@pytest.fixture
def town():
    return an_organisation(name="青岚镇")


def test_a_firm_with_several_titles_counts_once(town):
    firm = an_enterprise("双证公司", town)
    an_sme_number(firm, 2024)
    a_recognition(firm)
    an_sme_number(an_enterprise("科小公司", town), 2024)
    assert value("tech_enterprise_count", year=2024) == 2
    assert (value("sme_number_count", year=2024), value("hnte_count", year=2024)) == (2, 1)
    assert value("both_count", year=2024) == 1


def test_the_specialised_title_alone_makes_no_tech_enterprise(town):
    a_recognition(
        an_enterprise(place=town), RecognitionKind.SPECIALISED_SME, date(2023, 1, 1), date(2026, 1, 1)
    )
    assert value("specialised_sme_count", year=2024) == 1
    assert value("tech_enterprise_count", year=2024) == 0


@pytest.mark.parametrize("kind", [RecognitionKind.GAZELLE, RecognitionKind.UNICORN])
def test_gazelle_and_unicorn_make_a_tech_enterprise(town, kind):
    a_recognition(an_enterprise(place=town), kind, date(2023, 1, 1), date(2026, 1, 1))
    assert value("tech_enterprise_count", year=2024) == 1
    assert value(f"{kind.value.lower()}_count", year=2024) == 1


def test_counts_drop_on_the_first_of_january(town):
    an_sme_number(an_enterprise(place=town), 2024)
    assert value("tech_enterprise_count", AsOf(date(2024, 12, 31))) == 1
    assert value("tech_enterprise_count", AsOf(date(2025, 1, 1))) == 0


def test_a_year_speaks_of_its_last_day_and_the_unfinished_year_of_the_as_of_day(town):
    an_sme_number(an_enterprise(place=town), 2024)
    an_sme_number(an_enterprise(place=town), 2025, granted_on=date(2025, 5, 20))
    an_sme_number(an_enterprise(place=town), 2025, granted_on=date(2025, 7, 1))
    assert (value("sme_number_count", year=2024), value("sme_number_count", year=2025)) == (1, 1)
    assert value("sme_number_count", AsOf(date(2025, 12, 31)), year=2025) == 2


def test_a_year_still_to_come_has_no_value_and_says_why(town):
    answer = ask("hnte_count", year=2026)
    assert (answer.value, answer.reason) == (None, "2026 年尚未到来（截至日为 2025-06-10）。")


def test_a_register_without_any_title_answers_missing_and_not_nought(town):
    an_enterprise(place=town)
    answer = ask("hnte_count", year=2024)
    assert answer.value is None
    assert "没有 2024-12-31 及以前的资质认定记录" in answer.reason


def test_a_title_nobody_holds_is_a_true_nought_once_titles_are_recorded(town):
    a_recognition(an_enterprise(place=town))
    assert value("unicorn_count") == 0


def test_a_firm_outside_the_county_does_not_count(town):
    moved, never_here = an_enterprise(place=town), an_enterprise()
    a_recognition(moved)
    a_recognition(never_here)
    source = a_batch()
    operations.move(enterprise=moved, to=None, on=date(2025, 3, 1), source=source, by=CLERK, now=NOW)
    assert value("hnte_count", year=2024) == 1
    assert value("hnte_count") == 0


def test_a_place_counts_its_own_and_an_unknown_place_is_refused(town):
    park = an_organisation("PARK")
    a_recognition(an_enterprise(place=town))
    a_recognition(an_enterprise(place=park))
    a_recognition(an_enterprise(place=park))
    counts = [value("hnte_count", place=place.code) for place in (town, park)]
    assert counts == [1, 2]
    with pytest.raises(UnknownPlace, match="没有代码为“NOWHERE”的乡镇或园区"):
        ask("hnte_count", place="NOWHERE")


def test_a_revocation_learnt_later_gives_both_answers(town):
    for _ in range(2):
        a_recognition(an_enterprise(place=town))
    revoked = an_enterprise(place=town)
    a_recognition(revoked)
    operations.revoke(
        enterprise=revoked,
        kind="HNTE",
        effective_on=date(2024, 1, 1),
        reason="不再符合认定条件",
        source=a_batch(),
        by=CLERK,
        now=NOW,
    )
    then, since = AsOf.as_known_then(date(2024, 12, 31)), AsOf(date(2024, 12, 31))
    assert (value("hnte_count", then), value("hnte_count", since)) == (3, 2)
    assert "当时所知" in ask("hnte_count", then).on_label
    assert "现在所知" in ask("hnte_count", since).on_label


def test_the_rows_name_the_firm_its_place_and_the_record_behind_it(town):
    firm = an_enterprise("有证公司", town)
    title = a_recognition(firm, number="GR202236000001")
    (row,) = ask("hnte_count").rows
    assert (row.key, row.label, row.value, row.place_id) == (firm.credit_code, "有证公司", 1, town.pk)
    assert row.detail == "高新技术企业（GR202236000001，至 2025-11-14）"
    assert row.record == ("enterprises.Recognition", title.pk, "valid_until_on")


@pytest.fixture
def two_years(town):
    """Four tech enterprises at the end of 2022, of which one leaves; three come: six at the end of 2024."""
    firms = [an_enterprise(place=town) for _ in range(7)]
    for firm in firms[:4]:
        an_sme_number(firm, 2022)
    for firm in firms[1:]:
        an_sme_number(firm, 2024)


def test_the_blanks_of_the_speech_ask_one_figure_about_two_years(two_years):
    assert (value("F02", base_year=2022, year=2024), value("F04", base_year=2022, year=2024)) == (4, 6)
    assert value("F02", year=2022) == 4
    assert (value("F05", base_year=2022, year=2024), value("F06", base_year=2022, year=2024)) == (
        2,
        Decimal("50.0"),
    )


def test_the_rows_of_an_increase_add_up_to_it(two_years):
    answer = ask("tech_enterprise_increase", base_year=2022, year=2024)
    assert sorted(row.value for row in answer.rows) == [-1, 1, 1, 1]
    assert sum(row.value for row in answer.rows) == answer.value
    assert [part.value for part in answer.parts] == [4, 6]


def test_an_increase_without_or_against_its_base_year_has_no_value(two_years):
    assert "没有给出基期年份" in ask("F05", year=2024).reason
    assert "晚于" in ask("F05", base_year=2024, year=2022).reason
    assert ask("F05", base_year=2019, year=2024).value is None


def test_growth_from_nothing_has_no_value(town):
    a_recognition(
        an_enterprise(place=town), RecognitionKind.SPECIALISED_SME, date(2021, 1, 1), date(2024, 1, 1)
    )
    an_sme_number(an_enterprise(place=town), 2024)
    answer = ask("F06", base_year=2022, year=2024)
    assert (answer.value, answer.reason) == (None, "基期（2022 年）为 0 家，增长率没有意义。")


def test_new_renewed_and_lapsed_certificates_of_a_year_are_told_apart(town):
    renewed, lapsed, new, revoked = (an_enterprise(place=town) for _ in range(4))
    a_recognition(renewed, granted_on=date(2021, 10, 1), until=date(2024, 10, 1))
    a_recognition(
        renewed, granted_on=date(2024, 10, 20), until=date(2027, 10, 20), grant_kind=GrantKind.RENEWED
    )
    a_recognition(lapsed, granted_on=date(2021, 10, 1), until=date(2024, 10, 1))
    a_recognition(new, granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    a_recognition(revoked, granted_on=date(2022, 1, 1), until=date(2025, 1, 1))
    operations.revoke(
        enterprise=revoked,
        kind="HNTE",
        effective_on=date(2024, 3, 1),
        reason="x",
        source=a_batch(),
        by=CLERK,
        now=NOW,
    )
    counts = [value(f"hnte_{kind}_count", year=2024) for kind in ("new", "renewed", "lapsed")]
    assert counts == [1, 1, 1]
    assert [row.key for row in ask("hnte_lapsed_count", year=2024).rows] == [lapsed.credit_code]


def test_a_certificate_whose_last_day_is_new_years_eve_lapses_in_the_next_year(town):
    a_recognition(an_enterprise(place=town), granted_on=date(2022, 1, 1), until=date(2025, 1, 1))
    assert (value("hnte_lapsed_count", year=2024), value("hnte_lapsed_count", year=2025)) == (0, 1)


def test_a_certificate_lapses_on_the_first_day_without_it(town):
    a_recognition(an_enterprise(place=town), granted_on=date(2022, 6, 10), until=date(2025, 6, 10))
    assert value("hnte_lapsed_count", AsOf(date(2025, 6, 9))) == 0
    assert value("hnte_lapsed_count", AsOf(date(2025, 6, 10))) == 1


def test_research_money_is_summed_in_wan_over_what_is_known(town):
    first, second, silent = (an_enterprise(place=town) for _ in range(3))
    yearly_facts(first, 2024, rd_statistical_fen=1_234_567_89, rd_book_fen=9)
    yearly_facts(second, 2024, rd_statistical_fen=0)
    yearly_facts(silent, 2024, rd_book_fen=5_000_000_00)
    outside = an_enterprise()
    yearly_facts(outside, 2024, rd_statistical_fen=7_000_000_00)
    answer = ask("F08", year=2024)
    assert answer.value == Decimal("123.456789")
    assert (answer.missing, len(answer.rows)) == (1, 3)
    assert value("F08") == answer.value  # without a year: the last closed one


def test_research_money_nobody_reported_is_missing(town):
    yearly_facts(an_enterprise(place=town), 2024, rd_book_fen=1)
    answer = ask("rd_expense_total", year=2024)
    assert (answer.value, answer.missing) == (None, 1)
    assert "没有 2024 年度的 R&D 经费内部支出" in answer.reason


def test_a_part_of_a_closed_year_is_no_yearly_figure(town):
    yearly_facts(an_enterprise(place=town), 2024, rd_statistical_fen=100, through_month=5)
    assert value("rd_expense_total", year=2024) is None


def test_the_number_of_queries_does_not_grow_with_the_rows(town, django_assert_num_queries):
    for _ in range(2):
        a_recognition(an_enterprise(place=town))
    with django_assert_num_queries(2):
        ask("tech_enterprise_count")
    for _ in range(3):
        a_recognition(an_enterprise(place=town))
    with django_assert_num_queries(2):
        ask("tech_enterprise_count")
