"""A row may ask: it holds the file back until a clerk has answered, and the answer decides how the row is judged."""

from dataclasses import replace

import pytest

from tests.factories.intake import CLERK, NOW, a_code, a_register, a_workbook, staged
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.audit.models import Entry
from tidu.foundation.intake import forms, operations, queries
from tidu.foundation.intake.forms import Answer, Fault
from tidu.foundation.intake.vocabulary import RowVerdict, Severity

pytestmark = pytest.mark.django_db

JIA, YI = a_code(1), a_code(2)
HEADER = ("统一社会信用代码", "企业名称", "年度", "营业收入（万元）")
KEY = f"{JIA}|2024"


def said(word):
    return {KEY: {"planted": word}}


@pytest.fixture(autouse=True)
def _asking_form(monkeypatch):
    """Make the form ask about every revenue above 1 亿元."""
    a_register((JIA, "甲公司"), (YI, "乙公司"))
    plain = forms.find("yearly_facts")

    def survey(rows, setting):
        known = plain.survey(rows, setting)

        def check(row):
            if row.values.get("revenue_fen", 0) <= 10_000_000_000:
                return known(row)
            answer = setting.answer(row.key, "planted")
            if answer == "no":
                return [Fault("revenue_fen", "denied", "收入不对", "请核对")]
            asked = Fault(
                "revenue_fen",
                "planted",
                "收入过亿，对吗",
                "请核对",
                Severity.QUESTION,
                (Answer("yes", "对"), Answer("no", "不对"), Answer("", "某天起", asks_day=True)),
            )
            return [asked] if not answer else []

        return check

    monkeypatch.setitem(forms._forms, "yearly_facts", replace(plain, survey=survey))


@pytest.fixture
def load():
    return staged(
        "yearly_facts",
        a_workbook(HEADER, (JIA, "甲公司", 2024, 20_000), (YI, "乙公司", 2024, 5)),
    )


def verdicts(load):
    return [row.verdict for row in queries.rows(load)]


def test_an_open_question_holds_the_whole_file_back(load):
    assert verdicts(load) == [RowVerdict.ASKED, RowVerdict.NEW]
    [question] = queries.questions_of(load)
    assert (question.row_number, question.key, question.code, question.reason) == (
        2,
        KEY,
        "planted",
        "收入过亿，对吗",
    )
    assert queries.sentence(load) == "2 行：1 行新增，0 行变更，0 行不变，1 行待答，0 行退回。"
    assert not queries.may_confirm(load)
    with pytest.raises(operations.UnableToConfirm, match=r"还有 1 行要先回答问题.*第 2 行 D 列.*收入过亿"):
        operations.confirm(load=load, by=CLERK, now=NOW)
    assert not YearlyFacts.objects.exists()


def test_the_answer_lets_it_through(load):
    load = operations.answer(load=load, answers=said("yes"), by=CLERK, now=NOW)
    assert verdicts(load) == [RowVerdict.NEW, RowVerdict.NEW]
    operations.confirm(load=load, by=CLERK, now=NOW)
    assert YearlyFacts.objects.known_at(None).count() == 2
    assert Entry.objects.get(action="intake.answer").detail["answers"] == said("yes")


def test_the_answer_may_send_the_row_back(load):
    load = operations.answer(load=load, answers=said("no"), by=CLERK, now=NOW)
    assert verdicts(load) == [RowVerdict.REJECTED, RowVerdict.NEW]


def test_an_answer_can_be_taken_back(load):
    load = operations.answer(load=load, answers=said("no"), by=CLERK, now=NOW)
    load = operations.answer(load=load, answers=said(""), by=CLERK, now=NOW)
    assert verdicts(load) == [RowVerdict.ASKED, RowVerdict.NEW]
    assert load.answers == {}


def test_answers_stay_when_the_columns_are_mapped_anew(load):
    load = operations.answer(load=load, answers=said("yes"), by=CLERK, now=NOW)
    load = operations.restage(load=load, mapping=load.mapping, by=CLERK, now=NOW)
    assert verdicts(load) == [RowVerdict.NEW, RowVerdict.NEW]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({KEY: {"other": "yes"}}, "已经不在预览里"),
        ({"nobody": {"planted": "yes"}}, "已经不在预览里"),
        (said("perhaps"), "第 2 行：“perhaps”不是这个问题的答案"),
    ],
)
def test_what_was_not_asked_or_is_no_choice_is_refused(load, answers, why):
    with pytest.raises(operations.UnableToStage, match=why):
        operations.answer(load=load, answers=answers, by=CLERK, now=NOW)


def test_a_row_with_a_fault_and_a_question_is_sent_back():
    header = (*HEADER, "职工总数")
    load = staged("yearly_facts", a_workbook(header, (JIA, "甲公司", 2024, 20_000, "许多")))
    assert verdicts(load) == [RowVerdict.REJECTED]


def test_a_day_may_be_the_answer(load):
    assert (
        verdicts(operations.answer(load=load, answers=said("2024-03-01"), by=CLERK, now=NOW))
        == [RowVerdict.NEW] * 2
    )


@pytest.mark.parametrize(
    ("code", "verdict"), [("same_name", RowVerdict.SUSPECTED), ("other", RowVerdict.ASKED)]
)
def test_a_question_about_the_same_name_is_a_suspected_duplicate(monkeypatch, code, verdict):
    form = forms.find("yearly_facts")
    asked = Fault("name", code, "名称相同", "", Severity.QUESTION, (Answer("yes", "是"),))
    monkeypatch.setitem(
        forms._forms, "yearly_facts", replace(form, survey=lambda _rows, _setting: lambda _row: [asked])
    )
    load = staged("yearly_facts", a_workbook(HEADER, (JIA, "甲公司", 2024, 5)))
    assert verdicts(load) == [verdict]
