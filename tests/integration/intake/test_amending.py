"""Amend one record on screen: by the form's own reading and checks, and never over a colleague's change."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.factories.accounts import an_actor
from tests.factories.enterprises import an_enterprise, yearly_facts
from tidu.domain.enterprises.models import YearlyFacts
from tidu.foundation.actors import Role, system
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import ZONE
from tidu.foundation.intake import operations
from tidu.foundation.provenance.models import SourceBatch

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 10, 10, 0, tzinfo=ZONE)
LATER = datetime(2025, 6, 10, 10, 5, tzinfo=ZONE)
CLERK = system("文静")
SEEN = {"revenue_fen": "400", "rd_book_fen": "25.5", "staff_average": "40", "rd_staff": "8"}


@pytest.fixture
def firm():
    made = an_enterprise("甲公司")
    yearly_facts(made, 2024, revenue_fen=400_000_000, rd_book_fen=25_500_000, staff_average=40, rd_staff=8)
    return made


def amended(firm, *, by=CLERK, now=NOW, reason="企业来电，附审计报告", seen=SEEN, answers=None, **left):
    amendment = operations.Amendment(
        form_code="yearly_facts",
        key={"credit_code": firm.credit_code, "year": "2024"},
        seen=seen,
        left={**seen, **left},
        reason=reason,
        answers=answers or {},
    )
    return operations.amend(amendment=amendment, by=by, now=now)


def facts(firm):
    return YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024)


def test_only_what_was_changed_is_stated_and_has_its_source(firm):
    assert amended(firm, rd_book_fen=" 30.123456 ") == ["研发费用（账面）"]
    assert (facts(firm).rd_book_fen, facts(firm).staff_average) == (30_123_456, 40)
    batch = facts(firm).source_line.batch
    assert batch.title == "企业年度数据表：网页修改（企业来电，附审计报告）"
    assert set(batch.column_map) == {"rd_book_fen"}


def test_the_same_number_in_another_dress_is_no_change(firm):
    before = SourceBatch.objects.count()
    amended(firm, staff_average="40人")
    assert (SourceBatch.objects.count(), facts(firm).staff_average) == (before, 40)


def test_the_audit_keeps_which_fields_and_not_their_values(firm):
    amended(firm, rd_book_fen="31")
    entry = Entry.objects.get(action="intake.amend")
    assert entry.detail["fields"] == ["rd_book_fen"]
    assert "31" not in str(entry.detail["fields"])


def test_an_emptied_box_says_not_known(firm):
    amended(firm, rd_book_fen="")
    assert facts(firm).rd_book_fen is None


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"rd_book_fen": "很多"}, "“研发费用（账面）”"),
        ({"rd_staff": "41"}, "“研发人员数”大于“职工总数（全年月平均）”"),
    ],
)
def test_a_text_that_the_sheet_would_refuse_is_refused_here(firm, left, said):
    with pytest.raises(operations.UnableToAmend, match=said) as refused:
        amended(firm, **left)
    assert [one.field for one in refused.value.wrong] == list(left)
    assert facts(firm).source_line.batch.title != "企业年度数据表：网页修改（企业来电，附审计报告）"


def test_what_the_sheet_would_ask_is_asked_here_and_the_answer_decides(firm):
    yearly_facts(firm, 2023, revenue_fen=390_000_000)
    with pytest.raises(operations.UnableToAmend, match=r"疑似单位错误.*请先回答") as refused:
        amended(firm, revenue_fen="4000000")
    assert [one.code for one in refused.value.asked] == ["unit_slip"]
    with pytest.raises(operations.UnableToAmend, match="疑似单位错误") as refused:
        amended(firm, revenue_fen="4000000", answers={"unit_slip": "wrong"})
    assert [one.field for one in refused.value.wrong] == ["revenue_fen"]
    assert facts(firm).revenue_fen == 400_000_000
    amended(firm, revenue_fen="4000000", answers={"unit_slip": "right"})
    assert facts(firm).revenue_fen == 4_000_000_000_000


def test_the_second_of_two_is_told_who_changed_what_and_nothing_is_lost(firm):
    amended(firm, staff_average="36", by=system("李明"))
    with pytest.raises(operations.UnableToAmend) as refused:
        amended(firm, staff_average="35", now=LATER)
    assert str(refused.value).startswith(
        "您打开之后，别人改过：“职工总数（全年月平均）”您打开时是 40，现在是 36（李明 2025-06-10 10:00，"
    )
    [moved] = refused.value.moved
    assert (moved.seen, moved.now, moved.ours) == ("40", "36", "35")
    assert facts(firm).staff_average == 36


def test_two_who_change_different_fields_do_not_hinder_each_other(firm):
    amended(firm, staff_average="36", by=system("李明"))
    amended(firm, rd_book_fen="30", now=LATER)
    assert (facts(firm).staff_average, facts(firm).rd_book_fen) == (36, 30_000_000)


def test_having_seen_the_others_value_one_may_write_over_it(firm):
    amended(firm, staff_average="36", by=system("李明"))
    amended(firm, staff_average="35", seen={**SEEN, "staff_average": "36"}, now=LATER)
    assert facts(firm).staff_average == 35


@pytest.mark.parametrize(
    ("wrong", "said"), [({}, "没有改动"), ({"reason": " ", "rd_book_fen": "1"}, "请写明依据")]
)
def test_nothing_or_no_reason_is_refused(firm, wrong, said):
    with pytest.raises(operations.UnableToAmend, match=said):
        amended(firm, **wrong)


def test_a_township_changes_nothing(firm):
    with pytest.raises(operations.UnableToAmend, match="没有修改数据的权限"):
        amended(firm, rd_book_fen="1", by=an_actor(Role.TOWNSHIP_LEADER))
    assert not SourceBatch.objects.filter(title__contains="网页修改").exists()
