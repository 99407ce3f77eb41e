"""Opinions in every state, their occasion, deadlines and people, made through the room's own operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from tests.factories.accounts import an_actor, an_organisation
from tidu.domain.opinions import operations
from tidu.domain.opinions.models import (
    Assist,
    DeadlineRule,
    Extension,
    Occasion,
    Opinion,
    OpinionAuthor,
    OpinionEffect,
    OpinionRound,
    OpinionStep,
    Publication,
    Theme,
    ThemeDecision,
)
from tidu.domain.opinions.operations import Author, Reply
from tidu.domain.opinions.vocabulary import (
    Channel,
    EffectKind,
    OpinionState,
    Outcome,
    ProposerGroup,
    ResultClass,
)
from tidu.foundation.accounts.models import Organisation
from tidu.foundation.actors import Actor, OrganisationKind, Role, system
from tidu.foundation.calendar import operations as calendar
from tidu.foundation.files.handed import Handed

OFFICER, DIRECTOR = system("测试经办"), system("测试局领导")
"""Two who may do everything, and who are not the same person."""

DAY = date(2025, 5, 22)
"""A Thursday; the Dragon Boat holiday of 2025 is 05-31 to 06-02."""

FILE = Handed("办结凭证.pdf", b"%PDF-1.4 fictional proof")
EXPLAINED = Reply("按现行办法第六条执行，已当面说明。", Outcome.EXPLAINED, ResultClass.D, reason="已有规定")
SOLVED = Reply("已拨付到账。", Outcome.ADOPTED, ResultClass.A, proof=FILE)


def at(text: str, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment of a day in the county's time."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=UTC)


def promised(day: date) -> Reply:
    """Return an answer that promises something until a day."""
    return Reply("列入本年计划，按期开通。", Outcome.ADOPTED, ResultClass.B, promised_on=day)


def the_house() -> None:
    """Give the county its themes, deadlines and holiday tables, once."""
    if not Theme.objects.exists():
        calendar.load_shipped_years(by=OFFICER, now=at("2024-01-02"))
        operations.load_shipped(valid_from_on=date(2024, 1, 1), by=OFFICER, now=at("2024-01-02"))


def an_occasion(code: str = "2025-KF", *, on: date = DAY) -> Occasion:
    """Return an Open Day from nine to noon."""
    the_house()
    day = on.isoformat()
    return operations.set_occasion(
        code=code,
        name="科技开放日",
        on=on,
        began_at=at(day, 9),
        ended_at=at(day, 12),
        by=OFFICER,
        now=at(day, 8),
    )


def an_opinion(
    occasion: Occasion | None = None,
    *,
    text: str = "希望缩短补助资金的拨付时间",
    group: str = ProposerGroup.ENTERPRISE,
    channel: str = Channel.SPOKEN,
    authors: Sequence[Author] = (Author("欧阳晴", "晴川公司", "10000009999"),),
    now: datetime | None = None,
) -> Opinion:
    """Return an opinion taken down in the room of an Open Day."""
    place = occasion or Occasion.objects.first() or an_occasion()
    return operations.take_down(
        text=text,
        group=group,
        channel=channel,
        authors=authors,
        occasion=place.code,
        by=OFFICER,
        now=now or at(place.on.isoformat(), 10),
    )


def a_unit(name: str = "") -> Organisation:
    """Return a section that can lead or assist."""
    return an_organisation(OrganisationKind.BUREAU_SECTION, name=name)


def of_unit(unit: Organisation) -> Actor:
    """Return a clerk of a section, signed in."""
    return an_actor(Role.SECTION_CLERK, organisation=unit)


def an_assigned(
    opinion: Opinion | None = None,
    *,
    lead: Organisation | None = None,
    assists: Sequence[Organisation] = (),
    within: int | None = None,
    now: datetime | None = None,
) -> Opinion:
    """Return an opinion that was handed to a unit on the day of the occasion."""
    one = opinion or an_opinion()
    operations.assign(
        number=one.number,
        lead_id=(lead or a_unit()).pk,
        assist_ids=[each.pk for each in assists],
        within=within,
        by=OFFICER,
        now=now or at(DAY.isoformat(), 11),
    )
    one.refresh_from_db()
    return one


def a_worked_on(opinion: Opinion, *, now: datetime | None = None) -> Opinion:
    """Return an assigned opinion that its unit has signed for and works on."""
    moment = now or at("2025-05-23")
    operations.sign(number=opinion.number, by=OFFICER, now=moment)
    return operations.work(number=opinion.number, by=OFFICER, now=moment)


def an_answered(
    opinion: Opinion | None = None,
    *,
    lead: Organisation | None = None,
    reply: Reply = SOLVED,
    now: datetime | None = None,
) -> Opinion:
    """Return an opinion whose answer has gone out after the occasion."""
    moment = now or at("2025-05-28")
    one = opinion or an_opinion()
    if one.state == OpinionState.REGISTERED:
        one = an_assigned(one, lead=lead)
    a_worked_on(one)
    operations.write_reply(number=one.number, reply=reply, by=OFFICER, now=moment)
    operations.submit_for_review(number=one.number, by=OFFICER, now=moment)
    operations.approve(number=one.number, by=DIRECTOR, now=moment)
    one.refresh_from_db()
    return one


def a_published(opinion: Opinion | None = None) -> Publication:
    """Return what everybody may read of an answered opinion."""
    return operations.publish(
        number=(opinion or an_answered()).number,
        masked_text="建议缩短补助资金的拨付时间",
        masked_answer="已拨付到账。",
        by=DIRECTOR,
        now=at("2025-06-03"),
    )


def a_theme(code: str = "FUNDING") -> Theme:
    """Return a theme of the tree that a county begins with."""
    the_house()
    return Theme.objects.get(code=code)


def a_deadline_rule(source: str = "OPEN_DAY") -> DeadlineRule:
    """Return the deadline that a county begins with."""
    the_house()
    return DeadlineRule.objects.known_at(None).get(source=source)


def an_opinion_author(opinion: Opinion | None = None) -> OpinionAuthor:
    """Return who said an opinion."""
    return OpinionAuthor.objects.filter(opinion=opinion or an_opinion()).latest("pk")


def an_opinion_round(opinion: Opinion | None = None) -> OpinionRound:
    """Return the last round of an opinion."""
    return OpinionRound.objects.filter(opinion=opinion or an_assigned()).latest("number")


def an_opinion_step(opinion: Opinion | None = None) -> OpinionStep:
    """Return the last step of an opinion's story."""
    return OpinionStep.objects.filter(opinion=opinion or an_opinion()).latest("pk")


