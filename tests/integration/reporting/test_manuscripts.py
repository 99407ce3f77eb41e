"""Manuscripts over records: written by several, signed in turn, and frozen with the numbers that were signed."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest

from tests.factories.accounts import an_actor
from tests.factories.enterprises import a_recognition, an_enterprise
from tests.factories.reporting import (
    AS_OF,
    SHORT,
    WRITTEN_AT,
    YEARS,
    a_comment,
    a_document,
    a_manuscript,
    a_step,
    a_version,
)
from tidu.foundation.actors import Actor, Role, system
from tidu.foundation.audit.models import Entry
from tidu.foundation.files import queries as files
from tidu.reporting import operations as reporting
from tidu.reporting import queries as documents
from tidu.reporting import reading
from tidu.reporting.composition import UnableToCompose, compose
from tidu.reporting.layout_report import departures
from tidu.reporting.manuscripts import checks, operations, queries, sheet
from tidu.reporting.manuscripts.blocks import Block, Kind, of_tree
from tidu.reporting.models import ManuscriptComment, ManuscriptVersion
from tidu.reporting.vocabulary import (
    DIRECTOR_SIGN,
    FREEZE,
    RETURN,
    SECTION_SIGN,
    SUBMIT,
    WITHDRAW,
    ManuscriptState,
)

pytestmark = pytest.mark.django_db


class Bureau:
    """The people of a manuscript."""

    def __init__(self) -> None:
        self.drafter = an_actor(Role.SECTION_CLERK)
        self.section = an_actor(Role.SECTION_CLERK)
        self.director = an_actor(Role.BUREAU_DIRECTOR)
        self.other = an_actor(Role.SECTION_CLERK)
        self.leader = an_actor(Role.COUNTY_LEADER)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def manuscript(bureau):
    return a_manuscript(bureau.drafter)


def state(manuscript) -> str:
    return queries.find(manuscript.pk).manuscript.state


def signed(manuscript, bureau: Bureau):
    """Take a manuscript as far as the director's signature."""
    a_step(manuscript, SUBMIT, by=bureau.drafter)
    a_step(manuscript, SECTION_SIGN, by=bureau.section)
    a_step(manuscript, DIRECTOR_SIGN, by=bureau.director)


def standing(manuscript) -> list[tuple[str, bool]]:
    return [(one.whose, one.is_outdated) for one in queries.find(manuscript.pk).signatures()]


# ---------------------------------------------------------------- writing


def test_a_manuscript_begins_with_the_outline_filled_and_its_parameters(county, bureau, manuscript):
    case = queries.find(manuscript.pk)
    assert (case.manuscript.title, case.latest.number, state(manuscript)) == ("短稿", 1, "DRAFTING")
    assert case.parameters == YEARS
    readings = sheet.readings(case.latest.snapshot)
    assert readings[0] == "现有高新技术企业1家。"
    assert readings[1] == "企业多了。"  # 1 at the end of 2022, 2 at the end of 2024
    assert readings[2] == "一是2024年研发投入30万元（已知合计，另有1家缺数未计）。"
    assert readings[3] == "【　　】"
    assert Entry.objects.filter(action="reporting.begin_manuscript").count() == 1
    assert str(manuscript) == f"短稿（稿 {manuscript.pk}）"


def test_only_the_bureau_begins_one_and_with_parameters_that_fit(bureau):
    with pytest.raises(checks.UnableToWrite, match="科技局"):
        a_manuscript(bureau.leader)
    with pytest.raises(UnableToCompose, match="末期年份"):
        a_manuscript(bureau.drafter, parameters={"base_year": 2022})
    assert a_manuscript(system("演示")).drafter_name == "演示"


def test_a_second_writer_is_told_and_nothing_is_lost(bureau, manuscript):
    tree = queries.find(manuscript.pk).latest.tree
    a_version(manuscript, "甲写的。", by=bureau.drafter)
    with pytest.raises(checks.SavedMeanwhile, match=r"又存了第 2 版.*第 3 版") as told:
        operations.save_version(
            manuscript=manuscript.pk,
            tree={**tree, "closing": [{"lead": "", "text": "乙写的。"}]},
            based_on=1,
            by=bureau.other,
            now=WRITTEN_AT,
        )
    assert told.value.latest.number == 2
    a_version(manuscript, "乙写的。", by=bureau.other)
    assert [sheet.readings(one.snapshot)[-1] for one in manuscript.versions.order_by("number")] == [
        "谢谢大家。",
        "甲写的。",
        "乙写的。",
    ]


