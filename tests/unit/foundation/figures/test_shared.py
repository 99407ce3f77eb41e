"""What questions share is read once; what is read with other arguments is another reading."""

from datetime import date

from tidu.foundation.clock import AsOf
from tidu.foundation.figures.model import Question
from tidu.foundation.figures.shared import Shared

TODAY, DAY_BEFORE = AsOf(date(2025, 6, 10)), AsOf(date(2025, 6, 9))


class Records:
    """Records that remember how often they were read."""

    def __init__(self):
        self.readings = []

    def read(self, as_of, year=None):
        self.readings.append((as_of, year))
        return len(self.readings)


def test_a_reading_is_shared_by_all_questions_and_read_anew_for_other_arguments():
    records, shared = Records(), Shared()
    one, other = (Question(as_of=TODAY, year=year, shared=shared) for year in (2023, 2024))
    read = [
        one.once(records.read, TODAY),
        other.once(records.read, TODAY),
        other.once(records.read, TODAY, year=2024),
        one.once(records.read, TODAY, year=2024),
        one.once(records.read, DAY_BEFORE),
    ]
    assert read == [1, 1, 2, 2, 3]


def test_nothing_is_a_reading_too():
    asked = []
    shared = Shared()
    assert [shared.once(asked.append, 1), shared.once(asked.append, 1)] == [None, None]
    assert asked == [1]


def test_a_question_alone_reads_for_itself():
    records = Records()
    question = Question(as_of=TODAY)
    assert [question.once(records.read, TODAY), question.once(records.read, TODAY)] == [1, 2]
