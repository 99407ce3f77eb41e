"""Number formats under which a cell shows another number than it holds: per cent, and scaling by thousands.

A cell that holds 0.125 and shows 12.5 %, or holds 1234500 and shows 123.5, is not what its sender believes it to be.
"""

from __future__ import annotations

import re

PERCENT = "设成了百分数格式"
SCALED = "的格式把显示的数缩小了"
NO_TEXT = "公式给出空文本，当作没有填"
"""Not a format, but of the same kind: a cell that looks empty and holds a formula."""

BUILT_IN = {9: PERCENT, 10: PERCENT}
"""Numbers of the formats that every spreadsheet knows without writing them down."""

_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\!_*].')
_SCALING = re.compile(r"[0#?],+(?![0#?,])")


def mask_of(code: str) -> str:
    """Return how a format code changes the number shown, "" when it does not."""
    bare = _LITERAL.sub("", code).partition(";")[0]
    if "%" in bare:
        return PERCENT
    return SCALED if _SCALING.search(bare) else ""
