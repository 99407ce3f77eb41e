"""Events of a firm's life: each changes what it says and nothing else, and can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.factories.accounts import an_organisation
from tests.factories.enterprises import (
    a_recognition,
    a_statement,
    an_enterprise,
    name_of,
    place_of,
    profile_of,
    yearly_facts,
)
from tests.factories.pool import a_member
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.models import LifeEvent, Recognition, YearlyFacts
from tidu.domain.enterprises.vocabulary import EventKind, HistoryKind
from tidu.domain.pool import queries as pool
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation import actors
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 5, 6, 9, 0, tzinfo=UTC)
TODAY = AsOf(date(2025, 6, 10))
STAYS = dict.fromkeys(HistoryKind.values, "")


def event(**arguments):
    return {
        "source": a_batch(title="来函", now=NOW),
        "by": CLERK,
        "now": NOW,
        "reason": "工商变更",
    } | arguments


def the_event(kind, enterprise):
    return LifeEvent.objects.known_at(None).get(kind=kind, enterprise=enterprise)


def reverse(one, reason="录错了企业", now=LATER):
    source = a_batch(title="更正说明", now=now)
    operations.reverse_event(event=one, reason=reason, source=source, by=CLERK, now=now)


def holds(firm, as_of):
    titles = queries.Population(as_of.known_at).holding(["HNTE"], as_of.on)
    return firm.pk in {title.enterprise_id for title in titles}


def timeline(firm, as_of=TODAY):
    dossier = queries.dossier_of(firm, as_of)
    versions = queries.life_events_of(firm, as_of)
    return queries.with_life_events(dossier.timeline, versions, firm, as_of)


REFUSED = [
    ("rename", {"name": "乙公司", "on": date(2025, 4, 17)}, "生效日期 2025-04-17 还没有到"),
    ("rename", {"name": "乙公司", "on": date(2015, 5, 31)}, "更名日期 2015-05-31 早于成立日期 2015-06-01"),
    ("rename", {"name": "甲公司", "on": date(2025, 4, 1)}, "名称已经是“甲公司”"),
    ("move", {"to": None, "on": date(2025, 4, 17)}, "生效日期 2025-04-17 还没有到"),
    ("move", {"to": None, "on": date(2015, 5, 31)}, "迁移日期 2015-05-31 早于成立日期"),
    ("close_enterprise", {"on": date(2025, 4, 17)}, "生效日期 2025-04-17 还没有到"),
]


@pytest.mark.parametrize(("verb", "said", "reason"), REFUSED)
def test_an_impossible_day_or_name_is_refused_in_words(verb, said, reason):
    firm = an_enterprise("甲公司", an_organisation())
    with pytest.raises(operations.UnableToRecordEvent, match=reason):
        getattr(operations, verb)(enterprise=firm, **said, **event())
    assert not LifeEvent.objects.exists()


def test_the_same_event_twice_on_one_day_is_refused_until_the_first_is_taken_back():
    firm = an_enterprise("甲公司")
    operations.rename(enterprise=firm, name="乙公司", on=date(2025, 1, 1), **event())
    with pytest.raises(operations.UnableToRename, match="2025-01-01 已登记过“更名为“乙公司”"):
        operations.rename(enterprise=firm, name="丙公司", on=date(2025, 1, 1), **event())
    reverse(the_event(EventKind.RENAMED, firm))
    operations.rename(enterprise=firm, name="丙公司", on=date(2025, 1, 1), **event(now=LATER))
    assert name_of(firm).name == "丙公司"


def test_a_name_that_follows_anyway_or_a_place_that_does_is_refused():
    town = an_organisation()
    firm = an_enterprise("甲公司", an_organisation())
    operations.rename(enterprise=firm, name="乙公司", on=date(2025, 1, 1), **event())
    operations.move(enterprise=firm, to=town, on=date(2025, 1, 1), **event())
    with pytest.raises(operations.UnableToRename, match="自 2025-01-01 起已是“乙公司”"):
        operations.rename(enterprise=firm, name="乙公司", on=date(2024, 1, 1), **event())
    with pytest.raises(operations.UnableToMove, match="自 2025-01-01 起已在那里"):
        operations.move(enterprise=firm, to=town, on=date(2024, 1, 1), **event())


def test_nothing_happens_to_a_firm_after_its_last_day_and_a_closing_before_later_events_is_refused():
    firm = an_enterprise("甲公司", an_organisation())
    operations.rename(enterprise=firm, name="乙公司", on=date(2024, 6, 1), **event())
    with pytest.raises(operations.UnableToClose, match="2024-05-31 之后登记里还有：2024-06-01 启用名称"):
        operations.close_enterprise(enterprise=firm, on=date(2024, 5, 31), **event())
    operations.close_enterprise(enterprise=firm, on=date(2024, 12, 31), **event())
    with pytest.raises(operations.UnableToMove, match="已于 2024-12-31 注销，不能再登记迁移"):
        operations.move(enterprise=firm, to=None, on=date(2025, 1, 1), **event())


def test_an_event_taken_back_leaves_what_stood_before_and_both_views_stay_right():
    town = an_organisation()
    firm = an_enterprise("甲公司", town)
    operations.move(enterprise=firm, to=None, on=date(2025, 1, 1), **event())
    reverse(the_event(EventKind.MOVED, firm))
    assert (place_of(firm).place, place_of(firm).valid_until_on) == (town, None)
    assert firm in queries.in_county(AsOf(date(2025, 4, 20)))
    assert firm not in queries.in_county(AsOf.as_known_then(date(2025, 4, 20)))
    told = [(line.title, line.taken_back, line.reason) for line in timeline(firm)]
    assert told[0] == ("撤销误录：迁往县外，2025-01-01 起", False, "录错了企业")
    assert ("迁往县外，2025-01-01 起", True, "工商变更") in told
    assert [entry.action for entry in Entry.objects.order_by("pk")][-1] == "enterprises.reverse_event"


def test_an_event_on_which_another_stands_is_taken_back_only_after_that_one():
    firm = an_enterprise("甲公司")
    operations.rename(enterprise=firm, name="乙公司", on=date(2024, 1, 1), **event())
    second = a_batch(title="第二次更名的来函")
    operations.rename(enterprise=firm, name="丙公司", on=date(2025, 1, 1), **event(source=second))
    first = LifeEvent.objects.get(happened_on=date(2024, 1, 1))
    with pytest.raises(operations.UnableToReverse, match="之后又登记了：第二次更名的来函"):
        reverse(first)
    assert name_of(firm).name == "丙公司"
    reverse(LifeEvent.objects.get(happened_on=date(2025, 1, 1)))
    reverse(first)
    assert name_of(firm).name == "甲公司"


def test_neither_a_taking_back_nor_what_is_taken_back_can_be_taken_back():
    firm = an_enterprise("甲公司")
    operations.rename(enterprise=firm, name="乙公司", on=date(2024, 1, 1), **event())
    renamed = the_event(EventKind.RENAMED, firm)
    reverse(renamed)
    with pytest.raises(operations.UnableToReverse, match="撤销本身不能再撤销"):
        reverse(the_event(EventKind.REVERSED, firm))
    with pytest.raises(operations.UnableToReverse, match="已经撤销过了"):
        reverse(LifeEvent.objects.get(pk=renamed.pk))


def test_an_absorbed_firm_is_counted_through_its_last_day_and_both_firms_tell_of_it():
    town = an_organisation()
    absorbed, survivor = an_enterprise("被吸收公司", town), an_enterprise("存续公司", town)
    histories = STAYS | {HistoryKind.YEARS: survivor.credit_code, HistoryKind.AWARDS: survivor.credit_code}
    operations.absorb(
        enterprise=absorbed, survivor=survivor, on=date(2025, 3, 31), histories=histories, **event()
    )
    assert absorbed in queries.in_county(AsOf(date(2025, 3, 31)))
    assert absorbed not in queries.in_county(AsOf(date(2025, 4, 1)))
    assert survivor in queries.in_county(TODAY)
    for firm, other in ((absorbed, survivor), (survivor, absorbed)):
        line = next(line for line in timeline(firm) if line.kind == "absorbed")
        assert line.title == "被吸收公司 被 存续公司 吸收合并，2025-03-31 注销"
        assert line.detail == (
            f"历年年度数据、奖补记录由 {survivor.credit_code} 承继；资质称号、知识产权、培育记录留在原企业"
        )
        assert (line.other_code, line.reason) == (other.credit_code, "工商变更")
    reverse(the_event(EventKind.ABSORBED, absorbed))
    assert (profile_of(absorbed).life_state, profile_of(absorbed).closed_on) == ("ACTIVE", None)


def test_a_merger_with_oneself_with_a_closed_firm_or_silent_about_histories_is_refused():
    one, other = an_enterprise("甲公司"), an_enterprise("乙公司")
    said = {"on": date(2025, 3, 31), "histories": STAYS}
    with pytest.raises(operations.UnableToMerge, match="是同一家"):
        operations.absorb(enterprise=one, survivor=one, **said, **event())
    silent = {kind: "" for kind in HistoryKind.values if kind != HistoryKind.AWARDS}
    with pytest.raises(operations.UnableToMerge, match="没有写明归属：奖补记录"):
        operations.absorb(enterprise=one, survivor=other, **said | {"histories": silent}, **event())
    with pytest.raises(operations.UnableToMerge, match="承继者 X 不在本次事项的企业之中"):
        operations.absorb(
            enterprise=one, survivor=other, **said | {"histories": STAYS | {"POOL": "X"}}, **event()
        )
    operations.close_enterprise(enterprise=other, on=date(2025, 1, 31), **event())
    with pytest.raises(operations.UnableToMerge, match="乙公司已于 2025-01-31 注销，不能再登记被吸收合并"):
        operations.absorb(enterprise=one, survivor=other, **said, **event())


def test_a_firm_splits_off_another_and_goes_on_or_splits_up_and_ends():
    on = date(2025, 2, 1)
    parent = an_enterprise("母公司", an_organisation())
    child, second = (an_enterprise(name, registered_on=on) for name in ("子公司", "次子公司"))
    histories = STAYS | {HistoryKind.TITLES: child.credit_code}
    operations.split(enterprise=parent, into=[child], on=on, dissolves=False, histories=histories, **event())
    assert parent in queries.in_county(TODAY)
    assert [line.title for line in timeline(child) if line.kind == "split_off"] == [
        "母公司 分立出 子公司，原企业存续"
    ]
    reverse(the_event(EventKind.SPLIT_OFF, parent))
    operations.split(
        enterprise=parent,
        into=[child, second],
        on=on,
        dissolves=True,
        histories=histories,
        **event(now=LATER),
    )
    assert parent not in queries.in_county(TODAY)
    reverse(LifeEvent.objects.known_at(None).filter(kind=EventKind.SPLIT_UP).first(), now=LATER)
    assert parent in queries.in_county(TODAY)
    assert not LifeEvent.objects.known_at(None).filter(kind=EventKind.SPLIT_UP).exists()


def test_an_impossible_split_is_refused():
    on = date(2025, 2, 1)
    parent, old = an_enterprise("母公司"), an_enterprise("老公司", registered_on=date(2024, 12, 31))
    said = {"enterprise": parent, "on": on, "histories": STAYS}
    for into, dissolves, reason in (
        ([], False, "派生分立至少要有一家新设企业"),
        ([old], True, "解散分立至少要有两家新设企业"),
        ([parent], False, "新设企业和原企业是同一家"),
        ([old], False, "老公司成立于 2024-12-31，早于分立日期 2025-02-01"),
    ):
        with pytest.raises(operations.UnableToSplit, match=reason):
            operations.split(into=into, dissolves=dissolves, **said, **event())


def granted(firm, grant_kind, on, until, **arguments):
    return operations.grant_title(
        enterprise=firm,
        kind="HNTE",
        grant_kind=grant_kind,
        granted_on=on,
        valid_until_on=until,
        certificate_number="GR202436000001",
        **event(**arguments),
    )


def test_a_renewal_follows_its_certificate_and_a_first_title_beside_a_valid_one_is_refused():
    firm = an_enterprise("甲公司", an_organisation())
    with pytest.raises(operations.UnableToGrant, match="此前没有高新技术企业的认定记录"):
        granted(firm, "RENEWED", date(2024, 11, 1), date(2027, 11, 1))
    granted(firm, "NEW", date(2021, 11, 15), date(2024, 11, 15))
    with pytest.raises(operations.UnableToGrant, match="已有有效期至 2024-11-14 的高新技术企业"):
        granted(firm, "NEW", date(2024, 11, 1), date(2027, 11, 1))
    with pytest.raises(operations.UnableToGrant, match="2021-11-15 认定的高新技术企业已在登记中"):
        granted(firm, "RENEWED", date(2021, 11, 15), date(2024, 11, 15))
    with pytest.raises(operations.UnableToGrant, match="有效期止早于认定日期"):
        granted(firm, "RENEWED", date(2024, 11, 1), date(2024, 11, 1))
    granted(firm, "RENEWED", date(2024, 11, 1), date(2027, 11, 1))
    assert holds(firm, TODAY)
    reverse(the_event(EventKind.RENEWED, firm))
    assert not holds(firm, TODAY)
    assert holds(firm, AsOf(date(2025, 4, 20), known_at=LATER))


def test_a_lapse_is_noted_on_the_first_day_without_the_title_and_not_where_it_was_renewed():
    firm = an_enterprise("甲公司")
    a_recognition(firm, granted_on=date(2021, 11, 15), until=date(2024, 11, 15))
    said = {"enterprise": firm, "kind": "HNTE"}
    with pytest.raises(operations.UnableToNoteLapse, match="没有最后有效日为 2024-11-13 的高新技术企业"):
        operations.note_lapse(on=date(2024, 11, 14), **said, **event())
    noted = operations.note_lapse(on=date(2024, 11, 15), **said, **event(reason="研发投入不足，未申报"))
    assert noted.summary == "高新技术企业 2024-11-14 期满，未重新认定"
    renewed = an_enterprise("乙公司")
    a_recognition(renewed, granted_on=date(2021, 11, 15), until=date(2024, 11, 15))
    a_recognition(renewed, granted_on=date(2024, 11, 1), until=date(2027, 11, 1), grant_kind="RENEWED")
    with pytest.raises(operations.UnableToNoteLapse, match="2024-11-01 已重新认定"):
        operations.note_lapse(enterprise=renewed, kind="HNTE", on=date(2024, 11, 15), **event())


def test_a_revocation_entered_by_mistake_gives_the_title_back():
    firm = an_enterprise("甲公司", an_organisation())
    a_recognition(firm)
    operations.revoke(enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), **event())
    assert not holds(firm, TODAY)
    reverse(the_event(EventKind.REVOKED, firm))
    assert holds(firm, TODAY)
    assert not holds(firm, AsOf(date(2025, 4, 20), known_at=LATER))


def test_a_firm_may_close_on_the_day_of_its_last_title():
    firm = an_enterprise("甲公司", an_organisation())
    title = a_recognition(firm)
    operations.close_enterprise(enterprise=firm, on=title.granted_on, **event())
    assert profile_of(firm).closed_on == title.granted_on


def test_a_title_is_not_revoked_from_the_day_on_which_it_has_ended_anyway():
    firm = an_enterprise("甲公司", an_organisation())
    a_recognition(firm, granted_on=date(2021, 1, 1), until=date(2024, 1, 1))
    with pytest.raises(operations.UnableToRevoke, match="无可撤销"):
        operations.revoke(enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), **event())


def test_a_title_revoked_from_before_its_grant_was_never_valid():
    firm = an_enterprise("甲公司", an_organisation())
    title = a_recognition(firm)
    operations.revoke(enterprise=firm, kind="HNTE", effective_on=date(2022, 1, 1), **event())
    ended = Recognition.objects.known_at(None).get(enterprise=firm)
    assert ended.valid_until_on == title.valid_from_on
    assert not holds(firm, AsOf(title.valid_from_on))


class Twins:
    """Two entries of one firm: the right one with a year and a title, the wrong one with another of each."""

    def __init__(self):
        self.town = an_organisation()
        self.kept = an_enterprise("真公司", self.town)
        self.duplicate = an_enterprise("真公司", self.town)
        a_recognition(self.kept, granted_on=date(2019, 11, 15), until=date(2022, 11, 15))
        self.grant = a_recognition(self.duplicate, granted_on=date(2022, 11, 20), until=date(2025, 11, 20))
        yearly_facts(self.kept, 2023, revenue_fen=100)
        yearly_facts(self.duplicate, 2023, revenue_fen=999)
        yearly_facts(self.duplicate, 2022, revenue_fen=80)

    def merge(self, **arguments):
        operations.merge_duplicate(
            kept=self.kept, duplicate=self.duplicate, **event(reason="代码录错", **arguments)
        )

    @property
    def merged(self):
        return the_event(EventKind.DUPLICATE, self.kept)


def test_a_duplicate_passes_what_the_kept_entry_lacks_and_is_one_firm_from_then_on():
    twins = Twins()
    a_member(twins.duplicate, Stage.RESERVE)
    twins.merge()
    assert twins.duplicate not in queries.registered(TODAY)
    assert twins.duplicate not in queries.in_county(TODAY)
    assert {
        year: facts.revenue_fen for year, facts in queries.yearly_facts_of(twins.kept, TODAY).items()
    } == {
        2022: 80,
        2023: 100,
    }
    carried = Recognition.objects.known_at(None).get(enterprise=twins.kept, granted_on=date(2022, 11, 20))
    assert carried.source_line == twins.grant.source_line
    assert pool.stage_of(twins.kept.pk, TODAY) == "RESERVE"
    assert pool.stage_of(twins.duplicate.pk, TODAY) == "OUT"
    before = AsOf(date(2025, 4, 16), known_at=NOW)
    assert {twins.kept, twins.duplicate} <= set(queries.registered(before))
    clerk = actors.system("经办")
    assert queries.kept_code(clerk, twins.duplicate.credit_code, TODAY) == twins.kept.credit_code
    assert queries.kept_code(clerk, twins.kept.credit_code, TODAY) is None


def test_a_duplicate_taken_apart_again_has_everything_back():
    twins = Twins()
    twins.merge()
    reverse(twins.merged)
    assert twins.duplicate in queries.in_county(TODAY)
    assert sorted(queries.yearly_facts_of(twins.duplicate, TODAY)) == [2022, 2023]
    assert sorted(queries.yearly_facts_of(twins.kept, TODAY)) == [2023]
    assert holds(twins.duplicate, TODAY)
    assert not holds(twins.kept, TODAY)
    assert queries.kept_code(actors.system("经办"), twins.duplicate.credit_code, TODAY) is None
    assert twins.duplicate not in queries.registered(AsOf(TODAY.on, known_at=LATER))


def test_a_duplicate_whose_records_were_corrected_since_is_not_taken_apart():
    twins = Twins()
    twins.merge()
    source = a_batch(title="撤销公告")
    operations.revoke(
        enterprise=twins.kept,
        kind="HNTE",
        effective_on=date(2025, 1, 1),
        **event(source=source, now=LATER),
    )
    with pytest.raises(operations.UnableToReverse, match="之后又登记了：撤销公告"):
        reverse(twins.merged)
    reverse(the_event(EventKind.REVOKED, twins.kept))
    reverse(twins.merged)
    assert holds(twins.duplicate, TODAY)


def test_a_merged_code_takes_no_more_records():
    twins = Twins()
    twins.merge()
    code = twins.duplicate.credit_code
    with pytest.raises(
        operations.UnableToRecord, match=f"{code} 已作为重复登记并入 {twins.kept.credit_code}"
    ):
        yearly_facts(twins.duplicate, 2024, revenue_fen=1)
    with pytest.raises(operations.UnableToRecord, match="已作为重复登记并入"):
        operations.record_register(statements=[a_statement(code, {"name": "真公司"})], by=CLERK, now=LATER)
    with pytest.raises(operations.UnableToRename, match="没有有效的登记"):
        operations.rename(enterprise=twins.duplicate, name="新名", on=date(2025, 1, 1), **event())
    assert YearlyFacts.objects.known_at(None).filter(enterprise=twins.duplicate).count() == 0


def test_what_cannot_be_a_duplicate_is_refused():
    one, other, third = (an_enterprise(name) for name in ("甲公司", "乙公司", "丙公司"))
    with pytest.raises(operations.UnableToMergeDuplicate, match="两个代码是同一条登记"):
        operations.merge_duplicate(kept=one, duplicate=one, **event())
    operations.absorb(enterprise=other, survivor=third, on=date(2025, 3, 31), histories=STAYS, **event())
    with pytest.raises(operations.UnableToMergeDuplicate, match="是独立的法人，不是重复登记"):
        operations.merge_duplicate(kept=one, duplicate=other, **event())
    operations.merge_duplicate(kept=one, duplicate=third, **event())
    with pytest.raises(operations.UnableToMergeDuplicate, match="没有有效的登记"):
        operations.merge_duplicate(kept=one, duplicate=third, **event())


def test_the_preview_says_which_counts_change_and_writes_nothing():
    town = an_organisation(name="青岚镇")
    firm = an_enterprise("甲公司", town)
    a_recognition(firm)
    entries = Entry.objects.count()
    told = operations.consequences(
        act=lambda: operations.revoke(enterprise=firm, kind="HNTE", effective_on=date(2024, 1, 1), **event()),
        places=[(town.code, "青岚镇")],
        today=TODAY.on,
    )
    hnte = [(one.where, one.when, one.before, one.after) for one in told if one.figure == "高新技术企业数"]
    assert hnte == [
        ("全县", "截至 2025-06-10", 1, 0),
        ("青岚镇", "截至 2025-06-10", 1, 0),
        ("全县", "2024 年末", 1, 0),
    ]
    assert holds(firm, TODAY)
    assert Entry.objects.count() == entries


def test_the_preview_refuses_what_the_act_refuses():
    firm = an_enterprise("甲公司")
    with pytest.raises(operations.UnableToRename):
        operations.consequences(
            act=lambda: operations.rename(enterprise=firm, name="", on=date(2025, 1, 1), **event()),
            places=[],
            today=TODAY.on,
        )


def test_an_event_is_found_by_whoever_may_see_its_firm_and_by_nobody_else():
    firm = an_enterprise("甲公司", an_organisation())
    operations.rename(enterprise=firm, name="乙公司", on=date(2025, 1, 1), **event())
    renamed = the_event(EventKind.RENAMED, firm)
    assert queries.find_event(actors.system("经办"), renamed.pk, TODAY) == renamed
    with pytest.raises(queries.EnterpriseNotFound):
        queries.find_event(actors.Actor(None, "外人"), renamed.pk, TODAY)
    reverse(renamed)
    with pytest.raises(queries.EventNotFound, match="可能已被撤销"):
        queries.find_event(actors.system("经办"), renamed.pk, TODAY)
