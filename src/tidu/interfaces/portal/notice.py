"""What every guest's form says of personal data (个人信息保护法第十七条): who, what, why, how long, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings

from tidu.domain.openday.vocabulary import RETAINED_MONTHS as GUESTS_RETAINED_MONTHS
from tidu.domain.opinions.vocabulary import RETAINED_MONTHS

VERSION: Final = "2025-06.6"
"""The version of the text below. A changed text gets a new one: what is sent keeps which was shown."""


@dataclass(frozen=True)
class Notice:
    """The text as it is shown, question by question."""

    version: str
    lines: tuple[tuple[str, str], ...]


def notice() -> Notice:
    """Return the text in force."""
    office = f"{settings.TIDU_COUNTY_NAME}科技局"
    return Notice(
        VERSION,
        (
            ("谁在处理", f"{office}。"),
            (
                "留下什么",
                "您写的内容和界别；姓名、单位、电话只在您填写时留下：提意见可以一项都不填，报名要填姓名和电话。"
                "为防重复提交和冒名评价，另记一个手机摘要，凭它认不出人和手机，同一部手机在不同页面的摘要也不同；"
                "评价时只另记是不是提交意见的那部手机。",
            ),
            (
                "做什么用",
                "登记、办理和答复您的意见，需要时与您核对内容；告诉报名人和来宾席位；不作他用，不提供给别的单位和个人。",
            ),
            (
                "保存多久",
                f"登记满 {RETAINED_MONTHS} 个月且已办结（承诺已回访）的意见，清除姓名、单位、电话和原件扫描，"
                "文字里的姓名、电话、证件号等也遮去，只保留遮盖后的内容和统计；"
                f"来宾和报名人的电话、邮箱在开放日后 {GUESTS_RETAINED_MONTHS} 个月清除；手机摘要同时清除。",
            ),
            ("会公开吗", "公开的是遮盖了姓名、电话、证件号、账号和住址的文字，公开前由专人审核。"),
            ("您的权利", f"可以随时查询、更正或要求删除您的信息，凭回执号向{office}办公室提出。"),
        ),
    )
