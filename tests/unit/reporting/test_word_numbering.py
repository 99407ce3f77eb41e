"""A paragraph that belongs to a list which the file does not hold has no number: such files exist, and are read."""

import docx
import pytest
from docx.oxml import parse_xml

from tidu.reporting.word_numbering import auto_level, is_numbered

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_heading(*parts: str):
    """Return a paragraph of list 77 of a new file, whose numbering holds `parts`."""
    document = docx.Document()
    paragraph = document.add_paragraph("主体培育")
    numbering = document.part.numbering_part.element
    for part in parts:
        numbering.append(parse_xml(part.replace(" ", f' xmlns:w="{WORD}" ', 1)))
    paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 77
    return paragraph


@pytest.mark.parametrize(
    "parts",
    [
        (),
        ('<w:num w:numId="77"></w:num>',),
        ('<w:num w:numId="77"><w:abstractNumId w:val="4242"/></w:num>',),
        (
            '<w:abstractNum w:abstractNumId="4242"></w:abstractNum>',
            '<w:num w:numId="77"><w:abstractNumId w:val="4242"/></w:num>',
        ),
    ],
)
def test_a_list_that_is_not_in_the_file_numbers_nothing(parts):
    heading = a_heading(*parts)
    assert not is_numbered(heading)
    assert auto_level(heading) == 0


def test_a_list_that_is_there_does():
    heading = a_heading(
        '<w:abstractNum w:abstractNumId="4242"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>',
        '<w:num w:numId="77"><w:abstractNumId w:val="4242"/></w:num>',
    )
    assert is_numbered(heading)
    assert auto_level(heading) == 1
