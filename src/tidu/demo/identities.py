"""Names, credit codes, founding days, places and trades: who the firms are. All invented."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tidu.demo import geography, quotas
from tidu.demo.books import EARLY_2024, IN_2023, IN_2025, LATE_2024
from tidu.demo.duties import Part
from tidu.demo.model import HOLDERS, LAPSED, Duty
from tidu.domain.enterprises.credit_code import compose
from tidu.domain.enterprises.vocabulary import Industry

REGISTER_DAYS = (
    date(2022, 1, 10),
    date(2022, 12, 27),
    date(2023, 12, 19),
    date(2024, 12, 24),
    date(2025, 6, 3),
)
"""Days on which the bureau received the register: the firms founded since the last one join it."""

ARRIVED_ON, ARRIVAL_KNOWN_ON = date(2025, 3, 24), date(2025, 4, 2)
DEPARTED_ON, DEPARTURE_KNOWN_ON = date(2025, 3, 10), date(2025, 3, 14)

_FIRST = "晨砺衡昱澄沐钧铄泓睿卓恒嘉瑞启鸿振宏祺翊"
_SECOND = "川禾拓域远锋陵谷霖桦锦曜和源诚辉泰丰昇越"
_TRADES = {
    Industry.ELECTRONICS: ("电子", "电子科技", "微电子", "光电", "线路科技", "精密电子", "智能科技"),
    Industry.NEW_MATERIALS: ("新材料", "新材料科技", "复合材料", "高分子材料", "磁性材料", "金属材料"),
    Industry.FOOD: ("食品", "农产品加工", "粮油", "茶业", "生物食品", "农业科技"),
    Industry.EQUIPMENT_OTHER: ("机械", "装备制造", "智能装备", "环保设备", "模具", "机电", "医疗器械"),
}
_FIELDS = {
    Industry.ELECTRONICS: "一、电子信息",
    Industry.NEW_MATERIALS: "四、新材料",
    Industry.FOOD: "二、生物与新医药",
    Industry.EQUIPMENT_OTHER: "八、先进制造与自动化",
}
_ROADS = ("创新大道", "岚江路", "云岭路", "兴业路", "工业一路", "工业二路", "青石街", "东升路")
_SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = (
    "文博",
    "思远",
    "雅宁",
    "海川",
    "静怡",
    "志恒",
    "晓岚",
    "国梁",
    "书瑶",
    "明哲",
    "立新",
    "佳音",
    "振邦",
    "若溪",
    "承志",
    "慧敏",
)

_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HOST_INDUSTRIES = (Industry.ELECTRONICS, Industry.NEW_MATERIALS, Industry.FOOD)
_RENAMED_ON = (date(2023, 6, 19), date(2024, 3, 11), date(2025, 2, 17))


@dataclass(frozen=True)
class Identity:
    """Who a firm is."""

    credit_code: str
    registered_on: date
    industry: Industry
    place_code: str
    names: tuple[tuple[str, date], ...]
    hightech_field: str
    address: str
    contact_name: str
    contact_phone: str

    @property
    def listed_on(self) -> date:
        """Return the day on which the register first names the firm."""
        return listed_on(self.registered_on)


def founded(identity: Identity, on: date) -> Identity:
    """Return an identity founded on another day, from which its first name counts."""
    (name, _), *later = identity.names
    return replace(identity, registered_on=on, names=((name, on), *later))


def listed_on(registered_on: date) -> date:
    """Return the first register day that knows a firm founded on `registered_on`."""
    return next(day for day in REGISTER_DAYS if day > registered_on)


def person_names(rng: Random) -> Iterator[str]:
    """Return endless invented names of persons, none twice until all are used."""
    names = [surname + given for surname in _SURNAMES for given in _GIVEN]
    while True:
        rng.shuffle(names)
        yield from names


def identify(rng: Random, parts: Sequence[Part]) -> list[Identity]:
    """Return an identity per part, in the same order."""
    industries = _industries(rng, parts)
    places = _places(rng, parts)
    trade_names = _trade_names(rng)
    people = person_names(rng)
    codes = _codes(rng)
    renamed = iter(_RENAMED_ON)
    places_by_code = geography.short_names()
    identities = []
    for index, part in enumerate(parts):
        registered_on = _registered_on(rng, part)
        suffix = rng.choice(_TRADES[industries[index]])
        names = [(f"青岚{next(trade_names)}{suffix}有限公司", registered_on)]
        if part.duty is Duty.HNTE_NEW_2023 and (day := next(renamed, None)):
            names.append((f"青岚{next(trade_names)}{suffix}股份有限公司", day))
        place = places[index]
        division = quotas.NEIGHBOUR_DIVISION if part.duty is Duty.HNTE_MOVED_IN else quotas.DIVISION
        identities.append(
            Identity(
                credit_code=compose("9", "1", division, next(codes)),
                registered_on=registered_on,
                industry=industries[index],
                place_code=place,
                names=tuple(names),
                hightech_field=_FIELDS[industries[index]] if part.in_field else "",
                address=f"青岚县{places_by_code[place]}{rng.choice(_ROADS)}{rng.randrange(1, 199)}号",
                contact_name=next(people),
                contact_phone=f"100{rng.randrange(10**8):08d}",
            )
        )
    return identities


def _codes(rng: Random) -> Iterator[str]:
    """Return unlike organisation codes of eight characters."""
    used: set[str] = set()
    while True:
        code = "MA" + "".join(rng.choice(_CODE_CHARACTERS) for _ in range(6))
        if code not in used:
            used.add(code)
            yield code


def _trade_names(rng: Random) -> Iterator[str]:
    names = [first + second for first in _FIRST for second in _SECOND]
    rng.shuffle(names)
    yield from names


def _industries(rng: Random, parts: Sequence[Part]) -> list[Industry]:
    """Return trades so that those present make the county's mix; each host plays its own trade."""
    mix = [industry for industry, count in quotas.INDUSTRIES.items() for _ in range(count)]
    for industry in HOST_INDUSTRIES:
        mix.remove(industry)
    rng.shuffle(mix)
    hosts = iter(HOST_INDUSTRIES)
    chosen = []
    for part in parts:
        if part.duty is Duty.HNTE_MOVED_OUT:
            chosen.append(Industry.ELECTRONICS)
        else:
            chosen.append(next(hosts) if part.host else mix.pop())
    return chosen


