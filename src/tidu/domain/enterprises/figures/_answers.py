"""What all figures of the register share: rows of firms, and the refusals that stand for a value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from tidu.domain.enterprises.models import Enterprise, Recognition
from tidu.domain.enterprises.queries import KnownFirm, KnownTitle, Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures.answers import refuse_unknown_place, unknown
from tidu.foundation.figures.model import Answer, Figure, Question, Row

RECOGNITION_SOURCE = "资质认定记录（入库公告、认定名单、撤销公告）与企业属地记录"


@dataclass(frozen=True)
class Counting:
    """A count on a day: the population it reads, and which part of it is asked for."""

    population: Population
    as_of: AsOf
    place: str | None

    @classmethod
    def of(cls, question: Question, as_of: AsOf, kinds: Iterable[str]) -> Counting:
        """Return the counting of holders of these titles: from the reading at hand, else from theirs alone."""
        return cls(_reading(question, kinds), as_of, question.place)

    def held(self, kinds: Collection[str]) -> list[KnownTitle]:
        """Return the titles of these kinds in force in the county or the place asked."""
        return list(self.population.holding(kinds, self.as_of.on, self.place))

    def known(self, kind: str) -> list[KnownTitle]:
        """Return every title of a kind, in force or not, of firms in the county or the place asked on the day."""
        here = self.population.here(self.as_of.on, self.place)
        titles = (self.population.titles.get(firm.enterprise_id, ()) for firm in here)
        return [title for own in titles for title in own if title.kind == kind]

    def rows(self, titles: Iterable[KnownTitle]) -> list[Row]:
        """Return one row per firm that has one of these titles, by credit code, with its name and place."""
        grouped: dict[int, list[KnownTitle]] = {}
        for title in sorted(titles, key=lambda title: (title.kind, title.pk)):
            grouped.setdefault(title.enterprise_id, []).append(title)
        rows = [self._row(self.population.firms[firm], own) for firm, own in grouped.items()]
        return sorted(rows, key=lambda row: row.key)

    def _row(self, firm: KnownFirm, titles: Sequence[KnownTitle]) -> Row:
        place = firm.place_on(self.as_of.on)
        return Row(
            key=firm.credit_code,
            label=firm.name_on(self.as_of.on),
            value=1,
            detail="、".join(_in_words(title) for title in titles),
            credit_code=firm.credit_code,
            place_id=place.id if place else None,
            record=(Recognition._meta.label, titles[0].pk, "valid_until_on"),
        )


def whole_register(question: Question) -> Population:
    """Return the whole register as known at the moment asked, read once for all questions that share."""
    return question.once(Population, question.as_of.known_at)


def _reading(question: Question, kinds: Iterable[str]) -> Population:
    if question.shared is not None:
        return whole_register(question)
    known_at = question.as_of.known_at
    titles = Recognition.objects.known_at(known_at).filter(kind__in=list(kinds))
    return Population(known_at, Enterprise.objects.filter(pk__in=titles.values("enterprise_id")))


def _in_words(title: KnownTitle) -> str:
    """Return a title's line of text: its name, number and last valid day."""
    label = RecognitionKind(title.kind).label
    number = f"{title.certificate_number}，" if title.certificate_number else ""
    last = (title.valid_until_on - timedelta(days=1)).isoformat()
    return f"{label}（{number}至 {last}）"


def counted(figure: Figure, question: Question, counting: Counting, titles: Iterable[KnownTitle]) -> Answer:
    """Return the number of firms with titles; nought is doubted: no such place is refused, no register is 缺数."""
    rows, as_of = counting.rows(titles), counting.as_of
    if reason := why_incomplete(as_of.on.year):
        return unknown(figure, question, reason, as_of)
    if not rows:
        refuse_unknown_place(question)
        if reason := _why_nothing_is_known(counting):
            return unknown(figure, question, reason, as_of)
    return Answer(figure, question, value=len(rows), rows=rows, on_label=as_of.label)


def why_incomplete(year: int) -> str:
    """Return why what the register holds of a year is no basis for a number, or nothing for a year it holds whole."""
    since = settings.TIDU_REGISTER_SINCE
    if year >= since:
        return ""
    return f"{year} 年的资质和年度数据没有录全（{since} 年起才全），不能计数，也不能作对比。请向综合股索取并补录。"


def _why_nothing_is_known(counting: Counting) -> str:
    as_of = counting.as_of
    read = (title for own in counting.population.titles.values() for title in own)
    if any(title.valid_from_on <= as_of.on for title in read):
        return ""
    if Recognition.objects.known_at(as_of.known_at).filter(valid_from_on__lte=as_of.on).exists():
        return ""
    return (
        f"没有 {as_of.on.isoformat()} 及以前的资质认定记录，无从统计。请向综合股索取名单并导入“资质认定”表。"
    )
