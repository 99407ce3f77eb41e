"""Short drafts about the demo county with faults planted into their numbers, from a seed, noting what is wrong where.

What is right is written here by hand from the description of the demo county (2024 as corrected since), growths and
shares by hand-sized arithmetic from that; nothing is asked of the figures. The sentences are templates; each of their
numbers is either the right one or one of its lies.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from tidu.reporting.draft.checking import Checked
from tidu.reporting.draft.judging import JudgedNumber, Judgement

YEARS = (2022, 2023, 2024)
TECH, HNTE, SME, BOTH, GAZELLE, SPECIAL = "TECH", "HNTE", "SME", "BOTH", "GAZELLE", "SPECIAL"
COUNTS = {
    TECH: {2022: 79, 2023: 98, 2024: 120, None: 94},
    HNTE: {2022: 38, 2023: 47, 2024: 57, None: 57},
    SME: {2022: 68, 2023: 86, 2024: 104, None: 61},
    BOTH: {2022: 27, 2023: 35, 2024: 41, None: 24},
    GAZELLE: {2022: 1, 2023: 2, 2024: 3},
    SPECIAL: {2022: 9, 2023: 14, 2024: 19},
}
NAMES = {
    TECH: ("科技型企业", "科技企业"),
    HNTE: ("高新技术企业", "高企"),
    SME: ("科技型中小企业",),
    BOTH: ("两证兼有的企业",),
    GAZELLE: ("瞪羚企业",),
    SPECIAL: ("专精特新企业", "专精特新中小企业"),
}
THEMES = {"资金": 13, "人才": 9, "平台": 8, "宣传": 7, "其他": 4}
GROUPS = {"企业代表": 21, "人大代表": 8, "政协委员": 7, "党代表": 6, "媒体": 5, "乡镇": 8, "公众": 6}
POOL = {"储备": 84, "培育": 52, "认定": 59}


@dataclass(frozen=True)
class Number:
    """A number of a template: how it reads when right, and its lies by fault."""

    right: str
    lies: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Planted:
    """A number as it stands in a draft: `fault` is empty where it is right."""

    start: int
    end: int
    fault: str


@dataclass(frozen=True)
class Draft:
    """A draft and its numbers."""

    text: str
    numbers: tuple[Planted, ...]


Piece = str | Number
Template = Callable[[random.Random], list[Piece]]


def drafts(seed: int, *, count: int = 44, numbers: int = 300) -> list[Draft]:
    """Return drafts with at least `numbers` numbers, every other one of them wrong, in an order the seed draws."""
    chance = random.Random(seed)
    made: list[Draft] = []
    lie = Lies(chance)
    while len(made) < count or sum(len(draft.numbers) for draft in made) < numbers:
        templates = chance.sample(TEMPLATES, 3)
        made.append(_draft([template(chance) for template in templates], lie))
    return made


class Lies:
    """Decides which numbers are wrong: half of them, shuffled by tens."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.left: list[bool] = []

    def next(self) -> bool:
        """Return whether the next number is wrong."""
        if not self.left:
            self.left = [True, False] * 5
            self.chance.shuffle(self.left)
        return self.left.pop()


def _draft(sentences: Sequence[list[Piece]], lies: Lies) -> Draft:
    text, planted = "", []
    for sentence in sentences:
        for piece in sentence:
            if isinstance(piece, str):
                text += piece
                continue
            fault, words = ("", piece.right)
            if lies.next():
                fault, words = lies.chance.choice(piece.lies)
            planted.append(Planted(len(text), len(text) + len(words), fault))
            text += words
        text += "\n"
    return Draft(text, tuple(planted))


def marked(line: str) -> Draft:
    """Return a draft written by hand, in which {57家} is right and [59家] wrong; \\n begins a new line."""
    text, planted, begun = "", [], 0
    for letter in line.replace("\\n", "\n"):
        if letter in "{[":
            begun = len(text)
        elif letter in "}]":
            planted.append(Planted(begun, len(text), "" if letter == "}" else "by hand"))
        else:
            text += letter
    return Draft(text, tuple(planted))


# ---------------------------------------------------------------- numbers and their lies


