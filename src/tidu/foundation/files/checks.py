"""What may be stored."""

from __future__ import annotations

NAME_LENGTH = 200


class UnableToStore(ValueError):
    """Raised when a file is refused; the message is Chinese and says how to mend it."""


def clean_name(name: str) -> str:
    """Return the sender's file name without folders and control characters; raise UnableToStore if none is left.

    The name is only ever shown; bytes are found by their hash, so no name can reach outside the store.
    """
    last = name.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    cleaned = "".join(character for character in last if character.isprintable()).strip()
    if not cleaned.strip("."):
        raise UnableToStore("文件没有名字，请重新选择文件。")
    return shortened(cleaned)


def shortened(name: str) -> str:
    """Return a name that fits the column, keeping its ending (.xlsx) when the middle is cut."""
    if len(name) <= NAME_LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    kept = f"…{dot}{ending}" if stem and len(ending) < 20 else "…"
    return name[: NAME_LENGTH - len(kept)] + kept


def check_can_store(content: bytes) -> None:
    """Refuse a file without content."""
    if not content:
        raise UnableToStore("文件是空的（0 字节），请检查后重新上传。")
