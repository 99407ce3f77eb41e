"""Officers' decisions: legal steps only, with reasons, versioned, and listed for any day as known at any moment."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import a_person, an_actor, an_organisation
from tests.factories.enterprises import an_enterprise
from tests.factories.pool import NOW, OFFICER, TODAY, a_member
from tidu.domain.pool import operations, queries
from tidu.domain.pool.models import Membership
from tidu.domain.pool.operations import Decision, UnableToChangeStage
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance_queries

pytestmark = pytest.mark.django_db


def stages_on(day: date, known_at: datetime | None = None) -> dict[int, str]:
    return {one.enterprise_id: one.stage for one in queries.members_on(AsOf(on=day, known_at=known_at))}


def test_a_firm_climbs_by_the_steps_and_every_day_remembers_its_stage() -> None:
    firm = an_enterprise()
    operations.admit(
        enterprise_id=firm.pk,
        on=date(2023, 3, 1),
        reason="有研发投入",
        by=OFFICER,
        now=datetime(2023, 3, 1, 2, tzinfo=UTC),
    )
    operations.take_on(
        enterprise_id=firm.pk,
        adviser_id=a_person(name="李联系").pk,
        target_year=2025,
        on=date(2024, 3, 1),
        reason="拟申报高企",
        by=OFFICER,
        now=datetime(2024, 3, 1, 2, tzinfo=UTC),
    )
    operations.leave(enterprise_id=firm.pk, on=TODAY, reason="已迁出", by=OFFICER, now=NOW)

    assert stages_on(date(2023, 2, 28)) == {}
    assert stages_on(date(2023, 3, 1)) == {firm.pk: "RESERVE"}
    assert stages_on(date(2024, 2, 29)) == {firm.pk: "RESERVE"}
    assert stages_on(date(2024, 3, 1)) == {firm.pk: "CULTIVATION"}
    assert stages_on(date(2025, 6, 9)) == {firm.pk: "CULTIVATION"}
    assert stages_on(TODAY) == {}
    assert [one.stands.get_stage_display() for one in queries.moves_of(firm.pk, AsOf(on=TODAY))] == [
        "储备",
        "培育",
        "未入库",
    ]


def test_the_illegal_jump_is_refused_and_names_the_firm_and_the_steps_allowed() -> None:
    firm = an_enterprise()
    with pytest.raises(UnableToChangeStage, match=f"{firm.credit_code}：.*不能从“未入库”直接到“培育”"):
        operations.take_on(
            enterprise_id=firm.pk,
            adviser_id=a_person().pk,
            target_year=2025,
            on=TODAY,
            reason="拟申报",
            by=OFFICER,
            now=NOW,
        )
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"adviser_id": None}, "须指定辅导员"),
        ({"target_year": None}, "须填写目标年度"),
        ({"target_year": 2024}, "目标年度 2024 早于生效年度 2025"),
        ({"reason": "  "}, "请填写理由"),
        ({"on": date(2025, 6, 11)}, "晚于今天"),
        ({"on": date(2024, 2, 29)}, "早于现有记录的起始日 2024-03-01"),
    ],
)
def test_what_taking_on_needs(changes: dict[str, object], message: str) -> None:
    member = a_member(an_enterprise())
    stated = {
        "enterprise_id": member.enterprise_id,
        "adviser_id": a_person().pk,
        "target_year": 2025,
        "on": TODAY,
        "reason": "拟申报",
    } | changes
    with pytest.raises(UnableToChangeStage, match=message):
        operations.take_on(**stated, by=OFFICER, now=NOW)  # type: ignore[arg-type]
    assert stages_on(TODAY) == {member.enterprise_id: "RESERVE"}


@pytest.mark.parametrize("role", [Role.TOWNSHIP_LEADER, Role.ENTERPRISE_CONTACT, Role.COUNTY_LEADER])
def test_only_officers_keep_the_pool(role: Role) -> None:
    firm = an_enterprise()
    with pytest.raises(UnableToChangeStage, match="只有科技局领导和股室经办"):
        operations.admit(enterprise_id=firm.pk, on=TODAY, reason="有研发", by=an_actor(role), now=NOW)


@pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.BUREAU_DIRECTOR])
def test_a_decision_is_audited_under_the_firm_and_the_officer(role: Role) -> None:
    firm, officer = an_enterprise(), an_actor(role)
    before = Entry.objects.count()
    operations.admit(enterprise_id=firm.pk, on=TODAY, reason="有研发投入", by=officer, now=NOW)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.organisation_code, entry.user_id) == (
        "pool.enter",
        firm.credit_code,
        officer.user_id,
    )
    assert entry.summary == "入库储备：有研发投入"


def test_a_late_correction_does_not_change_what_was_known_then() -> None:
    member = a_member(an_enterprise(), since=date(2024, 3, 1))
    operations.leave(
        enterprise_id=member.enterprise_id,
        on=date(2024, 6, 1),
        reason="当时已停产，补记",
        by=OFFICER,
        now=NOW,
    )
    year_end = AsOf.as_known_then(date(2024, 12, 31))
    assert stages_on(year_end.on, year_end.known_at) == {member.enterprise_id: "RESERVE"}
    assert stages_on(date(2024, 12, 31)) == {}


def test_each_value_of_a_membership_has_the_decision_it_came_from() -> None:
    member = a_member(an_enterprise(), Stage.CULTIVATION, since=date(2024, 3, 1))
    operations.leave(enterprise_id=member.enterprise_id, on=TODAY, reason="停产", by=OFFICER, now=NOW)
    ended = Membership.objects.known_at(None).get(
        enterprise_id=member.enterprise_id, valid_from_on=date(2024, 3, 1)
    )
    stage = provenance_queries.origin_of(ended, "stage")
    end = provenance_queries.origin_of(ended, "valid_until_on")
    assert stage is not None
    assert end is not None
    assert (stage.title, stage.loaded_at.date()) == ("培育库调整决定", date(2024, 3, 1))
    assert (end.title, end.loaded_at.date()) == ("培育库调整决定（原记录止）", TODAY)


def test_a_decision_taken_back_leaves_the_stage_before_and_a_trace() -> None:
    firm = an_enterprise()
    a_member(firm, Stage.RESERVE, since=date(2024, 3, 1))
    operations.leave(enterprise_id=firm.pk, on=date(2025, 6, 1), reason="误操作", by=OFFICER, now=NOW)
    later = datetime(2025, 6, 10, 5, tzinfo=UTC)
    restored = operations.take_back(enterprise_id=firm.pk, reason="退库有误", by=OFFICER, now=later)
    assert restored is not None
    assert (restored.stage, restored.valid_until_on) == ("RESERVE", None)
    assert stages_on(TODAY) == {firm.pk: "RESERVE"}
    assert stages_on(TODAY, datetime(2025, 6, 10, 4, tzinfo=UTC)) == {}
    assert Entry.objects.filter(action="pool.take_back", organisation_code=firm.credit_code).count() == 1


def test_of_two_decisions_on_one_day_the_second_is_taken_back_first() -> None:
    firm = an_enterprise()
    a_member(firm, Stage.CULTIVATION, since=date(2024, 3, 1))
    first = operations.take_back(enterprise_id=firm.pk, reason="改回储备", by=OFFICER, now=NOW)
    assert first is not None
    assert first.stage == "RESERVE"
    later = datetime(2025, 6, 10, 5, tzinfo=UTC)
    assert operations.take_back(enterprise_id=firm.pk, reason="不应入库", by=OFFICER, now=later) is None
    assert stages_on(TODAY) == {}
    with pytest.raises(UnableToChangeStage, match="没有可以撤回"):
        operations.take_back(enterprise_id=firm.pk, reason="再撤", by=OFFICER, now=later)


def test_another_adviser_starts_a_record_of_his_own() -> None:
    old, new = a_person(name="前任"), a_person(name="后任")
    firm = an_enterprise()
    a_member(firm, Stage.CULTIVATION, since=date(2024, 3, 1), adviser=old)
    operations.reassign(
        enterprise_id=firm.pk, adviser_id=new.pk, on=TODAY, reason="换届", by=OFFICER, now=NOW
    )
    advisers = [
        (one.stands.adviser.name, one.stands.stage)
        for one in queries.moves_of(firm.pk, AsOf(on=TODAY))
        if one.stands.adviser
    ]
    assert advisers == [("前任", "CULTIVATION"), ("后任", "CULTIVATION")]
    with pytest.raises(UnableToChangeStage, match="都没有变化"):
        operations.reassign(
            enterprise_id=firm.pk, adviser_id=new.pk, on=TODAY, reason="再换", by=OFFICER, now=NOW
        )


def test_several_decisions_stand_or_fall_together() -> None:
    place = an_organisation()
    inside, outside = an_enterprise(place=place), an_enterprise(place=place)
    a_member(inside)
    decisions = [
        Decision(enterprise_id=inside.pk, stage=Stage.RECOGNISED, on=TODAY, reason="持证"),
        Decision(enterprise_id=outside.pk, stage=Stage.CULTIVATION, on=TODAY, reason="跳级"),
    ]
    with pytest.raises(UnableToChangeStage, match=outside.credit_code):
        operations.decide(decisions=decisions, by=OFFICER, now=NOW)
    assert stages_on(TODAY) == {inside.pk: "RESERVE"}


def test_one_firm_may_stand_in_a_batch_once_only() -> None:
    firm = an_enterprise()
    decision = Decision(enterprise_id=firm.pk, stage=Stage.RESERVE, on=TODAY, reason="重复")
    with pytest.raises(UnableToChangeStage, match="重复的企业"):
        operations.decide(decisions=[decision, decision], by=OFFICER, now=NOW)


def test_numbers_per_stage_stand_at_each_years_end() -> None:
    first, second = an_enterprise(), an_enterprise()
    a_member(first, Stage.RESERVE, since=date(2022, 5, 1))
    a_member(second, Stage.RECOGNISED, since=date(2023, 5, 1))
    operations.move(
        enterprise_id=first.pk,
        stage=Stage.RECOGNISED,
        on=date(2025, 1, 1),
        reason="持证",
        by=OFFICER,
        now=NOW,
    )
    history = queries.stage_history(AsOf(on=TODAY))
    assert [(one.label, one.reserve, one.cultivation, one.recognised, one.total) for one in history] == [
        ("2022年末", 1, 0, 0, 1),
        ("2023年末", 1, 0, 1, 2),
        ("2024年末", 1, 0, 1, 2),
        ("2025-06-10", 0, 0, 2, 2),
    ]


def test_a_firm_that_comes_back_counts_its_stay_from_the_return() -> None:
    firm = an_enterprise()
    a_member(firm, since=date(2023, 5, 1))
    operations.leave(enterprise_id=firm.pk, on=date(2024, 5, 1), reason="停产", by=OFFICER, now=NOW)
    operations.admit(enterprise_id=firm.pk, on=date(2025, 2, 1), reason="复产", by=OFFICER, now=NOW)
    assert queries.member_since(AsOf(on=TODAY)) == {firm.pk: date(2025, 2, 1)}
    assert queries.member_since(AsOf(on=date(2024, 4, 30))) == {firm.pk: date(2023, 5, 1)}
