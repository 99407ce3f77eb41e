"""Python's collector is told once, in a process of its own."""

import subprocess
import sys

ASKED = """
import gc
from tidu.foundation.collector import look_seldom
look_seldom()
frozen = gc.get_freeze_count()
kept = [[] for _ in range(1_000)]
look_seldom()
print(frozen > 0, gc.get_freeze_count() == frozen, gc.get_threshold()[0])
"""


def test_what_is_loaded_is_set_aside_once_and_the_rest_looked_through_seldom():
    told = subprocess.run([sys.executable, "-c", ASKED], check=True, capture_output=True, text=True).stdout
    assert told.split() == ["True", "True", "50000"]
