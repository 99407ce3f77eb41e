"""Whatever order people act in: counts add up, nothing leaves uncountersigned or unfounded, nothing is rewritten.

A machine of random acts, allowed and refused ones, by the right and the wrong people, over some weeks of 2025.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories.opinions import DIRECTOR, FILE, OFFICER, a_unit, an_occasion, of_unit
from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.models import Assist, Occasion, Opinion, OpinionRound, OpinionStep
from tidu.domain.opinions.operations import (
    Author,
    Reply,
    UnableToMoveOpinion,
    UnableToPublish,
    UnableToTakeDown,
)
from tidu.domain.opinions.vocabulary import (
    GUEST,
    PAIRS,
    Channel,
    OpinionState,
    ProposerGroup,
    ResultClass,
    Satisfaction,
    Solved,
)
from tidu.domain.tasks.models import Task
from tidu.foundation.clock import ZONE, AsOf, day_of

REFUSALS = (UnableToMoveOpinion, UnableToTakeDown, UnableToPublish)
ASIDE = {"INVALID", "MERGED", "SPLIT", "UNDONE"}
PLACES = st.integers(min_value=0, max_value=7)
RESULTS = st.sampled_from(ResultClass.values)


class Paths(RuleBasedStateMachine):
    """People act on the opinions of one Open Day; the clock goes on by minutes and days."""

    reached: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.words: dict[str, str] = {}
        self.due: dict[int, date] = {}
        self.tallies: dict[date, queries.Tally] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @initialize()
    def open_the_day(self) -> None:
        self.occasion = an_occasion()
        self.now = datetime(2025, 5, 22, 9, 30, tzinfo=ZONE)
        self.lead, self.helper = a_unit(), a_unit()
        self.people = [OFFICER, DIRECTOR, GUEST, of_unit(self.lead), of_unit(self.helper)]
        for _ in range(3):
            self.take_down()

    # ---------------------------------------------------------------- helpers

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def pick(self, place: int) -> Opinion:
        every = list(Opinion.objects.order_by("pk"))
        return every[place % len(every)]

    def attempt(self, act, **how) -> None:
        with suppress(*REFUSALS):
            act(now=self.tick(), **how)

    # ---------------------------------------------------------------- acts

    @rule()
    def take_down(self) -> None:
        one = operations.take_down(
            text=f"第 {len(self.words)} 条意见",
            group=ProposerGroup.PUBLIC,
            channel=Channel.PAPER,
            authors=[Author(anonymous=True)],
            occasion="2025-KF",
            by=OFFICER,
            now=self.tick(),
        )
        self.words[one.number] = one.original_text

    @rule(place=PLACES, who=PLACES, act=st.sampled_from(("invalidate", "restore", "unmerge", "unsplit")))
    def set_aside_or_put_back(self, place: int, who: int, act: str) -> None:
        how = {"reason": "与科技工作无关"} if act == "invalidate" else {}
        by = self.people[who % 4]
        self.attempt(getattr(operations, act), number=self.pick(place).number, by=by, **how)

    @rule(place=PLACES, other=PLACES)
    def merge(self, place: int, other: int) -> None:
        number, into = self.pick(place).number, self.pick(other).number
        self.attempt(operations.merge, number=number, into=into, by=OFFICER)

    @rule(place=PLACES)
    def split(self, place: int) -> None:
        texts = ["关于资金的部分", "关于人才的部分"]
        self.attempt(operations.split, number=self.pick(place).number, texts=texts, by=OFFICER)

    @rule(place=PLACES, assisted=st.booleans(), within=st.sampled_from((None, 1, 10, 21)))
    def assign(self, place: int, assisted: bool, within: int | None) -> None:
        helpers = [self.helper.pk] if assisted else []
        self.attempt(
            operations.assign,
            number=self.pick(place).number,
            lead_id=self.lead.pk,
            assist_ids=helpers,
            within=within,
            by=OFFICER,
        )

    @rule(
        place=PLACES,
        who=PLACES,
        act=st.sampled_from(("sign", "work", "circulate", "rework", "submit_for_review", "approve")),
    )
    def go_on(self, place: int, who: int, act: str) -> None:
        self.attempt(
            getattr(operations, act), number=self.pick(place).number, by=self.people[who % len(self.people)]
        )

    @rule(place=PLACES)
    def hurry(self, place: int) -> None:
        """Take one opinion as far as people who do everything right would."""
        number = self.pick(place).number
        self.attempt(operations.assign, number=number, lead_id=self.lead.pk, by=OFFICER)
        self.attempt(operations.sign, number=number, by=OFFICER)
        self.attempt(operations.work, number=number, by=OFFICER)
        reply = Reply("已办结", "ADOPTED", "A", proof=FILE)
        self.attempt(operations.write_reply, number=number, reply=reply, by=OFFICER)
        self.attempt(operations.circulate, number=number, by=OFFICER)
        self.attempt(operations.countersign, number=number, organisation_id=self.helper.pk, by=OFFICER)
        self.attempt(operations.submit_for_review, number=number, by=OFFICER)
        self.attempt(operations.approve, number=number, by=DIRECTOR)

    @rule(place=PLACES)
    def give_back(self, place: int) -> None:
        number = self.pick(place).number
        self.attempt(operations.return_wrong, number=number, reason="不属本股职责", by=OFFICER)

    @rule(
        place=PLACES,
        outcome=st.sampled_from(sorted(PAIRS)),
        result=RESULTS,
        proof=st.booleans(),
        days=st.integers(min_value=-1, max_value=20),
        reason=st.sampled_from(("", "受规划限制")),
        spoken=st.booleans(),
    )
    def reply(self, place, outcome, result, proof, days, reason, spoken) -> None:
        number = self.pick(place).number
        day = day_of(self.now) + timedelta(days=days)
        words = Reply("已研究", outcome, result, FILE if proof else None, day, reason)
        if spoken:
            self.attempt(
                operations.answer_on_the_spot,
                number=number,
                reply=words,
                said_by="王副局长",
                organisation_id=self.lead.pk,
                at=self.now,
                by=OFFICER,
            )
        else:
            self.attempt(operations.write_reply, number=number, reply=words, by=OFFICER)

    @rule(place=PLACES, agreed=st.booleans(), who=PLACES)
    def countersign(self, place: int, agreed: bool, who: int) -> None:
        act = operations.countersign if agreed else operations.refuse
        by = self.people[who % len(self.people)]
        number = self.pick(place).number
        self.attempt(act, number=number, organisation_id=self.helper.pk, text="有不同意见", by=by)

    @rule(place=PLACES)
    def send_back(self, place: int) -> None:
        self.attempt(operations.send_back, number=self.pick(place).number, reason="再核一次", by=DIRECTOR)

    @rule(place=PLACES, who=PLACES, said=st.sampled_from(Satisfaction.values))
    def rate(self, place: int, who: int, said: str) -> None:
        by = self.people[who % len(self.people)]
        number = self.pick(place).number
        self.attempt(operations.rate, number=number, attitude="FAIR", satisfaction=said, way="LINK", by=by)

    @rule(place=PLACES, said=st.sampled_from(Solved.values))
    def answer_follow_up(self, place: int, said: str) -> None:
        self.attempt(operations.answer_follow_up, number=self.pick(place).number, solved=said, way="QR")

    @rule(place=PLACES, days=st.integers(min_value=1, max_value=60), granted=st.booleans())
    def ask_longer(self, place: int, days: int, granted: bool) -> None:
        number, until_on = self.pick(place).number, day_of(self.now) + timedelta(days=days)
        self.attempt(operations.ask_longer, number=number, until_on=until_on, reason="等文件", by=OFFICER)
        self.attempt(operations.decide_longer, number=number, granted=granted, by=DIRECTOR)

    @rule(days=st.sampled_from((1, 1, 2, 15)))
    def sleep(self, days: int) -> None:
        today = day_of(self.now)
        self.tallies[today] = self.count(today)
        self.now += timedelta(days=days)
        operations.look_after(by=OFFICER, now=self.now)

    # ---------------------------------------------------------------- what always holds

    def count(self, on: date) -> queries.Tally:
        as_of = AsOf(on=on)
        return queries.tally(queries.opinions_then(as_of, occasion=self.occasion), as_of)

    @invariant()
    def the_counts_add_up_and_the_past_stays(self) -> None:
        now = self.count(day_of(self.now))
        every = list(Opinion.objects.all())
        final = [one for one in every if one.state not in ASIDE]
        raw = [one for one in every if one.split_from_id is None]
        last = {one.opinion_id: one for one in OpinionRound.objects.order_by("number")}
        kinds = [last[one.pk].reply_kind if one.pk in last else "" for one in final]
        assert (now.raw, now.final) == (len(raw), len(final))
        assert (now.on_spot, now.later) == (kinds.count("ON_THE_SPOT"), kinds.count("LATER"))
        assert now.final == now.on_spot + now.later + now.open
        assert now.raw - now.invalid - now.merged - now.split + now.parts == now.final
        table = queries.theme_table(queries.opinions_then(AsOf(on=day_of(self.now)), occasion=self.occasion))
        assert table.total == now.final == sum(row[2] for row in table.rows)
        self.reached |= {one.state for one in every} | {
            f"{one.reply_kind}{one.result}" for one in last.values()
        }
        for day, then in list(self.tallies.items())[-1:]:
            assert self.count(day) == then

    @invariant()
    def no_answer_is_out_without_what_it_needs(self) -> None:
        for one in OpinionRound.objects.filter(answered_at__isnull=False):
            founded = {
                "A": one.proof_id is not None,
                "B": one.promised_on is not None and one.promised_on > day_of(one.answered_at),
                "C": one.reason != "",
                "D": one.reason != "",
            }
            assert founded[one.result], one
            assert one.result in PAIRS[one.outcome]
            for each in Assist.objects.filter(round=one):
                assert each.agreed is not None
                assert each.decided_at <= one.answered_at
                assert each.agreed or each.text
        promises = OpinionRound.objects.filter(answered_at__isnull=False, result="B")
        promised = sorted(promises.values_list("opinion__number", "promised_on"))
        assert sorted(Task.objects.values_list("source_key", "due_on")) == promised

    @invariant()
    def nothing_is_rewritten(self) -> None:
        for one in OpinionRound.objects.all():
            assert self.due.setdefault(one.pk, one.due_on) == one.due_on
        for one in Opinion.objects.filter(split_from__isnull=True):
            assert self.words[one.number] == one.original_text
        for one in Opinion.objects.all():
            assert OpinionStep.objects.filter(opinion=one).latest("pk").state == one.state
            if one.state == OpinionState.ANSWERED:
                assert OpinionRound.objects.filter(opinion=one).latest("number").answered_at is not None


@pytest.mark.django_db
def test_every_path_keeps_the_counts_the_proofs_and_the_past():
    assert not Occasion.objects.exists()
    run_state_machine_as_test(
        Paths,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(sorted(Paths.reached))
    assert 0
