"""What was planned, reported and decided at the demo county's meetings, in words of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidu.demo import geography
from tidu.demo.voices import CODE_2024, CODE_2025
from tidu.domain.meetings.vocabulary import AttendeeGroup, MeetingKind, Stance

G = AttendeeGroup
BUREAU_ONLY = (G.BUREAU_LEADERS, G.SECTION_HEADS)
PLACES_TOO = (*BUREAU_ONLY, G.TOWNSHIP_LEADERS)
EVERYBODY = tuple(one for one in AttendeeGroup if one != AttendeeGroup.SINGLE)


@dataclass(frozen=True)
class Planned:
    """A meeting as it was planned, from 9 to 11 o'clock; `open_day` is the code of the Open Day it is about."""

    number: str
    title: str
    kind: MeetingKind
    planned_on: date
    on: date
    groups: tuple[AttendeeGroup, ...]
    agenda: tuple[tuple[str, int], ...]
    place: str = "县科技局三楼会议室"
    chair: str = "县科技局局长"
    open_day: str = ""


@dataclass(frozen=True)
class Reported:
    """A unit's report: what was said of it. `handed_on` is None for one still missing, `by` signs in for the unit.

    `sent_back` is the reason of a first text that came back; `fate` is how the last one stands.
    """

    unit: str
    by: str
    handed_on: date | None
    text: str = ""
    fate: str = ""
    sent_back: str = ""
    stance: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Decided:
    """A sentence of the minutes, by its number, that a unit owns until a day."""

    sentence: int
    owner: str
    due_on: date


SUMMARY_2024 = Planned(
    "HY-2024-001",
    "2024 年科技开放日总结会",
    MeetingKind.SUMMARY,
    date(2024, 5, 27),
    date(2024, 6, 6),
    PLACES_TOO,
    (("通报开放日情况", 20), ("县科技局汇报", 15), ("讨论并议定事项", 60)),
    open_day=CODE_2024,
)
WORK_2025 = Planned(
    "HY-2025-001",
    "2025 年全县科技工作部署会",
    MeetingKind.PROMOTION,
    date(2025, 2, 10),
    date(2025, 2, 20),
    PLACES_TOO,
    (("通报上年工作", 30), ("部署当年任务", 60)),
)
SUMMARY_2025 = Planned(
    "HY-2025-002",
    "全县科技工作推进暨开放日活动总结会议",
    MeetingKind.SUMMARY,
    date(2025, 5, 26),
    date(2025, 6, 5),
    EVERYBODY,
    (("通报开放日情况", 15), ("有关单位汇报发言", 40), ("领导讲话", 45)),
    place="县行政中心第一会议室",
    chair="县政府办副主任",
    open_day=CODE_2025,
)
RENEWALS_2025 = Planned(
    "HY-2025-003",
    "高新技术企业续报专题会",
    MeetingKind.TOPIC,
    date(2025, 6, 3),
    date(2025, 6, 18),
    PLACES_TOO,
    (("逐家过续报名单", 60), ("有关单位汇报发言", 30)),
)
DISPATCH_2025 = Planned(
    "HY-2025-004",
    "上半年科技指标调度会",
    MeetingKind.DISPATCH,
    date(2025, 6, 4),
    date(2025, 6, 10),
    BUREAU_ONLY,
    (("逐项对照年度目标", 50), ("明确六月补短板事项", 30)),
)
FIRMS_2025 = Planned(
    "HY-2025-005",
    "科技型企业座谈会",
    MeetingKind.OTHER,
    date(2025, 6, 9),
    date(2025, 6, 26),
    (),
    (("企业发言", 60),),
)

REPORTER = "clerk1"
"""Who hands the bureau's own report in; somebody else approves it."""

ELECTRONICS = "firm1"
"""The contact of the electronics host, the first of the firms with an account."""

