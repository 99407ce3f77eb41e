"""How a day may differ from an ordinary Monday-to-Friday week."""

from __future__ import annotations

from django.db import models


class DayKind(models.TextChoices):
    """A day off, or a weekend day worked instead (调休)."""

    OFF = "OFF", "放假"
    WORKED = "WORKED", "调休上班"
