"""Signed links: what somebody without an account may open, and nothing else.

A link names one thing for one purpose. It cannot be guessed, nor turned into a link to another thing or for another
purpose: the signature covers both. Whether the thing still stands is asked of the records, not of the link.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

SEPARATOR = "~"
BROKEN = "这个链接不完整或已失效。请重新扫码，或向发给您链接的人再要一次。"


class BrokenLink(ValueError):
    """Raised for a link that nobody signed; the message is Chinese and fit for a guest."""


def sign(purpose: str, subject: str) -> str:
    """Return the signed name of `subject` (letters, digits, - and _) for one purpose."""
    return _signer(purpose).sign(subject)


def read(purpose: str, token: str) -> str:
    """Return the subject of a link that was signed for this purpose; raise BrokenLink for any other."""
    try:
        return _signer(purpose).unsign(token)
    except BadSignature:
        raise BrokenLink(BROKEN) from None


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"tidu.links.{purpose}", sep=SEPARATOR)
