"""A document as a file to take out: Word as it was frozen, and the PDF set from it; each taking is written down."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.files import queries as files
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.pages import Errors, Guarded, Page
from tidu.interfaces.kit.roles import STAFF
from tidu.interfaces.workbench.speech import TITLE
from tidu.reporting import pdf_file, pdf_fonts, queries
from tidu.reporting.models import Document

_OURS = "与 Word 文件逐字相同，数字出处表在后；批注只在 Word 文件里。"
_TEMPLATE = (
    "这份文稿用的是本单位的 Word 模板，版式（页眉、表格、图片）以 Word 文件为准，系统不另行排版。"
    "请下载后在 Word 或 WPS 里另存为 PDF。"
)


class NotSetByUs(LookupError):
    """Raised where a PDF would have to follow the layout of an office's own template; the message says the way."""


class WordFile(Guarded):
    """The document's Word file, as it was made."""

    roles = STAFF
    travels = False
    not_found: ClassVar[Errors] = (queries.DocumentNotFound,)
    ending: ClassVar[str] = "docx"
    media_type: ClassVar[str] = exports.DOCX

    def get(self, request: Any, document: int) -> HttpResponseBase:
        """Answer with the file."""
        found = queries.find(document)
        content = self.content(found)
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("reporting.document", str(found.pk)),
            rows=len(found.snapshot["filled"]),
            file_format=self.ending,
            detail={"title": found.title, "as_of": found.as_of_on.isoformat()},
        )
        return exports.download(content, f"{found.title}.{self.ending}", self.media_type)

    def content(self, document: Document) -> bytes:
        """Return the frozen Word file."""
        return files.read(document.file)


class PdfFile(WordFile):
    """The same words and numbers as a PDF, for readers without Word."""

    ending = "pdf"
    media_type = pdf_file.MEDIA_TYPE
    not_found = (queries.DocumentNotFound, pdf_fonts.NoChineseFont, NotSetByUs)

    def content(self, document: Document) -> bytes:
        """Return the PDF set from it; an office's own layout is not set anew."""
        if document.template is not None:
            raise NotSetByUs(_TEMPLATE)
        return pdf_file.pdf_of(super().content(document))


class PdfPage(Page):
    """Before a PDF is taken: which faces of the standard this machine lacks, and what stands in for them."""

    section = "speech"
    roles = STAFF
    travels = False
    not_found = (queries.DocumentNotFound,)
    template_name = "workbench/speech/pdf.html"

    def get_context(self, document: int, **kwargs: Any) -> dict[str, Any]:
        """Return the faces; a machine without any Chinese one says so, and gives no file."""
        found = queries.find(document)
        return {
            "title": "导出 PDF",
            "lead": f"《{found.title}》：{_TEMPLATE if found.template else _OURS}",
            "trail": [
                (TITLE, reverse("speech")),
                (f"第 {document} 号", reverse("document", args=[document])),
            ],
            "document": found,
            **({} if found.template else _faces()),
        }


def _faces() -> dict[str, Any]:
    try:
        return {"stand_ins": pdf_fonts.stand_ins()}
    except pdf_fonts.NoChineseFont as lacking:
        return {"lacking": str(lacking)}


urlpatterns = [
    path("speech/<int:document>/file.docx", WordFile.as_view(), name="document-file"),
    path("speech/<int:document>/pdf/", PdfPage.as_view(), name="document-pdf"),
    path("speech/<int:document>/file.pdf", PdfFile.as_view(), name="document-pdf-file"),
]
