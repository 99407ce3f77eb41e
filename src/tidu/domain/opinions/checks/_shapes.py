"""What must hold before opinions are merged, split, or put back; and what they can be about."""

from __future__ import annotations

from collections.abc import Sequence

from tidu.domain.opinions.checks._taking import clean_words
from tidu.domain.opinions.checks._values import Suggested, UnableToMoveOpinion
from tidu.domain.opinions.models import Opinion, Theme
from tidu.domain.opinions.vocabulary import MOVABLE, TEXT_LENGTH, Category, OpinionState, SuggestedBy

MOST_PARTS = 9


def check_can_merge(opinion: Opinion, target: Opinion) -> None:
    """Refuse to merge an opinion into itself, into one that is not counted or of another occasion."""
    if target.pk == opinion.pk:
        raise UnableToMoveOpinion("不能并入自己。请选另一条意见。")
    if not target.is_final:
        raise UnableToMoveOpinion(
            f"{target.number} 现在是“{OpinionState(target.state).label}”，不能并入。请选另一条。"
        )
    if target.occasion_id != opinion.occasion_id or target.source != opinion.source:
        raise UnableToMoveOpinion("只能并入同一场合、同一来源的意见。其他场合的相似意见请在答复中参照。")


def check_can_split(opinion: Opinion, texts: Sequence[str]) -> list[str]:
    """Refuse to split a part, or into fewer than two; return the words cleaned."""
    if opinion.split_from_id is not None:
        raise UnableToMoveOpinion(f"{opinion.number} 本身是拆分出来的。请撤销原来的拆分后重新拆。")
    words = [clean_words(each) for each in texts]
    if not 2 <= len(words) <= MOST_PARTS or not all(words):
        raise UnableToMoveOpinion(f"请把意见拆成 2 至 {MOST_PARTS} 条，每条都写明内容。")
    if any(len(each) > TEXT_LENGTH for each in words):
        raise UnableToMoveOpinion(f"拆分后的每条不超过 {TEXT_LENGTH} 字。请写要点。")
    return words


def check_can_unsplit(parts: Sequence[Opinion]) -> None:
    """Refuse to undo a split of which a part has gone its own way."""
    gone = [one.number for one in parts if one.state not in MOVABLE or one.merged.exists()]
    if gone:
        raise UnableToMoveOpinion(
            f"{'、'.join(gone)} 已答复、已送审、已并入或已有意见并入，不能撤销拆分。请先处理这些条目。"
        )


def check_themes(
    main: Theme | None, found: Sequence[Theme], wanted: Sequence[str], category: str, hint: Suggested | None
) -> Theme:
    """Refuse themes or a category that do not exist, and a suggestion that is none; return the main theme."""
    if main is None or len(found) != len(set(wanted)):
        raise UnableToMoveOpinion("没有这个主题。请从主题列表中选择。")
    if category and category not in Category.values:
        raise UnableToMoveOpinion("没有这个类别。请选择意见建议、诉求反映、政策咨询或批评监督。")
    rules_or_model = (SuggestedBy.RULES, SuggestedBy.MODEL)
    if hint is not None and (hint.by not in rules_or_model or not 0 <= hint.sure_per_mille <= 1000):
        raise UnableToMoveOpinion("建议的来源或把握不对：来源为关键词规则或模型，把握为 0 至 1000。")
    return main


def check_can_set_aside(opinion: Opinion) -> None:
    """Refuse to set aside what has been answered once, or what others were merged into."""
    if opinion.merged.exists():
        raise UnableToMoveOpinion(f"已有意见并入 {opinion.number}。请先撤销并入，或把它们改并到另一条。")
    if opinion.rounds.filter(answered_at__isnull=False).exists():
        raise UnableToMoveOpinion(f"{opinion.number} 已经答复过，不能再判无效、并入或拆分。")
