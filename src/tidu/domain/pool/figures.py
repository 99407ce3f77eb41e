"""Figures of the cultivation pool: how many firms are in each stage on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tidu.domain.enterprises.figures import whole_register
from tidu.domain.enterprises.queries import population_with
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import queries
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import FIGURE_TIERS, IN_POOL, Stage
from tidu.foundation.figures import registry
from tidu.foundation.figures.answers import not_yet, refuse_unknown_place, unknown
from tidu.foundation.figures.arithmetic import share_percent
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_SOURCE = "梯度培育库：经办决定（每条在库记录附理由、决定人和日期）"
_OUTLOOK = "资质认定记录、年度数据与认定条件规则"
_STAYS = (queries.OutlookClass.STAYS,)
_BEST = tuple(one for one in queries.OutlookClass if one is not queries.OutlookClass.SOUGHT)
_PARAMETERS = (ParameterKind.YEAR.value, ParameterKind.PLACE.value)


def declare() -> None:
    """Register them."""
    for stage in IN_POOL:
        registry.register(
            Figure(
                code=f"pool_{stage.value.lower()}_count",
                name=f"培育库{stage.label}企业数",
                unit="家",
                kind=FigureKind.POINT,
                definition=f"截至日在梯度培育库“{stage.label}”阶段的企业数，以经办决定为准，一家企业同日只在一个阶段。",
                source=_SOURCE,
                answer=_counting((stage,)),
                parameters=_PARAMETERS,
            )
        )
    registry.register(
        Figure(
            code="pool_total",
            name="培育库在库企业数",
            unit="家",
            kind=FigureKind.POINT,
            definition="截至日在梯度培育库储备、培育、认定三个阶段的企业合计，已退库的不计。",
            source=_SOURCE,
            answer=_counting(IN_POOL),
            parameters=_PARAMETERS,
        )
    )
    _declare_outlooks()


def _declare_outlooks() -> None:
    for counted, kind in FIGURE_TIERS.items():
        label, code_of = RecognitionKind(kind).label, counted.removesuffix("_count")
        both = (
            ("low", "年末保底数", "截至日有效、且不办任何手续到年末仍有效的"),
            ("high", "年末最好可达数", "年末仍有效的，加上年内到期须续期的、条件全部符合的和差一点的"),
        )
        for code, name, words in both:
            registry.register(
                Figure(
                    code=f"{code_of}_year_end_{code}",
                    name=f"{label}{name}",
                    unit="家",
                    kind=FigureKind.POINT,
                    definition=f"{words}{label}家数；条件按截至日生效的规则判断，不估概率；没有可计算规则的层级只按证书计。每家一行，说明属于哪一类。",
                    source=_OUTLOOK,
                    answer=_year_end(kind, low=code == "low"),
                )
            )
    registry.register(
        Figure(
            code="hnte_renewal_rate",
            name="高新技术企业到期续期率",
            unit="%",
            kind=FigureKind.PERIOD,
            definition=(
                "所问年度内证书届满（被撤销的不计）、属地在本县的企业中，期末又持有效证书的企业 ÷ 届满企业，"
                "保留一位小数。每家一行，续期为 1，未续为 0。"
            ),
            source="资质认定记录与企业属地记录",
            answer=_renewal_rate,
            parameters=(ParameterKind.YEAR.value,),
            decimals=1,
        )
    )


def _year_end(tier: str, *, low: bool) -> Answering:
    """Return how to count who can hold a title at the end of the as-of day's year."""

    def answer(figure: Figure, question: Question) -> Answer:
        as_of = question.as_of
        population = whole_register(question)
        due_on = date(as_of.on.year, 12, 31)
        found = queries.outlook(tier, due_on, population, as_of.on)
        rows = tuple(
            Row(
                key=one.firm.credit_code,
                label=one.firm.name,
                value=1,
                detail=f"{queries.OUTLOOK_LABELS[one.group]} · {one.sentence}",
                credit_code=one.firm.credit_code,
                place_id=one.firm.place_id,
                record=one.firm.titles[tier].record if tier in one.firm.titles else None,
            )
            for one in found.firms
            if one.group in (_STAYS if low else _BEST)
        )
        label = f"{due_on.isoformat()}（{as_of.label}推算）"
        if found.open_part and not low:
            label = f"{label}，是下限：{found.open_part}"
        return Answer(figure, question, value=len(rows), rows=rows, on_label=label)

    return answer


def _renewal_rate(figure: Figure, question: Question) -> Answer:
    if (as_of := question.point) is None:
        return not_yet(figure, question)
    population = whole_register(question)
    found = queries.renewals(RecognitionKind.HNTE, as_of.on.year, population, as_of.on)
    if not found:
        reason = f"{as_of.on.year} 年到截至日没有证书届满。"
        return unknown(figure, question, reason, as_of)
    rows = tuple(
        Row(
            key=one.firm.credit_code,
            label=one.firm.name,
            value=int(one.renewed),
            detail=f"{(one.ended_on - timedelta(days=1)).isoformat()} 届满，{'已续期' if one.renewed else '未续期'}",
            credit_code=one.firm.credit_code,
            place_id=one.firm.place_id,
            record=one.record,
        )
        for one in found
    )
    value = share_percent(sum(one.renewed for one in found), len(found), figure.decimals)
    return Answer(figure, question, value=value, rows=rows, on_label=f"{as_of.on.year} 年至{as_of.label}")


def _counting(stages: Collection[Stage]) -> Answering:
    """Return how to count the members in some stages: on the day asked about, in one place if asked."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            return not_yet(figure, question)
        refuse_unknown_place(question)
        members = {one.enterprise_id: one for one in queries.members_on(as_of).filter(stage__in=stages)}
        population = whole_register(question) if question.shared else population_with(members, as_of)
        firms = queries.describe(population, as_of.on, only=members)
        rows = tuple(
            _row(firm, members[firm.enterprise_id])
            for firm in firms.values()
            if question.place in (None, firm.place_code)
        )
        return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)

    return answer


def _row(firm: queries.Firm, member: Membership) -> Row:
    return Row(
        key=firm.credit_code,
        label=firm.name,
        value=1,
        detail=f"{Stage(member.stage).label} · {firm.place}",
        credit_code=firm.credit_code,
        place_id=firm.place_id,
        record=(Membership._meta.label, member.pk, "stage"),
    )
