"""When a rule can be applied for, seen from a day: open now, opening on a day, unknown, or over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tidu.rules.model.rule import Rule
from tidu.rules.model.windows import Span, Unpublished, Window, cases_of, stands

UNWRITTEN: Final = "规则文件没有写申报窗口"


class WindowState(StrEnum):
    """What can be said of applying on a day."""

    OPEN = "open"
    OPENS = "opens"
    UNKNOWN = "unknown"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """Chinese word for the state."""
        return {
            WindowState.OPEN: "正在受理",
            WindowState.OPENS: "尚未开始",
            WindowState.UNKNOWN: "未知",
            WindowState.ENDED: "已经截止",
        }[self]


@dataclass(frozen=True, kw_only=True)
class NextWindow:
    """When a policy can be applied for, seen from a day.

    OPEN has `closes_on` (None: no end), OPENS has both days, ENDED the last day there was, if any. UNKNOWN has
    `reasons`, and `closes_on` where the last day alone is published. The other states have reasons for what is unknown
    besides on that day. `rule` and `window` are the version and the statement it rests on.
    """

    on: date
    state: WindowState
    rule: Rule | None = None
    window: Window | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Opening:
    rule: Rule
    window: Window
    span: Span


def next_window(rule: Rule, on: date) -> NextWindow:
    """Return when one version of a rule can be applied for, seen from a day."""
    return next_of((rule,), on)


def next_of(versions: Sequence[Rule], on: date) -> NextWindow:
    """Return when a rule can be applied for, over the versions of it that are known.

    Open now comes first; then a batch of which only the last day is published, for it may be open; then the next
    opening; then that nothing is published; else that all is over.
    """
    found = [one for rule in versions for one in _openings(rule, on)]
    past = [one for one in found if _last(one) < on]
    coming = [one for one in found if _last(one) >= on]
    now = [one for one in coming if one.span.opens_on is not None and one.span.opens_on <= on]
    half = [one for one in coming if one.span.opens_on is None]
    reasons = tuple(dict.fromkeys(reason for rule in versions for reason in _reasons(rule, on, on)))
    lasting = tuple(dict.fromkeys(reason for rule in versions for reason in _reasons(rule, on, date.max)))
    if now:
        return _told(WindowState.OPEN, max(now, key=_last), on, reasons)
    if half:
        return _told(WindowState.UNKNOWN, min(half, key=_last), on, ("开始日没有公布", *reasons))
    if coming:
        return _told(WindowState.OPENS, min(coming, key=_first), on, reasons)
    if unknown := reasons or lasting:
        return NextWindow(on=on, state=WindowState.UNKNOWN, reasons=unknown)
    if past:
        return _told(WindowState.ENDED, max(past, key=_last), on, ())
    return NextWindow(on=on, state=WindowState.ENDED)


def _first(opening: _Opening) -> date:
    return opening.span.opens_on or date.min


def _last(opening: _Opening) -> date:
    return opening.span.closes_on or date.max


def _told(state: WindowState, one: _Opening, on: date, reasons: tuple[str, ...]) -> NextWindow:
    return NextWindow(
        on=on,
        state=state,
        rule=one.rule,
        window=one.window,
        opens_on=one.span.opens_on,
        closes_on=one.span.closes_on,
        reasons=reasons,
    )


def _openings(rule: Rule, on: date) -> Iterator[_Opening]:
    """Yield every opening of a version around a day, cut to the days whose cases the version judges."""
    for window in rule.windows:
        days = stands(window, cases_of(rule.version_by, rule.law))
        if days is None:
            continue
        start = max(days.opens_on or date.min, min(on, days.closes_on or date.max))
        for span in window.spans(start, _in_two_years(start)):
            if part := span.overlap(days):
                yield _Opening(rule, window, part)


def _in_two_years(day: date) -> date:
    """Return a day by which every yearly batch has opened once more, whole."""
    return date(min(day.year + 2, date.max.year), 12, 31)


def _reasons(rule: Rule, first: date, last: date) -> Iterator[str]:
    """Yield why something is unknown on some day from `first` to `last`."""
    asked, cases = Span(first, last), cases_of(rule.version_by, rule.law)
    if not rule.windows and asked.overlap(cases):
        yield UNWRITTEN
    for window in rule.windows:
        days = stands(window, cases)
        if isinstance(window, Unpublished) and days and asked.overlap(days):
            yield f"{window.label}：{window.reason}" if window.label else window.reason
