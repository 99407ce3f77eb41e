"""What of the policies somebody has to look at again: 待核, not looked at for long, or about to end."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tidu.domain.rulebook import queries
from tidu.domain.rulebook.vocabulary import DoubtGround
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import STAFF

if TYPE_CHECKING:
    from tidu.domain.rulebook.queries import Doubt


class DoubtFilters(PlainForm):
    """Which doubts."""

    ground = forms.ChoiceField(label="为什么", choices=(("", "全部"), *DoubtGround.choices), required=False)
    text = forms.CharField(label="政策、内容或来源", required=False)


def _policy(doubt: Doubt) -> SafeString:
    address = reverse("policy", args=[doubt.rule.code])
    first_day = wording.day(doubt.rule.law.valid_from_on)
    return format_html('<a href="{}?version={}">{}</a>', address, first_day, doubt.rule.name)


def _reasons(doubt: Doubt) -> SafeString:
    return format_html_join(" ", '<span class="chip chip-amber">{}</span>', ((one,) for one in doubt.reasons))


class Doubts(ListPage):
    """The clauses, values and windows to look at again, by reason, and as a file to share the work out."""

    title = "待复核的条款和参数"
    section = "policies"
    roles = STAFF
    form_class = DoubtFilters
    template_name = "workbench/policies/doubts.html"
    noun = "处"
    page_size = 100
    empty = "没有待复核的条款和参数。来源都已核对，半年内看过，三个月内没有失效的。"
    columns = (
        Column("政策", lambda doubt: doubt.rule.name, _policy),
        Column("哪一处", lambda doubt: doubt.what),
        Column("内容", lambda doubt: doubt.value),
        Column("来源", lambda doubt: doubt.source),
        Column("为什么", lambda doubt: "；".join(doubt.reasons), _reasons),
        Column("最近核对", lambda doubt: wording.day(doubt.last_checked_on), whole=True),
        Column(
            "最后有效日", lambda doubt: wording.day(doubt.ends_on) if doubt.ends_on else "长期", whole=True
        ),
    )

    def get_rows(self, filters: dict[str, Any]) -> list[Doubt]:
        """Return the doubts that are asked for."""
        ground, text = filters.get("ground"), filters.get("text") or ""
        return [
            one
            for one in self._all
            if (not ground or ground in dict(one.grounds))
            and text in f"{one.rule.name}{one.what}{one.value}{one.source}"
        ]

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return how many there are for each reason; one place may have several."""
        counted = Counter(ground for one in self._all for ground, _ in one.grounds)
        return {
            "lead": "条款、参数和申报窗口里要再看一遍的。依据待核的内容作出的结论都标“待核”。",
            "trail": [("政策库", reverse("policies"))],
            "counts": [(ground.value, ground.label, counted[ground]) for ground in DoubtGround],
        }

    @cached_property
    def _all(self) -> list[Doubt]:
        return queries.doubts(self.as_of)


urlpatterns = [path("policies/doubts/", Doubts.as_view(), name="policy-doubts")]
