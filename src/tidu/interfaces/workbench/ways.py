"""The ways of the workbench: what stands in the navigation, for whom, and under which key."""

from __future__ import annotations

from tidu.foundation.actors import Role
from tidu.interfaces.kit import navigation
from tidu.interfaces.kit.navigation import Entry
from tidu.interfaces.kit.roles import ADMINISTRATORS, EVERYONE, OFFICERS, READERS, STAFF
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
    Entry("leaders", "联系领导", READERS, "b"),
    Entry("visits", "走访", READERS, "r"),
    Entry("tickets", "难题工单", READERS, "t"),
    Entry("policies", "政策库", READERS, "z"),
    Entry("lab", "政策实验室", STAFF, "x"),
    Entry("figures", "指标", READERS, "f"),
    Entry("speech", "讲话稿", STAFF, "w"),
    Entry("intake", "数据导入", OFFICERS, "i"),
    Entry("corrections", "数据更正", OFFICERS, "u"),
    Entry("account-requests", "企业开户", OFFICERS, "k"),
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
