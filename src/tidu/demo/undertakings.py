"""What the bureau and the townships took on, carried out act by act: `undertaken` says what it was and how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tidu.demo import geography
from tidu.demo.geography import GENERAL_SECTION as GENERAL
from tidu.demo.geography import HIGHTECH_SECTION as HIGHTECH
from tidu.demo.geography import PLATFORM_SECTION as PLATFORM
from tidu.demo.geography import TOWNSHIP_CODES as TOWNS
from tidu.demo.geography import TRANSFER_SECTION as TRANSFER
from tidu.demo.model import County
from tidu.demo.support import NIGHT, Hands, Helping
from tidu.demo.undertaken import PRIORITIES, SINGLE, Undertaking
from tidu.domain.meetings import operations as meetings
from tidu.domain.tasks import operations as tasks
from tidu.domain.tasks import queries
from tidu.domain.tasks.operations import Part, Said
from tidu.foundation.files.handed import Handed

OPENER, CHECKER = "clerk2", "director2"
REMINDED_FROM = date(2025, 3, 3)

ANSWERED = (
    (date(2025, 3, 1), date(2025, 4, 10), "请供电公司四月底前现场勘查，县科技局会同工信局跟进。"),
    (date(2025, 4, 1), date(2025, 5, 20), "增容方案已列入年度电网改造计划，六月底前施工。"),
)
"""Month, day and words of what leaders answered to places that asked without a task."""

WORKS_FOR: Mapping[str, str] = {
    GENERAL: "clerk1",
    HIGHTECH: "clerk3",
    TRANSFER: "clerk5",
    PLATFORM: "clerk6",
    **{code: f"township{place}" for place, code in enumerate(geography.PLACE_CODES, start=1)},
    TOWNS[2]: "township16",
}
"""Who acts for a unit; in one township that is the successor."""

Moment = tuple[date, int, int, Helping]


def acts(county: County) -> Iterator[Moment]:
    """Yield what was done: day, hour, minute and the act."""
    for place, one in enumerate((*PRIORITIES, *SINGLE)):
        numbers: dict[str, str] = {}
        yield date.fromisoformat(one.opened), 9, place, Helping(_opening(one, numbers))
        yield from _parts(one, place, numbers)
        for each in (one, *one.parts):
            for line in each.story:
                day, act, *words = line.split(maxsplit=2)
                do = _ACTS[act](each, "".join(words))
                yield date.fromisoformat(day), 11, place, Helping(_numbered(do, numbers, each.title))
    yield from _answers(county)
    night = REMINDED_FROM
    while night <= county.as_of:
        if night.isoweekday() <= 5:
            yield night, 7, 0, Helping(_remind)
        night += timedelta(days=1)


def _remind(_: Hands, now: datetime) -> None:
    """Climb the ladder for tasks and for the reports of meetings, as every night."""
    tasks.remind(by=NIGHT, now=now)
    meetings.remind_daily(by=NIGHT, now=now)


def _answers(county: County) -> Iterator[Moment]:
    """Answer what places asked for in their months without a task, but for the last month's."""
    for month_on, on, text in ANSWERED:
        if on <= county.as_of:
            yield on, 15, 0, Helping(_answering(month_on, text))


def _answering(month_on: date, text: str) -> Callable[[Hands, datetime], object]:
    def do(hands: Hands, now: datetime) -> None:
        director = hands.officer(CHECKER, now)
        for one in queries.waiting_of_months(director):
            if one.report.month_on == month_on:
                tasks.decide_asked(key=one.key, text=text, by=director, now=now)

    return do


Deed = Callable[[str, Hands, datetime], object]


def _opening(one: Undertaking, numbers: dict[str, str]) -> Callable[[Hands, datetime], object]:
    def do(hands: Hands, now: datetime) -> None:
        task = tasks.open_task(
            title=one.title,
            owner_id=hands.organisations[one.owner].pk,
            due_on=date.fromisoformat(one.due),
            kind=one.kind,
            helper_ids=[hands.organisations[code].pk for code in one.helpers],
            by=hands.officer(OPENER, now),
            now=now,
        )
        numbers[one.title] = task.number

    return do


def _parts(one: Undertaking, place: int, numbers: dict[str, str]) -> Iterator[Moment]:
    """The owner breaks a priority into its parts, all on one day."""
    if not one.parts:
        return

    def do(hands: Hands, now: datetime) -> None:
        parts = [
            Part(each.title, hands.organisations[each.owner].pk, date.fromisoformat(each.due))
            for each in one.parts
        ]
        owner = hands.officer(WORKS_FOR[one.owner], now)
        for child in tasks.divide_task(number=numbers[one.title], parts=parts, by=owner, now=now):
            numbers[child.title] = child.number

    yield date.fromisoformat(one.parts[0].opened), 14, place, Helping(do)


def _numbered(deed: Deed, numbers: dict[str, str], title: str) -> Callable[[Hands, datetime], object]:
    return lambda hands, now: deed(numbers[title], hands, now)


def _owned(act: Callable[..., object], one: Undertaking, **how: Any) -> Deed:
    """Return an act by who works for the owner."""
    return lambda number, hands, now: act(
        number=number, by=hands.officer(WORKS_FOR[one.owner], now), now=now, **how
    )


def _checked(act: Callable[..., object], by: str = CHECKER, **how: Any) -> Deed:
    return lambda number, hands, now: act(number=number, by=hands.officer(by, now), now=now, **how)


def _feed(one: Undertaking, words: str) -> Deed:
    node, text = words.split(maxsplit=1)
    return _owned(tasks.feed_back, one, said=Said(text), node=int(node) or None)


def _report(one: Undertaking, words: str) -> Deed:
    evidence = [Handed("完成情况.pdf", f"%PDF-1.4 {one.title}".encode())]
    return _owned(tasks.report_done, one, text=words, evidence=evidence)


def _help(one: Undertaking, words: str) -> Deed:
    place, said = words.split(maxsplit=1)
    unit = one.helpers[int(place) - 1]
    return lambda number, hands, now: tasks.help_with(
        number=number,
        unit_code=unit,
        said=Said(*said.split("|")),
        by=hands.officer(WORKS_FOR[unit], now),
        now=now,
    )


def _decide(_: Undertaking, words: str) -> Deed:
    """A leader answers the request that was made last."""
    by, text = words.split(maxsplit=1)

    def do(number: str, hands: Hands, now: datetime) -> object:
        actor = hands.officer(by, now)
        asking = next(each for each in queries.open_requests(actor) if each.task.number == number)
        return tasks.decide_request(number=number, feedback_id=asking.pk, text=text, by=actor, now=now)

    return do


def _withdraw(_: Undertaking, words: str) -> Deed:
    by, reason = words.split(maxsplit=1)
    return _checked(tasks.withdraw_task, by, reason=reason)


_ACTS: Mapping[str, Callable[[Undertaking, str], Deed]] = {
    "sign": lambda one, _: _owned(tasks.sign_task, one),
    "feed": _feed,
    "ask": lambda one, words: _owned(tasks.feed_back, one, said=Said(*words.split("|"))),
    "help": _help,
    "report": _report,
    "close": lambda _, __: _checked(tasks.close_task),
    "back": lambda _, words: _checked(tasks.send_back, reason=words),
    "decide": _decide,
    "urge": lambda _, words: _checked(tasks.urge, words),
    "reply": lambda one, words: _owned(tasks.reply_urging, one, reply=words),
    "withdraw": _withdraw,
}
"""What a line of a story does."""
