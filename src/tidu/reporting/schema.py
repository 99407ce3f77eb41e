"""The order in which Word wants the properties of runs, paragraphs and rows (ISO/IEC 29500-1, 17.3 and 17.4).

A file with the same elements in another order opens in most programs, and in Word only after "repair".
"""

from __future__ import annotations

from docx.oxml.ns import qn

_PARAGRAPH = """
pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_RUN = """
rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid
vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em
lang eastAsianLayout specVanish oMath
"""
_ROW = (
    "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden"
)


def _prefixed(names: str) -> tuple[str, ...]:
    return tuple(f"w:{name}" for name in names.split())


ORDER = {
    qn("w:pPr"): _prefixed(_PARAGRAPH),
    qn("w:rPr"): _prefixed(_RUN),
    qn("w:trPr"): _prefixed(_ROW),
}
