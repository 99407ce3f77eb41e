"""A region's own values for the parameters of a rule that others wrote, and its own application windows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, VersionBy
from tidu.rules.model.next_window import UNWRITTEN
from tidu.rules.model.rule import Rule
from tidu.rules.model.windows import (
    DAY,
    Span,
    Unpublished,
    Window,
    cases_of,
    check_windows,
    is_over_before,
    stands,
)

Dated = TypeVar("Dated", DatedValue, Window)
BETWEEN = "\n---\n"
"""What stands in a rule's text between its own document and the local ones over it, as between documents of YAML."""


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """One local document that sets some parameters of a rule for its region while it is in force.

    `windows` stand on the days on which the document is in force, whatever day picks the version of the rule: beside
    the rule's own, or, where it `replaces` them, in their place.
    """

    rule: str
    region: str
    law: Law
    values: tuple[tuple[str, DatedValue], ...]
    windows: tuple[Window, ...] = ()
    replaces: bool = False
    text: str = ""


def check_overlay(overlay: Overlay, versions: Sequence[Rule] | None) -> None:
    """Refuse an overlay of no rule, or of a parameter that the rule does not have while the overlay is in force."""
    if versions is None:
        raise InvalidRule(f"没有规则 {overlay.rule}，不能另定它的参数", overlay)
    for version in versions:
        if together(version.law, overlay.law):
            for name, _ in overlay.values:
                if name not in version.kinds:
                    known = "、".join(version.kinds) or "没有参数"
                    raise InvalidRule(f"规则 {version.code} 没有参数 {name}；可用：{known}", overlay)


def check_local_windows(overlay: Overlay, versions: Iterable[Rule]) -> None:
    """Refuse windows that contradict one another or the rule's own, or are over before their document.

    Raises InvalidRule.
    """
    for window in overlay.windows:
        if stands(window, _days(overlay.law)) is None:
            raise InvalidRule(f"申报窗口{window.label}的 from、until 不在本地文件有效的日子里")
    check_windows(overlay.windows, VersionBy.APPLICATION_DAY, overlay.law)
    for version in versions:
        try:
            check_windows(_windows(version, overlay), version.version_by, version.law)
        except InvalidRule as error:
            raise InvalidRule(
                f"加到规则 {version.code}（{version.law.number}）的窗口上不成立：{error}；要代替原有的改写 replace"
            ) from None


def overlaid(rule: Rule, overlays: Iterable[Overlay]) -> Rule:
    """Return the rule with the overlays' values and windows over its own, the later ones over the earlier."""
    for overlay in overlays:
        if overlay.rule == rule.code:
            parameters, windows = _parameters(rule, overlay), _windows(rule, overlay)
            if (parameters, windows) != (rule.parameters, rule.windows):
                text = f"{rule.text}{BETWEEN}{overlay.text}"
                rule = dataclasses.replace(rule, parameters=parameters, windows=windows, text=text)
    return rule


def together(one: Law, other: Law) -> bool:
    """Return whether two documents are ever in force on one day."""
    ends = [law.valid_until_on for law in (one, other) if law.valid_until_on is not None]
    return not ends or max(one.valid_from_on, other.valid_from_on) < min(ends)


def _parameters(rule: Rule, overlay: Overlay) -> tuple[Parameter, ...]:
    """Return the parameters with the local values on their days, and their own values before and after."""
    if not together(rule.law, overlay.law):
        return rule.parameters
    values = dict(overlay.values)
    return tuple(
        dataclasses.replace(
            one,
            series=tuple(
                sorted(
                    (values[one.name], *_outside(one.series, overlay.law)),
                    key=lambda dated: dated.valid_from_on,
                )
            ),
        )
        if one.name in values
        else one
        for one in rule.parameters
    )


def _windows(rule: Rule, overlay: Overlay) -> tuple[Window, ...]:
    """Return the windows of a version with the local ones; what it does not write stays unknown on the other days."""
    cases, law = cases_of(rule.version_by, rule.law), overlay.law
    if not overlay.windows or _days(law).overlap(cases) is None:
        return rule.windows
    unwritten = Unpublished(
        reason=UNWRITTEN, confidence=Confidence.OPEN, last_checked_on=rule.law.last_checked_on
    )
    own = rule.windows or (unwritten,)
    kept = _outside(own, law) if overlay.replaces else own
    local = (_within(window, law) for window in overlay.windows)
    first = cases.opens_on
    assert first is not None  # noqa: S101  # every document has a first day
    return tuple(window for window in (*kept, *local) if not is_over_before(window, first))


def _days(law: Law) -> Span:
    return Span(law.valid_from_on, law.valid_until_on and law.valid_until_on - DAY)


def _outside(dated: Iterable[Dated], law: Law) -> Iterator[Dated]:
    """Yield what is dated as it stands before and after a document's days."""
    for own in dated:
        if own.valid_from_on < law.valid_from_on:
            ends = [day for day in (own.valid_until_on, law.valid_from_on) if day is not None]
            yield dataclasses.replace(own, valid_until_on=min(ends))
        end = law.valid_until_on
        if end is not None and (own.valid_until_on is None or own.valid_until_on > end):
            yield dataclasses.replace(own, valid_from_on=max(own.valid_from_on, end))


def _within(window: Window, law: Law) -> Window:
    """Return a local window on the days of its document."""
    ends = [day for day in (window.valid_until_on, law.valid_until_on) if day is not None]
    return dataclasses.replace(
        window,
        valid_from_on=max(window.valid_from_on, law.valid_from_on),
        valid_until_on=min(ends, default=None),
    )
