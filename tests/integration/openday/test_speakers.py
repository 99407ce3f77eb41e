"""Who reported at the meeting that sums an Open Day up: read from the meeting, and blank until it is known."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.calendar import the_shipped_years
from tests.factories.meetings import a_meeting, a_meeting_link, an_approved_report
from tests.factories.openday import an_event
from tidu.domain.meetings import operations
from tidu.domain.openday.vocabulary import MEETING_LINK
from tidu.foundation.actors import system
from tidu.foundation.clock import AsOf
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question

pytestmark = pytest.mark.django_db
BEFORE_THE_MEETING = AsOf(on=date(2025, 6, 4))


def asked() -> Answer:
    return registry.ask("T01", Question(as_of=BEFORE_THE_MEETING, event_on=date(2025, 5, 22)))


def test_units_are_those_whose_approved_report_has_a_place_in_its_order() -> None:
    the_shipped_years()
    event, meeting = an_event(), a_meeting()
    first, second = an_approved_report(meeting), an_approved_report(meeting)
    assert asked().value is None
    assert "还没有登记发言单位" in asked().reason
    a_meeting_link(meeting, MEETING_LINK, event.occasion.code)
    assert [row.label for row in asked().rows] == [first.unit.short_name, second.unit.short_name]
    operations.move_speaker(report=second, up=True, by=system("会议经办"), now=meeting.planned_at)
    assert [row.label for row in asked().rows] == [second.unit.short_name, first.unit.short_name]
    assert asked().value == 2


def test_without_an_open_day_on_that_day_nobody_is_named() -> None:
    assert asked().value is None
    assert "没有办过开放日" in asked().reason
