"""The light of a target by its printed rule, and the planned path."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tidu.domain.pool.queries import Firm, Prospect, Prospects
from tidu.domain.targets.models import Target
from tidu.domain.targets.queries import actual_in_words, forecast, planned_on
from tidu.domain.targets.vocabulary import Light, TargetKind
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question

TODAY = AsOf(on=date(2025, 6, 10))
DUE = date(2025, 12, 31)


def a_target(value: int, *, kind: str = TargetKind.REACH) -> Target:
    return Target(figure_code="hnte_count", name="目标", kind=kind, value=value, unit="家", due_on=DUE)


def an_answer(value: int | None) -> Answer:
    return Answer(figure=registry.find("pool_total"), question=Question(as_of=TODAY), value=value)


def an_outlook(staying: int, expiring: int, ready: int, nearly: int, *, open_part: str = "") -> Prospects:
    firm = Firm(1, "x", "企业", 1, "P", "城关镇")

    def firms(count: int) -> tuple[Prospect, ...]:
        return tuple(Prospect(firm, "") for _ in range(count))

    return Prospects("HNTE", firms(staying), firms(expiring), firms(ready), firms(nearly), open_part)


@pytest.mark.parametrize(
    ("value", "light"),
    [(40, Light.GREEN), (41, Light.YELLOW), (68, Light.YELLOW), (69, Light.RED), (70, Light.RED)],
)
def test_forty_stay_and_sixty_eight_at_best(value: int, light: Light) -> None:
    outlook = an_outlook(staying=40, expiring=17, ready=2, nearly=9)
    told = forecast(a_target(value), an_answer(57), outlook, TODAY)
    assert (told.light, told.stays, told.best) == (light, 40, 68)
    assert told.words == f"到 2025-12-31 不办新手续仍有效 40 家，最好可达 68 家，目标 {value} 家。"


def test_red_is_not_claimed_while_a_part_cannot_be_computed() -> None:
    outlook = an_outlook(staying=3, expiring=0, ready=0, nearly=0, open_part="“瞪羚企业”还没有可计算的规则")
    told = forecast(a_target(5), an_answer(3), outlook, TODAY)
    assert told.light is Light.UNKNOWN
    assert "还没有可计算的规则" in told.words
    assert forecast(a_target(3), an_answer(3), outlook, TODAY).light is Light.GREEN


def test_a_title_left_to_third_parties_gets_its_light_without_candidates() -> None:
    outlook = Prospects("UNICORN", (), (), (), (), "由第三方评定", left_to_people=True)
    told = forecast(a_target(1, kind=TargetKind.BREAKTHROUGH), an_answer(0), outlook, TODAY)
    assert (told.light, told.stays, told.best) == (Light.RED, 0, 0)


def test_after_the_due_day_only_the_count_decides() -> None:
    over = AsOf(on=DUE)
    assert forecast(a_target(70), an_answer(70), None, over).light is Light.GREEN
    assert forecast(a_target(70), an_answer(69), None, over).light is Light.RED
    assert forecast(a_target(70), an_answer(None), None, over).light is Light.UNKNOWN


def test_without_an_actual_value_there_is_no_light() -> None:
    outlook = an_outlook(staying=0, expiring=0, ready=0, nearly=0)
    assert forecast(a_target(70), an_answer(None), outlook, TODAY).light is Light.UNKNOWN


def test_a_figure_without_terms_and_candidates_gets_no_light() -> None:
    assert forecast(a_target(70), an_answer(10), None, TODAY).light is Light.UNKNOWN


@pytest.mark.parametrize(("value", "words"), [(0, "未突破"), (1, "已突破"), (2, "已突破"), (None, "缺数")])
def test_a_breakthrough_reads_as_the_speech_says_it(value: int | None, words: str) -> None:
    assert actual_in_words(a_target(1, kind=TargetKind.BREAKTHROUGH), an_answer(value)) == words


def test_a_number_reads_with_its_unit() -> None:
    assert actual_in_words(a_target(70), an_answer(57)) == "57 家"


def test_the_planned_path_is_a_straight_line_by_days() -> None:
    # 58 at the end of 2024, 70 wanted: 161 of 365 days have gone by on 10 June, 58 + 12 x 161/365 = 63.29
    assert planned_on(a_target(70), 58, date(2025, 6, 10), {}) == Decimal("63.3")
    assert planned_on(a_target(70), 58, date(2024, 12, 31), {}) == Decimal("58.0")
    assert planned_on(a_target(70), 58, DUE, {}) == Decimal("70.0")
