"""A population checked once answers every question as one that is checked each time."""

from datetime import date

import polars as pl
import pytest

from tests.factories.rules import AS_OF, HEAD, clause, firm, library, pack
from tidu.rules import (
    CheckedFrame,
    Fact,
    InvalidFacts,
    Kind,
    Vocabulary,
    evaluate_population,
    population_frame,
)
from tidu.rules.model.sanity import Sanity

STAFF = clause("staff[last year] >= 5人")
RD = clause("rd[last year] >= 100元")
DAY = date(2024, 1, 1)


def verdict(loaded, frame, code="the.rule"):
    rule = loaded.applicable(code, as_of=AS_OF)
    return evaluate_population(rule, frame, AS_OF, loaded)["verdict"].to_list()


def a_fact(name, kind=Kind.COUNT):
    return Fact(name=name, kind=kind, yearly=False, label=name, unit="", definition=name, whom_to_ask=name)


def test_a_population_answers_as_often_as_it_is_asked_as_one_that_is_checked_each_time(tmp_path):
    loaded = library(tmp_path, pack(STAFF))
    frame = population_frame(
        [("甲", firm(years={2024: {"staff": 5}})), ("乙", firm(years={2024: {"staff": 4}}))]
    )
    once = CheckedFrame(frame)
    assert [verdict(loaded, asked) for asked in (frame, once, once)] == [[True, False]] * 3


def test_a_column_that_no_rule_read_yet_is_refused_when_one_does(tmp_path):
    loaded = library(
        tmp_path,
        pack(STAFF, HEAD.replace("the.rule", "of.staff")),
        pack(RD, HEAD.replace("the.rule", "of.rd")),
    )
    frame = population_frame([("甲", firm(years={2024: {"staff": 5}}))])
    once = CheckedFrame(frame.with_columns(pl.lit(10**16).alias("rd@2024")))
    assert verdict(loaded, once, "of.staff") == [True]
    for _ in range(2):  # and not taken for measured after it was refused
        with pytest.raises(InvalidFacts, match="列 rd@2024 有超出可能范围的数"):
            verdict(loaded, once, "of.rd")
    assert verdict(loaded, once, "of.staff") == [True]


def test_a_column_of_a_wrong_type_is_refused_at_every_question(tmp_path):
    loaded = library(tmp_path, pack(STAFF))
    once = CheckedFrame(pl.DataFrame({"key": ["甲"], "staff@2024": [5.0]}))
    for _ in range(2):
        with pytest.raises(InvalidFacts, match="列 staff@2024 的类型是 Float64"):
            verdict(loaded, once)


def test_what_is_doubted_on_one_day_is_not_on_another():
    day = Sanity(
        id="it", facts=("day",), says="不可能", valid_from_on=DAY, last_checked_on=DAY, not_ahead=True
    )  # fmt: skip
    known = Vocabulary((a_fact("day", Kind.DATE),), sanities=(day,))
    once = CheckedFrame(pl.DataFrame({"key": ["甲"], "day": [date(2025, 3, 1)]}))
    read = frozenset({"day"})
    assert once.trusted(known, read, date(2025, 2, 28))["day"].to_list() == [None]
    assert once.trusted(known, read, date(2025, 3, 1))["day"].to_list() == [date(2025, 3, 1)]
    assert once.trusted(known, read, date(2025, 2, 28))["day"].to_list() == [None]


def test_two_vocabularies_doubt_by_their_own_checks():
    least = Sanity(id="it", facts=("staff",), says="不可能", valid_from_on=DAY, last_checked_on=DAY, least=0)
    strict, easy = (Vocabulary((a_fact("staff"),), sanities=checks) for checks in ((least,), ()))
    once = CheckedFrame(pl.DataFrame({"key": ["甲"], "staff": [-1]}))
    read = frozenset({"staff"})
    assert once.trusted(strict, read, AS_OF)["staff"].to_list() == [None]
    assert once.trusted(easy, read, AS_OF)["staff"].to_list() == [-1]


def test_a_frame_checked_before_is_not_checked_anew():
    least = Sanity(id="it", facts=("staff",), says="不可能", valid_from_on=DAY, last_checked_on=DAY, least=0)
    known, read = Vocabulary((a_fact("staff"),), sanities=(least,)), frozenset({"staff"})
    once = CheckedFrame(pl.DataFrame({"key": ["甲"], "staff": [-1]}))
    assert CheckedFrame.of(once) is once
    assert once.trusted(known, read, AS_OF) is once.trusted(known, read, AS_OF)
    assert CheckedFrame.of(once.frame).trusted(known, read, AS_OF) is not once.trusted(known, read, AS_OF)
