"""Whether a sheet's XML holds nothing that the scan looks for: told by one search of its bytes, many times faster.

Most sheets hold only values in cells with addresses. Whatever might be a formula, an error value, something hidden, a
cell without its address or beyond the limits, or an unusual way of writing XML, is left to the scan.
"""

from __future__ import annotations

import re
import zipfile

from tidu.foundation.intake.readers._model import MAX_COLUMNS, MAX_ROWS, column_letter

_CHUNK = 1 << 20
_OVERLAP = 256  # longer than anything that is looked for
_STARTS = (b"<?xml", b"<worksheet", b"\xef\xbb\xbf<")


def _below(limit: int) -> str:
    """Return a pattern of whole numbers that are surely below a limit: fewer digits, or a smaller first one."""
    digits, first = len(str(limit)), int(str(limit)[0])
    shorter = f"[1-9][0-9]{{0,{digits - 2}}}"
    return f"(?:{shorter}|[1-{first - 1}][0-9]{{{digits - 1}}})" if first > 1 else shorter


def _columns_before(limit: int) -> str:
    """Return a pattern of column letters surely before a limit: one letter, or two with a smaller first one."""
    first = column_letter(limit - 1)[0]
    return f"(?:[A-Z]|[A-{chr(ord(first) - 1)}][A-Z])"


_ADDRESS = f'r="{_columns_before(MAX_COLUMNS)}{_below(MAX_ROWS)}"'
_SUSPICIOUS = re.compile(
    rf"<c(?:[/>]| (?!{_ADDRESS}[ />]))|<f[ />]|t=[\"']e|hidden|<[a-zA-Z0-9]+:|<!|<c\s*\n".encode()
)


def is_plain(package: zipfile.ZipFile, part: str) -> bool:
    """Return whether the scan of a sheet would surely find nothing."""
    seen = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not seen and not chunk.startswith(_STARTS):
                return False
            seen = seen[-_OVERLAP:] + chunk
            if _SUSPICIOUS.search(seen):
                return False
    return seen.rstrip().endswith(b"</worksheet>")
