"""Returns ask only for what is missing, not twice, and what comes back goes through the stage."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from tests.factories.accounts import an_account, an_actor, an_organisation
from tests.factories.enterprises import a_recognition, an_enterprise, yearly_facts
from tests.factories.intake import a_workbook
from tests.factories.returns import DUE_ON, KEEPER, a_handing, a_return, an_addressee
from tidu.domain.enterprises.models import Enterprise, NameRecord, YearlyFacts
from tidu.domain.returns import operations, queries
from tidu.domain.returns.models import Addressee, OutgoingReturn, Reminder
from tidu.domain.returns.vocabulary import AnswerState, AskedOf, ReturnState
from tidu.foundation.accounts.queries import actor_for
from tidu.foundation.actors import OrganisationKind, Role
from tidu.foundation.clock import ZONE, AsOf
from tidu.foundation.intake import operations as intake
from tidu.foundation.intake import prefilled
from tidu.foundation.intake.models import Load
from tidu.foundation.intake.vocabulary import LoadState

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 11, 9, 0, tzinfo=ZONE)
LATER = datetime(2025, 6, 11, 10, 0, tzinfo=ZONE)
TODAY = AsOf(on=date(2025, 6, 11))


@pytest.fixture
def near():
    return an_organisation(OrganisationKind.TOWNSHIP, code="T01", name="近镇", position=1)


@pytest.fixture
def far():
    return an_organisation(OrganisationKind.TOWNSHIP, code="T02", name="远乡", position=2)


@pytest.fixture
def firms(near, far):
    """甲 has all of 2024, 乙 lacks its staff, 丙 has no facts at all; 乙 is near, 丙 far."""
    made = {
        "甲": an_enterprise("甲公司", place=near),
        "乙": an_enterprise("乙公司", place=near),
        "丙": an_enterprise("丙公司", place=far),
    }
    yearly_facts(made["甲"], 2024, rd_book_fen=1_000_000, staff_average=20)
    yearly_facts(made["乙"], 2024, rd_book_fen=2_500_000)
    return made


def asked_codes(outgoing: OutgoingReturn) -> dict[str, set[str]]:
    return {
        one.place.code: set(one.firms.values_list("enterprise__credit_code", flat=True))
        for one in Addressee.objects.filter(outgoing=outgoing).select_related("place")
    }


def filled(addressee: Addressee, **cells: object) -> bytes:
    """Return an addressee's workbook with these cells filled in."""
    book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(addressee, TODAY)))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hand_in(addressee: Addressee, content: bytes, by=KEEPER, name: str = "近镇.xlsx"):
    return operations.hand_in(addressee=addressee, file_name=name, content=content, by=by, now=NOW)


def standing_of(outgoing: OutgoingReturn, name: str, as_of: AsOf = TODAY) -> queries.Standing:
    found = queries.standings(queries.addressees_of(outgoing), as_of)
    return next(one for one in found if one.name == name)