def _count(value: int, unit: str, *, year: int | None = None, scope: int | None = None) -> Number:
    """Return a count; `year` is what it was in another year, `scope` what a neighbouring thing counts."""
    lies = [("value", f"{value + max(1, value // 9)}{unit}"), ("value", f"{value + 1}{unit}")]
    if value > 1:
        lies.append(("value", f"{value - 1}{unit}"))
    if year is not None and year != value:
        lies.append(("year", f"{year}{unit}"))
    if scope is not None and scope != value:
        lies.append(("scope", f"{scope}{unit}"))
    if unit == "家":
        lies.append(("unit", f"{value}人"))
    return Number(f"{value}{unit}", tuple(lies))


def _at(kind: str, year: int | None) -> Number:
    """Return the count of a kind, with its lies of other years and kinds."""
    known = COUNTS[kind]
    other_year = known.get(2023 if year != 2023 else 2022)
    other_kind = COUNTS[SME if kind != SME else HNTE].get(year)
    return _count(known[year], "家", year=other_year, scope=other_kind)


def _percent(exact: Decimal, places: int, *lies: tuple[str, Decimal]) -> Number:
    """Return a percentage rounded half up; its lies are one cut off instead, one off in the last place, and those given."""
    step = Decimal(1).scaleb(-places)
    right = exact.quantize(step, ROUND_HALF_UP)
    wrong = [("rounding", right + step), *((fault, lie.quantize(step, ROUND_HALF_UP)) for fault, lie in lies)]
    if (cut := exact.quantize(step, ROUND_DOWN)) != right:
        wrong.append(("rounding", cut))
    return Number(f"{right}%", tuple((fault, f"{lie}%") for fault, lie in wrong if lie != right))


def _growth(start: int, end: int, places: int) -> Number:
    return _percent(
        Decimal(100 * (end - start)) / start,
        places,
        ("growth", Decimal(100 * (end - start)) / end),
        ("growth", Decimal(100 * end) / start),
        ("growth", Decimal(100 * (end - start)) / start + 10),
    )


def _money(wan: int) -> Number:
    lies = [("value", f"{wan + max(10, wan // 20)}万元"), ("unit", f"{wan}元"), ("unit", f"{wan}亿元")]
    return Number(f"{wan}万元", tuple(lies))


# ---------------------------------------------------------------- templates


def two_years(chance: random.Random) -> list[Piece]:
    """From one year's count to another's, the net increase and the growth."""
    kind = chance.choice((TECH, HNTE, SME, SPECIAL))
    start, end = sorted(chance.sample(YEARS, 2))
    first, last = COUNTS[kind][start], COUNTS[kind][end]
    name, places = chance.choice(NAMES[kind]), chance.choice((0, 1, 1))
    shape = chance.choice(
        (
            (f"全县{name}从{start}年末的", "增长到", f"{end}年末的", "，净增", "，增长", "。"),
            (f"{start}年末，全县有{name}", "；", f"{end}年末达到", "，增加", "，增幅", "。"),
            (f"从数量看，{start}年底全县{name}为", "，", f"到{end}年底增至", "，净增", "，增长率为", "。"),
        )
    )
    return [
        shape[0],
        _at(kind, start),
        f"{shape[1]}{shape[2]}",
        _at(kind, end),
        shape[3],
        _count(last - first, "家"),
        shape[4],
        _growth(first, last, places),
        shape[5],
    ]


def yearly(chance: random.Random) -> list[Piece]:
    """From 2022 to 2024, the growth of each of the two years on the average: a root, no half."""
    kind = chance.choice((TECH, HNTE, SME, SPECIAL))
    first, last = COUNTS[kind][2022], COUNTS[kind][2024]
    each = 100 * ((Decimal(last) / first).sqrt() - 1)
    half, whole = (Decimal(100 * (last - first)) / (years * first) for years in (2, 1))
    return [
        f"全县{chance.choice(NAMES[kind])}由2022年末的",
        _at(kind, 2022),
        "增加到2024年末的",
        _at(kind, 2024),
        chance.choice(("，年均增长", "，平均每年增长")),
        _percent(each, 1, ("growth", half), ("growth", whole)),
        "。",
    ]


