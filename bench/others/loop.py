"""What runs in the throw-away environment: does a piece of work each time it is told to, and says how long it took.

Reads lines: `run` times the work, `write <file>` writes its last result, anything else ends. Answers with one line of
JSON each. Nothing of Tidu is imported here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def obey(run: Callable[[], Any], write: Callable[[Any, str], None]) -> None:
    """Say that the data are loaded, then follow the lines that come."""
    print(json.dumps({"ready": True}), flush=True)
    result = None
    for line in sys.stdin:
        command, _, file = line.strip().partition(" ")
        if command == "run":
            start, used = time.perf_counter(), time.process_time()
            result = run()
            found = {"seconds": time.perf_counter() - start, "used": time.process_time() - used}
        elif command == "write":
            write(result, file)
            found = {"written": file}
        else:
            return
        print(json.dumps(found), flush=True)
