"""Names from a speech or an award list held against the register: suggestions only, nothing is ever written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from tidu.domain.enterprises.names import SHORTEST, likeness, own_word, pairs, plain_name, shared_word
from tidu.domain.enterprises.queries._population import KnownFirm, population_of
from tidu.domain.enterprises.vocabulary import MatchKind
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.intake.readers import Cell, UnableToRead, is_blank, read_sheets

__all__ = ["MOST_NAMES", "Candidate", "NameMatch", "UnableToRead", "match_names", "names_in"]

ALIKE_ENOUGH = 60
CANDIDATES_SHOWN = 3
MOST_NAMES = 2_000
NAME_HEADERS = ("企业名称", "单位名称", "公司名称", "企业全称", "单位全称", "获奖单位", "名称", "企业")
_KINDS_OF_PLACE = ("镇", "乡", "县", "工业园区", "园区")


@dataclass(frozen=True)
class Candidate:
    """A firm that a name may mean; `reason` says in words why, `percent` how alike, 100 for the same."""

    enterprise_id: int
    credit_code: str
    name: str
    place: str
    reason: str
    percent: int


@dataclass(frozen=True)
class NameMatch:
    """One line of the list with what it may mean, the likeliest first; nothing is decided."""

    number: int
    text: str
    kind: MatchKind
    candidates: tuple[Candidate, ...]


def match_names(actor: Actor, lines: Sequence[str], as_of: AsOf) -> tuple[NameMatch, ...]:
    """Return for each line that is not blank which firm in scope it may mean; three queries, at most 2,000 lines."""
    places = [settings.TIDU_COUNTY_NAME, *(place.short_name for place in accounts.places())]
    bare = {name.removesuffix(kind) for name in places for kind in _KINDS_OF_PLACE}
    register = _Register(
        tuple(population_of(actor, as_of).firms.values()), as_of, frozenset(bare | set(places))
    )
    numbered = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    return tuple(register.match(number, text) for number, text in numbered[:MOST_NAMES])


def names_in(file_name: str, content: bytes) -> list[str]:
    """Return the names that a list holds: the column under a header such as 企业名称, else the first column.

    Raises UnableToRead for a file that cannot be taken.
    """
    rows = [row for sheet in read_sheets(file_name, content) for row in sheet.rows]
    for place, row in enumerate(rows):
        for column, cell in enumerate(row.cells):
            if not is_blank(cell) and plain_name(str(cell)) in NAME_HEADERS:
                return [_text(below.cell(column)) for below in rows[place + 1 :]]
    return [_text(row.cell(0)) for row in rows]


def _text(cell: Cell) -> str:
    return "" if is_blank(cell) else str(cell)


@dataclass(frozen=True)
class _Register:
    """The names in scope, indexed by their whole, their own word and their pairs of characters."""

    firms: tuple[KnownFirm, ...]
    as_of: AsOf
    places: frozenset[str]

    def match(self, number: int, text: str) -> NameMatch:
        wanted = plain_name(text)
        if firm := self._by_code.get(wanted.upper()):
            return NameMatch(number, text, MatchKind.CURRENT, (self._candidate(firm, "代码相同", 100),))
        if now := self._current.get(wanted):
            found = tuple(self._candidate(firm, "名称相同", 100) for firm in now)
            return NameMatch(number, text, MatchKind.CURRENT, found)
        if before := self._former.get(wanted):
            found = tuple(self._candidate(firm, "曾用名", 100) for firm in before)
            return NameMatch(number, text, MatchKind.FORMER, found)
        close = self._close(own_word(text, self.places))
        return NameMatch(number, text, MatchKind.CLOSE if close else MatchKind.NONE, close)

    def _close(self, word: str) -> tuple[Candidate, ...]:
        """Return the firms whose own word is that of the text, holds it, or is alike, the most alike first."""
        found: dict[int, Candidate] = {}
        own = pairs(word)
        touched = {place for pair in own for place in self._by_pair.get(pair, ())}
        for place in touched:
            firm, other, of_other = self._words[place]
            percent = likeness(own, of_other)
            if word == other:
                reason, percent = f"去掉地名和组织形式后都是“{word}”", 99
            elif len(word) > SHORTEST and (word in other or other in word):
                reason, percent = f"名称含“{min(word, other, key=len)}”", max(percent, ALIKE_ENOUGH)
            elif percent >= ALIKE_ENOUGH:
                reason = f"共有“{shared_word(word, other)}”，相近 {percent}%"
            else:
                continue
            best = found.get(firm.enterprise_id)
            if best is None or best.percent < percent:
                found[firm.enterprise_id] = self._candidate(firm, reason, percent)
        ranked = sorted(found.values(), key=lambda one: (-one.percent, one.credit_code))
        return tuple(ranked[:CANDIDATES_SHOWN])

    def _candidate(self, firm: KnownFirm, reason: str, percent: int) -> Candidate:
        place = firm.place_on(self.as_of.on)
        return Candidate(
            enterprise_id=firm.enterprise_id,
            credit_code=firm.credit_code,
            name=firm.name_on(self.as_of.on),
            place=place.short_name if place else "",
            reason=reason,
            percent=percent,
        )

    @cached_property
    def _by_code(self) -> dict[str, KnownFirm]:
        return {firm.credit_code: firm for firm in self.firms}

    @cached_property
    def _current(self) -> dict[str, list[KnownFirm]]:
        return _grouped((plain_name(firm.name_on(self.as_of.on)), firm) for firm in self.firms)

    @cached_property
    def _former(self) -> dict[str, list[KnownFirm]]:
        return _grouped(
            (plain_name(span.name), firm)
            for firm in self.firms
            for span in firm.names
            if span.name != firm.name_on(self.as_of.on)
        )

    @cached_property
    def _words(self) -> list[tuple[KnownFirm, str, Counter[str]]]:
        words = ((firm, own_word(span.name, self.places)) for firm in self.firms for span in firm.names)
        return [(firm, word, pairs(word)) for firm, word in words]

    @cached_property
    def _by_pair(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for place, (_, _, own) in enumerate(self._words):
            for pair in own:
                index[pair].append(place)
        return index


def _grouped(named: Iterable[tuple[str, KnownFirm]]) -> dict[str, list[KnownFirm]]:
    found: dict[str, list[KnownFirm]] = defaultdict(list)
    for name, firm in named:
        if firm not in found[name]:
            found[name].append(firm)
    return dict(found)
