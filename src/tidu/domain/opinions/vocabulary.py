"""Words of opinions: where they come from, how they are handled, what an answer may say, who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models

from tidu.foundation.actors import Actor, OrganisationKind, Role
from tidu.foundation.handling.transitions import Transition, TransitionTable


class OccasionKind(models.TextChoices):
    """What kind of meeting gathers opinions."""

    OPEN_DAY = "OPEN_DAY", "开放日"
    FORUM = "FORUM", "座谈会"


class OpinionSource(models.TextChoices):
    """By which way of the county's life an opinion comes; each has its own deadline."""

    OPEN_DAY = "OPEN_DAY", "开放日"
    DEPUTY = "DEPUTY", "人大代表建议"
    PROPOSAL = "PROPOSAL", "政协提案"
    VISIT = "VISIT", "走访"
    WEB = "WEB", "网上"
    PHONE = "PHONE", "来电"
    LETTER = "LETTER", "来信"


SERIES: Final[Mapping[str, str]] = {
    OpinionSource.OPEN_DAY: "KF",
    OpinionSource.DEPUTY: "RD",
    OpinionSource.PROPOSAL: "ZX",
    OpinionSource.VISIT: "ZF",
    OpinionSource.WEB: "WS",
    OpinionSource.PHONE: "DH",
    OpinionSource.LETTER: "LX",
}
"""The letters in the number of an opinion that no occasion gathered: 2025-RD-003."""


class Channel(models.TextChoices):
    """How the words reached the bureau."""

    PAPER = "PAPER", "纸条"
    SCAN = "SCAN", "扫码"
    SPOKEN = "SPOKEN", "口头"
    PHONE = "PHONE", "电话"
    WEB = "WEB", "网上"


class ProposerGroup(models.TextChoices):
    """Whom the proposer speaks for; 两代表一委员 are three groups, kept apart."""

    PARTY_DELEGATE = "PARTY_DELEGATE", "党代表"
    CONGRESS_DEPUTY = "CONGRESS_DEPUTY", "人大代表"
    CPPCC_MEMBER = "CPPCC_MEMBER", "政协委员"
    ENTERPRISE = "ENTERPRISE", "企业"
    MEDIA = "MEDIA", "媒体"
    TOWNSHIP = "TOWNSHIP", "乡镇"
    PUBLIC = "PUBLIC", "公众"


class Category(models.TextChoices):
    """What the proposer wants."""

    SUGGESTION = "SUGGESTION", "意见建议"
    REQUEST = "REQUEST", "诉求反映"
    QUESTION = "QUESTION", "政策咨询"
    CRITICISM = "CRITICISM", "批评监督"


class OpinionState(models.TextChoices):
    """Where an opinion stands. The person's rating is the step out of ANSWERED, not a state."""

    REGISTERED = "REGISTERED", "登记"
    ASSIGNED = "ASSIGNED", "交办"
    RETURNED = "RETURNED", "退回"
    SIGNED = "SIGNED", "签收"
    WORKING = "WORKING", "办理"
    COUNTERSIGNING = "COUNTERSIGN", "会签"
    REVIEWING = "REVIEWING", "审核"
    ANSWERED = "ANSWERED", "答复"
    REOPENED = "REOPENED", "重办"
    CLOSED = "CLOSED", "办结"
    FOLLOWING = "FOLLOWING", "跟踪"
    INVALID = "INVALID", "无效"
    MERGED = "MERGED", "并入"
    SPLIT = "SPLIT", "拆分"
    UNDONE = "UNDONE", "拆分撤销"


S = OpinionState

MOVABLE: Final = (S.REGISTERED, S.ASSIGNED, S.RETURNED, S.SIGNED, S.WORKING)
"""States in which an opinion may still be declared invalid, merged or split: no answer is on its way."""

OPEN: Final = (*MOVABLE, S.COUNTERSIGNING, S.REVIEWING, S.REOPENED)
"""States in which the proposer waits for an answer."""

