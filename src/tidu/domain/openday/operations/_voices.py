"""Scores that guests give: a stop, and the survey before and after. Sent again they count once; no name is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tidu.domain.openday import checks
from tidu.domain.openday.checks import UnableToAnswer
from tidu.domain.openday.models import Event, Stop, StopFeedback, SurveyAnswer
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.vocabulary import GUEST, TEXT_LENGTH, SurveyMoment, SurveyQuestion
from tidu.foundation.actors import Actor


def give_feedback(
    *,
    stop: Stop,
    score: int,
    client_id: str,
    now: datetime,
    remark: str = "",
    notice_version: str = "",
    by: Actor = GUEST,
) -> StopFeedback:
    """Keep a guest's score for a stop, once per `client_id`. Raises UnableToAnswer.

    `notice_version` tells which text on personal data was shown.
    """
    checks.check_score(score, client_id)
    with transaction.atomic():
        values = {"score": score, "remark": remark.strip()[:TEXT_LENGTH], "given_at": now}
        made, new = StopFeedback.objects.get_or_create(stop=stop, client_id=client_id, defaults=values)
        if new:
            words = f"{stop.event.occasion.code} {stop.name} 反馈"
            note(stop.event, "feedback", words, by=by, now=now, notice=notice_version)
    return made


def answer_survey(
    *,
    event: Event,
    moment: str,
    scores: Mapping[str, int],
    client_id: str,
    now: datetime,
    notice_version: str = "",
    by: Actor = GUEST,
) -> list[SurveyAnswer]:
    """Keep a guest's answers before or after, once per question and `client_id`. Raises UnableToAnswer."""
    if moment not in SurveyMoment.values or not scores or set(scores) - set(SurveyQuestion.values):
        raise UnableToAnswer("问卷不完整。请至少回答一题。")
    for score in scores.values():
        checks.check_score(score, client_id)
    made = []
    with transaction.atomic():
        for question, score in scores.items():
            key = {"event": event, "moment": moment, "question": question, "client_id": client_id}
            values = {"score": score, "given_at": now}
            made.append(SurveyAnswer.objects.get_or_create(**key, defaults=values)[0])
        words = f"{event.occasion.code} 问卷（{SurveyMoment(moment).label}）"
        note(event, "survey", words, by=by, now=now, notice=notice_version)
    return made
