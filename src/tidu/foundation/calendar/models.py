"""The holiday table: the days on which the calendar differs from Monday-to-Friday."""

from __future__ import annotations

from django.db import models

from tidu.foundation.calendar.vocabulary import DayKind

__all__ = ["DayKind", "HolidayYear", "SpecialDay"]


class HolidayYear(models.Model):
    """A year whose holiday notice has been entered; counting working days in any other year fails loudly."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("依据", max_length=120)
    loaded_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "节假日年度"

    def __str__(self) -> str:
        return str(self.year)


class SpecialDay(models.Model):
    """One special day of a holiday year; a notice may reach into the December before its year."""

    holiday_year = models.ForeignKey(HolidayYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField("日期", unique=True)
    kind = models.CharField("类别", max_length=8, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = "特殊日"

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
