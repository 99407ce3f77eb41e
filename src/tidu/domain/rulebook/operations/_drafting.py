"""Bring a policy from a draft into use: written by one person, published by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tidu.domain.rulebook import checks, queries
from tidu.domain.rulebook.checks import UnableToDraft
from tidu.domain.rulebook.models import DraftStep, FairReview, PolicyDraft
from tidu.domain.rulebook.vocabulary import DraftState
from tidu.foundation.actors import Actor
from tidu.foundation.audit import operations as audit_operations

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Trial


def open_draft(
    *,
    rule_code: str,
    on: date,
    by: Actor,
    now: datetime,
    version: str = "",
    template: str = "",
    name: str = "",
) -> PolicyDraft:
    """Open a draft: of a new rule from a template with its name, else of the successor to a version of a known rule.

    `version` is the first day of the version to begin with, empty for the newest. Raises UnableToDraft,
    NoVersionInForce and DraftNotFound.
    """
    checks.check_drafter(by)
    rule_code, name = rule_code.strip(), name.strip()
    if template:
        checks.check_new_code(rule_code=rule_code, name=name, known=queries.library().codes())
        words = queries.words_of_template(template, rule_code, name, on)
    else:
        rule = queries.version_of(rule_code, version)
        name, words = rule.name, queries.words_of_version(rule, on)
    checks.check_no_other(rule_code)
    with transaction.atomic():
        draft = PolicyDraft.objects.create(
            rule_code=rule_code,
            name=name,
            text=words.text,
            scenarios=words.scenarios,
            fingerprint=queries.fingerprint_of_words(words.text, words.scenarios),
            author_id=by.user_id,
            author_name=by.name,
            opened_at=now,
            saved_at=now,
        )
        _audit(draft, "open_draft", "起草", by=by, now=now, detail={"version": version, "template": template})
    return draft


def save_draft(
    *, draft_id: int, text: str, scenarios: str, seen: str, by: Actor, now: datetime
) -> PolicyDraft:
    """Keep a draft's words, sound or not; `seen` is the fingerprint of the words the author began from.

    Raises UnableToDraft for another person's draft, a closed one, and words somebody has saved over.
    """
    text, scenarios = _plain(text), _plain(scenarios)
    checks.check_words(text, scenarios)
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_writing(actor=by, draft=draft, seen=seen)
        draft.text, draft.scenarios, draft.saved_at = text, scenarios, now
        draft.fingerprint = queries.fingerprint_of_words(text, scenarios)
        rule = queries.trial_of(text, scenarios, draft.rule_code).rule
        draft.name = rule.name[: checks.NAME_LENGTH] if rule else draft.name
        draft.save()
        _audit(draft, "save_draft", "保存草稿", by=by, now=now)
    return draft


def record_review(
    *,
    draft_id: int,
    findings: Mapping[str, bool],
    heard: str,
    conclusion: str,
    by: Actor,
    now: datetime,
    exception_reason: str = "",
    exception_ends_on: date | None = None,
) -> FairReview:
    """Record the fair competition review of a draft's words as they stand. Raises UnableToDraft."""
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_writing(actor=by, draft=draft, seen=draft.fingerprint)
        review = FairReview(
            **_record(draft, by=by, now=now),
            findings=dict(findings),
            heard=heard.strip(),
            conclusion=conclusion,
            exception_reason=exception_reason.strip(),
            exception_ends_on=exception_ends_on,
        )
        checks.check_review(review)
        review.save()
        detail = {"findings": review.findings, "conclusion": conclusion}
        _audit(draft, "review_draft", "公平竞争审查", by=by, now=now, detail=detail)
    return review


def submit_draft(*, draft_id: int, by: Actor, now: datetime, note: str = "") -> PolicyDraft:
    """Hand a draft to a second person. Raises UnableToDraft naming the first thing that is not in order."""
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_writing(actor=by, draft=draft, seen=draft.fingerprint)
        _sound(draft)
        return _move(draft, DraftState.SUBMITTED, "送审", note=note, by=by, now=now)


def return_draft(*, draft_id: int, reason: str, by: Actor, now: datetime) -> PolicyDraft:
    """Give a draft back to its author with a reason. Raises UnableToDraft."""
    if not reason.strip():
        raise UnableToDraft("退回要写明理由。")
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_publisher(by, draft)
        return _move(draft, DraftState.RETURNED, "退回", note=reason.strip(), by=by, now=now)


def withdraw_draft(*, draft_id: int, reason: str, by: Actor, now: datetime) -> PolicyDraft:
    """Give a draft up with a reason; its words and its way stay on record. Raises UnableToDraft."""
    if not reason.strip():
        raise UnableToDraft("撤回要写明理由。")
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_withdrawing(by, draft)
        return _move(draft, DraftState.WITHDRAWN, "撤回", note=reason.strip(), by=by, now=now)


def publish_draft(*, draft_id: int, by: Actor, now: datetime) -> PolicyDraft:
    """Put a submitted draft into the library in use, where it ends the version before it. Raises UnableToDraft.

    Words, scenarios and review are looked at once more: the library may have changed since they were submitted.
    """
    with transaction.atomic():
        draft = _locked(draft_id)
        checks.check_publisher(by, draft)
        checks.check_step(draft, DraftState.PUBLISHED)
        rule = _sound(draft).rule
        assert rule is not None  # noqa: S101 - a sound draft has one
        draft.published_at, draft.in_force_on = now, rule.law.valid_from_on
        _move(draft, DraftState.PUBLISHED, "发布", note="", by=by, now=now)
    queries.look_again()
    return draft


def _locked(draft_id: int) -> PolicyDraft:
    """Return a draft that nobody else changes meanwhile; raise DraftNotFound."""
    found = PolicyDraft.objects.select_for_update().filter(pk=draft_id).first()
    return found or queries.draft(draft_id)


def _sound(draft: PolicyDraft) -> Trial:
    trial = queries.trial_of(draft.text, draft.scenarios, draft.rule_code)
    checks.check_submission(draft, trial, queries.fair_review(draft))
    return trial


def _move(
    draft: PolicyDraft, target: DraftState, label: str, *, note: str, by: Actor, now: datetime
) -> PolicyDraft:
    checks.check_step(draft, target)
    DraftStep.objects.create(**_record(draft, by=by, now=now), source=draft.state, target=target, note=note)
    draft.state = target
    draft.save()
    _audit(draft, f"{target.lower()}_draft", label, by=by, now=now, detail={"note": note})
    return draft


def _record(draft: PolicyDraft, *, by: Actor, now: datetime) -> dict[str, Any]:
    return {
        "draft": draft,
        "fingerprint": draft.fingerprint,
        "at": now,
        "by_id": by.user_id,
        "by_name": by.name,
    }


def _plain(words: str) -> str:
    """Return words as they are kept: one kind of line end, and one at the end."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip()
    return f"{lines}\n" if lines else ""


def _audit(
    draft: PolicyDraft,
    action: str,
    label: str,
    *,
    by: Actor,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit_operations.record(
        by=by,
        now=now,
        action=f"rulebook.{action}",
        subject=(PolicyDraft._meta.label, str(draft.pk)),
        summary=f"{label}：{draft.name}（{draft.rule_code}）",
        detail={"rule": draft.rule_code, "fingerprint": draft.fingerprint, **(detail or {})},
    )
