"""The policy lab at the browser: the sentence moves, the cost follows, and every number opens its rows."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from tests.factories.accounts import an_organisation
from tests.factories.funds import WAN, a_fund_line, a_fund_year
from tests.factories.rulebook import RULE, a_scenario
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.funds.vocabulary import FundUse
from tidu.domain.rulebook.models import Scenario
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.audit.models import Entry

BENCH = reverse("lab-rule", args=[RULE])
FIRMS = reverse("lab-firms", args=[RULE])


@pytest.fixture
def director(signed_in):
    return signed_in(Role.BUREAU_DIRECTOR)


def read(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def words(page):
    """A page's text without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_policys_own_sentence_holds_the_controls(director):
    page = read(director, BENCH)
    assert "按上年度可加计扣除研发费用的" in page
    for name, value in (("rate", "5"), ("cap", "30"), ("rd_floor.minimum", "20"), ("rd_growth.minimum", "0")):
        (field,) = re.findall(rf'<input class="slot-number"[^>]*name="p.{re.escape(name)}"[^>]*>', page)
        assert f'value="{value}"' in field
        assert "aria-label=" in field


def test_without_script_the_form_sends_its_numbers_and_the_page_answers(director):
    a_spender(100)
    a_spender(700)
    a_spender(None)
    a_fund_year(appropriated=40, carried_in=0)
    a_fund_line(FundUse.PLATFORM, reserved=10)
    page = words(read(director, f"{BENCH}?p.rate=4&p.cap=25&p.rd_floor.minimum=20&p.rd_growth.minimum=0"))
    assert "方案确定要花 29.00 万元" in page
    assert "缺数企业至多另有 25.00 万元" in page
    assert "现行要花 35.00 万元" in page
    assert "本项可用 30.00 万元" in page
    assert "够用 还剩 1.00 万元" in page
    assert "但不够付全部缺数企业" in page
    assert "比现行少 6.00 万元" in page


def test_money_that_is_short_says_by_how_much_and_what_a_proportional_cut_gives(director):
    a_spender(700)
    a_fund_year(appropriated=20, carried_in=0)
    page = words(read(director, BENCH))
    assert "不够 还差 10.00 万元" in page
    assert "每户得应得的 66.67%" in page


def test_without_a_budget_nobody_knows_whether_it_suffices(director):
    a_spender(700)
    assert "没有登记当年预算，不知道够不够" in words(read(director, BENCH))


