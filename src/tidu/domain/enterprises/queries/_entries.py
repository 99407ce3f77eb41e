"""The list of enterprises and the search: frozen rows, a few queries whatever the number of firms."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tidu.domain.enterprises.models import (
    Enterprise,
    NameRecord,
    PlaceRecord,
    Profile,
    Recognition,
    YearlyFacts,
)
from tidu.domain.enterprises.queries._scope import bearing, closed, in_county, in_scope, of
from tidu.domain.enterprises.vocabulary import TECH_ENTERPRISE_KINDS, Industry, RecognitionKind
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf

ANY_TITLE = "TECH"
NO_TITLE = "NONE"

TIER_CHOICES: tuple[tuple[str, str], ...] = (
    (ANY_TITLE, "科技型企业（任一称号）"),
    (NO_TITLE, "尚无称号"),
    *((str(kind.value), str(kind.label)) for kind in RecognitionKind),
)
"""What the list can be narrowed to by title."""

SORTS = {
    "name": "firm_name",
    "code": "credit_code",
    "place": "place_position",
    "registered": "registered_on",
    "revenue": "revenue_fen",
}
"""Name of a sort -> what the database orders by."""


@dataclass(frozen=True)
class EntryFilters:
    """What the list is narrowed to. `place` is an organisation's code; `within` keeps only these firms.

    `tier` is a recognition kind, `ANY_TITLE` or `NO_TITLE`; `presence` is "here" (in the county on the day),
    "gone" (moved out or closed) or "" for both. `year` is the year of the figures shown, by default the last
    one before the day's. Pages count from 1; `page_size` None gives everything.
    """

    text: str = ""
    place: str = ""
    industry: str = ""
    tier: str = ""
    presence: str = "here"
    within: Collection[int] | None = None
    year: int | None = None
    sort: str = "name"
    descending: bool = False
    page: int = 1
    page_size: int | None = 50


@dataclass(frozen=True)
class Entry:
    """One row of the list. Money in fen, None for 缺数; `tiers` are the titles in force on the day."""

    enterprise_id: int
    credit_code: str
    name: str
    place_id: int | None
    place_code: str
    place_name: str
    industry: str
    registered_on: date | None
    closed: bool
    tiers: tuple[str, ...]
    year: int
    revenue_fen: int | None
    rd_book_fen: int | None
    rd_deductible_fen: int | None
    staff_average: int | None

    @property
    def industry_label(self) -> str:
        """Return the Chinese name of the industry, or an empty text."""
        return str(Industry(self.industry).label) if self.industry else ""

    @property
    def tier_labels(self) -> tuple[str, ...]:
        """Return the Chinese names of the titles."""
        return tuple(str(RecognitionKind(kind).label) for kind in self.tiers)


@dataclass(frozen=True)
class EntryPage:
    """One page of the list; `total` counts all firms that pass the filters."""

    rows: tuple[Entry, ...]
    total: int
    page: int
    pages: int
    year: int


@dataclass(frozen=True)
class SearchHit:
    """One firm found by the search; `former_name` is set when an earlier name matched."""

    enterprise_id: int
    credit_code: str
    name: str
    place_name: str
    former_name: str = ""


def entries(actor: Actor, as_of: AsOf, filters: EntryFilters = EntryFilters()) -> EntryPage:
    """Return one page of the firms an actor may see on a day: four queries, however many firms there are."""
    year = filters.year or as_of.on.year - 1
    found = _narrowed(in_scope(actor, as_of), filters, as_of)
    total = found.count()
    size = filters.page_size or max(total, 1)
    pages = max(1, -(-total // size))
    page = min(max(filters.page, 1), pages)
    ordered = _ordered(_described(found, as_of, year), filters)
    shown = list(ordered[(page - 1) * size : page * size].values(*_COLUMNS))
    ids = [row["pk"] for row in shown]
    titles, facts = _titles(ids, as_of), _year_of(ids, year, as_of)
    rows = tuple(_entry(row, titles.get(row["pk"], ()), year, facts.get(row["pk"], {})) for row in shown)
    return EntryPage(rows=rows, total=total, page=page, pages=pages, year=year)


def search(actor: Actor, text: str, as_of: AsOf, limit: int = 10) -> tuple[SearchHit, ...]:
    """Return firms in scope whose code begins with, or one of whose names contains, the text; two queries."""
    if not (needle := text.strip()):
        return ()
    found = _with_text(in_scope(actor, as_of), needle, as_of, code_lookup="credit_code__istartswith")
    described = _described(found, as_of, as_of.on.year - 1).order_by("firm_name", "credit_code")
    shown = list(described[:limit].values(*_COLUMNS))
    former = _matching_names(
        [row["pk"] for row in shown if needle not in (row["firm_name"] or "")], needle, as_of
    )
    return tuple(
        SearchHit(
            enterprise_id=row["pk"],
            credit_code=row["credit_code"],
            name=row["firm_name"] or row["credit_code"],
            place_name=row["place_name"] or "",
            former_name=former.get(row["pk"], ""),
        )
        for row in shown
    )


EXPORT_HEADERS = (
    "企业名称",
    "统一社会信用代码",
    "属地",
    "产业",
    "成立日期",
    "有效称号",
    "数据年度",
    "销售收入（元）",
    "研发费用（账面，元）",
    "研发费用（加计扣除口径，元）",
    "职工总数（人）",
)


def export_rows(actor: Actor, as_of: AsOf, filters: EntryFilters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the exported list, as `EXPORT_HEADERS` names them: all firms the filters keep."""
    everything = entries(actor, as_of, replace(filters, page=1, page_size=None))
    for row in everything.rows:
        yield (
            row.name,
            row.credit_code,
            row.place_name,
            row.industry_label,
            row.registered_on,
            "、".join(row.tier_labels),
            row.year,
            *(_yuan(fen) for fen in (row.revenue_fen, row.rd_book_fen, row.rd_deductible_fen)),
            row.staff_average,
        )


