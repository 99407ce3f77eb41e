"""A firm's life on screen: its timeline, the forms that enter an event, and the taking back of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.domain.enterprises import operations, queries
from tidu.domain.pool import queries as pool
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.files import operations as file_store
from tidu.foundation.files import queries as files
from tidu.foundation.files.models import StoredFile
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress
from tidu.interfaces.kit.middleware import send
from tidu.interfaces.kit.roles import FIRM_READERS, OFFICERS, READERS
from tidu.interfaces.workbench import timeline
from tidu.interfaces.workbench.life_forms import KINDS, EventEntry, EventForm, Firm, ReverseForm
from tidu.interfaces.workbench.merged import FirmPage

SALT = "life.kept_file"
CARRIED = ("previewed", "kept_file", "file")


class EnterpriseLife(FirmPage):
    """Everything that happened to a firm, newest first, with the doors to enter what happens next."""

    roles = FIRM_READERS
    template_name = "workbench/enterprises/life.html"

    def get_context(self, credit_code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the timeline, narrowed to a kind if asked."""
        dossier = queries.dossier(self.actor, credit_code, self.as_of)
        operations.note_page_seen(enterprise=dossier.enterprise, by=self.actor, now=clock.now())
        events = queries.with_life_events(
            dossier.timeline,
            queries.life_events_of(dossier.enterprise, self.as_of),
            dossier.enterprise,
            self.as_of,
        )
        lines = timeline.joined(events, pool.moves_of(dossier.enterprise.pk, self.as_of))
        kind = self.request.GET.get("kind", "")
        return {
            "title": f"{dossier.name}的经过",
            "lead": "每一行有两个日期：自何日起算，何日得知。点开可看出处。",
            "trail": _trail(self.actor.has_role(*READERS), dossier.name, credit_code),
            "dossier": dossier,
            "lines": timeline.narrowed(lines, kind),
            "kind": kind if kind in timeline.KINDS else "",
            "kinds": [(slug, label) for slug, (label, _) in timeline.KINDS.items()],
            "decides": self.actor.has_role(*OFFICERS),
            "doors": [(slug, one.label) for slug, one in KINDS.items()],
        }


class EntryPage(FormPage):
    """Fill, look at the consequences, confirm: the second press counts only for exactly what was looked at."""

    section = "enterprises"
    roles = OFFICERS
    travels = False
    refusals = (operations.UnableToRecordEvent, file_store.UnableToStore)
    not_found = (queries.EnterpriseNotFound,)
    template_name = "workbench/enterprises/event.html"
    button = "看后果"

    def act(self, values: Mapping[str, Any], told: Mapping[str, Any], **kwargs: Any) -> None:
        """Carry the event out with an operation that is told source, by, now and reason."""
        raise NotImplementedError

    def firm(self, *args: Any, **kwargs: Any) -> Firm:
        """Return the firm it is about."""
        raise NotImplementedError

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str | HttpResponseBase:
        """Show the consequences first; carry out what was looked at."""
        stored = self._file(values)
        told = {
            "source": operations.SourceDocument(values["document"], stored),
            "by": self.actor,
            "now": clock.now(),
            "reason": values["reason"],
        }

        def act() -> None:
            self.act(values, told, **kwargs)

        with operations.one_at_a_time():  # between the look and the writing nobody else comes
            life = queries.life_of(self.firm(**kwargs))
            mark, looked_at = _mark(values, stored, life), values["previewed"]
            if looked_at == mark:
                act()
                return "已登记。当时所知与现在所知都已留痕，可在经过里撤销。"
        typed = mark.split(".")[0]
        return self._preview(act, mark, stored, overtaken=looked_at.startswith(typed), **kwargs)

    def _preview(
        self, act: Callable[[], None], mark: str, stored: StoredFile | None, *, overtaken: bool, **kwargs: Any
    ) -> HttpResponseBase:
        """Return the form once more, with what it would change and the button that does it.

        `overtaken` says that the same form was looked at before and the firm's record has changed since.
        """
        changes = operations.consequences(act=act, places=self._places(**kwargs), today=clock.today())
        data = self.request.POST.copy()
        data["previewed"] = mark
        data["kept_file"] = signing.dumps(stored.sha256, salt=SALT) if stored else ""
        form = self.get_form(data, None, **kwargs)
        form.is_valid()
        context = {
            "form": form,
            "button": "确认登记",
            "back": self.next_address(**kwargs),
            "changes": changes,
            "previewed": True,
            "overtaken": overtaken,
            "kept_file": stored,
        }
        return self.show({**self.get_context(**kwargs), **context})

    def _file(self, values: Mapping[str, Any]) -> StoredFile | None:
        """Return the file handed in now, or the one kept at the preview."""
        if values["file"] is not None:
            upload = values["file"]
            return file_store.store(name=upload.name, content=upload.read(), now=clock.now())
        try:
            return files.find(signing.loads(values["kept_file"], salt=SALT)) if values["kept_file"] else None
        except signing.BadSignature:
            return None

    def _places(self, **kwargs: Any) -> list[tuple[str, str]]:
        """Return the places whose counts may change: where the firm is, and where it was or goes."""
        chosen = self.request.POST.get("place", "")
        life = queries.life_of(self.firm(**kwargs))
        there = {one.place.code: one.place.short_name for one in life.places if one.place is not None}
        if chosen and chosen not in there:
            there |= {place.code: place.short_name for place in accounts.places() if place.code == chosen}
        return sorted(there.items())


