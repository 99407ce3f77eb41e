"""What must hold before something is kept of the rules' use."""

from __future__ import annotations

from tidu.domain.rulebook.models import Scenario
from tidu.domain.rulebook.vocabulary import POLICY_AUTHORS
from tidu.foundation.actors import Actor

NAME_LENGTH = 80


class UnableToKeep(ValueError):
    """Raised when a scenario or receipt may not be kept; the message is Chinese and says the mend."""


def may_try_reforms(actor: Actor) -> bool:
    """Return whether `actor` tries out reforms and keeps them."""
    return actor.is_system or actor.has_role(*POLICY_AUTHORS)


def check_scenario(*, actor: Actor, rule_code: str, name: str) -> None:
    """Refuse a scenario by somebody else, without a name, or under one that is taken."""
    check_author(actor)
    if not name:
        raise UnableToKeep("请给方案起一个名字，例如“4%、25万元”。")
    if len(name) > NAME_LENGTH:
        raise UnableToKeep(f"名字有 {len(name)} 个字，最多 {NAME_LENGTH} 个。请改短。")
    if Scenario.objects.filter(rule_code=rule_code, name=name).exists():
        raise UnableToKeep(f"已有名为“{name}”的方案。方案保存后不再改动，请换一个名字。")


def check_author(actor: Actor) -> None:
    """Refuse everybody but those who work on policies."""
    if not may_try_reforms(actor):
        raise UnableToKeep("只有科技局和县领导可以测算和保存方案。请联系科技局办理。")