_YEAR_FIELDS = ("revenue_fen", "rd_book_fen", "rd_deductible_fen", "staff_average")

_COLUMNS = (
    "pk",
    "credit_code",
    "firm_name",
    "place_id",
    "place_code",
    "place_name",
    "industry",
    "registered_on",
    "is_closed",
)


def _narrowed(found: QuerySet[Enterprise], filters: EntryFilters, as_of: AsOf) -> QuerySet[Enterprise]:
    """Apply the filters that do not need the described columns."""
    if filters.within is not None:
        found = found.filter(pk__in=filters.within)
    if filters.place or filters.presence == "here":
        found = found.filter(pk__in=in_county(as_of, filters.place or None).values("pk"))
    elif filters.presence == "gone":
        found = found.exclude(pk__in=in_county(as_of).values("pk"))
    if filters.industry:
        trade = Profile.objects.known_at(as_of.known_at).filter(industry=filters.industry)
        found = found.filter(pk__in=trade.values("enterprise_id"))
    if needle := filters.text.strip():
        found = _with_text(found, needle, as_of, code_lookup="credit_code__icontains")
    return _with_tier(found, filters.tier, as_of)


def _with_tier(found: QuerySet[Enterprise], tier: str, as_of: AsOf) -> QuerySet[Enterprise]:
    if not tier:
        return found
    kinds = [tier] if tier in RecognitionKind.values else [str(kind) for kind in TECH_ENTERPRISE_KINDS]
    held = Recognition.objects.in_force(as_of).filter(kind__in=kinds).values("enterprise_id")
    return found.exclude(pk__in=held) if tier == NO_TITLE else found.filter(pk__in=held)


def _with_text(
    found: QuerySet[Enterprise], needle: str, as_of: AsOf, *, code_lookup: str
) -> QuerySet[Enterprise]:
    """Keep firms whose code matches, or that bear or bore a name containing the text."""
    return found.filter(Q(pk__in=bearing(needle, as_of)) | Q(**{code_lookup: needle}))


