"""Indicators, peers, platforms, their targets and the problem list of the demo county, row by row (section E), and every
blank of the speech that they and the rules fill, computed anew from the raw tables.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import tidu
from tidu.domain.enterprises.models import PlaceRecord, Recognition, YearlyFacts
from tidu.domain.indicators import queries as indicators
from tidu.domain.indicators.models import CountyIndicator
from tidu.domain.openday.models import CheckIn, Stop
from tidu.domain.opinions.models import Occasion, Opinion, OpinionRound
from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.domain.targets import queries as targets
from tidu.domain.targets.models import Target
from tidu.domain.targets.vocabulary import Light
from tidu.foundation.actors import OrganisationKind, system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.reporting import annex, reading
from tidu.reporting.composition import compose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county_day")]

NOW = AsOf(on=date(2025, 6, 10))
DUE = date(2025, 12, 31)
POLICIES = Path(tidu.__file__).parent / "policies" / "qinglan"


def standing(model):
    return model.objects.filter(superseded_at=None)


def test_the_published_indicators_are_those_of_the_description(county):
    own = standing(CountyIndicator).filter(county_name="青岚县")
    told = {
        code: {one.year: (one.value, one.status) for one in own.filter(indicator=code)}
        for code in ("HIGHTECH_SHARE", "FISCAL_ST_SHARE")
    }
    assert told["HIGHTECH_SHARE"] == {
        2022: (Decimal("33.6"), "FINAL"),
        2023: (Decimal("35.1"), "FINAL"),
        2024: (None, "UNPUBLISHED"),
    }
    assert {year: value for year, (value, _) in told["FISCAL_ST_SHARE"].items()} == {
        2022: Decimal("2.4"),
        2023: Decimal("2.3"),
        2024: Decimal("2.6"),
    }
    assert own.get(indicator="GDP", year=2024).value == 260
    assert set(own.values_list("county_code", flat=True)) == {"360899"}


def test_peers_are_ranked_and_those_missing_are_named(county):
    compared = {one.indicator: one for one in indicators.comparisons(2024, NOW)}
    share, fiscal = compared["HIGHTECH_SHARE"], compared["FISCAL_ST_SHARE"]
    assert share.own is None
    assert {one.county_name: one.words for one in share.missing} == {
        "青岚县": "未发布",
        "雁岭县": "未发布",
        "白沙岭县": "未载入",
        "沅溪县": "未发布",
    }
    assert (fiscal.own.rank, fiscal.behind_first, len(fiscal.ranked)) == (3, Decimal("0.5"), 5)
    assert [one.county_name for one in fiscal.missing] == ["白沙岭县"]
    assert len(indicators.comparisons(2023, NOW)) == 12


def test_rd_beside_the_product_is_the_known_sum_over_the_published_product(county):
    for year, product in ((2022, "221.3"), (2023, "241.5"), (2024, "260.0")):
        asked = Question(as_of=NOW, year=year)
        expense = registry.ask("rd_expense_total", asked).value
        wanted = (100 * expense / (Decimal(product) * 10_000)).quantize(Decimal("0.01"))
        assert registry.ask("enterprise_rd_gdp_share", asked).value == wanted


def counted_by_hand(kind: str, levels: set[str], on: date, *, planned: bool = False) -> set[str]:
    """Return the park's open platforms of a kind, recognised at one of the levels where any is asked for."""
    held = defaultdict(set)
    for one in standing(PlatformMilestone):
        since = one.reached_on or (one.due_on if planned else None)
        if since and since <= on:
            held[one.number].add((one.stage, one.level))
    park = standing(Platform).filter(kind=kind, place__kind=OrganisationKind.PARK)
    return {
        one.number
        for one in park
        if ("OPEN", "") in held[one.number]
        and (not levels or any(("RECOGNISED", level) in held[one.number] for level in levels))
    }


PARK = (
    ("national_incubator_park_count", "INCUBATOR", {"NATIONAL"}, 0, 0, 1, Light.RED),
    ("provincial_makerspace_park_count", "MAKERSPACE", {"PROVINCIAL", "NATIONAL"}, 2, 3, 3, Light.YELLOW),
    ("institute_park_count", "INSTITUTE", set(), 1, 2, 2, Light.YELLOW),
)


