"""What came of the demo county's opinions: what proposers said of the answers, promises kept or not, what is public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tidu.demo.model import County
from tidu.demo.papers import sheet
from tidu.demo.support import NIGHT, Hands, Helping
from tidu.demo.voices import (
    CHAIR,
    CODE_2024,
    CODE_2025,
    DAY_2025,
    DESK,
    LEADS,
    PROOF,
    PUBLISHER,
    Do,
    Moment,
    by,
)
from tidu.demo.voices_said import SAID_2024, SAID_2025, Said
from tidu.domain.opinions import operations as opinions
from tidu.domain.opinions.operations import Device, Reply
from tidu.domain.opinions.vocabulary import (
    GUEST,
    TASK_SOURCE,
    EffectKind,
    Outcome,
    RatedWay,
    ResultClass,
    Satisfaction,
    Solved,
)
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks import queries as task_queries
from tidu.foundation.files.handed import Handed

SHARED_RATING = (
    (Satisfaction.SATISFIED, Satisfaction.SATISFIED),
    (Satisfaction.SATISFIED, Satisfaction.FAIR),
    (Satisfaction.FAIR, Satisfaction.FAIR),
    (Satisfaction.UNSATISFIED, Satisfaction.FAIR),
)
RATED_2025 = (1, 2, 3, 6, 9, 13, 14, 18, 22, 28, 31, 33)
PUBLISHED_2025 = (2, 4, 6, 9, 14, 18, 22, 25, 28, 33)
PUBLISHED_2024 = (2, 3, 4, 8, 10, 11, 13, 16)
UNHAPPY_2024 = 5
"""The one whose proposer was not content with the first answer."""
UNSOLVED_2024 = 8
"""The one whose proposer said 未解决 when asked again after the promise fell due."""


def acts(county: County) -> Iterator[Moment]:
    """Yield what followed: day, hour, minute and the act."""
    yield from _voices()
    yield from _follow_2024()
    yield from _published()
    yield from _tasks_2025()
    yield from _nights(county)


def _rating(number: str, said: tuple[str, str], remark: str = "") -> Helping:
    attitude, satisfaction = said
    return Helping(
        lambda _, now: opinions.rate(
            number=number,
            attitude=attitude,
            satisfaction=satisfaction,
            way=RatedWay.QR,
            remark=remark,
            device=Device(f"demo-{_place_of(number)}", f"demo-rates-{number}"),
            by=GUEST,
            now=now,
        )
    )


def _place_of(number: str) -> int:
    return int(number.split("-")[2])


def _voices() -> Iterator[Moment]:
    """Twelve of 2025 have said what they think; of 2024 everybody has, one of them not content at first."""
    for index, place in enumerate(RATED_2025):
        yield date(2025, 6, 6), 16, index, _rating(f"{CODE_2025}-{place:03d}", SHARED_RATING[index % 4])
    for place in range(1, len(SAID_2024) + 1):
        number = f"{CODE_2024}-{place:03d}"
        if place == UNHAPPY_2024:
            unhappy = (Satisfaction.SATISFIED, Satisfaction.UNSATISFIED)
            yield date(2024, 6, 17), 16, place, _rating(number, unhappy, "没有说怎么对接市级基金")
        else:
            yield date(2024, 6, 17), 16, place, _rating(number, SHARED_RATING[place % 3])


def _follow_2024() -> Iterator[Moment]:
    """What became of 2024: tasks kept, proposers asked again, one answer given anew and one promise made again."""
    unhappy = f"{CODE_2024}-{UNHAPPY_2024:03d}"
    better = Reply("已约市级基金下周到县座谈，贵单位在名单内。", Outcome.PARTLY, ResultClass.A, PROOF)
    yield from _again(unhappy, "clerk3", better, date(2024, 6, 24))
    yield date(2024, 6, 26), 16, 0, _rating(unhappy, SHARED_RATING[1])
    kept = ((3, date(2024, 9, 25)), (8, date(2024, 10, 30)), (11, date(2024, 12, 18)))
    for place, on in kept:
        yield from _kept(f"{CODE_2024}-{place:03d}", SAID_2024[place - 1], on)
    asked = ((3, date(2024, 10, 16)), (8, date(2024, 11, 16)), (11, date(2025, 1, 6)))
    for place, on in asked:
        said = Solved.UNSOLVED if place == UNSOLVED_2024 else Solved.SOLVED
        yield on, 10, place, Helping(_follow_up(f"{CODE_2024}-{place:03d}", said))
    anew = Reply("线路已改为经过公寓，每日四班，照片附后。", Outcome.ADOPTED, ResultClass.A, PROOF)
    yield from _again(f"{CODE_2024}-{UNSOLVED_2024:03d}", "clerk6", anew, date(2024, 11, 25))
    yield date(2024, 11, 27), 16, 0, _rating(f"{CODE_2024}-{UNSOLVED_2024:03d}", SHARED_RATING[0])


def _again(number: str, clerk: str, reply: Reply, on: date) -> Iterator[Moment]:
    yield on, 9, 0, by(clerk, opinions.work, number=number)
    yield on, 9, 30, by(clerk, opinions.write_reply, number=number, reply=reply)
    yield on, 10, 0, by(clerk, opinions.submit_for_review, number=number)
    yield on, 15, 0, by(CHAIR, opinions.approve, number=number)


def _follow_up(number: str, said: str) -> Do:
    return lambda _, now: opinions.answer_follow_up(
        number=number, solved=said, way=RatedWay.LINK, by=GUEST, now=now
    )


def _kept(number: str, said: Said, on: date) -> Iterator[Moment]:
    """The unit reports the promise of an answer as kept, and the bureau closes its task."""
    clerk = LEADS[said.theme][1]

    def report(hands: Hands, now: datetime) -> None:
        evidence = [Handed("完成情况.pdf", sheet("完成情况", number))]
        task = _task_of(number)
        tasks.report_done(
            number=task, text="已按承诺完成。", evidence=evidence, by=hands.officer(clerk, now), now=now
        )

    def close(hands: Hands, now: datetime) -> None:
        tasks.close_task(number=_task_of(number), by=hands.officer(CHAIR, now), now=now)

    yield on, 14, 0, Helping(report)
    yield on, 16, 0, Helping(close)


def _task_of(number: str) -> str:
    (task,) = task_queries.tasks_of(TASK_SOURCE, [number])[number]
    return task.number


def _tasks_2025() -> Iterator[Moment]:
    """One promise of 2025 is reported as kept and waits for the second person."""
    number = f"{CODE_2025}-023"

    def report(hands: Hands, now: datetime) -> None:
        evidence = [Handed("开放空档公告.pdf", sheet("开放空档公告"))]
        tasks.report_done(
            number=_task_of(number),
            text="已在网上公布每周空档。",
            evidence=evidence,
            by=hands.officer("clerk5", now),
            now=now,
        )

    yield date(2025, 6, 9), 10, 0, Helping(report)


def _published() -> Iterator[Moment]:
    """You said, we did: what was approved for everybody to read, and what two opinions changed."""
    chosen = (
        (CODE_2024, PUBLISHED_2024, SAID_2024, date(2024, 7, 1)),
        (CODE_2025, PUBLISHED_2025, SAID_2025, date(2025, 6, 9)),
    )
    for code, places, everything, on in chosen:
        for place in places:
            said = everything[place - 1]
            yield (
                on,
                17,
                place,
                by(
                    PUBLISHER,
                    opinions.publish,
                    number=f"{code}-{place:03d}",
                    masked_text=said.text,
                    masked_answer=said.answer,
                ),
            )
    effects = (
        (f"{CODE_2024}-001", EffectKind.POLICY, "申报通知改为每年三月发布", date(2025, 3, 3)),
        (f"{CODE_2025}-033", EffectKind.POLICY, "公众号政策条目每季度清理一次", date(2025, 6, 5)),
        (f"{CODE_2025}-009", EffectKind.BUDGET, "租金补贴差额列入六月拨付", date(2025, 6, 3)),
    )
    for number, kind, title, on in effects:
        yield on, 17, 40, by(DESK, opinions.record_effect, number=number, kind=kind, title=title, on=on)


def _nights(county: County) -> Iterator[Moment]:
    """The nightly work, on the nights on which it has something to do and on every one of the last weeks."""
    nights = {date(2024, 10, 15), date(2024, 11, 15), date(2025, 1, 4)}
    night = DAY_2025
    while night < county.as_of:
        night += timedelta(days=1)
        nights.add(night)
    for each in sorted(nights):
        yield each, 6, 0, Helping(lambda _, now: opinions.look_after(by=NIGHT, now=now))
    yield date(2025, 6, 1), 3, 0, Helping(lambda _, now: opinions.erase_personal_data(by=NIGHT, now=now))
