"""What counts of platforms, and the light of a target for them by its printed rule, for any days of their stages."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tidu.domain.platforms.models import Platform, PlatformMilestone
from tidu.domain.platforms.queries import PlatformOn, PlatformRegister, outlook
from tidu.domain.platforms.vocabulary import COUNTED, PROVINCIAL_MAKERSPACES, PlatformKind, PlatformLevel
from tidu.domain.targets.models import Target
from tidu.domain.targets.queries import forecast
from tidu.domain.targets.vocabulary import Light, TargetKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import OrganisationKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question

FIRST, TODAY, DUE = date(2024, 1, 1), date(2025, 6, 10), date(2025, 12, 31)
PARK = Organisation(pk=1, code="P", short_name="园区", kind=OrganisationKind.PARK)
TOWN = Organisation(pk=2, code="T", short_name="镇", kind=OrganisationKind.TOWNSHIP)
MAKERSPACES = COUNTED[PROVINCIAL_MAKERSPACES]

days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
reached_days = st.integers(0, (TODAY - FIRST).days).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def stages(draw, number: int, stage: str, level: str = ""):
    """Return a stage that is reached by today, or only due some day; a reached one may have ended or will end."""
    if draw(st.booleans()):
        reached = draw(reached_days)
        ended = draw(st.none() | st.integers(1, 900).map(lambda more: reached + timedelta(days=more)))
        return PlatformMilestone(
            number=f"{number}", stage=stage, level=level, reached_on=reached, ended_on=ended
        )
    return PlatformMilestone(number=f"{number}", stage=stage, level=level, due_on=draw(days))


@st.composite
def registers(draw):
    """Return some platforms, each open and recognised at some level at some days, in the park or elsewhere."""
    found = []
    for number in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from((PlatformKind.MAKERSPACE, PlatformKind.INCUBATOR)))
        platform = Platform(number=f"{number}", kind=kind, place=draw(st.sampled_from((PARK, TOWN, None))))
        levels = draw(st.sets(st.sampled_from(list(PlatformLevel)), max_size=3))
        milestones = [draw(stages(number, "OPEN"))]
        milestones += [draw(stages(number, "RECOGNISED", level.value)) for level in sorted(levels)]
        found.append((platform, tuple(milestones)))
    return PlatformRegister(None, tuple(found))


def _in_force(one: PlatformMilestone, since: date | None, on: date) -> bool:
    return since is not None and since <= on and not (one.ended_on and one.ended_on <= on)


def _built(platform: Platform, milestones, on: date, *, planned: bool) -> bool:
    """Say the printed words again: a makerspace in the park, open, and provincial or national, on the day."""
    if platform.kind != "MAKERSPACE" or platform.place is not PARK:
        return False
    standing = {
        (one.stage, one.level)
        for one in milestones
        if _in_force(one, one.reached_on or (one.due_on if planned else None), on)
    }
    return ("OPEN", "") in standing and bool(
        standing & {("RECOGNISED", "PROVINCIAL"), ("RECOGNISED", "NATIONAL")}
    )


@given(registers(), st.integers(1, 5))
def test_the_light_is_what_the_printed_rule_says_for_any_days_of_the_stages(register, value):
    now = [
        (platform, milestones)
        for platform, milestones in register.platforms
        if _built(platform, milestones, TODAY, planned=False)
    ]
    stays = sum(_built(platform, milestones, DUE, planned=False) for platform, milestones in now)
    done = [_built(platform, milestones, DUE, planned=True) for platform, milestones in register.platforms]
    best = sum(done)  # what stays is in it: nothing is lost by finishing a project
    wanted = Light.GREEN if stays >= value else Light.YELLOW if best >= value else Light.RED
    target = Target(
        figure_code=PROVINCIAL_MAKERSPACES, kind=TargetKind.REACH, value=value, unit="家", due_on=DUE
    )
    actual = Answer(registry.find(PROVINCIAL_MAKERSPACES), Question(AsOf(TODAY)), value=len(now))
    expected = outlook(register, MAKERSPACES, TODAY, DUE)
    told = forecast(target, actual, expected, AsOf(TODAY))
    assert (told.stays, told.best, told.light) == (stays, best, wanted)


@given(registers())
def test_what_is_only_planned_is_never_counted_as_built(register):
    for one in register.on(TODAY):
        if one.counts(MAKERSPACES):
            opened = next(each for each in one.milestones if each.stage == "OPEN")
            assert opened.reached_on is not None
            assert opened.reached_on <= TODAY


def a_platform(
    *milestones: PlatformMilestone, on: date = TODAY, place: Organisation | None = PARK
) -> PlatformOn:
    return PlatformOn(Platform(number="1", kind="MAKERSPACE", place=place), milestones, on)


def opened(on: date, ended: date | None = None) -> PlatformMilestone:
    return PlatformMilestone(number="1", stage="OPEN", reached_on=on, ended_on=ended)


def recognised(level: str, on: date, ended: date | None = None) -> PlatformMilestone:
    return PlatformMilestone(number="1", stage="RECOGNISED", level=level, reached_on=on, ended_on=ended)


def test_a_platform_raised_to_another_level_counts_at_the_level_of_the_day():
    county, province = recognised("COUNTY", date(2023, 1, 1)), recognised("PROVINCIAL", date(2024, 5, 1))
    stages_then = (opened(date(2022, 1, 1)), county, province)
    before, after = (a_platform(*stages_then, on=day) for day in (date(2024, 4, 30), date(2024, 5, 1)))
    assert (before.level, before.stage_words, before.counts(MAKERSPACES)) == ("COUNTY", "县级认定", False)
    assert (after.level, after.stage_words, after.counts(MAKERSPACES)) == ("PROVINCIAL", "省级认定", True)


def test_a_county_wide_platform_outside_the_park_is_not_the_parks():
    stages_then = (opened(date(2022, 1, 1)), recognised("PROVINCIAL", date(2024, 5, 1)))
    assert a_platform(*stages_then).counts(MAKERSPACES)
    assert not a_platform(*stages_then, place=None).counts(MAKERSPACES)
    assert not a_platform(*stages_then, place=TOWN).counts(MAKERSPACES)
    assert a_platform(*stages_then, place=None).counts(COUNTED["provincial_makerspace_count"])


def test_a_platform_that_closed_is_called_so_from_its_day_on():
    stages_then = (opened(date(2022, 1, 1), ended=TODAY), recognised("PROVINCIAL", date(2024, 5, 1)))
    yesterday = a_platform(*stages_then, on=TODAY - timedelta(days=1))
    assert (yesterday.is_open, yesterday.stage_words) == (True, "省级认定")
    today = a_platform(*stages_then)
    assert (today.is_open, today.stage, today.stage_words) == (False, None, "已停办")
    assert not today.counts(COUNTED["platform_count"])


def test_what_awaits_is_told_the_soonest_first_and_its_stage_is_building():
    building = PlatformMilestone(number="1", stage="BUILDING", reached_on=date(2024, 4, 26))
    late = PlatformMilestone(number="1", stage="RECOGNISED", level="NATIONAL", due_on=date(2026, 12, 31))
    soon = PlatformMilestone(number="1", stage="OPEN", due_on=date(2026, 6, 30))
    one = a_platform(building, late, soon)
    assert (one.stage_words, one.is_open, one.awaited) == ("在建", False, (soon, late))
    assert one.deciding is building