ANSWERED: Final = (OpinionState.ANSWERED, OpinionState.CLOSED, OpinionState.FOLLOWING)
"""States in which the answer that was given last stands."""

SET_ASIDE: Final = (OpinionState.INVALID, OpinionState.MERGED, OpinionState.SPLIT, OpinionState.UNDONE)
"""States that are not counted among the final items (X)."""


class DeadlineUnit(models.TextChoices):
    """What a deadline is counted in."""

    WORKING_DAYS = "WORKING_DAYS", "个工作日"
    MONTHS = "MONTHS", "个月"


class RuleConfidence(models.TextChoices):
    """How well a deadline is founded."""

    CONFIRMED = "CONFIRMED", "已核对原文"
    REPORTED = "REPORTED", "转述，待核"
    OWN = "OWN", "本单位自定"


class Outcome(models.TextChoices):
    """What was decided about an opinion."""

    ADOPTED = "ADOPTED", "采纳"
    PARTLY = "PARTLY", "部分采纳"
    EXPLAINED = "EXPLAINED", "解释说明"
    REFERRED = "REFERRED", "转办"


class ResultClass(models.TextChoices):
    """How far the matter is solved."""

    A = "A", "A 已解决或基本解决"
    B = "B", "B 正在解决或列入计划"
    C = "C", "C 受条件限制暂难解决"
    D = "D", "D 留作参考"


PAIRS: Final[Mapping[str, frozenset[str]]] = {
    Outcome.ADOPTED: frozenset({ResultClass.A, ResultClass.B}),
    Outcome.PARTLY: frozenset({ResultClass.A, ResultClass.B, ResultClass.C}),
    Outcome.EXPLAINED: frozenset({ResultClass.A, ResultClass.C, ResultClass.D}),
    Outcome.REFERRED: frozenset({ResultClass.B, ResultClass.C}),
}
"""Which result classes an outcome may come with."""


class ReplyKind(models.TextChoices):
    """When the answer was given."""

    ON_THE_SPOT = "ON_THE_SPOT", "当场答复"
    LATER = "LATER", "会后答复"


class Satisfaction(models.TextChoices):
    """What the proposer says of the attitude, and apart from it of the result."""

    SATISFIED = "SATISFIED", "满意"
    FAIR = "FAIR", "基本满意"
    UNSATISFIED = "UNSATISFIED", "不满意"


class RatedWay(models.TextChoices):
    """By which way a rating came."""

    LINK = "LINK", "链接"
    QR = "QR", "二维码"
    PAPER = "PAPER", "纸质代录"


class RatedFrom(models.TextChoices):
    """From which device a proposer's word came; none where it came on paper."""

    OWN = "OWN", "提交意见的那部手机"
    OTHER = "OTHER", "另一台设备"


class Solved(models.TextChoices):
    """What the proposer says when asked again after a promise fell due."""

    SOLVED = "SOLVED", "已解决"
    UNSOLVED = "UNSOLVED", "未解决"


class SuggestedBy(models.TextChoices):
    """Where a suggested theme came from before a person decided."""

    NONE = "", "—"
    RULES = "RULES", "关键词规则"
    MODEL = "MODEL", "模型"


class EffectKind(models.TextChoices):
    """What an opinion changed."""

    RULE = "RULE", "政策条款"
    POLICY = "POLICY", "政策文件"
    TASK = "TASK", "任务"
    BUDGET = "BUDGET", "预算"


class DeadlineLight(models.TextChoices):
    """The colour of a deadline by days; the late ones have two stages."""

    NONE = "NONE", "—"
    GREEN = "GREEN", "正常"
    YELLOW = "YELLOW", "临期"
    RED = "RED", "逾期"
    SEVERE = "SEVERE", "严重逾期"


class Owed(models.TextChoices):
    """What somebody on duty owes an opinion, as a reminder says it."""

    SIGN = "SIGN", "待签收"
    ANSWER = "ANSWER", "待答复"
    COUNTERSIGN = "COUNTERSIGN", "待会签"
    REVIEW = "REVIEW", "待审核"
    REPORTED = "REPORTED", "逾期上报"


