"""Lists: a filter form, columns, pages, and the same rows as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString

from tidu.foundation import clock
from tidu.foundation.audit import operations as audit
from tidu.interfaces.kit import exports
from tidu.interfaces.kit.forms import PlainForm, number_in
from tidu.interfaces.kit.pages import Page, go

CLEAR = "clear"
EXPORT = "export"


@dataclass(frozen=True)
class Column:
    """One column: `value` gives what the file holds, `shown` what the screen shows when that is more.

    `unit` stands in the header. A numeric column is set right and never wrapped; a `whole` one (a day, a
    person's name) is not wrapped either. On a phone the first column becomes the heading of the row's card.
    """

    header: str
    value: Callable[[Any], Any]
    shown: Callable[[Any], str | SafeString] | None = None
    unit: str = ""
    numeric: bool = False
    whole: bool = False
    on_screen: bool = True
    in_file: bool = True

    @property
    def heading(self) -> str:
        """The header with its unit."""
        return f"{self.header}（{self.unit}）" if self.unit else self.header

    @property
    def css_class(self) -> str:
        """The class of its cells."""
        return "num" if self.numeric else "nowrap" if self.whole else ""

    def cell(self, row: Any) -> Any:
        """Return what the screen shows of `row`."""
        return self.value(row) if self.shown is None else self.shown(row)


@dataclass(frozen=True)
class Slice:
    """One page of a list: its rows, how many there are in all, and which page of how many it is."""

    rows: Sequence[Any]
    total: int
    number: int = 1
    pages: int = 1

    @classmethod
    def cut(cls, rows: Any, number: str | int | None, size: int) -> Slice:
        """Return one page of something that can be counted and sliced; a wrong number gives the nearest page."""
        page = Paginator(rows, size).get_page(number)
        return cls(list(page.object_list), page.paginator.count, page.number, page.paginator.num_pages)

    @property
    def before(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


class ListPage(Page):
    """A list that remembers its filters, pages in the database and leaves as a file.

    `get_rows(filters)` returns something that can be counted and sliced. A list whose query pages by itself
    overrides `get_slice` instead, and `get_rows` then serves the export only. The filters are the cleaned values
    of `form_class`; a filter that is wrong is named and the others still hold.
    """

    form_class: ClassVar[type[PlainForm] | None] = None
    columns: ClassVar[Sequence[Column]] = ()
    template_name = "kit/list.html"
    page_size: ClassVar[int] = 50
    noun: ClassVar[str] = "条"
    empty: ClassVar[str] = "没有记录。"
    export_limit: ClassVar[int] = 100_000

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the rows: a queryset or a sequence, in their order."""
        raise NotImplementedError

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of the rows; a number out of range gives the nearest page there is."""
        return Slice.cut(self.get_rows(filters), number, self.page_size)

    def get_form(self, data: QueryDict) -> PlainForm | None:
        """Return the filter form."""
        return self.form_class(data) if self.form_class else None

    def get_columns(self) -> Sequence[Column]:
        """Return the columns; a page may choose them by role."""
        return self.columns

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Show the list, forget its filters, or hand it out as a file."""
        if CLEAR in request.GET:
            request.session.pop(self._memory, None)
            return go(request.path)
        data = self._remembered()
        form = self.get_form(data)
        filters = _cleaned(form)
        if request.GET.get(EXPORT) in exports.WRITERS:
            return self._export(request.GET[EXPORT], self.get_rows(filters))
        return self.show({**self._list_context(data, form, filters), **self.get_context(**kwargs)})

    def _list_context(
        self, data: QueryDict, form: PlainForm | None, filters: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the page of rows with everything the template needs around it."""
        page = self.get_slice(filters, number_in(data, "page", 1))
        columns = [column for column in self.get_columns() if column.on_screen]
        query = data.copy()
        query.pop("page", None)
        return {
            "form": form,
            "filtered": any(value not in (None, "", False) for value in filters.values()),
            "page": page,
            "columns": columns,
            "rows": [(row, [(column, column.cell(row)) for column in columns]) for row in page.rows],
            "query": query.urlencode(),
            "noun": self.noun,
            "empty": self.empty,
        }

    @property
    def _memory(self) -> str:
        """The session's key for this list's filters."""
        return f"filters:{self.request.path}"

    def _remembered(self) -> QueryDict:
        """Return this request's filters, or those of last time when it names none."""
        names = set(self.form_class.base_fields) if self.form_class else set()
        data = self.request.GET.copy()
        if names & set(data):
            kept = QueryDict(mutable=True)
            for name in names & set(data):
                kept.setlist(name, data.getlist(name))
            if self.request.session.get(self._memory) != kept.urlencode():
                self.request.session[self._memory] = kept.urlencode()
            return data
        for name, values in QueryDict(self.request.session.get(self._memory, "")).lists():
            data.setlist(name, values)
        return data

    def _export(self, form: str, rows: Any) -> HttpResponseBase:
        """Return the rows as a file and write down who took them out."""
        columns = [column for column in self.get_columns() if column.in_file]
        taken = list(islice(rows, self.export_limit))
        table = [[column.value(row) for column in columns] for row in taken]
        audit.record_export(
            by=self.actor,
            now=clock.now(),
            subject=("list", self.request.path),
            rows=len(taken),
            file_format=form,
            detail={
                "title": self.title,
                "filters": self.request.session.get(self._memory, ""),
                "as_of": self.as_of.label,
            },
        )
        return exports.response(
            form,
            name=f"{self.title}-{self.as_of.on.isoformat()}",
            headers=[c.heading for c in columns],
            rows=table,
        )


def _cleaned(form: PlainForm | None) -> dict[str, Any]:
    """Return the values of the filters that are right."""
    if form is None:
        return {}
    form.is_valid()
    return form.cleaned_data