def test_the_same_text_with_the_same_numbers_is_not_kept_twice_and_with_others_it_is(
    county, bureau, manuscript
):
    def save():
        latest = queries.find(manuscript.pk).latest
        return operations.save_version(
            manuscript=manuscript.pk,
            tree=latest.tree,
            based_on=latest.number,
            by=bureau.drafter,
            now=WRITTEN_AT,
        )

    assert save().number == 1
    a_recognition(an_enterprise("企业己", county), granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    assert save().number == 2


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            {"opening": [{"lead": "", "text": "有[[no_such]]家"}]},
            reading.OutlineFault,
            "文稿 文首第 1 段：没有代码",
        ),
        (
            {"sections": [{"heading": "成绩", "body": [{"lead": "", "text": "[[x"}], "sections": []}]},
            reading.OutlineFault,
            "文稿 “一、成绩”第 1 段：.*没有配对",
        ),
        ({"closing": [{"lead": "", "text": "[[text month]]"}]}, reading.OutlineFault, "结束语第 1 段"),
        ({"title_lines": ["长" * 121]}, checks.UnableToWrite, "最多 120 个字"),
        ({"closing": [{"lead": "", "text": "长" * 50_001}]}, checks.UnableToWrite, "最多 50000 个字"),
        ({"closing": [{"lead": "", "text": "句"}] * 300}, checks.UnableToWrite, "最多 300 段"),
    ],
)
def test_a_text_that_cannot_be_kept_says_where_and_why(bureau, manuscript, change, error, words):
    tree = {**queries.find(manuscript.pk).latest.tree, **change}
    with pytest.raises(error, match=words):
        operations.save_version(
            manuscript=manuscript.pk, tree=tree, based_on=1, by=bureau.drafter, now=WRITTEN_AT
        )


# ---------------------------------------------------------------- signing


def test_it_goes_from_the_drafter_by_section_and_director_into_a_frozen_document(county, bureau, manuscript):
    signed(manuscript, bureau)
    assert standing(manuscript) == [("起草人", False), ("股室", False), ("局领导", False)]
    a_step(manuscript, FREEZE, by=bureau.director)
    case = queries.find(manuscript.pk)
    document = documents.find(case.manuscript.document_id)
    assert (case.manuscript.state, document.title) == ("FINAL", "短稿")
    assert document.snapshot == case.latest.snapshot
    assert document.written_by == f"{bureau.drafter.name}起草，{bureau.director.name}定稿"
    assert document.file.name == "短稿.docx"
    assert reporting.check_numbers(document=document, by=bureau.director, now=WRITTEN_AT) == []
    assert queries.under_way() == []
    again = documents.outline_of(document)  # next year's manuscript may begin with these words
    after = operations.begin(
        outline=again, parameters=YEARS, as_of=AS_OF, by=bureau.drafter, now=WRITTEN_AT, after=document
    )
    assert queries.find(after.pk).latest.tree == case.latest.tree
    assert queries.under_way() == [after]


def test_a_document_from_an_outline_is_begun_again_with_the_outline_s_words():
    assert documents.outline_of(a_document()) == reading.find("open_day_speech")


def test_numbers_that_moved_after_the_signature_are_not_frozen(county, bureau, manuscript):
    signed(manuscript, bureau)
    a_recognition(an_enterprise("企业己", county), granted_on=date(2024, 11, 1), until=date(2027, 11, 1))
    with pytest.raises(checks.UnableToWrite, match="1 处数字已变：高新技术企业数 1家 → 2家"):
        a_step(manuscript, FREEZE, by=bureau.director)
    assert state(manuscript) == ManuscriptState.DIRECTOR_SIGNED


@pytest.mark.parametrize(
    ("after", "step", "words"),
    [
        ((), (SUBMIT, "section"), "只有起草的人"),
        ((), (WITHDRAW, "section"), "只有起草的人"),
        ((), (SUBMIT, "leader"), "由科技局的人办理"),
        ((), (SECTION_SIGN, "section"), "现在是“起草”"),
        ((), ("drafter-rewrite", "drafter"), "没有这一步"),
        ((), ("sing", "drafter"), "没有这一步"),
        ((SUBMIT,), (SECTION_SIGN, "drafter"), "起草的人不能“股室签字”"),
        ((SUBMIT,), (SECTION_SIGN, "director"), "由股室人员办理"),
        ((SUBMIT,), (RETURN, "section"), "要写明理由"),
        ((SUBMIT, SECTION_SIGN), (DIRECTOR_SIGN, "section"), "由科技局领导办理"),
    ],
)
def test_nobody_signs_out_of_turn_or_for_somebody_else(bureau, manuscript, after, step, words):
    for taken, by in zip(after, (bureau.drafter, bureau.section), strict=False):
        a_step(manuscript, taken, by=by)
    action, who = step
    with pytest.raises(checks.UnableToWrite, match=words):
        a_step(manuscript, action, by=getattr(bureau, who))


