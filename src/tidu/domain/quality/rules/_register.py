"""Rules about the register itself: codes, duplicates, changes without a day, titles that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises.names import plain_name
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.quality.rules._model import (
    OTHERS,
    Finding,
    FirmSeen,
    NameSeen,
    QualityRule,
    TitleSeen,
    declare,
)
from tidu.domain.quality.vocabulary import OwnerKind
from tidu.foundation.accounts.personal import masked_phone
from tidu.foundation.calendar.months import months_after

OVERLAP_ALLOWED: Final = timedelta(days=90)
"""A renewed certificate is often dated some weeks before the old one ends; a longer overlap is a doubt."""

REPORTED_WITHIN_MONTHS: Final = 3
"""A renamed high-tech enterprise reports it within three months (国科发火〔2016〕32号 第十七条)."""


def wrong_codes(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find credit codes whose check characters are wrong."""
    for firm in firms:
        if faults := credit_code.faults(firm.credit_code):
            yield Finding(
                firm.enterprise_id, "", f"统一社会信用代码不对：{faults[0]}", (("代码", firm.credit_code),)
            )


def _shared(
    label: str,
    sentence: str,
    value_of: Callable[[FirmSeen], str],
    shown: Callable[[str], str] = str,
) -> Callable[[Sequence[FirmSeen], date], Iterator[Finding]]:
    """Return the search for firms here that share a value; each of them is told of the others."""

    def find(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
        bearers: dict[str, list[FirmSeen]] = defaultdict(list)
        for firm in firms:
            if firm.here_since is not None and not firm.closed and (value := value_of(firm)):
                bearers[value].append(firm)
        for sharing in bearers.values():
            for firm in sharing if len(sharing) > 1 else []:
                others = [other for other in sharing if other is not firm]
                yield Finding(
                    firm.enterprise_id,
                    "",
                    sentence.format(count=len(others)),
                    (
                        (label, shown(value_of(firm))),
                        *((OTHERS, f"{one.name}（{one.credit_code}）") for one in others),
                    ),
                )

    return find


def undated_changes(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find renames and moves whose day no source states: the day of loading was taken instead."""
    for firm in firms:
        for what, spans in (("更名", firm.names), ("迁移", firm.places)):
            for before, after in _changes(spans):
                if after.assumed:
                    yield Finding(
                        firm.enterprise_id,
                        f"{what}|{after.from_on.isoformat()}",
                        f"{what}没有写明日期，暂按载入日 {after.from_on.isoformat()} 计。请查变更登记日期后补登。",
                        (("原", before.value), ("现", after.value)),
                    )


def _changes(spans: Sequence[NameSeen]) -> Iterator[tuple[NameSeen, NameSeen]]:
    return pairwise(spans)


def renamed_holders(firms: Sequence[FirmSeen], on: date) -> Iterator[Finding]:
    """Find holders of a valid certificate that were renamed after it was granted, within the last year."""
    for firm in firms:
        granted = [
            one
            for one in firm.titles
            if one.kind == RecognitionKind.HNTE and one.from_on <= on < one.until_on
        ]
        for _, after in _changes(firm.names):
            recent = on - timedelta(days=365) <= after.from_on <= on
            if recent and any(one.granted_on < after.from_on for one in granted):
                last = months_after(after.from_on, REPORTED_WITHIN_MONTHS)
                yield Finding(
                    firm.enterprise_id,
                    after.from_on.isoformat(),
                    f"高新技术企业 {after.from_on.isoformat()} 更名，须在三个月内（{last.isoformat()} 前）"
                    "向认定机构报告，换发证书。请核对是否已办。",
                    (("现名称", after.value), ("依据", "国科发火〔2016〕32号第十七条")),
                )


def closed_but_active(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find closed firms with figures of later years, or with titles granted later."""
    for firm in firms:
        if not firm.closed or firm.closed_on is None:
            continue
        later = [f"{year} 年度数据" for year in sorted(firm.years) if year > firm.closed_on.year]
        later += [
            f"{one.granted_on.isoformat()} 认定的{one.label}"
            for one in firm.titles
            if one.granted_on > firm.closed_on
        ]
        if later:
            yield Finding(
                firm.enterprise_id,
                "",
                f"企业已于 {firm.closed_on.isoformat()} 注销，之后还有：{'、'.join(later[:3])}。请核对注销日期和代码。",
                (("注销日期", firm.closed_on.isoformat()), ("之后的记录", "、".join(later))),
            )


def overlapping_titles(firms: Sequence[FirmSeen], _on: date) -> Iterator[Finding]:
    """Find two titles of one kind that hold together for more than a renewal explains."""
    for firm in firms:
        by_kind: dict[str, list[TitleSeen]] = defaultdict(list)
        for title in sorted(firm.titles, key=lambda one: (one.from_on, one.until_on)):
            if title.until_on > title.from_on:
                by_kind[title.kind].append(title)
        for titles in by_kind.values():
            for first, second in pairwise(titles):
                if min(first.until_on, second.until_on) - second.from_on > OVERLAP_ALLOWED:
                    yield Finding(
                        firm.enterprise_id,
                        f"{first.kind}|{second.granted_on.isoformat()}",
                        f"两项{first.label}的有效期重叠。请核对认定日期，或登记前一项的终止。",
                        tuple(
                            (
                                "有效期",
                                f"{one.from_on.isoformat()} 至 {(one.until_on - timedelta(days=1)).isoformat()}",
                            )
                            for one in (first, second)
                        ),
                    )


declare(
    QualityRule("credit_code", "信用代码不对", "校验位不符", wrong_codes, OwnerKind.BUREAU, 5),
    QualityRule(
        "same_name",
        "名称重复",
        "在本县的两家企业名称相同",
        _shared(
            "名称",
            "与另外 {count} 家企业名称相同，疑似重复登记。请核对代码；确系一家的请合并。",
            lambda one: plain_name(one.name),
        ),
        OwnerKind.BUREAU,
    ),
    QualityRule(
        "same_phone",
        "联系电话相同",
        "在本县的两家企业登记了同一个联系电话",
        _shared(
            "联系电话",
            "与另外 {count} 家企业登记了同一个联系电话。请核对联系人，或确认是代办电话。",
            lambda one: one.phone,
            masked_phone,
        ),
    ),
    QualityRule(
        "same_address",
        "住所相同",
        "在本县的两家企业住所逐字相同",
        _shared(
            "住所",
            "与另外 {count} 家企业住所相同。请核对门牌，或确认是集群注册。",
            lambda one: plain_name(one.address),
        ),
    ),
    QualityRule("undated_change", "变更缺日期", "更名或迁移没有写明日期", undated_changes),
    QualityRule(
        "renamed_holder",
        "高企更名待核",
        "高企更名须三个月内报告认定机构",
        renamed_holders,
        OwnerKind.BUREAU,
        20,
    ),
    QualityRule(
        "closed_but_active",
        "注销后仍有记录",
        "注销日之后还有年度数据或新认定",
        closed_but_active,
        OwnerKind.BUREAU,
    ),
    QualityRule(
        "overlapping_titles",
        "称号重叠",
        "同一称号的有效期重叠超过 90 天",
        overlapping_titles,
        OwnerKind.BUREAU,
    ),
)
