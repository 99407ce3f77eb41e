"""Mail addresses, number plates, online accounts, and papers that are known by the word before them."""

from __future__ import annotations

import re

from tidu.foundation.texts.masking._page import Kind, Page

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SEPARATOR = r"[\s:(是为]{0,4}"

PATTERNS = (
    (Kind.MAIL, re.compile(r"[A-Za-z0-9_.+\-]{2,40} ?@ ?[A-Za-z0-9\-]{1,40}(?:\.[A-Za-z0-9\-]{1,20}){1,4}")),
    (
        Kind.ONLINE_ACCOUNT,
        re.compile(
            rf"(?:(?:QQ|qq|Qq)(?:号码?)?|微信号?码?|(?<![A-Za-z])(?:wx|vx|WX|VX)(?:号)?|[Ww]e[Cc]hat){SEPARATOR}"
            r"(?P<it>(?=[A-Za-z_\-]*\d)[A-Za-z0-9_\-]{5,20})(?![A-Za-z0-9_])"
        ),
    ),
    (
        Kind.ID_NUMBER,
        re.compile(
            r"(?:护照|通行证|军官证|士兵证|警官证|驾驶证|驾照|学籍|学号|准考证|社保卡?|医保卡?|残疾证|居住证)(?:号码?|编号)?"
            rf"{SEPARATOR}(?:字?第)?(?P<it>(?=[A-Z]{{0,3}}[ \-]?\d)[A-Z0-9](?:[ \-]?[A-Z0-9]){{6,21}})(?![A-Za-z0-9])"
        ),
    ),
    (
        Kind.PLATE,
        re.compile(
            rf"(?P<it>[{PROVINCES}] ?[A-HJ-Z][ .·\-]{{0,2}}"
            r"(?=[A-HJ-NP-Z0-9 ]{0,5}\d)(?:[A-HJ-NP-Z0-9] ?){4,5}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9市区县])"
        ),
    ),
)


def find(page: Page) -> None:
    """Take every mail address, online account, paper and plate."""
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(page.seen(page.plain)):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            page.take(start, end, kind)