class TestIssuing:
    def test_only_firms_that_lack_something_are_asked_about(self, firms):
        outgoing = a_return()
        assert asked_codes(outgoing) == {
            "T01": {firms["乙"].credit_code},
            "T02": {firms["丙"].credit_code},
        }
        assert outgoing.number == "报2025-001"

    def test_firms_can_be_asked_themselves(self, firms):
        outgoing = a_return(AskedOf.FIRMS)
        asked = Addressee.objects.filter(outgoing=outgoing).values_list("enterprise__credit_code", flat=True)
        assert set(asked) == {firms["乙"].credit_code, firms["丙"].credit_code}

    def test_only_holders_of_a_title_when_so_chosen(self, firms):
        a_recognition(firms["丙"], granted_on=date(2024, 11, 1))
        assert asked_codes(a_return(titled_only=True)) == {"T02": {firms["丙"].credit_code}}

    def test_what_everybody_has_told_is_not_asked(self, firms):
        yearly_facts(firms["丙"], 2024, rd_book_fen=1)
        with pytest.raises(operations.UnableToIssue, match="已经有了，不用再问"):
            a_return(fields=("rd_book_fen",))
        assert not OutgoingReturn.objects.exists()

    def test_the_same_question_within_a_year_needs_a_reason(self, firms):
        first = a_return(fields=("staff_average",))
        with pytest.raises(operations.UnableToIssue, match=r"报2025-001.*2 家问过“职工总数（全年月平均）”"):
            a_return(title="又来", fields=("staff_average", "rd_book_fen"))
        again = a_return(title="又来", fields=("staff_average",), again_because="上次口径不清")
        assert (first.again_because, again.again_because) == ("", "上次口径不清")

    def test_a_reason_for_asking_again_is_not_kept_of_a_first_question(self, firms):
        assert a_return(again_because="以防万一").again_because == ""

    def test_a_firm_that_is_closed_is_not_asked_about(self, firms, far):
        an_enterprise("丁公司", place=far, life_state="CLOSED", closed_on=date(2025, 5, 1))
        assert asked_codes(a_return())["T02"] == {firms["丙"].credit_code}

    def test_after_a_year_or_of_another_year_the_question_is_new(self, firms):
        a_return(fields=("staff_average",), now=datetime(2025, 6, 10, 9, 0, tzinfo=ZONE))
        a_return(title="上一年", fields=("staff_average",), year=2023)
        later = datetime(2026, 6, 10, 9, 0, tzinfo=ZONE)
        assert a_return(title="明年", fields=("staff_average",), due_on=date(2026, 6, 24), now=later)

    def test_364_days_later_it_is_still_the_same_question(self, firms):
        a_return(fields=("staff_average",))
        later = datetime(2026, 6, 9, 9, 0, tzinfo=ZONE)
        with pytest.raises(operations.UnableToIssue, match="一年内问过"):
            a_return(fields=("staff_average",), due_on=date(2026, 6, 24), now=later)

    def test_a_withdrawn_question_was_not_asked(self, firms):
        operations.withdraw(outgoing=a_return(), reason="发错了年度", by=KEEPER, now=NOW)
        assert a_return(now=NOW).again_because == ""

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"title": " "}, "报表名称和依据"),
            ({"fields": ()}, "至少选一项"),
            ({"fields": ("invented",)}, "没有这些指标：invented"),
            ({"year": 2026}, "1990 到 2025"),
            ({"due_on": date(2025, 6, 10)}, "在今天之后"),
            ({"due_on": date(2025, 6, 14)}, "2025-06-14 不是工作日"),
            ({"due_on": date(2030, 6, 14)}, "2030"),
        ],
    )
    def test_a_wrong_return_is_refused_with_the_mend(self, firms, wrong, said):
        with pytest.raises(operations.UnableToIssue, match=said):
            a_return(**wrong)
        assert not OutgoingReturn.objects.exists()

    def test_a_township_sends_no_returns(self, firms, near):
        with pytest.raises(operations.UnableToIssue, match="只有股室经办"):
            a_return(by=an_actor(Role.TOWNSHIP_LEADER, organisation=near))


class TestTheWorkbook:
    def test_known_cells_are_locked_and_missing_ones_open(self, firms, near):
        book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(an_addressee(a_return(), near), TODAY)))
        page = book.worksheets[0]
        assert [cell.value for cell in page[3]] == [
            "*统一社会信用代码",
            "企业名称",
            "研发费用（账面）（万元）",
            "职工总数（全年月平均）",
        ]
        row = page[4]
        assert [cell.value for cell in row] == [firms["乙"].credit_code, "乙公司", 2.5, None]
        assert [cell.protection.locked for cell in row] == [True, True, True, False]
        assert page.protection.sheet

    def test_how_to_fill_it_in_and_every_name_are_read_whole_on_screen_and_on_paper(self, firms, near):
        NameRecord.objects.filter(enterprise=firms["乙"]).update(name="青岚县乙乙乙新材料科技有限公司")
        book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(an_addressee(a_return(), near), TODAY)))
        page = book.worksheets[0]
        assert [str(area) for area in page.merged_cells.ranges] == ["A1:D1", "A2:D2"]
        # 15 letters of two digits each
        assert round(page.column_dimensions["B"].width) in (30, 31)
        # 76 letters, nearly all of two digits, over 22 + 30 + 14 + 14 digits: two lines
        assert len(page["A2"].value) == 76
        assert page["A2"].alignment.wrap_text
        assert page.row_dimensions[2].height == 2 * 16.5
        assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$1:$3")

    def test_open_cells_offer_the_word_for_what_does_not_exist_and_take_any_number(self, firms, near):
        book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(an_addressee(a_return(), near), TODAY)))
        [rule] = book.worksheets[0].data_validations.dataValidation
        assert (str(rule.sqref), rule.type, bool(rule.showErrorMessage)) == ("D4", "list", False)
        assert "确知没有的选“缺数”" in rule.prompt
        sheet, _, area = rule.formula1.partition("!")
        assert [cell.value for (cell,) in book[sheet][area.replace("$", "")]] == ["缺数"]

    def test_it_carries_the_mark_of_its_addressee(self, firms, near):
        addressee = an_addressee(a_return(), near)
        assert prefilled.mark_of(queries.workbook_of(addressee, TODAY)) == str(addressee.pk)

    @pytest.mark.parametrize("content", [b"", b"a,b", a_workbook(("x",))])
    def test_other_files_carry_none(self, content):
        assert prefilled.mark_of(content) is None


