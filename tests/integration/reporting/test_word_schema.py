"""The Word file keeps the order of elements that the standard lays down: Word mends or refuses a file that does not.

The sequences are those of ECMA-376 part 1 (WordprocessingML, transitional), as far as the speech uses their elements.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from tidu.foundation.clock import AsOf
from tidu.reporting import annex, reading
from tidu.reporting.composition import compose
from tidu.reporting.word_file import word_file

pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAMETERS = {"base_year": 2022, "end_year": 2024, "event_on": date(2025, 5, 22)}

BORDERS = "top left bottom right insideH insideV between bar"
SEQUENCES = {
    name: order.split()
    for name, order in {
        # 17.3.1.26
        "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd
            tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
            adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection
            textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
        # 17.3.2.28
        "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
            snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText
            vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange""",
        # 17.6.17
        "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders
            lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid
            printerSettings sectPrChange""",
        # 17.4.60, 17.4.48, 17.4.38, 17.4.79, 17.4.66, 17.4.70
        "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc
            tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
        "numPr": "ilvl numId numberingChange ins",  # 17.3.1.19
        "tblGrid": "gridCol tblGridChange",
        "tbl": "tblPr tblGrid tr",
        "tr": "tblPrEx trPr tc",
        "tc": "tcPr p",
        "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign
            hideMark""",
        "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc",
        "tblBorders": BORDERS,
        "tcBorders": BORDERS,
        "pBdr": BORDERS,
        "tblCellMar": "top left bottom right",
        # 17.7.4.17, 17.7.5.1, 17.7.6.6
        "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat
            locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr""",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "docDefaults": "rPrDefault pPrDefault",
        "styles": "docDefaults latentStyles style",
        # 17.2.2, 17.3.1.22, 17.3.2.25: their properties come first
        "body": "* sectPr",
        "p": "pPr *",
        "r": "rPr *",
        # 17.15.1.78, the members a new document has
        "settings": """writeProtection view zoom removePersonalInformation mirrorMargins bordersDoNotSurroundHeader
            bordersDoNotSurroundFooter proofState attachedTemplate trackRevisions documentProtection defaultTabStop
            autoHyphenation evenAndOddHeaders drawingGridHorizontalSpacing drawingGridVerticalSpacing
            displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery characterSpacingControl
            savePreviewPicture doNotValidateAgainstSchema ignoreMixedContent footnotePr endnotePr compat docVars
            rsids mathPr themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures
            shapeDefaults
            doNotEmbedSmartTags decimalSymbol listSeparator docId""",
    }.items()
}
"""What may follow what below a parent; * stands for everything not named."""

PARTS = ("document", "styles", "settings", "comments", "footer1", "footer2")
HOMES = {"sectPr", "trPr", "tcPr", "tblPr", "pPr", "rPr", "body", "p", "r", "tbl", "tr", "tc", "style"}
"""Parents that stand in every speech: a check that finds none of them checks nothing."""


def faults_of(root) -> list[str]:
    """Return what is out of order in a part, and properties whose order nobody has written down here.

    Elements of other vocabularies, which every reader may leave out, are passed over.
    """
    found = []
    for parent in root.iter():
        name = parent.tag.removeprefix(W)
        children = [child.tag.removeprefix(W) for child in parent if child.tag.startswith(W)]
        order = SEQUENCES.get(name)
        if order is None:
            if name.endswith("Pr") and parent.tag.startswith(W) and children:
                found.append(f"{name}: no sequence known")
            continue
        rest = order.index("*") if "*" in order else None
        places = [order.index(child) if child in order else rest for child in children]
        if None in places:
            found.append(f"{name}: {children[places.index(None)]} is not a child the standard names here")
        elif places != sorted(places):
            found.append(f"{name}: {' '.join(children)}")
    return found


@pytest.fixture
def speech(county):
    composed = compose(reading.find("open_day_speech"), PARAMETERS, AsOf(on=date(2025, 6, 10)))
    return word_file(composed, annex.lines(composed))


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: ElementTree.fromstring(file.read(f"word/{name}.xml")) for name in PARTS}  # noqa: S314 - ours


def test_every_element_stands_where_the_standard_wants_it(speech):
    parts = parts_of(speech)
    seen = {element.tag.removeprefix(W) for root in parts.values() for element in root.iter()}
    assert seen >= HOMES
    assert {name: faults_of(root) for name, root in parts.items()} == {name: [] for name in PARTS}


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<w:pPr><w:jc/><w:ind/></w:pPr>", "pPr: jc ind"),
        ("<w:rPr><w:sz/><w:rFonts/></w:rPr>", "rPr: sz rFonts"),
        ("<w:r><w:t/><w:rPr/></w:r>", "r: t rPr"),
        ("<w:sectPr><w:docGrid/><w:pgSz/></w:sectPr>", "sectPr: docGrid pgSz"),
        ("<w:tblPr><w:jumble/></w:tblPr>", "tblPr: jumble is not a child the standard names here"),
        ("<w:rubyPr><w:hps/></w:rubyPr>", "rubyPr: no sequence known"),
    ],
)
def test_a_planted_disorder_is_found(planted, found):
    root = ElementTree.fromstring(f'<w:p xmlns:w="{W.strip("{}")}">{planted}</w:p>')  # noqa: S314 - planted here
    assert found in faults_of(root)


def test_the_file_says_what_it_is_and_nothing_of_the_blank_file_it_grew_from(speech):
    properties = docx.Document(io.BytesIO(speech)).core_properties
    assert properties.title == "在全县科技工作推进暨开放日活动总结会议上的讲话"
    assert (properties.author, properties.comments) == ("梯度", "截至 2025-06-10 · 现在所知")
    with zipfile.ZipFile(io.BytesIO(speech)) as file:
        everything = b"".join(file.read(name) for name in file.namelist())
        assert not [name for name in file.namelist() if "thumbnail" in name]
    assert b"python-docx" not in everything
    assert b"2013-12-23" not in everything


def test_title_and_speaker_stand_in_the_middle_and_the_text_two_characters_in(speech):
    styles = docx.Document(io.BytesIO(speech)).styles
    indents = {
        name: styles[name].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars"))
        for name in ("Title", "Subtitle", "Normal", "Heading 1", "Heading 2")
    }
    assert indents == {"Title": "0", "Subtitle": "0", "Normal": "200", "Heading 1": "200", "Heading 2": "200"}


def test_the_annexes_are_named_below_the_text_and_begin_as_the_standard_says(speech):
    lines = docx.Document(io.BytesIO(speech)).paragraphs
    texts = [line.text for line in lines]
    named = next(place for place, text in enumerate(texts) if text.startswith("附件：1. 未填的空（"))
    assert (texts[named - 1], texts[named + 1]) == ("", "2. 数字出处表（截至 2025-06-10 · 现在所知）")
    indents = [lines[place]._p.pPr.find(qn("w:ind")).get(qn("w:leftChars")) for place in (named, named + 1)]
    assert indents == ["200", "500"]
    for label, title in (("附件1", "未填的空（"), ("附件2", "数字出处表（")):
        first = texts.index(label)
        assert lines[first].runs[0]._element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"
        assert lines[first]._p.pPr.find(qn("w:ind")).get(qn("w:leftChars")) == "0"
        assert texts[first + 1] == ""
        assert texts[first + 2].startswith(title)
        assert lines[first + 2].style.name == "Title"


def test_a_row_of_the_annex_stays_on_one_page(speech):
    rows = [row for table in docx.Document(io.BytesIO(speech)).tables for row in table.rows]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_every_comment_is_anchored_once_and_names_an_author(speech):
    parts = parts_of(speech)
    ids = [comment.get(f"{W}id") for comment in parts["comments"].iter(f"{W}comment")]
    assert len(set(ids)) == len(ids) > 20
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [mark.get(f"{W}id") for mark in parts["document"].iter(f"{W}{tag}")] == ids
    assert {comment.get(f"{W}author") for comment in parts["comments"].iter(f"{W}comment")} == {"梯度"}
