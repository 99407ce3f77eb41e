"""Figures that the targets publish: what has been set, and whether nothing has become something."""

from __future__ import annotations

from datetime import date

from tidu.domain.enterprises import queries as enterprises_queries
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.platforms.vocabulary import (
    COUNTED,
    INSTITUTES,
    NATIONAL_INCUBATORS,
    PROVINCIAL_MAKERSPACES,
)
from tidu.domain.pool import queries as pool_queries
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import Stage
from tidu.domain.targets import queries
from tidu.domain.targets.models import Target
from tidu.domain.targets.vocabulary import BROKEN_THROUGH, NOT_BROKEN_THROUGH
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_SOURCE = "年度目标（经科技局设定，可追溯到设定人和时间）"


def declare() -> None:
    """Register them."""
    registry.register(_target_figure("target_hnte", "高新技术企业数量目标", "hnte_count", "F13"))
    registry.register(_target_figure("target_gazelle", "瞪羚企业数量目标", "gazelle_count", "F15"))
    for counted, code, alias in (
        (NATIONAL_INCUBATORS, "target_national_incubator_park", "F22"),
        (PROVINCIAL_MAKERSPACES, "target_provincial_makerspace_park", "F23"),
        (INSTITUTES, "target_institute_park", "F24"),
    ):
        registry.register(_target_figure(code, f"{COUNTED[counted].name}目标", counted, alias))
    registry.register(
        Figure(
            code="unicorn_breakthrough",
            name="独角兽企业零突破",
            unit="",
            kind=FigureKind.POINT,
            definition=(
                "统计日（给出年份时为该年 12 月 31 日，当年为截至日）有效的独角兽企业达到 1 家及以上为已突破，"
                "否则为未突破；零突破目标只在基数为 0 时可以设定。明细：已突破为持有称号的企业，"
                "未突破为培育库中以独角兽为目标的候选企业，其值记 0。"
            ),
            source="资质认定记录；候选企业见梯度培育库的经办决定",
            answer=_breakthrough,
            parameters=(ParameterKind.YEAR.value,),
            aliases=("F16",),
        )
    )


def _target_figure(code: str, name: str, counted: str, alias: str) -> Figure:
    return Figure(
        code=code,
        name=name,
        unit="家",
        kind=FigureKind.POINT,
        definition=f"{name}：所问年度 12 月 31 日的目标值，以现行有效的目标设定为准；未设定为缺数。",
        source=_SOURCE,
        answer=_reading(counted),
        parameters=(ParameterKind.YEAR.value,),
        aliases=(alias,),
    )


def _reading(counted: str) -> Answering:
    """Return the answer of a figure that reads the target set for another figure."""

    def answer(figure: Figure, question: Question) -> Answer:
        year = question.year or question.as_of.on.year
        due_on = date(year, 12, 31)
        target = queries.find_target(counted, due_on, question.as_of)
        on_label = f"{year}年12月31日目标"
        if target is None:
            reason = f"{year} 年没有设定“{figure.name}”。请在目标页设定。"
            return Answer(figure=figure, question=question, value=None, reason=reason, on_label=on_label)
        row = Row(
            key=f"{counted}/{due_on.isoformat()}",
            label=target.name,
            value=target.value,
            detail=f"责任单位：{target.owner.name}",
            record=(Target._meta.label, target.pk, "value"),
        )
        return Answer(figure=figure, question=question, value=target.value, rows=(row,), on_label=on_label)

    return answer


def _breakthrough(figure: Figure, question: Question) -> Answer:
    count = registry.ask("unicorn_count", question)
    if count.value is None:
        return Answer(figure=figure, question=question, value=None, reason=count.reason, parts=(count,))
    broken = count.value >= 1
    rows = count.rows if broken else _candidates(question.point or question.as_of)
    return Answer(
        figure=figure,
        question=question,
        value=broken,
        rows=rows,
        reason="" if rows else "没有持有独角兽称号的企业，培育库中也没有以独角兽为目标的企业。",
        on_label=f"{count.on_label} · {BROKEN_THROUGH if broken else NOT_BROKEN_THROUGH}",
        parts=(count,),
    )


def _candidates(as_of: AsOf) -> tuple[Row, ...]:
    """Return the pool's members that seek the title: what an unbroken nought rests on, each counting 0."""
    members = pool_queries.members_on(as_of).filter(tier_sought=RecognitionKind.UNICORN)
    sought = {member.enterprise_id: member for member in members}
    firms = pool_queries.describe(enterprises_queries.population_with(sought.keys(), as_of), as_of.on)
    return tuple(
        Row(
            key=firm.credit_code,
            label=firm.name,
            value=0,
            detail=f"候选：{Stage(sought[firm.enterprise_id].stage).label}库 · {firm.place}",
            credit_code=firm.credit_code,
            place_id=firm.place_id,
            record=(Membership._meta.label, sought[firm.enterprise_id].pk, "tier_sought"),
        )
        for firm in firms.values()
    )
