"""Whatever order people act in: counts add up, nothing leaves uncountersigned or unfounded, nothing is rewritten.

A machine of random acts, allowed and refused ones, by the right and the wrong people, over some weeks of 2025.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

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
from tidu.foundation.actors import Actor
from tidu.foundation.clock import ZONE, AsOf, day_of

REFUSALS = (UnableToMoveOpinion, UnableToTakeDown, UnableToPublish)
ASIDE = {"INVALID", "MERGED", "SPLIT", "UNDONE"}
PLACES = st.integers(min_value=0, max_value=7)

NEXT: dict[str, tuple[str, ...]] = {
    "REGISTERED": ("answer_on_the_spot", "assign", "merge", "split", "invalidate"),
    "ASSIGNED": ("sign", "return_wrong", "merge"),
    "RETURNED": ("assign", "invalidate"),
    "SIGNED": ("work", "ask_longer", "decide_longer"),
    "WORKING": ("write_reply", "circulate", "submit_for_review"),
    "COUNTERSIGN": ("countersign", "refuse", "submit_for_review", "rework"),
    "REVIEWING": ("approve", "approve", "send_back"),
    "ANSWERED": ("rate", "close", "recall"),
    "REOPENED": ("work", "return_wrong"),
    "CLOSED": ("rate",),
    "FOLLOWING": ("answer_follow_up",),
    "INVALID": ("restore",),
    "MERGED": ("unmerge",),
    "SPLIT": ("unsplit",),
    "UNDONE": (),
}
WAYS = sorted({way for ways in NEXT.values() for way in ways})
RIGHT = {
    "rate": GUEST,
    "answer_follow_up": GUEST,
    "approve": DIRECTOR,
    "recall": DIRECTOR,
    "send_back": DIRECTOR,
    "decide_longer": DIRECTOR,
}
WHOLE_WAY = (
    "assign",
    "sign",
    "work",
    "write_reply",
    "circulate",
    "countersign",
    "submit_for_review",
    "approve",
    "rate",
)
FITTING = sorted((outcome, result) for outcome, results in PAIRS.items() for result in results)
MUST_REACH = {*OpinionState.values, "ON_THE_SPOTB", "LATERA", "LATERB"}


@dataclass(frozen=True)
class Details:
    """What an act may need: each taken at random, so that answers are often unfounded."""

    pair: tuple[str, str]
    proof: bool
    days: int
    reason: str
    assisted: bool
    within: int | None
    other: int
    said: str
    solved: str


DETAILS = st.builds(
    Details,
    pair=st.just(("ADOPTED", "B"))
    | st.sampled_from(FITTING)
    | st.tuples(st.sampled_from(sorted(PAIRS)), st.sampled_from(ResultClass.values)),
    proof=st.booleans(),
    days=st.sampled_from((-1, 0, 1, 2, 5, 12, 20)),
    reason=st.sampled_from(("受规划限制", "受规划限制", "")),
    assisted=st.booleans(),
    within=st.sampled_from((None, 1, 10, 21)),
    other=PLACES,
    said=st.sampled_from(Satisfaction.values),
    solved=st.sampled_from(Solved.values),
)


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

    @rule(details=DETAILS)
    def hear_and_answer(self, details: Details) -> None:
        """Take one more down and answer it at once, where the meeting is still on."""
        self.take_down()
        latest = Opinion.objects.filter(split_from__isnull=True).latest("pk")
        self.act("answer_on_the_spot", latest.number, OFFICER, details)

    @rule(place=PLACES, which=PLACES, details=DETAILS)
    def go_on(self, place: int, which: int, details: Details) -> None:
        """Do with an opinion what can be done with it where it stands; rare states come as often as common ones."""
        every = list(Opinion.objects.order_by("state", "pk"))
        state = sorted({one.state for one in every})[place % len({one.state for one in every})]
        one = next(one for one in every if one.state == state)
        ways = NEXT[one.state]
        if ways:
            way = ways[which % len(ways)]
            self.act(way, one.number, RIGHT.get(way, OFFICER), details)

    @rule(place=PLACES, far=st.integers(min_value=2, max_value=9), details=DETAILS)
    def go_far(self, place: int, far: int, details: Details) -> None:
        """Take an opinion some of the whole way, as far as the details allow."""
        number = self.pick(place).number
        for way in WHOLE_WAY[:far]:
            self.act(way, number, RIGHT.get(way, OFFICER), details)

    @rule(place=PLACES, pair=st.sampled_from(FITTING), said=st.sampled_from(Satisfaction.values))
    def answer_well(self, place: int, pair: tuple[str, str], said: str) -> None:
        """Take an opinion the whole way with everything that its answer needs."""
        founded = Details(pair, True, 12, "受规划限制", False, None, 0, said, Solved.UNSOLVED)
        number = self.pick(place).number
        for way in WHOLE_WAY:
            self.act(way, number, RIGHT.get(way, OFFICER), founded)

    @rule(place=PLACES, way=st.sampled_from(WAYS), who=PLACES, details=DETAILS)
    def try_anything(self, place: int, way: str, who: int, details: Details) -> None:
        """Let anybody try anything."""
        self.act(way, self.pick(place).number, self.people[who % len(self.people)], details)

    @rule(days=st.sampled_from((1, 3, 16, 40)))
    def sleep(self, days: int) -> None:
        today = day_of(self.now)
        self.tallies[today] = self.count(today)
        self.now += timedelta(days=days)
        operations.look_after(by=OFFICER, now=self.now)
        for day, then in self.tallies.items():
            assert self.count(day) == then

    def act(self, way: str, number: str, by: Actor, details: Details) -> None:
        """Do one thing; a refusal in words is as good as the deed."""
        with suppress(*REFUSALS):
            getattr(operations, way)(number=number, by=by, now=self.tick(), **self.further(way, details))

    def further(self, way: str, details: Details) -> dict[str, Any]:
        """Return what an act needs beside the opinion, the person and the moment."""
        day = day_of(self.now) + timedelta(days=details.days)
        reply = Reply("已研究", *details.pair, FILE if details.proof else None, day, details.reason)
        helper = {"organisation_id": self.helper.pk, "text": "有不同意见"}
        needs: dict[str, dict[str, Any]] = {
            "invalidate": {"reason": "与科技工作无关"},
            "merge": {"into": self.pick(details.other).number},
            "split": {"texts": ["关于资金的部分", "关于人才的部分"]},
            "assign": {
                "lead_id": self.lead.pk,
                "assist_ids": [self.helper.pk] if details.assisted else [],
                "within": details.within,
            },
            "return_wrong": {"reason": "不属本股职责"},
            "write_reply": {"reply": reply},
            "answer_on_the_spot": {
                "reply": reply,
                "said_by": "王副局长",
                "organisation_id": self.lead.pk,
                "at": self.now,
            },
            "countersign": helper,
            "refuse": helper,
            "send_back": {"reason": "再核一次"},
            "rate": {"attitude": "FAIR", "satisfaction": details.said, "way": "LINK"},
            "answer_follow_up": {"solved": details.solved, "way": "QR"},
            "ask_longer": {"until_on": day, "reason": "等上级文件"},
            "decide_longer": {"granted": details.proof},
            "close": {"reason": "多次联系未评价"},
            "recall": {"reason": "答复有误"},
        }
        return needs.get(way, {})

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
        self.reached.update(
            {one.state for one in every}, {f"{one.reply_kind}{one.result}" for one in last.values()}
        )

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
            max_examples=10,
            stateful_step_count=50,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert MUST_REACH - Paths.reached == set()
