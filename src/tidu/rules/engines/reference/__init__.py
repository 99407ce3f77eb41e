"""The reference engine: slow, readable, three-valued, and able to say why."""

from tidu.rules.engines.reference.judge import ReferenceEngine, evaluate, outcome_of

__all__ = ["ReferenceEngine", "evaluate", "outcome_of"]