@pytest.mark.parametrize("case", PARK, ids=[case[0] for case in PARK])
def test_the_parks_platforms_their_targets_and_lights(county, case):
    code, kind, levels, now, best, goal, light = case
    rows = {row.key for row in registry.ask(code, Question(as_of=NOW)).rows}
    assert rows == counted_by_hand(kind, levels, NOW.on)
    assert len(rows) == now
    (told,) = [
        one
        for one in targets.progress(system("测试"), NOW)
        if (one.target.figure_code, one.target.due_on) == (code, DUE)
    ]
    coming = {one.platform.number for one in told.projects}
    assert rows | coming == counted_by_hand(kind, levels, DUE, planned=True)
    assert (told.actual.value, told.forecast.stays, told.forecast.best) == (now, now, best)
    assert (told.target.value, told.light) == (goal, light)


def test_what_is_due_is_due_as_described(county):
    awaited = standing(PlatformMilestone).filter(reached_on=None, number__in=counted_places())
    assert {(one.stage, one.level, one.due_on.year, one.due_on.month) for one in awaited} == {
        ("OPEN", "", 2026, 6),
        ("RECOGNISED", "NATIONAL", 2026, 12),
        ("RECOGNISED", "PROVINCIAL", 2025, 11),
        ("OPEN", "", 2025, 12),
    }
    assert counted_by_hand("INCUBATOR", {"COUNTY"}, NOW.on) == {"PT-001"}
    next_year = standing(Target).get(
        due_on=date(2026, 12, 31), figure_code="provincial_makerspace_park_count"
    )
    assert next_year.value == 4


def counted_places() -> list[str]:
    return list(standing(Platform).filter(place__kind=OrganisationKind.PARK).values_list("number", flat=True))


def test_the_lights_of_the_other_targets_stand(county):
    lights = {
        (one.target.figure_code, one.target.due_on.year): (one.light, one.forecast.stays, one.forecast.best)
        for one in targets.progress(system("测试"), NOW)
    }
    assert lights["hnte_count", 2025] == (Light.RED, 40, 68)
    assert lights["gazelle_count", 2025] == (Light.YELLOW, 3, 6)
    assert lights["unicorn_count", 2025][0] is Light.RED


def test_one_problem_waits_for_its_evidence(county):
    lines = targets.problem_lines(targets.problems(NOW), NOW)
    assert [one.mark for one in lines] == ["", "", "", "待佐证"]
    assert [one.answer.value if one.answer else None for one in lines] == [57, Decimal("2.6"), 0, None]


def here(on: date) -> set[int]:
    """Return the firms that were in a township or the park on a day."""
    there = standing(PlaceRecord).filter(valid_from_on__lte=on, place__isnull=False)
    return set(there.exclude(valid_until_on__lte=on).values_list("enterprise_id", flat=True))


def holders(kinds: set[str], on: date) -> set[int]:
    held = standing(Recognition).filter(kind__in=kinds, valid_from_on__lte=on, valid_until_on__gt=on)
    return set(held.values_list("enterprise_id", flat=True)) & here(on)


def expense(year: int) -> Decimal:
    """Return the known statistical R&D of firms that were here at the year's end, in 万元."""
    there = here(date(year, 12, 31))
    facts = standing(YearlyFacts).filter(year=year, rd_statistical_fen__isnull=False)
    return Decimal(sum(one.rd_statistical_fen for one in facts if one.enterprise_id in there)) / 1_000_000


def parameter(policy: str, name: str) -> str:
    """Return what the newest version of a policy's own text says of a parameter."""
    last = list(yaml.safe_load_all((POLICIES / f"{policy}.yaml").read_text(encoding="utf-8")))[-1]
    return str(last["parameters"][name]["value"])


def host_exports() -> dict[str, list[int]]:
    """Return what each host of the Open Day exported from 2022 to 2024, in US cents."""
    hosts = Stop.objects.filter(event__occasion__code="2025-KF").values_list("host__credit_code", "host_id")
    facts = standing(YearlyFacts)
    return {
        code: [facts.get(enterprise_id=pk, year=year).exports_usd_cents for year in (2022, 2023, 2024)]
        for code, pk in hosts
    }


def goal(code: str) -> int:
    return standing(Target).get(figure_code=code, due_on=DUE).value


def _wan(cents: int) -> str:
    return f"{(Decimal(cents) / 1_000_000).quantize(Decimal('0.01')):f}"