def test_a_moved_slider_gets_the_result_alone(director):
    a_spender(100)
    part = read(director, f"{BENCH}?p.rate=4", **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div id="result"')
    assert "4.00" in part
    assert director.get(BENCH)["Vary"].count("HX-Request") == 1


def test_a_number_that_is_none_is_refused_in_the_result_and_the_typing_stays(director):
    page = read(director, f"{BENCH}?p.rate=abc")
    assert "“补助比例”填得不对：看不懂的数 abc%" in page
    assert 'value="abc"' in page
    assert director.get(f"{FIRMS}?p.rate=abc&change=").status_code == 404


def test_every_number_opens_exactly_its_rows(director):
    a_spender(100)
    a_spender(700)
    a_spender(19)
    a_spender(None)
    page = read(director, f"{BENCH}?p.rate=4&p.cap=25")
    doors = re.findall(r'<a class="door" href="([^"]*firms/[^"]*)"><strong>(\d+)</strong>', page)
    doors += re.findall(r'<td class="num"><a class="door" href="([^"]*firms/[^"]*)">(\d+)</a>', page)
    assert len(doors) >= 8
    for address, count in doors:
        listed = read(director, address.replace("&amp;", "&"))
        assert f"共 <strong>{count}</strong> 家" in listed


def test_every_number_of_a_kept_scenario_opens_its_firms_as_they_were_kept(director):
    place = an_organisation(OrganisationKind.TOWNSHIP, name="云溪镇")
    for spent in (100, 700, 19, None):
        a_spender(spent, place=place)
    kept = director.post(reverse("lab-keep", args=[RULE]), {"name": "四个点", "p.rate": "4", "p.cap": "25"})[
        "Location"
    ]
    a_spender(900)
    page = read(director, kept).replace("&amp;", "&")
    doors = re.findall(r'<a class="door" href="([^"]*/firms/\?(?:before|after|change)=\w+)">(\d+)</a>', page)
    assert len(doors) >= 8
    for address, count in doors:
        assert f"共 <strong>{count}</strong> 家" in read(director, address)
    sums = dict(re.findall(r'href="([^"]*/firms/[^"]*)">([\d.]+)</a>', page))
    township = "place=%E4%BA%91%E6%BA%AA%E9%95%87"
    (shown,) = [value for address, value in sums.items() if address.endswith(f"{township}&after=paid")]
    assert shown == "29.00"
    listed = words(read(director, f"{kept}firms/?{township}&after=paid"))
    assert "共 2 家" in listed
    assert "前 10% 企业所得占比" in page
    assert "共 1 家" in words(read(director, f"{kept}firms/?industry=缺数&after=nearly"))


def test_every_sum_of_a_group_and_of_the_top_opens_the_firms_it_is_made_of(director):
    """Of 20 firms that get money the tenth on top is two; township sums are those of their rows."""
    places = [an_organisation(OrganisationKind.TOWNSHIP, name=name) for name in ("云溪镇", "大垅乡")]
    for spent in range(100, 2000, 100):
        a_spender(spent, place=places[0])
    a_spender(50, place=places[1])
    a_spender(None, place=places[1])
    page = read(director, f"{BENCH}?p.rate=4&p.rd_floor.minimum=60").replace("&amp;", "&")
    doors = dict(re.findall(r'href="([^"]*firms/[^"]*)">([-\d,.]+)</a>', page))
    for word, firms, shown in (
        ("standing=top", 2, "2"),
        ("before=top", 2, "2"),
        ("place=%E5%A4%A7%E5%9E%85%E4%B9%A1&before=paid", 1, "2.50"),
        ("place=%E5%A4%A7%E5%9E%85%E4%B9%A1&standing=paid", 0, "0.00"),
        ("place=%E5%A4%A7%E5%9E%85%E4%B9%A1&change=changed", 1, "-2.50"),
        ("place=%E5%A4%A7%E5%9E%85%E4%B9%A1&standing=open", 1, "30.00"),
    ):
        (address,) = [one for one in doors if one.endswith(word)]
        assert doors[address] == shown
        assert f"共 <strong>{firms}</strong> 家" in read(director, address)
    top = words(read(director, next(one for one in doors if one.endswith("before=top"))))
    assert top.count("30.00") >= 2


def test_those_who_gain_are_listed_like_those_who_lose_and_each_point_of_the_curve_opens(director):
    small, big = a_spender(100, name="青岚松涛食品有限公司"), a_spender(200, name="青岚晴川有限公司")
    page = read(director, f"{BENCH}?p.rate=6")
    gained = page[page.index('aria-label="增加的企业"') :]
    assert gained.index(big.credit_code) < gained.index(small.credit_code)
    assert "+2.00" in gained
    assert "没有减少的企业" in page
    point = re.search(r'<li><a href="([^"]*)">10%：30.00 万元', page).group(1)
    assert "方案确定要花 30.00 万元" in words(read(director, point.replace("&amp;", "&")))


def test_the_rules_own_text_stands_beside_its_sentence_with_what_is_changed_marked(director):
    a_spender(100)
    page = read(director, f"{BENCH}?p.rate=4")
    assert "<del>5%</del> <mark>4%</mark>" in page
    assert page.count("<mark>") == 1
    part = read(director, f"{BENCH}?p.rate=4&p.cap=25", **{"HX-Request": "true"})
    assert '<div id="written" hx-swap-oob="true">' in part
    assert "<del>30万元</del> <mark>25万元</mark>" in part
    assert "没有改动" in read(director, BENCH)


def test_the_rows_say_why_and_leave_as_a_file(director):
    firm = a_spender(19)
    page = words(read(director, f"{FIRMS}?p.rate=4&standing=nearly"))
    assert "补助比例 5% → 4%" in page
    assert "研发费用达到起点 19 万元 / 20 万元" in page
    answer = director.get(f"{FIRMS}?p.rate=4&standing=nearly&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["B2"].value == firm.credit_code
    assert Entry.objects.filter(action="export.xlsx").count() == 1


def test_the_older_version_brings_its_own_numbers_into_the_sentence(director):
    a_spender(100)
    page = read(director, f"{BENCH}?version=2019-01-01")
    assert re.search(r'name="p.rate"[^>]*value="3"', page)
    assert "方案确定要花 3.00 万元" in words(page)
    wrong = read(director, f"{BENCH}?version=1999-01-01")
    assert "没有从 1999-01-01 起的版本" in wrong


def test_a_scenario_is_kept_read_printed_and_checked(director):
    a_spender(100)
    a_spender(700)
    answer = director.post(reverse("lab-keep", args=[RULE]), {"name": "省钱", "p.rate": "4", "p.cap": "25"})
    kept = Scenario.objects.get()
    assert answer["Location"] == reverse("scenario", args=[kept.pk])
    page = words(read(director, answer["Location"]))
    assert "补助比例 5% 4%" in page
    assert "确定要花 35.00 29.00" in page
    assert "分管领导" in page
    bench = re.search(r'href="([^"]*)">按今天的数据再试', read(director, answer["Location"])).group(1)
    assert "方案确定要花 29.00 万元" in words(read(director, bench.replace("&amp;", "&")))
    again = director.post(reverse("scenario-replay", args=[kept.pk]), follow=True).content.decode()
    assert "每一个数都与保存时相同" in again
    Scenario.objects.filter(pk=kept.pk).update(results=kept.results | {"difference": 1})
    again = director.post(reverse("scenario-replay", args=[kept.pk]), follow=True).content.decode()
    assert "重算与留存不一致（/difference）" in again


def test_a_scenario_without_a_name_is_refused_and_the_reform_is_still_there(director):
    answer = director.post(reverse("lab-keep", args=[RULE]), {"name": "", "p.rate": "4"}, follow=True)
    page = answer.content.decode()
    assert "请给方案起一个名字" in page
    assert re.search(r'name="p.rate"[^>]*value="4"', page)


def test_two_scenarios_lie_side_by_side_with_the_firms_they_treat_differently(director):
    a_spender(100)
    a_spender(700)
    one = a_scenario("甲案", rate="4%")
    other = a_scenario("乙案", rate="4%", cap="25万元")
    compare = f"{reverse('scenario-compare')}?scenario={one.pk}&scenario={other.pk}"
    page = words(read(director, compare))
    assert "得款不同的企业（1 家）" in page
    assert "28.00 25.00 -3.00" in page
    assert "请选两个方案" in read(director, reverse("scenario-compare"))
    listed = words(read(director, reverse("lab")))
    assert listed.index("乙案") < listed.index("甲案")
    assert "qinglan.rd_subsidy" not in listed


def test_a_scenario_leaves_as_a_workbook_whose_rows_sum_to_its_total(director):
    a_spender(100)
    a_spender(700)
    kept = a_scenario()
    answer = director.get(reverse("scenario-file", args=[kept.pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    column = rows[0].index("方案（万元）")
    assert sum(row[column] for row in rows[1:]) * WAN == kept.results["after"]["certain"] == 29 * WAN
    assert Entry.objects.filter(action="export.xlsx", subject_key=str(kept.pk)).exists()


def test_an_unknown_scenario_or_rule_is_not_found(director):
    assert director.get(reverse("scenario", args=[99])).status_code == 404
    assert director.get(reverse("lab-rule", args=["moon.rule"])).status_code == 404


def test_a_day_in_a_sentence_stands_as_it_is_and_cannot_be_moved(director):
    a_spender(100)
    address = reverse("lab-rule", args=["qinglan.hnte_new"])
    for asked in ("", "?p.announced.first=2020-01-01"):
        page = director.get(address + asked)
        assert page.status_code == 200
        assert "2016年1月1日" in page.content.decode()
        assert not re.findall(r'class="slot[^>]*name="p.announced.first"', page.content.decode())
        assert page.context["simulation"].changes_nothing


def test_the_county_s_own_policies_come_first_and_the_country_s_say_that_they_are_not_the_county_s(director):
    page = words(read(director, reverse("lab")))
    own, country = page.index("青岚县的政策"), page.index("国家规定")
    assert own < page.index("企业研发费用补助") < country < page.index("研发费用加计扣除")
    assert "县里改不了" in page[country:]
