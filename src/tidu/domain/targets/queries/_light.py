"""The light of a target: one printed rule over what stays with no new act and what there can be at best."""

from __future__ import annotations

from dataclasses import dataclass

from tidu.domain.pool.queries import Outlook
from tidu.domain.targets.models import Target
from tidu.domain.targets.queries._outlook import Expected
from tidu.domain.targets.vocabulary import Light
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer


@dataclass(frozen=True)
class Forecast:
    """The light with the two numbers it follows from, None where they cannot be known; `words` say why."""

    light: Light
    stays: int | None
    best: int | None
    words: str


def light_of(*, value: int, stays: int, best: int, is_complete: bool = True) -> Light:
    """Return the light by the printed rule; unknown where the best case leaves somebody out and does not suffice."""
    if stays >= value:
        return Light.GREEN
    if best >= value:
        return Light.YELLOW
    return Light.RED if is_complete else Light.UNKNOWN


def forecast(target: Target, actual: Answer, outlook: Expected | Outlook, as_of: AsOf) -> Forecast:
    """Return the light of a target by the printed rule, with the numbers it follows from."""
    if target.due_on <= as_of.on:
        return _at_the_end(target, actual)
    if actual.value is None:
        return Forecast(Light.UNKNOWN, None, None, f"实际值缺数，不能亮灯。{actual.reason}")
    if outlook is None:
        return Forecast(Light.UNKNOWN, None, None, "该指标没有可推算的有效期和候选企业，暂不能亮灯。")
    numbers = (
        f"到 {target.due_on} 不办新手续仍有效 {outlook.stays} 家，"
        f"最好可达 {outlook.best} 家，目标 {target.value} 家"
    )
    light = light_of(
        value=target.value, stays=outlook.stays, best=outlook.best, is_complete=outlook.is_complete
    )
    note = f"（{outlook.open_part}）" if outlook.open_part else ""
    return Forecast(light, outlook.stays, outlook.best, f"{numbers}{note}。")


def _at_the_end(target: Target, actual: Answer) -> Forecast:
    if actual.value is None:
        return Forecast(Light.UNKNOWN, None, None, "期限已到，实际值缺数。")
    met = actual.value >= target.value
    words = f"期限已到，实际 {actual.value}，目标 {target.value}。"
    return Forecast(Light.GREEN if met else Light.RED, None, None, words)
