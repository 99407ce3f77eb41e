"""Where a value came from: the sender's own sheet with the cell marked, and what stood before."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.corrections import queries as corrections
from tidu.domain.enterprises import queries as enterprises
from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.foundation.files import queries as files
from tidu.foundation.intake import excerpts
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.vocabulary import SourceKind
from tidu.interfaces.kit import exports, wording
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import FIRM_READERS, STAFF


class ValuePage(Page):
    """One stored value: what it is, the cell it came from, and every value it had before."""

    title = "出处"
    section = "enterprises"
    roles = FIRM_READERS
    not_found = (enterprises.ValueNotFound,)
    template_name = "workbench/provenance/value.html"

    def get_context(self, model: str, pk: int, field: str, **kwargs: Any) -> dict[str, Any]:
        """Return the value with its origin, the excerpt of its sheet, and its history."""
        page = enterprises.value_page(model, pk, field, self.actor, self.as_of)
        labels = dict(apps.get_model(model)._meta.get_field(field).flatchoices)
        trail = []
        if page.enterprise is not None:
            address = reverse("enterprise", args=[page.enterprise.credit_code])
            trail = [(page.enterprise_name, address)]
        whole = self.actor.sees_whole_county
        return {
            "title": f"{page.record_label} · {page.field_label}",
            "trail": trail,
            "page": page,
            "shown": wording.stored(field, page.value, labels),
            "excerpt": excerpts.around(page.origin, neighbours=whole) if page.origin else None,
            "history": [
                (version, wording.stored(field, version.value, labels)) for version in reversed(page.history)
            ],
            "may_take_file": whole,
            "correction": self._correction(page),
            "own": page.enterprise is not None and page.enterprise.credit_code in self.actor.credit_codes,
        }

    def _correction(self, page: enterprises.ValuePage) -> Any:
        """Return the request by which the value was written, where one was and the reader may see it."""
        origin = page.origin
        if origin is None or origin.kind != SourceKind.CORRECTION:
            return None
        return corrections.by_source(self.actor, origin.batch_id)


class SourceFile(Guarded):
    """The file as it was received. It holds every sender's rows, so it is for staff and is written down."""

    roles = STAFF
    not_found = (provenance.SourceNotFound,)

    def get(self, request: Any, batch: int) -> HttpResponseBase:
        """Answer with the file's own bytes."""
        stored = provenance.file_of(batch)
        content = files.read(stored)
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("provenance.SourceBatch", str(batch)),
            rows=0,
            file_format=stored.name.rpartition(".")[2],
            detail={"file": stored.name},
        )
        return exports.attached(content, stored.name)


urlpatterns = [
    path("values/<str:model>/<int:pk>/<str:field>/", ValuePage.as_view(), name="value"),
    path("sources/<int:batch>/file/", SourceFile.as_view(), name="source-file"),
]