WARN_DAYS: Final = 3
"""Working days before the deadline at which the light turns yellow."""

FOLLOW_UP_DAYS: Final = 14
"""Days after a promise falls due on which the person is asked again."""

QUIET_DAYS: Final = 14
"""Days without a rating after which an officer may close an answered opinion."""

TASK_SOURCE: Final = "opinion"
"""What the tasks that follow from answers call their source."""

RETAINED_MONTHS: Final = 12
"""Months after which the author of a settled opinion is erased, and its words are masked."""

TEXT_LENGTH: Final = 1000
REASON_LENGTH: Final = 300
PER_SENDER: Final = 20
"""Opinions that one device may hand in within a day."""

PER_LINK: Final = 3000
"""Opinions that one link may bring within a day; the whole hall shares the link on the wall."""

PER_RATER: Final = 5
"""Opinions handed in elsewhere for which one device may speak: a family shares a phone, a unit's serves nobody."""

OFFICERS: Final = frozenset({Role.SECTION_CLERK, Role.BUREAU_DIRECTOR})
"""Who takes opinions down, assigns them, and publishes."""

DIRECTORS: Final = frozenset({Role.BUREAU_DIRECTOR})
"""Who lets an answer go out and grants more time."""

HANDLERS: Final = OFFICERS | {Role.TOWNSHIP_LEADER, Role.COUNTY_LEADER}
"""Who works for a unit that leads or assists, holding the role there."""

PROPOSER: Final = frozenset({"PROPOSER"})
"""The one who said it: no role of an account."""

LEADING_KINDS: Final = (
    OrganisationKind.BUREAU_SECTION,
    OrganisationKind.BUREAU,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.PARK,
    OrganisationKind.COUNTY_OFFICE,
)
"""Kinds of units that lead or assist in handling an opinion."""

GUEST: Final = Actor(user_id=None, name="意见人")
"""Whoever acts through a signed link or a receipt, without an account and without rights."""


def _step(
    action: str,
    label: str,
    source: OpinionState,
    target: OpinionState,
    roles: frozenset[str] = OFFICERS,
    *,
    needs_reason: bool = False,
) -> Transition:
    return Transition(action, label, source, target, roles, needs_reason)


def _aside() -> tuple[Transition, ...]:
    """Return the ways aside and back: an opinion that had been assigned goes back to its unit, due as before."""
    out = (
        ("invalidate", "判定无效", S.INVALID, "restore", "恢复有效"),
        ("merge", "并入另一条", S.MERGED, "unmerge", "撤销并入"),
        ("split", "拆分", S.SPLIT, "unsplit", "撤销拆分"),
    )
    return tuple(
        step
        for action, label, target, back, back_label in out
        for step in (
            *(
                _step(action, label, source, target, needs_reason=action == "invalidate")
                for source in MOVABLE
            ),
            _step(back, back_label, target, S.REGISTERED),
            _step(f"{back}_due", back_label, target, S.ASSIGNED),
        )
    )


