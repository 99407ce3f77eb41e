"""The audit: who changed, saw and took out what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import path

from tidu.foundation.audit import queries
from tidu.foundation.audit.vocabulary import EntryKind
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.workbench.ways import AUDIT_READERS


class AuditFilters(PlainForm):
    """What a reader of the audit looks for."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *EntryKind.choices])
    actor_name = forms.CharField(label="何人", required=False)
    subject_key = forms.CharField(label="对象（编号、代码或登录名）", required=False)
    organisation_code = forms.CharField(label="所属机构代码", required=False)
    first_on = forms.DateField(label="自", required=False)
    last_on = forms.DateField(label="至", required=False)


class Audit(ListPage):
    """Every entry, newest first. There is no way to change one."""

    title = "审计"
    section = "audit"
    roles = AUDIT_READERS
    travels = False
    form_class = AuditFilters
    noun = "条"
    empty = "还没有记录。"
    columns = (
        Column("业务时间", lambda entry: entry.at, shown=lambda entry: wording.moment(entry.at), whole=True),
        Column("何人", lambda entry: entry.actor_name, whole=True),
        Column("类别", lambda entry: entry.get_kind_display(), whole=True),
        Column("做了什么", lambda entry: entry.summary or entry.action),
        Column("对象", lambda entry: entry.subject_key),
        Column("动作代码", lambda entry: entry.action, on_screen=False),
        Column(
            "系统时间",
            lambda entry: entry.recorded_at,
            shown=lambda entry: wording.moment(entry.recorded_at),
            whole=True,
        ),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the entries that this reader may read and asks for."""
        asked = {name: value for name, value in filters.items() if value is not None}
        return queries.matching(self.actor, queries.Filters(**asked))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the sentence under the title."""
        return {"lead": "变更、查看、导出和登录都在这里。记录只增不改，数据库也拒绝修改和删除。"}


urlpatterns = [path("audit/", Audit.as_view(), name="audit")]