def spot_share(chance: random.Random) -> list[Piece]:
    """How much of what was said was answered on the spot, as a share of it."""
    return [
        "今年开放日共收集意见建议",
        _count(41, "条", year=18, scope=46),
        chance.choice(("，其中当场解答", "，当场答复")),
        _count(26, "条", scope=11),
        chance.choice(("，占", "，占比")),
        _percent(Decimal(2600) / 41, 1, ("value", Decimal(2600) / 46), ("value", Decimal(1100) / 41)),
        "。",
    ]


def year_before(chance: random.Random) -> list[Piece]:
    """A count with its change against the year before."""
    kind, year = chance.choice((TECH, HNTE, SME, SPECIAL)), chance.choice((2023, 2024))
    last, before = COUNTS[kind][year], COUNTS[kind][year - 1]
    name = chance.choice(NAMES[kind])
    words = chance.choice(("比上年增加", "较上年净增", "比上一年增加"))
    return [
        f"{year}年末，{name}总量达到",
        _at(kind, year),
        f"，{words}",
        _count(last - before, "家"),
        "，同比增长",
        _growth(before, last, 1),
        "。",
    ]


def series(chance: random.Random) -> list[Piece]:
    """Three years in a row."""
    kind = chance.choice((TECH, HNTE, SME, BOTH, SPECIAL))
    years = chance.choice(("2022年末、2023年末、2024年末", "2022—2024年", "2022年、2023年、2024年末"))
    name = chance.choice(NAMES[kind])
    return [
        f"{years}，全县{name}分别为",
        _at(kind, 2022),
        "、",
        _at(kind, 2023),
        "和",
        _at(kind, 2024),
        "。",
    ]


def now(chance: random.Random) -> list[Piece]:
    """What is valid on the day."""
    first = chance.choice(
        ("目前，全县有效的", "截至目前，全县有效期内的", "截至6月10日，全县现有", "到今天为止，我县拥有")
    )
    return [
        f"{first}高新技术企业",
        _at(HNTE, None),
        "，科技型中小企业",
        _at(SME, None),
        "，其中两证兼有的",
        _at(BOTH, None),
        "，合计科技型企业",
        _at(TECH, None),
        "。",
    ]


def counted_first(chance: random.Random) -> list[Piece]:
    """The number before the thing it counts."""
    year = chance.choice(YEARS)
    opening = chance.choice((f"截至{year}年底，全县共有", f"{year}年末，我县拥有", f"到{year}年末，全县已有"))
    return [
        opening,
        _at(HNTE, year),
        f"{chance.choice(NAMES[HNTE])}、",
        _at(SME, year),
        "科技型中小企业和",
        _at(SPECIAL, year),
        "专精特新企业。",
    ]


def compared(chance: random.Random) -> list[Piece]:
    """A later year against an earlier one, the change first."""
    kind = chance.choice((TECH, HNTE, SME))
    start, end = sorted(chance.sample(YEARS, 2))
    first, last = COUNTS[kind][start], COUNTS[kind][end]
    multiple = (Decimal(last) / first).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return [
        f"与{start}年末相比，{end}年末全县{chance.choice(NAMES[kind])}增加",
        _count(last - first, "家"),
        "，增长",
        _growth(first, last, 1),
        "，总数达到",
        _at(kind, end),
        f"，是{start}年末的",
        Number(
            f"{multiple}倍", (("growth", f"{multiple + Decimal('0.1')}倍"), ("rounding", f"{multiple + 1}倍"))
        ),
        "。",
    ]


def flows(chance: random.Random) -> list[Piece]:
    """New, renewed and lapsed in a year."""
    name = chance.choice(NAMES[HNTE])
    return [
        chance.choice((f"2024年，我县新认定{name}", f"2024年全年新认定{name}", f"2024年{name}新认定")),
        _count(13, "家", year=12, scope=57),
        chance.choice(("，重新认定", "、重新认定")),
        _count(6, "家", scope=13),
        chance.choice(("，到期未续", "，证书到期未续")),
        _count(2, "家", year=3),
        "；2023年新认定",
        _count(12, "家", year=13, scope=47),
        "。",
    ]


def ladder(chance: random.Random) -> list[Piece]:
    """Tiers at a year's end."""
    year = chance.choice(YEARS)
    return [
        f"{year}年末，全县拥有瞪羚企业",
        _count(COUNTS[GAZELLE][year], "家", year=COUNTS[GAZELLE][2023 if year != 2023 else 2024]),
        "、专精特新企业",
        _at(SPECIAL, year),
        "、高新技术企业",
        _at(HNTE, year),
        "。",
    ]


