"""Photographs without what the camera wrote into them: place, device and owner stay with who took them.

Bytes in, bytes out. The picture itself is copied unchanged; of the camera's notes only the direction in which the
telephone was held is kept, without which the picture would lie on its side.
"""

from __future__ import annotations

import struct
from typing import Final

from tidu.foundation.files.checks import UnableToStore

MOST_BYTES: Final = 8 * 1024 * 1024

_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_EXIF = b"Exif\x00\x00"
_APP1, _APP14, _APP15, _COMMENT, _SCAN = 0xE1, 0xEE, 0xEF, 0xFE, 0xDA
_ORIENTATION, _SHORT = 0x0112, 3
_PNG_NOTES = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def without_notes(content: bytes) -> tuple[bytes, str]:
    """Return a JPEG or PNG without the camera's notes, and its ending; raise UnableToStore for anything else."""
    if len(content) > MOST_BYTES:
        raise UnableToStore(f"照片超过 {MOST_BYTES // 1024 // 1024} MB。请在手机上选“缩小”后再传。")
    try:
        if content.startswith(_JPEG):
            return _clean_jpeg(content), "jpg"
        if content.startswith(_PNG):
            return _clean_png(content), "png"
    except (IndexError, struct.error):
        raise UnableToStore("照片不完整，打不开。请重新拍摄或选择。") from None
    raise UnableToStore("只收 JPG 或 PNG 照片。请换一张，或在手机设置中选“兼容性最佳”格式。")


def _clean_jpeg(content: bytes) -> bytes:
    """Copy the segments before the picture, leaving out the applications' notes and comments."""
    kept, at = bytearray(_JPEG), 2
    while True:
        (mark, kind, length) = struct.unpack_from(">BBH", content, at)
        if mark != 0xFF:
            raise IndexError(at)
        end = at + 2 + length
        if kind == _SCAN:
            return bytes(kept + content[at:])
        if end > len(content):
            raise IndexError(end)
        body = content[at + 4 : end]
        if kind == _APP1 and body.startswith(_EXIF):
            kept += _direction(body)
        elif not (_APP1 <= kind <= _APP15 and kind != _APP14) and kind != _COMMENT:
            kept += content[at:end]
        at = end


def _direction(body: bytes) -> bytes:
    """Return a segment that says only how the telephone was held, nothing where the notes do not tell."""
    notes = body[len(_EXIF) :]
    order = ">" if notes[:2] == b"MM" else "<"
    try:
        (first,) = struct.unpack_from(f"{order}I", notes, 4)
        (count,) = struct.unpack_from(f"{order}H", notes, first)
        for place in range(first + 2, first + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", notes, place)
            if tag == _ORIENTATION and kind == _SHORT and 1 <= value <= 8:
                told = _EXIF + b"MM\x00*\x00\x00\x00\x08\x00\x01"
                told += struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, value, 0) + b"\x00" * 4
                return struct.pack(">BBH", 0xFF, _APP1, len(told) + 2) + told
    except struct.error:
        return b""
    return b""


def _clean_png(content: bytes) -> bytes:
    """Copy the chunks of a PNG, leaving out texts, times and camera notes."""
    kept, at = bytearray(_PNG), len(_PNG)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise IndexError(end)
        if kind not in _PNG_NOTES:
            kept += content[at:end]
        at = end
    return bytes(kept)
