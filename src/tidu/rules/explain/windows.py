"""When a policy can be applied for, in words: each statement of a rule, and what comes next seen from a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from tidu.rules.model.law import Confidence
from tidu.rules.model.next_window import UNWRITTEN, NextWindow, WindowState
from tidu.rules.model.rule import Rule
from tidu.rules.model.show import show_day
from tidu.rules.model.windows import AllYear, MonthDay, Once, Unpublished, Window, Yearly


@dataclass(frozen=True, kw_only=True)
class WindowNote:
    """What a reader is told: a sentence, the clause it rests on and how far that has been confirmed.

    `source` is empty and `confidence` 未查到 where nothing is published.
    """

    state: WindowState
    says: str
    opens_on: date | None
    closes_on: date | None
    source: str
    confidence: Confidence


def window_note(found: NextWindow) -> WindowNote:
    """Return the words for what comes next."""
    source, confidence = "", Confidence.OPEN
    if found.rule is not None and found.window is not None:
        source, confidence = window_source(found.window, found.rule), found.window.confidence
    says = _SAYS[found.state](found)
    if found.reasons and found.state is not WindowState.UNKNOWN:
        says += f"；另有不清楚的：{'；'.join(found.reasons)}"
    return WindowNote(
        state=found.state,
        says=f"{says}。",
        opens_on=found.opens_on,
        closes_on=found.closes_on,
        source=source,
        confidence=confidence,
    )


def window_in_words(window: Window) -> str:
    """Return one statement in words, as 第一批：每年3月1日至4月30日."""
    days = _days_of(window)
    if window.valid_from_on != date.min:
        days += f"（{show_day(window.valid_from_on)}起）"
    if window.valid_until_on is not None:
        days += f"（{show_day(window.valid_until_on)}以前）"
    return f"{window.label}：{days}" if window.label else days


def window_source(window: Window, rule: Rule) -> str:
    """Return where a statement stands; empty where nothing is published and no article says so."""
    if window.number:
        return f"{window.number}{window.article}"
    return rule.law.cite(window.article) if window.article else ""


def _days_of(window: Window) -> str:
    if isinstance(window, Yearly):
        over = "次年" if window.closes < window.opens else ""
        return f"每年{_show(window.opens)}至{over}{_show(window.closes)}"
    if isinstance(window, Once):
        if window.opens_on is None:
            return f"{show_day(window.closes_on)}截止，开始日没有公布"
        return f"{show_day(window.opens_on)}至{show_day(window.closes_on)}"
    return f"未公布：{window.reason}" if isinstance(window, Unpublished) else "常年受理"


def _show(day: MonthDay) -> str:
    return f"{day.month}月{day.day}日"


def _open(found: NextWindow) -> str:
    if found.closes_on is None:
        return f"常年受理{_batch(found)}"
    end = show_day(found.closes_on)
    if isinstance(found.window, AllYear):
        return f"常年受理{_batch(found)}，现行文件到{end}为止"
    left = (found.closes_on - found.on).days
    return f"正在受理{_batch(found)}，{end}截止（{f'还有 {left} 天' if left else '今天是最后一天'}）"


def _opens(found: NextWindow) -> str:
    start = show_day(found.opens_on)
    if isinstance(found.window, AllYear):
        return f"{start}起常年受理{_batch(found)}"
    return f"{start}开始受理{_batch(found)}，{show_day(found.closes_on)}截止"


def _unknown(found: NextWindow) -> str:
    why = "；".join(found.reasons)
    if found.closes_on is not None:
        return f"{show_day(found.closes_on)}截止{_batch(found)}，{why}"
    return f"{'未知' if found.reasons == (UNWRITTEN,) else '未公布'}：{why}"


def _ended(found: NextWindow) -> str:
    last = f"，最近一次{_batch(found)}到{show_day(found.closes_on)}为止" if found.closes_on else ""
    return f"已经截止{last}"


_SAYS: Final[Mapping[WindowState, Callable[[NextWindow], str]]] = {
    WindowState.OPEN: _open,
    WindowState.OPENS: _opens,
    WindowState.UNKNOWN: _unknown,
    WindowState.ENDED: _ended,
}


def _batch(found: NextWindow) -> str:
    return f"（{found.window.label}）" if found.window is not None and found.window.label else ""
