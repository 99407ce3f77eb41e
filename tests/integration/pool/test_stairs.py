"""The stairs: every firm in scope is one dot on its highest step, placed by its distance to the next."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, an_sme_number
from tests.factories.pool import AS_OF, NOW, OFFICER, a_far_firm, a_nearly_firm, a_ready_firm
from tests.factories.provenance import a_line
from tidu.domain.enterprises import operations as enterprises_operations
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import queries
from tidu.domain.pool.queries import Dot
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Organisation:
    return an_organisation(name="城关镇")


def dot_of(firm: Enterprise, as_of: AsOf = AS_OF) -> Dot:
    return next(dot for dot in queries.stairs(OFFICER, as_of).dots if dot.firm.enterprise_id == firm.pk)


def with_number(firm: Enterprise) -> Enterprise:
    an_sme_number(firm, 2025, granted_on=date(2025, 5, 6))
    return firm


def test_a_near_miss_stands_against_the_riser_and_says_what_is_missing(place: Organisation) -> None:
    dot = dot_of(with_number(a_nearly_firm(place, "甲企业")))
    assert (dot.step, dot.next_tier, dot.near, dot.failing) == ("SME_NUMBER", "HNTE", True, 1)
    assert dot.position == Fraction(7, 8) + Fraction(9, 10) / 8
    assert dot.sentence == "离高新技术企业还差 1 项：科技人员占比 9% / 10%。"
    assert dot.to_json()["position"] == "0.9875"


def test_a_ready_firm_is_at_the_top_of_its_step(place: Organisation) -> None:
    dot = dot_of(with_number(a_ready_firm(place)))
    assert (dot.position, dot.ready, dot.near) == (1, True, False)


def test_a_firm_without_title_is_on_the_ground_and_looks_to_the_number(place: Organisation) -> None:
    dot = dot_of(a_far_firm(place))
    assert (dot.step, dot.next_tier) == (queries.GROUND, "SME_NUMBER")


def test_a_firm_of_which_nothing_is_known_is_all_hatching(place: Organisation) -> None:
    dot = dot_of(an_enterprise("空白企业", place))
    assert (dot.failing, dot.position, dot.reach) == (0, 0, 1)
    assert dot.unknown == 8
    assert not dot.near


def test_the_highest_tier_decides_the_step_and_a_badge_is_none(place: Organisation) -> None:
    firm = with_number(a_ready_firm(place))
    a_recognition(firm)
    a_recognition(firm, RecognitionKind.SPECIALISED_SME, date(2023, 1, 1), date(2026, 1, 1))
    dot = dot_of(firm)
    assert (dot.step, dot.next_tier, dot.firm.badge) == ("HNTE", "GAZELLE", True)
    assert dot.failing == 2  # revenue stood still: neither the compound growth nor the last year's is there
    assert dot.sentence == "离瞪羚企业还差 2 项：销售收入复合增长率、上年销售收入增长。"


def test_above_a_gazelle_no_rule_says_how_far_it_is(place: Organisation) -> None:
    firm = a_ready_firm(place)
    a_recognition(firm, RecognitionKind.GAZELLE, date(2023, 12, 6), date(2027, 1, 1))
    dot = dot_of(firm)
    assert (dot.step, dot.next_tier, dot.position) == ("GAZELLE", "UNICORN", None)
    assert dot.sentence == "“独角兽企业”还没有可计算的规则，位置不代表差距。"


@pytest.mark.parametrize(
    ("until", "falls_on"),
    [(date(2025, 9, 9), "2025-09-08"), (date(2025, 9, 10), ""), (date(2025, 6, 11), "2025-06-10")],
)
def test_a_title_that_ends_within_ninety_days_leans_over_the_edge(
    place: Organisation, until: date, falls_on: str
) -> None:
    firm = a_ready_firm(place)
    a_recognition(firm, granted_on=date(2022, 9, 1), until=until)
    assert dot_of(firm).falls_on == falls_on


def test_years_can_be_played(place: Organisation) -> None:
    firm = a_ready_firm(place)
    a_recognition(firm, granted_on=date(2022, 11, 15), until=date(2025, 11, 15))
    steps = [
        dot_of(firm, AsOf(on=day)).step
        for day in (date(2022, 11, 14), date(2022, 11, 15), date(2025, 11, 15))
    ]
    assert steps == ["", "HNTE", ""]


def test_a_firm_outside_the_county_has_no_dot(place: Organisation) -> None:
    firm = a_far_firm(place)
    enterprises_operations.move(
        enterprise=firm, to=None, on=date(2025, 5, 1), source=a_line(), by=OFFICER, now=NOW
    )
    assert queries.stairs(OFFICER, AS_OF).dots == ()


def test_a_township_leader_sees_the_dots_of_the_township(place: Organisation) -> None:
    own = a_far_firm(place)
    a_far_firm(an_organisation(name="别镇"))
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    assert [dot.firm.enterprise_id for dot in queries.stairs(leader, AS_OF).dots] == [own.pk]


def test_steps_count_their_dots_and_the_table_lists_the_closest_first(place: Organisation) -> None:
    near, far = with_number(a_nearly_firm(place, "近企业")), with_number(a_far_firm(place, "远企业"))
    top = a_ready_firm(place, "高企")
    a_recognition(top, granted_on=date(2022, 8, 1), until=date(2025, 8, 1))
    picture = queries.stairs(OFFICER, AS_OF)
    counted = {step.kind: (step.firms, step.near, step.falling, step.unknown) for step in picture.steps}
    assert counted == {
        "": (0, 0, 0, 0),
        "SME_NUMBER": (2, 1, 0, 0),
        "HNTE": (1, 0, 1, 0),
        "GAZELLE": (0, 0, 0, 0),
        "UNICORN": (0, 0, 0, 0),
    }
    rows = queries.stairs_table(OFFICER, AS_OF)
    assert [(row.dot.firm.enterprise_id, row.step_label, row.state) for row in rows] == [
        (top.pk, "高新技术企业", "差 2 项"),
        (near.pk, "科技型中小企业", "差一点"),
        (far.pk, "科技型中小企业", "差 1 项"),
    ]


def test_the_number_of_queries_does_not_grow_with_the_county(
    place: Organisation, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        a_far_firm(place)
    with django_assert_num_queries(5):  # type: ignore[operator]
        queries.stairs(OFFICER, AS_OF)


def test_the_drawing_holds_every_dot_in_rows_and_a_shared_sentence_once(place: Organisation) -> None:
    for name in ("甲企业", "乙企业"):
        an_enterprise(name, place)
    with_number(a_nearly_firm(place, "丙企业"))
    picture = queries.stairs(OFFICER, AS_OF)
    drawn = picture.to_json()
    rows = [dict(zip(drawn["fields"], row, strict=True)) for row in drawn["dots"]]
    read_back = [{**row, "sentence": drawn["sentences"][row["sentence"]]} for row in rows]
    assert read_back == [dot.to_json() for dot in picture.dots]
    assert len(drawn["sentences"]) == 2


def test_a_county_without_firms_is_drawn_empty() -> None:
    drawn = queries.stairs(OFFICER, AS_OF).to_json()
    assert (drawn["dots"], drawn["sentences"]) == ([], [])