OPINION_STEPS: Final = TransitionTable(
    name="意见建议",
    labels={str(state.value): str(state.label) for state in OpinionState},
    transitions=(
        _step("answer_spot", "当场答复", S.REGISTERED, S.ANSWERED),
        _step("assign", "交办", S.REGISTERED, S.ASSIGNED),
        _step("assign", "改交办", S.RETURNED, S.ASSIGNED),
        _step("sign", "签收", S.ASSIGNED, S.SIGNED, HANDLERS),
        _step("return", "退回", S.ASSIGNED, S.RETURNED, HANDLERS, needs_reason=True),
        _step("return", "退回", S.SIGNED, S.RETURNED, HANDLERS, needs_reason=True),
        _step("return", "退回", S.REOPENED, S.RETURNED, HANDLERS, needs_reason=True),
        _step("work", "办理", S.SIGNED, S.WORKING, HANDLERS),
        _step("work", "重新办理", S.REOPENED, S.WORKING, HANDLERS),
        _step("circulate", "送会签", S.WORKING, S.COUNTERSIGNING, HANDLERS),
        _step("rework", "收回修改", S.COUNTERSIGNING, S.WORKING, HANDLERS),
        _step("submit", "送审", S.WORKING, S.REVIEWING, HANDLERS),
        _step("submit", "送审", S.COUNTERSIGNING, S.REVIEWING, HANDLERS),
        _step("send_back", "审核退回", S.REVIEWING, S.WORKING, DIRECTORS, needs_reason=True),
        _step("approve", "审核通过并答复", S.REVIEWING, S.ANSWERED, DIRECTORS),
        _step("recall", "撤回答复，重新办理", S.ANSWERED, S.REOPENED, DIRECTORS, needs_reason=True),
        _step("rate", "评价：满意或基本满意", S.ANSWERED, S.CLOSED, PROPOSER),
        _step("reopen", "评价：不满意", S.ANSWERED, S.REOPENED, PROPOSER),
        _step("close", "办结", S.ANSWERED, S.CLOSED, needs_reason=True),
        _step("reopen", "办结后不满意或未解决", S.CLOSED, S.REOPENED, PROPOSER),
        _step("close", "回访未答，办结", S.FOLLOWING, S.CLOSED, needs_reason=True),
        _step("follow", "承诺到期，回访", S.CLOSED, S.FOLLOWING),
        _step("follow", "承诺到期，回访", S.ANSWERED, S.FOLLOWING),
        _step("solved", "回访：已解决", S.FOLLOWING, S.CLOSED, PROPOSER),
        _step("reopen", "回访：未解决", S.FOLLOWING, S.REOPENED, PROPOSER),
        *_aside(),
        *(_step("undo_part", "拆分撤销", source, S.UNDONE) for source in MOVABLE),
    ),
)
"""登记→交办→签收→(退回)→办理→会签→审核→答复→评价→(重办)→办结→跟踪, and the ways aside and back."""

TAKEN: Final = "take_down"
CONFIRMED: Final = "confirm"
EDITED: Final = "edit"
THEMED: Final = "theme"
REPLIED: Final = "reply"
COUNTERSIGNED: Final = "countersign"
REFUSED: Final = "refuse"
ASKED_LONGER: Final = "ask_longer"
GRANTED: Final = "grant"
DENIED: Final = "deny"
RATED: Final = "rate_late"
JOINED: Final = "joined"
PUBLISHED: Final = "publish"
WITHDRAWN: Final = "unpublish"
ESCALATED: Final = "escalate"
CHANGED: Final = "effect"
KEPT: Final = "kept"
DROPPED: Final = "dropped"
ERASED: Final = "erase"

STEP_LABELS: Final[dict[str, str]] = {
    TAKEN: "登记",
    CONFIRMED: "确认文字",
    EDITED: "整理文字",
    THEMED: "定主题",
    REPLIED: "拟答复",
    COUNTERSIGNED: "会签同意",
    REFUSED: "会签不同意",
    ASKED_LONGER: "申请延期",
    GRANTED: "同意延期",
    DENIED: "不同意延期",
    RATED: "评价",
    JOINED: "并入一条",
    PUBLISHED: "公开",
    WITHDRAWN: "撤回公开",
    ESCALATED: "逾期上报",
    CHANGED: "意见去向",
    KEPT: "承诺任务销号",
    DROPPED: "承诺任务撤销",
    ERASED: "清除个人信息",
    **{step.action: step.label for step in reversed(OPINION_STEPS.transitions)},
}
"""What each act on an opinion is called in its story."""

QUOTING: Final = (CONFIRMED, EDITED, REPLIED, RATED, "answer_spot", "approve", "rate", "reopen", "solved")
"""Acts whose line in the story repeats what the proposer said or was told. The audit, from which nothing can be
erased, keeps of them only that they were done."""

MOVE_LABELS: Final[dict[tuple[str, str], str]] = {
    (step.action, step.source): step.label for step in OPINION_STEPS.transitions
}
"""What a step is called by where it was taken: an opinion is opened again for more than one reason."""
