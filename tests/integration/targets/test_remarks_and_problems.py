"""What is said beside a light, targets for platforms, and the problem list with its evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories.accounts import an_actor, an_organisation
from tests.factories.platforms import OPENED, a_platform, recognised
from tests.factories.pool import AS_OF, OFFICER
from tests.factories.targets import DUE, KEEPER, SET_AT, a_light_remark, a_problem, a_target
from tidu.domain.platforms.operations import Milestone
from tidu.domain.platforms.vocabulary import PROVINCIAL_MAKERSPACES
from tidu.domain.targets import operations, queries
from tidu.domain.targets.models import Problem
from tidu.domain.targets.operations import ProblemStated, UnableToNameProblem, UnableToRemark
from tidu.domain.targets.vocabulary import Light
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def makerspaces():
    """One provincial makerspace in the park and one that has applied, due in November; two are wanted."""
    park = an_organisation(OrganisationKind.PARK)
    a_platform(OPENED, recognised(), place=park)
    applied = Milestone(
        stage="RECOGNISED", level="PROVINCIAL", due_on=date(2025, 11, 30), document="申报材料"
    )
    a_platform(OPENED, applied, place=park)
    return a_target(PROVINCIAL_MAKERSPACES, 2)


def test_a_project_due_by_the_day_makes_the_light_yellow_and_is_listed(makerspaces):
    (told,) = queries.progress(OFFICER, AS_OF)
    assert (told.actual.value, told.forecast.stays, told.forecast.best) == (1, 1, 2)
    assert told.light is Light.YELLOW
    assert [one.platform.number for one in told.projects] == ["PT-002"]
    assert (told.ready, told.nearly, told.expiring, told.hidden) == ((), (), (), 0)
    assert registry.ask("F23", Question(as_of=AS_OF)).value == 2


def test_a_remark_stands_beside_the_light_with_name_and_time_and_never_repaints_it(makerspaces):
    (before,) = queries.progress(OFFICER, AS_OF)
    a_light_remark(makerspaces, "省里已受理，按绿灯对待")
    (after,) = queries.progress(OFFICER, AS_OF)
    assert (before.remark, after.light, after.forecast) == (None, before.light, before.forecast)
    assert (after.remark.text, after.remark.by_name, after.remark.at) == (
        "省里已受理，按绿灯对待",
        KEEPER.name,
        SET_AT,
    )
    later = SET_AT + timedelta(hours=1)
    operations.set_remark(figure_code=makerspaces.figure_code, due_on=DUE, text=" ", by=KEEPER, now=later)
    (taken_back,) = queries.progress(OFFICER, AS_OF)
    assert taken_back.remark is None
    (then,) = queries.progress(OFFICER, AsOf(on=AS_OF.on, known_at=later))
    assert then.remark is not None
    assert Entry.objects.filter(action="targets.set_remark").count() == 2


def test_who_may_not_remark_is_told_and_so_is_a_target_that_is_none(makerspaces):
    for by, due_on, text, words in (
        (an_actor(Role.TOWNSHIP_LEADER), DUE, "好", "只有县领导"),
        (KEEPER, date(2030, 12, 31), "好", "没有找到这个目标"),
        (KEEPER, DUE, "长" * 301, "超过 300 字"),
    ):
        with pytest.raises(UnableToRemark, match=words):
            operations.set_remark(
                figure_code=makerspaces.figure_code, due_on=due_on, text=text, by=by, now=SET_AT
            )


def test_a_problem_without_evidence_is_marked_until_somebody_states_it(makerspaces):
    first, second = a_problem(figure_code=PROVINCIAL_MAKERSPACES), a_problem("成果转化慢", figure_code="")
    lines = queries.problem_lines(queries.problems(AS_OF), AS_OF)
    assert [(one.problem.number, one.mark) for one in lines] == [(1, "待佐证"), (2, "待佐证")]
    assert (lines[0].answer.value, lines[1].answer) == (1, None)
    stated = ProblemStated(
        number=first.number,
        text=first.text,
        figure_code=first.figure_code,
        benchmark=first.benchmark,
        owner_id=first.owner_id,
        evidence="平台登记和目标文件",
    )
    operations.set_problem(stated=stated, by=KEEPER, now=SET_AT + timedelta(days=1))
    assert [one.number for one in queries.problems(AS_OF, unproven=True)] == [second.number]
    assert queries.problem_lines(queries.problems(AS_OF), AS_OF)[0].mark == ""
    solved = replace(stated, solved_on=date(2025, 1, 16))
    operations.set_problem(stated=solved, by=KEEPER, now=SET_AT + timedelta(days=2))
    assert [one.number for one in queries.problems(AS_OF)] == [2]
    assert [one.number for one in queries.problems(AS_OF, solved=True)] == [1, 2]
    assert Problem.objects.filter(number=1).count() == 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": " "}, "请写明问题"),
        ({"benchmark": ""}, "请写明对照"),
        ({"owner_id": 0}, "没有找到责任单位"),
        ({"solved_on": date(2026, 1, 1), "evidence": "有"}, "还没有到"),
        ({"solved_on": date(2025, 1, 2)}, "没有佐证的问题不能记为解决"),
        ({"figure_code": "no_such"}, "没有代码为“no_such”的指标"),
        ({"number": 9}, "清单里没有第 9 个问题"),
    ],
)
def test_a_problem_that_cannot_stand_is_refused(changed, words):
    owner = an_organisation(OrganisationKind.BUREAU_SECTION)
    stated = ProblemStated(text="问题", benchmark="目标", owner_id=owner.pk)
    with pytest.raises(UnableToNameProblem, match=words):
        operations.set_problem(stated=replace(stated, **changed), by=KEEPER, now=SET_AT)
    with pytest.raises(UnableToNameProblem, match="只有科技局领导"):
        operations.set_problem(stated=stated, by=an_actor(Role.COUNTY_LEADER), now=SET_AT)