class TestHandingIn:
    def test_what_was_filled_in_waits_for_an_officer_and_is_then_on_record(self, firms, near):
        outgoing = a_return()
        leader = an_actor(Role.TOWNSHIP_LEADER, organisation=near)
        handing = hand_in(an_addressee(outgoing, near), filled(an_addressee(outgoing, near), D4=36), leader)
        assert standing_of(outgoing, "近镇").state == AnswerState.WAITING
        assert YearlyFacts.objects.known_at(None).get(enterprise=firms["乙"]).staff_average is None
        intake.confirm(load=handing.load, by=KEEPER, now=NOW)
        facts = YearlyFacts.objects.known_at(None).get(enterprise=firms["乙"], year=2024)
        assert (facts.staff_average, facts.rd_book_fen) == (36, 2_500_000)
        assert standing_of(outgoing, "近镇").state == AnswerState.DONE
        assert (handing.load.staged_by_name, handing.handed_by_name) == (leader.name, leader.name)

    def test_rows_with_faults_go_back_and_a_second_try_takes_their_place(self, firms, near):
        outgoing = a_return()
        addressee = an_addressee(outgoing, near)
        first = hand_in(addressee, filled(addressee, D4="三十六人左右"))
        assert standing_of(outgoing, "近镇").state == AnswerState.SENT_BACK
        hand_in(addressee, filled(addressee, D4=36))
        assert standing_of(outgoing, "近镇").state == AnswerState.WAITING
        assert Load.objects.get(pk=first.load_id).state == LoadState.DISCARDED

    @pytest.mark.parametrize("state", [LoadState.READING, LoadState.LOADING])
    def test_a_large_workbook_that_is_read_or_loaded_in_the_background_is_handed_in(self, firms, near, state):
        outgoing = a_return()
        handing = hand_in(an_addressee(outgoing, near), filled(an_addressee(outgoing, near), D4=36))
        Load.objects.filter(pk=handing.load_id).update(state=state)
        assert standing_of(outgoing, "近镇").state == AnswerState.WAITING
        [line] = [one for one in queries.returns(KEEPER) if one.outgoing == outgoing]
        assert line.handed == 1

    def test_an_answer_that_leaves_gaps_is_not_complete(self, firms, near):
        yearly_facts(firms["乙"], 2024, rd_book_fen=None)
        outgoing = a_return()
        addressee = an_addressee(outgoing, near)
        handing = hand_in(addressee, filled(addressee, D4=36))
        intake.confirm(load=handing.load, by=KEEPER, now=NOW)
        standing = standing_of(outgoing, "近镇")
        assert (standing.state, standing.missing, standing.asked) == (AnswerState.PARTLY, 1, 2)

    def test_what_is_said_not_to_exist_is_answered_and_not_reminded_of(self, firms, near, far):
        outgoing = a_return()
        addressee = an_addressee(outgoing, near)
        handing = hand_in(addressee, filled(addressee, D4="缺数"))
        load = intake.confirm(load=handing.load, by=KEEPER, now=NOW)
        standing = standing_of(outgoing, "近镇")
        assert (standing.state, standing.missing, standing.unknown) == (AnswerState.DONE, 0, 1)
        assert operations.remind(outgoing=outgoing, by=KEEPER, now=NOW) == 1
        book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(addressee, TODAY)))
        assert (book.worksheets[0]["D4"].value, book.worksheets[0]["D4"].protection.locked) == ("缺数", False)
        intake.undo(load=load, by=KEEPER, now=NOW)
        assert standing_of(outgoing, "近镇").state == AnswerState.PENDING

    def test_a_value_found_later_counts_as_known_and_no_longer_as_said_unknown(self, firms, near):
        outgoing = a_return()
        addressee = an_addressee(outgoing, near)
        intake.confirm(load=hand_in(addressee, filled(addressee, D4="缺数")).load, by=KEEPER, now=NOW)
        intake.confirm(load=hand_in(addressee, filled(addressee, D4=36)).load, by=KEEPER, now=LATER)
        standing = standing_of(outgoing, "近镇")
        assert (standing.state, standing.known, standing.unknown) == (AnswerState.DONE, 2, 0)

    def test_what_was_handed_in_names_its_sender_on_the_stage(self, firms, near):
        handing = hand_in(
            an_addressee(a_return(), near), filled(an_addressee(OutgoingReturn.objects.get(), near))
        )
        assert handing.load.sender == near

    def test_an_undone_load_is_owed_again(self, firms, near):
        outgoing = a_return()
        handing = hand_in(an_addressee(outgoing, near), filled(an_addressee(outgoing, near), D4=36))
        load = intake.confirm(load=handing.load, by=KEEPER, now=NOW)
        intake.undo(load=load, by=KEEPER, now=NOW)
        assert standing_of(outgoing, "近镇").state == AnswerState.PENDING

    def test_a_value_that_came_another_way_answers_too(self, firms):
        outgoing = a_return()
        yearly_facts(firms["乙"], 2024, staff_average=30)
        assert standing_of(outgoing, "近镇").state == AnswerState.DONE

    def test_another_places_workbook_is_refused(self, firms, near, far):
        outgoing = a_return()
        content = queries.workbook_of(an_addressee(outgoing, far), TODAY)
        with pytest.raises(operations.UnableToHandIn, match="发给别的单位"):
            hand_in(an_addressee(outgoing, near), content)
        assert not Load.objects.exists()

    def test_rows_of_firms_that_were_not_asked_about_are_refused_and_nothing_is_kept(self, firms, near):
        content = a_workbook(
            ("统一社会信用代码", "职工总数"), (firms["乙"].credit_code, 3), (firms["丙"].credit_code, 4)
        )
        with pytest.raises(operations.UnableToHandIn, match=rf"第 3 行（{firms['丙'].credit_code}）"):
            hand_in(an_addressee(a_return(), near), content)
        assert not Load.objects.exists()

    def test_a_file_that_cannot_be_read_is_refused_in_words(self, firms, near):
        with pytest.raises(operations.UnableToHandIn):
            hand_in(an_addressee(a_return(), near), b"not a workbook")
        assert not Load.objects.exists()

    def test_somebody_elses_leader_cannot_answer(self, firms, near, far):
        addressee = an_addressee(a_return(), near)
        with pytest.raises(operations.UnableToHandIn, match="不是发给您的单位"):
            hand_in(addressee, filled(addressee, D4=1), an_actor(Role.TOWNSHIP_LEADER, organisation=far))

    def test_a_closed_return_takes_nothing_until_it_is_reopened(self, firms, near):
        outgoing = a_return()
        operations.close(outgoing=outgoing, by=KEEPER, now=NOW)
        addressee = an_addressee(outgoing, near)
        with pytest.raises(operations.UnableToHandIn, match="报2025-001 已截止"):
            hand_in(addressee, filled(addressee, D4=1))
        operations.reopen(outgoing=outgoing, reason="园区系统故障", by=KEEPER, now=NOW)
        assert hand_in(an_addressee(outgoing, near), filled(addressee, D4=1))

    def test_one_that_is_exempted_owes_nothing(self, firms, near):
        outgoing = a_return()
        addressee = an_addressee(outgoing, near)
        operations.exempt(addressee=addressee, reason="已停产", by=KEEPER, now=NOW)
        assert standing_of(outgoing, "近镇").state == AnswerState.EXEMPT
        with pytest.raises(operations.UnableToHandIn, match="已免报：已停产"):
            hand_in(an_addressee(outgoing, near), b"")
        with pytest.raises(operations.UnableToHandle, match="已经免报，理由是“已停产”。没有改动"):
            operations.exempt(addressee=addressee, reason="已搬走", by=KEEPER, now=LATER)


