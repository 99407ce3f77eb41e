"""The audit entry of a step of a load."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations
from tidu.foundation.intake import forms
from tidu.foundation.intake.models import Load


def note(action: str, load: Load, *, by: Actor, now: datetime, **further: Any) -> None:
    """Write the audit entry of a step."""
    form = forms.find(load.form)
    detail: dict[str, Any] = {"form": form.code, "file": load.file.sha256, "counts": load.counts, **further}
    if load.source_id is not None:
        detail["batch"] = load.source_id
    audit_operations.record(
        by=by,
        now=now,
        action=action,
        subject=("intake.load", str(load.pk)),
        summary=f"{form.name}：{load.file_name}"[:300],
        detail=detail,
    )
