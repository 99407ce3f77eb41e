"""The audit: append-only, kept so by the database itself."""

from __future__ import annotations

from typing import ClassVar, NoReturn

from django.conf import settings
from django.db import models

from tidu.foundation.audit.vocabulary import EntryKind


class AuditIsAppendOnly(TypeError):
    """Raised when code tries to change or delete an audit entry."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """A queryset that can only be read."""

    def update(self, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("审计记录不能修改。")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("审计记录不能删除。")


class Entry(models.Model):
    """One line of the audit.

    `at` is the business moment, `recorded_at` the wall clock's. `action` is a dotted code of the verb
    (`enterprises.record_facts`); `subject_type` and `subject_key` say on what; `organisation_code` is the
    organisation whose data it was, so that an organisation can be shown who saw its page.
    """

    kind = models.CharField("类别", max_length=12, choices=EntryKind.choices)
    action = models.CharField("动作", max_length=80)
    at = models.DateTimeField("业务时间")
    recorded_at = models.DateTimeField("记录时间")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField("何人", max_length=80)
    subject_type = models.CharField("对象类别", max_length=60)
    subject_key = models.CharField("对象", max_length=120)
    organisation_code = models.CharField("所属机构", max_length=32, blank=True, default="")
    summary = models.CharField("摘要", max_length=300, blank=True, default="")
    detail = models.JSONField("明细", default=dict)

    objects: ClassVar[models.Manager[Entry]] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_key", "-id"], name="audit_by_subject"),
            models.Index(fields=["kind", "-id"], name="audit_by_kind"),
            models.Index(fields=["at"], name="audit_by_moment"),
            models.Index(
                fields=["organisation_code", "kind", "-id"],
                name="audit_by_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.action} {self.subject_key}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Write a new entry; refuse to rewrite one."""
        if not self._state.adding:
            raise AuditIsAppendOnly("审计记录不能修改。")
        super().save(force_insert=True)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse."""
        raise AuditIsAppendOnly("审计记录不能删除。")