def targets(chance: random.Random) -> list[Piece]:
    """Aims of the year's end."""
    words = chance.choice(("力争", "确保", ""))
    return [
        f"到2025年底，{words}高新技术企业达到",
        _count(70, "家", year=82, scope=57),
        "，瞪羚企业达到",
        _count(5, "家", year=7, scope=3),
        "；到2026年底，高新技术企业达到",
        _count(82, "家", year=70),
        "，瞪羚企业达到",
        _count(7, "家", year=5),
        "。",
    ]


def pool(chance: random.Random) -> list[Piece]:
    """The pool and its stages."""
    stages = list(POOL.items())
    opening = chance.choice(("梯度培育库现有在库企业", "目前培育库在库企业", "纳入梯度培育库的企业现有"))
    pieces: list[Piece] = [opening, _count(195, "家"), chance.choice(("，其中", "：", "，按阶段分，"))]
    for place, (stage, value) in enumerate(stages):
        other = stages[(place + 1) % len(stages)][1]
        pieces += [f"{stage}", _count(value, "家", scope=other), "。" if place == len(stages) - 1 else "、"]
    return pieces


def open_day(chance: random.Random) -> list[Piece]:
    """Who came."""
    groups = chance.sample(sorted(GROUPS), 3)
    day = Number("5月22日", (("value", "5月23日"), ("value", "5月12日"), ("value", "6月22日")))
    pieces: list[Piece] = [
        day,
        chance.choice(("举办的开放日", "的开放日")),
        "，共邀请",
        _count(66, "人", scope=61),
        "，到场",
        _count(61, "人", scope=58, year=31),
        "，其中",
    ]
    for place, group in enumerate(groups):
        pieces += [group, _count(GROUPS[group], "人"), "、" if place < len(groups) - 1 else "。"]
    return pieces


def guests_first(chance: random.Random) -> list[Piece]:
    """Groups behind their numbers."""
    return [
        "5月22日开放日当天，",
        Number("8名", (("value", "9名"), ("value", "6名"), ("value", "12名"))),
        "人大代表、",
        Number("7名", (("value", "8名"), ("value", "5名"), ("value", "17名"))),
        "政协委员到场，邀请来宾",
        _count(66, "人", scope=61),
        "，参观点",
        _count(3, "个"),
        "，宣讲政策",
        _count(4, "项"),
        "。",
    ]


def opinions(chance: random.Random) -> list[Piece]:
    """Opinions and what became of them."""
    return [
        chance.choice(
            ("今年开放日共收集意见建议", "2025年开放日上，代表们提出意见建议", "这次开放日征集到的意见共")
        ),
        _count(41, "条", year=18, scope=46),
        chance.choice(("，当场解答", "，其中当场答复", "，现场解答")),
        _count(26, "条", scope=11),
        "，会后答复",
        _count(11, "条", scope=26),
        chance.choice(("，仍在办理的在办意见", "，正在办理的意见", "，尚未答复的意见")),
        _count(4, "条"),
        "。",
    ]


def themes(chance: random.Random) -> list[Piece]:
    """Opinions by theme."""
    pieces: list[Piece] = ["今年开放日的意见建议主要集中在："]
    chosen = list(THEMES.items())
    for place, (theme, value) in enumerate(chosen):
        pieces += [f"{theme}方面", _count(value, "条"), "、" if place < len(chosen) - 1 else "。"]
    return pieces


def money(chance: random.Random) -> list[Piece]:
    """The fund."""
    name = chance.choice(("科技专项资金", "县级科技专项资金"))
    return [
        f"2025年{name}预算",
        _money(1800),
        "，上年结转",
        _money(120),
        "，可用资金",
        _money(1920),
        f"；2024年{name}拨付",
        _money(1462),
        "。",
    ]


