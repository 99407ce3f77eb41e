"""Phones, ID numbers and bank accounts, however their digits are written and set apart.

Digits that are only held apart by blanks, dashes, dots or brackets form a chain of groups. A number is one run of whole
groups, so that a floor number or a date beside it is neither swallowed nor in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tidu.foundation.texts.masking._page import CHINESE_DIGITS, Kind, Page

CHAIN = re.compile(r"\d(?:[\s.·\-()]{0,4}\d)*")
MOST_DIGITS = 30
REACH = 18  # characters before a number in which a word still tells what it is

MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}")
PARTED_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?P<sign>[,、/_*+|:;~#=]|[。…]+)\d{4}(?P=sign)\d{4}(?!\d)")
"""A mobile parted 3-4-4 by a sign that no chain takes, as it also parts the items of a list."""
LANDLINE = re.compile(r"(?:86)?(?:0(?:10|2\d|[3-9]\d\d))[2-8]\d{6,7}")
LOCAL_LINE = re.compile(r"[2-8]\d{6,7}")
CARD = re.compile(r"(?:62\d{14,17}|(?:4|5|60|3[5-7]|9558)\d{11,18})")
PROVINCES = frozenset(
    str(code)
    for codes in ((11, 16), (21, 24), (31, 38), (41, 47), (50, 55), (61, 66), (71, 72), (81, 84))
    for code in range(*codes)
)

WORDS = re.compile(
    r"(?P<paper>身份证(?:件)?|公民身份|证件号)"
    r"|(?P<bank>账号|帐号|账户|帐户|卡号|银行卡|储蓄卡|工资卡|社保卡|存折|开户行|开户银行|户头|[工农建中]行|农商行|信用社|邮储)"
    r"|(?P<phone>电话|手机|座机|固话|联系方式|联系|致电|拨打|来电|热线|传真|短信|微信|tel|phone|mobile|call)"
    r"|(?P<other>信用代码|项目代码|代码|编号|文号|[单订工案批票图货]号|合同号|证书号|许可证|备案号|受理号|发票|批次|版本"
    r"|产权证?|字第|第|\bno|[〕﹞\]〉])",
    re.IGNORECASE,
)
MONEY_BEFORE = re.compile(
    r"(?:[¥￥$]|金额|人民币|rmb|共计|合计|资金|总额|投入|产值|收入|税额)[约为是达:\s]*$", re.IGNORECASE
)
MEASURE_AFTER = re.compile(
    r"(?:\.\d+)?[ 多余]*(?:元|万|亿|美元|块|%|‰|度|吨|[平立]方|平米|米|亩|㎡|公里|千瓦|斤|人|户|次|条)"
)
NUMBER_AFTER = re.compile(r"\s*号(?![码：:，,。]|$)")


@dataclass(frozen=True)
class Group:
    """Digits that stand together, where they stand, and what holds them apart from the group before."""

    digits: str
    start: int
    end: int
    joint: str

    @property
    def bound(self) -> bool:
        """Whether a dash or dot ties this group to the one before: part of one number, as in a project's code."""
        return bool(re.fullmatch(r"[.·\-]+", self.joint))


@dataclass(frozen=True)
class Candidate:
    """A run of whole groups of a chain, and the view it stands in."""

    groups: tuple[Group, ...]
    view: str
    tied: bool  # a dash or dot ties it to digits outside

    @property
    def digits(self) -> str:
        """All its digits."""
        return "".join(group.digits for group in self.groups)

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.groups[0].start

    @property
    def end(self) -> int:
        """Where it ends, the X of an ID number left out."""
        return self.groups[-1].end

    def held_by(self, signs: str) -> bool:
        """Whether one of some signs holds its groups apart."""
        return any(sign in group.joint for group in self.groups[1:] for sign in signs)

    @property
    def before(self) -> str:
        """What stands before it, up to the end of a sentence or another number."""
        return re.split(r"[\d。！!？?；;\ue000]", self.view[max(0, self.start - REACH) : self.start])[-1]

    @property
    def after(self) -> str:
        """What stands after it."""
        return self.view[self.end : self.end + 8]

    @property
    def word(self) -> str:
        """Which kind of word before it tells what it is: paper, bank, phone, other or none; the nearest one tells."""
        found = [
            match.lastgroup or ""
            for match in WORDS.finditer(self.before)
            if match.lastgroup != "other" or not re.search("[,，、]", self.before[match.end() :])
        ]
        return found[-1] if found else ""

    @property
    def lettered(self) -> bool:
        """Whether letters touch it, as in a credit code or a standard's number."""
        touching = (self.view[self.start - 1 : self.start] if self.start else "") + self.after[:1]
        return bool(re.search(r"[A-Za-z]", touching))

    @property
    def counted(self) -> bool:
        """Whether it says how much or how many."""
        return bool(MONEY_BEFORE.search(self.before) or MEASURE_AFTER.match(self.after))

    @property
    def registered(self) -> bool:
        """Whether it is the number of a document or an order, not of a person."""
        if self.word == "other":
            return True
        return bool(NUMBER_AFTER.match(self.after)) and self.word == ""


def find(page: Page) -> None:
    """Take every phone, ID number and bank account."""
    view = page.seen(page.digits)
    for chain in CHAIN.finditer(view):
        groups = _groups(page.plain, view, chain.start(), chain.end())
        at = 0
        while at < len(groups):
            taken = _take_at(page, view, groups, at)
            at += max(1, taken)
    for parted in PARTED_MOBILE.finditer(view):
        page.take(parted.start(), parted.end(), Kind.PHONE)


