"""The policy editor at the browser: written left or right, tried out while typing, published by a second person."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account
from tests.factories.drafts import NUMBER
from tests.factories.rulebook import RULE
from tests.integration.rulebook.test_drafts import CAP_EIGHT
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook import queries
from tidu.domain.rulebook.models import PolicyDraft
from tidu.domain.rulebook.vocabulary import DraftState, FairConclusion
from tidu.foundation.actors import Role
from tidu.foundation.clock import ZONE

REVIEW = {
    "REGISTRATION": "no",
    "LOCAL_TAX": "no",
    "CHOSEN_FIRMS": "no",
    "heard": "书面征求了 5 家企业的意见",
    "conclusion": FairConclusion.CLEAR,
}


@pytest.fixture
def clerk(signed_in):
    return signed_in(account=an_account(Role.SECTION_CLERK, name="文股员"))


@pytest.fixture
def opened(clerk):
    answer = clerk.post(reverse("draft-open", args=[RULE]), {"version": "2024-01-01"})
    draft = PolicyDraft.objects.get()
    assert answer["Location"] == reverse("draft", args=[draft.pk])
    return draft


def at(name, draft):
    return reverse(name, args=[draft.pk])


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def save(client, draft, **values):
    seen = PolicyDraft.objects.get(pk=draft.pk).fingerprint
    return client.post(at("draft-save", draft), {"seen": seen} | values, follow=True)


def test_the_form_holds_every_number_sentence_source_and_date(clerk, opened):
    page = read(clerk, at("draft", opened))
    for field, value in (
        ("f.parameters/rate/value", "5"),
        ("f.parameters/cap/article", "第五条"),
        ("f.conditions/0/where/minimum", "20"),
        ("f.conditions/1/near", "2个百分点"),
        ("f.law/in_force", "2026-01-01"),
    ):
        assert re.search(rf'<input[^>]*name="{re.escape(field)}"[^>]*value="{re.escape(value)}"', page), field
    assert "上年度可加计扣除研发费用不低于 {minimum}</textarea>" in page
    assert "按上年度可加计扣除研发费用的 {rate} 给予补助" in page


def test_the_form_changes_what_was_changed_and_nothing_else_of_the_yaml(clerk, opened):
    save(
        clerk,
        opened,
        **{"f.parameters/cap/value": "8", "u.parameters/cap/value": "万元", "f.law/until": "2028-01-01"},
    )
    text = PolicyDraft.objects.get().text
    changed = opened.text.replace("value: 30万元", "value: 8万元")
    assert text == changed.replace(", quote: 每户每年最高不超过三十万元", "").replace(
        "last_checked_on: 2025-06-10\n", "last_checked_on: 2025-06-10\n  until: 2028-01-01\n"
    )
    save(clerk, opened, **{"f.law/until": "", "f.parameters/cap/number": "青财〔2026〕2号"})
    text = PolicyDraft.objects.get().text
    assert "until" not in text
    assert "cap: {label: 每户每年补助上限, value: 8万元, article: 第五条, number: 青财〔2026〕2号}" in text


def test_broken_yaml_is_kept_and_told_with_line_and_mend(clerk, opened):
    broken = opened.text.replace("rd_deductible[last year] >=", "rd_deductibl[last year] >=")
    answer = save(clerk, opened, text=broken, scenarios=opened.scenarios)
    page = words(answer.content.decode())
    assert "第 18 行" in page
    assert "改法：是否想写 rd_deductible" in page
    assert PolicyDraft.objects.get().text == broken
    answer = save(clerk, opened, text="rule: [", scenarios="")
    assert "先在 YAML 里改好" in answer.content.decode()


def test_while_typing_the_result_comes_alone_and_nothing_is_kept(clerk, opened):
    firm = a_spender(700)
    answer = clerk.post(
        at("draft-check", opened),
        {"f.parameters/cap/value": "8", "u.parameters/cap/value": "万元", "firms": firm.credit_code},
    )
    page = words(answer.content.decode())
    assert "<html" not in answer.content.decode()
    assert "按草稿，确定 8.00 万元（1 家）" in page
    assert "按今天的政策，确定 30.00 万元（1 家）" in page
    assert "每户每年补助上限：30" in page
    (brief,) = re.findall(r'id="draft-brief".*?(?=<div)', answer.content.decode(), re.DOTALL)
    told = words(f"<{brief}")
    assert "确定要花 8.00 万元（1 家），与今天的政策相差 -22.00 万元" in told
    assert re.search(r"\d 个算例没有通过 看结果", told)
    assert PolicyDraft.objects.get().text == opened.text


def test_what_is_refused_stays_on_the_page_as_typed(clerk, opened):
    save(clerk, opened, text=opened.text.replace("5%", "6%"), scenarios=opened.scenarios)
    answer = clerk.post(
        at("draft-save", opened),
        {"seen": opened.fingerprint, "text": opened.text.replace("5%", "7%"), "scenarios": opened.scenarios},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "又保存过" in page
    assert "value: 7%" in page
    assert f'name="seen" value="{opened.fingerprint}"' in page
    assert "value: 6%" in PolicyDraft.objects.get().text


def test_from_the_button_to_a_dated_change_on_the_firms_page(clerk, opened, signed_in):
    firm = a_spender(700)
    save(
        clerk,
        opened,
        text=opened.text.replace("待定文号", NUMBER).replace("30万元", "8万元"),
        scenarios=CAP_EIGHT,
    )
    refused = clerk.post(at("draft-submit", opened), follow=True).content.decode()
    assert "请先填写公平竞争审查" in refused
    clerk.post(at("draft-review", opened), REVIEW)
    clerk.post(at("draft-submit", opened))
    assert "另一位科技局领导" in read(clerk, reverse("drafts"))
    director = signed_in(Role.BUREAU_DIRECTOR)
    director.post(at("draft-return", opened), {"reason": "先征求财政意见"})
    assert "先征求财政意见" in read(clerk, at("draft", opened))
    clerk.post(at("draft-submit", opened))
    said = director.post(at("draft-publish", opened), follow=True).content.decode()
    assert "自 2026-01-01 起生效；前一版本同日失效。" in said
    assert PolicyDraft.objects.get().state == DraftState.PUBLISHED
    page = reverse("enterprise-policies", args=[firm.credit_code])
    assert "30.00" in words(read(director, page))
    listed = words(read(director, reverse("policies")))
    assert NUMBER in listed
    assert "尚未生效" in listed
    assert queries.library().rule(RULE, on=date(2025, 12, 31)).law.number != NUMBER


def test_a_published_version_changes_the_verdict_on_the_firms_page(signed_in, clerk):
    a_new = {"template": "fixed_sum", "name": "人才奖励", "rule_code": "qinglan.talent_award"}
    clerk.post(reverse("draft-new"), a_new)
    draft = PolicyDraft.objects.get()
    text = draft.text.replace("待定文号", NUMBER).replace("hnte_valid", "not hnte_valid")
    scenarios = draft.scenarios.replace("hnte_valid: true", "hnte_valid: maybe")
    scenarios = scenarios.replace("hnte_valid: false", "hnte_valid: true").replace("maybe", "false")
    save(clerk, draft, text=text.replace("2026-01-01", "2025-06-10"), scenarios=scenarios)
    clerk.post(at("draft-review", draft), REVIEW)
    clerk.post(at("draft-submit", draft))
    director = signed_in(Role.BUREAU_DIRECTOR)
    firm = a_spender(100)
    page = reverse("enterprise-policies", args=[firm.credit_code])
    assert "人才奖励" not in read(director, page)
    said = director.post(at("draft-publish", draft), follow=True).content.decode()
    assert "已发布，自 2025-06-10 起生效。" in said  # nothing came before it, nothing ends
    assert "人才奖励：符合" in words(read(director, page))
    assert "人才奖励" not in read(director, f"{page}?as_of=2025-06-09")


def test_what_is_published_later_was_not_known_then(signed_in, clerk, opened):
    text = (
        opened.text.replace("待定文号", NUMBER).replace("30万元", "8万元").replace("2026-01-01", "2025-01-01")
    )
    save(clerk, opened, text=text, scenarios=CAP_EIGHT)
    clerk.post(at("draft-review", opened), REVIEW)
    clerk.post(at("draft-submit", opened))
    director = signed_in(Role.BUREAU_DIRECTOR)
    director.post(at("draft-publish", opened))
    published = PolicyDraft.objects.get().published_at
    assert published.astimezone(ZONE).date() == date(2025, 6, 10)
    library = reverse("policies")
    assert NUMBER in read(director, f"{library}?as_of=2025-06-09")
    assert NUMBER not in read(director, f"{library}?as_of=2025-06-09&known=then")
    assert NUMBER in read(director, f"{library}?as_of=2025-06-10&known=then")


def test_a_director_sees_no_button_for_the_own_draft_and_a_clerk_none_for_anothers(signed_in):
    own = signed_in(Role.BUREAU_DIRECTOR)
    own.post(reverse("draft-open", args=[RULE]))
    draft = PolicyDraft.objects.get()
    PolicyDraft.objects.update(state=DraftState.SUBMITTED)
    assert ">发布<" not in read(own, at("draft", draft))
    assert ">发布<" in read(signed_in(Role.BUREAU_DIRECTOR), at("draft", draft))
    PolicyDraft.objects.update(state=DraftState.DRAFTING)
    assert ">送审<" not in read(signed_in(Role.SECTION_CLERK), at("draft", draft))
    said = own.post(at("draft-publish", draft), follow=True).content.decode()
    assert "起草人不能办理自己的草稿" in said


def test_a_draft_is_given_up_with_a_reason_and_the_policy_can_be_drafted_again(clerk, opened):
    assert at("draft-withdraw", opened) in read(clerk, at("draft", opened))
    assert clerk.post(at("draft-withdraw", opened), {"reason": ""}).status_code == 422
    said = words(
        clerk.post(at("draft-withdraw", opened), {"reason": "改由市里出台"}, follow=True).content.decode()
    )
    assert "已撤回" in said
    assert "起草 → 撤回（改由市里出台）" in said
    assert "待办：已办结" in said
    assert at("draft-withdraw", opened) not in read(clerk, at("draft", opened))
    clerk.post(reverse("draft-open", args=[RULE]), {"version": "2024-01-01"})
    assert PolicyDraft.objects.count() == 2


def test_a_second_person_is_told_who_writes_and_a_second_window_that_words_were_saved_meanwhile(
    clerk, opened, signed_in
):
    other = signed_in(Role.SECTION_CLERK)
    page = read(other, at("draft", opened))
    assert "文股员正在起草这份政策" in page
    assert at("draft-withdraw", opened) not in page
    assert "正在起草" not in read(clerk, at("draft", opened)).replace("政策起草", "")
    first = opened.fingerprint
    save(clerk, opened, text=opened.text.replace("5%", "6%"), scenarios=opened.scenarios)
    late = clerk.post(
        at("draft-save", opened), {"seen": first, "text": opened.text, "scenarios": opened.scenarios}
    )
    assert late.status_code == 422
    assert "您打开后这份草稿又保存过" in late.content.decode()
    assert "6%" in PolicyDraft.objects.get().text


def test_what_differs_from_the_saved_yaml_is_shown_line_by_line_while_typing(clerk, opened):
    typed = {"text": opened.text.replace("value: 5%", "value: 6%"), "scenarios": opened.scenarios}
    part = clerk.post(at("draft-check", opened), typed).content.decode()
    assert "改了 1 处" in part
    quote = "quote: 按上年度可加计扣除研发费用的百分之五给予补助"
    assert f"<del>－   rate: {{label: 补助比例, value: 5%, article: 第五条, {quote}}}</del>" in part
    assert f"<ins>＋   rate: {{label: 补助比例, value: 6%, article: 第五条, {quote}}}</ins>" in part
    assert "改了" not in read(clerk, at("draft", opened)).split('id="line-changes"')[1].split("</div>")[0]


def test_who_drafts_finds_the_button_on_the_policy(signed_in):
    address = reverse("policy", args=[RULE])
    assert "改一改" in read(signed_in(Role.SECTION_CLERK), address)
    assert "改一改" not in read(signed_in(Role.COUNTY_LEADER), address)


def test_a_code_that_is_none_is_refused_with_everything_still_there(clerk):
    answer = clerk.post(
        reverse("draft-new"), {"template": "by_share", "name": "人才奖励", "rule_code": "人才"}
    )
    assert answer.status_code == 422
    assert "代码“人才”不对" in answer.content.decode()
    assert 'value="人才奖励"' in answer.content.decode()


def test_a_draft_that_is_not_there_is_not_found(clerk):
    assert clerk.get(reverse("draft", args=[999])).status_code == 404


FIVE, SIX = "rate: {label: 补助比例, value: 5%", "rate: {label: 补助比例, value: 6%"
CAP = {"f.parameters/cap/value": "8", "u.parameters/cap/value": "万元"}


def sides(draft, text=None, **form):
    """What the editor posts: the form's fields, the YAML beside it, and the text that the form was drawn from."""
    return {"base": draft.text, "text": text or draft.text, "scenarios": draft.scenarios, **form}


