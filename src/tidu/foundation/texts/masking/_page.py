"""A text under masking: views of it that keep every offset, and the spans found so far."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What is personal about a stretch of text."""

    PHONE = "PHONE"
    ID_NUMBER = "ID_NUMBER"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    NAME = "NAME"
    ADDRESS = "ADDRESS"
    MAIL = "MAIL"
    PLATE = "PLATE"
    ONLINE_ACCOUNT = "ONLINE_ACCOUNT"

    @property
    def label(self) -> str:
        """Return the Chinese word."""
        return LABELS[self]


LABELS = {
    Kind.PHONE: "电话",
    Kind.ID_NUMBER: "证件号码",
    Kind.BANK_ACCOUNT: "银行账号",
    Kind.NAME: "姓名",
    Kind.ADDRESS: "住址",
    Kind.MAIL: "邮箱",
    Kind.PLATE: "车牌号",
    Kind.ONLINE_ACCOUNT: "网络账号",
}

NUMBER_COVER, ADDRESS_COVER, NAME_COVER = "\ue000", "\ue001", "\ue002"
COVERS = {Kind.ADDRESS: ADDRESS_COVER, Kind.NAME: NAME_COVER}
"""What later finders see where something was found: private-use characters, so that no pattern takes them for text."""

CHINESE_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", "00123456789", strict=True)),
    **dict(zip("○幺两壹贰叁肆伍陆柒捌玖", "012123456789", strict=True)),
}
LIST_DIGITS = re.compile("[⓪①-⑨❶-❾⁰¹²³⁴-⁹₀-₉]{7,}")
"""So many ringed or raised digits in a row are no numbers of a list and no powers, but a number in disguise."""
LETTER_DIGITS = re.compile(r"(?<=\d)(?:[Oo]+(?![A-Za-z])|[OolI]+(?=\d))")
"""Letters typed for nought and one inside a number; no credit code has them, for GB 32100 leaves them out."""
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0f\u20e3"


@dataclass(frozen=True)
class Span:
    """A stretch `[start, end)` of the original text, what it is, and what replaces it."""

    start: int
    end: int
    kind: Kind
    replacement: str


@dataclass(frozen=True)
class Masked:
    """The text as it may be published, and the spans of the original, in order and never overlapping."""

    text: str
    spans: tuple[Span, ...]


def plain_character(character: str) -> str:
    """Return the one ASCII character that a full-width, dashed, dotted or blank one stands for, else the same one.

    A digit of any script or setting (𝟏, ٣) is the digit; numbers of a list (①) and powers (³) are none.
    """
    if character == "\n":
        return "\n"
    if (digit := unicodedata.decimal(character, -1)) >= 0:
        return str(digit)
    if character.isspace() or character in INVISIBLE:
        return " "
    if unicodedata.category(character) == "Pd" or character in "−~～ー":
        return "-"
    if character in "·•・‧":
        return "·"
    folded = unicodedata.normalize("NFKC", character) if "\uff01" <= character <= "\uff5e" else character
    return folded if len(folded) == 1 else character


@dataclass
class Page:
    """A text and what was found in it. Every view has the text's own length, so an offset is good in all of them."""

    text: str
    found: list[Span] = field(default_factory=list)

    @cached_property
    def plain(self) -> str:
        """The text with full-width letters, digits and signs as ASCII and every blank but the line break as a space."""
        return "".join(map(plain_character, self.text))

    @cached_property
    def digits(self) -> str:
        """The plain text with Chinese digits, and ringed digits and letters typed for digits, as ASCII digits."""
        view = "".join(CHINESE_DIGITS.get(c, c) for c in self.plain)
        view = LIST_DIGITS.sub(lambda run: "".join(str(unicodedata.digit(c)) for c in run[0]), view)
        return LETTER_DIGITS.sub(lambda run: "".join("0" if c in "Oo" else "1" for c in run[0]), view)

    def seen(self, view: str) -> str:
        """Return a view with what was found covered."""
        characters = list(view)
        for span in self.found:
            cover = COVERS.get(span.kind, NUMBER_COVER)
            characters[span.start : span.end] = cover * (span.end - span.start)
        return "".join(characters)

    def take(self, start: int, end: int, kind: Kind) -> None:
        """Note a find; one that touches an earlier find is left, for the earlier finder was surer."""
        if start < end and not any(start < span.end and span.start < end for span in self.found):
            self.found.append(Span(start, end, kind, f"[{kind.label}]"))

    def masked(self) -> Masked:
        """Return the text with every find replaced."""
        spans = tuple(sorted(self.found, key=lambda span: span.start))
        parts, at = [], 0
        for span in spans:
            parts += [self.text[at : span.start], span.replacement]
            at = span.end
        return Masked("".join([*parts, self.text[at:]]), spans)
