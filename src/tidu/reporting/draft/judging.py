"""Judge a bound number against its figure: 一致, 舍入一致, 不一致 (with the mend), 口径不明, 无数据; and say why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial

from tidu.foundation.clock import end_of
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.foundation.figures.vocabulary import DAY, FigureKind, ParameterKind, as_day
from tidu.reporting.draft import writing, yearly
from tidu.reporting.draft.asking import Asker
from tidu.reporting.draft.bound import Bound
from tidu.reporting.draft.forms import Form, falls, is_yearly
from tidu.reporting.draft.quantity import Hedge, Kind, Quantity
from tidu.reporting.draft.tolerance import RULES, Agreement, agreement
from tidu.reporting.draft.units import Fit, factor


class Judgement(StrEnum):
    """What the figures say of a number."""

    AGREES = "一致"
    ROUNDS = "舍入一致"
    DIFFERS = "不一致"
    UNCLEAR = "口径不明"
    NO_DATA = "无数据"

    @property
    def is_right(self) -> bool:
        """Return whether the number stands."""
        return self in {Judgement.AGREES, Judgement.ROUNDS}


@dataclass(frozen=True)
class JudgedNumber:
    """A number with its judgement.

    `reasons` are Chinese sentences in the order of thought; `mend` is what to write instead of the number's text, empty
    where nothing is offered; `figure` and `question` open the rows.
    """

    quantity: Quantity
    judgement: Judgement
    reasons: tuple[str, ...]
    mend: str = ""
    figure: Figure | None = None
    question: Question | None = None


@dataclass(frozen=True)
class _Truth:
    """What the figures give for a number, in the number's unit, and how it was reckoned."""

    value: Fraction
    how: str
    at_least: bool = False


@dataclass
class _Unknown(Exception):
    """The figures cannot say; `reason` is fit for the reader."""

    reason: str
    judgement: Judgement = field(default=Judgement.NO_DATA)


def judge(bound: Bound, asker: Asker) -> JudgedNumber:
    """Return the judgement on one number.

    Where the sentence names no place and one before it did, or no time and the title did, the number may be of either:
    it is wrong if all refute it.
    """
    found = _judged(bound, asker)
    for other in _readings(bound):
        if found.judgement is not Judgement.DIFFERS:
            return found
        again = _judged(other, asker)
        found = again if again.judgement.is_right or other.place != bound.place else found
    return found


def _readings(bound: Bound) -> Iterator[Bound]:
    """Yield what else a number may be of, by what its text said before."""
    takes = bound.figure.parameters if bound.figure is not None else ()
    if bound.place_before is not None and ParameterKind.PLACE.value in takes:
        told = "这一句没有写地方，也按前文的地方核。"
        yield replace(bound, place=bound.place_before, reasons=(*bound.reasons, told))
    if bound.or_base is not None:
        told = f"也可能是与 {bound.or_base} 年比。"
        yield replace(bound, base_year=bound.or_base, reasons=(*bound.reasons, told))
    if bound.or_now and bound.form is Form.VALUE:
        yield replace(bound, year=None, reasons=(*bound.reasons, "这一句没有写时间，也按截至日核。"))


def _judged(bound: Bound, asker: Asker) -> JudgedNumber:
    figure = bound.figure
    if figure is None:
        reason = f"{bound.doubt.value}。" if bound.doubt else ""
        return JudgedNumber(bound.quantity, Judgement.UNCLEAR, (reason, *bound.reasons))
    question = asker.question(figure, year=bound.year, on=bound.on, place=bound.place)
    found = JudgedNumber(bound.quantity, Judgement.UNCLEAR, bound.reasons, figure=figure, question=question)
    if bound.doubt is not None:
        return replace(found, reasons=(*bound.reasons, f"{bound.doubt.value}。"))
    try:
        truth = _truth(bound, figure, question, asker)
    except _Unknown as unknown:
        return replace(found, judgement=unknown.judgement, reasons=(*bound.reasons, unknown.reason))
    return _compared(bound, found, truth, asker)


