"""Decide what an owner or a helper asks for, in writing; the asking unit says when it has been carried out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tidu.domain.tasks import checks, queries
from tidu.domain.tasks.models import TaskDecision
from tidu.domain.tasks.operations._steps import tell
from tidu.domain.tasks.operations._story import record
from tidu.domain.tasks.vocabulary import DECIDED, SETTLED
from tidu.foundation import clock
from tidu.foundation.actors import Actor


def decide_request(*, number: str, feedback_id: int, text: str, by: Actor, now: datetime) -> TaskDecision:
    """Answer a request once, as a leader; the people of the asking unit are told. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        asking = checks.check_may_decide(task, by, queries.find_request(task, feedback_id))
        checks.check_words(text, "请写明批复：定了什么、由谁办。")
        decision = TaskDecision.objects.create(
            feedback=asking, text=text.strip(), decided_at=now, decided_by_name=by.name
        )
        people = queries.reached_on(clock.day_of(now)).at(asking.unit.pk)
        tell(task, people, f"{by.name}批复“{asking.request}”：{decision.text}", now=now)
        record(
            task, DECIDED, f"{asking.unit.short_name}请求“{asking.request}”：{decision.text}", by=by, now=now
        )
    return decision


def settle_decision(*, number: str, feedback_id: int, by: Actor, now: datetime) -> TaskDecision:
    """Say, for the unit that asked, that what was decided has been carried out. Raises UnableToMoveTask."""
    with transaction.atomic():
        task = checks.locked(number)
        decision = checks.check_may_settle(by, queries.find_request(task, feedback_id))
        decision.settled_at, decision.settled_by_name = now, by.name
        decision.save(update_fields=["settled_at", "settled_by_name"])
        record(task, SETTLED, decision.text, by=by, now=now)
    return decision
