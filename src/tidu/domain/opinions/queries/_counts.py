"""Opinions as they stood at a moment, and what they count up to: raw, set aside, final items, answered and open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Min, QuerySet

from tidu.domain.opinions.models import (
    Extension,
    Occasion,
    Opinion,
    OpinionEffect,
    OpinionRound,
    OpinionStep,
    Theme,
    ThemeDecision,
)
from tidu.domain.opinions.queries._rules import Deadline, answered_late, deadline_of
from tidu.domain.opinions.vocabulary import (
    SET_ASIDE,
    OccasionKind,
    OpinionState,
    ProposerGroup,
    RatedFrom,
    ReplyKind,
    Satisfaction,
)
from tidu.foundation import clock
from tidu.foundation.clock import AsOf

NO_THEME = "未定"


@dataclass(frozen=True)
class OpinionThen:
    """An opinion as it stood at a moment: state, theme of the first level, and the rounds begun until then.

    `was_answered_late` tells that one of its answers, the standing one or one before, came after its deadline. `tree`
    are all themes by their keys, which were read with it.
    """

    opinion: Opinion
    state: str
    theme: Theme | None
    rounds: tuple[OpinionRound, ...]
    deadline: Deadline | None
    was_answered_late: bool
    tree: Mapping[int, Theme] = field(repr=False, compare=False)

    @property
    def is_final(self) -> bool:
        """Return whether it is one of the final items."""
        return self.state not in SET_ASIDE

    @property
    def is_raw(self) -> bool:
        """Return whether somebody handed it in, and it is no part of another one."""
        return self.opinion.split_from_id is None

    @property
    def present(self) -> OpinionRound | None:
        """Return the round that stands, None where nobody has been asked."""
        last = self.rounds[-1] if self.rounds else None
        return None if last is None or last.returned_at is not None else last

    @property
    def reply_kind(self) -> str:
        """Return how it was answered, empty while it is open or open again."""
        return self.present.reply_kind if self.present and self.present.answered_at else ""

    @property
    def theme_name(self) -> str:
        """Return the theme that is counted."""
        return self.theme.name if self.theme else NO_THEME

    def is_late(self, as_of: AsOf) -> bool:
        """Return whether an answer is owed and late on a day."""
        if not self.is_final or self.reply_kind or self.deadline is None:
            return False
        return as_of.on > self.deadline.in_force_on

    @property
    def last_rated(self) -> OpinionRound | None:
        """Return the round that the proposer rated last; it may be one that the rating opened again."""
        return next((one for one in reversed(self.rounds) if one.rated_at is not None), None)

    @property
    def likes_result(self) -> bool | None:
        """Return whether the proposer was content with the result at the last rating, None before any."""
        last = self.last_rated
        return last.satisfaction != Satisfaction.UNSATISFIED if last else None

    @property
    def likes_attitude(self) -> bool | None:
        """Return whether the proposer was content with the attitude at the last rating, None before any."""
        last = self.last_rated
        return last.attitude != Satisfaction.UNSATISFIED if last else None


@dataclass(frozen=True)
class Tally:
    """What opinions count up to. raw - invalid - merged - split + parts = final = on_spot + later + open.

    `invalid`, `merged` and `split` are of the raw ones; `parts` those of split ones that are final items.
    """

    raw: int
    invalid: int
    merged: int
    split: int
    parts: int
    final: int
    on_spot: int
    later: int
    open: int
    late: int


def first_taken_on() -> date | None:
    """Return the day on which the first opinion of all was taken down, None where none was."""
    first = Opinion.objects.aggregate(first=Min("taken_at"))["first"]
    return clock.day_of(first) if first else None


def opinions_then(
    as_of: AsOf,
    *,
    occasion: Occasion | None = None,
    occasions: Collection[int] | None = None,
    year: int | None = None,
) -> list[OpinionThen]:
    """Return every opinion of an occasion (of several, by their keys), of a year, or of all, as it stood on a day.

    Six queries.
    """
    moment = clock.end_of(as_of.on)
    if as_of.known_at is not None:
        moment = min(moment, as_of.known_at)
    found = Opinion.objects.filter(taken_at__lt=moment)
    if occasion is not None:
        found = found.filter(occasion=occasion)
    if occasions is not None:
        found = found.filter(occasion__in=occasions)
    if year is not None:
        found = found.filter(taken_at__year=year)
    rows = list(found.order_by("number"))
    if not rows:
        return []
    told = _told(found.order_by(), moment)
    return [_then(one, told) for one in rows]


def open_then(as_of: AsOf) -> list[OpinionThen]:
    """Return the final items that had no answer on a day, the soonest due first, those with nobody last."""
    found = [one for one in opinions_then(as_of) if one.is_final and not one.reply_kind]
    return sorted(found, key=lambda one: one.deadline.in_force_on if one.deadline else date.max)


@dataclass(frozen=True)
class _Told:
    """What had been written of opinions until a moment, each by the opinion's key."""

    states: dict[int, str]
    tree: dict[int, Theme]
    themes: dict[int, int | None]
    rounds: dict[int, list[OpinionRound]]
    granted: dict[int, list[Extension]]


