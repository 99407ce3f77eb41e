"""What happens to firms of the demo beyond its description: every part is played by a firm that can play it."""

from __future__ import annotations

from datetime import date

from tidu.demo import life
from tidu.demo.generate import generate
from tidu.demo.model import Duty

AS_OF = date(2025, 6, 10)


def test_a_split_an_absorption_a_mended_mistake_and_two_lapses_happen_before_the_as_of_day():
    county = generate(11, AS_OF)
    firms = {firm.credit_code: firm for firm in county.firms}
    told = {type(one): one for one in life.happenings(county)}
    assert set(told) == {life.SplitOff, life.Absorption, life.Mistake, life.Mending, life.Lapse}
    assert all(one.known_on <= AS_OF for one in told.values())
    split, absorption = told[life.SplitOff], told[life.Absorption]
    assert firms[split.child].registered_on == split.on
    assert firms[split.child].industry == firms[split.parent].industry
    assert firms[absorption.absorbed].duty is Duty.HNTE_MOVED_OUT
    assert firms[absorption.absorbed].place_on(absorption.on) is None
    assert firms[absorption.survivor].place_on(AS_OF) is not None
