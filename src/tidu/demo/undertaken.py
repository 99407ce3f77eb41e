"""31 tasks of the demo county, besides promises of answers and decisions of meetings: 6 are overdue on the as-of day.

Days are fixed, so that counts hold for every seed. A line of a story is a day, an act and its words:
`2025-03-05 feed 2 方案已定` says that the owner told of progress and that the second node was reached; the four parts
of `ask` are progress, difficulty, request and plan. `help 1 …` is what the helping unit in that place says.
"""

from __future__ import annotations

from dataclasses import dataclass

from tidu.demo.geography import GENERAL_SECTION as GENERAL
from tidu.demo.geography import HIGHTECH_SECTION as HIGHTECH
from tidu.demo.geography import PARK_CODE as PARK
from tidu.demo.geography import PLATFORM_SECTION as PLATFORM
from tidu.demo.geography import TOWNSHIP_CODES as TOWNS
from tidu.demo.geography import TRANSFER_SECTION as TRANSFER
from tidu.domain.tasks.vocabulary import TaskKind

DIRECTOR, COUNTY = "director1", "county2"
"""Who urges and who takes tasks back."""


@dataclass(frozen=True)
class Undertaking:
    """One task: what, by whom, from when until when, what came of it, its parts, and who helps the owner."""

    title: str
    owner: str
    opened: str
    due: str
    story: tuple[str, ...] = ()
    kind: str = TaskKind.OTHER
    parts: tuple[Undertaking, ...] = ()
    helpers: tuple[str, ...] = ()


def _done(opened: str, reported: str, closed: str) -> tuple[str, ...]:
    return (f"{opened} sign", f"{reported} report 已按要求完成，材料附后。", f"{closed} close")


PRIORITIES = (
    Undertaking(
        "高新技术企业培育对象摸排和申报辅导全覆盖",
        HIGHTECH,
        "2025-02-20",
        "2025-11-28",
        (
            "2025-02-21 sign",
            "2025-03-05 feed 2 摸排方案已印发。",
            "2025-03-19 feed 3 已部署到园区和四个乡镇。",
            "2025-05-14 help 1 已为 8 家企业核对研发费用辅助账。|两家企业账目不全。||",
        ),
        TaskKind.DECISION,
        helpers=(GENERAL, TRANSFER),
        parts=(
            Undertaking(
                "园区摸排培育对象 20 家",
                PARK,
                "2025-03-20",
                "2025-05-30",
                _done("2025-03-21", "2025-05-28", "2025-05-30"),
            ),
            Undertaking(
                "岚城镇摸排培育对象 6 家",
                TOWNS[0],
                "2025-03-20",
                "2025-05-30",
                _done("2025-03-24", "2025-06-03", "2025-06-05"),
            ),
            Undertaking(
                "云溪镇摸排培育对象 4 家",
                TOWNS[1],
                "2025-03-20",
                "2025-05-30",
                (
                    "2025-03-25 sign",
                    "2025-05-12 feed 0 已走访 2 家，其余 2 家联系不上财务负责人。",
                    f"2025-06-05 urge {DIRECTOR}",
                    "2025-06-09 reply 两家企业约在本周四见面，6 月 16 日前报完。",
                ),
            ),
            Undertaking(
                "石渡镇摸排培育对象 3 家",
                TOWNS[2],
                "2025-03-20",
                "2025-06-30",
                (
                    "2025-03-21 sign",
                    "2025-05-20 ask 已摸排 2 家。|一家企业研发费用没有单独设账。||六月中旬请高新技术股上门辅导。",
                ),
            ),
            Undertaking(
                "枫林镇摸排培育对象 3 家",
                TOWNS[3],
                "2025-03-20",
                "2025-05-20",
                ("2025-03-26 sign", f"2025-05-28 urge {COUNTY}"),
            ),
        ),
    ),
    Undertaking(
        "科技企业孵化器二期建设",
        PARK,
        "2025-01-06",
        "2025-12-19",
        (
            "2025-01-08 sign",
            "2025-01-24 feed 2 已完成备案。",
            "2025-02-06 feed 3 选址意见已批复。",
            "2025-03-06 feed 4 用地已批复。",
            "2025-04-03 feed 5 环评已批复。",
            "2025-05-06 feed 6 施工图已审查。",
            "2025-06-06 ask 施工许可材料已报。|消防设计审查排队。|请县里协调消防审查优先办理。|六月底前取得施工许可。",
        ),
        TaskKind.PROJECT,
        helpers=(PLATFORM, TOWNS[0]),
        parts=(
            Undertaking(
                "落实孵化器二期建设资金计划",
                GENERAL,
                "2025-01-10",
                "2025-03-31",
                _done("2025-01-13", "2025-03-27", "2025-03-28"),
            ),
            Undertaking(
                "编制入孵标准和招引名单",
                PLATFORM,
                "2025-01-10",
                "2025-06-20",
                ("2025-01-14 sign", "2025-05-15 feed 0 标准已征求意见，名单列入 12 家。"),
            ),
            Undertaking(
                "完成场地三通一平",
                PARK,
                "2025-01-10",
                "2025-05-16",
                (
                    "2025-01-13 sign",
                    "2025-05-15 report 场地已平整，水电已接通。",
                    "2025-05-20 back 缺通水验收单，请补齐。",
                ),
            ),
        ),
    ),
    Undertaking(
        "引进智能装备中试平台",
        TRANSFER,
        "2025-03-03",
        "2025-09-30",
        ("2025-03-05 sign", "2025-05-29 feed 2 已与岚江大学签约。"),
        TaskKind.INVESTMENT,
        (
            Undertaking(
                "腾出中试场地 2000 平方米",
                PARK,
                "2025-03-06",
                "2025-06-27",
                (
                    "2025-03-07 sign",
                    "2025-05-27 ask 已腾出 1200 平方米。|剩余场地租约到七月。|请明确标准厂房租金减免幅度。|",
                    f"2025-06-04 decide {DIRECTOR} 租金按五折执行，由综合股六月底前拟定方案报局务会。",
                ),
            ),
            Undertaking(
                "拟定中试补助方案",
                HIGHTECH,
                "2025-03-06",
                "2025-05-09",
                _done("2025-03-07", "2025-05-08", "2025-05-12"),
            ),
        ),
    ),
    Undertaking(
        "科技特派员下乡服务全覆盖",
        PLATFORM,
        "2025-03-10",
        "2025-10-31",
        ("2025-03-11 sign", "2025-03-21 feed 2 选派名单已定。", "2025-04-09 feed 3 已全部派到乡镇。"),
        TaskKind.DECISION,
        (
            Undertaking(
                "白鹭镇特派员驻点服务",
                TOWNS[4],
                "2025-03-24",
                "2025-06-13",
                ("2025-03-25 sign", "2025-06-06 report 已驻点 6 次，服务台账附后。"),
            ),
            Undertaking("长滩镇特派员驻点服务", TOWNS[5], "2025-03-24", "2025-06-13", ("2025-03-26 sign",)),
            Undertaking("大垅乡特派员驻点服务", TOWNS[8], "2025-03-24", "2025-06-13"),
            Undertaking(
                "竹源乡特派员驻点服务",
                TOWNS[9],
                "2025-03-24",
                "2025-05-30",
                ("2025-03-27 sign", f"2025-06-09 urge {DIRECTOR}"),
            ),
        ),
    ),
)

