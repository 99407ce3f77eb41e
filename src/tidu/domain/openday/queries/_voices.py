"""What guests thought: how many answered, the mean and the share that finds it good; few answers say 样本不足."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from tidu.domain.openday.models import Event, FeedbackSheet, FeedbackTablet, StopFeedback, SurveyAnswer
from tidu.domain.openday.queries._events import moment_of
from tidu.domain.openday.queries._plan import stops
from tidu.domain.openday.vocabulary import (
    GOOD_SCORE,
    SurveyMoment,
    SurveyQuestion,
)
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.vocabulary import SMALL_SAMPLE


@dataclass(frozen=True)
class Scores:
    """Answers from 1 to 5: how many, their mean (two decimals) and the share of 4 and 5 in per cent (one).

    Mean and share are None for fewer than `SMALL_SAMPLE` answers: then nobody's own answer can be read from them.
    """

    n: int
    mean: Decimal | None
    share: Decimal | None

    @property
    def is_small(self) -> bool:
        """Return whether there are too few answers to say anything."""
        return self.n < SMALL_SAMPLE


def scores(given: Iterable[int]) -> Scores:
    """Return what answers come to; exact, half rounded away from nought."""
    every = list(given)
    if len(every) < SMALL_SAMPLE:
        return Scores(len(every), None, None)
    good = sum(score >= GOOD_SCORE for score in every)
    return Scores(len(every), _mean(sum(every), len(every)), share_percent(good, len(every), 1))


def _mean(total: int, n: int) -> Decimal:
    """Return total / n with two decimals, half up; both are whole and positive."""
    return Decimal((200 * total + n) // (2 * n)).scaleb(-2)


@dataclass(frozen=True)
class StopScores:
    """A stop with what guests thought of it, and their remarks."""

    name: str
    scores: Scores
    remarks: tuple[str, ...]


def feedback(event: Event, as_of: AsOf) -> list[StopScores]:
    """Return the stops in order with their scores as of a day, in two queries."""
    given: dict[int, list[StopFeedback]] = defaultdict(list)
    known = StopFeedback.objects.filter(stop__event=event, given_at__lt=moment_of(as_of))
    for one in known.order_by("given_at", "pk"):
        given[one.stop_id].append(one)
    return [
        StopScores(
            name=stop.name,
            scores=scores(one.score for one in given[stop.pk]),
            remarks=tuple(one.remark for one in given[stop.pk] if one.remark),
        )
        for stop in stops(event)
    ]


def remarks(event: Event, as_of: AsOf) -> list[str]:
    """Return what guests wrote on their sheets as of a day, the earliest first, in one query."""
    known = FeedbackSheet.objects.filter(event=event, given_at__lt=moment_of(as_of)).exclude(remark="")
    return list(known.order_by("given_at", "pk").values_list("remark", flat=True))


def tablets(event: Event) -> list[FeedbackTablet]:
    """Return the tablets enrolled for an event, each with how many `sheets_in` it has collected; one query."""
    found = FeedbackTablet.objects.filter(event=event).annotate(sheets_in=Count("sheets"))
    return list(found.order_by("enrolled_at", "pk"))


@dataclass(frozen=True)
class SurveyRow:
    """A question before and after; `gained` is the change of the mean, None where either sample is too small."""

    question: str
    before: Scores
    after: Scores

    @property
    def gained(self) -> Decimal | None:
        """Return by how much the mean rose."""
        if self.before.mean is None or self.after.mean is None:
            return None
        return self.after.mean - self.before.mean


def survey(event: Event, as_of: AsOf) -> list[SurveyRow]:
    """Return the survey before and after as of a day, one query."""
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    known = SurveyAnswer.objects.filter(event=event, given_at__lt=moment_of(as_of))
    for question, moment, score in known.values_list("question", "moment", "score"):
        given[question, moment].append(score)
    return [
        SurveyRow(
            question=str(one.label),
            before=scores(given[one.value, SurveyMoment.BEFORE]),
            after=scores(given[one.value, SurveyMoment.AFTER]),
        )
        for one in SurveyQuestion
    ]
