"""What must hold before something at an Open Day is written; each refusal says in Chinese where and how to mend it."""

from tidu.domain.openday.checks._door import (
    DoorClosed,
    UnableToCheckIn,
    check_client,
    check_device,
    check_door_open,
    check_walk_in,
)
from tidu.domain.openday.checks._guests import (
    UnableToInvite,
    UnableToReply,
    check_can_reply,
    check_can_sign_up,
    check_can_withdraw,
    check_guest,
    check_quota,
    check_substitute,
)
from tidu.domain.openday.checks._plan import (
    UnableToPlan,
    check_file,
    check_leg,
    check_officer,
    check_open,
    check_owned,
    check_seats,
    check_size,
    check_step,
    check_words,
)
from tidu.domain.openday.checks._voices import UnableToAnswer, check_score

__all__ = [
    "DoorClosed",
    "UnableToAnswer",
    "UnableToCheckIn",
    "UnableToInvite",
    "UnableToPlan",
    "UnableToReply",
    "check_can_reply",
    "check_can_sign_up",
    "check_can_withdraw",
    "check_client",
    "check_device",
    "check_door_open",
    "check_file",
    "check_guest",
    "check_leg",
    "check_officer",
    "check_open",
    "check_owned",
    "check_quota",
    "check_score",
    "check_seats",
    "check_size",
    "check_step",
    "check_substitute",
    "check_walk_in",
    "check_words",
]
