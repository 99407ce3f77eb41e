"""Targets: set and split by officers, versioned, and read against the register's own figures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.enterprises import a_recognition
from tests.factories.pool import AS_OF, NOW, OFFICER, a_far_firm, a_nearly_firm, a_plain_firm, a_ready_firm
from tests.factories.targets import DUE, KEEPER, SET_AT, a_target
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.targets import operations, queries
from tidu.domain.targets.models import Target
from tidu.domain.targets.operations import UnableToSetTarget, UnableToSplit
from tidu.domain.targets.vocabulary import Light, TargetKind, may_be_aimed_at
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question
from tidu.foundation.provenance import queries as provenance_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Organisation:
    return an_organisation(OrganisationKind.TOWNSHIP, name="城关镇")


@pytest.fixture
def county(place: Organisation) -> Organisation:
    """Two title holders (one expiring before the due day), one ready, one near and one far firm; return the place."""
    a_recognition(a_plain_firm(place, "仍有效"), granted_on=date(2023, 11, 15), until=date(2026, 11, 15))
    a_recognition(a_plain_firm(place, "将到期"), granted_on=date(2022, 11, 15), until=date(2025, 11, 15))
    a_ready_firm(place, "已达")
    a_nearly_firm(place, "差一点")
    a_far_firm(place, "还远")
    return place


@pytest.mark.parametrize(
    ("value", "light"), [(1, Light.GREEN), (2, Light.YELLOW), (4, Light.YELLOW), (5, Light.RED)]
)
def test_the_light_follows_from_what_stays_and_the_best_case(
    county: Organisation, value: int, light: Light
) -> None:
    a_target(value=value)
    (told,) = queries.progress(OFFICER, AS_OF)
    assert (told.actual.value, told.forecast.stays, told.forecast.best, told.light) == (2, 1, 4, light)
    assert told.rule.startswith("绿：不办任何新手续")
    assert [one.firm.name for one in (*told.ready, *told.nearly, *told.expiring)] == [
        "已达",
        "差一点",
        "将到期",
    ]
    assert told.days_left == 204


def test_the_planned_path_starts_from_the_end_of_last_year(county: Organisation) -> None:
    # 2 firms on 31 December 2024, 12 wanted: 2 + 10 x 161/365 = 6.41
    a_target(value=12)
    (told,) = queries.progress(OFFICER, AS_OF)
    assert told.planned == Decimal("6.4")


def test_a_target_of_a_later_year_has_no_planned_path_yet(county: Organisation) -> None:
    a_target(value=82, due_on=date(2026, 12, 31))
    (told,) = queries.progress(OFFICER, AS_OF)
    assert told.planned is None
    assert told.forecast.stays == 0


def test_parts_that_do_not_sum_to_the_whole_show_the_gap(county: Organisation) -> None:
    park = an_organisation(OrganisationKind.PARK, name="工业园区", position=1)
    a_target(value=70)
    operations.set_split(
        figure_code="hnte_count", due_on=DUE, parts={county.pk: 30, park.pk: 39}, by=KEEPER, now=SET_AT
    )
    (told,) = queries.progress(OFFICER, AS_OF)
    assert (told.split_sum, told.split_gap) == (69, 1)
    assert told.split_words == "分解合计 69，比目标少 1"
    lines = {line.place: (line.value, line.actual, line.short_by) for line in told.splits}
    assert lines == {"城关镇": (30, 2, 28), "工业园区": (39, 0, 39)}


def test_a_share_set_again_is_a_new_version_and_the_others_stay(county: Organisation) -> None:
    park = an_organisation(OrganisationKind.PARK)
    a_target(value=70)
    parts = {county.pk: 30, park.pk: 39}
    operations.set_split(figure_code="hnte_count", due_on=DUE, parts=parts, by=KEEPER, now=SET_AT)
    operations.set_split(figure_code="hnte_count", due_on=DUE, parts={park.pk: 40}, by=KEEPER, now=NOW)
    assert queries.progress(OFFICER, AS_OF)[0].split_sum == 70
    assert queries.progress(OFFICER, AsOf(on=AS_OF.on, known_at=NOW))[0].split_sum == 69


def test_a_target_set_again_is_a_new_version_with_its_source(place: Organisation) -> None:
    a_target(value=68)
    changed = operations.set_target(
        figure_code="F14",
        name="2025年高企目标",
        value=70,
        due_on=DUE,
        owner_id=place.pk,
        by=KEEPER,
        now=datetime(2025, 3, 1, tzinfo=UTC),
    )
    assert (changed.figure_code, changed.value, changed.unit) == ("hnte_count", 70, "家")
    in_february = AsOf(on=date(2025, 2, 1), known_at=datetime(2025, 2, 2, tzinfo=UTC))
    assert [one.value for one in queries.standing(in_february)] == [68]
    origin = provenance_queries.origin_of(changed, "value")
    assert origin is not None
    assert (origin.title, origin.loaded_by_name) == ("设定目标：2025年高企目标", "测试局长")
    assert Entry.objects.filter(action="targets.set_target").count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"figure_code": "no_such"}, "没有代码为“no_such”的指标"),
        ({"value": 0}, "请填 1 或更大的整数"),
        ({"due_on": date(2025, 1, 14)}, "早于今天 2025-01-15"),
        ({"owner_id": 0}, "没有找到责任单位"),
        ({"by": None}, "只有科技局领导和股室经办"),
        ({"kind": TargetKind.BREAKTHROUGH, "value": 2}, "零突破的目标值固定为 1"),
    ],
)
def test_what_a_target_needs(place: Organisation, changes: dict[str, object], message: str) -> None:
    stated: dict[str, object] = {
        "figure_code": "hnte_count",
        "name": "目标",
        "value": 70,
        "due_on": DUE,
        "owner_id": place.pk,
        "by": KEEPER,
    } | changes
    stated["by"] = stated["by"] or an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    with pytest.raises(UnableToSetTarget, match=message):
        operations.set_target(**stated, now=SET_AT)  # type: ignore[arg-type]
    assert not Target.objects.exists()


def test_a_breakthrough_reads_as_not_yet_and_then_as_done(county: Organisation) -> None:
    a_target("unicorn_count", 1, kind=TargetKind.BREAKTHROUGH)
    (before,) = queries.progress(OFFICER, AS_OF)
    assert (before.actual_text, before.light, before.planned) == ("未突破", Light.RED, None)
    answer = registry.ask("F16", Question(as_of=AS_OF))
    assert (answer.value, answer.rows, answer.on_label) == (False, (), f"{AS_OF.label} · 未突破")
    assert "也没有以独角兽为目标的企业" in answer.reason
    a_recognition(
        a_plain_firm(county, "独角兽"), RecognitionKind.UNICORN, date(2025, 6, 1), date(2028, 6, 1), now=NOW
    )
    (after,) = queries.progress(OFFICER, AS_OF)
    assert (after.actual_text, after.light) == ("已突破", Light.GREEN)
    answer = registry.ask("F16", Question(as_of=AS_OF))
    assert (answer.value, [row.label for row in answer.rows], answer.reason) == (True, ["独角兽"], "")


@pytest.mark.parametrize("code", ["target_hnte", "hnte_year_end_high", "contact_overdue_count"])
def test_what_is_aimed_at_forecast_or_better_few_is_no_aim(code: str) -> None:
    assert not may_be_aimed_at(registry.find(code))
    with pytest.raises(UnableToSetTarget, match="不能设目标"):
        a_target(code, 5)
    assert may_be_aimed_at(registry.find("hnte_count"))
    assert not may_be_aimed_at(registry.find("visit_count"))


def test_a_breakthrough_from_something_is_refused(county: Organisation) -> None:
    with pytest.raises(UnableToSetTarget, match="目前已有 2 家，不是零突破"):
        a_target("hnte_count", 1, kind=TargetKind.BREAKTHROUGH)


def test_a_breakthrough_from_an_unknown_baseline_is_refused() -> None:
    with pytest.raises(UnableToSetTarget, match="目前缺数"):
        a_target("unicorn_count", 1, kind=TargetKind.BREAKTHROUGH)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (OrganisationKind.ENTERPRISE, 1, "不是乡镇或工业园区"),
        (OrganisationKind.TOWNSHIP, -1, "请填 0 或更大的整数"),
    ],
)
def test_what_a_split_needs(kind: OrganisationKind, value: int, message: str) -> None:
    a_target(value=70)
    part = {an_organisation(kind).pk: value}
    with pytest.raises(UnableToSplit, match=message):
        operations.set_split(figure_code="hnte_count", due_on=DUE, parts=part, by=KEEPER, now=SET_AT)


def test_a_split_of_no_target_or_by_a_township_is_refused(place: Organisation) -> None:
    with pytest.raises(UnableToSplit, match="没有找到要分解的目标"):
        operations.set_split(figure_code="hnte_count", due_on=DUE, parts={place.pk: 1}, by=KEEPER, now=SET_AT)
    a_target(value=70)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    with pytest.raises(UnableToSplit, match="只有科技局领导和股室经办"):
        operations.set_split(figure_code="hnte_count", due_on=DUE, parts={place.pk: 1}, by=leader, now=SET_AT)


def test_the_targets_of_the_speech_are_figures_of_their_own(place: Organisation) -> None:
    a_target(value=70)
    a_target("gazelle_count", 5)
    f13, f15 = (registry.ask(code, Question(as_of=AS_OF, year=2025)) for code in ("F13", "F15"))
    assert (f13.value, f15.value) == (70, 5)
    (row,) = f13.rows
    assert row.record == ("targets.Target", Target.objects.get(figure_code="hnte_count").pk, "value")
    unset = registry.ask("F13", Question(as_of=AS_OF, year=2027))
    assert unset.value is None
    assert "2027 年没有设定" in unset.reason
    before = AsOf(on=AS_OF.on, known_at=datetime(2025, 1, 1, tzinfo=UTC))
    assert registry.ask("F13", Question(as_of=before)).value is None


def test_a_township_sees_the_countys_numbers_and_its_own_firms(county: Organisation) -> None:
    elsewhere = an_organisation(OrganisationKind.TOWNSHIP)
    a_ready_firm(elsewhere, "别镇已达")
    a_target(value=70)
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=county)
    (told,) = queries.progress(leader, AS_OF)
    assert (told.actual.value, told.forecast.best) == (2, 5)
    assert [one.firm.name for one in told.ready] == ["已达"]
    assert told.hidden == 1


def test_a_gazelle_target_is_lit_by_the_provinces_rule(county: Organisation) -> None:
    a_target("gazelle_count", 5)
    (told,) = queries.progress(OFFICER, AS_OF)
    assert (told.light, told.forecast.best) == (Light.RED, 0)
    assert "缺数" not in told.forecast.words


def test_a_target_gets_no_red_light_while_no_rule_finds_candidates(
    county: Organisation, settings: Any
) -> None:
    settings.TIDU_REGIONS = ("邻省", "邻县")  # a province that has published no gazelle rule
    a_target("gazelle_count", 5)
    (told,) = queries.progress(OFFICER, AS_OF)
    assert told.light is Light.UNKNOWN
    assert "还没有可计算的规则" in told.forecast.words


def test_targets_of_past_years_are_no_longer_shown(place: Organisation) -> None:
    a_target(value=70)
    assert queries.progress(OFFICER, AsOf(on=date(2026, 1, 1))) == ()
    assert len(queries.progress(OFFICER, AsOf(on=DUE))) == 1