SINGLE = (
    Undertaking(
        "清理兑现上年奖补资金",
        GENERAL,
        "2024-03-05",
        "2024-06-28",
        _done("2024-03-06", "2024-07-05", "2024-07-08"),
    ),
    Undertaking(
        "建立研发费用台账辅导机制",
        HIGHTECH,
        "2024-04-10",
        "2024-09-30",
        _done("2024-04-11", "2024-09-26", "2024-09-30"),
    ),
    Undertaking(
        "更新大型仪器共享目录",
        PLATFORM,
        "2024-09-09",
        "2024-11-29",
        (
            "2024-09-10 sign",
            "2024-11-28 report 目录已更新。",
            "2024-12-02 back 缺两台设备的开放时间。",
            "2024-12-05 report 已补齐开放时间。",
            "2024-12-06 close",
        ),
    ),
    Undertaking(
        "预审高新技术企业重新认定材料",
        HIGHTECH,
        "2024-10-14",
        "2024-12-20",
        _done("2024-10-15", "2024-12-18", "2024-12-20"),
    ),
    Undertaking(
        "技术合同登记点下沉园区",
        TRANSFER,
        "2025-02-20",
        "2025-06-06",
        ("2025-02-21 sign", "2025-03-06 feed 2 方案已定。", "2025-03-20 feed 3 园区窗口已选定。"),
        TaskKind.DECISION,
    ),
    Undertaking(
        "建立高企后备企业月调度",
        HIGHTECH,
        "2025-03-17",
        "2025-06-18",
        ("2025-03-18 sign", "2025-05-09 feed 0 已调度两次。"),
    ),
    Undertaking("岚城镇建成科普阵地一处", TOWNS[0], "2025-04-07", "2025-06-27", ("2025-04-08 sign",)),
    Undertaking(
        "金坑镇摸清规模企业研发机构底数",
        TOWNS[6],
        "2025-04-07",
        "2025-05-23",
        ("2025-04-09 sign", "2025-05-13 ask 已摸底 5 家。|三家企业不愿提供设备清单。||"),
    ),
    Undertaking(
        "桐木镇盘活闲置厂房引进创业团队",
        TOWNS[7],
        "2025-04-21",
        "2025-08-29",
        ("2025-04-25 sign",),
        TaskKind.INVESTMENT,
    ),
    Undertaking(
        "整改开放日参观点", PARK, "2025-05-06", "2025-05-20", _done("2025-05-07", "2025-05-19", "2025-05-21")
    ),
    Undertaking(
        "建立人才公寓供需台账",
        PLATFORM,
        "2025-05-26",
        "2025-06-20",
        ("2025-05-27 sign", "2025-06-06 report 台账已建立，附后。"),
    ),
    Undertaking(
        "筹办科技成果拍卖会",
        TRANSFER,
        "2025-03-17",
        "2025-07-31",
        ("2025-03-18 sign", f"2025-04-15 withdraw {DIRECTOR} 并入成果对接月活动。"),
    ),
    Undertaking(
        "水口乡建设特色产业研究所",
        TOWNS[12],
        "2025-04-07",
        "2025-12-12",
        ("2025-04-09 sign", f"2025-05-08 withdraw {COUNTY} 条件不具备，明年再议。"),
    ),
)
