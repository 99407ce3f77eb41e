"""QR codes on paper: an address that a telephone opens, as an inline SVG without any style of its own."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString

CORRECTION = "m"
"""15 % of the squares may be lost to a fold or a stain and the code still reads."""


def png(address: str) -> bytes:
    """Return the code of an address as a picture for a Word file: small, and sharp at any size a printer has."""
    out = io.BytesIO()
    segno.make(address, micro=False, error=CORRECTION).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def svg(address: str, title: str) -> SafeString:
    """Return the code of an address as SVG that scales to its box; `title` is read to those who cannot see it.

    segno escapes both texts, so the result is safe in a page; it carries presentation attributes only, which our
    content policy allows.
    """
    code = segno.make(address, micro=False, error=CORRECTION)
    return SafeString(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, title=title, border=4))