class TestAnsweringOnScreen:
    @pytest.fixture
    def addressee(self, firms):
        return an_addressee(a_return(AskedOf.FIRMS), firms["乙"])

    @pytest.fixture
    def contact(self, firms):
        home = an_organisation(OrganisationKind.ENTERPRISE, code=firms["乙"].credit_code)
        return actor_for(an_account(Role.ENTERPRISE_CONTACT, organisation=home), TODAY.on)

    def test_what_a_firm_types_has_its_cell(self, addressee, contact):
        handing = operations.answer(
            addressee=addressee, answers={"staff_average": " 1,036 "}, by=contact, now=NOW
        )
        row = handing.load.rows.get()
        assert (row.values["staff_average"], row.row_number) == (1_036, 4)
        assert handing.load.mapping["D"] == "staff_average"
        assert handing.load.file_name == "报2025-001网上填报-乙公司.xlsx"

    def test_a_wrong_value_is_named_and_nothing_is_kept(self, addressee, contact):
        with pytest.raises(operations.UnableToHandIn, match="“职工总数（全年月平均）”"):
            operations.answer(addressee=addressee, answers={"staff_average": "很多"}, by=contact, now=NOW)
        assert not Load.objects.exists()

    @pytest.mark.parametrize("answers", [{}, {"staff_average": " "}, {"revenue_fen": "5"}])
    def test_nothing_or_something_unasked_is_refused(self, addressee, contact, answers):
        with pytest.raises(operations.UnableToHandIn, match="至少填写一项"):
            operations.answer(addressee=addressee, answers=answers, by=contact, now=NOW)

    def test_what_waits_for_an_officer_is_in_the_next_form_and_workbook_and_is_not_lost(self, firms, contact):
        firm = firms["丙"]
        addressee = an_addressee(a_return(AskedOf.FIRMS, again_because="核对"), firm)
        home = an_organisation(OrganisationKind.ENTERPRISE, code=firm.credit_code)
        by = actor_for(an_account(Role.ENTERPRISE_CONTACT, organisation=home), TODAY.on)
        operations.answer(addressee=addressee, answers={"rd_book_fen": "36.5"}, by=by, now=NOW)
        [row] = queries.sheet_of(addressee, TODAY)
        assert row.answered() == {"rd_book_fen": "36.5"}
        book = openpyxl.load_workbook(io.BytesIO(queries.workbook_of(addressee, TODAY)))
        assert (book.worksheets[0]["C4"].value, book.worksheets[0]["C4"].protection.locked) == ("36.5", False)
        both = {**row.answered(), "staff_average": "12"}
        handing = operations.answer(addressee=addressee, answers=both, by=by, now=LATER)
        intake.confirm(load=handing.load, by=KEEPER, now=LATER)
        stands = YearlyFacts.objects.known_at(None).get(enterprise=firm)
        assert (stands.rd_book_fen, stands.staff_average) == (36_500_000, 12)

    def test_a_box_that_was_emptied_takes_back_what_waited(self, addressee, contact):
        operations.answer(addressee=addressee, answers={"staff_average": "36"}, by=contact, now=NOW)
        with pytest.raises(operations.UnableToHandIn, match="至少填写一项"):
            operations.answer(addressee=addressee, answers={"staff_average": ""}, by=contact, now=LATER)

    def test_of_two_of_a_firm_the_second_is_told_what_the_first_handed_in(self, addressee, contact):
        first = operations.answer(
            addressee=addressee, answers={"staff_average": "36"}, by=contact, now=NOW, seen=0
        )
        how = {"addressee": addressee, "answers": {"staff_average": "40"}, "by": contact, "now": LATER}
        with pytest.raises(operations.HandedInMeanwhile, match=r"您打开之后，.*于 2025-06-11 09:00 交回了"):
            operations.answer(**how, seen=0)
        assert Load.objects.get().pk == first.load_id
        second = operations.answer(**how, seen=first.pk)
        states = list(Load.objects.order_by("pk").values_list("state", flat=True))
        assert (states, second.load.rows.get().values["staff_average"]) == (["DISCARDED", "STAGED"], 40)

    def test_a_township_answers_with_its_workbook(self, firms, near):
        with pytest.raises(operations.UnableToHandIn, match="工作簿"):
            operations.answer(
                addressee=an_addressee(a_return(), near), answers={"staff_average": "1"}, by=KEEPER, now=NOW
            )


