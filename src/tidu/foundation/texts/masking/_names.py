"""Names of people: a family name and a given one, where the words around say that a person is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import yaml

from tidu.foundation.texts.masking._page import Kind, Page

GAP = r"[ \n]{0,2}"
HAN = r"[\u4e00-\u9fff]"

TOLD = re.compile(
    r"(?:我名?叫|名叫|叫做|姓名|名字(?:叫|是)?|联系人|户主|法定代表人"
    r"|法人代表|法人|负责人|申请人|投诉人|举 ?报 ?人"
    r"|求助人|反映人|上访人|信访人|来信人"
    r"|留言人|建议人|提出人|提议人|当事人"
    r"|委托人|受害人|投资人|担保人|承办人|记录人|制表人|审核人|审批人|复核人|签发人|填报人|实际控制人|签名|签字|落款|署名|收款人|户名|开户人|持卡人|经办人|车主|房主|监护人|证明人|填表人|咨询人|报名人"
    r"|(?:审核|审批|复核|审定|制表|签发|核稿|记录|承办|经办|填表|填报)(?=[ \n]{0,2}:))"
    r"(?:是|为|叫)?[ \n]{0,3}[:(,，、]?[ \n]{0,3}"
)
ROLE = re.compile(
    r"(?:村民|居民|业主|市民|群众|员工|职工|工人|老板|丈夫|妻子|爱人|老公|老婆|父亲|母亲"
    r"|爸爸|妈妈|儿子|女儿|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶|邻居|同学|同事"
    r"|朋友|学生|家长|被告人?|原告|代表|委员|孩子|孙子|孙女|外孙|侄子|侄女|外甥|儿媳妇?|媳妇|婆婆|公公|岳父|岳母|嫂子|保姆|护工|护士|保安|班主任"
    r"|财务|出纳|文员|文书|秘书|助理|技术员|技术总监|总监|采购员|业务员|销售员|研发人员|技术人员|支书|书记|主任|局长|镇长|乡长|县长|区长|市长|村长|科长|处长|股长"
    r"|所长|院长|校长|站长|队长|组长|队员|经理|董事长"
    r"|教授|医生|老师|警官|民警|法官|律师|包工头|开发商|房东|中介|会计|厂长|组员|干部|党员|司机"
    r"|负责人|法人|工程师)[:]?[ \n]?"
)
SELF = re.compile(r"(?:我是|本人|我|致信人)[:,，]?[ \n]{0,2}")
SELF_ENDS = re.compile(r"[，,。(:：、\s]|系|[男女]，|今年|$|[\ue000\ue001]")
ADDRESSED = re.compile(
    r"(?:老?先生|女士|小姐|同志|老师|医生|师傅|大爷|大妈|大叔|阿姨|大姐|大哥|[总副]?书记"
    r"|[副]?主任|[副]?局长|[副]?镇长|[副]?乡长|[副]?县长|[副]?区长|[副]?市长"
    r"|村长|[副]?科长|处长|股长|[副]?所长|[副]?院长|[副]?校长|站长|[副总]?经理|董事长|老板"
    r"|教授|博士|工程师|律师|法官|警官|委员|代表|厂长|会长|秘书长|队长|组长"
    r"|教练|护士|同学|夫妇|夫妻|一家|等人)"
)
ENDS = re.compile(
    r"[^\u4e00-\u9fffA-Za-z]|$|说|称|表示|反映|告[诉知]|打[电来了]|是|系|的|在|和|与|跟|及|等"
    r"|今年|现年|男|女|住|家住|电话|手机|身份证|来[信电]|因|于|为|向|被|把|对|到|去|从"
    r"|有|没|本人"
    r"|[老总副]?[先书主局镇乡县区市村科处股所院校站经董教博工律法警委代厂会队组][生记任长理事授士程师官员表]|女士|小姐|同志|老[师板]|师傅|大[爷妈叔姐哥]|阿姨|提出|建议|认为|同意"
    r"|要求|不|就|也|都|已|将|给|找|带|又|曾|多次|户|家|签|敬上|跑|商量|骗|承诺|答应|介绍"
    r"|一直|此致|[两二三四五几]位|身份|账|卡|以|所|让|收|拿|向|请|至|（|建言|发言|介绍"
)
FORM_OF_ADDRESS = re.compile(r"老?先生|女士|小姐|同志")
LEFT_EDGE = re.compile(r"(?:^|[^\u4e00-\u9fffA-Za-z0-9])$")
NUMBER_FOLLOWS = re.compile(
    r"[\s，,:(、]{0,3}(?:(?:联系)?(?:电话|方式)|手机号?码?|身份证号?码?|电话号码|银行卡号?"
    r"|卡号|账号|tel|TEL|Tel)?[\s，,:是为(]{0,3}[\ue000\ue001]"
)
SEX_FOLLOWS = re.compile(r"[，,(\s]{1,2}[男女](?:[，,。)\s;、]|$)")
NUMBER_BEFORE = re.compile(r"[\ue000\ue001][\s，,(、)]{0,3}$")
CLOSING = re.compile(
    r"(?:敬礼|敬上|谢谢|感谢|盼复|拜托|祝好|安康|顺利|愉快|健康|答复|重视|为盼"
    r"|回复)[!！。.,，:~\s]{1,6}(?:[\u4e00-\u9fff]{1,3}人[:\s]{1,2})?"
)
CLOSED = re.compile(
    r"[ 。.!！]*\n?(?:[\d〇零一二三四五六七八九十 ]{2,5}[年.\-/][\d〇一二三四五六七八九十 年月日.\-/]*"
    r"|[\ue000 ]*)?[ 。]*(?:\n|$)"
)
LISTED = re.compile(rf"{GAP}[、和与及]{GAP}")
FREQUENT = 120  # family names at the head of the table that are met every day
NO_GIVEN_NAMES = frozenset({"小学", "中学", "大学", "学校", "医院", "银行", "公司", "村委", "社区"})
PLACE_ENDS = frozenset("路镇乡村市县区街站厂局院校园城湾桥巷")
NEVER_GIVEN = frozenset(
    "的了在是有不我你他她它们这那着过吗呢吧啊呀及与或但而且被把让很也都就还要会能说没去来到里上下个号元日月市县区镇乡村局长员人先女老师何怎什么请您等电话手机身份证"
)


@dataclass(frozen=True)
class Lexicon:
    """What names are made of, and words that only look like names."""

    surnames: frozenset[str]
    frequent: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    doubtful: frozenset[str]
    words: frozenset[str]
    joined: frozenset[str]

    def is_word(self, name: str) -> bool:
        """Whether it begins with a word of the language rather than with a family name."""
        return any(name.startswith(word) for word in _prefixes(name) if word in self.words)


def _prefixes(name: str) -> Iterator[str]:
    for length in range(2, len(name) + 1):
        yield name[:length]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the shipped tables."""
    text = resources.files(__package__).joinpath("names.yaml").read_text(encoding="utf-8")
    tables = yaml.safe_load(text)
    return Lexicon(
        frozenset("".join(tables["surnames"].split())),
        frozenset("".join(tables["surnames"].split())[:FREQUENT]),
        frozenset(tables["compound"].split()),
        frozenset("".join(tables["given"].split())),
        frozenset(tables["doubtful"]),
        frozenset(tables["words"].split()),
        frozenset(tables["joined"].split()),
    )


