"""Lists of names held against the register: what each line may mean, and nothing written."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import LIVED_AT, an_enterprise
from tests.factories.intake import a_csv, a_workbook
from tests.factories.provenance import CLERK, a_batch
from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.vocabulary import MatchKind
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

TODAY = AsOf(date(2025, 6, 10))


@pytest.fixture
def town():
    return an_organisation(OrganisationKind.TOWNSHIP, name="岚城镇")


def matched(*lines, actor=CLERK, as_of=TODAY):
    return queries.match_names(actor, lines, as_of)


def told(*lines, **asked):
    return [
        (match.kind, [(one.name, one.reason) for one in match.candidates])
        for match in matched(*lines, **asked)
    ]


def test_each_kind_of_match_is_told_with_its_reason(town):
    firm = an_enterprise("青岚县恒诚电子科技有限公司", town)
    other = an_enterprise("青岚昱和茶业有限公司", town)
    source = a_batch()
    operations.rename(
        enterprise=other,
        name="青岚沐源茶业有限公司",
        on=date(2024, 7, 1),
        source=source,
        by=CLERK,
        now=LIVED_AT,
    )
    assert told(
        " 青岚县恒诚电子科技有限公司",
        firm.credit_code,
        "青岚昱和茶业有限公司",
        "江西省恒诚电子科技股份有限公司",
        "恒诚电子",
        "恒诚电子科技实业",
        "某某银行",
        "  ",
    ) == [
        (MatchKind.CURRENT, [("青岚县恒诚电子科技有限公司", "名称相同")]),
        (MatchKind.CURRENT, [("青岚县恒诚电子科技有限公司", "代码相同")]),
        (MatchKind.FORMER, [("青岚沐源茶业有限公司", "曾用名")]),
        (MatchKind.CLOSE, [("青岚县恒诚电子科技有限公司", "去掉地名和组织形式后都是“恒诚电子科技”")]),
        (MatchKind.CLOSE, [("青岚县恒诚电子科技有限公司", "名称含“恒诚电子”")]),
        (MatchKind.CLOSE, [("青岚县恒诚电子科技有限公司", "名称含“恒诚电子科技”")]),
        (MatchKind.NONE, []),
    ]


def test_words_alike_enough_are_suggested_and_less_alike_ones_are_not(town):
    an_enterprise("恒诚智能电子装备有限公司", town)
    assert told("恒诚智能电子设备有限公司")[0] == (
        MatchKind.CLOSE,
        [("恒诚智能电子装备有限公司", "共有“恒诚智能电子”，相近 71%")],
    )
    assert told("昱和智能茶业有限公司")[0][0] == MatchKind.NONE


def test_at_most_three_firms_are_suggested_the_most_alike_first(town):
    for trade in ("电子", "电子科技", "电子科技实业", "光电子"):
        an_enterprise(f"恒诚{trade}有限公司", town)
    (match,) = matched("恒诚电子股份有限公司")
    assert match.candidates[0].name == "恒诚电子有限公司"
    assert len(match.candidates) == 3
    percents = [one.percent for one in match.candidates]
    assert percents == sorted(percents, reverse=True)


def test_two_firms_of_one_name_are_both_told(town):
    for _ in range(2):
        an_enterprise("同名公司", town)
    (match,) = matched("同名公司")
    assert len(match.candidates) == 2


def test_before_it_was_known_the_later_name_is_not_found(town):
    firm = an_enterprise("昱和茶业有限公司", town)
    operations.rename(
        enterprise=firm, name="沐源茶厂", on=date(2024, 7, 1), source=a_batch(), by=CLERK, now=LIVED_AT
    )
    assert told("沐源茶厂", as_of=AsOf.as_known_then(date(2024, 12, 31)))[0][0] == MatchKind.NONE
    assert told("沐源茶厂")[0][0] == MatchKind.CURRENT


def test_a_township_s_leader_is_told_of_the_own_firms_only(town):
    an_enterprise("本镇公司", town)
    an_enterprise("外乡公司", an_organisation(OrganisationKind.TOWNSHIP, name="远乡"))
    account = an_account(Role.TOWNSHIP_LEADER, organisation=town)
    leader = accounts.actor_for(account, TODAY.on)
    kinds = [kind for kind, _ in told("本镇公司", "外乡公司", actor=leader)]
    assert kinds == [MatchKind.CURRENT, MatchKind.NONE]


def test_names_are_read_from_the_column_that_says_so_else_from_the_first():
    table = (("序号", "企业名称"), (1, "甲公司"), (2, "乙公司"))
    assert queries.names_in("名单.csv", a_csv(*table)) == ["甲公司", "乙公司"]
    assert queries.names_in("名单.xlsx", a_workbook(*table)) == ["甲公司", "乙公司"]
    assert queries.names_in("名单.csv", a_csv(("甲公司",), ("乙公司",))) == ["甲公司", "乙公司"]
    with pytest.raises(queries.UnableToRead):
        queries.names_in("名单.pdf", b"%PDF")