class EnterpriseEvent(EntryPage):
    """One event of a firm's life."""

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Return the form of this kind of event."""
        form: EventForm = self._kind(**kwargs).form(data, files)
        dress(form)
        return form

    def get_context(self, credit_code: str, event: str, **kwargs: Any) -> dict[str, Any]:
        """Return what kind of event it is, and whose."""
        firm = self.firm(credit_code=credit_code)
        name = queries.name_on(firm, self.as_of)
        kind = self._kind(event=event)
        trail = [*_trail(True, name, credit_code), ("经过", reverse("enterprise-life", args=[credit_code]))]
        standing = queries.standing_in_words(queries.life_of(firm), clock.today())
        return {"title": f"{kind.label}：{name}", "lead": kind.lead, "trail": trail, "standing": standing}

    def act(self, values: Mapping[str, Any], told: Mapping[str, Any], **kwargs: Any) -> None:
        """Carry it out."""
        self._kind(**kwargs).carry(self.firm(**kwargs), values, (self.actor, self.as_of), told)

    def firm(self, credit_code: str, **kwargs: Any) -> Firm:
        """Return the firm in scope."""
        return queries.find_in_scope(self.actor, credit_code, self.as_of)

    def next_address(self, credit_code: str, **kwargs: Any) -> str:
        """Return to the timeline."""
        return reverse("enterprise-life", args=[credit_code])

    def _kind(self, event: str, **kwargs: Any) -> EventEntry:
        if event not in KINDS:
            raise Http404("没有这种事项。")
        return KINDS[event]


class ReverseEvent(EntryPage):
    """Take back an event that was entered by mistake; whoever comes second is told who has."""

    form_class = ReverseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; of an event taken back meanwhile say so on the firm's timeline."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            try:
                told = queries.taken_back_in_words(self.actor, kwargs["event"], self.as_of)
            except queries.EnterpriseNotFound:
                told = ""
            if not told:
                raise
        messages.warning(request, told)
        return send(request, self.next_address(**kwargs))

    def get_context(self, event: int, **kwargs: Any) -> dict[str, Any]:
        """Return what would be taken back."""
        found = queries.find_event(self.actor, event, self.as_of)
        code = found.enterprise.credit_code
        name = queries.name_on(found.enterprise, self.as_of)
        trail = [*_trail(True, name, code), ("经过", reverse("enterprise-life", args=[code]))]
        return {
            "title": "撤销误录的事项",
            "lead": f"{found.summary}。撤销后恢复到登记以前；这件事项和撤销都留在经过里。",
            "trail": trail,
        }

    def act(self, values: Mapping[str, Any], told: Mapping[str, Any], **kwargs: Any) -> None:
        """Take it back."""
        found = queries.find_event(self.actor, kwargs["event"], self.as_of)
        operations.reverse_event(event=found, **told)

    def firm(self, event: int, **kwargs: Any) -> Firm:
        """Return the firm of the event."""
        return queries.find_event(self.actor, event, self.as_of).enterprise

    def next_address(self, event: int, **kwargs: Any) -> str:
        """Return to the timeline of the firm."""
        return reverse("enterprise-life", args=[queries.code_of_event(event)])


def _mark(values: Mapping[str, Any], stored: StoredFile | None, life: queries.Life) -> str:
    """Return a mark of all that was filled in and one of all that stands: when either changes, one looks again."""
    said = sorted((name, str(value)) for name, value in values.items() if name not in CARRIED)
    parts = ((said, stored.sha256 if stored else ""), life.versions)
    return ".".join(sha256(repr(part).encode()).hexdigest() for part in parts)


def _trail(lists: bool, name: str, credit_code: str) -> list[tuple[str, str]]:
    """Return the way back: to the list for those who have one, and to the firm."""
    above = [("企业", reverse("enterprises"))] if lists else []
    return [*above, (name, reverse("enterprise", args=[credit_code]))]


urlpatterns = [
    path("enterprises/<str:credit_code>/life/", EnterpriseLife.as_view(), name="enterprise-life"),
    path(
        "enterprises/<str:credit_code>/events/<slug:event>/",
        EnterpriseEvent.as_view(),
        name="enterprise-event",
    ),
    path("enterprise-events/<int:event>/reverse/", ReverseEvent.as_view(), name="event-reverse"),
]
