"""Photographs as telephones write them: a picture with notes about place, device and how it was held."""

from __future__ import annotations

import struct
import zlib

SCAN = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00picture\xff\xd9"
TABLE = b"\xff\xdb\x00\x04\x00\x01"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00"
ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x01"


def notes(orientation: int | None = 6, *, order: str = ">") -> bytes:
    """Return the segment of a camera: where (GPS), with what, and how it was held (`orientation` 1 to 8)."""
    entries = [(0x0100, 3, 1, 640)] + ([(0x0112, 3, 1, orientation)] if orientation else [])
    packed = b"".join(struct.pack(f"{order}HHIHH", *entry, 0) for entry in entries)
    mark = b"MM" if order == ">" else b"II"
    body = mark + struct.pack(f"{order}HIH", 42, 8, len(entries)) + packed + b"\x00" * 4 + b"GPS 28.1N 115.9E"
    return segment(0xE1, b"Exif\x00\x00" + body)


def segment(kind: int, body: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


JPEG_WITH_NOTES = (
    b"\xff\xd8"
    + JFIF
    + notes()
    + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00GPS")
    + segment(0xFE, b"GPS")
    + ADOBE
    + TABLE
    + SCAN
)
PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PNG_TAIL = chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")
PNG_WITH_NOTES = PNG_HEAD + chunk(b"tEXt", b"Author\x00GPS") + chunk(b"eXIf", b"MM\x00*GPS") + PNG_TAIL
