"""Screens of opinions: the board with days left, one opinion with its words beside the work, taking one down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tidu.domain.opinions import operations, queries
from tidu.domain.opinions.checks import Author
from tidu.domain.opinions.queries import BoardLine, OpinionNotFound
from tidu.domain.opinions.vocabulary import (
    GUEST,
    Channel,
    DeadlineLight,
    OpinionSource,
    OpinionState,
    ProposerGroup,
)
from tidu.domain.tasks import queries as tasks
from tidu.domain.tasks.vocabulary import DIRECTORS
from tidu.foundation import clock
from tidu.foundation.calendar import queries as calendar
from tidu.interfaces.kit.forms import FormPage, PlainForm, handed, words
from tidu.interfaces.kit.lists import Column, ListPage, Slice
from tidu.interfaces.kit.pages import Action, Page
from tidu.interfaces.kit.roles import OFFICERS, READERS, STAFF
from tidu.interfaces.kit.wording import working_days_left
from tidu.interfaces.workbench.opinion_acts import REFUSALS, offers
from tidu.interfaces.workbench.opinion_forms import PROOF_TYPES

SHOWN = 5
ANY = ("", "全部")
STANDINGS = (ANY, (queries.WAITING, "待答复"), (queries.LATE, "已逾期"), (queries.FINAL, "计入条数的"))
LIGHT_COLOURS = {
    DeadlineLight.RED: "chip-red",
    DeadlineLight.SEVERE: "chip-red",
    DeadlineLight.YELLOW: "chip-amber",
}
STATE_COLOURS: dict[str, str] = {
    OpinionState.CLOSED: "chip-green",
    OpinionState.REOPENED: "chip-amber",
    OpinionState.RETURNED: "chip-amber",
}


class OpinionFilters(PlainForm):
    """What the board is narrowed to."""

    text = forms.CharField(label="编号或内容", required=False)
    standing = forms.ChoiceField(label="时限", required=False, choices=STANDINGS)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *OpinionState.choices])
    source = forms.ChoiceField(label="来源", required=False, choices=[ANY, *OpinionSource.choices])
    occasion = forms.ChoiceField(label="场合", required=False)
    theme = forms.ChoiceField(label="主题", required=False)
    group = forms.ChoiceField(label="界别", required=False, choices=[ANY, *ProposerGroup.choices])

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        occasions = [(one.code, one.name) for one in queries.occasions()]
        themes = [(branch.theme.code, branch.theme.name) for branch in queries.theme_tree()]
        for name, choices in (("occasion", occasions), ("theme", themes)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]


def days_left(line: BoardLine) -> str:
    """Return how the deadline stands, in words."""
    return working_days_left(line.days_left, was_late=line.was_late, late=line.light_label)


def light_colour(line: BoardLine) -> str:
    """Return the colour of a line's deadline."""
    return LIGHT_COLOURS.get(DeadlineLight(line.light), "")


def _words(line: BoardLine) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><br><span class="small soft">{}</span>',
        reverse("opinion", args=[line.opinion.number]),
        line.opinion.text if len(line.opinion.text) <= 60 else f"{line.opinion.text[:60]}…",
        line.opinion.number,
    )


def _due(line: BoardLine) -> SafeString | str:
    if line.deadline is None:
        return "—"
    left = days_left(line)
    chip = format_html('<br><span class="chip {}">{}</span>', light_colour(line), left) if left else ""
    return format_html('<span class="nowrap">{}</span>{}', line.deadline.in_force_on.isoformat(), chip)


def _state(line: BoardLine) -> SafeString:
    colour = STATE_COLOURS.get(line.opinion.state, "")
    return format_html('<span class="chip {}">{}</span>', colour, line.state_label)


def _source(line: BoardLine) -> str:
    return f"{line.opinion.get_source_display()} · {line.group_label}"


