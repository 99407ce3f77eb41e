"""Screens that look ahead: certificates that end, firms that slip, the year's end against the target, and seeds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.enterprises.queries import Population
from tidu.domain.enterprises.vocabulary import RecognitionKind
from tidu.domain.pool import queries
from tidu.domain.pool.vocabulary import FIGURE_TIERS
from tidu.domain.targets import queries as targets
from tidu.domain.targets.vocabulary import LIGHT_RULE
from tidu.foundation.figures import registry
from tidu.foundation.figures.model import Answer, Question
from tidu.foundation.figures.shared import Shared
from tidu.interfaces.kit import wording
from tidu.interfaces.kit.forms import PlainForm
from tidu.interfaces.kit.lists import Column, ListPage
from tidu.interfaces.kit.roles import OFFICERS, READERS

ANY = ("", "全部")
WINDOWS = tuple((str(days), f"{days} 天内") for days in reversed(queries.EXPIRY_DAYS))
FORECASTS = {tier: code for code, tier in FIGURE_TIERS.items()}
"""The tiers with a forecast and the figure that counts each."""
PAST_YEARS = 3


def firm_door(firm: queries.Firm) -> SafeString:
    """Show a firm's name as the way to its page."""
    return format_html('<a href="{}">{}</a>', reverse("enterprise", args=[firm.credit_code]), firm.name)


class ExpiryFilters(PlainForm):
    """What the calendar is narrowed to."""

    days = forms.ChoiceField(label="到期", required=False, choices=[*WINDOWS, ("all", "不限")])
    kind = forms.ChoiceField(label="称号", required=False, choices=[ANY, *RecognitionKind.choices])


def _left(one: queries.Expiry) -> SafeString:
    colour = {30: "chip-red", 90: "chip-amber"}.get(one.window, "")
    return format_html('<span class="chip {}">余 {} 天</span>', colour, one.days_left)