def value(page, parameter):
    return re.search(rf'<input[^>]*name="f.parameters/{parameter}/value" value="([^"]*)"', page)[1]


def test_the_yaml_follows_the_form_while_typing(clerk, opened):
    part = clerk.post(at("draft-check", opened), sides(opened, **CAP)).content.decode()
    (base, text) = re.findall(r'<textarea[^>]*id="(?:base|text)"[^>]*>\n(.*?)</textarea>', part, re.DOTALL)
    assert "value: 8万元" in text
    assert base == text
    assert 'id="draft-parts"' not in part


def test_the_form_follows_the_yaml_while_typing_and_waits_while_that_is_none(clerk, opened):
    part = clerk.post(
        at("draft-check", opened), sides(opened, opened.text.replace(FIVE, SIX))
    ).content.decode()
    assert re.search(r'<input[^>]*name="f.parameters/rate/value" value="6"', part)
    assert 'id="draft-text"' not in part
    assert SIX in re.findall(r'id="base".*?>\n(.*?)</textarea>', part, re.DOTALL)[0]
    broken = clerk.post(at("draft-check", opened), sides(opened, "rule: [")).content.decode()
    assert 'id="draft-parts"' not in broken
    assert "第 1 行" in words(broken)


def test_one_press_keeps_what_was_changed_on_either_side(clerk, opened):
    save(clerk, opened, **sides(opened, opened.text.replace(FIVE, SIX), **CAP))
    text = PolicyDraft.objects.get().text
    assert SIX in text
    assert "value: 8万元" in text


