"""What the fictional county is measured by: published indicators beside five invented peers, its platforms, the
targets for them, and the problem list. Days are fixed, so every number holds for every seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from tidu.demo import geography, quotas, workbooks
from tidu.demo.support import Hands, Helping
from tidu.domain.indicators.vocabulary import UNITS, Indicator
from tidu.domain.platforms import operations as platforms
from tidu.domain.platforms.operations import Milestone, PlatformStated
from tidu.domain.platforms.vocabulary import (
    COUNTED,
    INSTITUTES,
    NATIONAL_INCUBATORS,
    PROVINCIAL_MAKERSPACES,
    PlatformKind,
    PlatformLevel,
    PlatformStage,
)
from tidu.domain.targets import operations as targets
from tidu.domain.targets.operations import ProblemStated
from tidu.foundation.intake import operations as intake

CLERK, DIRECTOR = "clerk2", "director1"
COUNTY = "青岚县"
UNPUBLISHED = "未发布"
Told = float | str

PEERS: Mapping[str, str] = {
    "360894": "岚东县",
    "360895": "雁岭县",
    "360896": "枫桥岭县",
    "360897": "白沙岭县",
    "360898": "沅溪县",
}
"""Invented names; the codes are absent from the national list."""

COUNTIES = {quotas.DIVISION: COUNTY, **PEERS}
_NO = None


def _ours(value: float) -> tuple[float | None, ...]:
    """Return a row of the table that has our number alone."""
    return (value, *(None for _ in PEERS))


I = Indicator  # noqa: E741 - the table below stays readable
TABLES: Mapping[int, Mapping[Indicator, tuple[Told | None, ...]]] = {
    2022: {
        I.GDP: (221.3, 305.2, 188.6, 240.9, 199.4, 262.7),
        I.HIGHTECH_SHARE: (33.6, 38.2, 29.7, 35.0, 31.1, 36.4),
        I.FISCAL_ST_SHARE: (2.4, 2.9, 1.8, 2.3, 2.0, 2.6),
        I.RD_INTENSITY: (3.11, 3.54, 1.66, 2.05, 1.9, 3.2),
        I.HNTE: (38, 61, 25, 40, 30, 44),
        I.SME_NUMBER: (68, 102, 41, 70, 55, 80),
        I.SPECIALISED_SME: (9, 18, 6, 11, 8, 13),
        I.BUSINESS_REVENUE: _ours(318.6),
        I.TAX_REVENUE: _ours(21.4),
        I.EMPLOYED: _ours(8.12),
    },
    2023: {
        I.GDP: (241.5, 327.8, 201.2, 256.3, 213.9, 281.0),
        I.HIGHTECH_SHARE: (35.1, 39.6, 30.4, 36.8, 32.5, 35.1),
        I.HIGHTECH_GROWTH: (9.2, 10.4, 6.1, 8.8, 7.5, 9.9),
        I.FISCAL_ST_SHARE: (2.3, 3.0, 1.9, 2.4, 2.1, 2.5),
        I.RD_INTENSITY: (3.24, 3.66, 1.71, 2.16, 1.97, 3.29),
        I.RD_ACTIVE_SHARE: (46.5, 52.1, 38.4, 44.0, 41.3, 47.9),
        I.HNTE: (47, 74, 29, 49, 36, 52),
        I.SME_NUMBER: (86, 121, 50, 84, 66, 95),
        I.SPECIALISED_SME: (14, 24, 8, 15, 11, 17),
        I.PATENT_DENSITY: (6.4, 9.1, 3.8, 5.9, 4.7, 7.2),
        I.CONTRACT_AMOUNT: (3.1, 5.6, 1.9, 2.8, 2.2, 3.9),
        I.PROVINCIAL_PLATFORM: (7, 12, 4, 8, 5, 9),
        I.BUSINESS_REVENUE: _ours(347.2),
        I.TAX_REVENUE: _ours(22.9),
        I.EMPLOYED: _ours(8.35),
    },
    2024: {
        I.GDP: (260.0, 352.4, 214.7, 273.5, 228.8, 301.6),
        I.HIGHTECH_SHARE: (UNPUBLISHED, 40.8, UNPUBLISHED, 37.9, _NO, UNPUBLISHED),
        I.FISCAL_ST_SHARE: (2.6, 3.1, 1.9, 2.6, _NO, 2.7),
        I.HNTE: (58, 88, 33, 57, 43, 61),
        I.SME_NUMBER: (104, 139, 58, 97, 79, 110),
        I.SPECIALISED_SME: (19, 30, 10, 19, 14, 22),
        I.BUSINESS_REVENUE: _ours(381.5),
        I.TAX_REVENUE: _ours(24.6),
        I.EMPLOYED: _ours(8.6),
    },
}
"""Year -> indicator -> our county's number and the peers' in the order of `COUNTIES`; None is not loaded at all."""

PUBLISHED_ON = {2022: date(2023, 11, 20), 2023: date(2024, 11, 18), 2024: date(2025, 5, 20)}
PRELIMINARY = 2024
TARGETS_SET_ON = date(2025, 1, 20)
REGISTERED_ON = date(2025, 1, 13)
LISTED_ON = date(2025, 5, 28)

GOALS = (
    (NATIONAL_INCUBATORS, 1, date(2025, 12, 31)),
    (PROVINCIAL_MAKERSPACES, 3, date(2025, 12, 31)),
    (INSTITUTES, 2, date(2025, 12, 31)),
    (PROVINCIAL_MAKERSPACES, 4, date(2026, 12, 31)),
)

S, L = PlatformStage, PlatformLevel


def _reached(stage: PlatformStage, on: date, document: str, level: str = "") -> Milestone:
    return Milestone(stage=stage, level=level, reached_on=on, document=document)


def _due(stage: PlatformStage, by: date, document: str, level: str = "") -> Milestone:
    return Milestone(stage=stage, level=level, due_on=by, document=document)


PLATFORMS: tuple[tuple[str, PlatformKind, str, str | None, tuple[Milestone, ...]], ...] = (
    (
        "岚谷科技企业孵化器",
        PlatformKind.INCUBATOR,
        "青岚工业园区管委会",
        geography.PARK_CODE,
        (
            _reached(S.OPEN, date(2020, 9, 18), "园区管委会验收意见"),
            _reached(S.RECOGNISED, date(2021, 3, 30), "青科〔2021〕6号", L.COUNTY),
        ),
    ),
    (
        "岚芯专业孵化器（国家级创建）",
        PlatformKind.INCUBATOR,
        "青岚园区开发有限公司",
        geography.PARK_CODE,
        (
            _reached(S.PLANNED, date(2023, 10, 11), "园区平台建设规划"),
            _reached(S.BUILDING, date(2024, 4, 26), "施工许可"),
            _due(S.OPEN, date(2026, 6, 30), "建设合同"),
            _due(S.RECOGNISED, date(2026, 12, 31), "创建方案", L.NATIONAL),
        ),
    ),
    (
        "云创众创空间",
        PlatformKind.MAKERSPACE,
        "青岚工业园区管委会",
        geography.PARK_CODE,
        (
            _reached(S.OPEN, date(2019, 5, 8), "园区管委会验收意见"),
            _reached(S.RECOGNISED, date(2019, 12, 2), "青科〔2019〕21号", L.COUNTY),
            _reached(S.RECOGNISED, date(2021, 11, 26), "岚江科字〔2021〕88号", L.PROVINCIAL),
        ),
    ),
    (
        "新材料众创空间",
        PlatformKind.MAKERSPACE,
        "青岚新材料产业促进中心",
        geography.PARK_CODE,
        (
            _reached(S.OPEN, date(2021, 6, 16), "园区管委会验收意见"),
            _reached(S.RECOGNISED, date(2023, 11, 24), "岚江科字〔2023〕95号", L.PROVINCIAL),
        ),
    ),
    (
        "岚味食品众创空间",
        PlatformKind.MAKERSPACE,
        "青岚食品行业协会",
        geography.PARK_CODE,
        (
            _reached(S.OPEN, date(2023, 3, 15), "园区管委会验收意见"),
            _reached(S.RECOGNISED, date(2023, 9, 20), "青科〔2023〕14号", L.COUNTY),
            _due(S.RECOGNISED, date(2025, 11, 30), "省级众创空间申报材料", L.PROVINCIAL),
        ),
    ),
    (
        "农业科技众创空间",
        PlatformKind.MAKERSPACE,
        "青岚县农业技术推广中心",
        None,
        (
            _reached(S.OPEN, date(2022, 8, 9), "现场核查记录"),
            _reached(S.RECOGNISED, date(2022, 12, 6), "青科〔2022〕19号", L.COUNTY),
        ),
    ),
    (
        "新材料产业研究院",
        PlatformKind.INSTITUTE,
        "南屏材料研究院",
        geography.PARK_CODE,
        (_reached(S.OPEN, date(2022, 10, 28), "共建协议和验收意见"),),
    ),
    (
        "食品产业研究院",
        PlatformKind.INSTITUTE,
        "岭北食品工程大学",
        geography.PARK_CODE,
        (
            _reached(S.PLANNED, date(2024, 12, 5), "共建意向书"),
            _due(S.OPEN, date(2025, 12, 20), "共建意向书"),
        ),
    ),
)

PROBLEMS = (
    (
        "高企总量与年末目标差得多",
        "hnte_count",
        "2025 年末目标 70 家；到年底仅 40 家不办手续仍有效",
        geography.HIGHTECH_SECTION,
        "年末预测逐家名单；2025 年目标下达文件",
    ),
    (
        "财政科技支出占比没有做到逐年提高",
        "fiscal_st_share",
        "2022 年 2.4%、2023 年 2.3%、2024 年 2.6%；对标县最高 3.1%",
        geography.GENERAL_SECTION,
        "县域指标表，财政决算公布数",
    ),
    (
        "园区还没有国家级孵化器",
        NATIONAL_INCUBATORS,
        "2025 年末目标 1 家；在建项目 2026 年才到期",
        geography.PLATFORM_SECTION,
        "创新平台登记",
    ),
    (
        "成果从签约到落地用时偏长",
        "",
        "邻县反映的用时，尚无本县统计",
        geography.TRANSFER_SECTION,
        "",
    ),
)


def acts() -> Iterator[tuple[date, int, int, Helping]]:
    """Yield what was loaded, registered and set: day, hour, minute and the act."""
    for year, day in PUBLISHED_ON.items():
        yield day, 14, 30, Helping(partial(_load, year))
    yield REGISTERED_ON, 9, 40, Helping(_register)
    yield TARGETS_SET_ON, 17, 10, Helping(_set)
    yield LISTED_ON, 10, 20, Helping(_list_problems)


def sheet(year: int) -> workbooks.Sheet:
    """Return the comparison table of a year as the statistics bureau sends it."""
    status = "初步" if year == PRELIMINARY else "最终"
    source = f"{year} 年县域科技创新统计对照资料"
    rows: list[tuple[workbooks.Cell, ...]] = []
    for indicator, told in TABLES[year].items():
        for (code, name), value in zip(COUNTIES.items(), told, strict=True):
            if value is None:
                continue
            here = (code, name, year, indicator.label)
            unknown = value == UNPUBLISHED
            rows.append(
                (
                    *here,
                    None if unknown else Decimal(str(value)),
                    UNITS[indicator],
                    UNPUBLISHED if unknown else status,
                    source,
                )
            )
    header = ("区划代码", "县（市、区）", "年度", "指标", "数值", "单位", "状态", "来源")
    return workbooks.Sheet(name=f"{year}年", titles=(source,), header=header, rows=rows)


def _load(year: int, hands: Hands, now: datetime) -> None:
    by = hands.officer(CLERK, now)
    load = intake.stage(
        form_code="county_indicators",
        file_name=f"{year}年县域科技指标对照表.xlsx",
        content=workbooks.render(sheet(year)),
        options={},
        by=by,
        now=now,
    )
    intake.confirm(load=load, by=by, now=now)


def _register(hands: Hands, now: datetime) -> None:
    by = hands.officer(CLERK, now)
    for name, kind, host, place, milestones in PLATFORMS:
        stated = PlatformStated(
            name=name, kind=kind, host=host, place_id=hands.organisations[place].pk if place else None
        )
        platforms.add_platform(stated=stated, milestones=milestones, by=by, now=now)


def _set(hands: Hands, now: datetime) -> None:
    by = hands.officer(DIRECTOR, now)
    for code, value, due_on in GOALS:
        targets.set_target(
            figure_code=code,
            name=COUNTED[code].name.removesuffix("数"),
            value=value,
            due_on=due_on,
            owner_id=hands.organisations[geography.PLATFORM_SECTION].pk,
            by=by,
            now=now,
        )


def _list_problems(hands: Hands, now: datetime) -> None:
    by = hands.officer(DIRECTOR, now)
    for text, figure_code, benchmark, owner, evidence in PROBLEMS:
        stated = ProblemStated(
            text=text,
            figure_code=figure_code,
            benchmark=benchmark,
            owner_id=hands.organisations[owner].pk,
            evidence=evidence,
        )
        targets.set_problem(stated=stated, by=by, now=now)
