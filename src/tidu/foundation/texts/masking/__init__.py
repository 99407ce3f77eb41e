"""Personal data out of a text that is to be published: what was found, where, and what stands there instead.

Finders run one after the other, and what one has found is covered for the next: contacts (mail, plates, online
accounts, papers), numbers (phones, ID numbers, bank accounts), addresses, names. Nothing is certain: a person looks at
the preview that the spans allow before anything is published.
"""

from __future__ import annotations

from collections.abc import Iterable

from tidu.foundation.texts.masking import _addresses, _contacts, _names, _numbers
from tidu.foundation.texts.masking._page import Kind, Masked, Page, Span

__all__ = ["NUMBERS", "Kind", "Masked", "Span", "digits_of", "mask"]

NUMBERS = frozenset(
    {Kind.PHONE, Kind.ID_NUMBER, Kind.BANK_ACCOUNT, Kind.MAIL, Kind.PLATE, Kind.ONLINE_ACCOUNT}
)
"""What leads to a person by itself; found far more surely than names and addresses."""


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """Return the text with personal data replaced, and the spans of the original that were replaced.

    `names` are names known to belong to the text (its authors, people it is about): they are masked wherever they
    stand. Offices' 400 and 800 lines, money, dates, document numbers and credit codes stay, and what is already masked.
    """
    page = Page(text)
    _contacts.find(page)
    _numbers.find(page)
    _addresses.find(page)
    _names.find(page, tuple(names))
    return page.masked()


def digits_of(text: str) -> str:
    """Return all digits of a text as ASCII, one after the other: full-width and Chinese ones, whatever is between."""
    return "".join(filter(str.isdecimal, Page(text).digits))
