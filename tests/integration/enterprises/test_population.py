"""A population read once gives the same answers, on any day, as the questions that the database answers itself."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.queries import Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.actors import Role
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.figures.shared import Shared

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))
LEARNT_AT = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
DAYS = (date(2014, 1, 1), date(2019, 12, 31), date(2024, 12, 31), date(2025, 3, 1), TODAY.on)


@pytest.fixture
def towns():
    return an_organisation(code="A"), an_organisation(code="B")


@pytest.fixture
def county(towns):
    """Four firms: one that stays, one that moves within the county, one that leaves it, and one that closes."""
    here, there = towns
    stays, moves, leaves, closes = (an_enterprise(f"{name}公司", here) for name in "甲乙丙丁")
    learnt = {"source": a_batch(title="来函"), "by": CLERK, "now": LEARNT_AT}
    operations.move(enterprise=moves, to=there, on=date(2024, 7, 1), **learnt)
    operations.move(enterprise=leaves, to=None, on=date(2024, 7, 1), **learnt)
    operations.close_enterprise(enterprise=closes, on=date(2024, 7, 1), **learnt)
    operations.rename(enterprise=stays, name="新甲公司", on=date(2024, 7, 1), **learnt)
    return stays, moves, leaves, closes


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize(
    "known_at", [None, datetime(2025, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)]
)
@pytest.mark.parametrize("place", [None, "A", "B", "C"])
def test_who_is_in_the_county_is_who_the_database_finds(county, on, known_at, place):
    here = Population(known_at).here(on, place)
    found = queries.in_county(AsOf(on, known_at), place)
    assert {firm.credit_code for firm in here} == set(found.values_list("credit_code", flat=True))


def test_one_reading_answers_for_every_day(county, django_assert_num_queries):
    stays, moves, leaves, _closes = county
    population = Population(None)
    with django_assert_num_queries(1):
        firms = population.firms
        assert [firms[stays.pk].name_on(day) for day in DAYS] == ["甲公司"] * 2 + ["新甲公司"] * 3
        assert [firms[moves.pk].place_on(day).code for day in DAYS[1:]] == ["A", "B", "B", "B"]
        assert firms[leaves.pk].place_on(TODAY.on) is queries.OUTSIDE
        assert firms[leaves.pk].place_on(date(2014, 1, 1)) is None


def test_knowledge_of_the_reading_is_kept(county):
    stays = county[0]
    then = Population(datetime(2025, 1, 1, tzinfo=UTC))
    assert then.firms[stays.pk].name_on(TODAY.on) == "甲公司"
    assert {firm.enterprise_id for firm in then.here(TODAY.on)} == {firm.pk for firm in county}


def test_a_firm_without_register_entry_name_and_place_is_only_its_code():
    firm = an_enterprise("甲公司")
    before = queries.population_with([firm.pk], AsOf.as_known_then(date(2000, 1, 1))).firms[firm.pk]
    assert (before.name_on(TODAY.on), before.place_on(TODAY.on), before.profile) == (
        firm.credit_code,
        None,
        (),
    )
    assert not before.in_county(TODAY.on)
    assert firm.pk not in Population(datetime(2000, 1, 1, tzinfo=UTC)).firms


def test_a_population_holds_what_its_reader_may_see(county, towns):
    stays, moves, _, closes = county
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=towns[0])
    assert set(queries.population_of(leader, TODAY).firms) == {stays.pk, closes.pk}
    assert set(queries.population_of(an_actor(Role.SECTION_CLERK), TODAY).firms) == {
        firm.pk for firm in county
    }
    assert queries.population_of(an_actor(Role.REPRESENTATIVE), TODAY).firms == {}
    assert moves.pk not in queries.population_of(leader, TODAY).titles


def test_figures_share_a_reading_of_the_register(county, django_assert_num_queries):
    for firm in county:
        a_recognition(firm)
        an_sme_number(firm, 2024)
    shared = Shared()
    with django_assert_num_queries(2):
        values = [
            registry.ask(code, Question(as_of=TODAY, year=year, shared=shared)).value
            for code in ("hnte_count", "sme_number_count", "hnte_new_count")
            for year in (2023, 2024)
        ]
    assert values == [4, 2, 0, 2, 0, 0]


def test_what_was_known_then_is_not_taken_for_what_is_known_now(county):
    for firm in county:
        a_recognition(firm)
    before_the_register = AsOf(TODAY.on, known_at=datetime(2019, 1, 1, tzinfo=UTC))
    shared = Shared()
    values = [
        registry.ask("hnte_count", Question(as_of=as_of, shared=shared)).value
        for as_of in (before_the_register, TODAY, before_the_register)
    ]
    assert values == [None, 2, None]


def test_the_register_tells_that_nobody_holds_a_title_without_asking_again(county, django_assert_num_queries):
    a_recognition(county[0])
    shared = Shared()
    shared.once(Population, None).firms  # noqa: B018 - it is read here
    with django_assert_num_queries(1):
        answer = registry.ask("unicorn_count", Question(as_of=TODAY, shared=shared))
    assert (answer.value, answer.rows) == (0, [])


def test_titles_of_a_place_are_those_of_the_firms_there(county):
    for firm in county:
        a_recognition(firm)
    kinds = [RecognitionKind.HNTE]
    held = {
        place: sum(1 for _ in Population(None).holding(kinds, TODAY.on, place)) for place in (None, "A", "B")
    }
    assert held == {None: 2, "A": 1, "B": 1}
