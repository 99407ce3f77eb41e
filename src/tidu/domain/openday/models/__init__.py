"""Records of the Open Day."""

from tidu.domain.openday.models._door import CheckIn, DoorDevice, HeadCount
from tidu.domain.openday.models._events import Event, Invitation, Quota, SignUp
from tidu.domain.openday.models._programme import (
    CardField,
    Highlight,
    Leg,
    PolicyTold,
    ProgrammeItem,
    Stop,
    TourGroup,
    Vehicle,
)
from tidu.domain.openday.models._voices import FeedbackSheet, FeedbackTablet, StopFeedback, SurveyAnswer

__all__ = [
    "CardField",
    "CheckIn",
    "DoorDevice",
    "Event",
    "FeedbackSheet",
    "FeedbackTablet",
    "HeadCount",
    "Highlight",
    "Invitation",
    "Leg",
    "PolicyTold",
    "ProgrammeItem",
    "Quota",
    "SignUp",
    "Stop",
    "StopFeedback",
    "SurveyAnswer",
    "TourGroup",
    "Vehicle",
]
