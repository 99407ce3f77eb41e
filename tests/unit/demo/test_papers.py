"""Sheets of the demo county are PDF files whose cross-reference table is true."""

from __future__ import annotations

import re

from tidu.demo.papers import FICTION, sheet


def test_a_sheet_says_its_lines_and_that_it_is_fiction():
    written = re.findall(rb"<([0-9a-f]+)> Tj", sheet("办结凭证", "第 1 张"))
    assert [bytes.fromhex(one.decode()).decode("utf-16-be") for one in written] == [
        "办结凭证",
        "第 1 张",
        FICTION,
    ]


def test_every_place_in_the_table_is_that_of_an_object():
    paper = sheet("办结凭证")
    places = [int(one) for one in re.findall(rb"(\d{10}) 00000 n", paper)]
    assert [paper[place:].split(b" ", 1)[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]
    start = int(paper.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert paper[start:].startswith(b"xref")
