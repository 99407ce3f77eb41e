"""Money that does not suffice, shared out among the firms a reform pays for sure.

An order or a score is given, never made up: there is no record of applications, so a list of them has to be handed in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from tidu.domain.rulebook.queries._simulation import Simulation
from tidu.domain.rulebook.queries._snapshots import Firm
from tidu.domain.rulebook.vocabulary import RationingWay, ShareOutcome
from tidu.rules.model.show import cut
from tidu.rules.simulate import Claim, UnableToRation, by_score, first_come, pro_rata, tied_at_the_cut

__all__ = ["Rationing", "Share", "UnableToRation", "ration"]

_NAMED: Final = 5
_NUMBER: Final = re.compile(r"-?\d{1,9}(?:\.\d{1,6})?")
_LIST_WANTED: Final = {
    RationingWay.FIRST_COME: "系统里没有申请受理登记，不能自己排先后。请按受理先后贴上企业名单，一行一家",
    RationingWay.BY_SCORE: "系统里没有评分记录。请贴上评分，一行一家，企业后面写分数",
}


@dataclass(frozen=True)
class Share:
    """One firm's part, in fen. `place` is its place in the order (1 for the first), None where there is none.

    `listed` is whether the list named it; a firm that did not apply gets nothing.
    """

    firm: Firm
    claim: int
    amount: int
    place: int | None = None
    score: Fraction | None = None
    listed: bool = True

    @property
    def short(self) -> int:
        """Return what it lacks of its entitlement."""
        return self.claim - self.amount

    @property
    def outcome(self) -> ShareOutcome:
        """Return what it has of its entitlement."""
        if not self.short:
            return ShareOutcome.FULL
        return ShareOutcome.PART if self.amount else ShareOutcome.NOTHING


@dataclass(frozen=True)
class Rationing:
    """Money shared out, in fen; the shares of all firms with an entitlement sum to `shared`, to the fen.

    `open_listed` are firms of the list whose entitlement is unknown, `without` those that have none: neither takes
    part, and data that come for the former would change what the others get.
    """

    way: RationingWay
    available: int
    shares: tuple[Share, ...]
    open_listed: tuple[Firm, ...] = ()
    without: tuple[Firm, ...] = ()

    @cached_property
    def claimed(self) -> int:
        """Return what all are entitled to."""
        return sum(one.claim for one in self.shares)

    @cached_property
    def shared(self) -> int:
        """Return what all get."""
        return sum(one.amount for one in self.shares)

    @property
    def kept_back(self) -> int:
        """Return what of the money nobody gets."""
        return self.available - self.shared

    @property
    def lines(self) -> list[tuple[ShareOutcome, int, int, int]]:
        """Return for each outcome how many firms, what they are entitled to and what they get."""
        firms = Counter(one.outcome for one in self.shares)
        claims, amounts = Counter[str](), Counter[str]()
        for one in self.shares:
            claims[one.outcome] += one.claim
            amounts[one.outcome] += one.amount
        return [(one, firms[one], claims[one], amounts[one]) for one in ShareOutcome]

    @property
    def proportion(self) -> Fraction | None:
        """Return what part of an entitlement everybody gets, None where the parts differ by design."""
        if self.way != RationingWay.PRO_RATA or not self.claimed:
            return None
        return Fraction(self.shared, self.claimed)


def ration(simulation: Simulation, way: RationingWay, available: int, listing: str = "") -> Rationing:
    """Share out `available` fen among the firms the reform pays for sure.

    `listing` has one firm a line, by credit code or full name: for 先到先得 in the order of applications, for 按分
    with a score behind each. Raises UnableToRation naming the line that is wrong, and where a list or a score is
    missing or firms of one score would have to be told apart.
    """
    firms = simulation.snapshot.firms
    rows = simulation.comparison.rows.select("key", "certain", "open")
    entitled = {key: amount for key, amount, _ in rows.iter_rows() if amount > 0}
    if way == RationingWay.PRO_RATA:
        claims = [Claim(key, amount) for key, amount in entitled.items()]
        parts = pro_rata(claims, available)
        shares = [Share(firms[claim.key], claim.amount, parts[claim.key]) for claim in claims]
        shares.sort(key=lambda one: (-one.claim, one.firm.credit_code))
        return Rationing(way, available, tuple(shares))
    listed = dict(_listed(listing, way, firms))
    if not listed:
        raise UnableToRation(f"{_LIST_WANTED[way]}；或者改用“按比例”，它不用名单。")
    if way == RationingWay.BY_SCORE:
        found = _by_score(entitled, listed, available, firms)
    else:
        found = _first_come(entitled, listed, available, firms)
    is_open = {key for key, _, unsettled in rows.iter_rows() if unsettled}
    return Rationing(
        way,
        available,
        tuple(found),
        tuple(firms[key] for key in listed if key in is_open),
        tuple(firms[key] for key in listed if key not in entitled and key not in is_open),
    )


def _first_come(
    entitled: Mapping[str, int],
    listed: Mapping[str, Fraction | None],
    available: int,
    firms: Mapping[str, Firm],
) -> list[Share]:
    claims = [Claim(key, entitled[key]) for key in listed if key in entitled]
    parts = first_come(claims, available)
    paid = [
        Share(firms[claim.key], claim.amount, parts[claim.key], place)
        for place, claim in enumerate(claims, start=1)
    ]
    others = [Share(firms[key], entitled[key], 0, listed=False) for key in entitled if key not in listed]
    return paid + others


def _by_score(
    entitled: Mapping[str, int],
    listed: Mapping[str, Fraction | None],
    available: int,
    firms: Mapping[str, Firm],
) -> list[Share]:
    without = [firms[key].name for key in entitled if listed.get(key) is None]
    if without:
        raise UnableToRation(
            f"有 {len(without)} 家应得补助的企业没有评分：{_several(without)}。缺分不等于低分，请先补齐。"
        )
    claims = [Claim(key, amount) for key, amount in entitled.items()]
    scores = {key: listed[key] for key in entitled}
    parts = by_score(claims, scores, available)
    if tied := tied_at_the_cut(claims, scores, parts):
        names = _several([firms[key].name for key in tied])
        raise UnableToRation(
            f"有 {len(tied)} 家同为 {_plain(scores[tied[0]])} 分，钱只够付其中一部分：{names}。"
            "谁先谁后要由人定：请把分数写得更细，或改用“按比例”。"
        )
    falling = sorted((Fraction(score or 0) for score in scores.values()), reverse=True)
    shares = [
        Share(firms[key], amount, parts[key], falling.index(Fraction(scores[key] or 0)) + 1, scores[key])
        for key, amount in entitled.items()
    ]
    return sorted(shares, key=lambda one: (one.place or 0, one.firm.credit_code))


def _listed(
    listing: str, way: RationingWay, firms: Mapping[str, Firm]
) -> Iterator[tuple[str, Fraction | None]]:
    """Yield each line's credit code, with its score where there is one to be."""
    codes = {firm.name: code for code, firm in firms.items()} | {code: code for code in firms}
    doubled = {name for name, count in Counter(firm.name for firm in firms.values()).items() if count > 1}
    seen: dict[str, int] = {}
    for number, line in enumerate(listing.splitlines(), start=1):
        words = re.split(r"[\s,，;；]+", line.strip())
        if words == [""]:
            continue
        name, rest = words[0], words[1:]
        if name in doubled:
            raise UnableToRation(f"名单第 {number} 行：叫“{name}”的企业不止一家。请写统一社会信用代码。")
        if name not in codes:
            raise UnableToRation(f"名单第 {number} 行：本县没有“{name}”。请写企业全称或统一社会信用代码。")
        code = codes[name]
        if code in seen:
            raise UnableToRation(f"名单第 {number} 行：“{name}”在第 {seen[code]} 行已有。请删去一行。")
        seen[code] = number
        yield code, _score(rest, number, name) if way == RationingWay.BY_SCORE else None


def _score(words: list[str], number: int, name: str) -> Fraction:
    if len(words) != 1 or not _NUMBER.fullmatch(words[0]):
        raise UnableToRation(f"名单第 {number} 行：“{name}”后面要写一个分数，例如 86.5。")
    return Fraction(words[0])


def _several(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def _plain(score: Fraction | None) -> str:
    return cut(score or Fraction(0), 6)