def _compared(bound: Bound, found: JudgedNumber, truth: _Truth, asker: Asker) -> JudgedNumber:
    """Return the judgement where the truth is known."""
    said, reasons = _as_said(bound), (*found.reasons, truth.how)
    agreed = agreement(truth.value, said)
    if bound.unit_fits is Fit.OTHER:
        return _other_unit(bound, replace(found, reasons=reasons), truth, agreed)
    if agreed is Agreement.EQUAL:
        return replace(found, judgement=Judgement.AGREES, reasons=reasons)
    if agreed is Agreement.ROUNDED:
        return replace(found, judgement=Judgement.ROUNDS, reasons=(*reasons, f"{_rule(said)}。"))
    if bound.is_loose:
        doubt = "与指标不符，但文中说得不够明白，可能说的是别的事，不判为错。"
        return replace(found, judgement=Judgement.UNCLEAR, reasons=(*reasons, doubt))
    if truth.at_least and said.low > truth.value:
        doubt = "已知合计还缺数，只能证明不少于它，不能证明所说的数错。"
        return replace(found, judgement=Judgement.NO_DATA, reasons=(*reasons, doubt))
    if (other := _meant_otherwise(bound, said, asker)) is not None:
        return replace(found, judgement=Judgement.UNCLEAR, reasons=(*reasons, other))
    mend = writing.mended(said, truth.value)
    plainly = said.hedge is Hedge.EXACT and not said.is_range
    hedged = () if plainly else (f"{_rule(said)}；不在其内。",)
    known = _as_known_then(bound, found, asker)
    return replace(found, judgement=Judgement.DIFFERS, mend=mend, reasons=(*reasons, *hedged, *known))


def _meant_otherwise(bound: Bound, said: Quantity, asker: Asker) -> str | None:
    """Return the sentence that a number is one of another figure that the same words may mean, None where it is not."""
    for code in bound.also if bound.form is Form.VALUE else ():
        figure = asker.figures.get(code)
        if figure is None:
            continue
        answer = asker.ask(figure, asker.question(figure, year=bound.year, on=bound.on, place=bound.place))
        if answer.value is None or agreement(_number(answer) * factor(figure.unit), said) is Agreement.APART:
            continue
        return f"它等于“{figure.name}”（{answer.on_label}）；文中没有说明是哪一个口径，请写明。"
    return None


def _other_unit(bound: Bound, found: JudgedNumber, truth: _Truth, agreed: Agreement) -> JudgedNumber:
    """Return the judgement on a number whose unit is not the figure's: a slip of the unit where the number is right."""
    figure = found.figure
    unit = "%" if bound.quantity.kind is Kind.POINTS else figure.unit if figure else ""
    if bound.form is Form.DIFFERENCE and unit == "%" and bound.quantity.kind is Kind.PERCENT:
        unit = "个百分点"  # the share rose by so much, which is no growth of so many per cent
    if agreed is Agreement.APART or not bound.quantity.unit:
        reason = f"单位与指标不同（指标的单位是“{unit}”），不能直接核。"
        return replace(found, judgement=Judgement.UNCLEAR, reasons=(*found.reasons, reason))
    mend = writing.with_unit(bound.quantity, truth.value, unit)
    reason = f"数对，单位应为“{unit}”。"
    return replace(found, judgement=Judgement.DIFFERS, mend=mend, reasons=(*found.reasons, reason))


def _rule(said: Quantity) -> str:
    """Return the printed rule by which a number was compared."""
    if said.text.startswith("翻"):
        return "“翻番”按末 ÷ 初不小于 2（几番就是几个 2 相乘）、不超过再翻一番计"
    if said.is_range:
        return "写的是一个范围，按两端之间计"
    return RULES[said.hedge] + ("" if said.hedge is Hedge.EXACT else "（本系统自定）")


def _as_said(bound: Bound) -> Quantity:
    """Return the number as it is to be compared: 最高不超过 says a limit of law exactly, 翻番 says "at least"."""
    said = bound.quantity
    if said.hedge in {Hedge.AT_MOST, Hedge.AT_LEAST} and bound.figure and "上限" in bound.figure.name:
        said = replace(said, hedge=Hedge.EXACT)
    if said.text.startswith("翻"):
        said = replace(said, high=2 * said.low)
    return said


