"""Verbs of the rulebook: keep a decision or a reform, and bring a policy from a draft into use."""

from tidu.domain.rulebook.checks import UnableToDraft, UnableToKeep
from tidu.domain.rulebook.operations._drafting import (
    open_draft,
    publish_draft,
    record_review,
    return_draft,
    save_draft,
    submit_draft,
    withdraw_draft,
)
from tidu.domain.rulebook.operations._keeping import keep_scenario, record_decision
from tidu.domain.rulebook.operations._notices import (
    note_opened,
    note_read,
    note_tried,
    tell_firms,
    tell_of_new_policies,
)
from tidu.domain.rulebook.queries import UnableToSimulate

__all__ = [
    "UnableToDraft",
    "UnableToKeep",
    "UnableToSimulate",
    "keep_scenario",
    "note_opened",
    "note_read",
    "note_tried",
    "open_draft",
    "publish_draft",
    "record_decision",
    "record_review",
    "return_draft",
    "save_draft",
    "submit_draft",
    "tell_firms",
    "tell_of_new_policies",
    "withdraw_draft",
]
