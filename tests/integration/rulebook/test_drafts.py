"""A policy from draft to use: every refusal, every step, and what publishing changes and does not change."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import an_actor
from tests.factories.drafts import (
    CLEAN,
    DRAFTED_AT,
    DRAFTER,
    NUMBER,
    ON,
    SECOND,
    a_draft,
    a_published_draft,
    a_sound_draft,
    a_submitted_draft,
    reviewed,
    saved,
    trial,
)
from tests.factories.funds import WAN
from tests.factories.rulebook import AS_OF, RULE, a_receipt, a_scenario
from tests.integration.rulebook.test_simulating import a_spender
from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.models import DraftStep, FairReview, PolicyDraft
from tidu.domain.rulebook.operations import UnableToDraft
from tidu.domain.rulebook.vocabulary import DRAFT_STEPS, DraftState, FairConclusion, FairStandard
from tidu.foundation.accounts.vocabulary import Role
from tidu.foundation.actors import system
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.rules import NO, YES, NoVersionInForce

pytestmark = pytest.mark.django_db


def submit(draft, by=DRAFTER):
    return operations.submit_draft(draft_id=draft.pk, by=by, now=DRAFTED_AT)


def publish(draft, by=SECOND):
    return operations.publish_draft(draft_id=draft.pk, by=by, now=DRAFTED_AT)


def give_back(draft, reason="比例过高", by=SECOND):
    return operations.return_draft(draft_id=draft.pk, reason=reason, by=by, now=DRAFTED_AT)


def from_template(template="by_share", code="qinglan.talent_award", name="人才奖励", by=DRAFTER):
    return operations.open_draft(rule_code=code, template=template, name=name, on=ON, by=by, now=DRAFTED_AT)


# opening


def test_a_draft_of_a_known_policy_begins_with_its_newest_version_and_the_scenarios_of_that_version():
    draft = a_draft()
    found = trial(draft)
    assert draft.name == "企业研发费用补助"
    assert found.rule.law.valid_from_on == date(2026, 1, 1)
    assert found.rule.law.number == queries.NUMBER_TO_COME
    assert found.failing == ()
    names = [case.name for case in found.cases]
    assert "600 万元的 5% 恰为上限" in names
    assert "旧办法的上限是 20 万元" not in names


def test_an_older_version_can_be_begun_with_as_well():
    draft = operations.open_draft(rule_code=RULE, version="2019-01-01", on=ON, by=DRAFTER, now=DRAFTED_AT)
    assert trial(draft).rule.value("cap") == 20 * WAN
    assert next(case.name for case in trial(draft).cases) == "2023 年度按旧办法：100 万元的 3%"
    assert trial(draft).rule.law.valid_until_on is None


@pytest.mark.parametrize("template", ["by_share", "fixed_sum"])
def test_every_template_becomes_a_policy_whose_scenarios_pass(template):
    assert template in queries.templates()
    found = trial(from_template(template))
    assert (found.rule.code, found.rule.name, found.rule.subject) == (
        "qinglan.talent_award",
        "人才奖励",
        "人才奖励",
    )
    assert found.cases
    assert found.failing == ()
    assert len(found.obstacles) == 1
    assert "还没有文号" in found.obstacles[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "人才"}, "代码“人才”不对"),
        ({"code": "talent"}, "代码“talent”不对"),
        ({"code": RULE}, "改一改"),
        ({"name": " "}, "请填写政策名称"),
    ],
)
def test_a_new_policy_needs_a_name_and_a_code_of_its_own(values, words):
    with pytest.raises(UnableToDraft, match=words):
        from_template(**values)


def test_what_is_not_there_cannot_be_begun_with():
    with pytest.raises(queries.DraftNotFound):
        from_template("no_such")
    with pytest.raises(NoVersionInForce):
        a_draft(rule_code="qinglan.nothing")
    with pytest.raises(NoVersionInForce):
        operations.open_draft(rule_code=RULE, version="2001-01-01", on=ON, by=DRAFTER, now=DRAFTED_AT)
    with pytest.raises(queries.DraftNotFound):
        queries.draft(10**6)


def test_a_policy_has_one_draft_under_way():
    a_draft()
    with pytest.raises(UnableToDraft, match="已有一份草稿（起草人起草，起草）"):
        a_draft(by=SECOND)


@pytest.mark.parametrize("role", [Role.TOWNSHIP_LEADER, Role.COUNTY_LEADER, Role.ENTERPRISE_CONTACT])
def test_only_the_bureau_drafts(role):
    with pytest.raises(UnableToDraft, match="联系科技局"):
        a_draft(by=an_actor(role))
    assert not PolicyDraft.objects.exists()


# saving


def test_words_are_kept_even_while_they_are_broken_and_say_where():
    draft = saved(a_draft(), law__confidence="maybe")
    found = trial(queries.draft(draft.pk))
    assert found.rule is None
    assert found.problem.place.line == 9
    assert "maybe" in found.problem.message
    assert found.obstacles == (str(found.problem),)


def test_line_ends_of_any_browser_are_kept_as_one():
    draft = a_draft()
    operations.save_draft(
        draft_id=draft.pk,
        text=draft.text.replace("\n", "\r\n") + "\r\n\r\n",
        scenarios=draft.scenarios,
        seen=draft.fingerprint,
        by=DRAFTER,
        now=DRAFTED_AT,
    )
    assert queries.draft(draft.pk).text == draft.text


def test_nobody_writes_in_another_persons_draft_over_unseen_words_or_without_end():
    draft = a_draft()
    with pytest.raises(UnableToDraft, match="只有起草人能改"):
        saved(draft, by=SECOND)
    saved(draft, name="改过的名称")
    with pytest.raises(UnableToDraft, match="又保存过"):
        saved(draft, name="另一个窗口里的名称")
    assert queries.draft(draft.pk).name == "改过的名称"
    with pytest.raises(UnableToDraft, match="最多 60000 个字"):
        saved(queries.draft(draft.pk), scenarios="长" * 60_001)


def test_two_people_of_one_name_are_two_people():
    one, other = an_actor(Role.SECTION_CLERK), an_actor(Role.SECTION_CLERK)
    draft = a_draft(by=one)
    assert one.user_id != other.user_id
    with pytest.raises(UnableToDraft, match="只有起草人能改"):
        saved(draft, by=other)


# what keeps a draft from being submitted


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"law__number": ""}, "缺少 number"),
        ({"law__in_force": "2024-01-01"}, "已有从 2024-01-01 起的版本"),
        ({"law__in_force": "2023-05-01"}, "新版本须从更晚的一天起"),
        ({"version_by": "application_day"}, "须按同一个日子选择"),
        ({"rule": "qinglan.other"}, "草稿的规则代码是 qinglan.rd_subsidy"),
        ({"law__number": "青科〔2024〕5号"}, "文号与前一版本相同"),
        ({"law__number": queries.NUMBER_TO_COME}, "还没有文号"),
        ({"parameters__rate__value": "4%"}, "算例没有通过"),
        ({"parameters__rate__article": ""}, "没有写明出自哪一条"),
        ({"parameters__rate__number": queries.NUMBER_TO_COME}, "：参数“补助比例”还没有文号"),
        ({"scenarios": ""}, "还没有算例"),
        ({"scenarios": "rule: other.rule"}, "缺少 as_of"),
    ],
)
def test_a_draft_that_is_not_in_order_is_not_submitted(changes, words):
    draft = reviewed(saved(a_sound_draft(), **changes))
    with pytest.raises(UnableToDraft, match=words):
        submit(draft)
    assert queries.draft(draft.pk).state == DraftState.DRAFTING
    assert not DraftStep.objects.exists()


def test_scenarios_of_one_outcome_or_of_another_rule_do_not_do():
    draft = a_sound_draft()
    one = draft.scenarios[: draft.scenarios.index("  - name: 恰为 20 万元起点")]
    with pytest.raises(UnableToDraft, match="一个“符合”和一个“不符合”"):
        submit(reviewed(saved(draft, scenarios=one)))
    draft = queries.draft(draft.pk)
    with pytest.raises(UnableToDraft, match=r"算例写的是规则 hnte\.gates"):
        submit(reviewed(saved(draft, scenarios=one.replace(RULE, "hnte.gates"))))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rule: &a x\nname: *a\n", "不能用"),
        ("rule: [", "YAML 写法有误"),
        ("- a\n", "键: 值"),
        ("", "这里有 0 份文档"),
        ("[" * 3000, "套得太深"),
        ("rule: \x07", "控制字符"),
    ],
)
def test_words_that_are_no_policy_are_told_and_nothing_breaks(text, words):
    found = queries.trial_of(text, "", RULE)
    assert words in found.obstacles[0]


def test_a_draft_may_not_be_a_second_document_for_another_rule():
    draft = a_draft()
    found = queries.trial_of(f"{draft.text}---\n{draft.text}", draft.scenarios, RULE)
    assert "这里有 2 份文档" in found.obstacles[0]


# the fair competition review


def test_nothing_is_submitted_unreviewed_or_changed_after_its_review():
    draft = a_sound_draft()
    with pytest.raises(UnableToDraft, match="请先填写公平竞争审查"):
        submit(draft)
    later = saved(reviewed(draft), law__title="改过的办法")
    with pytest.raises(UnableToDraft, match="政策在审查后又改过"):
        submit(later)
    assert submit(reviewed(later)).state == DraftState.SUBMITTED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"findings": {"REGISTRATION": False}}, "还缺：与对本地的税收等经济贡献挂钩、限定"),
        ({"heard": "  "}, "听取了哪些企业"),
        ({"findings": CLEAN | {"LOCAL_TAX": True}}, "结论不能是“不影响公平竞争”"),
        ({"conclusion": FairConclusion.EXCEPTION, "exception_reason": "科技进步"}, "理由和最后一天"),
        ({"conclusion": FairConclusion.EXCEPTION, "exception_ends_on": date(2027, 12, 31)}, "理由和最后一天"),
    ],
)
def test_a_review_answers_every_standard_and_its_conclusion_follows(changes, words):
    with pytest.raises(UnableToDraft, match=words):
        reviewed(a_sound_draft(), **changes)
    assert not FairReview.objects.exists()


def test_an_unfit_policy_is_not_submitted():
    draft = a_sound_draft()
    reviewed(draft, findings=CLEAN | {FairStandard.CHOSEN_FIRMS: True}, conclusion=FairConclusion.UNFIT)
    with pytest.raises(UnableToDraft, match="不得出台"):
        submit(draft)


@pytest.mark.parametrize("until", ["", "2028-01-02"])
def test_an_exception_ends_the_policy_with_it(until):
    excepted = {
        "findings": CLEAN | {FairStandard.REGISTRATION: True},
        "conclusion": FairConclusion.EXCEPTION,
        "exception_reason": "为促进科学技术进步，没有影响更小的替代办法",
        "exception_ends_on": date(2027, 12, 31),
    }
    draft = reviewed(a_sound_draft(law__until=until), **excepted)
    with pytest.raises(UnableToDraft, match="例外只到 2027-12-31"):
        submit(draft)
    draft = reviewed(saved(queries.draft(draft.pk), law__until="2028-01-01"), **excepted)
    assert submit(draft).state == DraftState.SUBMITTED


def test_only_the_author_reviews():
    with pytest.raises(UnableToDraft, match="只有起草人能改"):
        reviewed(a_sound_draft(), by=SECOND)


# the second person


def test_nobody_publishes_or_returns_the_own_draft_not_even_a_director():
    director = an_actor(Role.BUREAU_DIRECTOR)
    draft = a_submitted_draft(by=director)
    for act in (publish, give_back):
        with pytest.raises(UnableToDraft, match="起草人不能办理自己的草稿"):
            act(draft, by=director)
    assert publish(draft, by=an_actor(Role.BUREAU_DIRECTOR)).state == DraftState.PUBLISHED


@pytest.mark.parametrize("role", [Role.SECTION_CLERK, Role.COUNTY_LEADER, Role.ADMINISTRATOR])
def test_only_a_director_publishes_or_returns(role):
    draft = a_submitted_draft()
    for act in (publish, give_back):
        with pytest.raises(UnableToDraft, match="只有科技局领导"):
            act(draft, by=an_actor(role))


def test_a_returned_draft_says_why_is_mended_and_submitted_again():
    draft = a_submitted_draft()
    with pytest.raises(UnableToDraft, match="写明理由"):
        give_back(draft, reason=" ")
    back = give_back(draft)
    assert [step.note for step in queries.draft_steps(back)] == ["", "比例过高"]
    assert submit(reviewed(saved(back, law__title="新的补助办法"))).state == DraftState.SUBMITTED


@pytest.mark.parametrize(
    ("before", "act"),
    [
        (DraftState.DRAFTING, publish),
        (DraftState.DRAFTING, give_back),
        (DraftState.RETURNED, publish),
        (DraftState.RETURNED, give_back),
        (DraftState.PUBLISHED, publish),
        (DraftState.PUBLISHED, give_back),
        (DraftState.SUBMITTED, submit),
        (DraftState.PUBLISHED, submit),
    ],
)
def test_a_step_that_is_not_in_the_table_is_refused(before, act):
    draft = a_submitted_draft()
    PolicyDraft.objects.filter(pk=draft.pk).update(
        state=before, published_at=DRAFTED_AT, in_force_on=date(2026, 1, 1)
    )
    with pytest.raises(UnableToDraft, match=r"不能从|不能再改"):
        act(draft)


def test_submitted_and_published_words_are_closed():
    draft = a_submitted_draft()
    with pytest.raises(UnableToDraft, match="草稿已是“送审”，不能再改"):
        saved(draft, name="偷改")
    with pytest.raises(UnableToDraft, match="草稿已是“发布”，不能再改"):
        saved(publish(draft), name="偷改")


def test_the_table_has_exactly_the_steps_that_are_tried_here():
    steps = {(step.source, step.target) for step in DRAFT_STEPS.transitions}
    assert steps == {
        ("DRAFTING", "SUBMITTED"),
        ("RETURNED", "SUBMITTED"),
        ("SUBMITTED", "RETURNED"),
        ("SUBMITTED", "PUBLISHED"),
    }


def test_every_act_stands_in_the_audit():
    draft = publish(a_submitted_draft())
    actions = Entry.objects.filter(subject_key=str(draft.pk)).order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        f"rulebook.{act}_draft" for act in ("open", "save", "review", "submitted", "published")
    ]


# what publishing does


def test_a_published_version_governs_from_its_first_day_and_not_a_day_earlier():
    a_published_draft(
        parameters__cap__value="8万元",
        scenarios=CAP_EIGHT,
    )
    on = {year: AsOf(on=date(year, 6, 10)) for year in (2026, 2027)}
    assert queries.rule_for(RULE, on[2026]).value("cap") == 30 * WAN
    assert queries.rule_for(RULE, on[2027]).value("cap") == 8 * WAN
    before, after = queries.library().versions(RULE)[-2:]
    assert before.law.valid_until_on == after.law.valid_from_on == date(2026, 1, 1)
    assert queries.library().rule(RULE, on=date(2025, 12, 31)).law.number == "青科〔2024〕5号"
    assert queries.library().rule(RULE, on=date(2026, 1, 1)).law.number == NUMBER


CAP_EIGHT = f"""rule: {RULE}
as_of: 2027-06-10
base:
  registered_on: 2018-03-01
  "2025": {{rd_deductible: 100万元}}
  "2026": {{rd_deductible: 100万元}}