def test_the_same_number_changed_on_both_sides_is_refused_by_name(clerk, opened):
    both = sides(
        opened,
        opened.text.replace(FIVE, SIX),
        **{"f.parameters/rate/value": "7", "u.parameters/rate/value": "%"},
        **CAP,
    )
    answer = save(clerk, opened, **both)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "左右两边都改了“参数：补助比例 · 取值”" in page
    assert [value(page, name) for name in ("rate", "cap")] == ["7", "8"]
    assert SIX in page
    assert PolicyDraft.objects.get().text == opened.text
    told = clerk.post(at("draft-check", opened), both).content.decode()
    assert "左右两边都改了" in told
    assert 'id="draft-text"' not in told


FLOOR = "conditions/0/require/()"
CASES = "f.scenarios/0/expect/verdict"


def test_the_form_shows_a_condition_by_its_parts_and_a_change_reaches_the_yaml_while_typing(clerk, opened):
    page = read(clerk, at("draft", opened))
    assert re.search(
        rf'name="s\.{re.escape(FLOOR)}".*?<option value="&gt;=" selected>不低于', page, re.DOTALL
    )
    assert '<optgroup label="是否">' in page
    stricter = {
        f"f.{FLOOR}": "rd_deductible",
        f"p.{FLOOR}": "year",
        f"s.{FLOOR}": ">",
        f"l.{FLOOR}": "minimum",
    }
    part = clerk.post(at("draft-check", opened), sides(opened, **stricter)).content.decode()
    assert "require: rd_deductible[last year] &gt; minimum" in part.split('id="draft-text"')[1]
    save(clerk, opened, **sides(opened, **stricter))
    assert "require: rd_deductible[last year] > minimum\n" in PolicyDraft.objects.get().text


