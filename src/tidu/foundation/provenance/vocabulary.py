"""Kinds of sources."""

from __future__ import annotations

from django.db import models


class SourceKind(models.TextChoices):
    """Where values came from."""

    WORKBOOK = "WORKBOOK", "工作簿"
    FORM = "FORM", "页面填报"
    DECISION = "DECISION", "经办决定"
    NOTICE = "NOTICE", "公告文件"
    CORRECTION = "CORRECTION", "更正申请"
