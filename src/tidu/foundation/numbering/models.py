"""The last number given in each series."""

from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """The last number given in a series. Whoever takes a number locks the row until the numbered record is kept."""

    code = models.CharField("序列", max_length=20, unique=True)
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "编号序列"

    def __str__(self) -> str:
        return f"{self.code} {self.last}"
