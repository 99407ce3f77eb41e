"""Screens of figures: what each one says, of which rows, and the rows as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.audit import operations as audit
from tidu.foundation.figures import export, registry, scope
from tidu.foundation.figures.model import Answer, Figure, Question
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.pages import Guarded, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS

FIRST_YEAR = 2000
PAGE_SIZE = 100


class FigureForm(PlainForm):
    """The parameters of a question; only those the figure takes are shown."""

    year = forms.IntegerField(label="年份", required=False, min_value=FIRST_YEAR)
    base_year = forms.IntegerField(label="基期年份", required=False, min_value=FIRST_YEAR)
    place = forms.ChoiceField(label="乡镇（园区）", required=False)
    event_on = forms.DateField(label="活动日期", required=False)

    def __init__(self, figure: Figure, places: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(figure.parameters):
            del self.fields[name]
        if isinstance(place := self.fields.get("place"), forms.ChoiceField):
            place.choices = [("", "全县"), *places]
        for name, example in (("year", "2024"), ("base_year", "2022")):
            if name in self.fields:
                text = f"“{self.fields[name].label}”要写成四位数，如 {example}。"
                self.fields[name].error_messages.update(invalid=text, min_value=text)


class FigureList(Page):
    """Every figure the house publishes, with what it means; no number, because a number needs its parameters."""

    title = "指标"
    section = "figures"
    roles = READERS
    template_name = "workbench/figures/figures.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the figures asked for; codes are for those who write them into templates of texts."""
        named = self.request.GET.get("named", "").strip()
        found = [one for one in registry.everything() if named in f"{one.name} {one.definition} {one.code}"]
        return {
            "lead": "每个数字都有口径、时点和明细。点开一个指标，看它数的是哪几行。",
            "figures": found,
            "named": named,
            "writes": self.actor.has_role(*OFFICERS),
        }


class FigureView(Guarded):
    """What the page and the file share: which figure, asked how, and which of its rows this person may see."""

    roles = READERS
    not_found = (registry.UnknownFigure,)

    def form(self, figure: Figure) -> FigureForm:
        """Return the form of the figure's parameters, filled from the address."""
        places = []
        if "place" in figure.parameters:
            places = [(place.code, place.short_name) for place in accounts.places()]
        return FigureForm(figure, places, self.request.GET)

    def answer(self, figure: Figure, form: FigureForm) -> Answer:
        """Return the figure's answer; a parameter that is wrong is named by the form and left out."""
        form.is_valid()
        asked = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        return registry.ask(figure.code, Question(as_of=self.as_of, **asked))


class FigurePage(FigureView, Page):
    """One figure: the value, how it is counted, as of when, and the rows that make it."""

    section = "figures"
    template_name = "workbench/figures/figure.html"

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return the answer and one page of the rows in this person's scope."""
        figure = registry.find(code)
        form = self.form(figure)
        answer = self.answer(figure, form)
        shown = scope.shown_to(self.actor, answer)
        page = Paginator(list(shown.rows), PAGE_SIZE).get_page(self.request.GET.get("page", "1"))
        query = self.request.GET.copy()
        query.pop("page", None)
        return {
            "title": figure.name,
            "trail": [("指标", reverse("figures"))],
            "figure_": figure,
            "answer": answer,
            "shown": shown,
            "rows": page,
            "form": form if form.fields else None,
            "query": query.urlencode(),
            "summed": any(row.value not in (1, -1, None) for row in shown.rows) or answer.missing,
        }


class FigureFile(FigureView):
    """The rows of a figure as a file, with its definition above them; taking it out is written down."""

    def get(self, request: Any, code: str, file_format: str) -> HttpResponseBase:
        """Answer with the file."""
        if file_format not in exports.WRITERS:
            raise Http404("没有这种文件格式。可用 csv 或 xlsx。")
        figure = registry.find(code)
        answer = self.answer(figure, self.form(figure))
        rows = scope.shown_to(self.actor, answer).rows
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("figure", figure.code),
            rows=len(rows),
            file_format=file_format,
            detail={"title": figure.name, "as_of": answer.on_label or self.as_of.label},
        )
        return exports.response(
            file_format,
            name=f"{figure.name}-{self.as_of.on.isoformat()}",
            headers=export.ROW_HEADERS,
            rows=export.answer_rows(rows),
            notes=export.answer_notes(answer),
        )


urlpatterns = [
    path("figures/", FigureList.as_view(), name="figures"),
    path("figures/<str:code>/", FigurePage.as_view(), name="figure"),
    path("figures/<str:code>/rows.<str:file_format>", FigureFile.as_view(), name="figure-file"),
]
