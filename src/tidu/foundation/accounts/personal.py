"""Personal fields as they are shown before somebody asks, on record, to see them in full."""

from __future__ import annotations


def masked_phone(phone: str) -> str:
    """Return 13812345678 as 138****5678; a number too short to keep both ends is hidden whole."""
    if len(phone) < 9:
        return "*" * len(phone)
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def masked_email(email: str) -> str:
    """Return wangli@example.cn as w****@example.cn: the domain tells where, not who."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}****{at}{domain}" if name else "*" * len(email)
