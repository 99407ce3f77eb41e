"""Stocks: how many firms hold a title on a day."""

from __future__ import annotations

from collections.abc import Sequence

from tidu.domain.enterprises.figures._answers import (
    RECOGNITION_SOURCE,
    Counting,
    counted,
)
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS, RecognitionKind
from tidu.foundation.figures.answers import not_yet
from tidu.foundation.figures.model import Answer, Answering, Figure, Question
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

PARAMETERS = (ParameterKind.YEAR.value, ParameterKind.PLACE.value)

_DAY = "统计日（给出年份时为该年 12 月 31 日，当年为截至日）"
_ONCE = "按统一社会信用代码去重，撤销自生效日起不计。"


def holding(kinds: Sequence[str], *, every: bool = False) -> Answering:
    """Return how to count the firms that hold one of these titles, or (`every`) all of them, on a day."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        counting = Counting.of(question, as_of, kinds)
        titles = counting.held(kinds)
        if every:
            held = {(title.enterprise_id, title.kind) for title in titles}
            titles = [one for one in titles if all((one.enterprise_id, kind) in held for kind in kinds)]
        return counted(figure, question, counting, titles)

    return answer


def _count(code: str, name: str, definition: str, answer: Answering, aliases: tuple[str, ...] = ()) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit="家",
        kind=FigureKind.POINT,
        definition=definition,
        source=RECOGNITION_SOURCE,
        answer=answer,
        parameters=PARAMETERS,
        aliases=aliases,
        public=True,
    )


TECH_ENTERPRISES = Figure(
    code="tech_enterprise_count",
    name="科技型企业数",
    unit="家",
    kind=FigureKind.POINT,
    definition=(
        f"{_DAY}属地在本县、且持有至少一项有效的科技型中小企业入库编号、高新技术企业证书、瞪羚或独角兽称号的"
        f"法人企业数。仅有专精特新的不计；{_ONCE}"
    ),
    source=RECOGNITION_SOURCE,
    answer=holding(TECH_ENTERPRISE_KINDS),
    parameters=PARAMETERS,
    aliases=("F04",),
    base_year_aliases=("F02",),
    public=True,
)

FIGURES = (
    TECH_ENTERPRISES,
    _count(
        "sme_number_count",
        "科技型中小企业数",
        f"{_DAY}属地在本县、入库编号有效的科技型中小企业数；编号当年有效，12 月 31 日失效。{_ONCE}",
        holding([RecognitionKind.SME_NUMBER]),
    ),
    _count(
        "hnte_count",
        "高新技术企业数",
        f"{_DAY}属地在本县、高新技术企业证书在有效期内且未被撤销的企业数（存量，不是新增）。{_ONCE}",
        holding([RecognitionKind.HNTE]),
        aliases=("F14",),
    ),
    _count(
        "gazelle_count",
        "瞪羚企业数",
        f"{_DAY}属地在本县、瞪羚称号在有效期内的企业数。{_ONCE}",
        holding([RecognitionKind.GAZELLE]),
    ),
    _count(
        "unicorn_count",
        "独角兽企业数",
        f"{_DAY}属地在本县、独角兽称号在有效期内的企业数。{_ONCE}",
        holding([RecognitionKind.UNICORN]),
    ),
    _count(
        "specialised_sme_count",
        "专精特新中小企业数",
        f"{_DAY}属地在本县、专精特新中小企业称号在有效期内的企业数。{_ONCE}",
        holding([RecognitionKind.SPECIALISED_SME]),
    ),
    _count(
        "both_count",
        "科技型中小企业兼高新技术企业数",
        f"{_DAY}属地在本县、同时持有有效的科技型中小企业入库编号和高新技术企业证书的企业数。{_ONCE}",
        holding([RecognitionKind.SME_NUMBER, RecognitionKind.HNTE], every=True),
    ),
)
