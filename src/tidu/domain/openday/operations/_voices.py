"""Scores that guests give: a stop, and the survey before and after. Sent again they count once; no name is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tidu.domain.openday import checks
from tidu.domain.openday.checks import UnableToAnswer
from tidu.domain.openday.models import Event, FeedbackSheet, FeedbackTablet, Stop, StopFeedback, SurveyAnswer
from tidu.domain.openday.operations._note import note
from tidu.domain.openday.queries import locked
from tidu.domain.openday.vocabulary import GUEST, TEXT_LENGTH, SurveyMoment, SurveyQuestion
from tidu.foundation import clock
from tidu.foundation.actors import Actor


def hand_in_sheet(
    *,
    event: Event,
    stops: Sequence[tuple[Stop, int]],
    survey: Mapping[str, int],
    remark: str,
    client_id: str,
    notice_version: str,
    now: datetime,
    sender: str = "",
    tablet: FeedbackTablet | None = None,
    by: Actor = GUEST,
) -> FeedbackSheet:
    """Keep all that a guest hands in at once, once per `client_id`: scores of stops, the survey, a remark.

    The survey counts as one before the day while that has not come. `sender` is a keyed digest of the device, for the
    limits; `tablet` is the one of the bureau's that it came by, which has a limit of its own. Raises UnableToAnswer.
    """
    said = remark.strip()[:TEXT_LENGTH]
    if not (stops or survey or said):
        raise UnableToAnswer("还一题都没有选，也没有写话。请至少选一题或写一句再提交。")
    checks.check_sheet(client_id, notice_version)
    with transaction.atomic():
        event = locked(event)
        before = FeedbackSheet.objects.filter(event=event, client_id=client_id).first()
        if before is not None:
            return before
        _check_sender(event, sender, tablet, clock.day_of(now))
        by_whom = {"sender": sender if tablet is None else "", "tablet": tablet}
        values = {"remark": said, "notice_version": notice_version.strip()[:20], **by_whom}
        sheet = FeedbackSheet.objects.create(event=event, client_id=client_id, given_at=now, **values)
        _take_apart(event, stops, survey, client_id=client_id, notice_version=notice_version, by=by, now=now)
    return sheet


def _check_sender(event: Event, sender: str, tablet: FeedbackTablet | None, today: date) -> None:
    """Refuse a sheet after the end, and one too many."""
    checks.check_still_asked(event)
    if tablet is None:
        checks.check_feedback_limits(event, sender, today)
    else:
        checks.check_tablet(FeedbackTablet.objects.get(pk=tablet.pk), event, today)


def enrol_tablet(*, event: Event, name: str, by: Actor, now: datetime) -> FeedbackTablet:
    """Enrol a tablet that collects feedback at a stop; its page is `queries.tablet_link`. Raises UnableToPlan."""
    checks.check_officer(by)
    words = checks.check_words(name, "平板", 40)
    with transaction.atomic():
        event = locked(event)
        if event.tablets.filter(name=words).exists():
            raise checks.UnableToPlan(f"已有名为“{words}”的平板。请换一个名称。")
        made = FeedbackTablet.objects.create(
            event=event, name=words, enrolled_at=now, enrolled_by_name=by.name
        )
        note(event, "enrol_tablet", f"{event.occasion.code} 启用反馈平板 {words}", by=by, now=now)
    return made


def revoke_tablet(*, tablet: FeedbackTablet, by: Actor, now: datetime) -> FeedbackTablet:
    """Revoke a lost tablet: from now on it hands nothing in. Raises UnableToPlan."""
    checks.check_officer(by)
    with transaction.atomic():
        event = locked(tablet.event)
        tablet.revoked_at, tablet.revoked_by_name = now, by.name
        tablet.save(update_fields=["revoked_at", "revoked_by_name"])
        note(event, "revoke_tablet", f"{event.occasion.code} 停用反馈平板 {tablet.name}", by=by, now=now)
    return tablet


def _take_apart(
    event: Event,
    stops: Sequence[tuple[Stop, int]],
    survey: Mapping[str, int],
    *,
    by: Actor,
    now: datetime,
    **shown: str,
) -> None:
    """Keep the scores and answers of a sheet; `shown` is the sheet's id and the notice that it showed."""
    for stop, score in stops:
        give_feedback(stop=stop, score=score, by=by, now=now, **shown)
    if survey:
        held = event.occasion.on <= clock.day_of(now)
        moment = SurveyMoment.AFTER if held else SurveyMoment.BEFORE
        answer_survey(event=event, moment=moment, scores=survey, by=by, now=now, **shown)
    if not (stops or survey):
        words = f"{event.occasion.code} 来宾留言"
        note(event, "feedback", words, by=by, now=now, notice=shown["notice_version"])


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
