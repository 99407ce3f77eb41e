"""Screens of what opinions are handled by: deadlines by source, dated and with their clause; the tree of themes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.operations import UnableToSetUp
from tidu.domain.opinions.vocabulary import DeadlineUnit, OpinionSource, RuleConfidence
from tidu.foundation import clock
from tidu.interfaces.kit.forms import FormPage, PlainForm, words
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, STAFF

NEW = "new"
TOP = ("", "一级主题")


class OpinionRules(Page):
    """Until when opinions of each source are answered today, by which clause; and what they can be about."""

    title = "办理时限和主题"
    section = "opinions"
    roles = STAFF
    travels = False
    template_name = "workbench/opinions/rules.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the rule in force by source, a source without one among them, those to come, and the themes."""
        today, standing = self.as_of.on, queries.deadline_rules()
        rules = queries.rules_on(self.as_of)
        tree = queries.theme_tree()
        return {
            "trail": [("意见建议", reverse("opinions"))],
            "sources": [(source, label, rules.get(source)) for source, label in OpinionSource.choices],
            "coming": [one for one in standing if one.valid_from_on > today],
            "tree": tree,
            "officer": self.actor.has_role(*OFFICERS),
            "lacks": len(rules) < len(OpinionSource) or not tree,
        }


class LoadShipped(Action):
    """Take over the themes and deadlines that come with the product; what the county has set stays."""

    roles = OFFICERS
    travels = False
    refusals = (UnableToSetUp,)

    def act(self, **kwargs: Any) -> str:
        """Load them, in force from the first day of this year."""
        first_day = clock.today().replace(month=1, day=1)
        operations.load_shipped(valid_from_on=first_day, by=self.actor, now=clock.now())
        return "已带入随系统的主题和时限，自今年 1 月 1 日起施行；本单位已定的没有动。各地自定的请逐项核对。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to them."""
        return reverse("opinion-rules")


def _days(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=366, help_text=help_text)


def _unit(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(value, str(name)) for value, name in DeadlineUnit.choices]
    )


class RuleForm(PlainForm):
    """A deadline from a day on, and what it rests on."""

    valid_from_on = forms.DateField(
        label="自哪天起", help_text="这天起交办的按新时限；已交办的期限不动。同一天再定一次，替换原来的。"
    )
    amount = _days("答复时限")
    unit = _unit("答复时限的单位")
    extended_amount = _days("批准延期后最长", "和答复时限同一单位，从交办日算起。")
    again_amount = _days("重办时限", "评价不满意或回访未解决以后。")
    again_unit = _unit("重办时限的单位")
    assist_amount = _days("协办会签时限")
    assist_unit = _unit("协办时限的单位")
    return_days = _days("退回时限（工作日）", "不是本单位职责的，几个工作日内可以退回。")
    severe_days = _days("严重逾期（工作日）", "逾期几个工作日后上报县领导。")
    clause = words("依据", rows=2, limit=200, help_text="写明文件和条款；本单位自定的也写明。")
    confidence = forms.ChoiceField(label="依据核对到哪一步", choices=RuleConfidence.choices)


class SetRule(FormPage):
    """Set the deadline of one source from a day on."""

    section = "opinions"
    roles = OFFICERS
    travels = False
    form_class = RuleForm
    refusals = (UnableToSetUp,)

    def get_initial(self, source: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands, from today on."""
        if source not in OpinionSource.values:
            raise Http404("没有这种来源。")
        today = clock.today()
        now = queries.rule_on(source, today)
        stands = {name: getattr(now, name) for name in RuleForm.base_fields} if now else {}
        return {**stands, "valid_from_on": today}

    def get_context(self, source: str, **kwargs: Any) -> dict[str, Any]:
        """Name the source and lead back."""
        trail = [("意见建议", reverse("opinions")), (OpinionRules.title, reverse("opinion-rules"))]
        return {"title": f"办理时限：{OpinionSource(source).label}", "trail": trail}

    def submit(self, values: dict[str, Any], source: str, **kwargs: Any) -> str:
        """Set it."""
        begins = values.pop("valid_from_on")
        operations.set_deadline_rule(
            source=source, valid_from_on=begins, values=values, by=self.actor, now=clock.now()
        )
        return f"{OpinionSource(source).label}的办理时限已定，自 {begins.isoformat()} 起。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to them."""
        return reverse("opinion-rules")


class ThemeForm(PlainForm):
    """A theme, its place, and the words that suggest it."""

    code = forms.RegexField(
        r"^[A-Z][A-Z0-9-]{1,19}$",
        label="代码",
        max_length=20,
        help_text="大写字母开头，可以有数字和短横线，例如 MARKET；定后不改。",
        error_messages={"invalid": "代码要用大写字母开头，2 至 20 位字母、数字和短横线，例如 MARKET。"},
    )
    name = forms.CharField(label="名称", max_length=20)
    parent = forms.ChoiceField(label="上级主题", required=False)
    keywords = words(
        "关键词", rows=4, required=False, help_text="用顿号、逗号或换行分开；满 200 条定主题以前按它们建议。"
    )


class SetTheme(FormPage):
    """Add a theme, or rename it and change its words; its place in the tree stays."""

    section = "opinions"
    roles = OFFICERS
    travels = False
    form_class = ThemeForm
    refusals = (UnableToSetUp,)

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the themes of the first level; code and place of one that stands cannot be changed."""
        form = super().get_form(data, files, **kwargs)
        parent = form.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)  # noqa: S101 - declared so above
        parent.choices = [TOP, *((one.theme.code, one.theme.name) for one in queries.theme_tree())]
        if kwargs["code"] != NEW:
            for name in ("code", "parent"):
                form.fields[name].disabled = True
        return form

    def get_initial(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Return what stands."""
        if code == NEW:
            return {}
        for branch in queries.theme_tree():
            for one in (branch.theme, *branch.children):
                if one.code == code:
                    above = "" if one is branch.theme else branch.theme.code
                    told = {"code": code, "name": one.name, "parent": above}
                    return {**told, "keywords": "、".join(one.keywords)}
        raise Http404("没有这个主题。")

    def get_context(self, code: str, **kwargs: Any) -> dict[str, Any]:
        """Lead back."""
        trail = [("意见建议", reverse("opinions")), (OpinionRules.title, reverse("opinion-rules"))]
        return {"title": "加主题" if code == NEW else "改主题", "trail": trail}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Set it."""
        told = values["keywords"].replace("，", "、").replace(",", "、").replace("\n", "、").split("、")
        theme = operations.set_theme(
            code=values["code"],
            name=values["name"],
            parent=values["parent"],
            keywords=tuple(dict.fromkeys(word.strip() for word in told if word.strip())),
            by=self.actor,
            now=clock.now(),
        )
        return f"主题“{theme.name}”已定。"

    def next_address(self, **kwargs: Any) -> str:
        """Go back to them."""
        return reverse("opinion-rules")


urlpatterns: list[URLPattern] = [
    path("opinion-rules/", OpinionRules.as_view(), name="opinion-rules"),
    path("opinion-rules/load/", LoadShipped.as_view(), name="opinion-rules-load"),
    path("opinion-rules/deadlines/<str:source>/", SetRule.as_view(), name="opinion-rule"),
    path("opinion-rules/themes/<str:code>/", SetTheme.as_view(), name="opinion-theme"),
]
