"""Which faces of the machine a PDF is set in, and which stand in for those of the standard that it lacks.

The faces of the standard are not free. A Word file only names them; a PDF carries its letters, so they must be here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import typst

from tidu.reporting import layout

_SERIF: Final = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC")
_SANS: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei")
_KAI: Final = ("AR PL UKai CN", "AR PL KaitiM GB")
_SONG: Final = ("宋体", "SimSun", "NSimSun")

STAND_INS: Final[Mapping[str, tuple[str, ...]]] = {
    layout.BODY_FONT: ("STFangsong", *_SERIF, *_SANS),
    layout.SPEAKER_FONT: ("STKaiti", *_KAI, *_SERIF, *_SANS),
    layout.LEVEL_FONTS[1]: ("STHeiti", *_SANS, *_SERIF),
    layout.TITLE_FONT: (*_SERIF, *_SANS),
    layout.PAGE_NUMBER_FONT: (*_SONG, *_SERIF, *_SANS),
    layout.LATIN_FONT: ("Liberation Serif", "Tinos", "Libertinus Serif"),
}
"""What is taken in place of each face, the nearest in look first; all but those of Windows and macOS are free."""


class NoChineseFont(LookupError):
    """Raised where the machine has no Chinese face at all; the message is Chinese and says the mend."""


@dataclass(frozen=True)
class Chosen:
    """The face that a PDF takes for one of the standard: `used` is its name on this machine."""

    wanted: str
    used: str

    @property
    def stands_in(self) -> bool:
        """Return whether another face is used than the one of the standard."""
        return self.used.casefold() not in {name.casefold() for name in own_names(self.wanted)}


def own_names(wanted: str) -> tuple[str, ...]:
    """Return the names under which machines know a face of the standard."""
    return layout.SAME_FONTS.get(wanted, (wanted,)) + (_SONG if wanted == layout.PAGE_NUMBER_FONT else ())


def choose(at_hand: Collection[str]) -> dict[str, Chosen]:
    """Return the face for each of the standard, out of the families at hand; raise NoChineseFont."""
    known = {name.casefold(): name for name in at_hand}
    return {wanted: Chosen(wanted, _first(wanted, known)) for wanted in STAND_INS}


def _first(wanted: str, known: Mapping[str, str]) -> str:
    for name in (*own_names(wanted), *STAND_INS[wanted]):
        if name.casefold() in known:
            return known[name.casefold()]
    raise NoChineseFont(
        "本机没有中文字体，生成不了 PDF。请管理员安装 fonts-noto-cjk（或思源宋体）；Word 文件不受影响，可以照常下载。"
    )


@cache
def fonts() -> typst.Fonts:
    """Return the faces of this machine, read once per process."""
    return typst.Fonts(include_system_fonts=True)


@cache
def chosen() -> Mapping[str, Chosen]:
    """Return the faces that this machine's PDFs are set in; raise NoChineseFont."""
    return choose(fonts().families())


def stand_ins() -> list[Chosen]:
    """Return the faces of the standard that this machine lacks, with what stands in; raise NoChineseFont."""
    return [one for one in chosen().values() if one.stands_in]