REPORTS_2024 = (
    Reported(
        geography.BUREAU,
        REPORTER,
        date(2024, 5, 31),
        "开放日各环节按方案完成，意见已全部登记并分办，办结一件销一件。",
        fate="approve",
        stance=Stance.AGREED,
    ),
)
REPORTS_2025 = (
    Reported(
        geography.BUREAU,
        REPORTER,
        date(2025, 5, 29),
        "开放日来宾签到、参观和座谈均有记录。\n意见按股室和园区分办，到期的逐件答复；下一步抓好未答复的几件。",
        fate="approve",
        stance=Stance.AGREED,
        comment="数据清楚，未答复的几件要有人盯。",
    ),
    Reported(
        geography.PARK_CODE,
        "township1",
        date(2025, 5, 30),
        "园区梳理了入驻企业的平台和检测需求，拟先开通一批共享设备的预约。",
        fate="approve",
        sent_back="请写明先开通哪几类设备、什么时候开通。",
        stance=Stance.AGREED,
    ),
    Reported(
        geography.SEAT_CODE,
        "township2",
        date(2025, 6, 4),
        "岚城镇走访了辖区在库企业，逐家列出缺的条件，按月跟进。",
        fate="approve",
        stance=Stance.AGREED,
    ),
    Reported(
        ELECTRONICS,
        ELECTRONICS,
        date(2025, 5, 28),
        "企业介绍了新产品试制和研发人员引进情况，希望检测和人才政策再便捷一些。",
        fate="approve",
        stance=Stance.REMARK,
        comment="请平台与人才股会后上门对接。",
    ),
)
"""Asked for on 26 May within five working days, so until 3 June; the township handed in a day late."""

REPORTS_RENEWALS = (
    Reported(geography.PARK_CODE, "township1", date(2025, 6, 6), "园区到期企业已逐家约谈。", fate="approve"),
    Reported("360899101", "township3", date(2025, 6, 9), "云溪镇到期企业一家，材料在准备。"),
    Reported(
        "360899103",
        "township5",
        date(2025, 6, 5),
        "枫林镇情况正常。",
        fate="send_back",
        sent_back="请逐家写明证书到期日和缺什么。",
    ),
    Reported("360899104", "township6", None),
)
"""Asked for on 3 June within four working days, so until 9 June; one is missing on the as-of day."""

MINUTES_2024 = (
    "会议听取了开放日情况的汇报。会议议定以下事项：\n"
    "一、综合股把办结的意见在七月底前公布一次。二、成果转化股在年底前再办一次小型对接。"
)
DECISIONS_2024 = (
    Decided(3, geography.GENERAL_SECTION, date(2024, 7, 31)),
    Decided(4, geography.TRANSFER_SECTION, date(2024, 12, 20)),
)
"""What became of them: both were reported and closed."""

MINUTES_FEBRUARY = "会议通报了上年工作，明确了当年任务分工。各单位按分工抓好落实，半年调度一次。"

MINUTES_2025 = (
    "会议听取了四个单位的汇报，充分肯定开放日的做法。会议议定以下事项：\n"
    "一、综合股逐件督办开放日未答复的意见，办结后公布。二、工业园区开通共享检测设备网上预约。"
    "三、高新技术股对证书年内到期的企业逐家上门，列出续报清单。四、岚城镇按月报送在库企业进展。\n"
    "会议要求，上述事项按期报告，材料要有佐证。"
)
DECISIONS_2025 = (
    Decided(3, geography.GENERAL_SECTION, date(2025, 6, 30)),
    Decided(4, geography.PARK_CODE, date(2025, 7, 31)),
    Decided(5, geography.HIGHTECH_SECTION, date(2025, 6, 20)),
    Decided(6, geography.SEAT_CODE, date(2025, 12, 31)),
)
"""None of them is due by the as-of day; the third was reported on 9 June and waits for the second person."""

WORKS_FOR = {
    geography.GENERAL_SECTION: "clerk1",
    geography.TRANSFER_SECTION: "clerk5",
    geography.HIGHTECH_SECTION: "clerk3",
}
"""Who says for a section that a decision is carried out."""