def _told(found: QuerySet[Opinion], moment: datetime) -> _Told:
    steps = OpinionStep.objects.filter(opinion__in=found, at__lt=moment).order_by("pk")
    rounds: dict[int, list[OpinionRound]] = {}
    begun = OpinionRound.objects.filter(opinion__in=found, began_at__lt=moment).select_related("lead")
    for one in begun.order_by("number"):
        rounds.setdefault(one.opinion_id, []).append(_until(one, moment))
    granted: dict[int, list[Extension]] = {}
    for each in Extension.objects.filter(round__opinion__in=found, granted=True, decided_at__lt=moment):
        granted.setdefault(each.round_id, []).append(each)
    themes: dict[int, int | None] = {}
    decisions = ThemeDecision.objects.filter(opinion__in=found).order_by("pk")
    for opinion, theme, at in decisions.values_list("opinion_id", "theme_id", "decided_at"):
        before = themes.setdefault(opinion, None)
        themes[opinion] = theme if at < moment else before
    states = dict(steps.values_list("opinion_id", "state"))
    return _Told(states, Theme.objects.in_bulk(), themes, rounds, granted)


def _then(one: Opinion, told: _Told) -> OpinionThen:
    """Return an opinion as told; a part has the theme of the whole until somebody decides on it."""
    rounds = tuple(told.rounds.get(one.pk, ()))
    last = rounds[-1] if rounds else None
    decided = told.themes.get(one.pk, one.main_theme_id)
    theme = told.tree[decided] if decided else None
    return OpinionThen(
        opinion=one,
        state=told.states.get(one.pk, OpinionState.REGISTERED),
        theme=told.tree[theme.parent_id] if theme and theme.parent_id else theme,
        rounds=rounds,
        deadline=deadline_of(last, told.granted.get(last.pk, [])) if last else None,
        was_answered_late=any(answered_late(each, told.granted.get(each.pk, [])) for each in rounds),
        tree=told.tree,
    )


def _until(one: OpinionRound, moment: datetime) -> OpinionRound:
    """Return a round without what happened to it at `moment` or later."""
    if one.answered_at is not None and one.answered_at >= moment:
        one.answered_at, one.reply_kind, one.result, one.rated_at = None, "", "", None
    if one.returned_at is not None and one.returned_at >= moment:
        one.returned_at = None
    if one.rated_at is not None and one.rated_at >= moment:
        one.attitude, one.satisfaction, one.rated_at = "", "", None
    return one


def tally(items: Iterable[OpinionThen], as_of: AsOf) -> Tally:
    """Return what opinions count up to."""
    every = list(items)
    raw = Counter(one.state for one in every if one.is_raw)
    final = [one for one in every if one.is_final]
    kinds = Counter(one.reply_kind for one in final)
    return Tally(
        raw=sum(raw.values()),
        invalid=raw[OpinionState.INVALID],
        merged=raw[OpinionState.MERGED],
        split=raw[OpinionState.SPLIT],
        parts=sum(1 for one in final if not one.is_raw),
        final=len(final),
        on_spot=kinds[ReplyKind.ON_THE_SPOT],
        later=kinds[ReplyKind.LATER],
        open=kinds[""],
        late=sum(one.is_late(as_of) for one in final),
    )


@dataclass(frozen=True)
class GroupTable:
    """Themes × groups: `rows` are name of the theme, a count per group in the order of `groups`, and their sum.

    `themes` and `group_codes` are the codes of rows and columns, a theme not decided on without one.
    """

    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]
    totals: tuple[int, ...]
    total: int
    themes: tuple[str, ...]
    group_codes: tuple[str, ...]


def theme_table(items: Iterable[OpinionThen]) -> GroupTable:
    """Return the final items by main theme of the first level and group; its sums add up to X."""
    final = [one for one in items if one.is_final]
    counted = Counter((one.theme.code if one.theme else "", one.opinion.group) for one in final)
    themes = [(one.code, one.name) for one in first_level(final)]
    codes = list(ProposerGroup.values)
    rows, shown = [], []
    for theme, name in (*themes, ("", NO_THEME)):
        counts = tuple(counted[theme, code] for code in codes)
        if theme or any(counts):
            rows.append((name, counts, sum(counts)))
            shown.append(theme)
    totals = tuple(sum(counts[place] for _, counts, _ in rows) for place in range(len(codes)))
    labels = tuple(str(label) for label in ProposerGroup.labels)
    return GroupTable(labels, tuple(rows), totals, sum(totals), tuple(shown), tuple(codes))


