"""What all figures of the register share: rows of firms, and the refusals that stand for a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tidu.domain.enterprises import queries
from tidu.domain.enterprises.models import Recognition
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Answer, Figure, Question, Row

RECOGNITION_SOURCE = "资质认定记录（入库公告、认定名单、撤销公告）与企业属地记录"


class UnknownPlace(LookupError):
    """Raised when a figure is asked for a township or park that does not exist."""


@dataclass(frozen=True)
class Held:
    """One recognition a firm holds, as figures need it."""

    pk: int
    enterprise_id: int
    credit_code: str
    kind: str
    text: str


def held_titles(kinds: Iterable[str], as_of: AsOf, place: str | None) -> list[Held]:
    """Return the recognitions in force of firms in the county, ordered by code and kind; one query."""
    here = queries.in_county(as_of, place).values("pk")
    found = queries.valid_recognitions(kinds, as_of).filter(enterprise_id__in=here)
    return [
        held(recognition)
        for recognition in found.select_related("enterprise").order_by(
            "enterprise__credit_code", "kind", "pk"
        )
    ]


def held(recognition: Recognition) -> Held:
    """Return a recognition with its line of text: title, number, last valid day."""
    label = RecognitionKind(recognition.kind).label
    number = f"{recognition.certificate_number}，" if recognition.certificate_number else ""
    last = (recognition.valid_until_on - timedelta(days=1)).isoformat()
    return Held(
        pk=recognition.pk,
        enterprise_id=recognition.enterprise_id,
        credit_code=recognition.enterprise.credit_code,
        kind=recognition.kind,
        text=f"{label}（{number}至 {last}）",
    )


def by_enterprise(titles: Iterable[Held]) -> dict[int, list[Held]]:
    """Return the titles of each firm, so that a firm with several counts once."""
    grouped: dict[int, list[Held]] = {}
    for title in titles:
        grouped.setdefault(title.enterprise_id, []).append(title)
    return grouped


def rows_of(firms: Mapping[int, Sequence[Held]], as_of: AsOf, value: int = 1) -> list[Row]:
    """Return one row per firm, with its name and place on the day; two queries."""
    names, places = queries.names_on(firms.keys(), as_of), queries.places_on(firms.keys(), as_of)
    rows = []
    for enterprise_id, titles in firms.items():
        place = places.get(enterprise_id)
        rows.append(
            Row(
                key=titles[0].credit_code,
                label=names.get(enterprise_id, titles[0].credit_code),
                value=value,
                detail="、".join(title.text for title in titles),
                credit_code=titles[0].credit_code,
                place_id=place.id if place else None,
                record=(Recognition._meta.label, titles[0].pk, "valid_until_on"),
            )
        )
    return rows


def counted(figure: Figure, question: Question, rows: Sequence[Row], as_of: AsOf) -> Answer:
    """Return the number of rows; nought is doubted: an unknown place is refused, an empty register is 缺数."""
    if not rows:
        refuse_unknown_place(question)
        if reason := _why_nothing_is_known(as_of):
            return unknown(figure, question, reason, as_of)
    return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)


def unknown(figure: Figure, question: Question, reason: str, as_of: AsOf | None = None) -> Answer:
    """Return the answer 缺数 with its reason."""
    return Answer(figure, question, value=None, reason=reason, on_label=(as_of or question.as_of).label)


def not_yet(figure: Figure, question: Question) -> Answer:
    """Return 缺数 for a year still to come."""
    on = question.as_of.on.isoformat()
    return unknown(figure, question, f"{question.year} 年尚未到来（截至日为 {on}）。")


def refuse_unknown_place(question: Question) -> None:
    """Raise UnknownPlace when the question names a place that does not exist."""
    if question.place is not None and not Organisation.objects.filter(code=question.place).exists():
        raise UnknownPlace(f"没有代码为“{question.place}”的乡镇或园区。")


def _why_nothing_is_known(as_of: AsOf) -> str:
    known = Recognition.objects.known_at(as_of.known_at).filter(valid_from_on__lte=as_of.on)
    if known.exists():
        return ""
    return (
        f"没有 {as_of.on.isoformat()} 及以前的资质认定记录，无从统计。请向综合股索取名单并导入“资质认定”表。"
    )
