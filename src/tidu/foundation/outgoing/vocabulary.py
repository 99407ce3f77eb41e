"""Words of what people outside are told."""

from __future__ import annotations

from typing import Final

from django.db import models


class OutgoingWay(models.TextChoices):
    """By which way a person gave a notice out; nothing goes out by itself."""

    MAIL = "MAIL", "邮件"
    HAND = "HAND", "复制或打印"


class OutgoingState(models.TextChoices):
    """What is known of a notice. One left at SENDING was cut off: whether it arrived is not known."""

    SENDING = "SENDING", "正在发送"
    GIVEN = "GIVEN", "已给出"
    FAILED = "FAILED", "未送出"


RETAINED_MONTHS: Final = 12
"""Months after which addressee, mail address, words and link of a notice are erased; that it was given stays."""

TEXT_LENGTH: Final = 1000
REASON_LENGTH: Final = 300
