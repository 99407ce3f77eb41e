"""Constants of official documents, each with its source. GB = GB/T 9704-2012; the rest is convention, and says so.

The fonts are named only: they are not free, and a reader without them sees the replacement of the own system.
"""

from __future__ import annotations

from docx.shared import Length, Mm, Pt

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)  # GB 5.1: A4
MARGIN_TOP = Mm(37)  # GB 5.2.1: white at the head 37 mm ± 1 mm
MARGIN_BOTTOM = Mm(35)  # GB 5.2.1: type area 225 mm high, so 297 - 37 - 225
MARGIN_LEFT = Mm(28)  # GB 5.2.1: white at the binding 28 mm ± 1 mm
MARGIN_RIGHT = Mm(26)  # GB 5.2.1: type area 156 mm wide, so 210 - 28 - 156

LINES_PER_PAGE = 22  # GB 5.2.3: 22 lines a page
CHARACTERS_PER_LINE = 28  # GB 5.2.3: 28 characters a line
LINE_PITCH = Pt(28.95)  # 225 mm / 22 lines = 10.227 mm = 28.99 pt, set so in practice
GRID_LINE_PITCH = 579  # the same in twentieths of a point, for the document grid
CHARACTER_SPACING = -5  # twentieths of a point: 28 characters of 15.75 pt are 441 pt, and 156 mm are 442.2 pt

BODY_SIZE = Pt(16)  # GB 5.2.2: size 3
TITLE_SIZE = Pt(22)  # GB 7.3.1: size 2
PAGE_NUMBER_SIZE = Pt(14)  # GB 7.5: size 4
PAGE_NUMBER_DROP = Mm(7)  # GB 7.5: the dash beside it stands 7 mm below the type area
PAGE_NUMBER_LINE = Pt(18)  # own choice: its line, low enough to take nothing from the 22 lines above
FOOTER_DISTANCE = Length(
    MARGIN_BOTTOM - PAGE_NUMBER_DROP - PAGE_NUMBER_LINE // 2
)  # the dash is in the line's middle
TABLE_SIZE = Pt(10.5)  # convention: size 5 in tables
NOTE_SIZE = Pt(12)  # convention: marks of the annex, set superscript

BODY_FONT = "仿宋_GB2312"  # GB 5.2.2: size 3 FangSong
TITLE_FONT = "方正小标宋简体"  # GB 7.3.1: small-title Song
LEVEL_FONTS = {
    1: "黑体",
    2: "楷体_GB2312",
    3: "仿宋_GB2312",
    4: "仿宋_GB2312",
}  # GB 7.3.3: 一、Hei (一)Kai 1. and (1) FangSong
SPEAKER_FONT = "楷体_GB2312"  # convention of speeches: name and date below the title, in Kai
PAGE_NUMBER_FONT = "宋体"  # GB 7.5: Song
LATIN_FONT = "Times New Roman"  # convention: digits and letters

SAME_FONTS = {
    BODY_FONT: (BODY_FONT, "仿宋", "FangSong", "FangSong_GB2312"),
    SPEAKER_FONT: (SPEAKER_FONT, "楷体", "KaiTi", "KaiTi_GB2312"),
    "黑体": ("黑体", "SimHei"),
    TITLE_FONT: (TITLE_FONT, "方正小标宋_GBK", "小标宋体", "FZXiaoBiaoSong-B05S"),
}  # the same faces under the names that Word and WPS give them

INDENT_CHARACTERS = 200  # GB 7.3.3: two characters, in hundredths of a character
INDENT_TWIPS = 640  # the same for programs that know no characters: 2 x 16 pt in twentieths of a point

ANNEX_NAME_CHARACTERS = 5  # GB 7.3.4: two in, then 附件： and under the first name the next

ANNEX_WIDTHS = (
    Mm(13),
    Mm(30),
    Mm(24),
    Mm(68),
    Mm(34),
    Mm(16),
    Mm(49),
)  # own choice: a landscape page, 234 mm; the narrow columns hold their headers on one line
FIGURE_WIDTHS = (Mm(78), Mm(78))  # own choice: the type area in two halves
BLANKS_WIDTHS = (Mm(14), Mm(60), Mm(160))  # own choice, the same page

NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese numerals: 三, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return head + (NUMERALS[ones - 1] if ones else "")


def heading_number(level: int, position: int) -> str:
    """Return the number of a heading: 一、 （一） 1. (1) at levels 1 to 4 (GB 7.3.3); position counts from 1."""
    if level > 2:
        return f"{position}." if level == 3 else f"({position})"
    return f"{numeral(position)}、" if level == 1 else f"（{numeral(position)}）"