def with_both_roles(actor: Actor, other: Actor) -> Actor:
    return Actor(actor.user_id, actor.name, (*actor.grants, *other.grants))


def test_nobody_signs_for_both_section_and_director(bureau, manuscript):
    both = with_both_roles(bureau.section, bureau.director)
    a_step(manuscript, SUBMIT, by=bureau.drafter)
    a_step(manuscript, SECTION_SIGN, by=both)
    with pytest.raises(checks.UnableToWrite, match="您已以股室名义签字"):
        a_step(manuscript, DIRECTOR_SIGN, by=both)


def test_who_wrote_while_it_was_drafted_is_a_drafter_too(bureau, manuscript):
    a_version(manuscript, by=bureau.section)
    a_step(manuscript, SUBMIT, by=bureau.section)
    with pytest.raises(checks.UnableToWrite, match="起草的人不能"):
        a_step(manuscript, SECTION_SIGN, by=bureau.section)
    a_step(manuscript, SECTION_SIGN, by=bureau.other)


def test_what_was_not_seen_is_not_signed(bureau, manuscript):
    a_version(manuscript, by=bureau.drafter)
    with pytest.raises(checks.UnableToWrite, match="您看的是第 1 版"):
        operations.take_step(
            manuscript=manuscript.pk, action=SUBMIT, seen=1, by=bureau.drafter, now=WRITTEN_AT
        )


@pytest.mark.parametrize(
    ("writer", "back_to", "left"),
    [
        ("drafter", ManuscriptState.DRAFTING, []),
        ("section", ManuscriptState.SUBMITTED, [("起草人", True)]),
        ("director", ManuscriptState.SECTION_SIGNED, [("起草人", True), ("股室", True)]),
    ],
)
def test_a_change_after_the_signatures_clears_the_later_ones_and_shows_the_difference(
    bureau, manuscript, writer, back_to, left
):
    signed(manuscript, bureau)
    a_version(manuscript, "散会！", by=getattr(bureau, writer))
    assert (state(manuscript), standing(manuscript)) == (back_to, left)
    case = queries.find(manuscript.pk)
    seen = case.seen_before(bureau.section)
    assert (seen.number, case.latest.number) == (1, 2)
    found = queries.differences(queries.version(manuscript.pk, 1), case.latest)
    assert [(pair.before, pair.now) for pair in found.changed] == [("谢谢大家。", ""), ("", "散会！")]
    assert found.numbers == []


@pytest.mark.parametrize("who", ["other", "leader"])
def test_signed_text_is_read_only_for_those_who_have_no_business_with_it(bureau, manuscript, who):
    signed(manuscript, bureau)
    with pytest.raises(checks.UnableToWrite, match="您只能看，不能改"):
        a_version(manuscript, by=getattr(bureau, who))


def test_before_it_is_his_turn_the_director_does_not_write_and_the_reading_section_does(bureau, manuscript):
    a_step(manuscript, SUBMIT, by=bureau.drafter)
    with pytest.raises(checks.UnableToWrite, match="待股室签字"):
        a_version(manuscript, by=bureau.director)
    a_version(
        manuscript, by=bureau.section
    )  # its own turn: nothing falls but that the drafter signed other words
    assert (state(manuscript), standing(manuscript)) == ("SUBMITTED", [("起草人", True)])
    assert queries.find(manuscript.pk).seen_before(bureau.section) is None


def test_it_is_returned_with_a_reason_and_given_up_by_its_drafter(bureau, manuscript):
    a_step(manuscript, SUBMIT, by=bureau.drafter)
    with pytest.raises(checks.UnableToWrite, match="最多 300 个字"):
        a_step(manuscript, RETURN, by=bureau.section, note="改" * 301)
    back = a_step(manuscript, RETURN, by=bureau.section, note="请补人才一段")
    assert (state(manuscript), str(back)) == ("DRAFTING", "第 1 版 return")
    a_step(manuscript, WITHDRAW, by=bureau.drafter, note="会议不开了")
    assert standing(manuscript) == []
    with pytest.raises(checks.UnableToWrite, match="只能看"):
        a_version(manuscript, by=bureau.drafter)


