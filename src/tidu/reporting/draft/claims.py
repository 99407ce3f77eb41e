"""Claims without a number, checked against series of figures: 逐年增长, 持续, 显著, 零突破, 翻番, 位居, 当场, 全部."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tidu.foundation.figures.model import Figure, Question
from tidu.foundation.figures.series import Series
from tidu.foundation.figures.vocabulary import ParameterKind
from tidu.reporting.draft.asking import Asker
from tidu.reporting.draft.bound import Bound
from tidu.reporting.draft.fillers import unread
from tidu.reporting.draft.judging import Judgement, judge
from tidu.reporting.draft.names import Spoken
from tidu.reporting.draft.numerals import of_chinese
from tidu.reporting.draft.quantity import Kind, Quantity
from tidu.reporting.draft.times import Time
from tidu.reporting.draft.writing import decimal

SIGNIFICANT = Fraction(10, 100)
LARGE = Fraction(20, 100)
YEARS = 3
HOUSE_RULE = (
    "法规没有规定“显著”“大幅”是多少，本系统自定："
    f"显著、明显为增减 {SIGNIFICANT * 100}% 及以上，大幅为 {LARGE * 100}% 及以上"
)
"""Printed with every judgement on such a word."""
FRONT = 3
FRONT_RULE = f"“前列”“前茅”没有规定，本系统自定为位次在前 {FRONT} 分之一以内"
RANK = "_rank"
"""What the code of a figure of a rank ends with, behind the code of the figure that is ranked."""

_UP = "增长|增加|提高|提升|上升|扩大|加大|壮大|攀升|改善|增强|递增"
_DOWN = "下降|减少|降低|回落|递减"
_SERIES = re.compile(
    rf"(?:逐年|连年|年年|连续[0-9一二两三四五六七八九十]+年(?:保持)?|持续|不断|稳步)(?:保持)?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
)
_OBJECT = re.compile("(?:加大|扩大|提高|提升|增加|壮大|改善|增强)$")
_STRONG = re.compile(rf"(?P<word>显著|明显|大幅度?)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))")
_N = "[0-9０-９]+|[一二两三四五六七八九十]+"
_EFFECT = re.compile("显著的?(?:成效|成果|效果|成绩|进展)|(?:成效|成果|效果|成绩)(?:十分|非常)?显著")
_RANK = re.compile(
    "(?:位居|位列|名列|排名|排在|居(?=全[省市国])|走在(?=全[省市国]))"
    "(?P<scope>全[省市国])?(?:各?(?:对标|同类)?[县市区]*[中里]?的?)"
    rf"(?:(?P<first>首位|榜首)|(?P<front>前列|前茅)|前(?P<top>{_N})[位名]?|第?(?P<place>{_N})[位名]?)?"
)
_ON_SPOT = re.compile("(?:(?P<all>全部|均|都|逐一)(?:予以|进行)?)?当场(?:予以|进行)?(?:解答|答复|回应|办结)")
_ALL = re.compile(
    "(?:全部|均已?|都已?|百分之百)(?:得到|予以|进行|按期|按时|及时)?(?P<act>办结|答复|回复|解决|落实|完成|兑现|拨付)"
)
_NOT_YET = re.compile("尚未|还没|没有|未能|仍未|有待|未实现")
_AIM = re.compile("力争|目标|确保|争取|将要?|要|计划|努力|年内")
_NUMBER_FOLLOWS = re.compile("^[^，。；]{0,6}[0-9０-９一二三四五六七八九十百]+(?:条|件|项|家)")
_STOP = re.compile("[。！？!?\n；;]")


class Truth(StrEnum):
    """What the series say of a claim."""

    TRUE = "属实"
    FALSE = "不实"
    NO_DATA = "无数据"


@dataclass(frozen=True)
class Claim:
    """A claim of the text (`text[start:end]`), judged, with the reasoning; `figure` and `question` open the rows."""

    start: int
    end: int
    text: str
    truth: Truth
    reasons: tuple[str, ...]
    figure: Figure | None = None
    question: Question | None = None


def is_claim(quantity: Quantity) -> bool:
    """Return whether a number is judged as a claim: 零突破, 翻番."""
    return quantity.kind is Kind.ZERO or quantity.text.startswith("翻")


def claims(
    text: str, bound: Sequence[Bound], phrases: Sequence[Spoken], times: Sequence[Time], asker: Asker
) -> list[Claim]:
    """Return every claim of a text, judged, in order."""
    reader = _Reader(text, phrases, times, asker)
    found = [
        *(reader.from_number(one) for one in bound if is_claim(one.quantity)),
        *reader.each(_SERIES, reader.series),
        *reader.each(_STRONG, reader.strong),
        *reader.each(_EFFECT, reader.effect),
        *reader.each(_RANK, reader.rank),
        *reader.each(_ON_SPOT, reader.on_spot),
        *reader.each(_ALL, reader.whole),
    ]
    return sorted(found, key=lambda one: one.start)


class _Reader:
    """Reads the claims of one text."""

    def __init__(self, text: str, phrases: Sequence[Spoken], times: Sequence[Time], asker: Asker) -> None:
        self.text = text
        self.phrases = phrases
        self.times = times
        self.asker = asker

    def each(
        self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], Claim | None]
    ) -> Iterator[Claim]:
        """Yield what a reader makes of every place that a pattern finds."""
        for match in pattern.finditer(self.text):
            claim = read(match)
            if claim is not None:
                yield claim

    # ---------------------------------------------------------------- numbers that are claims

    def from_number(self, one: Bound) -> Claim:
        """Return 零突破 or 翻番 as a claim."""
        quantity = one.quantity
        if quantity.kind is Kind.ZERO:
            return self._breakthrough(one)
        finding = judge(one, self.asker)
        open_ones = (Judgement.UNCLEAR, Judgement.NO_DATA)
        refuted = Truth.FALSE if finding.judgement is Judgement.DIFFERS else Truth.TRUE
        said = Truth.NO_DATA if finding.judgement in open_ones else refuted
        return self._made(quantity, said, finding.reasons, finding.figure, finding.question)

    def _breakthrough(self, one: Bound) -> Claim:
        """Return whether nothing became something: the count is 1 at least now and was nought before."""
        quantity = one.quantity
        figure = self._subject(quantity.start, quantity.end)
        if figure is None:
            return self._open(quantity, "前面的词里认不出是哪个指标的零突破。")
        question = self.asker.question(figure, year=one.year)
        known = self._value(figure, question)
        if known is None:
            return self._open(quantity, f"“{figure.name}”缺数。", figure, question)
        said = f"“{figure.name}”现在是 {decimal(known)}{figure.unit}。"
        if _AIM.search(self._clause(quantity.start)):
            return self._open(quantity, f"写的是目标，不是已成的事；{said}", figure, question)
        earlier = [
            (year, value)
            for year in self._closed_years()
            if (value := self._value(figure, self.asker.question(figure, year=year))) is not None
        ]
        first = next(((year, value) for year, value in earlier if value), None)
        if known >= 1 and first is not None and first[0] == earlier[0][0]:
            reason = f"{said}{first[0]} 年末已有 {decimal(first[1])}{figure.unit}，不是从零开始。"
            return self._made(quantity, Truth.FALSE, (reason,), figure, question)
        holds = (known >= 1) != bool(
            _NOT_YET.search(self._clause(quantity.start) + self._behind(quantity.end))
        )
        return self._made(quantity, Truth.TRUE if holds else Truth.FALSE, (said,), figure, question)

    # ---------------------------------------------------------------- series

    def series(self, match: re.Match[str]) -> Claim:
        """Return whether each year rises (falls) above the one before; the first that does not is named."""
        figure = self._subject(match.start(), match.end())
        if figure is None or ParameterKind.YEAR.value not in figure.parameters:
            return self._open(match, "前后的词里认不出可以逐年比的指标。")
        years = self._years(match.start())
        question = self.asker.question(figure, year=years[-1])
        known = Series(tuple((year, self._of_year(figure, year)) for year in years))
        told = "、".join(
            f"{year} 年 {self._none(year) if value is None else decimal(value) + figure.unit}"
            for year, value in known.points
        )
        reasons = (f"认作“{figure.name}”，比 {years[0]}—{years[-1]} 年：{told}。",)
        falling = match["down"] is not None
        if broken := known.broken_at(falling=falling):
            verb = "没有下降" if falling else "没有增长"
            reason = f"{broken.year} 年比上一年{verb}（{decimal(broken.before)} → {decimal(broken.value)}）。"
            return self._made(match, Truth.FALSE, (*reasons, reason), figure, question)
        if not known.is_whole:
            return self._made(
                match, Truth.NO_DATA, (*reasons, "有的年份缺数或没有过完，不能证明。"), figure, question
            )
        return self._made(match, Truth.TRUE, (*reasons, *self._missing(figure, years)), figure, question)

    def strong(self, match: re.Match[str]) -> Claim:
        """Return whether a change reaches the house's own threshold for 显著 and 大幅."""
        figure = self._subject(match.start(), match.end())
        if figure is None or ParameterKind.YEAR.value not in figure.parameters:
            return self._open(match, "前后的词里认不出可以比较的指标。", None, None)
        years = self._years(match.start())
        base, year = (years[0], years[-1]) if self._named_years(match.start()) else years[-2:]
        question = self.asker.question(figure, year=year)
        start, end = (self._of_year(figure, each) for each in (base, year))
        if start is None or end is None or start <= 0:
            reason = f"“{figure.name}”{base} 年或 {year} 年缺数、为零或没有过完。"
            return self._open(match, reason, figure, question)
        change = (end / start - 1) * (-1 if match["down"] else 1)
        least = LARGE if match["word"].startswith("大幅") else SIGNIFICANT
        ends = f"{base} 年 {decimal(start)}，{year} 年 {decimal(end)}"
        words = f"“{figure.name}”{ends}，变化 {decimal(100 * (end / start - 1), 1)}%。"
        truth = Truth.TRUE if change >= least else Truth.FALSE
        return self._made(match, truth, (words, f"{HOUSE_RULE}。"), figure, question)

    def effect(self, match: re.Match[str]) -> Claim:
        """Return an effect without a number: no figure can prove it."""
        return self._open(match, "没有说哪个指标变了多少，不能证明。请写成有数的话，或附佐证。")

    # ---------------------------------------------------------------- ranks, on the spot, all

    def rank(self, match: re.Match[str]) -> Claim:
        """Return whether our rank among the loaded peers is the one said; where peers are missing it is a span."""
        figure = self._nearest(match.start(), match.end(), self._rank_of)
        if figure is None:
            return self._open(match, "前后的词里认不出有对标数的指标，位次不能核。")
        question = self.asker.question(figure, year=self._year_named(match.start()))
        answer = self.asker.ask(figure, question)
        if answer.value is None:
            return self._open(match, answer.reason, figure, question)
        best, among = int(answer.value), len(answer.rows)
        worst = best + answer.missing
        span = f"第 {best} 位" if best == worst else f"第 {best}—{worst} 位（{answer.missing} 县缺数）"
        told = f"在已载入的 {among} 个县中本县居{span}（{answer.on_label}）。"
        if match["scope"]:
            reason = f"{match['scope']}的位次要有全部其他县市的数，只载入了对标县，不能证明。"
            return self._made(match, Truth.NO_DATA, (told, reason), figure, question)
        low, high, rule = _places_said(match, among)
        reasons = (told, *rule)
        if not high:
            return self._made(match, Truth.NO_DATA, (*reasons, "没有写第几。"), figure, question)
        if low <= best and worst <= high:
            return self._made(match, Truth.TRUE, reasons, figure, question)
        if worst < low or best > high:
            return self._made(match, Truth.FALSE, reasons, figure, question)
        reason = "缺数的县可能排在前面，也可能不在，不能证明。"
        return self._made(match, Truth.NO_DATA, (*reasons, reason), figure, question)

    def on_spot(self, match: re.Match[str]) -> Claim | None:
        """Return whether opinions, or all of them, were answered on the spot; a number beside it is judged itself."""
        if match["all"] is None and _NUMBER_FOLLOWS.match(self.text[match.end() :]):
            return None
        question = Question(as_of=self.asker.as_of, year=self._year_named(match.start()))
        figure = self.asker.figures.get("answered_on_spot")
        spot, total = self._asked("answered_on_spot", question), self._asked("opinion_count", question)
        if spot is None or total is None:
            return self._open(match, "没有这次开放日的答复记录。", figure, question)
        reasons = (f"最终条目 {decimal(total)} 条，当场解答 {decimal(spot)} 条。",)
        holds = spot == total if match["all"] else spot > 0
        return self._made(match, Truth.TRUE if holds else Truth.FALSE, reasons, figure, question)

    def whole(self, match: re.Match[str]) -> Claim:
        """Return whether all opinions are answered, or all in time; of other things nothing is known."""
        about_opinions = re.search("意见|建议", self._clause(match.start()) + self._sentence(match.start()))
        if about_opinions is None or match["act"] in {"拨付", "兑现", "落实"}:
            return self._open(match, "没有能核“全部”的指标，请附清单。")
        in_time = re.search("按期|按时|及时", match[0]) is not None
        code = "opinion_late_count" if in_time else "opinion_open_count"
        figure = self.asker.figures.get(code)
        question = Question(as_of=self.asker.as_of, year=self._year_named(match.start()))
        left = self._asked(code, question)
        if left is None:
            return self._open(match, "没有这次开放日的答复记录。", figure, question)
        reasons = (f"还没有{'按期' if in_time else ''}答复的意见是 {decimal(left)} 条。",)
        return self._made(match, Truth.FALSE if left else Truth.TRUE, reasons, figure, question)

    # ---------------------------------------------------------------- what stands around

    def _subject(self, start: int, end: int) -> Figure | None:
        """Return the plain figure named last before a claim in its sentence, else first behind it in its clause.

        A verb that has its object behind it (不断加大科技投入) speaks of that object alone.
        """
        has_object = _OBJECT.search(self.text, start, end) and unread(self._behind(end))
        begin = end if has_object else start
        return self._nearest(begin, end, lambda spoken: None if spoken.facets else spoken.figure)

    def _rank_of(self, spoken: Spoken) -> Figure | None:
        """Return the figure of the rank of what some words name, where one is ranked."""
        code = spoken.figure.code
        if code.endswith(RANK):
            return spoken.figure
        return None if spoken.facets else self.asker.figures.get(f"{code}{RANK}")

    def _nearest(self, start: int, end: int, meant: Callable[[Spoken], Figure | None]) -> Figure | None:
        before, behind = "" if start == end else self._sentence(start), self._behind(end)
        named = [(spoken, figure) for spoken in self.phrases if (figure := meant(spoken)) is not None]
        for words, nearest in ((before, max), (behind, min)):
            places = [
                (match.end() if nearest is max else match.start(), figure)
                for spoken, figure in named
                for match in spoken.subject.finditer(words)
                if not (spoken.unless and spoken.unless.search(words))
            ]
            if places:
                place, figure = nearest(places, key=lambda one: one[0])
                return None if nearest is max and self._is_of_another(start, place) else figure
        return None

    def _is_of_another(self, start: int, place: int) -> bool:
        """Return whether the clause of a claim names a thing of its own, which the figure of another clause is not."""
        own = self._clause(start)
        return place <= len(self._sentence(start)) - len(own) and unread(own) != ""

    def _behind(self, end: int) -> str:
        return re.split("[，。；,;\n]", self.text[end:], maxsplit=1)[0]

    def _sentence(self, place: int) -> str:
        begin = max((match.end() for match in _STOP.finditer(self.text, 0, place)), default=0)
        return self.text[begin:place]

    def _clause(self, place: int) -> str:
        return re.split("[，,：:]", self._sentence(place))[-1]

    def _named_years(self, place: int) -> list[int]:
        begin = place - len(self._sentence(place))
        inside = [time for time in self.times if begin <= time.start < place and time.year is not None]
        spans = re.findall(r"((?:19|20)\d\d)年?[—－~至到-]{1,2}((?:19|20)\d\d)年", self._sentence(place))
        years = {int(year) for span in spans for year in span} | {time.year for time in inside if time.year}
        return sorted(years) if len(years) > 1 else []

    def _years(self, place: int) -> list[int]:
        """Return the years to compare: those the sentence spans, else the last closed ones."""
        named = self._named_years(place)
        return list(range(named[0], named[-1] + 1)) if named else self._closed_years()

    def _closed_years(self) -> list[int]:
        this = self.asker.as_of.on.year
        return list(range(this - YEARS, this))

    def _year_named(self, place: int) -> int | None:
        begin = place - len(self._sentence(place))
        inside = [time.year for time in self.times if begin <= time.start < place]
        return inside[-1] if inside else None

    def _of_year(self, figure: Figure, year: int) -> Fraction | None:
        """Return a figure's value of a whole year; of one that is not over there is none to compare."""
        if year >= self.asker.as_of.on.year:
            return None
        return self._value(figure, self.asker.question(figure, year=year))

    def _none(self, year: int) -> str:
        return "没有过完" if year >= self.asker.as_of.on.year else "缺数"

    def _missing(self, figure: Figure, years: Sequence[int]) -> tuple[str, ...]:
        missing = sum(
            self.asker.ask(figure, self.asker.question(figure, year=year)).missing for year in years
        )
        return (f"按已知合计比，另有 {missing} 行缺数未计。",) if missing else ()

    def _asked(self, code: str, question: Question) -> Fraction | None:
        figure = self.asker.figures.get(code)
        return None if figure is None else self._value(figure, question)

    def _value(self, figure: Figure, question: Question) -> Fraction | None:
        """Return a figure's value, or None where it is not known or the question names what is not there."""
        try:
            value = self.asker.ask(figure, question).value
        except LookupError:
            return None
        return None if value is None else Fraction(value)

    def _open(
        self,
        place: re.Match[str] | Quantity,
        reason: str,
        figure: Figure | None = None,
        question: Question | None = None,
    ) -> Claim:
        return self._made(place, Truth.NO_DATA, (reason,), figure, question)

    def _made(
        self,
        place: re.Match[str] | Quantity,
        truth: Truth,
        reasons: tuple[str, ...],
        figure: Figure | None,
        question: Question | None,
    ) -> Claim:
        start, end = (place.start, place.end) if isinstance(place, Quantity) else place.span()
        return Claim(start, end, self.text[start:end], truth, reasons, figure, question)


def _places_said(match: re.Match[str], among: int) -> tuple[int, int, tuple[str, ...]]:
    """Return the first and the last place that a rank may be as it is said, with a rule; 0, 0 where it says none."""
    if match["first"]:
        return 1, 1, ()
    if match["front"]:
        return 1, -(-among // FRONT), (f"{FRONT_RULE}。",)
    if match["top"]:
        return 1, _ordinal(match["top"]), ()
    place = _ordinal(match["place"]) if match["place"] else 0
    return place, place, ()


def _ordinal(text: str) -> int:
    return int(text) if text.isdecimal() else int(of_chinese(text))
