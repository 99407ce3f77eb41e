"""What must hold before something is kept of the rules' use."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tidu.domain.rulebook.models import FairReview, PolicyDraft, Scenario
from tidu.domain.rulebook.vocabulary import (
    CLOSED,
    DRAFT_STEPS,
    DRAFTERS,
    EDITABLE,
    POLICY_AUTHORS,
    PUBLISHERS,
    FairConclusion,
    FairStandard,
)
from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import IllegalTransition

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Trial

NAME_LENGTH = 80
PURPOSE_LENGTH: Final = 120
CODE: Final = re.compile(r"[a-z_]+(\.[a-z_]+)+")
CODE_LENGTH: Final = 60
WORDS_LENGTH: Final = 60_000
_ONE_DAY: Final = timedelta(days=1)


class UnableToKeep(ValueError):
    """Raised when a scenario or receipt may not be kept; the message is Chinese and says the mend."""


def may_try_reforms(actor: Actor) -> bool:
    """Return whether `actor` tries out reforms and keeps them."""
    return actor.is_system or actor.has_role(*POLICY_AUTHORS)


def check_scenario(*, actor: Actor, rule_code: str, name: str) -> None:
    """Refuse a scenario by somebody else, without a name, or under one that is taken."""
    check_author(actor)
    if not name:
        raise UnableToKeep("请给方案起一个名字，例如“4%、25万元”。")
    if len(name) > NAME_LENGTH:
        raise UnableToKeep(f"名字有 {len(name)} 个字，最多 {NAME_LENGTH} 个。请改短。")
    if Scenario.objects.filter(rule_code=rule_code, name=name).exists():
        raise UnableToKeep(f"已有名为“{name}”的方案。方案保存后不再改动，请换一个名字。")


def check_author(actor: Actor) -> None:
    """Refuse everybody but those who work on policies."""
    if not may_try_reforms(actor):
        raise UnableToKeep("只有科技局和县领导可以测算、保存方案和留存判断。请联系科技局办理。")


def check_receipt(*, actor: Actor, purpose: str) -> None:
    """Refuse a receipt by somebody else, or without the purpose it is kept for."""
    check_author(actor)
    if not purpose or len(purpose) > PURPOSE_LENGTH:
        raise UnableToKeep(f"请写明留存这次判断的用途，例如“2025 年度补助核定”，最多 {PURPOSE_LENGTH} 个字。")


class UnableToDraft(ValueError):
    """Raised when a draft may not be opened, saved, moved or published; the message is Chinese and says the mend."""


def may_draft(actor: Actor) -> bool:
    """Return whether `actor` drafts policies."""
    return actor.is_system or actor.has_role(*DRAFTERS)


def may_publish(actor: Actor, draft: PolicyDraft) -> bool:
    """Return whether `actor` is a second person who publishes or returns what the author has submitted."""
    return (actor.is_system or actor.has_role(*PUBLISHERS)) and not is_author(actor, draft)


def is_author(actor: Actor, draft: PolicyDraft) -> bool:
    """Return whether a draft is the actor's own."""
    if actor.user_id is None:
        return draft.author_id is None and actor.name == draft.author_name
    return actor.user_id == draft.author_id


def check_drafter(actor: Actor) -> None:
    """Refuse everybody but those who draft policies."""
    if not may_draft(actor):
        raise UnableToDraft("只有科技局的经办人和领导可以起草政策。请联系科技局办理。")


def check_new_code(*, rule_code: str, name: str, known: Collection[str]) -> None:
    """Refuse a new rule without a name, with a code that is none, or with one that is taken."""
    if not name or len(name) > NAME_LENGTH:
        raise UnableToDraft(f"请填写政策名称，最多 {NAME_LENGTH} 个字。")
    if not CODE.fullmatch(rule_code) or len(rule_code) > CODE_LENGTH:
        raise UnableToDraft(
            f"代码“{rule_code}”不对：用小写英文字母和下划线，中间加点，如 qinglan.talent_award，"
            f"最多 {CODE_LENGTH} 个字。"
        )
    if rule_code in known:
        raise UnableToDraft(f"已有代码为 {rule_code} 的政策。请在它的页面上点“改一改”，或换一个代码。")


def check_no_other(rule_code: str) -> None:
    """Refuse a second draft of a rule while one is under way: two would compete for the same days."""
    other = PolicyDraft.objects.filter(rule_code=rule_code).exclude(state__in=CLOSED).first()
    if other is not None:
        raise UnableToDraft(
            f"这项政策已有一份草稿（{other.author_name}起草，{other.get_state_display()}）。请先办完或撤回。"
        )


