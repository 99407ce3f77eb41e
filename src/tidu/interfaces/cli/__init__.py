"""The command line `tidu`: one parser, one module per noun (demo, serve, figures, rules, intake, speech).

Each command module offers `add_to(subparsers)` and a `run(arguments) -> int`. Django is set up only by the
commands that touch records, so `tidu rules` starts fast.
"""

from tidu.interfaces.cli.main import main

__all__ = ["main"]
