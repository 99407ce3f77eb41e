"""The line of a target."""

from tidu.interfaces.workbench.meter import Meter


def test_the_longest_number_is_the_whole_line():
    assert Meter.of(target=70, actual=57, stays=40, best=68) == Meter(
        target="100.0", stays="57.1", actual="81.4", more="15.7"
    )


def test_an_unknown_number_draws_nothing():
    assert Meter.of(target=1, actual=None, stays=None, best=None) == Meter(
        target="100.0", stays=None, actual=None, more=None
    )


def test_a_target_already_passed_stands_inside_the_line():
    assert Meter.of(target=5, actual=10, stays=10, best=10).target == "50.0"