@dataclass(frozen=True)
class Reading:
    """A name as it may be read at a place: its characters without blanks, and where it ends."""

    name: str
    end: int
    usual: bool  # given characters are such as names are made of, and it begins no word
    possible: bool  # no given character is one that names never have


def find(page: Page, known: tuple[str, ...]) -> None:
    """Take every name: those given, those the words around tell of, and those again wherever else they stand."""
    _take_everywhere(page, known)
    view = page.seen(page.plain)
    found = set(known)
    for start, reading in [
        *_told(view),
        *_in_a_role(view),
        *_addressed(view),
        *_beside(view),
        *_closing(view),
    ]:
        _note(page, found, start, reading)
    _take_lists(page, found)
    _take_everywhere(page, (name for name in found if not lexicon().is_word(name)))


def _note(page: Page, found: set[str], start: int, reading: Reading) -> None:
    page.take(start, reading.end, Kind.NAME)
    found.add(reading.name)


def _take_everywhere(page: Page, names: Iterable[str]) -> None:
    """Take names wherever they stand, blanks between their characters allowed."""
    for name in sorted({"".join(name.split()) for name in names}, key=lambda name: (-len(name), name)):
        if len(name) > 1:
            pattern = r"[\s·]{0,2}".join(
                re.escape(character) for character in name if character not in "·•・‧"
            )
            for match in re.finditer(pattern, page.seen(page.plain)):
                page.take(*match.span(), Kind.NAME)