def check_writing(*, actor: Actor, draft: PolicyDraft, seen: str) -> None:
    """Refuse words by anybody but the author, in a state that is closed, or over words the author has not seen."""
    check_drafter(actor)
    if not is_author(actor, draft):
        raise UnableToDraft(f"这份草稿由{draft.author_name}起草，只有起草人能改。需要修改请送审后退回。")
    if draft.state not in EDITABLE:
        raise UnableToDraft(f"草稿已是“{draft.get_state_display()}”，不能再改。")
    if seen != draft.fingerprint:
        raise UnableToDraft("您打开后这份草稿又保存过。没有覆盖，请刷新页面后重新修改。")


def check_words(text: str, scenarios: str) -> None:
    """Refuse words that are too long to be a policy."""
    if max(len(text), len(scenarios)) > WORDS_LENGTH:
        raise UnableToDraft(f"政策和算例各自最多 {WORDS_LENGTH} 个字。请删减。")


def check_review(review: FairReview) -> None:
    """Refuse a review that leaves a standard out, or whose conclusion does not follow from its findings."""
    open_ones = [one.label for one in FairStandard if not isinstance(review.findings.get(one), bool)]
    if open_ones:
        raise UnableToDraft(f"公平竞争审查要逐项回答，还缺：{'、'.join(open_ones)}。")
    if not review.heard:
        raise UnableToDraft("请写明听取了哪些企业或协会的意见，或为什么不需要听取。")
    touched = any(review.findings[one] for one in FairStandard)
    if touched and review.conclusion == FairConclusion.CLEAR:
        raise UnableToDraft("有一项标准涉及，结论不能是“不影响公平竞争”。请改政策，或按例外规定说明。")
    if review.conclusion == FairConclusion.EXCEPTION and not (
        review.exception_reason and review.exception_ends_on
    ):
        raise UnableToDraft("适用例外规定的，须写明理由和最后一天。")


def check_submission(draft: PolicyDraft, trial: Trial, review: FairReview | None) -> None:
    """Refuse words that do not load, do not pass, or are not reviewed; asked again before publishing."""
    if trial.obstacles:
        raise UnableToDraft(f"还不能送审或发布：{trial.obstacles[0]}")
    assert trial.rule is not None  # noqa: S101 - without obstacles there is a rule
    if review is None or review.fingerprint != draft.fingerprint:
        stale = "政策在审查后又改过，" if review else ""
        raise UnableToDraft(f"还不能送审：{stale}请先填写公平竞争审查。未经审查的政策不得出台。")
    if review.conclusion == FairConclusion.UNFIT:
        raise UnableToDraft("公平竞争审查的结论是不得出台。请修改政策后重新审查。")
    until, last = trial.rule.law.valid_until_on, review.exception_ends_on
    if review.conclusion == FairConclusion.EXCEPTION and last and (until is None or until > last + _ONE_DAY):
        raise UnableToDraft(
            f"例外只到 {last}，政策的截止日（until，不含）须写明，且不晚于 {last + _ONE_DAY}。请改政策。"
        )


def may_withdraw(actor: Actor, draft: PolicyDraft) -> bool:
    """Return whether `actor` gives a draft up: its author, or a director where the author is not at hand."""
    return (may_draft(actor) and is_author(actor, draft)) or actor.has_role(*PUBLISHERS)


def check_withdrawing(actor: Actor, draft: PolicyDraft) -> None:
    """Refuse to give up somebody else's draft to all but a director."""
    if not may_withdraw(actor, draft):
        raise UnableToDraft(f"这份草稿由{draft.author_name}起草，只有起草人或科技局领导能撤回。")


def check_publisher(actor: Actor, draft: PolicyDraft) -> None:
    """Refuse everybody but a director who is not the author: nobody publishes what he or she wrote."""
    if is_author(actor, draft):
        raise UnableToDraft("起草人不能办理自己的草稿。请由另一位科技局领导发布或退回。")
    if not may_publish(actor, draft):
        raise UnableToDraft("只有科技局领导可以发布或退回政策。请联系科技局领导办理。")


def check_step(draft: PolicyDraft, target: str) -> None:
    """Refuse a step that is not in the table."""
    try:
        DRAFT_STEPS.between(draft.state, target)
    except IllegalTransition as problem:
        raise UnableToDraft(str(problem)) from None
