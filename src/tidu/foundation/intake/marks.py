"""Marks of ours in a workbook's own properties: spreadsheets keep them when they save, whatever the file is called."""

from __future__ import annotations

import io
import zipfile
from typing import Final
from xml.etree import ElementTree

PROPERTIES_PART: Final = "docProps/custom.xml"
_LARGEST_PART: Final = 1 << 20


def mark_in(content: bytes, name: str) -> str | None:
    """Return the text of the property `name`, None where the file has none; a program may have dropped it."""
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.getinfo(PROPERTIES_PART).file_size > _LARGEST_PART:
                return None
            text = package.read(PROPERTIES_PART)
        if b"<!" in text:  # no document type: without one there are no entities to expand
            return None
        properties = ElementTree.fromstring(text)  # noqa: S314
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return None
    return next(("".join(one.itertext()).strip() for one in properties if one.get("name") == name), None)
