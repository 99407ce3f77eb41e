"""A photograph is kept without what the camera wrote into it; the picture and how it was held stay."""

from __future__ import annotations

import pytest

from tests.factories.photographs import (
    ADOBE,
    JFIF,
    JPEG_WITH_NOTES,
    PNG_HEAD,
    PNG_TAIL,
    PNG_WITH_NOTES,
    SCAN,
    TABLE,
    notes,
    segment,
)
from tidu.foundation.files.checks import UnableToStore
from tidu.foundation.files.photographs import MOST_BYTES, without_notes

HELD_SIDEWAYS = (
    b"\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01"
    b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_jpeg_loses_place_device_and_comment_and_keeps_picture_and_direction(order):
    content = JPEG_WITH_NOTES.replace(notes(), notes(order=order))
    assert without_notes(content) == (b"\xff\xd8" + JFIF + HELD_SIDEWAYS + ADOBE + TABLE + SCAN, "jpg")


@pytest.mark.parametrize(
    "told",
    [
        notes(None),
        segment(0xE1, b"Exif\x00\x00MM"),
        notes(9),
        segment(0xE1, b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"),
    ],
)
def test_notes_that_do_not_tell_the_direction_are_dropped_whole(told):
    assert without_notes(b"\xff\xd8" + told + TABLE + SCAN) == (b"\xff\xd8" + TABLE + SCAN, "jpg")


def test_a_png_loses_its_texts_and_notes():
    assert without_notes(PNG_WITH_NOTES) == (PNG_HEAD + PNG_TAIL, "png")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a", "只收 JPG 或 PNG"),
        (b"", "只收 JPG 或 PNG"),
        (b"\xff\xd8", "不完整"),
        (JPEG_WITH_NOTES[:60], "不完整"),
        (b"\xff\xd8" + b"picture that is none", "不完整"),
        (PNG_WITH_NOTES[:-6], "不完整"),
        (PNG_WITH_NOTES[:60], "不完整"),
        (b"\xff\xd8" + b"0" * MOST_BYTES, "超过 8 MB"),
    ],
)
def test_what_is_no_whole_photograph_is_refused_with_the_mend(content, words):
    with pytest.raises(UnableToStore, match=words):
        without_notes(content)
