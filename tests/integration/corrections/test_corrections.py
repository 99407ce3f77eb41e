"""数据更正: a firm asks, the bureau answers, the value has the request as its source; what happens in between is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import an_account
from tests.factories.calendar import the_shipped_years
from tests.factories.corrections import ASKED_AT, RD_2024, a_correction, as_actor, contact_of
from tests.factories.enterprises import a_recognition, an_enterprise, yearly_facts
from tidu.domain.corrections import operations, queries
from tidu.domain.corrections.operations import (
    CorrectionMovedMeanwhile,
    UnableToAnswer,
    UnableToAsk,
    ValueChangedMeanwhile,
)
from tidu.domain.corrections.vocabulary import CorrectionState
from tidu.domain.enterprises import operations as enterprises
from tidu.domain.enterprises import queries as register
from tidu.domain.enterprises.models import Enterprise, YearlyFacts
from tidu.domain.enterprises.queries import ValueKey
from tidu.foundation.actors import Actor, Role
from tidu.foundation.audit.models import Entry
from tidu.foundation.clock import AsOf
from tidu.foundation.files.handed import Handed
from tidu.foundation.provenance import operations as provenance
from tidu.foundation.provenance import queries as sources

pytestmark = pytest.mark.django_db

TODAY = AsOf(on=date(2025, 6, 10))
LATER = ASKED_AT + timedelta(hours=2)
OLD, NEW = 20_000_000, 25_000_000
"""20 万元 on record, 25 万元 asked for, in fen."""


@pytest.fixture(autouse=True)
def _holidays() -> None:
    the_shipped_years()


@pytest.fixture
def firm() -> Enterprise:
    firm = an_enterprise("甲公司")
    yearly_facts(firm, 2024, rd_deductible_fen=OLD, staff_average=40)
    return firm


@pytest.fixture
def clerk() -> Actor:
    return as_actor(an_account(Role.SECTION_CLERK, name="陈经办"))


def standing(firm: Enterprise) -> YearlyFacts:
    return YearlyFacts.objects.known_at(None).get(enterprise=firm, year=2024)


def received(firm: Enterprise, clerk: Actor, **values: object) -> int:
    made = a_correction(firm, **values)  # type: ignore[arg-type]
    operations.receive(pk=made.pk, by=clerk, now=LATER)
    return int(made.pk)


def test_a_request_waits_five_working_days_and_changes_nothing(firm: Enterprise) -> None:
    made = a_correction(firm)
    assert (made.state, made.before, made.proposed) == ("SUBMITTED", "20000000", "25000000")
    # 2025-06-10 is a Tuesday: 11, 12, 13, 16 and 17 June are the five working days after it.
    assert made.due_on == date(2025, 6, 17)
    assert standing(firm).rd_deductible_fen == OLD


def test_an_adopted_value_has_the_request_as_its_source_and_the_rest_stays(
    firm: Enterprise, clerk: Actor
) -> None:
    pk = received(firm, clerk)
    done = operations.adopt(pk=pk, seen=str(OLD), by=clerk, now=LATER)
    now = standing(firm)
    assert (now.rd_deductible_fen, now.staff_average) == (NEW, 40)
    origin = sources.origin_of(now, "rd_deductible_fen")
    assert origin is not None
    assert origin.label == f"更正申请：第 {pk} 号更正申请"
    assert origin.batch_id == done.source_id
    assert sources.origin_of(now, "staff_average") != origin
    assert [one.value for one in sources.value_history(now, "rd_deductible_fen")] == [OLD, NEW]
    assert (done.state, done.due_on, done.owner_name) == ("ADOPTED", None, "陈经办")
    assert Entry.objects.filter(action="corrections.adopted", subject_key=str(pk)).count() == 1


def test_what_was_known_before_the_correction_is_still_known(firm: Enterprise, clerk: Actor) -> None:
    operations.adopt(pk=received(firm, clerk), seen=str(OLD), by=clerk, now=LATER)
    before = AsOf.as_known_then(date(2025, 6, 9))
    facts = register.facts_for([firm.pk], before)[firm.pk]
    assert facts.yearly("rd_deductible", 2024) == OLD


def test_a_missing_value_of_a_year_without_a_record_can_be_supplied(clerk: Actor) -> None:
    firm = an_enterprise("新公司")
    made = a_correction(firm, ValueKey("YearlyFacts", ("2024",), "tech_staff"), 12)
    assert made.before == ""
    operations.receive(pk=made.pk, by=clerk, now=LATER)
    operations.adopt(pk=made.pk, seen="", by=clerk, now=LATER)
    assert (standing(firm).tech_staff, standing(firm).rd_book_fen) == (12, None)
    assert standing(firm).status == "PRELIMINARY"


@pytest.mark.parametrize("seen", ["20000000", "21000000"])
def test_a_value_changed_meanwhile_is_not_written_over(firm: Enterprise, clerk: Actor, seen: str) -> None:
    pk = received(firm, clerk)
    yearly_facts(firm, 2024, now=LATER, rd_deductible_fen=22_000_000)
    with pytest.raises(ValueChangedMeanwhile, match=r"陈经办按“公告文件：公告”改过，没有写入"):
        operations.adopt(pk=pk, seen=seen, by=clerk, now=LATER)
    assert standing(firm).rd_deductible_fen == 22_000_000
    assert queries.find(clerk, pk, TODAY).correction.state == CorrectionState.RECEIVED
    operations.adopt(pk=pk, seen="22000000", by=clerk, now=LATER + timedelta(minutes=1))
    assert standing(firm).rd_deductible_fen == NEW


def test_the_second_of_two_officers_is_told_who_was_first(firm: Enterprise, clerk: Actor) -> None:
    pk = received(firm, clerk)
    operations.adopt(pk=pk, seen=str(OLD), by=clerk, now=LATER)
    second = as_actor(an_account(Role.BUREAU_DIRECTOR))
    with pytest.raises(UnableToAnswer, match=r"现在是“采纳”.*陈经办已办理"):
        operations.decline(pk=pk, reason="不符", by=second, now=LATER)


def test_refusing_needs_a_reason_that_the_firm_reads(firm: Enterprise, clerk: Actor) -> None:
    contact = as_actor(contact_of(firm))
    pk = received(firm, clerk, by=contact)
    with pytest.raises(UnableToAnswer, match="请写明理由"):
        operations.decline(pk=pk, reason="  ", by=clerk, now=LATER)
    operations.decline(pk=pk, reason="审计报告写的是 20 万元", by=clerk, now=LATER)
    case = queries.find(contact, pk, TODAY)
    assert (case.correction.answer, case.correction.state) == ("审计报告写的是 20 万元", "DECLINED")
    assert standing(firm).rd_deductible_fen == OLD


def test_asking_for_more_stops_the_clock_and_the_supplement_starts_it_anew(
    firm: Enterprise, clerk: Actor
) -> None:
    contact = as_actor(contact_of(firm))
    pk = received(firm, clerk, by=contact)
    asked = operations.ask_more(pk=pk, reason="请附审计报告", by=clerk, now=LATER)
    assert (asked.state, asked.due_on) == ("NEEDS_MORE", None)
    proof = Handed("审计报告.pdf", b"%PDF-1.4")
    monday = ASKED_AT + timedelta(days=6)
    back = operations.supplement(pk=pk, note="已附", proof=proof, by=contact, now=monday)
    # Five working days after Monday 2025-06-16.
    assert (back.state, back.due_on) == ("RECEIVED", date(2025, 6, 23))
    step = queries.find(clerk, pk, TODAY).steps[-1]
    assert step.proof is not None
    assert queries.proof_of(clerk, pk, step.proof.sha256).name == "审计报告.pdf"


def test_an_answer_on_the_last_day_is_in_time(firm: Enterprise, clerk: Actor) -> None:
    pk = received(firm, clerk)
    operations.decline(pk=pk, reason="不符", by=clerk, now=datetime(2025, 6, 17, 9, tzinfo=ASKED_AT.tzinfo))
    assert not queries.find(clerk, pk, TODAY).late_answer


def test_a_late_answer_stays_late(firm: Enterprise, clerk: Actor) -> None:
    pk = received(firm, clerk)
    assert not queries.find(clerk, pk, TODAY).late_answer
    operations.decline(pk=pk, reason="不符", by=clerk, now=datetime(2025, 6, 18, 2, tzinfo=ASKED_AT.tzinfo))
    assert queries.find(clerk, pk, TODAY).late_answer


def test_the_officer_in_office_who_loaded_the_value_owns_the_request(firm: Enterprise, clerk: Actor) -> None:
    batch = provenance.open_batch(
        kind="FORM", title="填报", by=clerk, now=LATER, column_map={"rd_deductible_fen": {}}
    )
    enterprises.correct_value(
        enterprise=firm, key=RD_2024, value=21_000_000, source=batch, by=clerk, now=LATER
    )
    made = a_correction(firm, now=LATER)
    assert (made.owner_id, made.owner_name) == (clerk.user_id, "陈经办")
    assert a_correction(firm, ValueKey("YearlyFacts", ("2024",), "staff_average"), 41).owner_id is None


@pytest.mark.parametrize(
    ("key", "proposed", "words"),
    [
        (RD_2024, OLD, "应为的值与登记的值一样"),
        (ValueKey("YearlyFacts", ("2023",), "tech_staff"), None, "应为的值与登记的值一样"),
    ],
)
def test_a_request_that_asks_for_nothing_is_refused(
    firm: Enterprise, key: ValueKey, proposed: object, words: str
) -> None:
    with pytest.raises(UnableToAsk, match=words):
        a_correction(firm, key, proposed)


def test_a_second_open_request_about_a_value_is_refused_and_names_the_first(firm: Enterprise) -> None:
    contact = as_actor(contact_of(firm))
    first = a_correction(firm, by=contact)
    with pytest.raises(UnableToAsk, match=f"第 {first.pk} 号"):
        a_correction(firm, proposed=1, by=contact)
    operations.withdraw(pk=first.pk, by=contact, now=LATER)
    assert a_correction(firm, proposed=1, by=contact).state == "SUBMITTED"


def test_nobody_asks_for_another_firm_or_sees_its_requests(firm: Enterprise) -> None:
    stranger = as_actor(contact_of(an_enterprise("乙公司")))
    with pytest.raises(UnableToAsk, match="只能更正本企业的数据"):
        a_correction(firm, by=stranger)
    made = a_correction(firm)
    assert queries.cases(stranger, TODAY) == []
    with pytest.raises(queries.CorrectionNotFound):
        queries.find(stranger, made.pk, TODAY)
    with pytest.raises(queries.CorrectionNotFound):
        operations.withdraw(pk=made.pk, by=stranger, now=LATER)


def test_a_firm_does_not_answer_itself(firm: Enterprise) -> None:
    contact = as_actor(contact_of(firm))
    made = a_correction(firm, by=contact)
    with pytest.raises(UnableToAnswer, match="这一步不由您办理"):
        operations.receive(pk=made.pk, by=contact, now=LATER)


def test_a_jump_over_receiving_is_refused(firm: Enterprise, clerk: Actor) -> None:
    with pytest.raises(UnableToAnswer, match="现在是“已提出”"):
        operations.adopt(pk=a_correction(firm).pk, seen=str(OLD), by=clerk, now=LATER)


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (Handed("程序.exe", b"MZ"), "请用 PDF"),
        (Handed("大.pdf", b"0" * (10 * 1024 * 1024 + 1)), "超过 10 MB"),
        (Handed("程序.pdf", b"MZ"), "“程序.pdf”打不开：扩展名是 .pdf"),
        (Handed("照片.JPG", b"%PDF-1.4"), "“照片.JPG”打不开：扩展名是 .jpg"),
    ],
)
def test_a_proof_of_another_kind_or_too_large_is_refused(firm: Enterprise, proof: Handed, words: str) -> None:
    with pytest.raises(UnableToAsk, match=words):
        a_correction(firm, proof=proof)


def test_a_request_is_proved_or_says_why_it_is_not(firm: Enterprise, clerk: Actor) -> None:
    contact = as_actor(contact_of(firm))
    bare: dict[str, Any] = {"enterprise": firm, "key": RD_2024, "proposed": NEW, "reason": "以审计报告为准"}
    for nothing in ("", "  "):
        with pytest.raises(UnableToAsk, match=r"请附证明材料.*确实没有的，请写明为什么没有"):
            operations.ask(**bare, no_proof_because=nothing, by=contact, now=ASKED_AT)
    with pytest.raises(UnableToAsk, match="至多 300 个字"):
        operations.ask(**bare, no_proof_because="无" * 301, by=contact, now=ASKED_AT)
    made = operations.ask(**bare, no_proof_because=" 原件在税务机关 ", by=contact, now=ASKED_AT)
    assert queries.find(clerk, made.pk, TODAY).correction.no_proof_because == "原件在税务机关"
    made.no_proof_because = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_of_two_officers_the_second_is_told_of_every_step_since_he_looked(
    firm: Enterprise, clerk: Actor
) -> None:
    made = a_correction(firm)
    opened = queries.find(clerk, made.pk, TODAY).story
    colleague = as_actor(an_account(Role.BUREAU_DIRECTOR, name="文静"))
    operations.receive(pk=made.pk, by=colleague, now=LATER, story=opened)
    with pytest.raises(CorrectionMovedMeanwhile, match="您打开之后，文静于 2025-06-10 12:00 办成“已受理”"):
        operations.receive(pk=made.pk, by=clerk, now=LATER, story=opened)
    now = queries.find(clerk, made.pk, TODAY).story
    operations.decline(pk=made.pk, reason="不符", by=clerk, now=LATER, story=now)


def test_a_proof_is_handed_to_whoever_may_see_its_request_only(firm: Enterprise, clerk: Actor) -> None:
    made = a_correction(firm, proof=Handed("证明.pdf", b"%PDF-1.4 x"))
    assert made.proof is not None
    assert queries.proof_of(clerk, made.pk, made.proof.sha256) == made.proof
    with pytest.raises(queries.CorrectionNotFound):
        queries.proof_of(as_actor(contact_of(an_enterprise("乙公司"))), made.pk, made.proof.sha256)


def test_a_title_s_last_day_is_corrected_but_never_before_its_first(firm: Enterprise, clerk: Actor) -> None:
    title = a_recognition(firm)
    key = ValueKey.of(title, "valid_until_on")
    assert key is not None
    assert ValueKey.parse(key.text) == key
    pk = received(firm, clerk, key=key, proposed=date(2025, 12, 1))
    operations.adopt(pk=pk, seen="2025-11-15", by=clerk, now=LATER)
    assert register.standing_value(firm, key).value == date(2025, 12, 1)
    back = received(firm, clerk, key=key, proposed=date(2022, 1, 1))
    with pytest.raises(enterprises.UnableToRecord, match="早于有效期起"):
        operations.adopt(pk=back, seen="2025-12-01", by=clerk, now=LATER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "YearlyFacts",
        "YearlyFacts:2024:enterprise",
        "YearlyFacts:x:tech_staff",
        "YearlyFacts:tech_staff",
        "Profile:contact_phone",
        "Enterprise:credit_code",
        "YearlyFacts:2024:1:tech_staff",
    ],
)
def test_a_word_that_names_no_correctable_value_is_not_found(text: str) -> None:
    with pytest.raises(register.ValueNotFound):
        ValueKey.parse(text)


def test_the_bureau_s_list_puts_the_first_due_first(firm: Enterprise, clerk: Actor) -> None:
    late = a_correction(firm, now=ASKED_AT - timedelta(days=1))
    soon = a_correction(firm, ValueKey("YearlyFacts", ("2024",), "staff_average"), 41)
    done = received(firm, clerk, key=ValueKey("YearlyFacts", ("2024",), "tech_staff"), proposed=3)
    operations.decline(pk=done, reason="不符", by=clerk, now=LATER)
    assert [case.correction.pk for case in queries.cases(clerk, TODAY)] == [late.pk, soon.pk, done]
    assert [one.pk for one in queries.waiting(clerk)] == [late.pk, soon.pk]
    assert [case.correction.pk for case in queries.cases(clerk, TODAY, state="open")] == [late.pk, soon.pk]


def test_a_firm_that_lives_gets_no_day_of_closing(firm: Enterprise, clerk: Actor) -> None:
    made = a_correction(firm, ValueKey("Profile", (), "closed_on"), date(2025, 6, 1))
    operations.receive(pk=made.pk, by=clerk, now=LATER)
    with pytest.raises(enterprises.UnableToRecord, match="没有注销"):
        operations.adopt(pk=made.pk, seen="", by=clerk, now=LATER)
