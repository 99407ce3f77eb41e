"""What must hold before an opinion is taken down, moved, answered, rated or made public."""

from tidu.domain.opinions.checks._answers import check_can_answer, check_founded, check_reply, check_spoken
from tidu.domain.opinions.checks._finding import last_round, locked, present_round, rule_for
from tidu.domain.opinions.checks._rating import check_rater, check_rating, told_from
from tidu.domain.opinions.checks._shapes import (
    check_can_merge,
    check_can_set_aside,
    check_can_split,
    check_can_unsplit,
    check_themes,
)
from tidu.domain.opinions.checks._steps import (
    check_assignment,
    check_extension,
    check_officer,
    check_reason,
    check_return_window,
    check_step,
    may_take,
    same_person,
    works_for,
)
from tidu.domain.opinions.checks._taking import (
    check_author,
    check_client,
    check_limits,
    check_still_heard,
    check_words,
    clean_words,
)
from tidu.domain.opinions.checks._values import (
    Author,
    Device,
    Reply,
    Suggested,
    UnableToMoveOpinion,
    UnableToPublish,
    UnableToSetUp,
    UnableToTakeDown,
)

__all__ = [
    "Author",
    "Device",
    "Reply",
    "Suggested",
    "UnableToMoveOpinion",
    "UnableToPublish",
    "UnableToSetUp",
    "UnableToTakeDown",
    "check_assignment",
    "check_author",
    "check_can_answer",
    "check_can_merge",
    "check_can_set_aside",
    "check_can_split",
    "check_can_unsplit",
    "check_client",
    "check_extension",
    "check_founded",
    "check_limits",
    "check_officer",
    "check_rater",
    "check_rating",
    "check_reason",
    "check_reply",
    "check_return_window",
    "check_spoken",
    "check_step",
    "check_still_heard",
    "check_themes",
    "check_words",
    "clean_words",
    "last_round",
    "locked",
    "may_take",
    "present_round",
    "rule_for",
    "same_person",
    "told_from",
    "works_for",
]