def by_hand() -> dict[str, str]:
    """Return what every filled blank has to read, from rows of the tables and the texts of the policies alone."""
    tech = {"HNTE", "SME_NUMBER", "GAZELLE", "UNICORN"}
    then, last = (len(holders(tech, date(year, 12, 31))) for year in (2022, 2024))
    day = Occasion.objects.get(code="2025-KF")
    parents = Opinion.objects.exclude(split_from=None).values("split_from")
    said = Opinion.objects.filter(occasion=day, invalid_reason="", merged_into=None).exclude(pk__in=parents)
    spot = OpinionRound.objects.filter(opinion__occasion=day, reply_kind="ON_THE_SPOT")
    inside = [one for one in spot if day.began_at <= one.answered_at <= day.ended_at]
    last_said = {
        one.invitation_id or one.walk_in: one.kind
        for one in CheckIn.objects.filter(event__occasion=day).order_by("at")
    }
    guests = [who for who, kind in last_said.items() if kind == "IN"]
    return {
        "F02": f"{then}家",
        "F04": f"{last}家",
        "F05": f"{last - then}家",
        "F06": f"{(Decimal(100 * (last - then)) / then).quantize(Decimal('0.1'))}%",
        "F08": f"{(expense(2024) / 10_000).quantize(Decimal('0.01'))}亿元",
        "fiscal_st_share": "2.6%",
        "F10": f"{said.count()}条",
        "F11": f"{len(guests)}人",
        "F12": f"{len(inside)}条",
        "F13": f"{goal('hnte_count')}家",
        "F14": f"{len(holders({'HNTE'}, NOW.on))}家",
        "F15": f"{goal('gazelle_count')}家",
        "F16": "已突破" if holders({"UNICORN"}, NOW.on) else "未突破",
        "F17": parameter("hnte_new", "award"),
        "F18": parameter("rd_subsidy", "rate"),
        "F19": parameter("rd_subsidy", "cap"),
        "F20": parameter("platform", "national"),
        "F21": parameter("platform", "provincial"),
        "F26": f"{_wan(sum(one[-1] for one in host_exports().values()))}万美元",
        "open_day_exports_rising": f"{sum(a < b < c for a, b, c in host_exports().values())}家",
        "F22": f"{goal('national_incubator_park_count')}家",
        "F23": f"{goal('provincial_makerspace_park_count')}家",
        "F24": f"{goal('institute_park_count')}家",
        **{code: f"{len(counted_by_hand(kind, levels, NOW.on))}家" for code, kind, levels, *_ in PARK},
    }


def test_every_blank_of_the_speech_reads_what_the_raw_tables_say_or_says_why_it_is_blank(county):
    wanted = by_hand()
    parameters = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}
    speech = compose(reading.find("open_day_speech"), parameters, NOW)
    read = defaultdict(list)
    for line in annex.lines(speech):
        read[line.code].append(line.value)
    assert read.pop("tech_enterprise_count") == [wanted.pop("F02"), wanted.pop("F04")]
    assert {name: read[registry.find(name).code][0] for name in wanted} == wanted
    assert [one for one in speech.unfilled if not one.reason] == []
    blank = {one.label: one.reason for one in speech.unfilled}
    assert "尚未发布" in blank["高新技术产业增加值占规上工业增加值比重"]
    assert "县统计局" in blank["高新技术产业增加值占规上工业增加值比重"]
    for name in ("合作企业与高校", "拟合作高校"):
        assert name in blank, "without a figure it stays visibly blank"


def test_a_day_without_an_open_day_leaves_its_blanks_open(county):
    parameters = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 21)}
    speech = compose(reading.find("open_day_speech"), parameters, NOW)
    blank = {one.label: one.reason for one in speech.unfilled}
    for label in ("开放日到场人数", "开放日意见建议条数", "当场解答条数"):
        assert "2025-05-21" in blank[label]


def test_the_electronics_host_did_not_export_more_each_year_and_the_year_is_named(county):
    asked = {"year": 2024, "event_on": date(2025, 5, 22)}
    exports = host_exports()
    since_2022 = registry.ask("open_day_exports_rising", Question(as_of=NOW, base_year=2022, **asked))
    since_2023 = registry.ask("open_day_exports_rising", Question(as_of=NOW, base_year=2023, **asked))
    (host,) = [row for row in since_2022.rows if "电子" in row.label]
    assert (host.value, "2023 年没有增长" in host.detail) == (0, True)
    assert {row.key: row.value for row in since_2023.rows} == {
        code: int(then < last) for code, (_, then, last) in exports.items()
    }
    assert exports[host.key][1] < exports[host.key][2], "over two years the claim holds"
