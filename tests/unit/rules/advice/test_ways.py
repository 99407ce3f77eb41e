"""The cheapest way to another verdict, against hand-worked cases and against trying everything."""

import itertools
from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.rules import AS_OF, firm, library, pack
from tidu import policies, rules
from tidu.rules import Facts, Input
from tidu.rules.advice import cheapest_ways
from tidu.rules.advice.copies import Copies
from tidu.rules.advice.ways import MOST_INPUTS

WAN = 1_000_000  # 1 万元 in fen


def hnte(years, most_inputs=MOST_INPUTS, **more):
    """A firm that lacks nothing of the HNTE gates but what the years say, and the ways open to it."""
    known = {
        "revenue": 1000 * WAN,
        "rd_hnte": 60 * WAN,
        "rd_hnte_domestic": 60 * WAN,
        "total_income": 1000 * WAN,
        "hightech_income": 700 * WAN,
        "staff_average": 100,
        "tech_staff": 20,
        "ip_class1": 1,
        "ip_class2": 0,
    }
    scalars = {
        "registered_on": date(2015, 1, 1),
        "in_hightech_field": True,
        "major_incident_365d": False,
        "innovation_score": 80,
        **more,
    }
    facts = Facts(scalars, {year: {**known, **years} for year in (2022, 2023, 2024)})
    shipped = rules.load_library(policies.FOLDER)
    return cheapest_ways(
        shipped.applicable("hnte.gates", as_of=AS_OF), facts, AS_OF, shipped, most_inputs=most_inputs
    )


def told(way):
    return {change.needed.fact: (change.before, change.after) for change in way.changes}


def test_a_single_change_is_exact_to_the_fen():
    """3 × 1,000万 × 5 % = 150万; 3 × 49万 are 147万, so the last year has to be 52万."""
    ways = hnte({"rd_hnte": 49 * WAN, "rd_hnte_domestic": 40 * WAN})
    assert [told(way) for way in ways] == [{"rd_hnte": (49 * WAN, 52 * WAN)}]
    assert ways[0].effort == Fraction(3, 52)
    assert ways[0].is_complete


def test_two_ways_with_one_change_each_stand_cheapest_first():
    """Without any right, one patent or one utility model does; both cost the same, from nought."""
    ways = hnte({"ip_class1": 0, "ip_class2": 0})
    assert [told(way) for way in ways] == [{"ip_class1": (0, 1)}, {"ip_class2": (0, 1)}]


def test_two_clauses_that_share_an_input_are_mended_together():
    """R&D must rise from 40 to 70万 (150万 in three years); then 60 % of 150万 must be domestic: 24 to 42万."""
    ways = hnte({"rd_hnte": 40 * WAN, "rd_hnte_domestic": 24 * WAN})
    assert [told(way) for way in ways] == [
        {"rd_hnte": (40 * WAN, 70 * WAN), "rd_hnte_domestic": (24 * WAN, 42 * WAN)}
    ]


def test_as_many_inputs_as_needed_and_no_more_are_changed():
    ways = hnte(
        {"rd_hnte": 40 * WAN, "rd_hnte_domestic": 40 * WAN, "tech_staff": 9, "hightech_income": 500 * WAN}
    )
    assert [told(way) for way in ways] == [
        {
            "tech_staff": (9, 10),
            "rd_hnte": (40 * WAN, 70 * WAN),
            "hightech_income": (500 * WAN, 600 * WAN),
        }
    ]


def test_what_no_firm_can_change_leaves_no_way():
    assert hnte({}, major_incident_365d=True) == ()


def test_a_firm_that_passes_needs_no_way():
    assert hnte({}) == ()


def test_missing_data_are_not_invented_and_the_way_says_that_they_are_wanted():
    ways = hnte({"rd_hnte": 49 * WAN, "rd_hnte_domestic": 49 * WAN}, in_hightech_field=None)
    assert [told(way) for way in ways] == [{"rd_hnte": (49 * WAN, 52 * WAN)}]
    assert not ways[0].is_complete


def test_experts_who_have_still_to_speak_do_not_stand_in_the_way():
    ways = hnte({"tech_staff": 9}, innovation_score=None)
    assert [told(way) for way in ways] == [{"tech_staff": (9, 10)}]
    assert ways[0].is_complete


