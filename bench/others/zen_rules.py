"""One rule on zen-engine with its trace, firm by firm: `zen_rules.py <firms.json> <rule>`; loading is not timed.

Each line `run` explains the next firm: the decision is evaluated with the trace that says what came out of every step.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

import zen
from loop import obey


def decision(steps: list[dict[str, str]]) -> str:
    """Return a graph of input, one node of named expressions, and output."""
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "rule",
            "name": "rule",
            "type": "expressionNode",
            "position": {"x": 1, "y": 0},
            "content": {
                "expressions": [{"id": str(place), **step} for place, step in enumerate(steps)],
                "passThrough": True,
            },
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "rule", "type": "edge"},
        {"id": "2", "sourceId": "rule", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def main() -> None:
    """Load the firms and the decision, then explain one firm at every asking."""
    firms = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    steps = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    made = zen.ZenEngine().create_decision(decision(steps))
    turn = itertools.cycle(firms)

    def write(result: object, file: str) -> None:
        Path(file).write_text(json.dumps(result), encoding="utf-8")

    obey(lambda: made.evaluate(next(turn), {"trace": True}), write)


if __name__ == "__main__":
    main()