class TestLateness:
    AFTER = AsOf(on=date(2025, 6, 25))

    def test_on_the_due_day_nothing_is_late(self, firms):
        assert not standing_of(a_return(), "近镇", AsOf(on=DUE_ON)).late

    def test_an_answer_on_the_due_day_is_in_time_and_the_day_after_late(self, firms, near, far):
        outgoing = a_return()
        for place, day in ((near, 24), (far, 25)):
            a_handing(an_addressee(outgoing, place), now=datetime(2025, 6, day, 9, 0, tzinfo=ZONE))
        found = [standing_of(outgoing, name, self.AFTER).late for name in ("近镇", "远乡")]
        assert found == [False, True]

    def test_one_that_is_exempted_is_never_late(self, firms, near):
        outgoing = a_return()
        operations.exempt(addressee=an_addressee(outgoing, near), reason="已停产", by=KEEPER, now=NOW)
        assert not standing_of(outgoing, "近镇", self.AFTER).late

    def test_the_day_after_it_is(self, firms):
        assert standing_of(a_return(), "近镇", self.AFTER).late

    def test_answering_late_does_not_erase_it(self, firms, near):
        outgoing = a_return()
        late = datetime(2025, 6, 25, 9, 0, tzinfo=ZONE)
        handing = a_handing(an_addressee(outgoing, near), now=late)
        yearly_facts(firms["乙"], 2024, staff_average=30)
        intake.discard(load=handing.load, by=KEEPER, now=late)
        standing = standing_of(outgoing, "近镇", self.AFTER)
        assert (standing.state, standing.late) == (AnswerState.DONE, True)


