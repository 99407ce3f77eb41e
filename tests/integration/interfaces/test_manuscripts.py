"""The sheet on screen, as a browser without scripts uses it: typed with marks, moved about by buttons, signed, frozen."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import an_account, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.reporting import a_comment, a_document, a_manuscript, a_step
from tests.integration.interfaces.conftest import TODAY
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import OrganisationKind, Role
from tidu.interfaces.workbench.manuscript_acts import CHOICE_PARTS
from tidu.reporting.manuscripts import queries
from tidu.reporting.manuscripts.sheet import readings
from tidu.reporting.models import Document, Manuscript
from tidu.reporting.vocabulary import SECTION_SIGN, SUBMIT

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return an_account(Role.SECTION_CLERK, name="起草人甲")


@pytest.fixture
def drafter(signed_in, account):
    return signed_in(account=account)


@pytest.fixture
def manuscript(account) -> Manuscript:
    firm = an_enterprise("企业甲", an_organisation(OrganisationKind.TOWNSHIP))
    a_recognition(firm, granted_on=date(2023, 11, 1), until=date(2026, 11, 1))
    return a_manuscript(actor_for(account, TODAY))


def at(manuscript, part: str = "", *more: object) -> str:
    return reverse(f"manuscript{part}", args=[manuscript.pk, *more])


def form_of(page) -> dict[str, object]:
    """Return what a browser sends from the sheet."""
    writing = page.context["writing"]
    kinds, leads, texts = [], [], []
    for one in writing["shown"]:
        block = one.block
        kinds.append(f"heading-{block.level}" if block.kind == "heading" else str(block.kind))
        leads.append(block.lead)
        texts.append(block.text)
    choices = [dict(one.block.variants) for one in writing["shown"] if one.block.variants]
    return {
        "based_on": writing["based_on"],
        "title_lines": "\r\n".join(writing["head"].title_lines),
        "speaker": writing["head"].speaker,
        "salutation": writing["head"].salutation,
        "kind": kinds,
        "lead": leads,
        "text": texts,
        **{name: [choice[name] for choice in choices] for name in CHOICE_PARTS},
    }


def test_a_manuscript_is_begun_from_the_form_of_an_outline_and_from_a_document(drafter):
    page = drafter.get(reverse("speech-new", args=["yearly_summary"])).content.decode()
    address = reverse("manuscript-new", args=["yearly_summary"])
    assert f'formaction="{address}"' in page
    made = drafter.post(address, {"base_year": 2022, "end_year": 2024})
    first = Manuscript.objects.get()
    assert made["Location"] == at(first)
    assert first.title in drafter.get(reverse("speech")).content.decode()
    document = a_document()
    again = reverse("manuscript-after", args=[document.pk])
    assert again in drafter.get(reverse("document", args=[document.pk])).content.decode()
    assert "第 1 号文稿的字句" in drafter.get(again).content.decode().replace(
        f"第 {document.pk} 号", "第 1 号"
    )
    assert drafter.post(again, {"base_year": 2022}).status_code == 422
    drafter.post(again, {"base_year": 2023, "end_year": 2024, "event_on": "2025-05-22"})
    assert Manuscript.objects.latest("pk").after == document


def test_a_county_leader_reads_and_comments_and_is_not_offered_to_write(signed_in, manuscript):
    leader = signed_in(Role.COUNTY_LEADER)
    page = leader.get(at(manuscript))
    assert "writing" not in page.context
    assert "写成稿件" not in leader.get(reverse("speech-new", args=["monthly_brief"])).content.decode()
    leader.post(at(manuscript, "-comment"), {"paragraph": 1, "words": "请核"})
    assert "请核" in leader.get(at(manuscript)).content.decode()


def test_the_sheet_as_sent_back_unchanged_is_the_same_version(drafter, manuscript):
    answer = drafter.post(at(manuscript, "-save"), form_of(drafter.get(at(manuscript))), follow=True)
    assert "已保存：第 1 版" in answer.content.decode()


def test_what_is_typed_is_saved_with_its_marks(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    form["text"][0] = "全县高新技术企业[[hnte_count]]，逐年增长。\r\n另起一段。"
    form["title_lines"] = "新的\r\n标题"
    drafter.post(at(manuscript, "-save"), form)
    case = queries.find(manuscript.pk)
    assert (case.manuscript.title, case.latest.number) == ("新的标题", 2)
    assert readings(case.latest.snapshot)[:2] == ["全县高新技术企业1家，逐年增长。", "另起一段。"]
    page = drafter.get(at(manuscript)).content.decode()
    assert 'class="judged judged-red"' in page
    compared = drafter.get(at(manuscript, "-compare")).content.decode()
    assert "另起一段。" in compared
    assert "谢谢大家。" in drafter.get(at(manuscript), {"version": 1}).content.decode()


def test_a_mark_that_cannot_be_read_comes_back_with_the_reason_and_all_that_was_typed(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    form["text"][0] = "有[[no_such]]家"
    for part in ("-save", "-arrange"):
        answer = drafter.post(at(manuscript, part), {**form, "act": "down:0"})
        assert "没有代码为“no_such”的指标" in answer.content.decode()
        assert "有[[no_such]]家" in answer.content.decode()
    form["text"][form["kind"].index("heading-1")] = " "
    assert "标题是空的" in drafter.post(at(manuscript, "-save"), form).content.decode()
    assert queries.find(manuscript.pk).latest.number == 1


def test_a_second_writer_is_shown_the_other_s_words_and_saves_on_top(drafter, signed_in, manuscript):
    mine = form_of(drafter.get(at(manuscript)))
    other = signed_in(Role.SECTION_CLERK)
    other.post(at(manuscript, "-save"), {**mine, "text": [*mine["text"][:-1], "谢谢大家！"]})
    mine["text"][-1] = "我写的结尾。"
    told = drafter.post(at(manuscript, "-save"), mine)
    assert told.status_code == 409
    assert "又存了第 2 版" in told.content.decode()
    assert "对方改了 1 句" in told.content.decode()
    assert "我写的结尾。" in told.content.decode()
    drafter.post(at(manuscript, "-save"), form_of(told))
    case = queries.find(manuscript.pk)
    assert (case.latest.number, readings(case.latest.snapshot)[-1]) == (3, "我写的结尾。")


def texts(page) -> list[str]:
    return [one.block.text for one in page.context["writing"]["shown"]]


def test_buttons_move_add_and_remove_and_nothing_is_kept_until_saved(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    place = form["text"].index("打算")
    moved = drafter.post(at(manuscript, "-arrange"), {**form, "act": f"up:{place}"})
    assert texts(moved).index("打算") < texts(moved).index("成绩")
    assert moved.context["focus"] == "up:1"
    added = drafter.post(at(manuscript, "-arrange"), {**form_of(moved), "act": "add-paragraph:1"})
    assert texts(added)[2] == ""
    assert queries.find(manuscript.pk).latest.number == 1
    drafter.post(at(manuscript, "-save"), form_of(added))
    assert [one["heading"] for one in queries.find(manuscript.pk).latest.tree["sections"]] == ["打算", "成绩"]


def test_a_choice_of_the_data_can_be_made_a_plain_sentence(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    place = form["kind"].index("choice")
    plain = drafter.post(at(manuscript, "-arrange"), {**form, "act": f"plain:{place}"})
    shown = plain.context["writing"]["shown"][place]
    assert (str(shown.block.kind), shown.block.text) == ("paragraph", "不知道。")  # nobody counted in 2022


def test_the_sentences_of_a_choice_are_written_on_the_sheet_and_a_missing_one_is_named(drafter, manuscript):
    page = drafter.get(at(manuscript))
    for label in ("看哪个指标的升降", "上升时写", "缺数时写"):
        assert label in page.content.decode()
    form = form_of(page)
    form["unknown"] = ["还没有\r\n人数过。"]
    drafter.post(at(manuscript, "-save"), form)
    assert readings(queries.find(manuscript.pk).latest.snapshot)[1] == "还没有 人数过。"
    form = form_of(drafter.get(at(manuscript)))
    form["level"] = [" "]
    refused = drafter.post(at(manuscript, "-save"), form)
    assert "缺“持平时写（level）”" in refused.content.decode()
    assert "还没有 人数过。" in refused.content.decode()


def test_a_choice_is_added_and_filled_in(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    form = form_of(drafter.post(at(manuscript, "-arrange"), {**form, "act": "add-choice:0"}))
    for name, words in zip(CHOICE_PARTS, ("hnte_count", "有。", "少。", "没有。", "不清楚。"), strict=True):
        form[name][0] = words
    drafter.post(at(manuscript, "-save"), form)
    assert readings(queries.find(manuscript.pk).latest.snapshot)[1] == "有。"


def test_what_is_dragged_is_dropped_where_the_pointer_is(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    plan, done = form["text"].index("打算"), form["text"].index("成绩")
    moved = drafter.post(at(manuscript, "-arrange"), {**form, "act": f"before:{plan}:{done}"})
    assert texts(moved).index("打算") < texts(moved).index("成绩")
    assert moved.context["focus"] == f"before:{done}"


def test_a_table_is_added_chosen_from_a_list_and_drawn_beside_its_numbers(drafter, manuscript):
    form = form_of(drafter.get(at(manuscript)))
    added = drafter.post(at(manuscript, "-arrange"), {**form, "act": "add-table:0"})
    line = "tech_enterprise_count over=years from=base_year to=end_year"
    assert f'<option value="{line}">' in added.content.decode()
    form = form_of(added)
    form["text"][1] = line
    drafter.post(at(manuscript, "-save"), form)
    page = drafter.get(at(manuscript)).content.decode()
    assert "<title>2024年：1家</title>" in page
    assert "year=2024" in page


@pytest.mark.parametrize(
    "change",
    [
        {"act": "sideways:1"},
        {"act": "up:top"},
        {"kind": ["novel"], "lead": [""], "text": ["字"]},
        {"act": "up"},
        {"act": "before:1:2:3"},
        {"kind": ["choice", "choice"], "lead": ["", ""], "text": ["字", "字"]},
        {"kind": ["heading-x"], "lead": [""], "text": ["字"]},
    ],
)
def test_what_no_form_of_ours_sends_is_refused_in_words(drafter, manuscript, change):
    form = {**form_of(drafter.get(at(manuscript))), "act": "up:0", **change}
    page = drafter.post(at(manuscript, "-arrange"), form, follow=True)
    assert "请刷新页面" in page.content.decode()


def test_a_paragraph_is_read_while_it_is_typed_and_figures_are_offered(drafter, manuscript):
    words = drafter.post(
        at(manuscript, "-read"), {"text": "科技型企业[[tech_enterprise_count]]<b>"}
    ).content.decode()
    assert 'data-mark="[[tech_enterprise_count]]"' in words
    assert ">1家</a>" in words
    assert "&lt;b&gt;" in words
    assert drafter.post(at(manuscript, "-read"), {"text": "[[x]]"}).content.decode().endswith("[[x]]")
    offers = drafter.get(at(manuscript, "-figures"), {"typed": "现有高新技术企业"}).json()
    assert ("高新技术企业数", "[[hnte_count]]") in [(one["name"], one["mark"]) for one in offers]


def test_it_is_signed_step_by_step_and_frozen_on_screen(drafter, signed_in, manuscript):
    section, director = signed_in(Role.SECTION_CLERK), signed_in(Role.BUREAU_DIRECTOR)
    seen = {"seen": 1}
    page = drafter.post(at(manuscript, "-step", SUBMIT), seen, follow=True)
    assert "起草人签字" in page.content.decode()
    refused = drafter.post(at(manuscript, "-step", SECTION_SIGN), seen, follow=True)
    assert "起草的人不能" in refused.content.decode()
    section.post(at(manuscript, "-step", SECTION_SIGN), seen)
    director.post(at(manuscript, "-step", "director-sign"), seen)
    done = director.post(at(manuscript, "-step", "freeze"), seen)
    document = Document.objects.get()
    assert done["Location"] == reverse("document", args=[document.pk])
    assert "定稿的文稿" in drafter.get(at(manuscript)).content.decode()
    assert drafter.get(at(manuscript)).context["steps"] == []


def test_the_signer_is_shown_what_changed_after_the_signature(drafter, signed_in, manuscript, account):
    clerk = an_account(Role.SECTION_CLERK)
    section = signed_in(account=clerk)
    a_step(manuscript, SUBMIT, by=actor_for(account, TODAY))
    a_step(manuscript, SECTION_SIGN, by=actor_for(clerk, TODAY))
    form = form_of(drafter.get(at(manuscript)))
    form["text"][-1] = "另一个结尾。"
    drafter.post(at(manuscript, "-save"), form)
    page = section.get(at(manuscript)).content.decode()
    assert "您经手的是第 1 版，现在是第 2 版：改了 2 句" in page
    assert "<ins>另一个结尾。</ins>" in page
    refused = signed_in(Role.COUNTY_LEADER).post(at(manuscript, "-save"), form)
    assert refused.status_code == 403


def test_a_comment_is_resolved_on_the_sheet(drafter, manuscript):
    said = a_comment(manuscript)
    drafter.post(at(manuscript, "-resolve", said.pk))
    page = drafter.get(at(manuscript)).content.decode()
    assert "已解决" in page
    assert said.quote in page
    assert (
        drafter.post(at(manuscript, "-comment"), {"paragraph": "x", "words": "字"}, follow=True).status_code
        == 200
    )


def test_what_is_not_there_is_not_found(drafter, manuscript):
    assert drafter.get(reverse("manuscript", args=[999])).status_code == 404
    assert drafter.get(at(manuscript), {"version": 9}).status_code == 404
    assert drafter.get(at(manuscript, "-compare"), {"from": 7, "to": 9}).status_code == 404
    assert drafter.get(reverse("manuscript-new", args=["novel"])).status_code == 404
