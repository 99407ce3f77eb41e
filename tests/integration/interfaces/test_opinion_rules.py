"""A county that begins with nothing: what comes with the product is taken over, deadlines and themes are its own to set."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.opinions import a_theme, a_unit, at, the_house
from tidu.domain.opinions import queries
from tidu.domain.opinions.models import DeadlineRule, Opinion, OpinionRound, Theme
from tidu.foundation.actors import Role, system
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.clock import AsOf

pytestmark = pytest.mark.django_db

PAGE = "/opinion-rules/"
NOW = AsOf(on=date(2025, 6, 10))
RULE = {
    "valid_from_on": "2025-07-01",
    "amount": "5",
    "unit": "WORKING_DAYS",
    "extended_amount": "10",
    "again_amount": "5",
    "again_unit": "WORKING_DAYS",
    "assist_amount": "3",
    "assist_unit": "WORKING_DAYS",
    "return_days": "2",
    "severe_days": "5",
    "clause": "县12345工单办理办法第八条",
    "confidence": "CONFIRMED",
}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.SECTION_CLERK)


def test_an_empty_county_takes_the_shipped_set_over_and_can_hand_an_opinion_on(clerk):
    calendar.load_shipped_years(by=system("测试"), now=at("2025-01-02"))
    assert "时限和主题" in text(clerk.get("/opinions/"))
    assert text(clerk.get(PAGE)).count("还没有时限，不能交办") == 7
    words = {"text": "希望公开补助进度", "group": "PUBLIC", "channel": "PHONE", "source": "PHONE"}
    clerk.post("/opinions/new/", words)
    one, unit = Opinion.objects.get(), a_unit()
    given = {"lead": unit.pk, "within": ""}
    assert "还没有办理时限" in text(clerk.post(f"/opinions/{one.number}/assign/", given))
    done = text(clerk.post(f"{PAGE}load/", follow=True))
    assert "已带入随系统的主题和时限" in done
    assert "还没有时限" not in done
    assert "带入随系统的主题和时限</button>" not in done
    clerk.post(f"/opinions/{one.number}/assign/", given)
    assert OpinionRound.objects.get(opinion=one).due_on == date(2025, 7, 1)  # 15 working days after 06-10


def test_a_deadline_holds_from_its_day_on_and_is_named_before(clerk):
    the_house()
    before = queries.rule_on("PHONE", date(2025, 6, 30))
    assert f'value="{before.amount}"' in text(clerk.get(f"{PAGE}deadlines/PHONE/"))
    page = text(clerk.post(f"{PAGE}deadlines/PHONE/", RULE, follow=True))
    assert "来电的办理时限已定，自 2025-07-01 起" in page
    assert "来电自 2025-07-01 起 5 个工作日" in page
    assert queries.rule_on("PHONE", date(2025, 6, 30)) == before
    after = queries.rule_on("PHONE", date(2025, 7, 1))
    assert (after.amount, after.clause, after.get_confidence_display()) == (
        5,
        "县12345工单办理办法第八条",
        "已核对原文",
    )


def test_a_deadline_that_an_extension_would_shorten_and_one_without_a_clause_come_back_in_words(clerk):
    the_house()
    standing = DeadlineRule.objects.count()
    short = clerk.post(f"{PAGE}deadlines/PHONE/", {**RULE, "extended_amount": "4"})
    assert short.status_code == 422
    assert "延长后的时限不能短于原时限" in text(short)
    assert "请填写“依据”" in text(clerk.post(f"{PAGE}deadlines/PHONE/", {**RULE, "clause": ""}))
    assert DeadlineRule.objects.count() == standing
    assert clerk.get(f"{PAGE}deadlines/NOTHING/").status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "4"},
        {"extended_amount": "7"},
        {"unit": "WORKING_DAYS", "amount": "60", "extended_amount": "66"},
    ],
)
def test_deputies_are_never_promised_more_time_than_the_law_gives(clerk, changed):
    the_house()
    law = {**RULE, "unit": "MONTHS", "amount": "3", "extended_amount": "6"}
    refused = clerk.post(f"{PAGE}deadlines/DEPUTY/", {**law, **changed})
    assert refused.status_code == 422
    assert "人大代表建议最长 3 个月、延期后最长 6 个月" in text(refused)
    assert "第五十一条" in text(refused)
    clerk.post(f"{PAGE}deadlines/DEPUTY/", {**law, "amount": "2"})
    assert queries.rule_on("DEPUTY", date(2025, 7, 1)).amount == 2


def test_a_theme_is_added_below_another_and_its_words_suggest_it(clerk):
    the_house()
    new = {"code": "MARKET", "name": "市场", "parent": "", "keywords": "展会，订单、市场\n展会"}
    clerk.post(f"{PAGE}themes/new/", new)
    assert Theme.objects.get(code="MARKET").keywords == ["展会", "订单", "市场"]
    assert queries.hints("请多组织展会，帮我们拿订单").theme.name == "市场"
    clerk.post(f"{PAGE}themes/new/", {**new, "code": "MARKET-FAIR", "name": "展会", "parent": "MARKET"})
    branch = next(one for one in queries.theme_tree() if one.theme.code == "MARKET")
    assert [one.name for one in branch.children] == ["展会"]
    wrong = clerk.post(f"{PAGE}themes/new/", {**new, "code": "市场"})
    assert "代码要用大写字母开头" in text(wrong)


def test_a_theme_is_renamed_and_keeps_its_code_and_place(clerk):
    theme = a_theme("FUNDING-TAX")
    address = f"{PAGE}themes/{theme.code}/"
    assert 'value="税收优惠"' in text(clerk.get(address))
    clerk.post(address, {"code": "OTHER", "name": "税费", "parent": "", "keywords": "税"})
    theme.refresh_from_db()
    assert (theme.name, theme.parent.code, theme.keywords) == ("税费", "FUNDING", ["税"])
    assert clerk.get(f"{PAGE}themes/NOTHING/").status_code == 404


def test_who_only_reads_sees_the_deadlines_and_changes_none(signed_in):
    the_house()
    leader = signed_in(Role.COUNTY_LEADER)
    page = text(leader.get(PAGE))
    assert "代表法" in page
    assert "/deadlines/" not in page
    assert leader.post(f"{PAGE}load/").status_code == 403
