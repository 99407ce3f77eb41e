"""The board, the figures of the pool, and the firms that make the difference."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.accounts import a_person, an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.pool import (
    AS_OF,
    NOW,
    OFFICER,
    TODAY,
    a_far_firm,
    a_member,
    a_nearly_firm,
    a_plain_firm,
    a_ready_firm,
)
from tidu.domain.pool import operations, queries
from tidu.domain.pool.vocabulary import Stage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import UnknownPlace
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Organisation:
    return an_organisation(name="城关镇", code="QC")


def test_a_card_names_place_adviser_and_tier_and_says_the_sentence_that_matters(place: Organisation) -> None:
    a_member(a_nearly_firm(place, "甲企业"), Stage.CULTIVATION, adviser=a_person(name="李联系"))
    board = queries.board(OFFICER, AS_OF)
    (card,) = next(column.cards for column in board.columns if column.stage == "CULTIVATION")
    assert (card.firm.name, card.firm.place, card.adviser, card.tier_sought_label) == (
        "甲企业",
        "城关镇",
        "李联系",
        "高新技术企业",
    )
    assert card.sentence == "离高新技术企业还差 1 项：科技人员占比 9% / 10%。"
    assert card.flags == ("差一点",)


def test_flags_ask_for_attention(place: Organisation) -> None:
    expiring, wrong, ready, blank, late = (
        a_ready_firm(place, "将到期"),
        a_plain_firm(place, "无证"),
        a_ready_firm(place, "已达"),
        an_enterprise("缺数", place),
        a_far_firm(place, "逾期"),
    )
    a_recognition(expiring, granted_on=date(2022, 8, 18), until=date(2025, 8, 18))
    a_member(expiring, Stage.RECOGNISED)
    a_member(wrong, Stage.RECOGNISED)
    a_member(ready, Stage.CULTIVATION)
    a_member(blank, Stage.RESERVE)
    a_member(late, Stage.CULTIVATION, target_year=2024)
    board = queries.board(OFFICER, AS_OF)
    flags = {card.firm.name: card.flags for column in board.columns for card in column.cards}
    assert flags == {
        "将到期": ("证书将到期",),
        "无证": ("无有效证书",),
        "已达": ("已达条件",),
        "缺数": ("缺数",),
        "逾期": ("目标年度已过",),
    }


def test_the_board_shows_the_open_proposals_with_their_reason(place: Organisation) -> None:
    firm = a_plain_firm(place, "持证企业")
    a_recognition(firm)
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    (proposal,) = queries.proposal_cards(queries.open_proposals(OFFICER, AS_OF), AS_OF)
    assert (proposal.firm.name, proposal.from_label, proposal.to_label) == ("持证企业", "未入库", "认定")
    assert proposal.sentence == "符合：住所在本县、高新技术企业证书有效。"


def test_a_lapsed_title_is_told_by_the_clause_that_no_longer_holds(place: Organisation) -> None:
    a_member(a_plain_firm(place), Stage.RECOGNISED)
    operations.compute_proposals(as_of=AS_OF, by=OFFICER, now=NOW)
    (proposal,) = queries.proposal_cards(queries.open_proposals(OFFICER, AS_OF), AS_OF)
    assert proposal.sentence == "不再符合：高新技术企业证书有效。"


def test_cards_follow_scope_and_the_numbers_do_not(place: Organisation) -> None:
    a_member(a_far_firm(place, "本镇企业"))
    a_member(a_far_firm(an_organisation(name="别镇"), "别镇企业"))
    leader = an_actor(Role.TOWNSHIP_LEADER, organisation=place)
    board = queries.board(leader, AS_OF)
    assert [card.firm.name for column in board.columns for card in column.cards] == ["本镇企业"]
    assert board.history[-1].reserve == 2


def test_the_columns_turn_their_pages_together_and_attention_comes_first(place: Organisation) -> None:
    for name in "丙乙甲":
        a_member(a_far_firm(place, f"{name}企业"))
    a_member(a_nearly_firm(place, "丁企业"))
    a_member(a_far_firm(place, "培育企业"), Stage.CULTIVATION)

    def names(page: int) -> dict[str, list[str]]:
        board = queries.board(OFFICER, AS_OF, page=page, per_page=3)
        assert (board.pages, [column.firms for column in board.columns]) == (2, [4, 1, 0])
        return {column.stage: [card.firm.name for card in column.cards] for column in board.columns}

    assert names(1) == {
        "RESERVE": ["丁企业", "丙企业", "乙企业"],
        "CULTIVATION": ["培育企业"],
        "RECOGNISED": [],
    }
    assert names(2) == {"RESERVE": ["甲企业"], "CULTIVATION": [], "RECOGNISED": []}
    assert names(0) == names(1)
    assert names(9) == names(2)


def test_an_empty_pool_is_one_empty_page() -> None:
    board = queries.board(OFFICER, AS_OF)
    assert (board.page, board.pages, board.waiting) == (1, 1, 0)


def test_the_number_of_queries_does_not_grow_with_the_pool(
    place: Organisation, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        a_member(a_far_firm(place))
    with django_assert_num_queries(8):  # type: ignore[operator]
        queries.board(OFFICER, AS_OF)


def test_figures_count_the_stages_on_any_day_with_their_rows(place: Organisation) -> None:
    elsewhere = an_organisation(name="别镇", code="QB")
    first, second = a_plain_firm(place, "甲企业"), a_plain_firm(elsewhere, "乙企业")
    a_member(first, Stage.RESERVE, since=date(2023, 5, 1))
    a_member(second, Stage.CULTIVATION, since=date(2024, 3, 1))
    now = Question(as_of=AS_OF)
    counts = {
        code: registry.ask(f"pool_{code}", now).value
        for code in ("reserve_count", "cultivation_count", "recognised_count", "total")
    }
    assert counts == {"reserve_count": 1, "cultivation_count": 1, "recognised_count": 0, "total": 2}
    at_2023 = registry.ask("pool_total", Question(as_of=AS_OF, year=2023))
    assert (at_2023.value, at_2023.on_label) == (1, "截至 2023-12-31 · 现在所知")
    in_place = registry.ask("pool_total", Question(as_of=AS_OF, place="QC"))
    (row,) = in_place.rows
    assert (row.key, row.label, row.place_id, row.detail) == (
        first.credit_code,
        "甲企业",
        place.pk,
        "储备 · 城关镇",
    )
    assert row.record is not None
    assert row.record[0] == "pool.Membership"


def test_a_year_to_come_is_unknown_and_an_unknown_place_is_refused() -> None:
    answer = registry.ask("pool_total", Question(as_of=AS_OF, year=2026))
    assert answer.value is None
    assert "2026 年尚未到来" in answer.reason
    with pytest.raises(UnknownPlace, match="没有代码为“QX”的乡镇或园区"):
        registry.ask("pool_total", Question(as_of=AS_OF, place="QX"))


def test_who_makes_the_difference_for_the_titles_on_a_later_day(place: Organisation) -> None:
    staying, expiring = a_plain_firm(place, "仍有效"), a_plain_firm(place, "将到期")
    a_recognition(staying, granted_on=date(2023, 11, 15), until=date(2026, 11, 15))
    a_recognition(expiring, granted_on=date(2022, 11, 15), until=date(2025, 11, 15))
    a_ready_firm(place, "已达")
    a_nearly_firm(place, "差一点")
    a_far_firm(place, "还远")
    outlook = queries.prospects("hnte_count", AS_OF, date(2025, 12, 31))
    assert outlook is not None
    names = [
        [one.firm.name for one in part]
        for part in (outlook.staying, outlook.expiring, outlook.ready, outlook.nearly)
    ]
    assert names == [["仍有效"], ["将到期"], ["已达"], ["差一点"]]
    assert (outlook.stays, outlook.best, outlook.is_complete) == (1, 4, True)
    assert outlook.expiring[0].sentence == "高新技术企业有效期至 2025-11-14。"
    assert [one.firm.name for one in outlook.firms_that_decide] == ["已达", "差一点", "将到期"]


@pytest.mark.parametrize(("until", "stays"), [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1)])
def test_a_title_stays_when_its_last_day_is_the_due_day(place: Organisation, until: date, stays: int) -> None:
    a_recognition(a_plain_firm(place), granted_on=date(2022, 12, 1), until=until)
    outlook = queries.prospects("hnte_count", AS_OF, date(2025, 12, 31))
    assert outlook is not None
    assert (outlook.stays, len(outlook.expiring)) == (stays, 1 - stays)


def test_a_renewal_granted_later_is_not_known_beforehand(place: Organisation) -> None:
    firm = a_plain_firm(place)
    a_recognition(firm, granted_on=date(2022, 3, 1), until=date(2025, 3, 1))
    a_recognition(firm, granted_on=date(2025, 2, 20), until=date(2028, 2, 20))
    earlier = queries.prospects("hnte_count", AsOf(on=date(2024, 6, 10)), date(2025, 12, 31))
    assert earlier is not None
    assert (earlier.stays, len(earlier.expiring)) == (0, 1)
    today = queries.prospects("hnte_count", AS_OF, date(2025, 12, 31))
    assert today is not None
    assert today.stays == 1


def test_a_tier_without_a_rule_says_that_its_best_case_is_open(place: Organisation, settings: Any) -> None:
    settings.TIDU_REGIONS = ("邻省", "邻县")  # a province that has published no gazelle rule
    a_ready_firm(place)
    gazelles = queries.prospects("gazelle_count", AS_OF, date(2025, 12, 31))
    assert gazelles is not None
    assert (gazelles.best, gazelles.is_complete) == (0, False)
    assert "还没有可计算的规则" in gazelles.open_part
    assert queries.prospects("pool_total", AS_OF, TODAY) is None