def test_growth_is_chosen_and_a_sum_of_two_facts_says_where_it_is_changed(clerk, opened):
    page = read(clerk, at("draft", opened))
    assert '<option value="growth1" selected>上一年度比再上一年度的增长率</option>' in page
    assert "照 YAML 的写法" not in page
    summed = opened.text.replace(
        "growth(rd_deductible[last year], rd_deductible[year before]) >=",
        "ratio(rd_book[last year] + rd_hnte[last year], revenue[last year]) >=",
    ).replace("near: 2个百分点", "near: never")
    save(clerk, opened, text=summed, scenarios=opened.scenarios)
    page = read(clerk, at("draft", opened))
    line = 1 + next(at for at, one in enumerate(summed.splitlines()) if "rd_hnte[last year]" in one)
    (described,) = re.findall(r'aria-describedby="(hint\.[^"]+)"', page)
    (hint,) = re.findall(rf'id="{re.escape(described)}">([^<]+)<', page)
    assert hint.startswith(f"YAML 第 {line} 行。现在的写法下拉里选不出来")


def test_a_scenario_is_changed_in_its_form_and_says_in_yuan_what_it_expected_and_got(clerk, opened):
    cap = {**CAP, "f.law/number": NUMBER}
    told = words(clerk.post(at("draft-check", opened), sides(opened, **cap)).content.decode())
    assert "结果“补助金额”应为 30 万元，实为 8 万元" in told
    cases = {"cases_base": opened.scenarios, CASES: "no"}
    part = clerk.post(at("draft-check", opened), sides(opened, **cases)).content.decode()
    assert 'id="draft-cases-text"' in part
    assert 'id="draft-case-parts"' not in part
    typed = sides(opened, opened.text) | {"scenarios": opened.scenarios.replace("as_of: 2", "as_of:  2")}
    part = clerk.post(at("draft-check", opened), typed | {"cases_base": opened.scenarios}).content.decode()
    assert 'id="draft-case-parts"' in part
    save(clerk, opened, **sides(opened, **cases, **{"f.gone/scenarios/1": "yes"}))
    kept = PolicyDraft.objects.get().scenarios
    assert kept.count("- name:") == opened.scenarios.count("- name:") - 1
    assert kept.count("verdict: no") == opened.scenarios.count("verdict: no") + 1


def test_what_was_to_be_added_stays_on_the_page_where_both_sides_changed(clerk, opened):
    added = {"f.new/conditions/label": "再一条", "f.new/conditions/says": "再一句"}
    text = opened.text.replace("outputs:", "decide: all(rd_floor, not_falling)\noutputs:")
    assert text != opened.text
    answer = save(clerk, opened, **sides(opened, text, **added))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "左右两边都增减了内容" in page
    assert 'value="再一条"' in page
    assert ">再一句</textarea>" in page
    assert PolicyDraft.objects.get().text == opened.text
    twice = {
        "scenarios": opened.scenarios.replace(
            "  - name:", "  - {name: 又, expect: {verdict: yes}}\n  - name:", 1
        )
    }
    answer = save(
        clerk, opened, **sides(opened) | twice, cases_base=opened.scenarios, **{"f.gone/scenarios/0": "yes"}
    )
    assert "左右两边都增减了内容" in answer.content.decode()
