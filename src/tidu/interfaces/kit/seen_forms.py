"""Forms about what somebody else may change meanwhile: whoever comes second is told, and loses nothing typed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from tidu.interfaces.kit.forms import FormPage, PlainForm
from tidu.interfaces.kit.pages import Errors

SEEN = "seen"


class SeenForm(PlainForm):
    """A form that carries, hidden, the mark of what it showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SeenPage(FormPage):
    """A form page whose operation is told the mark of what was shown, and refuses when something else stands.

    The form comes back with the refusal, the new mark, everything typed, and what stands now in the boxes that were
    left as they had been shown: a second press is a decision on what stands now.
    """

    overtaken: ClassVar[Errors] = ()

    def mark(self, *args: Any, **kwargs: Any) -> str:
        """Return the mark of what stands now."""
        raise NotImplementedError

    def shown(self, mark: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Return the values with which the form was filled where it carries a mark."""
        raise NotImplementedError

    def get_initial(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Begin with what stands, and its mark."""
        mark = self.mark(**kwargs)
        return {**self.shown(mark, **kwargs), SEEN: mark}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take the form, or show it again beside what somebody else wrote meanwhile."""
        try:
            return super().post(request, **kwargs)
        except self.overtaken as told:
            form = self.get_form(self._looked_at(request.POST, **kwargs), **kwargs)
            form.add_error(None, str(told))
            return self._show_form(form, 422, **kwargs)

    def _looked_at(self, posted: QueryDict, **kwargs: Any) -> QueryDict:
        """Return what was typed, the boxes left alone as they stand now, and the new mark."""
        data, mark = posted.copy(), self.mark(**kwargs)
        before, now = self.shown(posted.get(SEEN, ""), **kwargs), self.shown(mark, **kwargs)
        for name in {*before, *now}:
            if data.get(name, "").replace("\r\n", "\n") == _text(before.get(name)):
                data[name] = _text(now.get(name))
        data[SEEN] = mark
        return data


def version_in(mark: str) -> int | None:
    """Return the key of the version that a mark names, None for a mark that names none."""
    return int(mark) if mark.isdecimal() else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)
