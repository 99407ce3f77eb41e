"""Transition tables: which step may follow which, as data.

Every app that moves records through states declares one table in its `vocabulary`; the same table refuses an
illegal jump, offers the next steps on screen and draws the diagram in the documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class IllegalTransition(ValueError):
    """Raised when a step is not in the table; the message is Chinese and fit for the user."""


@dataclass(frozen=True)
class Transition:
    """One allowed step: `action` moves a record from `source` to `target` by someone holding one of `roles`."""

    action: str
    label: str
    source: str
    target: str
    roles: frozenset[str]
    needs_reason: bool = False


@dataclass(frozen=True)
class TransitionTable:
    """All allowed steps of one kind of record. `labels` gives each state its Chinese name."""

    name: str
    labels: dict[str, str]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        """Refuse a table that names a state without a label or the same step twice."""
        seen: set[tuple[str, str]] = set()
        for step in self.transitions:
            for state in (step.source, step.target):
                if state not in self.labels:
                    raise ValueError(f"{self.name}: state {state!r} has no label")
            if (step.source, step.action) in seen:
                raise ValueError(f"{self.name}: {step.action!r} from {step.source!r} stands twice")
            seen.add((step.source, step.action))

    def from_state(self, state: str, roles: Iterable[str] | None = None) -> tuple[Transition, ...]:
        """Return the steps that may follow `state`, for holders of `roles` if given."""
        held = None if roles is None else frozenset(roles)
        return tuple(
            step for step in self.transitions if step.source == state and (held is None or step.roles & held)
        )

    def between(self, source: str, target: str) -> Transition:
        """Return the step from `source` to `target`; raise IllegalTransition naming the steps allowed."""
        for step in self.transitions:
            if step.source == source and step.target == target:
                return step
        allowed = "、".join(self.labels[step.target] for step in self.from_state(source)) or "无"
        raise IllegalTransition(
            f"{self.name}：不能从“{self.labels[source]}”直接到“{self.labels[target]}”。可到：{allowed}。"
        )

    def step(self, source: str, action: str) -> Transition:
        """Return the step that an act is from a state; raise IllegalTransition naming what can be done there."""
        for step in self.transitions:
            if step.source == source and step.action == action:
                return step
        wanted = next(step.label for step in self.transitions if step.action == action)
        possible = "、".join(dict.fromkeys(step.label for step in self.from_state(source))) or "无"
        raise IllegalTransition(
            f"{self.name}：现在是“{self.labels[source]}”，不能“{wanted}”。可以：{possible}。"
        )

    def mermaid(self) -> str:
        """Return the state diagram of the documentation."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{label}" as {state}' for state, label in self.labels.items()]
        lines += [f"    {step.source} --> {step.target}: {step.label}" for step in self.transitions]
        return "\n".join(lines)
