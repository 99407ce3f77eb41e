"""Scores with their samples, figures by group, and years side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.factories.openday import (
    DAY,
    a_check_in,
    a_guest,
    a_policy_told,
    a_stop,
    a_stop_feedback,
    a_survey_answer,
    an_event,
    an_invitation,
    an_item,
)
from tests.factories.opinions import OFFICER, an_opinion
from tidu.domain.openday import operations, queries
from tidu.domain.openday.operations import UnableToAnswer, WalkIn
from tidu.domain.openday.vocabulary import GuestGroup, SurveyMoment, SurveyQuestion
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
