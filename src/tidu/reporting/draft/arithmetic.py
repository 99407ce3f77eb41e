"""Arithmetic inside a text, without any record: growth from its ends, parts and whole, shares, one thing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tidu.reporting.draft import yearly
from tidu.reporting.draft.bound import Bound
from tidu.reporting.draft.forms import Form, falls, is_yearly
from tidu.reporting.draft.quantity import Hedge, Kind, Quantity
from tidu.reporting.draft.tolerance import Agreement, agreement
from tidu.reporting.draft.writing import decimal, mended

_FROM = re.compile("[从由][^，。；]{0,12}$")
_OVERLAP = re.compile("两证|兼有|交叉|重复|既是")
_ADDED = re.compile("(?:合计|共计|总计|总共|一共|加起来)(?:为|是|达)?$")
_REST = re.compile("其他|其余|剩余")
_WHOLE_SHARES = re.compile("构成|结构|三次产业|分别占")
_CJK = re.compile("[^\u4e00-\u9fff]")
_CLAUSE = re.compile("[，,；;、：:（）()。！？!?\n]")
_LEAST_WORDS = 4
_LEAST_SHARES = 3


@dataclass(frozen=True)
class Contradiction:
    """Numbers of one text that cannot all be right, and why.

    `blamed` are those that are wrong if the rest is right, `mend` what to write instead of the first of them ("" where
    that cannot be said).
    """

    quantities: tuple[Quantity, ...]
    blamed: tuple[Quantity, ...]
    reason: str
    mend: str = ""


def contradictions(text: str, bound: Sequence[Bound]) -> list[Contradiction]:
    """Return everything that does not add up, in the order of the text."""
    found = [
        *_changes(text, bound),
        *_parts(text, bound),
        *_sums(text, bound),
        *_shares(text, bound),
        *_said_twice(text, bound),
    ]
    return sorted(found, key=lambda one: one.quantities[-1].start)


def _exact(one: Bound) -> bool:
    return one.quantity.hedge is Hedge.EXACT and not one.quantity.is_range


# ---------------------------------------------------------------- growth and difference from their ends


def _changes(text: str, bound: Sequence[Bound]) -> Iterator[Contradiction]:
    """Yield growths and differences that their own two ends refute: 从79家增长到120家，增长61%."""
    for at, one in enumerate(bound):
        if one.form not in {Form.GROWTH, Form.DIFFERENCE} or one.quantity.kind is Kind.POINTS:
            continue
        ends = _ends_before(text, bound[:at], one)
        if ends is None or not ends[0].quantity.low:
            continue
        start, end = (each.quantity.low for each in ends)
        sign, years = -1 if falls(one.said) else 1, 1
        if is_yearly(one.said):
            years = (ends[1].year or 0) - (ends[0].year or 0)
            if None in {ends[0].year, ends[1].year} or years < 1:
                continue
        by_growth, by_difference = (
            100 * yearly.growth(start, end, years),
            yearly.difference(start, end, years),
        )
        reckoned = sign * (by_growth if one.form is Form.GROWTH else by_difference)
        if agreement(reckoned, one.quantity) is not Agreement.APART:
            continue
        texts = tuple(each.quantity.text for each in ends)
        rule = "末 ÷ 初 − 1" if one.form is Form.GROWTH else "末 − 初"
        rule = rule if years == 1 else f"{years} 年平均每年"
        unit = "%" if one.form is Form.GROWTH else ""
        ends_told = f"从{texts[0]}到{texts[1]}，{rule} = {decimal(sign * reckoned)}{unit}"
        reason = f"文内自算：{ends_told}，与“{one.quantity.text}”不符。"
        numbers = (ends[0].quantity, ends[1].quantity, one.quantity)
        yield Contradiction(numbers, (one.quantity,), reason, mended(one.quantity, reckoned))


def _ends_before(text: str, before: Sequence[Bound], one: Bound) -> tuple[Bound, Bound] | None:
    """Return the two ends that a change speaks of, in its sentence: the last value, and the one it grew from."""
    values = [
        each
        for each in before
        if each.said.sentence == one.said.sentence and each.form is Form.VALUE and _exact(each)
        and each.quantity.kind is Kind.AMOUNT
    ]  # fmt: skip
    if len(values) < 2:
        return None
    start, end = values[-2:]
    if start.quantity.unit != end.quantity.unit or (
        one.form is Form.DIFFERENCE and one.quantity.unit != end.quantity.unit
    ):
        return None
    named = _FROM.search(text[: start.quantity.start]) is not None
    same = start.figure is not None and start.figure is end.figure and start.place == end.place
    rises = same and None not in {start.year, end.year} and (start.year or 0) < (end.year or 0)
    told = one.base_year is None or start.year is None or one.base_year == start.year
    return (start, end) if (named or rises) and told else None


# ---------------------------------------------------------------- parts and whole


def _parts(text: str, bound: Sequence[Bound]) -> Iterator[Contradiction]:
    """Yield wholes that their parts refute: 共41条，其中…、其他4条."""
    for at, whole in enumerate(bound[:-1]):
        parts = _parts_of(text, bound, at)
        if not parts or not _exact(whole) or whole.form is not Form.VALUE:
            continue
        stretch = text[whole.said.sentence : parts[-1].quantity.end + 8]
        total = sum((part.quantity.low for part in parts), Fraction(0))
        numbers = tuple(part.quantity for part in parts)
        too_large = [part for part in numbers if part.low > whole.quantity.low]
        if too_large:
            reason = f"文内自算：“其中”的{too_large[0].text}比总数{whole.quantity.text}还大。"
            yield Contradiction((whole.quantity, too_large[0]), (too_large[0],), reason)
        elif len(parts) > 1 and not _OVERLAP.search(stretch) and _refuted(stretch, total, whole.quantity.low):
            reason = f"文内自算：各分项合计 {decimal(total)}{whole.quantity.unit}，与总数{whole.quantity.text}不符。"
            yield Contradiction((whole.quantity, *numbers), (whole.quantity,), reason)


def _sums(text: str, bound: Sequence[Bound]) -> Iterator[Contradiction]:
    """Yield totals that the numbers before them refute: 受邀58人、临时3人，合计62人."""
    for at, whole in enumerate(bound):
        if not _ADDED.match(whole.said.before) or not _exact(whole) or whole.form is not Form.VALUE:
            continue
        parts = _added(bound[:at], whole)
        total = sum((part.quantity.low for part in parts), Fraction(0))
        stretch = text[whole.said.sentence : whole.quantity.end]
        if len(parts) < 2 or total == whole.quantity.low or _OVERLAP.search(stretch) or "其中" in stretch:
            continue
        unit = whole.quantity.unit
        reason = f"文内自算：前面各数合计 {decimal(total)}{unit}，与“{whole.quantity.text}”不符。"
        numbers = (*(part.quantity for part in parts), whole.quantity)
        yield Contradiction(numbers, (whole.quantity,), reason, mended(whole.quantity, total))


def _added(before: Sequence[Bound], whole: Bound) -> list[Bound]:
    """Return the plain numbers of the same unit that stand before a total in its sentence; none where one is not."""
    inside = [one for one in before if one.said.sentence == whole.said.sentence]
    alike = [one for one in inside if one.form is Form.VALUE and one.quantity.unit == whole.quantity.unit]
    return alike if len(alike) == len(inside) and all(_exact(one) for one in alike) else []


def _parts_of(text: str, bound: Sequence[Bound], at: int) -> list[Bound]:
    """Return the numbers of the same unit that follow a whole after 其中, to the end of the sentence."""
    whole = bound[at]
    parts: list[Bound] = []
    for one in bound[at + 1 :]:
        if one.said.sentence != whole.said.sentence or one.quantity.unit != whole.quantity.unit:
            break
        if one.form is not Form.VALUE or not _exact(one):
            break
        if not parts and "其中" not in text[whole.quantity.end : one.quantity.start]:
            break
        if parts and re.search("[；;]", text[parts[-1].quantity.end : one.quantity.start]):
            break
        parts.append(one)
    return parts


def _refuted(stretch: str, total: Fraction, whole: Fraction) -> bool:
    """Return whether parts cannot make up a whole: more than it, or other than it where they say to be complete."""
    return total > whole or (total != whole and bool(_REST.search(stretch)))


def _shares(text: str, bound: Sequence[Bound]) -> Iterator[Contradiction]:
    """Yield shares of one sentence that exceed 100 %, or miss it where they name the whole make-up."""
    by_sentence: dict[int, list[Bound]] = {}
    for one in bound:
        is_share = "占" in one.said.before or "分别占" in text[one.said.sentence : one.quantity.start]
        if one.quantity.kind is Kind.PERCENT and is_share and _exact(one):
            by_sentence.setdefault(one.said.sentence, []).append(one)
    for sentence, shares in by_sentence.items():
        total = sum((share.quantity.low for share in shares), Fraction(0))
        slack = sum((share.quantity.step for share in shares), Fraction(0)) / 2
        stretch = text[sentence : shares[-1].quantity.end]
        short = (
            total < 100 - slack and len(_WHOLE_SHARES.findall(stretch)) > 0 and bool(_REST.search(stretch))
        )
        if len(shares) >= _LEAST_SHARES and (total > 100 + slack or short):
            reason = f"文内自算：各项占比合计 {decimal(total)}%，不是 100%。"
            numbers = tuple(share.quantity for share in shares)
            yield Contradiction(numbers, numbers, reason)


# ---------------------------------------------------------------- one thing said twice


def _said_twice(text: str, bound: Sequence[Bound]) -> Iterator[Contradiction]:
    """Yield pairs of numbers that say the same thing with two values.

    Words that begin at another number (现行16%的税率降至13%) are the end of a name, and two things may share it.
    """
    first: dict[object, Bound] = {}
    for at, one in enumerate(bound):
        is_tail = at > 0 and _CLAUSE.search(text, bound[at - 1].quantity.end, one.quantity.start) is None
        thing = None if is_tail and one.figure is None else _thing(one)
        if thing is None or not _exact(one):
            continue
        other = first.setdefault(thing, one)
        if other is not one and not _compatible(other.quantity, one.quantity):
            reason = f"同一个数在文中写了两个值：“{other.quantity.text}”和“{one.quantity.text}”。"
            pair = (other.quantity, one.quantity)
            yield Contradiction(pair, pair, reason)


def _thing(one: Bound) -> object | None:
    """Return what a number is of, as far as two numbers can be of the same: None where it cannot be told."""
    if one.figure is not None:
        if one.doubt is not None or one.is_loose:
            return None
        whole = one.whole.code if one.whole else None
        said = one.form, is_yearly(one.said)
        when = one.since, one.year, one.on, one.base_year, one.base_on
        return one.figure.code, said, when, one.place, whole, one.whole_place
    words = _CJK.sub("", one.said.before)
    if one.form is not Form.VALUE or len(words) < _LEAST_WORDS:
        return None
    return words, one.quantity.unit


def _compatible(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers can both be right: one rounds to the other."""
    coarse, fine = sorted((one, other), key=lambda each: -each.step)
    return agreement(fine.low, coarse) is not Agreement.APART