# ---------------------------------------------------------------- what the figures give


def _truth(bound: Bound, figure: Figure, question: Question, asker: Asker) -> _Truth:
    """Return what is true in the number's unit; raise _Unknown."""
    if bound.since is not None:
        return _of_years(bound, figure, asker)
    now = _asked(figure, question, asker)
    if bound.form is Form.VALUE:
        return _of_value(figure, now)
    if bound.form is Form.GAP and bound.whole is not None:
        return _gap(bound, bound.whole, now, asker)
    if bound.form is Form.SHARE and bound.whole is not None:
        return _share(bound, bound.whole, now, asker)
    base_question = asker.question(figure, year=bound.base_year, on=bound.base_on, place=bound.place)
    base = _asked(figure, base_question, asker)
    if bound.whole is not None:
        return _change_of_a_share(bound, bound.whole, now, base, asker)
    return _change(bound, now, base)


def _asked(figure: Figure, question: Question, asker: Asker) -> Answer:
    try:
        answer = asker.ask(figure, question)
    except LookupError as wrong:
        raise _Unknown(str(wrong.args[0]), Judgement.UNCLEAR) from wrong
    if answer.value is None:
        raise _Unknown(answer.reason or f"“{figure.name}”缺数。")
    return answer


def _of_value(figure: Figure, answer: Answer) -> _Truth:
    value = _number(answer)
    if figure.unit == DAY:
        day = as_day(int(value))
        return _Truth(Fraction(day.month * 100 + day.day), f"“{figure.name}”是 {day.isoformat()}。")
    missing = f"（已知合计，另有 {answer.missing} 行缺数）" if answer.missing else ""
    how = f"“{figure.name}”（{answer.on_label}）是 {writing.decimal(value)}{figure.unit}{missing}。"
    return _Truth(value * factor(figure.unit), how, at_least=bool(answer.missing))


def _change(bound: Bound, now: Answer, base: Answer) -> _Truth:
    """Return difference, growth or multiple between two answers, as a fall where the text says one."""
    if now.figure.kind is FigureKind.PERIOD and (now.missing or base.missing):
        raise _Unknown("两年中有缺数的行，增减不能核。")
    end, start, unit = _number(now), _number(base), now.figure.unit
    ends = f"{base.on_label}是 {writing.decimal(start)}{unit}，{now.on_label}是 {writing.decimal(end)}{unit}"
    sign = -1 if falls(bound.said) else 1
    if is_yearly(bound.said):
        return _yearly(bound, (start, end), ends, sign)
    slipped = bound.quantity.kind is Kind.POINTS and bound.unit_fits is Fit.OTHER
    if bound.form is Form.DIFFERENCE and not slipped:
        apart = f"{writing.decimal(end - start)}{' 个百分点' if unit == '%' else unit}"
        return _Truth(sign * (end - start) * factor(unit), f"{ends}，相差 {apart}。")
    if start <= 0:
        raise _Unknown(f"{ends}；基数为零，不能算增长率或倍数。")
    if bound.form is Form.TIMES:
        return _Truth(end / start, f"{ends}，末 ÷ 初 = {writing.decimal(end / start)}。")
    growth = sign * (end / start - 1)
    how = f"{ends}，末 ÷ 初 − 1 = {writing.decimal(100 * (end / start - 1))}%。"
    return _Truth(growth if bound.form is Form.TIMES_MORE else 100 * growth, how)


def _yearly(bound: Bound, ends: tuple[Fraction, Fraction], told: str, sign: int) -> _Truth:
    """Return the change of each year on the average between two answers."""
    start, end = ends
    years = (bound.year or 0) - (bound.base_year or 0)
    if bound.year is None or bound.base_year is None or years < 1 or bound.quantity.kind is Kind.TIMES:
        raise _Unknown("没有说清从哪一年到哪一年，年均不能核。", Judgement.UNCLEAR)
    if bound.form is Form.DIFFERENCE:
        each = yearly.difference(start, end, years)
        factor_of = factor(bound.figure.unit) if bound.figure else Fraction(1)
        return _Truth(sign * each * factor_of, f"{told}，{years} 年平均每年相差 {writing.decimal(each)}。")
    if start <= 0 or end < 0:
        raise _Unknown(f"{told}；基数为零，不能算年均增长率。")
    each = yearly.growth(start, end, years)
    how = f"{told}，（末 ÷ 初）开 {years} 次方 − 1 = {writing.decimal(100 * each, 4)}%。"
    return _Truth(sign * 100 * each, how)