class Opinions(ListPage):
    """Every opinion in scope: those that wait for an answer first, the soonest due on top."""

    title = "意见建议"
    section = "opinions"
    roles = READERS
    travels = False
    form_class = OpinionFilters
    template_name = "workbench/opinions/opinions.html"
    noun = "条"
    empty = "还没有意见。开放日现场扫码提交的会列在这里，纸条、来电、来信按“登记意见”记下。"
    columns = (
        Column("意见", lambda line: line.opinion.text, shown=_words),
        Column("编号", lambda line: line.opinion.number, on_screen=False),
        Column("来源", _source),
        Column(
            "主题",
            lambda line: line.opinion.main_theme.name if line.opinion.main_theme else "未定",
            whole=True,
        ),
        Column("状态", lambda line: line.state_label, shown=_state),
        Column("主办", lambda line: line.lead_name or "未交办", whole=True),
        Column("答复期限", lambda line: line.deadline.in_force_on if line.deadline else "", shown=_due),
        Column("余工作日", lambda line: line.days_left, on_screen=False),
        Column("结论", lambda line: line.outcome_label or "—"),
        Column("登记日", lambda line: clock.day_of(line.opinion.taken_at), on_screen=False),
    )

    @cached_property
    def working(self) -> calendar.WorkingCalendar:
        """The holiday tables, read once for the page."""
        return calendar.calendar_to_show()

    def get_slice(self, filters: dict[str, Any], number: int) -> Slice:
        """Return one page of opinions as lines."""
        page = Slice.cut(self._found(filters), number, self.page_size)
        lines = queries.lines_of(page.rows, self.as_of, self.working)
        return Slice(lines, page.total, page.number, page.pages)

    def get_rows(self, filters: dict[str, Any]) -> Any:
        """Return every line, for the file."""
        return queries.lines_of(self._found(filters), self.as_of)

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return what waits and what is late, in one sentence."""
        counts = queries.standing(self.actor, self.as_of, working=self.working)
        late = f"，其中逾期 {counts.late} 条" if counts.late else "，没有逾期"
        lead = f"待答复 {counts.waiting} 条{late}；还没有交办 {counts.unassigned} 条。"
        return {
            "lead": lead,
            "officer": self.actor.has_role(*OFFICERS),
            "staff": self.actor.has_role(*STAFF),
        }

    def _found(self, filters: dict[str, Any]) -> Any:
        return queries.opinions(self.actor, self.as_of, queries.OpinionFilters(**filters))


def may_have_letter(page: queries.OpinionPage) -> bool:
    """Return whether there is an answer, and somebody with a receipt to whom it is written."""
    answered = any(one.round.answered_at for one in page.rounds)
    return bool(page.opinion.receipt) and answered


class OpinionOne(Page):
    """One opinion: the words as they came on the left, the work on the right."""

    section = "opinions"
    roles = READERS
    travels = False
    not_found = (OpinionNotFound,)
    template_name = "workbench/opinions/opinion.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the opinion and what this person may do with it."""
        page = queries.find_opinion(self.actor, number, self.as_of)
        return {
            "title": f"意见 {number}",
            "trail": [("意见建议", reverse("opinions"))],
            "of": page,
            "opinion": page.opinion,
            "line": page.line,
            "left": days_left(page.line),
            "colour": light_colour(page.line),
            "acts": offers(self.actor, page),
            "officer": self.actor.has_role(*OFFICERS),
            "letter": self.actor.has_role(*OFFICERS) and may_have_letter(page),
            "slip": self.actor.has_role(*OFFICERS) and bool(page.opinion.receipt),
            "to_confirm": page.opinion.taken_by_name != GUEST.name
            or page.opinion.text != page.opinion.original_text,
        }


class SeeAuthors(Action):
    """Show who said it with the telephones in full; that somebody looked is kept."""

    roles = OFFICERS
    travels = False
    not_found = (OpinionNotFound,)

    def act(self, number: str, **kwargs: Any) -> HttpResponseBase:
        """Record the look and answer with the opinion's page."""
        page = OpinionOne()
        page.setup(self.request, number=number)
        shown = page.get_context(number=number)
        seen = operations.show_authors(number=number, by=self.actor, now=clock.now())
        answer = page.show({**shown, "seen": seen})
        answer["Cache-Control"] = "no-store"
        return answer


class EchoToday(Page):
    """What is owed today: opinions that wait and are late, tasks that are late, and for leaders what is asked of them;
    the homes fetch the block from here.
    """

    title = "意见和任务"
    section = "opinions"
    roles = READERS
    travels = False
    template_name = "workbench/opinions/today.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return counts and the most urgent of each."""
        late = queries.opinions(self.actor, self.as_of, queries.OpinionFilters(standing=queries.LATE))
        owed = tasks.tasks(self.actor, self.as_of, tasks.TaskFilters(late=True))
        return {
            "standing": queries.standing(self.actor, self.as_of),
            "late": queries.lines_of(late[:SHOWN], self.as_of),
            "tasks": owed[:SHOWN],
            "requests": self._requests(),
            "unattended": self._unattended(),
        }

    def _requests(self) -> int:
        """Return how many requests wait for a leader, in tasks and in monthly reports."""
        if not self.actor.has_role(*DIRECTORS):
            return 0
        return len(tasks.open_requests(self.actor)) + len(tasks.waiting_of_months(self.actor))

    def _unattended(self) -> list[tuple[str, list[str]]]:
        """Return units in which nobody is in post, with what waits there, for those who see the whole county."""
        if not self.actor.sees_whole_county:
            return []
        found: dict[str, list[str]] = {}
        for number, unit in queries.unattended(self.as_of.on):
            found.setdefault(unit, []).append(number)
        return list(found.items())


