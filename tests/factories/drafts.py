"""Drafts of policies for tests, through the room's own operations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.factories.rulebook import RULE
from tidu.domain.rulebook import operations, queries
from tidu.domain.rulebook.models import DraftStep, FairReview, PolicyDraft
from tidu.domain.rulebook.vocabulary import FairConclusion, FairStandard
from tidu.foundation.actors import Actor, system
from tidu.rules.language.editing import with_values

ON = date(2025, 6, 10)
DRAFTED_AT = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
DRAFTER = system("起草人")
SECOND = system("审核人")
NUMBER = "青科〔2026〕1号"
CLEAN = dict.fromkeys(FairStandard.values, False)


def a_draft(by: Actor = DRAFTER, rule_code: str = RULE) -> PolicyDraft:
    """Return a draft that follows the newest version of the R&D subsidy, just opened."""
    return operations.open_draft(rule_code=rule_code, on=ON, by=by, now=DRAFTED_AT)


def saved(
    draft: PolicyDraft, *, scenarios: str | None = None, by: Actor = DRAFTER, **changes: str
) -> PolicyDraft:
    """Save a draft with values changed: `law__number="…"` stands for the path law, number."""
    paths = {tuple(name.split("__")): value for name, value in changes.items()}
    return operations.save_draft(
        draft_id=draft.pk,
        text=with_values(draft.text, paths),
        scenarios=draft.scenarios if scenarios is None else scenarios,
        seen=draft.fingerprint,
        by=by,
        now=DRAFTED_AT,
    )


def a_sound_draft(by: Actor = DRAFTER, **changes: str) -> PolicyDraft:
    """Return a draft of the R&D subsidy that has a number of its own and is in order but for its review."""
    return saved(a_draft(by), by=by, law__number=NUMBER, **changes)


def reviewed(draft: PolicyDraft, *, by: Actor = DRAFTER, **changes: object) -> PolicyDraft:
    """Record a review that touches no standard, or as `changes` say."""
    values: dict[str, object] = {
        "findings": CLEAN,
        "heard": "书面征求了 5 家企业的意见",
        "conclusion": FairConclusion.CLEAR,
        **changes,
    }
    operations.record_review(draft_id=draft.pk, by=by, now=DRAFTED_AT, **values)  # type: ignore[arg-type]
    return draft


def a_submitted_draft(by: Actor = DRAFTER, **changes: str) -> PolicyDraft:
    """Return a draft that waits for a second person."""
    return operations.submit_draft(
        draft_id=reviewed(a_sound_draft(by, **changes), by=by).pk, by=by, now=DRAFTED_AT
    )


def a_published_draft(**changes: str) -> PolicyDraft:
    """Return a published version of the R&D subsidy, in force from 2026-01-01 unless `changes` say otherwise."""
    return operations.publish_draft(draft_id=a_submitted_draft(**changes).pk, by=SECOND, now=DRAFTED_AT)


def a_review() -> FairReview:
    """Return a review of a draft that waits for its author to submit it."""
    return FairReview.objects.get(draft=reviewed(a_sound_draft()))


def a_step() -> DraftStep:
    """Return the step by which a draft was submitted."""
    return DraftStep.objects.get(draft=a_submitted_draft())


def trial(draft: PolicyDraft) -> queries.Trial:
    """Return what a draft is worth."""
    return queries.trial_of(draft.text, draft.scenarios, draft.rule_code)