def first_level(items: Sequence[OpinionThen]) -> list[Theme]:
    """Return the themes of the first level in order: as read with the items, in one query where there are none."""
    every = items[0].tree.values() if items else Theme.objects.all()
    return sorted((one for one in every if one.parent_id is None), key=lambda one: (one.position, one.pk))


@dataclass(frozen=True)
class AnswerRates:
    """How final items were answered: `in_time` of those answered or late (`judged`), content of those `rated`.

    What was late once is never in time again; who was not content counts as such until rating anew.
    """

    in_time: int
    judged: int
    rated: int
    attitude: int
    result: int


def answer_rates(items: Iterable[OpinionThen], as_of: AsOf) -> AnswerRates:
    """Return how the final items among some were answered, in all their rounds."""
    final = [one for one in items if one.is_final]
    timely = [said for one in final if (said := on_time(one, as_of)) is not None]
    return AnswerRates(
        in_time=sum(timely),
        judged=len(timely),
        rated=sum(one.last_rated is not None for one in final),
        attitude=sum(one.likes_attitude is True for one in final),
        result=sum(one.likes_result is True for one in final),
    )


def on_time(one: OpinionThen, as_of: AsOf) -> bool | None:
    """Return whether an item was always answered in time, None while its answer is not due yet."""
    if one.is_late(as_of) or one.was_answered_late:
        return False
    return True if one.reply_kind else None


@dataclass(frozen=True)
class UnitRates:
    """How a unit answers: items it leads, answered, of these always in time, rated, and satisfied with the result.

    `late` counts what is late or was answered late in any round, `own` the ratings by the telephone that had handed the
    opinion in.
    """

    code: str
    name: str
    led: int
    answered: int
    in_time: int
    late: int
    rated: int
    satisfied: int
    own: int


def unit_rates(items: Iterable[OpinionThen], as_of: AsOf) -> list[UnitRates]:
    """Return how each unit answers the items that are its own now; the unit with most items first."""
    led: dict[tuple[str, str], list[OpinionThen]] = {}
    for one in items:
        if one.is_final and one.present is not None:
            led.setdefault((one.present.lead.code, one.present.lead.short_name), []).append(one)
    found = [_unit_rates(code, name, each, as_of) for (code, name), each in led.items()]
    return sorted(found, key=lambda one: (-one.led, one.code))


def _unit_rates(code: str, name: str, items: list[OpinionThen], as_of: AsOf) -> UnitRates:
    answered = [one for one in items if one.reply_kind]
    rated = [one for one in items if one.last_rated and one.last_rated.lead.code == code]
    return UnitRates(
        code=code,
        name=name,
        led=len(items),
        answered=len(answered),
        in_time=sum(not one.was_answered_late for one in answered),
        late=sum(one.is_late(as_of) or one.was_answered_late for one in items),
        rated=len(rated),
        satisfied=sum(one.likes_result is True for one in rated),
        own=sum(one.last_rated.rated_from == RatedFrom.OWN for one in rated if one.last_rated),
    )


def effects_known(as_of: AsOf) -> dict[int, list[OpinionEffect]]:
    """Return what was kept by a day of what opinions changed, by the opinion's key, in one query."""
    found: dict[int, list[OpinionEffect]] = {}
    for one in OpinionEffect.objects.filter(recorded_at__lt=clock.end_of(as_of.on)).order_by("on", "pk"):
        found.setdefault(one.opinion_id, []).append(one)
    return found


def changed_by(occasion: Occasion, as_of: AsOf) -> list[OpinionEffect]:
    """Return what was kept by a day of what the opinions of an occasion changed, in one query."""
    kept = OpinionEffect.objects.filter(
        opinion__occasion=occasion, recorded_at__lt=clock.end_of(as_of.on)
    ).select_related("opinion")
    return list(kept.order_by("on", "pk"))


def occasions(kind: str = OccasionKind.OPEN_DAY) -> list[Occasion]:
    """Return the occasions of a kind, the latest first."""
    return list(Occasion.objects.filter(kind=kind).order_by("-on", "-pk"))


def find_occasion(code: str) -> Occasion | None:
    """Return an occasion by its code."""
    return Occasion.objects.filter(code=code).first()


def latest_open_day(as_of: AsOf, year: int | None = None, event_on: date | None = None) -> Occasion | None:
    """Return the last Open Day that had been held on a day, of one year or on one day where it is asked for."""
    held = Occasion.objects.filter(kind=OccasionKind.OPEN_DAY, on__lte=as_of.on)
    if year is not None:
        held = held.filter(on__year=year)
    if event_on is not None:
        held = held.filter(on=event_on)
    return held.order_by("-on", "-pk").first()
