"""The ways of the desk: what stands in a firm's navigation, and under which key."""

from __future__ import annotations

from tidu.interfaces.desk import home, invited
from tidu.interfaces.kit import navigation
from tidu.interfaces.kit.navigation import Entry
from tidu.interfaces.kit.roles import CONTACTS

WAYS = (
    Entry("desk-tickets", "难题", CONTACTS),
    Entry("desk-cards", "参观卡", CONTACTS),
    Entry("desk-values", "本企业资料", CONTACTS, "m"),
    Entry("desk-research", "研发与税收", CONTACTS, "g"),
    Entry("desk-corrections", "更正申请", CONTACTS, "n"),
)


def declare() -> None:
    """Hand the ways and the homes to the shell."""
    navigation.declare(WAYS)
    home.declare()
    invited.declare()