class TestReminding:
    def test_those_who_owe_are_reminded_once_a_day(self, firms, near):
        outgoing = a_return()
        hand_in(an_addressee(outgoing, near), filled(an_addressee(outgoing, near), D4=36))
        assert operations.remind(outgoing=outgoing, by=KEEPER, now=NOW) == 1
        assert [one.addressee.place.code for one in Reminder.objects.all()] == ["T02"]
        with pytest.raises(operations.UnableToHandle, match="今天已经催过"):
            operations.remind(outgoing=outgoing, by=KEEPER, now=NOW)
        tomorrow = datetime(2025, 6, 12, 9, 0, tzinfo=ZONE)
        assert operations.remind(outgoing=outgoing, by=KEEPER, now=tomorrow) == 1
        assert standing_of(outgoing, "远乡").reminders == 2

    def test_a_closed_return_is_not_reminded_of(self, firms):
        outgoing = operations.close(outgoing=a_return(), by=KEEPER, now=NOW)
        with pytest.raises(operations.UnableToHandle, match="不在填报中"):
            operations.remind(outgoing=outgoing, by=KEEPER, now=NOW)


class TestSteps:
    def test_a_withdrawn_return_cannot_be_closed(self, firms):
        outgoing = operations.withdraw(outgoing=a_return(), reason="发错", by=KEEPER, now=NOW)
        assert outgoing.state == ReturnState.WITHDRAWN
        with pytest.raises(operations.UnableToHandle, match="不能从“已撤回”直接到“已截止”"):
            operations.close(outgoing=outgoing, by=KEEPER, now=NOW)

    def test_withdrawing_needs_its_reason(self, firms):
        with pytest.raises(operations.UnableToHandle, match="请写明理由"):
            operations.withdraw(outgoing=a_return(), reason=" ", by=KEEPER, now=NOW)

    def test_only_the_bureau_takes_steps(self, firms, near):
        with pytest.raises(operations.UnableToHandle, match="只有股室经办"):
            operations.close(
                outgoing=a_return(), by=an_actor(Role.TOWNSHIP_LEADER, organisation=near), now=NOW
            )


def test_the_burden_counts_returns_and_values_of_each_place(firms, near, far):
    a_return()
    a_return(AskedOf.FIRMS, title="企业", year=2023)
    operations.withdraw(outgoing=a_return(title="错", year=2022), reason="发错", by=KEEPER, now=NOW)
    found = queries.burdens(date(2025, 1, 1), TODAY.on)
    assert {(one.name, one.returns, one.values) for one in found} == {
        ("近镇", 1, 2),
        ("远乡", 1, 2),
        ("企业（自己填报）", 1, 6),
    }


def test_a_firm_that_is_nowhere_in_the_county_is_not_asked_about(firms):
    an_enterprise("县外公司")
    outgoing = a_return(AskedOf.FIRMS)
    asked = Addressee.objects.filter(outgoing=outgoing).values_list("enterprise_id", flat=True)
    assert set(asked) == set(
        Enterprise.objects.filter(pk__in=[firms["乙"].pk, firms["丙"].pk]).values_list("pk", flat=True)
    )


def test_a_return_is_numbered_after_the_last_one_whatever_is_missing_between(firms):
    first = a_return()
    OutgoingReturn.objects.filter(pk=first.pk).update(number="报2025-1000")
    assert a_return(again_because="核对").number == "报2025-1001"
