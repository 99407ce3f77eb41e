"""The register of platforms: kept in stages with days and documents, counted as open only, every change kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.platforms import KEEPER, OPENED, REGISTERED_AT, a_milestone, a_platform, recognised
from tidu.domain.platforms import operations, queries
from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.domain.platforms.operations import Milestone, PlatformStated, UnableToKeepPlatform
from tidu.domain.platforms.queries import PlatformFilters
from tidu.domain.platforms.vocabulary import PlatformKind, PlatformLevel, PlatformStage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import UnknownPlace
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))
PLANNED = Milestone(stage=PlatformStage.PLANNED, reached_on=date(2024, 12, 5), document="意向书")


@pytest.fixture
def park() -> Organisation:
    return an_organisation(OrganisationKind.PARK, name="工业园区")


def count(code: str, **asked) -> int | None:
    return registry.ask(code, Question(as_of=TODAY, **asked)).value


def test_an_empty_register_is_unknown_and_not_nought():
    answer = registry.ask("F25", Question(as_of=TODAY))
    assert answer.value is None
    assert "平台与人才股" in answer.reason


def test_only_what_is_open_is_counted_and_only_the_park_for_the_park(park):
    a_platform(OPENED, recognised(), place=park)
    a_platform(OPENED, recognised(), place=None)
    a_platform(PLANNED, Milestone(stage="OPEN", due_on=date(2025, 12, 20), document="合同"), place=park)
    assert (count("platform_count"), count("platform_count", place=park.code)) == (2, 1)
    assert count("provincial_makerspace_count") == 2
    assert count("provincial_makerspace_park_count") == 1
    assert count("national_makerspace_count") == 0
    assert count("provincial_makerspace_park_count", year=2022) == 0
    (row,) = registry.ask("provincial_makerspace_park_count", Question(as_of=TODAY)).rows
    assert row.detail == "众创空间，省级认定，2023-03-01，认定文件"
    assert PlatformMilestone.objects.get(pk=row.record[1]).level == "PROVINCIAL"


def test_a_place_that_is_none_and_a_year_to_come_are_refused(park):
    a_platform(place=park)
    with pytest.raises(UnknownPlace):
        count("platform_count", place="NOWHERE")
    assert "尚未到来" in registry.ask("platform_count", Question(as_of=TODAY, year=2026)).reason


def test_every_stage_and_every_change_stays_on_record(park):
    number = a_platform(place=park).number
    later = REGISTERED_AT + timedelta(days=30)
    a_milestone(
        number, Milestone(stage="RECOGNISED", level="PROVINCIAL", due_on=date(2025, 1, 31), document="申报")
    )
    a_milestone(number, recognised(on=date(2025, 2, 5)), now=later)
    found = queries.find_platform(number, TODAY)
    assert (found.stage_words, found.deciding.reached_on) == ("省级认定", date(2025, 2, 5))
    then = queries.find_platform(number, AsOf(on=TODAY.on, known_at=later))
    assert (then.stage_words, [one.due_on for one in then.awaited]) == ("建成运行", [date(2025, 1, 31)])
    assert PlatformMilestone.objects.filter(number=number, stage="RECOGNISED").count() == 2
    assert Entry.objects.filter(action="platforms.state_milestone", subject_key=number).count() == 3


def test_a_correction_keeps_the_name_before_it(park):
    before = a_platform(place=park)
    stated = PlatformStated(name="改名后的众创空间", kind=before.kind, host=before.host, place_id=None)
    changed = operations.change_platform(number=before.number, stated=stated, by=KEEPER, now=REGISTERED_AT)
    assert (changed.name, changed.place) == ("改名后的众创空间", None)
    assert Platform.objects.filter(number=before.number).count() == 2


def test_the_list_is_narrowed_and_leaves_out_what_had_not_begun(park):
    open_one = a_platform(OPENED, recognised(PlatformLevel.NATIONAL), place=park, kind=PlatformKind.INCUBATOR)
    planned = a_platform(PLANNED, place=None)
    numbers = [one.platform.number for one in queries.platforms(TODAY)]
    assert numbers == [open_one.number, planned.number]
    for asked, wanted in (
        (PlatformFilters(kind="INCUBATOR"), [open_one.number]),
        (PlatformFilters(level="NATIONAL"), [open_one.number]),
        (PlatformFilters(level="PROVINCIAL"), []),
        (PlatformFilters(stage="PLANNED"), [planned.number]),
        (PlatformFilters(place=park.code), [open_one.number]),
    ):
        assert [one.platform.number for one in queries.platforms(TODAY, asked)] == wanted
    assert queries.platforms(AsOf(on=date(2021, 1, 1))) == []
    with pytest.raises(queries.PlatformNotFound, match="PT-999"):
        queries.find_platform("PT-999", TODAY)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stage": "X"}, "请选择阶段"),
        ({"stage": "RECOGNISED"}, "认定要写明级别"),
        ({"level": "NATIONAL"}, "只有“认定”分级别"),
        ({"document": " "}, "请写明依据"),
        ({"reached_on": None}, "请填实际日期"),
        ({"reached_on": date(2025, 1, 14)}, "还没有到"),
        ({"ended_on": date(2022, 3, 1)}, "终止日期应晚于实际日期"),
        ({"stage": "RECOGNISED", "level": "CITY"}, "还没有登记建成运行的日期"),
    ],
)
def test_a_stage_that_cannot_be_is_refused(changed, words):
    number = a_platform(PLANNED).number
    with pytest.raises(UnableToKeepPlatform, match=words):
        operations.state_milestone(
            number=number, milestone=replace(OPENED, **changed), by=KEEPER, now=REGISTERED_AT
        )


def test_only_officers_keep_the_register_and_a_platform_is_whole(park):
    leader = an_actor(Role.TOWNSHIP_LEADER)
    stated = PlatformStated(name="某空间", kind="MAKERSPACE", host="某公司")
    town = an_organisation(OrganisationKind.BUREAU_SECTION)
    for by, platform, milestones, words in (
        (leader, stated, [OPENED], "只有科技局领导和股室经办"),
        (KEEPER, stated, [], "至少登记一个阶段"),
        (KEEPER, replace(stated, host=" "), [OPENED], "平台名称和建设"),
        (KEEPER, replace(stated, kind="X"), [OPENED], "请选择平台类型"),
        (KEEPER, replace(stated, place_id=town.pk), [OPENED], "属地应是乡镇或工业园区"),
    ):
        with pytest.raises(UnableToKeepPlatform, match=words):
            operations.add_platform(stated=platform, milestones=milestones, by=by, now=REGISTERED_AT)
    with pytest.raises(UnableToKeepPlatform, match="没有编号为“PT-9”"):
        operations.change_platform(number="PT-9", stated=stated, by=KEEPER, now=REGISTERED_AT)
    assert not Platform.objects.exists()
