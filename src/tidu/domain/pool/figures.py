"""Figures of the cultivation pool: how many firms are in each stage on a day."""

from __future__ import annotations

from collections.abc import Collection

from tidu.domain.enterprises.figures import UnknownPlace, whole_register
from tidu.domain.enterprises.queries import population_with
from tidu.domain.pool import queries
from tidu.domain.pool.models import Membership
from tidu.domain.pool.vocabulary import IN_POOL, Stage
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Answering, Figure, Question, Row
from tidu.foundation.figures.vocabulary import FigureKind, ParameterKind

_SOURCE = "梯度培育库：经办决定（每条在库记录附理由、决定人和日期）"
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


def _counting(stages: Collection[Stage]) -> Answering:
    """Return how to count the members in some stages: on the day asked about, in one place if asked."""

    def answer(figure: Figure, question: Question) -> Answer:
        if (as_of := question.point) is None:
            reason = f"{question.year} 年尚未到来（截至日为 {question.as_of.on.isoformat()}）。"
            return Answer(figure, question, value=None, reason=reason, on_label=question.as_of.label)
        _refuse_unknown_place(question.place)
        members = {one.enterprise_id: one for one in queries.members_on(as_of).filter(stage__in=stages)}
        population = whole_register(question) or population_with(members, as_of)
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


def _refuse_unknown_place(place: str | None) -> None:
    if place is not None and not Organisation.objects.filter(code=place).exists():
        raise UnknownPlace(f"没有代码为“{place}”的乡镇或园区。")