class Alike(Page):
    """What is suggested for one opinion: theme, category, and answers to those like it; forms fetch it from here."""

    title = "相近的意见"
    section = "opinions"
    roles = READERS
    travels = False
    not_found = (OpinionNotFound,)
    template_name = "workbench/opinions/alike.html"

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return the likest that have an answer."""
        opinion = queries.plain_opinion(self.actor, number)
        hints = queries.hints(opinion.text)
        return {
            "trail": [("意见建议", reverse("opinions")), (number, reverse("opinion", args=[number]))],
            "theme": told(hints.theme),
            "category": told(hints.category),
            "similar": queries.alike(opinion.text, besides=number),
        }


def told(hint: queries.Hint | None) -> str:
    """Return what is suggested, by what and how sure, in words; empty where nothing speaks for any."""
    if hint is None:
        return ""
    sure = f"把握 {hint.sure_per_mille // 10}%" if hint.sure else "没有把握，请自行判断"
    return f"{hint.name}（按{hint.by_label}，{sure}）"


class TakeDownForm(PlainForm):
    """The words as they came, from whom, and by which way."""

    text = words("原话", rows=5, help_text="照原话记，登记后原文不能改；需要整理的另写整理文字。")
    group = forms.ChoiceField(label="界别", choices=ProposerGroup.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label="渠道", choices=Channel.choices, widget=forms.RadioSelect)
    source = forms.ChoiceField(label="来源", choices=OpinionSource.choices)
    occasion = forms.ChoiceField(label="场合", required=False, help_text="来源为“开放日”的要选是哪一次。")
    name = forms.CharField(label="姓名", max_length=60, required=False, help_text="不填就是匿名。")
    organisation = forms.CharField(label="单位", max_length=120, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    scan = forms.FileField(
        label="原件扫描", required=False, widget=forms.FileInput(attrs={"accept": PROOF_TYPES})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["occasion"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "不是在活动上提的"), *((one.code, one.name) for one in queries.occasions())]


class TakeDown(FormPage):
    """Take down what somebody said, wrote or telephoned."""

    title = "登记意见"
    section = "opinions"
    roles = OFFICERS
    travels = False
    form_class = TakeDownForm
    template_name = "workbench/opinions/new.html"
    button = "登记"
    refusals = REFUSALS

    def get_initial(self, **kwargs: Any) -> dict[str, Any]:
        """Name the occasion from whose page one comes."""
        occasion = self.request.GET.get("occasion", "")
        source = OpinionSource.OPEN_DAY if occasion else OpinionSource.PHONE
        return {
            "occasion": occasion,
            "source": source,
            "channel": Channel.SPOKEN if occasion else Channel.PHONE,
        }

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the way back."""
        return {"trail": [("意见建议", reverse("opinions"))]}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Keep it and say its number."""
        author = Author(
            name=values["name"],
            organisation=values["organisation"],
            phone=values["phone"],
            anonymous=not values["name"].strip() and not values["phone"].strip(),
        )
        opinion = operations.take_down(
            text=values["text"],
            group=values["group"],
            channel=values["channel"],
            source=values["source"],
            occasion=values["occasion"],
            authors=[author],
            scan=handed(values["scan"]),
            by=self.actor,
            now=clock.now(),
        )
        self.taken = opinion.number
        alike = (
            queries.duplicates(opinion.text, values["occasion"], opinion.number) if values["occasion"] else []
        )
        hint = f"可能和 {alike[0][0]} 说的是一件事，可以并入。" if alike else ""
        return f"已登记 {opinion.number}，回执号 {opinion.receipt}。请意见人扫码核对文字。{hint}"

    def next_address(self, **kwargs: Any) -> str:
        """Go to the slip of what was taken down, for its proposer to scan; back to the board otherwise."""
        taken = getattr(self, "taken", "")
        return reverse("opinion-slip", args=[taken]) if taken else reverse("opinions")


class Near(Action):
    """What an occasion has already that may say the same; the form fetches it while somebody writes."""

    roles = OFFICERS
    travels = False

    def act(self, **kwargs: Any) -> HttpResponseBase:
        """Answer with a part of a page, empty where nothing is near or no occasion is chosen."""
        text, occasion = (self.request.POST.get(name, "").strip() for name in ("text", "occasion"))
        near = queries.duplicates(text, occasion) if text and occasion else []
        return render(self.request, "workbench/opinions/near.html", {"near": near})


urlpatterns: list[URLPattern] = [
    path("opinions/", Opinions.as_view(), name="opinions"),
    path("opinions/today/", EchoToday.as_view(), name="opinions-today"),
    path("opinions/new/near/", Near.as_view(), name="opinion-near"),
    path("opinions/new/", TakeDown.as_view(), name="opinion-new"),
    path("opinions/<str:number>/", OpinionOne.as_view(), name="opinion"),
    path("opinions/<str:number>/like/answers/", Alike.as_view(), name="opinion-alike"),
    path("opinions/<str:number>/people/seen/", SeeAuthors.as_view(), name="opinion-authors"),
]
