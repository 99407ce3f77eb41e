"""The law as data: national packs and those of the demo county, with scenario files beside each. No code."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""The folder of all packs and of the vocabulary of facts, to be given to `tidu.rules.load_library`."""

TEMPLATES: Final = FOLDER / "templates"
"""What a new policy of the county can begin with; no pack, and therefore of another suffix."""