def an_assist() -> Assist:
    """Return a countersignature that is asked for."""
    one = an_assigned(assists=[a_unit()])
    return Assist.objects.get(round__opinion=one)


def an_extension(*, granted: bool | None = None, until_on: date = date(2025, 7, 4)) -> Extension:
    """Return more time asked for, and granted or refused where it is said."""
    one = a_worked_on(an_assigned())
    asked = operations.ask_longer(
        number=one.number, until_on=until_on, reason="须等上级文件", by=OFFICER, now=at("2025-06-10")
    )
    if granted is None:
        return asked
    return operations.decide_longer(number=one.number, granted=granted, by=DIRECTOR, now=at("2025-06-11"))


def an_opinion_effect(opinion: Opinion | None = None) -> OpinionEffect:
    """Return something that an opinion changed."""
    return operations.record_effect(
        number=(opinion or an_answered()).number,
        kind=EffectKind.RULE,
        title="补助办法第六条改为按季拨付",
        address="/policies/qinglan.rd_subsidy/",
        on=date(2025, 6, 3),
        by=OFFICER,
        now=at("2025-06-03"),
    )


def a_theme_decision(opinion: Opinion | None = None) -> ThemeDecision:
    """Return the main theme of an opinion as a person decided it."""
    one = opinion or an_opinion()
    operations.set_themes(number=one.number, main="FUNDING", by=OFFICER, now=at(DAY.isoformat(), 11))
    return ThemeDecision.objects.filter(opinion=one).latest("pk")