def test_who_may_do_what_is_offered_and_nothing_else(bureau, manuscript):
    def offered(by):
        return [step.action for step in checks.steps_open_to(by, queries.find(manuscript.pk))]

    assert offered(bureau.drafter) == [SUBMIT, WITHDRAW]
    assert offered(bureau.section) == []
    a_step(manuscript, SUBMIT, by=bureau.drafter)
    assert (offered(bureau.drafter), offered(bureau.section)) == ([], [SECTION_SIGN, RETURN])
    a_version(manuscript, by=bureau.drafter)
    assert offered(bureau.drafter) == [SUBMIT, WITHDRAW]


# ---------------------------------------------------------------- comments


def test_a_comment_quotes_its_paragraph_is_resolved_once_and_kept(county, bureau, manuscript):
    said = a_comment(manuscript)
    assert said.quote == "现有高新技术企业1家。"
    second = a_comment(manuscript)
    assert str(second).endswith("请说明。")
    for by in (bureau.drafter, bureau.director):
        operations.resolve(manuscript=manuscript.pk, comment=said.pk, by=by, now=WRITTEN_AT)
    assert [(one.pk, one.resolved_by_name) for one in queries.comments(manuscript.pk)] == [
        (second.pk, ""),
        (said.pk, bureau.drafter.name),
    ]


@pytest.mark.parametrize(
    ("paragraph", "words", "problem"),
    [
        (0, "字", "请选要批注的段落"),
        (99, "字", "请选要批注的段落"),
        (1, " ", "请写批注"),
        (1, "长" * 501, "最多 500"),
    ],
)
def test_a_comment_needs_words_and_a_paragraph(bureau, manuscript, paragraph, words, problem):
    with pytest.raises(checks.UnableToWrite, match=problem):
        operations.comment(
            manuscript=manuscript.pk, paragraph=paragraph, words=words, by=bureau.leader, now=WRITTEN_AT
        )
    assert not ManuscriptComment.objects.exists()


def test_what_is_not_there_is_not_found(bureau, manuscript):
    for ask in (
        lambda: queries.find(manuscript.pk + 1),
        lambda: queries.version(manuscript.pk, 2),
        lambda: operations.resolve(manuscript=manuscript.pk, comment=1, by=bureau.drafter, now=WRITTEN_AT),
    ):
        with pytest.raises(queries.ManuscriptNotFound):
            ask()


# ---------------------------------------------------------------- the sheet


def test_the_sheet_shows_chips_blanks_and_what_the_check_found(county, manuscript):
    text = queries.find(manuscript.pk).latest
    shown = sheet.shown(of_tree(text.tree), text.snapshot, text.marks)
    assert [one.number for one in shown if one.number] == ["一、", "二、", "（一）"]
    words, chip, end = shown[0].stretches
    assert (words.text, chip.text, chip.mark, end.text) == ("现有高新技术企业", "1家", "[[hnte_count]]", "。")
    assert chip.source["label"] == "高新技术企业数"
    choice = next(one for one in shown if one.block.kind is Kind.CHOICE)
    assert choice.block.text == "企业多了。"
    assert choice.sentences[:2] == [
        ("about", "看哪个指标的升降", "tech_enterprise_increase base_year=base_year year=end_year"),
        ("rising", "上升时写", "企业多了。"),
    ]
    blank = next(part for one in shown for part in one.stretches if part.run.get("blank"))
    assert (blank.text, blank.run["reason"]) == ("【　　】", "缺人才登记，请向人才股索取")


def test_claims_and_wrong_numbers_somebody_typed_are_found_and_a_figure_s_own_are_not(county):
    text = SHORT.replace(
        "现有高新技术企业[[hnte_count]]。",
        "高新技术企业逐年增长，2024年末高新技术企业9家，2022年末[[hnte_count year=base_year]]。",
    )
    latest = queries.find(a_manuscript(text=text).pk).latest
    assert [(one["text"], one["judgement"], one["tone"]) for one in latest.marks[0]] == [
        ("逐年增长", "不实", "red"),
        ("9家", "不一致", "red"),
    ]
    shown = sheet.shown(of_tree(latest.tree), latest.snapshot, latest.marks)
    assert [(part.text, part.finding.get("mend")) for part in shown[0].stretches if part.finding] == [
        ("逐年增长", ""),
        ("9家", "1家"),
    ]
    assert "".join(part.text for part in shown[0].stretches) == sheet.readings(latest.snapshot)[0]


