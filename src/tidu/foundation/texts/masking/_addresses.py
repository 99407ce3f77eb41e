"""Addresses of people: where a door can be found. County, town and street name alone tell no home and stay.

An address is taken from behind its province, city, county and town, so that the opinion still says which place it is
about. A house number in a street is not taken where an office, a school or a shop stands behind it.
"""

from __future__ import annotations

import re

from tidu.foundation.texts.masking._page import Kind, Page

COUNT = r"(?:[0-9]{1,5}|[一二三四五六七八九十百零〇○]{1,6})"
DOOR = rf"(?:[A-Za-z]?-?{COUNT}(?:-?[A-Za-z](?![a-z]))?|[A-Za-z]|[甲乙丙丁])"
AREA = (
    r"(?:小区|花园|公寓|家园|新村|新城|名都|名城|山庄|宿舍|大院|家属院|家属楼|庭院|大厦"
    r"|苑|园|府|院|湾|居|城|郡|庭|墅)"
)
HAN = r"[\u4e00-\u9fffA-Za-z0-9]"
STOP = r"(?:[省市区县镇乡在住于是址的了到处对将买因被把往从来过哪每各几这那]|街道|我家|家在|关闭|投诉|时候|担任|期间)"
NAMED = rf"(?:(?!{STOP}){HAN}){{1,7}}?"

BUILDING = rf"{DOOR}(?:栋|幢|座|号楼|号院|#楼?)"
UNIT = rf"{DOOR}单元"
FLOOR = rf"{COUNT}(?:楼|层)"
ROOM = rf"[A-Za-z]?{COUNT}(?:号房|室|房(?![屋产地价东间子租款贷源改])|户(?![主型口籍外])|号)"
BARE_ROOM = r"-?[0-9]{3,4}(?![0-9mMk㎡年月日元个户余多万块平米%.])"
DASHED = r"(?:-[0-9]{1,4}){1,3}(?:号房|室|房|号)?"

HOME = (
    rf"(?:{BUILDING}(?:-?{UNIT})?(?:-?{FLOOR})?-?(?:{ROOM}|{BARE_ROOM}|{DASHED})"
    rf"|{UNIT}(?:-?{FLOOR})?-?(?:{ROOM}|{BARE_ROOM})"
    rf"|(?<![0-9\-])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?:号房|室|房|号)?(?![0-9\-]))"
)
ROAD = rf"{NAMED}(?:大道|大街|路|街|巷|弄|胡同|里)(?:[东西南北中]段?)?(?:{DOOR}(?:弄|巷))?{DOOR}号(?![线公码令文车])"
VILLAGE = rf"{NAMED}(?:村|社区)(?:委会)?(?:第?{HAN}{{1,5}}?(?:村民小组|小组|组|队|屯|塆|湾|冲|坪))?"
GROUP = rf"(?:第?{COUNT}|(?:(?!{STOP}){HAN}){{1,4}}?)(?:村民小组|小组|组|生产队|队)"
HOUSE = rf"(?:门牌)?{COUNT}号(?![线公码令文车楼])"

FINE = re.compile(
    rf"(?:{ROAD})(?:{HAN}{{0,8}}?{AREA})?(?:{HOME})?"
    rf"|(?:{NAMED}{AREA}(?:[A-Za-z一二三四五六七八九东西南北]{{1,2}}[区期])?)?{HOME}"
    rf"|{NAMED}{AREA}[A-Za-z]?{COUNT}(?:室|号房)"
    rf"|{VILLAGE}{HOUSE}|{GROUP}{HOUSE}"
)
WORDS = (
    r"(?:家住|住址|现住|我住|居住(?:地址|在|于|地)|(?<!入)住在|户籍(?:所在)?(?:地址|地)?"
    r"|家庭(?:住)?(?:地)?址|(?:联系|通讯|通信|收件|邮寄|详细|身份证)地址"
    r"|暂住(?:地|在)?|老家|家在|我家在?|地址)"
)
PLACES = (
    r"(?:(?:[\u4e00-\u9fff]{1,8}?|[A-Z][0-9]{0,2})(?:省|自治区|市|(?<![小社])区|县|镇|乡|街道)[,，、]?){0,5}"
)
AFTER_WORD = re.compile(
    rf"{WORDS}[:是为在于地址]{{0,3}}{PLACES}(?P<it>"
    rf"{ROAD}(?:{HAN}{{0,8}}?{AREA})?(?:{HOME})?"
    rf"|(?:{VILLAGE})?{GROUP}(?:{HOUSE})?"
    rf"|{NAMED}{AREA}(?:[A-Za-z0-9一二三四五六七八九东西南北]{{1,2}}[区期])?(?:{HOME}|{BUILDING}(?:{UNIT})?|{ROOM})"
    rf"|{NAMED}{BUILDING}(?:{UNIT})?"
    rf"|{VILLAGE}{HOUSE})"
)
PUBLIC = re.compile(
    r"\(?(?:的|之)?[^\s，。；！？,;、)]{0,12}?(?:局|委|办|厅|中心|大厅|所|站"
    r"|院|校|学|园|店|铺|馆|公司|银行|超市|商场|广场|酒店|宾馆|市场"
    r"|厂|社|政府|法庭|工地|门面|商铺|项目|公交|网吧|夜宵|茶楼|会所|KTV|药房|餐厅)"
)
DOOR_TOLD = re.compile(r"(?:单元|室|号房|户|-\d{3,4}|[栋幢座楼元]-?\d{3,4})(?:号|房)?$")
"""How an address ends that names a unit or a room, beyond the house."""


def find(page: Page) -> None:
    """Take every address that leads to a door, and coarser ones after a word that says somebody lives there."""
    view = page.seen(page.plain)
    offsets = [at for at, character in enumerate(view) if not character.isspace() or _ends_a_line(view, at)]
    dense = "".join(view[at] for at in offsets)
    found = [match.span("it") for match in AFTER_WORD.finditer(dense)]
    for match in FINE.finditer(dense):
        if DOOR_TOLD.search(match.group()) or not PUBLIC.match(dense, match.end()):
            found.append(match.span())
    for start, end in _joined(sorted(found)):
        page.take(offsets[start], offsets[end - 1] + 1, Kind.ADDRESS)


def _ends_a_line(view: str, at: int) -> bool:
    """Whether a line break also ends what stands before it: a house number, a room."""
    if view[at] != "\n" or re.match(r"\s*[号室房楼院]", view[at + 1 : at + 4]):
        return False
    return bool(re.search(r"(?:[号室户房]|\d{3})[ \r]*$", view[max(0, at - 6) : at]))


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order as the fewest that cover the same."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