def policy(chance: random.Random) -> list[Piece]:
    """The R&D subsidy."""
    rate = Number("5%", (("value", "8%"), ("value", "4%"), ("value", "15%")))
    return [
        f"对符合条件的企业，按{chance.choice(('上年度研发费用', '2024年度研发费用'))}的",
        rate,
        "给予补助，单家最高不超过",
        Number("30万元", (("value", "50万元"), ("value", "20万元"), ("unit", "30亿元"), ("unit", "30元"))),
        "。",
    ]


def share(chance: random.Random) -> list[Piece]:
    """A part of a whole in per cent."""
    year = chance.choice(YEARS)
    part, whole = COUNTS[HNTE][year], COUNTS[TECH][year]
    return [
        f"{year}年末，全县科技型企业",
        _at(TECH, year),
        "，高新技术企业",
        _at(HNTE, year),
        "，高新技术企业占科技型企业的",
        _percent(
            Decimal(100 * part) / whole,
            1,
            ("value", Decimal(100 * part) / whole + 7),
            ("scope", Decimal(100 * COUNTS[SME][year]) / whole),
        ),
        "。",
    ]


def hedged(chance: random.Random) -> list[Piece]:
    """Round numbers said with 约, 近, 超, 余."""
    about, near, over, more = (
        ("约120家", "约150家"),
        ("近60家", "近70家"),
        ("超过100家", "超过130家"),
        ("50余家", "60余家"),
    )
    first, second = chance.choice((about, over)), chance.choice((near, more))
    return [
        "2024年末，全县科技型企业",
        Number(first[0], (("rounding", first[1]),)),
        "，高新技术企业",
        Number(second[0], (("rounding", second[1]),)),
        "。",
    ]


def said_twice(chance: random.Random) -> list[Piece]:
    """The same number in two sentences."""
    kind = chance.choice((HNTE, TECH, SME))
    name = chance.choice(NAMES[kind])
    return [
        f"2024年末全县{name}",
        _at(kind, 2024),
        f"。回头看，培育工作成效在数量上最清楚：2024年末{name}已有",
        Number(f"{COUNTS[kind][2024]}家", (("double", f"{COUNTS[kind][2024] + 2}家"),)),
        "。",
    ]


TEMPLATES: tuple[Template, ...] = (
    *(two_years, year_before, series, now, flows, ladder, targets, pool, open_day, opinions, themes),
    *(counted_first, compared, guests_first, money, policy, share, hedged, said_twice, yearly, spot_share),
)


# ---------------------------------------------------------------- the score


@dataclass
class Score:
    """How a checker did: numbers by fault with how many were found, and the places of its mistakes in words."""

    right: int
    by_fault: dict[str, tuple[int, int]]
    missed: list[str]
    alarmed: list[str]
    confirmed: int

    @property
    def wrong(self) -> int:
        """Return how many numbers are wrong."""
        return sum(planted for planted, _ in self.by_fault.values())

    @property
    def numbers(self) -> int:
        """Return how many numbers there are."""
        return self.right + self.wrong

    @property
    def recall(self) -> float:
        """Return the share of wrong numbers that were called wrong."""
        return sum(found for _, found in self.by_fault.values()) / self.wrong

    @property
    def false_alarms(self) -> float:
        """Return the share of right numbers that were called wrong."""
        return len(self.alarmed) / self.right


def scored(made: Sequence[Draft], checked: Sequence[Checked]) -> Score:
    """Return how the checker did over drafts."""
    score = Score(0, {}, [], [], 0)
    for draft, result in zip(made, checked, strict=True):
        for number in draft.numbers:
            finding = _finding_at(number, result)
            called_wrong = finding is not None and finding.judgement is Judgement.DIFFERS
            where = f"{number.fault or 'right'}: {draft.text[max(0, number.start - 30) : number.end]}"
            if number.fault:
                planted, found = score.by_fault.get(number.fault, (0, 0))
                score.by_fault[number.fault] = (planted + 1, found + called_wrong)
                score.missed += [] if called_wrong else [where]
            else:
                score.right += 1
                score.alarmed += [where] if called_wrong else []
                score.confirmed += finding is not None and finding.judgement.is_right
    return score


def _finding_at(number: Planted, checked: Checked) -> JudgedNumber | None:
    """Return what was made of a number: a lie may be written longer or shorter than it is read."""
    for finding in checked.numbers:
        if finding.quantity.start < number.end and number.start < finding.quantity.end:
            return finding
    return None