scenarios:
  - name: 一百万元的 5%
    expect: {{verdict: yes, outputs: {{amount: 5万元}}}}
  - name: 超过上限
    change: {{"2026": {{rd_deductible: 400万元}}}}
    expect: {{verdict: yes, outputs: {{amount: 8万元}}}}
  - name: 起点以下
    change: {{"2025": {{rd_deductible: 1万元}}, "2026": {{rd_deductible: 1万元}}}}
    expect: {{verdict: no}}
"""


def test_a_new_policy_is_in_the_library_and_judges_firms():
    draft = from_template("fixed_sum")
    publish(submit(reviewed(saved(draft, law__number=NUMBER, law__in_force="2025-01-01"))))
    firm = a_spender(100)
    assert queries.judge("qinglan.talent_award", firm.pk, AS_OF).verdict is NO
    assert "qinglan.talent_award" in {one.code for one in queries.paying_rules(AS_OF)}
    with pytest.raises(NoVersionInForce):
        queries.rule_for("qinglan.talent_award", AsOf(on=date(2024, 12, 31)))
    assert "人才奖励" in {offer.rule.name for offer in queries.offers_for(firm.pk, AS_OF)}


def test_a_second_version_follows_a_published_one_with_its_scenarios():
    a_published_draft(parameters__cap__value="8万元", scenarios=CAP_EIGHT)
    draft = a_draft()
    assert trial(draft).rule.law.valid_from_on == date(2026, 1, 2)
    assert [case.name for case in trial(draft).cases] == ["一百万元的 5%", "超过上限", "起点以下"]
    publish(submit(reviewed(saved(draft, law__number="青科〔2027〕1号", law__in_force="2027-01-01"))))
    starts = [one.law.valid_from_on.year for one in queries.library().versions(RULE)]
    assert starts == [2019, 2024, 2026, 2027]


def test_nothing_is_published_while_one_scenario_fails():
    draft = a_submitted_draft()
    broken = draft.scenarios.replace("outputs: {amount: 5万元}, near: []", "outputs: {amount: 6万元}")
    assert broken != draft.scenarios
    PolicyDraft.objects.filter(pk=draft.pk).update(scenarios=broken)
    with pytest.raises(UnableToDraft, match="有 1 个算例没有通过"):
        publish(draft)
    assert queries.draft(draft.pk).state == DraftState.SUBMITTED
    assert len(queries.library().versions(RULE)) == 2


def test_a_draft_that_the_library_has_outrun_is_not_published():
    slow = a_submitted_draft()
    PolicyDraft.objects.filter(pk=slow.pk).update(rule_code="qinglan.parked")
    a_published_draft()
    PolicyDraft.objects.filter(pk=slow.pk).update(rule_code=RULE)
    with pytest.raises(UnableToDraft, match="已有从 2026-01-01 起的版本"):
        publish(slow)


def test_what_was_kept_before_and_after_publishing_is_still_replayed():
    a_spender(700)
    firm = a_spender(600)
    before = a_scenario("发布前"), a_receipt(firm)
    a_published_draft(parameters__cap__value="8万元", scenarios=CAP_EIGHT)
    after = a_scenario("发布后"), a_receipt(firm)
    assert before[1].rule_set_id != after[1].rule_set_id
    for scenario, receipt in (before, after):
        assert queries.replay_scenario(queries.scenario(scenario.pk)).same
        assert queries.replay(queries.receipt(receipt.pk)).same


def test_within_one_answer_the_library_stands_still_and_still_sees_what_is_published_there(
    django_assert_num_queries,
):
    draft = a_submitted_draft()
    with queries.one_library():
        with django_assert_num_queries(1):
            assert queries.library() is queries.library()
        assert len(queries.library().versions(RULE)) == 2
        publish(draft)
        assert len(queries.library().versions(RULE)) == 3


# trying out


def test_a_draft_is_tried_on_chosen_firms_and_on_the_countys_money_before_anybody_publishes_it():
    firm, other = a_spender(700), a_spender(100)
    draft = saved(a_sound_draft(), parameters__cap__value="8万元", scenarios=CAP_EIGHT)
    found = queries.judged_beside(
        trial(draft), [firm.credit_code, "没有这家", firm.credit_code], queries.snapshot(AS_OF)
    )
    assert [(one.firm.credit_code, one.after.outputs["amount"]) for one in found] == [
        (firm.credit_code, 8 * WAN)
    ]
    assert found[0].before.outputs["amount"] == 30 * WAN
    assert found[0].after.verdict is found[0].before.verdict is YES
    cost = queries.priced_beside(trial(draft), queries.snapshot(AS_OF)).comparison
    assert (cost.before.cost.certain, cost.after.cost.certain) == (35 * WAN, 13 * WAN)
    assert other.credit_code


def test_a_new_policy_has_a_cost_and_nothing_beside_it():
    a_spender(100)
    draft = from_template("fixed_sum")
    assert queries.priced_beside(trial(draft), queries.snapshot(AS_OF)).certain == 0
    assert queries.told_differences(trial(draft).rule) is None
    with pytest.raises(queries.UnableToSimulate, match="全县都没有登记：研发费用（会计账面）"):
        queries.priced_beside(trial(from_template(code="qinglan.other")), queries.snapshot(AS_OF))


def test_the_change_is_told_in_words():
    draft = saved(a_sound_draft(), parameters__cap__value="8万元")
    told = [str(one) for one in queries.told_differences(trial(draft).rule)]
    assert f"每户每年补助上限：30万元 → 8万元（{NUMBER}第五条）" in [one.replace(" 万", "万") for one in told]


def test_a_draft_that_does_not_load_has_no_verdicts_and_no_cost():
    found = queries.trial_of("rule: [", "", RULE)
    assert queries.judged_beside(found, ["x"], queries.snapshot(AS_OF)) == []
    assert queries.priced_beside(found, queries.snapshot(AS_OF)) is None


def test_the_system_is_no_second_person_of_its_own_draft():
    with pytest.raises(UnableToDraft, match="起草人不能"):
        publish(a_submitted_draft(), by=system(DRAFTER.name))
