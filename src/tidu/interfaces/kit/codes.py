"""Codes on paper and screen that a phone reads: drawn by us, as vector, under our content policy."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET = 4
"""Modules of white around a code, as ISO/IEC 18004 asks."""


def picture(text: str, *, label: str) -> SafeString:
    """Return the code of an address as an inline drawing; `label` says in words where it leads."""
    code = segno.make(text, error="m", micro=False)
    return mark_safe(  # noqa: S308 - drawn by the library; the label is escaped by it
        code.svg_inline(border=QUIET, svgclass="code", omitsize=True, title=label, svgversion=1.1)
    )
