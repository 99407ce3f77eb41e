"""Scores with their samples, figures by group, and years side by side."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.factories.openday import (
    DAY,
    a_check_in,
    a_feedback_tablet,
    a_guest,
    a_policy_told,
    a_stop,
    a_stop_feedback,
    a_survey_answer,
    an_event,
    an_invitation,
    an_item,
)
from tests.factories.opinions import OFFICER, a_theme, an_opinion
from tidu.domain.openday import operations, queries
from tidu.domain.openday.models import FeedbackSheet
from tidu.domain.openday.operations import UnableToAnswer, UnableToPlan, WalkIn
from tidu.domain.openday.vocabulary import (
    PER_DEVICE,
    PER_TABLET,
    EventState,
    GuestGroup,
    SurveyMoment,
    SurveyQuestion,
)
from tidu.domain.opinions import operations as opinions
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Question

pytestmark = pytest.mark.django_db
AS_OF = AsOf(on=date(2025, 6, 10))


def ask(code: str, year: int | None = 2025):
    return registry.ask(code, Question(as_of=AS_OF, year=year))


def test_four_answers_are_too_few_and_the_fifth_gives_mean_and_share() -> None:
    event = an_event()
    stop = a_stop(event)
    for place, score in enumerate((5, 5, 4, 3)):
        a_stop_feedback(stop, score=score, client_id=f"phone-{place}")
    (before,) = queries.feedback(event, AS_OF)
    assert (before.scores.n, before.scores.mean, before.scores.is_small) == (4, None, True)
    assert ask("open_day_stop_good_rate").value is None
    a_stop_feedback(stop, score=4, client_id="phone-9")
    (after,) = queries.feedback(event, AS_OF)
    assert (after.scores.n, after.scores.mean, after.scores.share) == (5, Decimal("4.20"), Decimal("80.0"))
    assert ask("open_day_stop_good_rate").value == Decimal("80.0")


def test_a_mean_is_rounded_half_up() -> None:
    assert queries.scores([1, 1, 1, 1, 1, 1, 1, 2]).mean == Decimal("1.13")  # 9 / 8 = 1.125


def handed_in(event, client_id="g-1", *, now=DAY, tablet=None, sender="phone"):
    return operations.hand_in_sheet(
        event=event,
        stops=[],
        survey={SurveyQuestion.FIRMS: 4},
        remark="",
        client_id=client_id,
        notice_version="v1",
        sender=sender,
        tablet=tablet,
        now=now,
    )


def test_a_tablet_collects_from_one_guest_after_the_other_and_takes_nothing_from_strangers() -> None:
    event = an_event()
    tablet = a_feedback_tablet(event)
    for place in range(PER_DEVICE + 3):
        handed_in(event, f"t-{place}", tablet=tablet)
    assert [one.sheets_in for one in queries.tablets(event)] == [PER_DEVICE + 3]
    assert {(one.sender, one.tablet_id) for one in event.feedback_sheets.all()} == {("", tablet.pk)}
    for place in range(PER_DEVICE):
        handed_in(event, f"p-{place}")
    with pytest.raises(UnableToAnswer, match="用参观点的平板"):
        handed_in(event, "p-9")


def test_a_tablet_has_a_day_s_limit_and_a_revoked_or_strange_one_hands_nothing_in() -> None:
    event, other = an_event(), an_event("2024-KF", on=date(2024, 5, 23))
    tablet = a_feedback_tablet(event)
    FeedbackSheet.objects.bulk_create(
        FeedbackSheet(event=event, tablet=tablet, client_id=f"s{n}", notice_version="v1", given_at=DAY)
        for n in range(PER_TABLET)
    )
    with pytest.raises(UnableToAnswer, match=f"已经收了 {PER_TABLET} 份"):
        handed_in(event, "one-more", tablet=tablet)
    assert handed_in(event, "one-more", tablet=tablet, now=DAY + timedelta(days=1)).tablet == tablet
    with pytest.raises(UnableToAnswer, match="已停用"):
        handed_in(other, "elsewhere", tablet=tablet)
    operations.revoke_tablet(tablet=tablet, by=OFFICER, now=DAY)
    with pytest.raises(UnableToAnswer, match="平板“二号参观点”已停用"):
        handed_in(event, "late", tablet=tablet, now=DAY + timedelta(days=2))
    with pytest.raises(UnableToPlan, match="已有名为"):
        a_feedback_tablet(event)


def test_after_the_end_no_feedback_changes_what_was_reported() -> None:
    event = an_event(state=EventState.CLOSED)
    with pytest.raises(UnableToAnswer, match="已经总结，不再收反馈"):
        handed_in(event)


def test_a_code_for_a_tablet_opens_no_door_and_a_strangers_code_names_no_tablet() -> None:
    event = an_event()
    tablet = a_feedback_tablet(event)
    code = queries.tablet_link(tablet)
    assert queries.feedback_of(code) == (event, tablet)
    assert queries.feedback_of(queries.event_link(event, queries.FEEDBACK)) == (event, None)
    for wrong in (code[:-1] + ("A" if code[-1] != "A" else "B"), str(tablet.pk), ""):
        with pytest.raises(queries.LinkInvalid):
            queries.feedback_of(wrong)
    with pytest.raises(queries.LinkInvalid):
        queries.device_of(code)


def test_themes_that_the_county_added_are_counted_and_every_theme_has_its_row() -> None:
    event = an_event()
    a_theme()
    opinions.set_theme(code="MARKET", name="市场", by=OFFICER, now=DAY)
    opinions.set_theme(code="MARKET-ABROAD", name="出海", parent="MARKET", by=OFFICER, now=DAY)
    said = [an_opinion(event.occasion, text=f"第 {place} 条") for place in range(4)]
    for one, theme in zip(said, ("MARKET", "MARKET-ABROAD", "FUNDING"), strict=False):
        opinions.set_themes(number=one.number, main=theme, by=OFFICER, now=DAY)
    answer = ask("opinion_by_theme_count")
    assert [(row.label, row.value) for row in answer.rows] == [
        ("资金", 1),
        ("人才", 0),
        ("平台", 0),
        ("宣传", 0),
        ("其他", 0),
        ("市场", 2),
        ("未定", 1),
    ]
    assert answer.value == sum(row.value for row in answer.rows) == ask("opinion_count").value
    market = next(row for row in answer.rows if row.key == "MARKET")
    assert market.detail == f"{said[0].number}、{said[1].number}"


def test_sending_a_score_again_counts_once_and_a_wrong_one_not_at_all() -> None:
    stop = a_stop(an_event())
    a_stop_feedback(stop, score=5)
    a_stop_feedback(stop, score=1)
    assert [one.score for one in stop.feedback.all()] == [5]
    with pytest.raises(UnableToAnswer, match="1 至 5"):
        a_stop_feedback(stop, score=6, client_id="other")


def test_the_survey_tells_what_was_gained() -> None:
    event = an_event()
    for place in range(5):
        a_survey_answer(event, score=2, client_id=f"phone-{place}")
        operations.answer_survey(
            event=event,
            moment=SurveyMoment.AFTER,
            scores={SurveyQuestion.POLICIES: 4},
            client_id=f"phone-{place}",
            now=DAY,
        )
    policies, *rest = queries.survey(event, AS_OF)
    assert (policies.before.n, policies.gained) == (5, Decimal("2.00"))
    assert all(one.gained is None for one in rest)
    with pytest.raises(UnableToAnswer, match="问卷不完整"):
        operations.answer_survey(event=event, moment="AFTER", scores={}, client_id="x", now=DAY)


def test_figures_count_invited_and_walk_ins_apart_and_together() -> None:
    event = an_event()
    a_check_in(a_guest(event))
    an_invitation(event, name="未复")
    operations.check_in(
        event=event, client_id="w", walk_in=WalkIn("路过", GuestGroup.PUBLIC), at=DAY, now=DAY, by=OFFICER
    )
    a_policy_told(an_item(event))
    a_stop(event)
    values = {
        code: ask(f"open_day_{code}").value
        for code in (
            "invited_count",
            "accepted_count",
            "pending_count",
            "declined_count",
            "invited_attended",
            "walk_in_count",
            "attended_enterprise",
            "attended_public",
            "attended_media",
            "stop_count",
            "policy_count",
        )
    }
    assert list(values.values()) == [2, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1]
    answer = ask("F11")
    assert answer.value == len(answer.rows) == 2


def test_a_year_without_an_open_day_is_unknown_and_not_nought() -> None:
    an_event()
    answer = ask("F11", 2023)
    assert answer.value is None
    assert "2023 年没有办过开放日" in answer.reason


def test_rows_of_a_figure_name_no_guest() -> None:
    event = an_event()
    a_check_in(a_guest(event, name="不应出现"))
    assert all("不应出现" not in f"{row.label}{row.detail}{row.key}" for row in ask("F11").rows)


def test_years_stand_side_by_side_the_earliest_first() -> None:
    new, old = an_event(), an_event("2024-KF", on=date(2024, 5, 23))
    a_check_in(a_guest(new))
    an_opinion(new.occasion)
    columns = queries.comparison([new, old], AS_OF)
    assert [(one.code, one.came, one.opinions, one.accepted) for one in columns] == [
        ("2024-KF", 0, 0, 0),
        ("2025-KF", 1, 1, 1),
    ]
