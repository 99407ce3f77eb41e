"""Opinions of 2025 that no Open Day gathered: deputies' suggestions, a proposal, a visit, web, telephone, a letter.

They stand in the same queue, each in another state, with the deadline of its own source. None promises anything, so no
task follows. Everything is invented; days are fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tidu.demo import geography
from tidu.demo.support import Hands, Helping
from tidu.demo.voices import CHAIR, DESK, LEADS, NOTICE, PROOF, Do, Moment, by
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions.operations import Author, Reply
from tidu.domain.opinions.vocabulary import Channel, OpinionSource, Outcome, ProposerGroup, ResultClass


@dataclass(frozen=True)
class Elsewhere:
    """One opinion: the number it gets, where it came from, by whom, when, the theme whose section leads, the words."""

    number: str
    source: OpinionSource
    channel: Channel
    group: ProposerGroup
    author: Author
    on: date
    theme: str
    text: str

    @property
    def clerk(self) -> str:
        """Return who works for the section that leads."""
        return LEADS[self.theme][1]


SOLVED = Elsewhere(
    "2025-RD-001",
    OpinionSource.DEPUTY,
    Channel.PAPER,
    ProposerGroup.CONGRESS_DEPUTY,
    Author("陈怀瑾", "县人大代表", "10000020001"),
    date(2025, 3, 4),
    "资",
    "建议把科技奖补的申报材料从七份减到四份，能共享的不再要企业重复提供。",
)
COUNTERSIGNED = Elsewhere(
    "2025-RD-002",
    OpinionSource.DEPUTY,
    Channel.PAPER,
    ProposerGroup.CONGRESS_DEPUTY,
    Author("吴若水", "县人大代表", "10000020002"),
    date(2025, 4, 15),
    "才",
    "建议对乡镇企业引进的技术骨干也给予住房补助，并安排子女就近入学。",
)
REVIEWED = Elsewhere(
    "2025-ZX-001",
    OpinionSource.PROPOSAL,
    Channel.PAPER,
    ProposerGroup.CPPCC_MEMBER,
    Author("郑清和", "县政协委员", "10000020003"),
    date(2025, 3, 13),
    "台",
    "建议由园区牵头建一个食品检验检测共享平台，小企业按次付费使用。",
)
EXPLAINED = Elsewhere(
    "2025-ZF-001",
    OpinionSource.VISIT,
    Channel.SPOKEN,
    ProposerGroup.ENTERPRISE,
    Author("王思齐", "园区一家装备企业", "10000020004"),
    date(2025, 4, 22),
    "资",
    "走访时提出：研发补助能不能按季度预拨，年底再清算？",
)
FRESH = Elsewhere(
    "2025-WS-001",
    OpinionSource.WEB,
    Channel.WEB,
    ProposerGroup.PUBLIC,
    Author(anonymous=True),
    date(2025, 6, 9),
    "宣",
    "科技馆周末开放时间能不能在公众号上提前公布？",
)
HANDED_ON = Elsewhere(
    "2025-DH-001",
    OpinionSource.PHONE,
    Channel.PHONE,
    ProposerGroup.ENTERPRISE,
    Author("冯明远", "城关镇一家企业", "10000020006"),
    date(2025, 6, 3),
    "宣",
    "来电反映：技术合同登记要跑两个窗口，希望说清楚先去哪一个。",
)
REFERENCE = Elsewhere(
    "2025-LX-001",
    OpinionSource.LETTER,
    Channel.PAPER,
    ProposerGroup.PUBLIC,
    Author(anonymous=True),
    date(2025, 5, 6),
    "台",
    "来信建议把县科技馆改建成研究院。",
)
EVERY = (SOLVED, COUNTERSIGNED, REVIEWED, EXPLAINED, FRESH, HANDED_ON, REFERENCE)


def acts() -> Iterator[Moment]:
    """Yield what was done for them: day, hour, minute and the act."""
    for one in EVERY:
        yield one.on, 9, 0, Helping(_taking(one))
    fewer = Reply("自 4 月起申报材料减为四份，其余由股室内部核验。", Outcome.ADOPTED, ResultClass.A, PROOF)
    yield from _answered(SOLVED, fewer, date(2025, 3, 28))
    quarterly = Reply(
        "补助按年度研发费用计算，季度数未经审计，暂不能预拨；材料齐全的可以先行核对。",
        Outcome.EXPLAINED,
        ResultClass.C,
        reason="补助办法按年度核定",
    )
    yield from _answered(EXPLAINED, quarterly, date(2025, 5, 14))
    kept = Reply(
        "县科技馆承担科普职能，建议已转规划研究时参考。", Outcome.EXPLAINED, ResultClass.D, reason="留作参考"
    )
    yield from _answered(REFERENCE, kept, date(2025, 5, 27))
    yield from _half_way()
    yield from _given_back()


def _taking(one: Elsewhere) -> Do:
    """The public form keeps what came by the web; the desk takes down the rest."""

    def do(hands: Hands, now: datetime) -> None:
        if one.source == OpinionSource.WEB:
            opinions.submit(
                client_id=f"demo-{one.number}-web",
                text=one.text,
                group=one.group,
                author=one.author,
                notice_version=NOTICE,
                sender=f"demo-{one.number}",
                channel=one.channel,
                now=now,
            )
            return
        opinions.take_down(
            text=one.text,
            group=one.group,
            channel=one.channel,
            authors=[one.author],
            source=one.source,
            notice_version=NOTICE,
            by=hands.officer(DESK, now),
            now=now,
        )

    return do


def _assigned(one: Elsewhere, section: str, *assists: str) -> Helping:
    def do(hands: Hands, now: datetime) -> None:
        opinions.assign(
            number=one.number,
            lead_id=hands.organisations[section].pk,
            assist_ids=[hands.organisations[each].pk for each in assists],
            by=hands.officer(DESK, now),
            now=now,
        )

    return Helping(do)


def _begun(one: Elsewhere, reply: Reply, on: date, *assists: str) -> Iterator[Moment]:
    """Hand it out on the day it came, and have the section sign, work and write an answer some day."""
    yield one.on, 10, 0, _assigned(one, LEADS[one.theme][0], *assists)
    yield one.on, 15, 0, by(one.clerk, opinions.sign, number=one.number)
    yield on, 9, 0, by(one.clerk, opinions.work, number=one.number)
    yield on, 9, 30, by(one.clerk, opinions.write_reply, number=one.number, reply=reply)


def _answered(one: Elsewhere, reply: Reply, on: date) -> Iterator[Moment]:
    yield from _begun(one, reply, on)
    yield on, 10, 30, by(one.clerk, opinions.submit_for_review, number=one.number)
    yield on, 15, 0, by(CHAIR, opinions.approve, number=one.number)


def _half_way() -> Iterator[Moment]:
    """A deputy's suggestion waits for the other section's countersignature, a proposal for the bureau's leaders."""
    housing = Reply(
        "拟把乡镇企业的技术骨干纳入人才住房补助，正在会签。",
        Outcome.PARTLY,
        ResultClass.C,
        reason="须财力测算",
    )
    yield from _begun(COUNTERSIGNED, housing, date(2025, 6, 5), geography.GENERAL_SECTION)
    yield date(2025, 6, 5), 10, 0, by(COUNTERSIGNED.clerk, opinions.circulate, number=COUNTERSIGNED.number)
    shared = Reply(
        "园区现有检测室已向小企业开放，专门平台待立项。",
        Outcome.PARTLY,
        ResultClass.C,
        reason="建设资金未落实",
    )
    yield from _begun(REVIEWED, shared, date(2025, 6, 6))
    yield date(2025, 6, 6), 10, 30, by(REVIEWED.clerk, opinions.submit_for_review, number=REVIEWED.number)


def _given_back() -> Iterator[Moment]:
    """A call was handed to the wrong section, came back, and was handed on with the deadline it had."""
    one = HANDED_ON
    yield one.on, 10, 0, _assigned(one, LEADS[one.theme][0])
    wrong = "技术合同登记由成果转化股办理"
    yield date(2025, 6, 4), 9, 0, by(one.clerk, opinions.return_wrong, number=one.number, reason=wrong)
    yield date(2025, 6, 4), 10, 0, _assigned(one, LEADS["台"][0])