def _described(found: QuerySet[Enterprise], as_of: AsOf, year: int) -> QuerySet[Any]:
    """Add what a row shows and what a list is sorted by, each from an index on the firm."""
    names = NameRecord.objects.known_at(as_of.known_at).filter(enterprise=OuterRef("pk"))
    places = PlaceRecord.objects.in_force(as_of).filter(enterprise=OuterRef("pk"))
    profile = Profile.objects.known_at(as_of.known_at).filter(enterprise=OuterRef("pk"))
    facts = YearlyFacts.objects.known_at(as_of.known_at).filter(enterprise=OuterRef("pk"), year=year)
    borne = names.filter(valid_from_on__lte=as_of.on).order_by("-valid_from_on", "-pk")
    return found.annotate(
        firm_name=Coalesce(
            Subquery(borne.values("name")[:1]),
            Subquery(names.order_by("valid_from_on", "pk").values("name")[:1]),
        ),
        place_id=Subquery(places.values("place_id")[:1]),
        place_code=Subquery(places.values("place__code")[:1]),
        place_name=Subquery(places.values("place__short_name")[:1]),
        place_position=Subquery(places.values("place__position")[:1]),
        industry=Subquery(profile.values("industry")[:1]),
        registered_on=Subquery(profile.values("registered_on")[:1]),
        is_closed=Exists(closed(as_of).filter(enterprise=OuterRef("pk"))),
        revenue_fen=Subquery(facts.values("revenue_fen")[:1]),
    )


def _ordered(found: QuerySet[Any], filters: EntryFilters) -> QuerySet[Any]:
    """Sort, unknown values last; the credit code makes the order of equals the same on every page."""
    column = F(SORTS.get(filters.sort, SORTS["name"]))
    first = column.desc(nulls_last=True) if filters.descending else column.asc(nulls_last=True)
    return found.order_by(first, "credit_code")


def _titles(enterprise_ids: Collection[int], as_of: AsOf) -> dict[int, tuple[str, ...]]:
    """Return the titles each firm holds, in the order of the vocabulary."""
    held: dict[int, set[str]] = {}
    found = of(Recognition.objects.in_force(as_of), enterprise_ids)
    for enterprise_id, kind in found.values_list("enterprise_id", "kind"):
        held.setdefault(enterprise_id, set()).add(kind)
    order = RecognitionKind.values
    return {enterprise_id: tuple(sorted(kinds, key=order.index)) for enterprise_id, kinds in held.items()}


def _year_of(enterprise_ids: Collection[int], year: int, as_of: AsOf) -> dict[int, dict[str, int | None]]:
    found = of(YearlyFacts.objects.known_at(as_of.known_at).filter(year=year), enterprise_ids)
    return {row.pop("enterprise_id"): row for row in found.values("enterprise_id", *_YEAR_FIELDS)}


def _matching_names(enterprise_ids: Collection[int], needle: str, as_of: AsOf) -> dict[int, str]:
    """Return, for firms whose present name does not match, an earlier one that does."""
    names = of(NameRecord.objects.known_at(as_of.known_at), enterprise_ids).filter(name__icontains=needle)
    return dict(names.order_by("valid_from_on").values_list("enterprise_id", "name"))


def _entry(row: dict[str, Any], tiers: tuple[str, ...], year: int, facts: dict[str, int | None]) -> Entry:
    return Entry(
        enterprise_id=row["pk"],
        credit_code=row["credit_code"],
        name=row["firm_name"] or row["credit_code"],
        place_id=row["place_id"],
        place_code=row["place_code"] or "",
        place_name=row["place_name"] or "",
        industry=row["industry"] or "",
        registered_on=row["registered_on"],
        closed=row["is_closed"],
        tiers=tiers,
        year=year,
        **{field: facts.get(field) for field in _YEAR_FIELDS},
    )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)