def readings(view: str, start: int) -> list[Reading]:
    """Return the names that may begin at a place, the likelier first: two given characters before one."""
    spots = _characters(view, start)
    words = "".join(view[at] for at in spots)
    tables = lexicon()
    family = 2 if words[:2] in tables.compound else 1 if words[:1] in tables.surnames else 0
    found = []
    for length in (family + 2, family + 1):
        name = words[:length]
        if family and len(name) == length and _evenly_set(spots[:length], family):
            rest = name[family:]
            sound = not (tables.is_word(name) or FORM_OF_ADDRESS.fullmatch(rest) or rest in NO_GIVEN_NAMES)
            usual = sound and not set(rest) - tables.given and name[0] not in tables.doubtful
            possible = (
                sound and not set(rest) & NEVER_GIVEN and (family == 2 or name[0] not in tables.doubtful)
            )
            found.append(Reading(name, spots[length - 1] + 1, usual, possible))
    dotted = re.match(rf"{HAN}{{2,8}}(?:·{HAN}{{2,8}})+", view[start : start + 30])
    return (
        [Reading(dotted.group(), start + dotted.end(), usual=True, possible=True), *found]
        if dotted
        else found
    )


def _characters(view: str, start: int) -> list[int]:
    """Return where up to four Chinese characters stand from a place on, at most two blanks between each."""
    spots: list[int] = []
    at = start
    while len(spots) < 4:
        blank = re.match(GAP, view[at : at + 2]) if spots else None
        at += blank.end() if blank else 0
        if at >= len(view) or not re.match(HAN, view[at]):
            break
        spots.append(at)
        at += 1
    return spots


def _evenly_set(spots: list[int], family: int) -> bool:
    """Whether blanks stand nowhere, after the family name, everywhere, or where one line was broken."""
    gaps = [after - before - 1 for before, after in pairwise(spots)]
    wide = [place for place, gap in enumerate(gaps, 1) if gap]
    return len(wide) in {0, len(gaps)} or wide == [family] or len(wide) == 1


def best(view: str, start: int, ending: re.Pattern[str] = ENDS, *, firm: bool = False) -> Reading | None:
    """Return the name at a place that is followed by what may follow a name; a firm context believes more."""
    found = readings(view, start)
    ended = [reading for reading in found if ending.match(view, reading.end)]
    choices = [
        [reading for reading in ended if reading.usual],
        [reading for reading in ended if reading.possible and (firm or len(reading.name) > 2)],
        [reading for reading in found if reading.usual and (firm or len(reading.name) > 2)],
        [reading for reading in found if reading.possible and firm],
    ]
    return next((some[0] for some in choices if some), None)


def _told(view: str) -> Iterator[tuple[int, Reading]]:
    """Yield names after words that announce one."""
    for match in TOLD.finditer(view):
        reading = best(view, match.end(), firm=match.group()[-1] in ":叫 \n" or "名" in match.group())
        if reading:
            yield match.end(), reading
    for match in SELF.finditer(view):
        reading = next(
            (r for r in readings(view, match.end()) if r.usual and SELF_ENDS.match(view, r.end)), None
        )
        if reading:
            yield match.end(), reading


