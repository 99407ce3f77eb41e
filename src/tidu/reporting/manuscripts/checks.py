"""What must hold before a manuscript is written, signed, returned or frozen."""

from __future__ import annotations

from typing import Final

from tidu.foundation.actors import Actor
from tidu.foundation.handling.transitions import IllegalTransition, Transition
from tidu.reporting.manuscripts.blocks import of_tree
from tidu.reporting.manuscripts.queries import Case
from tidu.reporting.manuscripts.sheet import Data
from tidu.reporting.models import ManuscriptVersion
from tidu.reporting.vocabulary import (
    DIRECTOR_SIGN,
    DIRECTORS,
    MANUSCRIPT_STEPS,
    SECTION_SIGN,
    SECTIONS,
    SETTLED,
    STEPS,
    SUBMIT,
    WITHDRAW,
    WRITERS,
    ManuscriptState,
)

MOST_CHARACTERS: Final = 50_000
MOST_BLOCKS: Final = 300
"""Fewer than fit into one form."""
TITLE_LENGTH: Final = 120
WORDS_LENGTH: Final = 500
NOTE_LENGTH: Final = 300
_WHO: Final[dict[frozenset[str], str]] = {
    SECTIONS: "股室人员",
    DIRECTORS: "科技局领导",
    WRITERS: "科技局的人",
}


class UnableToWrite(ValueError):
    """Raised when a manuscript may not be begun, saved, signed or frozen; the message is Chinese and says the mend."""


class SavedMeanwhile(UnableToWrite):
    """Raised when somebody saved a version after the one that was being written on; `latest` is theirs."""

    def __init__(self, latest: ManuscriptVersion) -> None:
        super().__init__(
            f"您动笔以后，{latest.saved_by_name}又存了第 {latest.number} 版。两边的字都没有丢：对方的在那一版，"
            f"您的在下面。看过差别再按“保存”，您的就存为第 {latest.number + 1} 版。"
        )
        self.latest = latest


def may_begin(actor: Actor) -> bool:
    """Return whether somebody writes manuscripts."""
    return actor.is_system or actor.has_role(*WRITERS)


def check_writer(actor: Actor) -> None:
    """Refuse everybody but the bureau."""
    if not may_begin(actor):
        raise UnableToWrite("只有科技局的经办人和领导可以写稿。请联系科技局办理。")


def turn_after_writing(actor: Actor, case: Case) -> ManuscriptState | None:
    """Return the state that a version saved by somebody leads to, or None where it is not for them to write.

    Before the first signature the bureau writes. Afterwards each writes for the own place in the chain: the drafters,
    the section while it reads and after it signed, the directors once it is theirs.
    """
    state = ManuscriptState(case.manuscript.state)
    if state in SETTLED or not may_begin(actor):
        return None
    if state == ManuscriptState.DRAFTING or case.is_drafter(actor):
        return ManuscriptState.DRAFTING
    reads = state == ManuscriptState.SUBMITTED or case.has_signed(actor, SECTION_SIGN)
    if actor.has_role(*SECTIONS) and reads:
        return ManuscriptState.SUBMITTED
    if actor.has_role(*DIRECTORS) and state != ManuscriptState.SUBMITTED:
        return ManuscriptState.SECTION_SIGNED
    return None


def check_writing(actor: Actor, case: Case, based_on: int) -> ManuscriptState:
    """Return the state that saving leads to; refuse who has no business with the text, and a text seen too long ago."""
    turn = turn_after_writing(actor, case)
    if turn is None:
        raise UnableToWrite(
            f"这份稿件现在是“{case.manuscript.get_state_display()}”，您只能看，不能改。有意见请写批注。"
        )
    if based_on != case.latest.number:
        raise SavedMeanwhile(case.latest)
    return turn


def check_text(tree: Data) -> None:
    """Refuse a title that is none or too long, and more words or paragraphs than a speech has."""
    blocks = of_tree(tree)
    characters = sum(len(block.text) for block in blocks)
    length = len("".join(tree["title_lines"]))
    if not 0 < length <= TITLE_LENGTH:
        raise UnableToWrite(f"请写标题，最多 {TITLE_LENGTH} 个字。")
    if characters > MOST_CHARACTERS:
        raise UnableToWrite(f"全文有 {characters} 个字，最多 {MOST_CHARACTERS} 个字。请删减。")
    if len(blocks) > MOST_BLOCKS:
        raise UnableToWrite(f"全文有 {len(blocks)} 段（含标题），最多 {MOST_BLOCKS} 段。请合并或删减。")


def steps_open_to(actor: Actor, case: Case) -> list[Transition]:
    """Return the steps that somebody may take now."""
    return [
        step
        for step in MANUSCRIPT_STEPS.from_state(case.manuscript.state)
        if step.action in STEPS and why_not(actor, case, step) == ""
    ]


def why_not(actor: Actor, case: Case, step: Transition) -> str:
    """Return why somebody may not take a step, or nothing."""
    if not actor.has_role(*step.roles):
        return f"“{step.label}”要由{_WHO[step.roles]}办理。"
    if step.action in (SUBMIT, WITHDRAW):
        return "" if case.is_drafter(actor) else f"只有起草的人可以“{step.label}”。"
    if case.is_drafter(actor):
        return f"起草的人不能“{step.label}”。请由另一个人办理。"
    if step.action == DIRECTOR_SIGN and case.has_signed(actor, SECTION_SIGN):
        return "您已以股室名义签字，局领导签字请由另一个人办理。"
    return ""


def check_step(actor: Actor, case: Case, action: str, seen: int, note: str) -> Transition:
    """Return the step; refuse it out of turn, by the wrong person, without its reason, or on a text not seen."""
    if action not in STEPS:
        raise UnableToWrite("没有这一步。请刷新页面再办。")
    try:
        step = MANUSCRIPT_STEPS.step(case.manuscript.state, action)
    except IllegalTransition as problem:
        raise UnableToWrite(str(problem)) from None
    refusal = why_not(actor, case, step)
    if refusal:
        raise UnableToWrite(refusal)
    if seen != case.latest.number:
        raise UnableToWrite(
            f"您看的是第 {seen} 版，{case.latest.saved_by_name}又存了第 {case.latest.number} 版。请看过新的一版再办。"
        )
    if step.needs_reason and not note:
        raise UnableToWrite(f"“{step.label}”要写明理由。")
    if len(note) > NOTE_LENGTH:
        raise UnableToWrite(f"理由有 {len(note)} 个字，最多 {NOTE_LENGTH} 个字。请改短。")
    return step


def check_numbers_stand(changed: list[Data]) -> None:
    """Refuse to freeze other numbers than those that were signed."""
    if changed:
        told = "；".join(f"{one['figure']} {one['before']} → {one['now']}" for one in changed[:3])
        raise UnableToWrite(
            f"签字以后有 {len(changed)} 处数字已变：{told}。请再“保存”一次存成新的一版，重新签字后定稿。"
        )


def check_comment(words: str, quote: str) -> None:
    """Refuse a comment without words, too long a one, or one to no paragraph."""
    if not quote:
        raise UnableToWrite("请选要批注的段落。")
    if not 0 < len(words) <= WORDS_LENGTH:
        raise UnableToWrite(f"请写批注，最多 {WORDS_LENGTH} 个字。")
