"""Words that lead to a number and name nothing: what is left of a clause without them may name something."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tidu.reporting.draft.names import Spoken

_FILLERS = re.compile(
    "平均每年|每年平均|年平均|全县|我县|本县|全局|县里|县内|其中|共有|共计|总数|总量|数量|总计|合计|累计|目前|现有|当前|已经|有效|存量|户数|家数|规模"
    "|达到?|增[加长至]?|减少|提高|上升|下降|净|新|同比|比上?年?|较上?年?|到(?!期)|从|由|为|是|有|的|了|已|共|约|近|超过?|突破|末|底|年|和|与|及|分别"
    "|拥有|收集|征集|收到|举办|举行|活动|各类|条数|人数|来宾|代表|政策|人次|本次|此次|这次|期间|一次性|给予|安排|当场|也|则|又|还|仅|只|将|力争|确保|要"
    "|方面|领域|队伍|资金|金额|增速|增幅|增长率|企业|数|在|(?<![规线])上|中|不足|左右|最高|不|单[家户个]|每[家户]"
    "|变为|变化|回升|回落|跃升|攀升|提升|扩大|发展|壮大|至|仍|尚|再|多|占比|占|比重|比例|份额|全部"
    "|计划|预计|今年|去年|上年|前年|当年|本年|同期|入库|在册|阶段|各界|逐年|持续|稳步|不断|快速|较快|明显|显著|连年|保持|形成|最终"
)
_WORDS_LEFT = re.compile("[\u4e00-\u9fffA-Za-z]{2,}")
_OWN_PLACE = "全[镇乡园]|[本该][镇乡园区]|园区?内|镇[里内]|乡[里内]"


def unread(words: str) -> str:
    """Return the first of some words that may name something, apart from what only leads to a number; or nothing."""
    left = _WORDS_LEFT.search(_FILLERS.sub("", words))
    return left[0] if left else ""


def left_over(before: str, spoken: Spoken) -> str:
    """Return words between a figure's own and the number that nobody read: the 研发平台 of 高新技术企业研发平台58家."""
    ends = [match.end() for part in spoken.parts for match in part.finditer(before)]
    return unread(before[max(ends, default=len(before)) :])


def without_places(words: str, places: Iterable[str]) -> str:
    """Return words without the names of townships and parks, and without those that stand for one (全镇, 园区内)."""
    names = sorted(places, key=len, reverse=True)
    return re.sub("|".join([*(re.escape(name) for name in names), _OWN_PLACE]), "", words)
