"""The PDF of a Word file of ours, read as another program reads it: the same words, on pages of the standard."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import docx
import pypdf
import pytest
import segno

from tidu.reporting import layout
from tidu.reporting.booklet import Booklet, Part, Picture, booklet_file
from tidu.reporting.letter import Letter, letter_file
from tidu.reporting.pdf_file import pdf_of
from tidu.reporting.pdf_fonts import NoChineseFont, choose, fonts, own_names, stand_ins

MILLIMETRE = 72 / 25.4
LINE = "科技创新要靠企业也要靠人今年的任务一件一件定下来做完为止"
"""28 characters, the line of the standard."""


def letter(*paragraphs: str, receipt: bool = False) -> bytes:
    return letter_file(
        Letter(
            sender="青岚县科技局",
            number="青科函〔2025〕3号",
            title="关于邀请参加科技开放日的函",
            addressee="欧阳晴",
            paragraphs=paragraphs,
            on=date(2025, 4, 5),
            receipt=(("姓名", "欧阳晴"), ("能否参加", "")) if receipt else (),
        )
    )


def pages(content: bytes) -> list[list[tuple[str, float, float]]]:
    """Return the stretches of each page with their place: millimetres from the left and from the top."""
    return [_stretches(page) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def _stretches(page: Any) -> list[tuple[str, float, float]]:
    found: list[tuple[str, float, float]] = []
    height = float(page.mediabox.height)

    def note(text: str, matrix: Any, place: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
            y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
            found.append((text.strip(), x / MILLIMETRE, (height - y) / MILLIMETRE))

    page.extract_text(visitor_text=note)
    return found


def words_of(stretches: list[tuple[str, float, float]]) -> str:
    return re.sub(r"\s", "", "".join(text for text, _, _ in stretches))


def dark(picture: Any) -> int:
    """Return how many points of a picture of two colours are dark."""
    data, wide, depth = picture.get_data(), picture["/Width"], picture["/BitsPerComponent"]
    if depth == 8:
        step = len(data) // (wide * picture["/Height"])
        return sum(value < 128 for value in data[::step])
    rows = [data[start : start + (wide + 7) // 8] for start in range(0, len(data), (wide + 7) // 8)]
    bits = ("".join(f"{byte:08b}" for byte in row)[:wide] for row in rows)
    return sum(row.count("0") for row in bits)


def test_the_words_are_those_of_the_word_file_and_the_page_number_is_all_that_is_added():
    word = letter("诚邀您参加，共 12 家企业。", "请回复“能否参加”。", receipt=True)
    document = docx.Document(io.BytesIO(word))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    said = re.sub(r"\s", "", "".join([*(line.text for line in document.paragraphs), *cells]))
    first, second = pages(pdf_of(word))
    assert words_of(first) + words_of(second) == said.replace("附件回执姓名", "—1—附件回执姓名") + "—2—"


def test_a_page_is_a4_and_holds_22_lines_of_28_characters_within_the_margins():
    content = pdf_of(letter(*[LINE * 3] * 12))
    reader = pypdf.PdfReader(io.BytesIO(content))
    sizes = [round(float(side) / MILLIMETRE) for side in reader.pages[1].mediabox[2:]]
    assert sizes == [210, 297]
    second = [one for one in pages(content)[1] if "—" not in one[0] and not one[0].isdigit()]
    lines = {}
    for text, x, y in second:
        words, left = lines.get(round(y), ("", x))
        lines[round(y)] = (words + text, min(left, x))
    assert len(lines) == 22
    full = [one for one in lines.values() if len(one[0]) == 28]
    assert len(full) > 10  # two of the four lines of a paragraph: the first is in, the last is short
    assert {round(left) for _, left in full} == {28}
    assert min(lines) > 37
    assert max(lines) < 297 - 35


def test_page_numbers_stand_outside_and_their_dash_seven_millimetres_below_the_text():
    content = pdf_of(letter(*[LINE * 9] * 9))
    for number, stretches in enumerate(pages(content), start=1):
        [(_, x, y)] = [one for one in stretches if one[0].startswith("—")][:1]
        dash = y - 0.38 * layout.PAGE_NUMBER_SIZE.mm  # from the foot of the letters to their middle
        assert dash == pytest.approx(297 - 35 + 7, abs=0.5)
        assert (x > 150) == (number % 2 == 1)
        character = layout.PAGE_NUMBER_SIZE.mm
        if number % 2 == 0:
            assert x == pytest.approx(28 + character, abs=0.5)


def test_a_picture_stands_in_the_middle_with_its_words_below_and_is_the_one_of_the_word_file():
    code, out = segno.make("https://tidu.example/open/say/"), io.BytesIO()
    code.save(out, kind="png", scale=8, border=4)
    part = Part("扫码说话", pictures=[Picture(out.getvalue(), "提意见")])
    content = pdf_of(booklet_file(Booklet("来宾手册", "科技馆", [part])))
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    (picture,) = page["/Resources"]["/XObject"].values()
    drawn = [list(row) for row in code.matrix_iter(scale=8, border=4)]
    assert (picture["/Width"], picture["/Height"]) == (len(drawn[0]), len(drawn))
    assert dark(picture) == sum(map(sum, drawn))
    (words,) = [(x, y) for text, x, y in pages(content)[0] if text == "提意见"]
    assert words[0] == pytest.approx(28 + 78 - 1.5 * layout.BODY_SIZE.mm, abs=1)


def test_the_same_file_gives_the_same_pdf():
    word = letter("诚邀您参加。")
    assert pdf_of(word) == pdf_of(word)


def test_a_face_of_the_standard_is_taken_under_any_of_its_names_and_another_stands_in_where_it_lacks():
    chosen = choose(["fangsong", "SimHei", "Noto Serif CJK SC", "Liberation Serif"])
    assert (chosen["仿宋_GB2312"].used, chosen["仿宋_GB2312"].stands_in) == ("fangsong", False)
    assert (chosen["黑体"].used, chosen["黑体"].stands_in) == ("SimHei", False)
    assert (chosen["方正小标宋简体"].used, chosen["方正小标宋简体"].stands_in) == ("Noto Serif CJK SC", True)


def test_what_stands_in_is_a_face_of_this_machine_and_none_of_the_wanted_one_s_names():
    at_hand = fonts().families()
    for one in stand_ins():
        assert one.used in at_hand
        assert one.used not in own_names(one.wanted)


def test_a_machine_without_a_chinese_face_is_told_what_to_install():
    with pytest.raises(NoChineseFont, match="fonts-noto-cjk"):
        choose(["Liberation Serif", "DejaVu Sans"])