def _share(bound: Bound, of: Figure, part: Answer, asker: Asker) -> _Truth:
    year = bound.year if bound.whole_year is None else bound.whole_year
    whole = _asked(of, asker.question(of, year=year, on=bound.on, place=bound.whole_place), asker)
    share = _ratio(of, part, whole)
    ends = f"{writing.decimal(_number(part))} ÷ {writing.decimal(_number(whole))}"
    return _Truth(share, f"{part.on_label}：{ends} = {writing.decimal(share)}%。")


def _change_of_a_share(bound: Bound, of: Figure, part: Answer, base: Answer, asker: Asker) -> _Truth:
    """Return by how many points a share lies above the one of the base year."""
    ask = partial(asker.question, of, place=bound.whole_place)
    whole = _asked(of, ask(year=bound.year, on=bound.on), asker)
    whole_base = _asked(of, ask(year=bound.base_year, on=bound.base_on), asker)
    end, start = _ratio(of, part, whole), _ratio(of, base, whole_base)
    ends = f"{base.on_label}是 {writing.decimal(start)}%，{part.on_label}是 {writing.decimal(end)}%"
    sign = -1 if falls(bound.said) else 1
    return _Truth(sign * (end - start), f"{ends}，相差 {writing.decimal(end - start)} 个百分点。")


def _ratio(of: Figure, part: Answer, whole: Answer) -> Fraction:
    if not _number(whole):
        raise _Unknown(f"“{of.name}”为零，不能算比重。")
    return 100 * _number(part) / _number(whole)


def _gap(bound: Bound, aim: Figure, now: Answer, asker: Asker) -> _Truth:
    """Return what is missing to a target."""
    target = _asked(aim, asker.question(aim, year=bound.whole_year), asker)
    left = _number(target) - _number(now)
    aimed, known = writing.decimal(_number(target)), writing.decimal(_number(now))
    ends = f"目标 {aimed}{aim.unit}，{now.on_label}是 {known}{aim.unit}"
    return _Truth(left * factor(aim.unit), f"{ends}，相差 {writing.decimal(left)}{aim.unit}。")


def _of_years(bound: Bound, figure: Figure, asker: Asker) -> _Truth:
    """Return what flowed in several years, added up."""
    years = range(bound.since or 0, (bound.year or 0) + 1)
    answers = [_asked(figure, asker.question(figure, year=year, place=bound.place), asker) for year in years]
    total = sum((_number(each) for each in answers), Fraction(0))
    told = " + ".join(writing.decimal(_number(each)) for each in answers)
    missing = any(each.missing for each in answers)
    how = f"“{figure.name}”{years[0]}—{years[-1]} 年合计 {told} = {writing.decimal(total)}{figure.unit}。"
    return _Truth(total * factor(figure.unit), how, at_least=missing)


def _number(answer: Answer) -> Fraction:
    return Fraction(answer.value or 0)


def _as_known_then(bound: Bound, found: JudgedNumber, asker: Asker) -> tuple[str, ...]:
    """Return the sentence that a number was right before a correction, where it was."""
    figure, question = found.figure, found.question
    is_stock = figure is not None and figure.kind is FigureKind.POINT and bound.form is Form.VALUE
    if not is_stock or figure is None or question is None or not question.year:
        return ()
    if question.as_of.known_at is not None or question.year >= question.as_of.on.year:
        return ()
    then = replace(question, as_of=replace(question.as_of, known_at=end_of(date(question.year, 12, 31))))
    answer = asker.ask(figure, then)
    if (
        answer.value is None
        or agreement(_number(answer) * factor(figure.unit), bound.quantity) is Agreement.APART
    ):
        return ()
    return (
        f"{question.year} 年末当时所知正是这个数，后来的更正改变了它；请写现在所知的数，或注明“当时所知”。",
    )