def test_what_is_found_may_fill_the_words_between_two_chips(county):
    text = SHORT.replace("现有高新技术企业[[hnte_count]]。", "高新技术企业[[F14]]逐年增长[[F14]]。")
    latest = queries.find(a_manuscript(text=text).pk).latest
    first = sheet.shown(of_tree(latest.tree), latest.snapshot, latest.marks)[0]
    assert [(part.text, bool(part.finding)) for part in first.stretches] == [
        ("高新技术企业", False),
        ("1家", False),
        ("逐年增长", True),
        ("1家", False),
        ("。", False),
    ]


def test_paragraphs_are_read_while_they_are_moved_about_and_typed(county, manuscript):
    case = queries.find(manuscript.pk)
    blocks = (
        Block(Kind.HEADING, "", 3),
        Block(Kind.PARAGRAPH),
        Block(Kind.PARAGRAPH, "现有[[hnte_count]]。"),
        Block(Kind.HEADING, "甲", 1),
        Block(Kind.HEADING, "乙", 2),
        Block(Kind.HEADING, "丙", 1),
    )
    paper = sheet.read_paragraphs(case.latest.tree, blocks, case.parameters, case.as_of)
    shown = sheet.shown(blocks, paper)
    assert [one.number for one in shown] == ["一、", "", "", "二、", "（一）", "三、"]
    assert "".join(part.text for part in shown[2].stretches) == "现有1家。"
    assert [part.text for part in sheet.unread((Block(Kind.PARAGRAPH, "有[[x"),))[0].stretches] == ["有[[x"]


def test_versions_say_which_they_are(manuscript):
    assert str(ManuscriptVersion.objects.get()) == "第 1 版"


TABLES = SHORT.replace(
    "  - 现有高新技术企业[[hnte_count]]。",
    "  - {table: tech_enterprise_count over=years from=base_year to=end_year}\n"
    "  - {table: hnte_count over=places}\n  - 2024年末科技型企业[[tech_enterprise_count year=end_year]]。",
)


def test_a_table_shows_a_figure_over_years_and_over_places_each_cell_with_its_rows(county):
    latest = queries.find(a_manuscript(text=TABLES).pk).latest
    years, places = (paragraph["table"] for paragraph in latest.snapshot["opening"][:2])
    told = [(cell["name"], cell["run"]["text"], cell["value"]) for cell in years["cells"]]
    assert told[0] == ("2022年", "1家", 1.0)
    assert told[2] == ("2024年", "2家", 2.0)
    assert "year=2024" in years["cells"][2]["run"]["query"]
    assert [(cell["name"], cell["run"]["text"]) for cell in places["cells"]] == [(county.short_name, "1家")]
    assert f"place={county.code}" in places["cells"][0]["run"]["query"]
    same = latest.snapshot["opening"][2]["runs"][1]  # asked twice, told once
    assert same["note"] == years["cells"][2]["run"]["note"]
    shown = sheet.shown(of_tree(latest.tree), latest.snapshot, latest.marks)
    assert (shown[0].table["caption"], shown[0].stretches) == ("科技型企业数（家）", ())
    assert sheet.readings(latest.snapshot)[0] == "表：科技型企业数（家）"


def test_what_a_document_shows_in_tables_is_among_its_runs(county):
    composed = compose(reading.read(TABLES, "表.yaml"), YEARS, AS_OF)
    cells = [
        run.text for paragraph in composed.opening if paragraph.table for _, run in paragraph.table.cells
    ]
    assert len(cells) == 4  # three years, one township
    assert [run.text for run in composed.runs()][:4] == cells


def test_a_cell_that_nobody_knows_stays_blank_with_its_reason():
    latest = queries.find(
        a_manuscript(text=TABLES.replace("tech_enterprise_count", "rd_expense_total")).pk
    ).latest
    cell = latest.snapshot["opening"][0]["table"]["cells"][0]
    assert (cell["run"]["text"], cell["value"]) == ("【　　】", None)
    assert cell["run"]["reason"]


def test_a_table_stands_in_the_word_file(county, bureau):
    manuscript = a_manuscript(bureau.drafter, TABLES)
    signed(manuscript, bureau)
    a_step(manuscript, FREEZE, by=bureau.director)
    document = documents.find(queries.find(manuscript.pk).manuscript.document_id)
    word = docx.Document(io.BytesIO(files.read(document.file)))
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows][::3] == [
        ["年份", "数值"],
        ["2024年", "2家[3]"],
    ]
    assert departures(word) == []