def _groups(plain: str, view: str, start: int, end: int) -> list[Group]:
    """Cut a chain into groups: at everything that is no digit, and where Chinese digits meet others."""
    groups: list[Group] = []
    last = start
    for match in re.finditer(r"\d+", view[start:end]):
        for low, high in _scripts(plain, start + match.start(), start + match.end()):
            groups.append(Group(view[low:high], low, high, view[last:low]))
            last = high
    return groups


def _scripts(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of digits of one script."""
    low = start
    for at in range(start + 1, end + 1):
        if at == end or (plain[at] in CHINESE_DIGITS) != (plain[low] in CHINESE_DIGITS):
            yield low, at
            low = at


def _take_at(page: Page, view: str, groups: list[Group], at: int) -> int:
    """Take the longest number that begins with the group; return of how many groups it is made, 0 if there is none."""
    for upto in range(_reach(groups, at), at, -1):
        tied = groups[at].bound or (upto < len(groups) and groups[upto].bound)
        candidate = Candidate(tuple(groups[at:upto]), view, tied)
        found = _recognise(candidate)
        if found:
            kind, end = found
            page.take(_with_prefix(view, candidate.start, end), end, kind)
            return upto - at
    return 0


def _reach(groups: list[Group], at: int) -> int:
    """Return the group before which a number that begins at this group must end."""
    total = 0
    for upto in range(at, len(groups)):
        total += len(groups[upto].digits)
        if total > MOST_DIGITS:
            return upto
    return len(groups)


def _with_prefix(view: str, start: int, end: int) -> int:
    """Return where the number begins with its plus sign, and with an opening bracket that closes inside it: (0794)."""
    signs = "+(" if ")" in view[start:end] else "+"
    while start and view[start - 1] in signs:
        start -= 1
    return start


def _recognise(candidate: Candidate) -> tuple[Kind, int] | None:
    """Return what the number is and where it ends, None if it is nobody's."""
    digits = candidate.digits
    if len(digits) < 7:
        return None
    end = _end_of_id(candidate)
    if end is not None:
        return Kind.ID_NUMBER, end
    if is_account(candidate):
        return Kind.BANK_ACCOUNT, candidate.end
    if is_phone(candidate):
        return Kind.PHONE, candidate.end + _extension(candidate)
    return None


def _end_of_id(candidate: Candidate) -> int | None:
    """Return where an ID number ends, its X included; None if the candidate is none."""
    digits, end = candidate.digits, candidate.end
    if candidate.held_by("()"):
        return None
    if candidate.tied and not _checked(digits):
        return None
    if len(digits) == 17:
        tail = re.match(r"[\s.·\-]{0,3}[Xx×](?![A-Za-z0-9])", candidate.after)
        if tail is None:
            return None
        digits, end = digits + "X", end + tail.end()
    if candidate.lettered and end == candidate.end:
        return None
    by_word = candidate.word == "paper" and len(digits) in {15, 18}
    if by_word or (_born(digits) and (_checked(digits) or not candidate.registered)):
        return end
    return None


def _born(digits: str) -> bool:
    """Whether 15 or 18 digits name a province and a day of birth."""
    if digits[:2] not in PROVINCES or len(digits) not in {15, 18}:
        return False
    day = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    return _is_day(day) and "1900" <= day[:4] <= "2099"


def _is_day(day: str) -> bool:
    """Whether eight digits are a day of the calendar."""
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def _checked(digits: str) -> bool:
    """Whether the 18th character is what GB 11643 computes from the 17 before it."""
    if len(digits) != 18 or not digits[:17].isdigit():
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17]


def is_account(candidate: Candidate) -> bool:
    """Whether it is a bank account: by the word before it, or a card, or a long number that nothing else explains."""
    digits = candidate.digits
    if candidate.word == "bank" and not candidate.lettered:
        return 9 <= len(digits) <= MOST_DIGITS and not candidate.counted
    if candidate.tied or candidate.lettered or candidate.registered or candidate.counted:
        return False
    if candidate.held_by(".()"):
        return False
    if CARD.fullmatch(digits) and _luhn(digits):
        return True
    return 16 <= len(digits) <= 19 and not _is_day(digits[:8]) and not _is_credit_code(digits)


def _luhn(digits: str) -> bool:
    """Whether the last digit is the card's check digit."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _is_credit_code(digits: str) -> bool:
    """Whether 18 digits have the shape of a firm's credit code (GB 32100): such a number is public."""
    return len(digits) == 18 and digits[0] in "159" and digits[2:4] in PROVINCES


def is_phone(candidate: Candidate) -> bool:
    """Whether it is a phone: a mobile, a line with its area code, or a short number after a word for phones."""
    digits, called = candidate.digits, candidate.word == "phone"
    if candidate.counted and not called:
        return False
    if candidate.registered:
        return False
    shape = [len(group.digits) for group in candidate.groups]
    if MOBILE.fullmatch(digits):
        return _mobile_stands_alone(candidate) or shape in ([11], [3, 4, 4]) or not candidate.tied
    if candidate.lettered and not called:
        return False
    if candidate.tied and not _extension(candidate):
        return False
    if LANDLINE.fullmatch(digits):
        return not candidate.held_by(".")
    return called and bool(LOCAL_LINE.fullmatch(digits)) and not _is_day(digits.ljust(8, "0"))


def _mobile_stands_alone(candidate: Candidate) -> bool:
    """Whether a mobile's digits are no part of a longer code of letters and digits."""
    return not candidate.tied and not candidate.lettered


def _extension(candidate: Candidate) -> int:
    """Return how many characters an extension after the number takes: a dash or 转, and up to four digits."""
    match = re.match(r"\s?(?:-|转)\s?\d{1,4}(?![\d\-])", candidate.view[candidate.end : candidate.end + 9])
    return match.end() if match else 0
