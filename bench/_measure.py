"""Measuring in turns: what is compared runs one after the other in every round, and the best rounds are compared.

Two clocks are read. The wall clock is what a person waits; the processor time of the process (all its threads) is what
it costs, and stays the same when other work shares the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

OTHERS = Path(__file__).parent / "others"


class Spent(NamedTuple):
    """Seconds on the wall, and seconds of processor time."""

    wall: float
    used: float


def spent(run: Callable[[], object]) -> Spent:
    """Return what one run took."""
    wall, used = time.perf_counter(), time.process_time()
    run()
    return Spent(time.perf_counter() - wall, time.process_time() - used)


def in_turns(runs: Mapping[str, Callable[[], Spent]], rounds: int = 7) -> dict[str, Spent]:
    """Return the least each of them took, on either clock, over rounds in which all take their turn."""
    found: dict[str, list[Spent]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return {
        name: Spent(min(s.wall for s in all_of), min(s.used for s in all_of))
        for name, all_of in found.items()
    }


def bar(
    what: str, value: float, most: float | None = None, least: float | None = None, unit: str = ""
) -> bool:
    """Print a figure beside the bar it is held to, say where it is missed, and return whether it was held."""
    held = (most is None or value <= most) and (least is None or value >= least)
    aim = f"bar <= {most:g}" if most is not None else f"bar >= {least:g}"
    print(f"  {what}: {value:,.2f}{unit} ({aim}{unit}{'' if held else ', missed'})")
    return held


def ratios(
    what: str, ours: Spent, theirs: Spent, most: float | None = None, least: float | None = None
) -> None:
    """Print a ratio on both clocks, each held to the bar, and the seconds behind it."""
    for clock, our, their in (
        ("processor", ours.used, theirs.used),
        ("wall clock", ours.wall, theirs.wall),
    ):
        bar(f"{what}, {clock} ({our:.3f} s against {their:.3f} s)", our / their, most, least)


def environment(folder: Path, *packages: str) -> Path | None:
    """Return the Python of a fresh environment with some packages, None (and the reason said) without them."""
    python = folder / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    try:
        _quietly(uv, "venv", "--python", sys.executable, folder)
        _quietly(uv, "pip", "install", "--python", python, *packages)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = getattr(error, "stderr", "") or str(error)
        print(
            f"  {', '.join(packages)}: cannot be installed here, left out ({reason.strip().splitlines()[-1]})"
        )
        return None
    return python


def _quietly(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


@dataclass
class Other:
    """A piece of work in another environment, done each time it is asked."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls, python: Path, script: str, *arguments: object) -> Other:
        """Start it and wait until its data are loaded."""
        command = [str(python), str(OTHERS / script), *map(str, arguments)]
        other = cls(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        other._answer()
        return other

    def run(self) -> Spent:
        """Do it once."""
        found = self.ask("run")
        return Spent(found["seconds"], found["used"])

    def ask(self, line: str) -> dict[str, Any]:
        """Send a line and return what is answered."""
        assert self.process.stdin is not None  # noqa: S101  # it was started with pipes
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._answer()

    def stop(self) -> None:
        """End it."""
        self.process.communicate("end\n", timeout=60)

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None  # noqa: S101
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended with {self.process.wait()}")
        return json.loads(line)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="tidu-bench-")


def resident() -> int:
    """Return the bytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
