"""The 64 people with accounts, over the eight roles, with the dates of their posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count

from tidu.demo import geography
from tidu.demo.model import Appointment, Organisation, Person
from tidu.foundation.accounts.vocabulary import RepresentativeGroup as Group
from tidu.foundation.accounts.vocabulary import Role

STARTED_ON = date(2021, 12, 1)
CONTACTS_FROM = date(2023, 3, 1)
GUESTS_FROM = date(2024, 5, 6)
REPLACED_ON = date(2024, 9, 2)
REPLACED_AT = geography.TOWNSHIP_CODES[2]
"""The township whose leader was replaced: the old role ended, a successor took over the same day."""

ADVISER_CODES = ("P001", "P002", "P003", "P004", "P005", "P006", "P007")
"""The section clerks, who advise the cultivated firms."""

CONTACTS = 20

_CLERKS = (
    (geography.GENERAL_SECTION, "综合股股长"),
    (geography.GENERAL_SECTION, "综合股科员"),
    (geography.HIGHTECH_SECTION, "高新技术股股长"),
    (geography.HIGHTECH_SECTION, "高新技术股科员"),
    (geography.TRANSFER_SECTION, "成果转化股股长"),
    (geography.PLATFORM_SECTION, "平台与人才股股长"),
    (geography.PLATFORM_SECTION, "平台与人才股科员"),
)
_DIRECTORS = ("局长", "副局长", "副局长", "总工程师")
_COUNTY_LEADERS = ("县长", "分管副县长", "副主任")
_REPRESENTATIVES = (
    ("SOCIETY-PARTY", Group.PARTY_DELEGATE),
    ("SOCIETY-CONGRESS", Group.CONGRESS_DEPUTY),
    ("SOCIETY-CPPCC", Group.CPPCC_MEMBER),
    ("MEDIA-NEWS", Group.MEDIA),
    ("MEDIA-DAILY", Group.MEDIA),
    ("SOCIETY-PUBLIC", Group.PUBLIC),
)


def people(names: Iterator[str], firms: Sequence[Organisation]) -> tuple[Person, ...]:
    """Return everybody with an account; `firms` are the organisations whose contacts have one."""
    codes = (f"P{number:03d}" for number in count(1))

    def person(username: str, *appointments: Appointment) -> Person:
        code = next(codes)
        return Person(code, next(names), username, appointments, phone=f"1000000{code[1:]:0>4}")

    return (
        *_series(person, "clerk", Role.SECTION_CLERK, _CLERKS),
        *_series(person, "director", Role.BUREAU_DIRECTOR, [(geography.BUREAU, post) for post in _DIRECTORS]),
        *_series(
            person,
            "county",
            Role.COUNTY_LEADER,
            [(geography.COUNTY_OFFICE, post) for post in _COUNTY_LEADERS],
        ),
        *_series(person, "admin", Role.ADMINISTRATOR, [(geography.BUREAU, "系统管理员")] * 2),
        *_township_leaders(person),
        *_series(
            person, "firm", Role.ENTERPRISE_CONTACT, [(firm.code, "联系人") for firm in firms], CONTACTS_FROM
        ),
        *_series(
            person,
            "university",
            Role.UNIVERSITY_OFFICER,
            [(f"UNIVERSITY-{place}", "成果转化专员") for place in range(1, 7)],
            CONTACTS_FROM,
        ),
        *(
            person(f"guest{place}", Appointment(Role.REPRESENTATIVE, organisation, GUESTS_FROM, group=group))
            for place, (organisation, group) in enumerate(_REPRESENTATIVES, start=1)
        ),
    )


def _series(
    person: Callable[..., Person],
    username: str,
    role: Role,
    posts: Sequence[tuple[str, str]],
    from_on: date = STARTED_ON,
) -> list[Person]:
    """Return one person per (organisation, post title), their sign-in names numbered from 1."""
    return [
        person(f"{username}{place}", Appointment(role, organisation, from_on, post_title=post))
        for place, (organisation, post) in enumerate(posts, start=1)
    ]


def _township_leaders(person: Callable[..., Person]) -> list[Person]:
    """Return a leader per place, and in one township both the replaced one and the successor."""
    leaders = []
    for place, code in enumerate(geography.PLACE_CODES, start=1):
        post = "管委会副主任" if code == geography.PARK_CODE else "副乡镇长"
        until_on = REPLACED_ON if code == REPLACED_AT else None
        first = Appointment(Role.TOWNSHIP_LEADER, code, STARTED_ON, until_on, post)
        leaders.append(person(f"township{place}", first))
    successor = Appointment(Role.TOWNSHIP_LEADER, REPLACED_AT, REPLACED_ON, None, "副镇长")
    leaders.append(person("township16", successor))
    return leaders
