"""Kinds of audit entries."""

from __future__ import annotations

from django.db import models


class EntryKind(models.TextChoices):
    """What somebody did: changed a record, saw something protected, took data out, or signed in or out."""

    CHANGED = "CHANGED", "变更"
    SAW = "SAW", "查看"
    EXPORTED = "EXPORTED", "导出"
    SIGNED_IN = "SIGNED_IN", "登录"
    SIGNED_OUT = "SIGNED_OUT", "退出"
    REFUSED = "REFUSED", "拒绝"
