"""The 24 difficulties of the demo county: when each was told, how it went, and what the firm said of the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tidu.domain.support.vocabulary import Rating, TicketKind, TicketSource


@dataclass(frozen=True)
class Story:
    """One difficulty: when and how it was told, and the days of its steps, None for a step not taken.

    `again` holds the second round: answered on, rating, rated on. With `account` the firm has one and can rate.
    """

    opened: date
    kind: TicketKind
    source: TicketSource
    text: str
    accepted: date | None = None
    worked: date | None = None
    answered: date | None = None
    rating: str = ""
    rated: date | None = None
    again: tuple[date | None, date | None, date | None] = (None, None, None)
    account: bool = True


def _day(text: str) -> date | None:
    return date.fromisoformat(f"2025-{text}") if text else None


def _story(kind: TicketKind, source: TicketSource, days: str, rating: str, text: str, **more: Any) -> Story:
    """Return a story whose days are written as "opened accepted worked answered rated", "-" for none."""
    read = [_day("" if part == "-" else part) for part in days.split()]
    opened, accepted, worked, answered, rated = (*read, None, None, None, None)[:5]
    if opened is None:
        raise ValueError(days)
    return Story(opened, kind, source, text, accepted, worked, answered, rating, rated, **more)


R, T, F = TicketKind.RESEARCH, TicketKind.TALENT, TicketKind.FUNDING
DESK, PHONE, VISIT = TicketSource.DESK, TicketSource.PHONE, TicketSource.VISIT
GOOD, FAIR, BAD = Rating.SATISFIED, Rating.FAIR, Rating.UNSATISFIED

STORIES: tuple[Story, ...] = (
    _story(R, DESK, "02-10 02-11 02-12 02-27 03-03", GOOD, "新材料配方在高温下开裂，缺检测条件。"),
    _story(T, VISIT, "02-18 02-19 02-20 02-28 03-04", FAIR, "招不到数控工艺工程师。"),
    _story(F, PHONE, "02-24 02-25 02-26 03-03 03-06", GOOD, "原材料涨价，周转资金缺 200 万元。"),
    _story(T, DESK, "03-03 03-04 03-05 03-12 03-14", GOOD, "外地博士的子女入学没有着落。"),
    _story(R, VISIT, "03-10 03-12 03-13 04-08 04-10", FAIR, "老产品能耗高，找不到节能改造方案。"),
    _story(F, DESK, "03-17 03-18 03-19 03-25 03-27", BAD, "研发贷款要求抵押，企业没有房产。",
           again=(date(2025, 3, 28), date(2025, 4, 7), date(2025, 4, 9))),
    _story(T, PHONE, "03-24 03-25 03-26 04-02 04-07", GOOD, "想请高校老师每月来厂指导两天。"),
    _story(R, DESK, "04-01 04-02 04-03 04-18 04-21", FAIR, "样机测试缺电磁兼容实验室。"),
    _story(T, VISIT, "04-10 04-11 04-14 04-22 04-25", GOOD, "技术骨干流失，留不住人。"),
    _story(F, VISIT, "04-15 04-16 04-17 04-24 04-28", GOOD, "新设备分期付款，担保费偏高。"),
    _story(R, VISIT, "05-06 05-07 05-08 05-26", "", "想对接食品保鲜技术团队。"),
    _story(T, PHONE, "05-12 05-13 05-14 05-23", "", "缺外贸和法规双懂的质量工程师。", account=False),
    _story(F, DESK, "05-20 05-21 05-22 05-28", "", "首台套产品保险费没有补贴渠道。"),
    _story(T, DESK, "05-09 05-12 05-13 05-22 06-06", BAD, "引进的工程师住房补贴没有落实。"),
    _story(R, DESK, "04-28 04-29 04-30 05-20 05-26", BAD, "产线视觉检测误判率高，自己攻不下来。",
           again=(date(2025, 5, 27), None, None)),
    _story(T, VISIT, "05-19 05-21 05-22", "", "焊接机器人操作工不够。", account=False),
    _story(F, PHONE, "05-14 05-15 05-16", "", "应收账款质押迟迟批不下来。", account=False),
    _story(R, VISIT, "05-12 05-20", "", "电镀废水回用技术不成熟。", account=False),
    _story(T, VISIT, "06-03 06-04 06-05", "", "缺懂专利申请的专员。"),
    _story(R, PHONE, "06-04 06-05 06-06", "", "新配方要做第三方对比试验。", account=False),
    _story(F, VISIT, "06-05 06-06", "", "中试线建设缺配套资金。"),
    _story(T, DESK, "06-06 06-09", "", "想设博士后工作站，不知道条件。"),
    _story(R, DESK, "06-09", "", "电机噪声超标，找不到原因。"),
    _story(F, PHONE, "06-10", "", "订单增加，流动资金贷款额度不够。", account=False),
)  # fmt: skip
