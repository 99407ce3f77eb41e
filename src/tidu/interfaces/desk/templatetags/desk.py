"""Template filters of the desk: a policy's day, and why it is not the firm's yet."""

from __future__ import annotations

from django import template

from tidu.domain.enterprises.queries import StatedValue
from tidu.domain.rulebook.queries import Benefit
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance.queries import Origin
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.values import Words
from tidu.rules.explain import clause_in_words
from tidu.rules.model.next_window import WindowState

register = template.Library()

MOST_GAPS = 3


@register.filter
def deadline(line: Benefit, as_of: AsOf) -> str:
    """Show when a policy can be applied for, and until when it is in force."""
    window = line.offer.window
    words = window.state.label
    if window.state is WindowState.OPEN and window.closes_on is not None:
        left = (window.closes_on - as_of.on).days
        words = f"正在受理，{wording.day(window.closes_on)} 截止，还有 {left} 天"
    elif window.state is WindowState.OPENS:
        words = f"{wording.day(window.opens_on)} 开始受理"
    elif window.state is WindowState.UNKNOWN:
        last = window.closes_on
        words = f"{wording.day(last)} 截止，开始日未公布" if last else "申报时间未公布"
    if line.last_day is None:
        return words
    return f"{words}；政策有效至 {wording.day(line.last_day)}"


@register.filter
def why(line: Benefit) -> str:
    """Show in one sentence what fails, what is missing, or what is waited for."""
    verdict = line.offer.verdict
    if line.unknown:
        labels = "、".join(verdict.vocabulary.label(needed) for needed in verdict.missing[:MOST_GAPS])
        more = len(verdict.missing) - MOST_GAPS
        return f"缺：{labels}{f'等 {len(verdict.missing)} 个数' if more > 0 else ''}"
    if line.pending:
        return f"待给出{'、'.join(verdict.vocabulary[fact].label for fact in verdict.pending_experts)}"
    gaps = "，".join(clause_in_words(found, verdict) for found in verdict.gaps[:MOST_GAPS])
    more = len(verdict.gaps) - MOST_GAPS
    return f"差 {len(verdict.gaps)} 项：{gaps}{' 等' if more > 0 else ''}"


@register.filter
def source(origin: Origin | None) -> str:
    """Show where a value came from, with the day it was loaded."""
    if origin is None:
        return "没有来源"
    return f"{origin.label} · {wording.day(origin.loaded_at)}"


@register.simple_tag
def told(words: Words, stated: StatedValue) -> str:
    """Return a stated value in words."""
    return words.of(stated.key, stated.value)
