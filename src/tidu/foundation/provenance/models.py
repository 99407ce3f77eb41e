"""Where every value came from, and the shape of every record that is kept in two times.

One `SourceBatch` per load (or form, or notice), one `SourceLine` per record in it. A line and the batch's
column map together name the cell of each value, so nothing is stored per cell.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tidu.foundation.files.models import StoredFile
from tidu.foundation.provenance.vocabulary import SourceKind


class SourceBatch(models.Model):
    """One load of values: a sheet of a workbook, a form filled on screen, a notice typed in.

    `column_map` maps a field name to its column: `{"revenue_fen": {"column": "F", "header": "营业收入（万元）"}}`.
    A form or notice has no columns, so its map is `{field: {}}` for the fields it states.
    """

    kind = models.CharField("来源类别", max_length=12, choices=SourceKind.choices)
    title = models.CharField("名称", max_length=200)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="batches",
    )
    sheet = models.CharField("工作表", max_length=80, blank=True, default="")
    column_map = models.JSONField("列对应", default=dict)
    loaded_by_name = models.CharField("经办人", max_length=80)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    loaded_at = models.DateTimeField("载入时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by_name = models.CharField("撤销人", max_length=80, blank=True, default="")

    class Meta:
        verbose_name = "来源批次"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="source_batch_undone_by",
                condition=Q(undone_at__isnull=True, undone_by_name="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"批次 {self.pk} {self.title}"


class SourceLine(models.Model):
    """One record's line in a batch. `row_number` is the row as the sender's workbook numbers it; 0 for none.

    `blank_fields` names the fields the batch has a column for and this row left empty, so that a value carried
    over from an earlier batch is never said to come from an empty cell.
    """

    batch = models.ForeignKey(SourceBatch, on_delete=models.PROTECT, related_name="lines")
    row_number = models.PositiveIntegerField("行号", default=0)
    blank_fields = models.JSONField("未填的列", default=list)

    class Meta:
        verbose_name = "来源行"

    def __str__(self) -> str:
        return f"批次 {self.batch_id} 第 {self.row_number} 行"


def known(moment: datetime | None, path: str = "") -> Q:
    """Return the condition that a version stood at `moment` (exclusive), or stands now for None.

    `path` leads to the versions from another model, e.g. "profiles__".
    """
    stands = Q((f"{path}superseded_at__isnull", True))
    if moment is None:
        return stands
    return Q((f"{path}recorded_at__lt", moment)) & (stands | Q((f"{path}superseded_at__gte", moment)))


class VersionedQuerySet(models.QuerySet):
    """Filters on recorded time, shared by every record kept in two times."""

    def known_at(self, moment: datetime | None) -> Self:
        """Keep the versions that stood at `moment` (exclusive), or those that stand now for None."""
        return self.filter(known(moment))


class Versioned(models.Model):
    """A version of a record. Corrections append a version; nothing is overwritten.

    `NATURAL_KEY` names the fields that identify the record across versions; at most one version of a key
    stands at a time (each model adds that constraint). A withdrawn record has no standing version.
    """

    NATURAL_KEY: ClassVar[tuple[str, ...]] = ()

    recorded_at = models.DateTimeField("记录时间")
    superseded_at = models.DateTimeField("被替代时间", null=True, blank=True)
    source_line = models.ForeignKey(SourceLine, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_recorded_interval",
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
            ),
        ]