def test_points_are_won_where_they_cost_least(tmp_path):
    """60 points: 40 from the share of staff or 30 from a patent, on top of 30 for R&D."""
    loaded = library(
        tmp_path,
        pack(
            """
            define:
              people: {label: 人, article: 第一条, of: "staff[last year]", table: [{from: 50人, 含: true, is: 40}, {is: 0}]}
              money: {label: 钱, article: 第一条, of: "rd[last year]", table: [{from: 100元, 含: true, is: 30}, {is: 0}]}
              rights: {label: 权, article: 第一条, of: patents, table: [{from: 1件, 含: true, is: 30}, {is: 0}]}
            conditions:
              - id: it
                label: 得分
                article: 第一条
                says: 得分
                require: people + money + rights >= 60分
                improvable: [staff, rd, patents]
            """
        ),
    )
    facts = firm(years={2024: {"staff": 40, "rd": 9_000}}, patents=0)
    ways = cheapest_ways(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)
    assert [(told(way), way.effort) for way in ways] == [
        ({"staff": (40, 50), "rd": (9_000, 10_000)}, Fraction(1, 5) + Fraction(1, 10)),
        ({"rd": (9_000, 10_000), "patents": (0, 1)}, Fraction(1, 10) + 1),
        ({"staff": (40, 50), "patents": (0, 1)}, Fraction(1, 5) + 1),
    ]


def test_a_yes_or_no_can_be_turned_and_a_ceiling_be_come_down_to(tmp_path):
    loaded = library(
        tmp_path,
        pack(
            """
            conditions:
              - {id: clean, label: 环保, article: 第一条, says: 环保, require: not polluter, improvable: [polluter]}
              - id: small
                label: 规模
                article: 第二条
                says: 规模
                require: staff[last year] <= 500人
                improvable: [staff]
            """
        ),
    )
    facts = firm(years={2024: {"staff": 1_234}}, polluter=True)
    ways = cheapest_ways(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)
    assert [told(way) for way in ways] == [{"polluter": (True, False), "staff": (1_234, 500)}]


def test_finds_are_drawn_back_in_either_order_and_the_cheaper_end_is_kept(tmp_path):
    """p + 2s >= 3420 with p up to 100 × 19: (1900, 760) costs 1881/1900 + 400/760, less than any other end.

    The other ends of what is asked: p = 47 % of s gives (651, 1385), 0.97 + 0.74.
    """
    body = """
    conditions:
      - {id: sum, label: 合计, article: 第一条, says: 合计, require: "patents + staff[last year] + staff[last year] >= 3420", improvable: [patents, staff]}
      - {id: share, label: 占比, article: 第二条, says: 占比, require: "ratio(patents, staff[last year]) >= 47%", improvable: [patents, staff]}
    """
    loaded = library(tmp_path, pack(body))
    facts = firm(years={2024: {"staff": 360}}, patents=19)
    (way,) = cheapest_ways(loaded.rule("the.rule", on=AS_OF), facts, AS_OF, loaded)
    assert told(way) == {"patents": (19, 1900), "staff": (360, 760)}
    assert way.effort == Fraction(1881, 1900) + Fraction(400, 760)


def test_no_copies_at_all_turn_nothing(tmp_path):
    loaded = library(tmp_path, pack(LINE.format(least=5)))
    copies = Copies(loaded.rule("the.rule", on=AS_OF), firm(patents=1), AS_OF, loaded)
    assert copies.turned([Input("patents", None)], []) == []


def test_no_more_inputs_are_changed_than_asked():
    assert hnte({"rd_hnte": 40 * WAN, "rd_hnte_domestic": 24 * WAN}, most_inputs=1) == ()


LINE = """
conditions:
  - id: it
    label: 合计
    article: 第一条
    says: 合计
    require: patents + staff[last year] >= {least}
    improvable: [patents, staff]
  - id: other
    label: 人均
    article: 第二条
    says: 人均
    require: ratio(patents, staff[last year]) >= 50%
    improvable: [patents, staff]
"""


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(patents=st.integers(0, 6), staff=st.integers(1, 6), least=st.integers(1, 14))
def test_nothing_cheaper_is_found_by_trying_everything(tmp_path, patents, staff, least):
    loaded = library(tmp_path, pack(LINE.format(least=least)))
    rule = loaded.rule("the.rule", on=AS_OF)
    facts = firm(years={2024: {"staff": staff}}, patents=patents)
    cheapest = None
    for changed in itertools.product(range(30), range(1, 30)):
        copy = facts.replacing(Input("patents", None), changed[0]).replacing(Input("staff", 2024), changed[1])
        if rules.evaluate(rule, copy, AS_OF, loaded).verdict is rules.YES:
            cost = _cost(patents, changed[0]), _cost(staff, changed[1])
            found = (sum(part > 0 for part in cost), sum(cost))
            cheapest = min(cheapest or found, found)
    ways = cheapest_ways(rule, facts, AS_OF, loaded)
    expected = [] if cheapest == (0, 0) else [cheapest]
    assert [(len(way.changes), way.effort) for way in ways[:1]] == expected


def _cost(before, after):
    return Fraction(abs(after - before), max(after, before, 1))
