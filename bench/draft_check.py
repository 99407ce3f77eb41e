"""Drafts about the demo county with planted faults: the share of wrong numbers found, and of right ones called wrong.

Builds the demo county in a folder of its own first. The seed draws templates, wordings and faults; what is right is
written by hand in the generator. Behind them come drafts that are written by hand altogether.

    python bench/draft_check.py [seed]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidu.project.settings")
os.environ["TIDU_TODAY"] = "2025-06-10"
os.environ["TIDU_DATABASE_URL"] = ""

import django
from _measure import bar

AS_OF_ON = date(2025, 6, 10)
RECALL, FALSE_ALARMS = 95, 3
BY_HAND = Path(__file__).parents[1] / "tests" / "integration" / "demo" / "drafts_by_hand.txt"


def main(seed: int, home: Path) -> None:
    """Print the score on one seed."""
    from tests.factories.planted_drafts import drafts, marked, scored
    from tidu.demo import quotas
    from tidu.demo.build import build
    from tidu.foundation.clock import AsOf
    from tidu.reporting import draft_check
    from tidu.reporting.draft.checking import check

    build(seed=quotas.SEED, as_of=AS_OF_ON, home=home, force=False)
    as_of = AsOf(on=AS_OF_ON)
    made = drafts(seed)
    asker, places = draft_check.asker(as_of), draft_check.places()
    begun = time.process_time()
    score = scored(made, [check(draft.text, asker, places) for draft in made])
    spent = time.process_time() - begun
    print(
        f"planted drafts: {len(made)} with {score.numbers} numbers, {score.wrong} of them wrong, seed {seed}"
    )
    bar("recall of wrong numbers", 100 * score.recall, least=RECALL, unit=" %")
    bar("false alarms on right numbers", 100 * score.false_alarms, most=FALSE_ALARMS, unit=" %")
    print(
        f"  right numbers confirmed: {score.confirmed} of {score.right}; {spent / len(made) * 1000:.0f} ms a draft"
    )
    for fault, (planted, found) in sorted(score.by_fault.items()):
        print(f"  {fault}: {found} of {planted} found")
    for where in (*score.missed, *score.alarmed):
        print(f"  mistaken: {where!r}")
    lines = BY_HAND.read_text(encoding="utf-8").splitlines()
    written = [marked(line) for line in lines if line and not line.startswith("#")]
    score = scored(written, [check(draft.text, asker, places) for draft in written])
    print(f"drafts by hand: {len(written)} with {score.numbers} numbers, {score.wrong} of them wrong")
    bar("recall of wrong numbers", 100 * score.recall, least=RECALL, unit=" %")
    bar("false alarms on right numbers", 100 * score.false_alarms, most=FALSE_ALARMS, unit=" %")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TIDU_HOME"] = folder
        django.setup()
        main(int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(10**6), Path(folder))