class Expiries(ListPage):
    """Titles that end within 180, 90 or 30 days, the soonest first, and the months in which they end."""

    title = "到期日历"
    section = "expiries"
    roles = READERS
    form_class = ExpiryFilters
    template_name = "workbench/outlook/expiries.html"
    noun = "项"
    empty = "这段时间没有称号到期。把“到期”改为“不限”，可看全部有效称号。"
    columns = (
        Column("企业", lambda one: one.firm.name, shown=lambda one: firm_door(one.firm)),
        Column("统一社会信用代码", lambda one: one.firm.credit_code, on_screen=False),
        Column("属地", lambda one: one.firm.place, whole=True),
        Column("称号", lambda one: one.kind_label),
        Column(
            "最后有效日",
            lambda one: one.last_day,
            shown=lambda one: format_html(
                '<a class="door" href="{}">{}</a>',
                reverse("value", args=one.record),
                one.last_day.isoformat(),
            ),
            whole=True,
        ),
        Column("剩余天数", lambda one: one.days_left, shown=_left, whole=True),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the titles that end in time, soonest first; the whole calendar is kept for the months."""
        asked = filters.get("days") or "180"
        self.whole = queries.expiries(self.actor, self.as_of, kind=filters.get("kind", ""))
        if asked == "all":
            return self.whole
        return tuple(one for one in self.whole if one.days_left <= int(asked))

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the months to come and how many are in each window."""
        return {
            "lead": "高新技术企业三年、科技型中小企业编号当年有效；到期日当天仍有效。",
            "months": queries.months_of(self.whole, self.as_of.on),
            "windows": [
                (days, sum(one.days_left <= days for one in self.whole)) for days in queries.EXPIRY_DAYS
            ],
        }


def _how(one: queries.Slipping) -> str:
    return "已不符合" if one.fallen else "余量缩小"


class SlippingFirms(ListPage):
    """Firms that hold a title and fail by now, or still pass and lose margin year by year."""

    title = "将掉档企业"
    section = "expiries"
    roles = READERS
    noun = "家企业"
    empty = "没有已不符合条件、或条件余量连年缩小的持证企业。年度数据更新后重新计算。"
    columns = (
        Column("企业", lambda one: one.firm.name, shown=lambda one: firm_door(one.firm)),
        Column("统一社会信用代码", lambda one: one.firm.credit_code, on_screen=False),
        Column("属地", lambda one: one.firm.place, whole=True),
        Column("称号", lambda one: one.tier_label, whole=True),
        Column(
            "最后有效日", lambda one: one.last_day, shown=lambda one: one.last_day.isoformat(), whole=True
        ),
        Column(
            "情况",
            _how,
            shown=lambda one: format_html(
                '<span class="chip {}">{}</span>', "chip-red" if one.fallen else "chip-amber", _how(one)
            ),
            whole=True,
        ),
        Column("哪一条", lambda one: " ".join(one.words)),
    )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return them, those that fail already first, then the soonest to lose."""
        self.found = queries.slipping_firms(self.actor, self.as_of)
        return self.found.firms

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is counted, and of how many titles nobody can tell."""
        unknown = f"另有 {self.found.unknown} 项称号因缺数或待专家评价说不清。" if self.found.unknown else ""
        return {
            "lead": "按已报的数：持证而已不符合条件的在前；仍符合、但某项余量连续两年缩小，"
            f"照此速度两年内不再满足的在后。{unknown}",
            "trail": [("到期日历", reverse("expiries"))],
        }


def _ends(one: queries.OutlookFirm) -> str:
    return wording.day(one.last_day) if one.last_day else "—"


class GroupFilters(PlainForm):
    """Which class of firms."""

    group = forms.ChoiceField(
        label="类别",
        required=False,
        choices=[
            ("", "决定成败的"),
            ("every", "全部"),
            *((one.value, label) for one, label in queries.OUTLOOK_LABELS.items()),
        ],
    )


class YearEnd(ListPage):
    """The year's end against the target, by classes that rules explain, with the firms that make the difference."""

    title = "年末预测"
    section = "year-end"
    roles = READERS
    form_class = GroupFilters
    template_name = "workbench/outlook/year_end.html"
    noun = "家企业"
    empty = "没有需要续期或可以新增的企业。"
    columns = (
        Column("企业", lambda one: one.firm.name, shown=lambda one: firm_door(one.firm)),
        Column("统一社会信用代码", lambda one: one.firm.credit_code, on_screen=False),
        Column("属地", lambda one: one.firm.place, whole=True),
        Column("类别", lambda one: queries.OUTLOOK_LABELS[one.group]),
        Column("培育库", lambda one: one.stage, whole=True),
        Column("证书到期", _ends, whole=True),
        Column("说明", lambda one: one.sentence),
    )

    @property
    def tier(self) -> str:
        """The tier asked for; what is no tier is not found."""
        tier = self.kwargs.get("tier", RecognitionKind.HNTE.value)
        if tier not in FORECASTS:
            raise Http404("这个层级没有可计算的预测。")
        return str(tier)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the firms of the class asked within scope; the numbers above are the county's for everybody."""
        self.shared = Shared()
        register = self.shared.once(Population, self.as_of.known_at)
        due_on = date(self.as_of.on.year, 12, 31)
        self.found = queries.outlook(self.tier, due_on, register, self.as_of.on)
        asked = filters.get("group") or ""
        kept = self.found.firms if asked else self.found.deciding
        return [one for one in kept if asked in ("", "every", one.group) and self._may_see(one.firm)]

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the classes beside the target, and what became of the certificates of past years."""
        year = self.as_of.on.year
        counted = FORECASTS[self.tier]
        target = targets.find_target(counted, date(year, 12, 31), self.as_of)
        past: tuple[tuple[int, Answer], ...] = ()
        if self.tier == RecognitionKind.HNTE:
            past = tuple(
                (each, registry.ask("hnte_renewal_rate", self._about(each)))
                for each in range(year - PAST_YEARS, year + 1)
            )
        return {
            "title": f"{RecognitionKind(self.tier).label}：{year} 年末预测",
            "lead": "按截至日的数据和现行规则分类计数，不估概率；每一类都列出企业。",
            "code": counted.removesuffix("_count"),
            "outlook": self.found,
            "target": target,
            "short_by": None if target is None else target.value - self.found.stays,
            "forecast": self._forecast(target),
            "light_rule": LIGHT_RULE,
            "groups": [
                (one.value, queries.OUTLOOK_LABELS[one], self.found.count(one)) for one in self.found.classes
            ],
            "past": past,
            "tiers": [(kind, RecognitionKind(kind).label) for kind in FORECASTS],
            "tier": self.tier,
        }

    def _forecast(self, target: Any) -> targets.Forecast | None:
        """Return the light by the same rule as on the home page; None without a target."""
        if target is None:
            return None
        actual = registry.ask(target.figure_code, Question(as_of=self.as_of, shared=self.shared))
        return targets.forecast(target, actual, self.found, self.as_of)

    def _may_see(self, firm: queries.Firm) -> bool:
        """Return whether a firm of the county lies in the person's scope, which needs no further question."""
        return self.actor.sees_whole_county or firm.place_id in self.actor.place_ids

    def _about(self, year: int) -> Question:
        return Question(as_of=self.as_of, year=year, shared=self.shared)


def _proposal(one: queries.Seed) -> SafeString:
    if one.proposal_id is None:
        address = reverse("pool-decide", args=[one.firm.credit_code])
        return format_html('<a href="{}">入库</a>', address)
    return format_html('<a href="{}">采纳建议</a>', reverse("proposal-accept", args=[one.proposal_id]))


class Seeds(ListPage):
    """Firms outside the pool that are worth a visit, each with its reason."""

    title = "种子企业"
    section = "pool"
    roles = READERS
    noun = "家企业"
    empty = "没有新的种子企业。导入登记表和年度数据后，按规则重新发现。"
    columns = (
        Column("企业", lambda one: one.firm.name, shown=lambda one: firm_door(one.firm)),
        Column("统一社会信用代码", lambda one: one.firm.credit_code, on_screen=False),
        Column("属地", lambda one: one.firm.place, whole=True),
        Column("为什么值得上门", lambda one: one.reason),
        Column("符合几项", lambda one: one.strength, numeric=True),
    )

    def get_columns(self) -> Any:
        """Let officers take a seed in, and everybody write a visit down."""
        visit = Column(
            "走访",
            lambda _: "",
            shown=lambda one: format_html(
                '<a href="{}">记走访</a>', reverse("visit-new", args=[one.firm.credit_code])
            ),
            whole=True,
            in_file=False,
        )
        if not self.actor.has_role(*OFFICERS):
            return (*self.columns, visit)
        return (
            *self.columns,
            visit,
            Column("入库", lambda _: "", shown=_proposal, whole=True, in_file=False),
        )

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return the seeds, those for which most speaks first."""
        return queries.seeds(self.actor, self.as_of)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is looked for."""
        return {
            "lead": (
                "已登记、未入库的企业中，研发、知识产权、技术领域三项至少符合两项的。"
                "规则只排走访的先后，入库仍由经办人决定。"
            ),
            "trail": [("培育库", reverse("pool"))],
        }


urlpatterns: list[URLPattern] = [
    path("expiries/", Expiries.as_view(), name="expiries"),
    path("expiries/slipping/", SlippingFirms.as_view(), name="slipping"),
    path("year-end/", YearEnd.as_view(), name="year-end"),
    path("year-end/<str:tier>/", YearEnd.as_view(), name="year-end-of"),
    path("pool/seeds/", Seeds.as_view(), name="seeds"),
]
