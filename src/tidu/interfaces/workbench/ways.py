"""The ways of the workbench: what stands in the navigation, for whom, and under which key."""

from __future__ import annotations

from tidu.foundation.actors import Role
from tidu.interfaces.kit import navigation
from tidu.interfaces.kit.navigation import Entry
from tidu.interfaces.kit.roles import ADMINISTRATORS, EVERYONE, FIRM_READERS, OFFICERS, READERS, STAFF
from tidu.interfaces.workbench import home

AUDIT_READERS = ADMINISTRATORS | {Role.BUREAU_DIRECTOR}

WAYS = (
    Entry("home", "首页", EVERYONE, "h"),
    Entry("enterprises", "企业", READERS, "e"),
    Entry("stairs", "梯度图", READERS, "s"),
    Entry("pool", "培育库", READERS, "p"),
    Entry("plan", "培育计划", READERS, "j"),
    Entry("year-end", "年末预测", READERS, "y"),
    Entry("expiries", "到期日历", READERS, "q"),
    Entry("peers", "对标", READERS, "7"),
    Entry("platforms", "创新平台", READERS, "8"),
    Entry("problems", "问题清单", READERS, "9"),
    Entry("leaders", "联系领导", READERS, "b", "服务"),
    Entry("visits", "走访", READERS, "u", "服务"),
    Entry("tickets", "难题工单", READERS, "t", "服务"),
    Entry("open-days", "开放日", STAFF, "0", "回音"),
    Entry("opinions", "意见建议", READERS, "1", "回音"),
    Entry("tasks", "任务", READERS, "2", "回音"),
    Entry("meetings", "会议", FIRM_READERS, "3", "回音"),
    Entry("policies", "政策库", READERS, "z", "政策"),
    Entry("lab", "政策实验室", STAFF, "x", "政策"),
    Entry("figures", "指标", READERS, "f", "数据"),
    Entry("speech", "文稿", STAFF, "w", "数据"),
    Entry("intake", "数据导入", OFFICERS, "i", "数据"),
    Entry("issues", "数据疑点", READERS, "n", "数据"),
    Entry("corrections", "数据更正", OFFICERS, "g", "数据"),
    Entry("returns", "报表", FIRM_READERS, "r", "数据"),
    Entry("monthly", "乡镇月报", READERS, "m", "数据"),
    Entry("account-requests", "企业开户", OFFICERS, "k", "系统"),
    Entry("accounts", "账号与任职", ADMINISTRATORS, "a", "系统"),
    Entry("directory", "通讯录", OFFICERS | ADMINISTRATORS, "d", "系统"),
    Entry("organisations", "机构", ADMINISTRATORS, "o", "系统"),
    Entry("access", "谁能看什么", ADMINISTRATORS, "v", "系统"),
    Entry("calendar", "工作日历", OFFICERS | ADMINISTRATORS, "c", "系统"),
    Entry("audit", "审计", AUDIT_READERS, "l", "系统"),
)


def declare() -> None:
    """Hand the ways and the homes to the shell."""
    navigation.declare(WAYS)
    home.declare()
