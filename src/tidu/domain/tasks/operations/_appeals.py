"""What a unit says against its score, and the bureau's answer; neither changes the score, only records do."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.tasks import checks
from tidu.domain.tasks.checks import UnableToAppeal
from tidu.domain.tasks.models import ScoreAppeal
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations


def appeal(*, unit_code: str, year: int, text: str, by: Actor, now: datetime) -> ScoreAppeal:
    """Say what is wrong with a unit's score of a year. Raises UnableToAppeal."""
    unit = checks.check_appeal(by, Organisation.objects.filter(code=unit_code).first(), text)
    with transaction.atomic():
        filed = ScoreAppeal.objects.create(
            unit=unit, year=year, text=text.strip(), filed_at=now, filed_by_name=by.name
        )
        _record(filed, "appeal", f"{unit.short_name}对 {year} 年度得分申诉：{filed.text}", by=by, now=now)
    return filed


def answer_appeal(*, appeal_id: int, answer: str, by: Actor, now: datetime) -> ScoreAppeal:
    """Answer an appeal once, in writing. Raises UnableToAppeal."""
    with transaction.atomic():
        filed = ScoreAppeal.objects.select_for_update().filter(pk=appeal_id).first()
        if filed is None:
            raise UnableToAppeal("没有这条申诉。")
        checks.check_appeal_answer(by, answer, is_answered=filed.answered_at is not None)
        filed.answer, filed.answered_at, filed.answered_by_name = answer.strip(), now, by.name
        filed.save(update_fields=["answer", "answered_at", "answered_by_name"])
        _record(filed, "answer_appeal", f"答复 {filed.year} 年度得分申诉：{filed.answer}", by=by, now=now)
    return filed


def _record(filed: ScoreAppeal, action: str, words: str, *, by: Actor, now: datetime) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action=f"tasks.{action}",
        subject=("tasks.ScoreAppeal", str(filed.pk)),
        summary=words[:300],
        detail={"year": filed.year},
    )
