"""What must hold before a request is made, moved or answered; each refusal says where and how to mend it."""

from __future__ import annotations

from typing import Any

from tidu.domain.corrections.models import Correction
from tidu.domain.corrections.queries import next_steps, steps_after
from tidu.domain.corrections.vocabulary import (
    CORRECTION_STEPS,
    MOST_PROOF_BYTES,
    PROOF_BEGINS,
    PROOF_KINDS,
    REASON_LENGTH,
    CorrectionState,
)
from tidu.domain.enterprises.queries import StandingValue, value_in_text
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.files.handed import Handed
from tidu.foundation.handling.transitions import Transition


class UnableToAsk(ValueError):
    """Raised when a firm's request is not taken."""


class UnableToAnswer(ValueError):
    """Raised when a request cannot take a step."""


class ValueChangedMeanwhile(UnableToAnswer):
    """Raised when the value is no longer what the officer looked at; nothing is written."""


class CorrectionMovedMeanwhile(UnableToAnswer):
    """Raised when a request has moved on since somebody looked at it; nothing is written."""


def check_can_ask(*, by: Actor, credit_code: str, reason: str, waiting: Correction | None) -> None:
    """Refuse a stranger, a second request about one value, and a request without a reason."""
    if not (by.is_system or credit_code in by.credit_codes):
        raise UnableToAsk("只能更正本企业的数据。")
    if waiting is not None:
        raise UnableToAsk(f"这一项已有第 {waiting.pk} 号更正申请正在办理。请在那一件里补充，或先撤回。")
    check_reason(reason, UnableToAsk, "请写明理由：为什么这条不对，应以什么为准。")


def check_proposed(standing: StandingValue, proposed: Any) -> None:
    """Refuse a value that stands already, and an endless one."""
    if standing.value == proposed:
        raise UnableToAsk("应为的值与登记的值一样。请填写正确的值。")
    if len(value_in_text(proposed)) > REASON_LENGTH:
        raise UnableToAsk(f"值太长，至多 {REASON_LENGTH} 个字。")


def check_reason(reason: str, error: type[ValueError], words: str) -> None:
    """Refuse a missing or an endless reason."""
    if not reason.strip():
        raise error(words)
    if len(reason.strip()) > REASON_LENGTH:
        raise error(f"说明太长，至多 {REASON_LENGTH} 个字。请写要点，细节放在证明材料里。")


def check_is_proved(proof: Handed | None, no_proof_because: str) -> None:
    """Refuse a request that hands in neither a proof nor the reason why there is none."""
    if proof is None and not no_proof_because.strip():
        raise UnableToAsk(
            "请附证明材料，例如审计报告、纳税申报表、证书的扫描件或手机照片；确实没有的，请写明为什么没有。"
        )
    if len(no_proof_because.strip()) > REASON_LENGTH:
        raise UnableToAsk(f"没有材料的原因太长，至多 {REASON_LENGTH} 个字。请写要点。")


def check_proof(name: str, content: bytes, error: type[ValueError]) -> None:
    """Refuse a proof of another kind than papers and pictures, one that is too large, and one that cannot be opened."""
    kind = name.rpartition(".")[2].lower()
    if kind not in PROOF_KINDS:
        raise error("证明材料请用 PDF、图片（jpg、png）、Excel 或 Word 文件。")
    if len(content) > MOST_PROOF_BYTES:
        raise error("证明材料超过 10 MB。请压缩或拆分后再传。")
    if not content.startswith(PROOF_BEGINS[kind]):
        raise error(f"证明材料“{name}”打不开：扩展名是 .{kind}，内容却不是。请重新导出或拍照后再传。")


def check_step(actor: Actor, correction: Correction, target: str, note: str) -> Transition:
    """Return the step to a state; refuse one that is not in the table, is not the actor's, or lacks its reason."""
    label = CorrectionState(correction.state).label
    found = [step for step in CORRECTION_STEPS.from_state(correction.state) if step.target == target]
    if not found:
        raise UnableToAnswer(
            f"这件申请现在是“{label}”，不能再转为“{CorrectionState(target).label}”。"
            f"{_who_answered(correction)}请刷新后查看。"
        )
    if not actor.is_system and found[0] not in next_steps(actor, correction):
        raise UnableToAnswer("这一步不由您办理。")
    if found[0].needs_reason:
        check_reason(note, UnableToAnswer, "请写明理由，对方要看。")
    return found[0]


def check_story(correction: Correction, story: int | None) -> None:
    """Refuse to go on with a request of which one saw the steps up to `story` only (None: told by nobody)."""
    later = [] if story is None else steps_after(correction, story)
    if not later:
        return
    said = "；".join(
        f"{step.by_name}于 {step.at.astimezone(clock.ZONE):%Y-%m-%d %H:%M} 办成“{step.get_target_display()}”"
        + (f"（{step.note[:60]}）" if step.note else "")
        for step in later[-3:]
    )
    raise CorrectionMovedMeanwhile(f"您打开之后，{said}。没有写入，请看过再决定。")


def check_standing(standing: StandingValue, seen: str) -> None:
    """Refuse to write over a value other than the one the officer saw, and say whose it is."""
    if value_in_text(standing.value) == seen:
        return
    origin = standing.origin
    by = f"已由{origin.loaded_by_name}按“{origin.label}”改过" if origin else "已被改过"
    raise ValueChangedMeanwhile(f"这个值在您查看之后{by}，没有写入。请看过现在的值再决定。")


def _who_answered(correction: Correction) -> str:
    return f"{correction.owner_name}已办理。" if correction.answered_at else ""
