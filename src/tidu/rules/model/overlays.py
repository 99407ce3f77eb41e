"""A region's own values for the parameters of a rule that others wrote."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import DatedValue, Law, Parameter
from tidu.rules.model.rule import Rule


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """One local document that sets some parameters of a rule for its region while it is in force."""

    rule: str
    region: str
    law: Law
    values: tuple[tuple[str, DatedValue], ...]
    text: str = ""


def check_overlay(overlay: Overlay, versions: Iterable[Rule] | None) -> None:
    """Refuse an overlay of no rule, or of a parameter that the rule does not have while the overlay is in force."""
    if versions is None:
        raise InvalidRule(f"没有规则 {overlay.rule}，不能另定它的参数", overlay)
    for version in versions:
        if together(version.law, overlay.law):
            for name, _ in overlay.values:
                if name not in version.kinds:
                    known = "、".join(version.kinds) or "没有参数"
                    raise InvalidRule(f"规则 {version.code} 没有参数 {name}；可用：{known}", overlay)


def overlaid(rule: Rule, overlays: Iterable[Overlay]) -> Rule:
    """Return the rule with the overlays' values in place of its own, the later ones over the earlier."""
    for overlay in overlays:
        if overlay.rule == rule.code and together(rule.law, overlay.law):
            values = dict(overlay.values)
            parameters = tuple(
                _overlaid(one, values[one.name]) if one.name in values else one for one in rule.parameters
            )
            rule = dataclasses.replace(rule, parameters=parameters, text=f"{rule.text}\n{overlay.text}")
    return rule


def together(one: Law, other: Law) -> bool:
    """Return whether two documents are ever in force on one day."""
    ends = [law.valid_until_on for law in (one, other) if law.valid_until_on is not None]
    return not ends or max(one.valid_from_on, other.valid_from_on) < min(ends)


def _overlaid(parameter: Parameter, local: DatedValue) -> Parameter:
    """Return the parameter with the local value on its days, and its own values before and after."""
    series = [local]
    for own in parameter.series:
        if own.valid_from_on < local.valid_from_on:
            ends = [day for day in (own.valid_until_on, local.valid_from_on) if day is not None]
            series.append(dataclasses.replace(own, valid_until_on=min(ends)))
        end = local.valid_until_on
        if end is not None and (own.valid_until_on is None or own.valid_until_on > end):
            series.append(dataclasses.replace(own, valid_from_on=max(own.valid_from_on, end)))
    return dataclasses.replace(parameter, series=tuple(sorted(series, key=lambda one: one.valid_from_on)))
