"""The controls in a policy's sentence: units, slider ends and steps, and drawings that keep within their frame."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.factories.rules import AS_OF, clause, library, pack
from tidu import policies, rules
from tidu.interfaces.workbench.lab_pictures import bars, curve
from tidu.interfaces.workbench.lab_sentence import (
    Slot,
    address_of,
    sentences,
    settings_of,
    steps_over,
    typed_in,
    values_around,
)
from tidu.rules.model.kinds import Kind
from tidu.rules.model.standing import Standing
from tidu.rules.simulate import Cost

DAY = date(2025, 6, 10)


def a_slot(tmp_path, require, least):
    rule = library(tmp_path, pack(clause(require, says="不低于 {least}", where=f"{{least: {least}}}"))).rule(
        "the.rule", on=AS_OF
    )
    (sentence,) = sentences(rule, {})
    return next(piece for piece in sentence.pieces if isinstance(piece, Slot))


@pytest.mark.parametrize(
    ("require", "least", "expected"),
    [
        ("rd[last year] >= least", "20万元", ("万元", "20", "0", "40", "1")),
        ("staff[last year] >= least", "5人", ("", "5", "0", "10", "1")),
        ("rd[last year] >= least", "30万元", ("万元", "30", "0", "60", "5")),
        ("ratio(rd[last year], revenue[last year]) >= least", "5%", ("%", "5", "0", "10", "0.5")),
        ("growth(rd[last year], rd[year before]) >= least", "0%", ("%", "0", "-10", "10", "1")),
        ("staff[last year] >= least", "500人", ("", "500", "0", "1000", "50")),
        ("days_since(registered_on) >= least", "365天", ("天", "365", "0", "750", "50")),
    ],
)
def test_a_slider_goes_to_twice_what_is_in_force_in_round_steps(tmp_path, require, least, expected):
    slot = a_slot(tmp_path, require, least)
    assert (slot.unit, slot.value, slot.low, slot.high, slot.step) == expected
    assert slot.field == "p.it.least"
    assert not slot.changed


def test_what_is_typed_stands_in_the_sentence_and_goes_out_with_its_unit():
    rule = rules.load_library(policies.FOLDER).applicable("qinglan.rd_subsidy", as_of=DAY)
    typed = typed_in(rule, {"p.rate": " 4 ", "p.cap": "", "rate": "9"})
    assert typed == {"rate": "4"}
    assert settings_of(rule, typed) == {"rate": "4%"}
    slots = [piece for one in sentences(rule, typed) for piece in one.pieces if isinstance(piece, Slot)]
    assert [(slot.name, slot.value, slot.changed) for slot in slots] == [
        ("rate", "4", True),
        ("cap", "30", False),
        ("rd_floor.minimum", "20", False),
        ("rd_growth.minimum", "0", False),
    ]
    assert address_of(rule, {"rate": Fraction(4, 100), "cap": Fraction(25_000_000)}) == {
        "p.rate": "4",
        "p.cap": "25",
    }


def test_a_parameter_that_no_sentence_names_gets_a_line_of_its_own(tmp_path):
    body = clause("rd[last year] >= least").replace("says: 须满足", "says: 须满足")
    loaded = library(
        tmp_path, pack("parameters:\n  least: {label: 起点, value: 20万元, article: 第三条}\n" + body)
    )
    *_, last = sentences(loaded.rule("the.rule", on=AS_OF), {})
    assert last.article == "第三条"
    assert (last.pieces[0], last.pieces[1].name) == ("起点 ", "least")


def test_a_number_that_two_sentences_name_has_one_control_and_stands_as_words_in_the_second():
    rule = rules.load_library(policies.FOLDER).applicable("hnte.score", as_of=DAY)
    pieces = [piece for one in sentences(rule, {"pass": "80"}) for piece in one.pieces]
    (control,) = [piece for piece in pieces if isinstance(piece, Slot) and piece.name == "pass"]
    assert control.value == "80"
    assert "80分" in pieces


def test_a_number_read_off_bands_is_no_control():
    rule = rules.load_library(policies.FOLDER).applicable("hnte.gates", as_of=DAY)
    pieces = [piece for one in sentences(rule, {}) for piece in one.pieces]
    assert "规定档次" in pieces


def test_the_steps_of_a_curve_run_from_end_to_end():
    slot = Slot("rate", Kind.RATIO, "比例", "%", "5", "5", "0", "10", "0.5")
    assert steps_over(slot, 5) == ["0", "2.5", "5", "7.5", "10"]


def test_a_curve_over_what_is_counted_stops_at_whole_numbers_and_at_each_once():
    years = Slot("years", Kind.COUNT, "年限", "", "10", "10", "0", "20", "1")
    assert steps_over(years, 9) == ["0", "2", "5", "8", "10", "12", "15", "18", "20"]
    few = Slot("few", Kind.COUNT, "项数", "", "1", "1", "0", "2", "1")
    assert steps_over(few, 9) == ["0", "1", "2"]


def test_the_values_to_try_lie_around_what_is_in_force_and_never_below_the_slider():
    rate = Slot("rate", Kind.RATIO, "比例", "%", "5", "5", "0", "10", "0.5")
    assert values_around(rate, 5) == ["3", "4", "5", "6", "7"]
    start = Slot("start", Kind.MONEY, "起点", "万元", "1", "1", "0", "2", "0.5")
    assert values_around(start, 5) == ["0", "0.5", "1", "1.5", "2"]
    assert rate.in_words(Fraction(45, 1000)) == "4.5%"
    assert start.in_words(Fraction(500_000)) == "0.5万元"


def a_cost(certain, possible=0):
    return Cost(certain, possible, 0, 1, 1, dict.fromkeys(Standing, 0))


def test_bars_share_one_scale_with_the_money_left():
    one, other = bars([a_cost(100, 50), a_cost(200)], 400)
    assert (one.certain, one.possible, one.left) == ("25.0", "12.5", "100.0")
    assert other.certain == "50.0"
    assert bars([a_cost(0)], None)[0].left is None


def test_a_curve_rises_from_the_left_and_marks_what_is_asked():
    values = [Fraction(0), Fraction(1), Fraction(2)]
    drawn = curve(values, [a_cost(0), a_cost(50), a_cost(100)], ["a", "b", "c"], ["", "reform", ""], 100)
    xs, ys = zip(*((float(dot.x), float(dot.y)) for dot in drawn.dots), strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)
    assert drawn.left == drawn.dots[-1].y
    assert drawn.ends == ("a", "c")
    flat = curve([Fraction(1)], [a_cost(0)], ["a"], [""], None)
    assert (flat.left, len(flat.dots)) == (None, 1)