def _in_a_role(view: str) -> Iterator[tuple[int, Reading]]:
    """Yield names after the word for what somebody is."""
    for match in ROLE.finditer(view):
        reading = best(view, match.end())
        if reading:
            yield match.end(), reading


def _addressed(view: str) -> Iterator[tuple[int, Reading]]:
    """Yield names before a title or a form of address."""
    for match in ADDRESSED.finditer(view):
        for start in _starts(view, match.start()):
            if _leans(view, start):
                continue
            firm = bool(FORM_OF_ADDRESS.match(match.group()) and LEFT_EDGE.search(view, 0, start))
            fitting = [
                reading
                for reading in readings(view, start)
                if not view[reading.end : match.start()].strip()
                and (reading.usual or (firm and reading.possible))
            ]
            if fitting:
                yield start, fitting[0]
                break


def _leans(view: str, start: int) -> bool:
    """Whether the character at a place belongs to the word before it, or is 向 before somebody's name."""
    return view[max(0, start - 1) : start + 1] in lexicon().joined or (
        view[start] == "向" and view[start + 1] in lexicon().surnames
    )


def _starts(view: str, end: int) -> list[int]:
    """Return where a name that ends here may begin: four to two Chinese characters back, the longest first."""
    spots: list[int] = []
    at = end
    while len(spots) < 4:
        blank = re.search(r"[ \n]{0,2}$", view[max(0, at - 2) : at])
        at -= len(blank.group()) if blank else 0
        if at < 1 or not re.match(HAN, view[at - 1]):
            break
        at -= 1
        spots.append(at)
    return spots[:0:-1]


def _beside(view: str) -> Iterator[tuple[int, Reading]]:
    """Yield names that stand alone beside a number, an address or a sex, or alone between two signs."""
    for start in _edges(view):
        for reading in readings(view, start):
            after = NUMBER_FOLLOWS.match(view, reading.end) or SEX_FOLLOWS.match(view, reading.end)
            before = NUMBER_BEFORE.search(view, max(0, start - 6), start)
            ends = re.match(r"[^\u4e00-\u9fffA-Za-z0-9]|$", view[reading.end : reading.end + 1])
            alone = ends and len(reading.name) > 2 and _stands_for_a_person(reading, view)
            if alone or (reading.possible and (after or (before and ends and reading.usual))):
                yield start, reading
                break


def _stands_for_a_person(reading: Reading, view: str) -> bool:
    """Whether a name alone between two signs is one: no place, no title of a text."""
    return (
        reading.usual
        and reading.name[-1] not in PLACE_ENDS
        and not re.match(r"[》”\"』」]", view[reading.end :])
    )


def _edges(view: str) -> Iterator[int]:
    """Yield where a character of a family name stands behind something that is no part of a word."""
    for match in re.finditer(rf"(?:(?<=[^\u4e00-\u9fffA-Za-z0-9《“\"『「])|\A)(?={HAN})", view):
        yield match.start()


def _closing(view: str) -> Iterator[tuple[int, Reading]]:
    """Yield the name a letter is signed with."""
    for match in CLOSING.finditer(view):
        for reading in readings(view, match.end()):
            if reading.usual and CLOSED.match(view, reading.end):
                yield match.end(), reading
                break


def _take_lists(page: Page, found: set[str]) -> None:
    """Take names that stand in a row with a name that was found."""
    names = [span for span in page.found if span.kind is Kind.NAME]
    while names:
        span = names.pop()
        joint = LISTED.match(page.plain, span.end)
        reading = best(page.plain, joint.end()) if joint else None
        if joint and reading:
            before = len(page.found)
            _note(page, found, joint.end(), reading)
            names += page.found[before:]
