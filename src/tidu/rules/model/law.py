"""Where a rule comes from, how sure we are of its wording, and the dated values it fixes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.numbers import check_whole

LONGEST_QUOTE: Final = 60
"""Characters: one sentence that fixes a number, not the article."""


class Confidence(StrEnum):
    """How far the wording has been confirmed against the official text."""

    OFFICIAL = "V"
    SECONDARY = "S"
    ESTABLISHED = "M"
    SINGLE_SOURCE = "S1"
    UNCONFIRMED = "M?"
    OPEN = "open"
    FICTION = "demo"

    @property
    def label(self) -> str:
        """Chinese words for the degree of confirmation."""
        return {
            Confidence.OFFICIAL: "已核对原文",
            Confidence.SECONDARY: "多个转述一致",
            Confidence.ESTABLISHED: "长期沿用",
            Confidence.SINGLE_SOURCE: "单一转述，待核",
            Confidence.UNCONFIRMED: "待核",
            Confidence.OPEN: "未查到，待核",
            Confidence.FICTION: "演示用虚构文件",
        }[self]

    @property
    def is_settled(self) -> bool:
        """Whether a verdict resting on this wording may be shown without 待核."""
        return self not in (Confidence.SINGLE_SOURCE, Confidence.UNCONFIRMED, Confidence.OPEN)


class VersionBy(StrEnum):
    """Which day decides the version of a rule that applies. There is no default."""

    APPLICATION_DAY = "application_day"
    RECOGNITION_DAY = "recognition_day"
    END_OF_FISCAL_YEAR = "end_of_fiscal_year"
    PAYMENT_DAY = "payment_day"

    @property
    def label(self) -> str:
        """Chinese name of the deciding day."""
        return {
            VersionBy.APPLICATION_DAY: "申请之日",
            VersionBy.RECOGNITION_DAY: "认定之日",
            VersionBy.END_OF_FISCAL_YEAR: "所属会计年度末",
            VersionBy.PAYMENT_DAY: "拨付之日",
        }[self]

    def deciding_day(self, as_of: date) -> date:
        """Return the day that picks the version for a case judged as of a day.

        For the end of the fiscal year this is 31 December of the last closed year; the three others are the
        day of judgement itself.
        """
        if self is VersionBy.END_OF_FISCAL_YEAR:
            return date(as_of.year - 1, 12, 31)
        return as_of

    def cases_of(self, valid_from_on: date, valid_until_on: date | None) -> tuple[date, date | None]:
        """Return the half-open span of days whose cases a document in force on [from, until) judges.

        It is `deciding_day` read backwards: by fiscal years, a document in force on 31 December 2024 judges 2025.
        """
        if self is not VersionBy.END_OF_FISCAL_YEAR:
            return valid_from_on, valid_until_on
        end = None
        if valid_until_on is not None and valid_until_on.year < date.max.year:
            end = date(valid_until_on.year + 1, 1, 1)
        return date(valid_from_on.year + 1, 1, 1), end


@dataclass(frozen=True, kw_only=True)
class Law:
    """The document a rule version restates, in force on the half-open span [valid_from_on, valid_until_on).

    `after_gap` explains why no document was in force just before it, where an earlier version had ended by then.
    `articles_unchecked`: the wording has been confirmed as the marks say, the numbers of its articles have not.
    """

    title: str
    number: str
    valid_from_on: date
    valid_until_on: date | None = None
    confidence: Confidence
    last_checked_on: date
    after_gap: str = ""
    articles_unchecked: bool = False

    def __post_init__(self) -> None:
        check_span(self.valid_from_on, self.valid_until_on, f"《{self.title}》")

    def covers(self, day: date) -> bool:
        """Return whether the document is in force on the day."""
        return _covers(self.valid_from_on, self.valid_until_on, day)

    def mark(self, confidence: Confidence) -> str:
        """Return Chinese words for how far a part of the document has been confirmed, article numbers included."""
        return f"{confidence.label}，条款序号未复核" if self.articles_unchecked else confidence.label

    def cite(self, article: str) -> str:
        """Return the full citation of one article: 《title》（number）article."""
        return f"《{self.title}》（{self.number}）{article}"


@dataclass(frozen=True, kw_only=True)
class DatedValue:
    """One value of a parameter with the document that fixes it, valid on [valid_from_on, valid_until_on).

    `quote` are the document's own words, kept short; empty where nobody has copied them.
    """

    value: Fraction
    valid_from_on: date
    valid_until_on: date | None = None
    number: str
    article: str
    quote: str = ""
    confidence: Confidence
    last_checked_on: date

    def __post_init__(self) -> None:
        check_span(self.valid_from_on, self.valid_until_on, f"{self.number}{self.article}的取值")
        if len(self.quote) > LONGEST_QUOTE:
            raise InvalidRule(
                f"{self.number}{self.article}的摘句超过 {LONGEST_QUOTE} 个字，只留定下这个数的一句"
            )


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A named number of the law: threshold, rate, cap. Its values follow one another without overlap."""

    name: str
    label: str
    kind: Kind
    series: tuple[DatedValue, ...]

    def __post_init__(self) -> None:
        if not self.series:
            raise InvalidRule(f"参数 {self.name} 没有任何取值；请至少写一个")
        if not self.kind.is_numeric:
            raise InvalidRule(f"参数 {self.name} 必须是数值")
        for dated in self.series:
            check_whole(dated.value, self.kind)
        for earlier, later in zip(self.series, self.series[1:], strict=False):
            if earlier.valid_until_on is None or earlier.valid_until_on > later.valid_from_on:
                raise InvalidRule(
                    f"参数 {self.name} 的两个取值在 {later.valid_from_on} 重叠；请写明前一个的截止日"
                )
            if earlier.valid_until_on < later.valid_from_on:
                raise InvalidRule(
                    f"参数 {self.name} 在 {earlier.valid_until_on} 与 {later.valid_from_on} 之间没有取值；请补写"
                )

    def dated(self, day: date) -> DatedValue:
        """Return the value in force on the day. Raises InvalidRule where the series has none."""
        for value in self.series:
            if _covers(value.valid_from_on, value.valid_until_on, day):
                return value
        raise InvalidRule(f"参数 {self.name}（{self.label}）在 {day} 没有取值；请补写该日适用的值")

    def set_to(self, value: Fraction) -> Parameter:
        """Return this parameter with one value on every day, for trying out a reform."""
        return dataclasses.replace(
            self,
            series=(
                dataclasses.replace(
                    self.series[-1], value=value, valid_from_on=date.min, valid_until_on=None
                ),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class TableSource:
    """Where a named table, list or formula of a rule stands, as `DatedValue` says it of a parameter's value."""

    name: str
    label: str
    number: str
    article: str
    confidence: Confidence
    last_checked_on: date


def _covers(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day < end)


def check_span(start: date, end: date | None, what: str) -> None:
    """Refuse a span that holds no day. Raises InvalidRule."""
    if end is not None and end <= start:
        raise InvalidRule(f"{what}的截止日 {end} 不晚于起始日 {start}")


def check_covered(parameter: Parameter, law: Law) -> None:
    """Refuse a parameter without a value on some day of the document's force."""
    first, last = parameter.series[0], parameter.series[-1]
    ends_early = last.valid_until_on is not None and (
        law.valid_until_on is None or last.valid_until_on < law.valid_until_on
    )
    if first.valid_from_on > law.valid_from_on or ends_early:
        raise InvalidRule(
            f"参数 {parameter.name} 的取值没有盖住文件有效的全部日子"
            f"（{law.valid_from_on} 起{f'，{law.valid_until_on} 止' if law.valid_until_on else ''}）；请补写",
            parameter.name,
        )
