"""The rule of the light alone."""

from __future__ import annotations

import pytest

from tidu.domain.targets.queries import light_of
from tidu.domain.targets.vocabulary import LIGHT_RULE, Light


@pytest.mark.parametrize(
    ("stays", "best", "light"),
    [(5, 5, Light.GREEN), (4, 5, Light.YELLOW), (4, 4, Light.RED), (0, 0, Light.RED), (6, 9, Light.GREEN)],
)
def test_the_light_follows_from_what_stays_and_what_can_be(stays, best, light):
    assert light_of(value=5, stays=stays, best=best) is light


def test_a_best_case_that_leaves_somebody_out_is_never_called_red():
    assert light_of(value=5, stays=1, best=4, is_complete=False) is Light.UNKNOWN
    assert light_of(value=4, stays=1, best=4, is_complete=False) is Light.YELLOW


def test_the_printed_rule_names_the_projects_that_are_due():
    assert "期限日前应完成的项目" in LIGHT_RULE