def _places(rng: Random, parts: Sequence[Part]) -> list[str]:
    """Return places of exactly the wanted sizes; certificate holders lean towards the park."""
    others = geography.TOWNSHIP_CODES[1:]
    seats = [geography.PARK_CODE] * quotas.PARK + [geography.SEAT_CODE] * quotas.SEAT
    seats += [code for code, size in zip(others, quotas.OTHER_TOWNSHIPS, strict=True) for _ in range(size)]
    rng.shuffle(seats)
    places: list[str | None] = [None] * len(parts)
    for index, part in enumerate(parts):
        bound = part.host or part.duty is Duty.HNTE_MOVED_IN
        if bound or (part.duty in HOLDERS and rng.random() < 0.3):
            seats.remove(geography.PARK_CODE)
            places[index] = geography.PARK_CODE
    for index, part in enumerate(parts):
        if part.duty is Duty.HNTE_MOVED_OUT:
            places[index] = geography.PARK_CODE
        elif places[index] is None:
            places[index] = seats.pop()
    return [place for place in places if place is not None]


def _registered_on(rng: Random, part: Part) -> date:
    """Return a founding day that fits the certificates and the books."""
    first, last = date(2001, 1, 2), date(2022, 11, 30)
    if (
        part.duty in (Duty.HNTE_RENEWED_2023, Duty.HNTE_RENEWED_2024, Duty.HNTE_AGAIN_2024)
        or part.duty in LAPSED
    ):
        last = date(2016, 12, 31)
    elif part.duty in HOLDERS or part.duty in (Duty.REVOKED, Duty.HNTE_MOVED_OUT):
        last = date(2020, 12, 31)
    elif part.book.founded == IN_2023:
        first, last = date(2023, 1, 9), date(2023, 11, 30)
    elif part.book.founded == EARLY_2024:
        first, last = date(2024, 1, 8), date(2024, 6, 5)
    elif part.book.founded == LATE_2024:
        first, last = date(2024, 6, 14), date(2024, 12, 13)
    elif part.book.founded == IN_2025:
        first, last = date(2025, 1, 6), date(2025, 5, 20)
    elif part.book.has_research:
        last = date(2021, 12, 31)
    return first + timedelta(days=rng.randrange((last - first).days))
