"""The steps of an opinion: which are offered to whom, what each asks, and the operation that carries it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404
from django.urls import URLPattern, path, reverse

from tidu.domain.opinions import checks, operations, queries
from tidu.domain.opinions.checks import Suggested, UnableToMoveOpinion, UnableToPublish, UnableToTakeDown
from tidu.domain.opinions.queries import OpinionNotFound, OpinionPage
from tidu.domain.opinions.vocabulary import ANSWERED, MOVABLE, OPEN, OPINION_STEPS, OpinionState, RatedWay
from tidu.domain.tasks.checks import UnableToMoveTask
from tidu.foundation import clock
from tidu.foundation.actors import Actor
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files.operations import UnableToStore
from tidu.interfaces.kit.forms import FormPage, handed
from tidu.interfaces.kit.roles import READERS
from tidu.interfaces.workbench import opinion_forms as asked
from tidu.interfaces.workbench import opinion_offers as when
from tidu.interfaces.workbench.opinion_forms import ActForm

REFUSALS = (
    UnableToMoveOpinion,
    UnableToPublish,
    UnableToTakeDown,
    UnableToMoveTask,
    UnableToStore,
    HolidaysMissing,
)


@dataclass(frozen=True)
class Doing:
    """An act that is being carried out: on which opinion, by whom, with what was filled in."""

    number: str
    actor: Actor
    form: Any

    @property
    def said(self) -> dict[str, Any]:
        """Return what was filled in."""
        return dict(self.form.cleaned_data) if self.form else {}

    @property
    def who(self) -> dict[str, Any]:
        """Return what every operation asks for."""
        return {"number": self.number, "by": self.actor, "now": clock.now()}


@dataclass(frozen=True)
class Act:
    """Something that can be done with an opinion; `steps` are the actions of the transition table that it carries."""

    name: str
    label: str
    carry: Callable[[Doing], str]
    form: type[ActForm] | None = None
    steps: frozenset[str] = frozenset()
    offered: Callable[[Actor, OpinionPage], bool] | None = None
    primary: bool = False

    def is_offered(self, actor: Actor, page: OpinionPage) -> bool:
        """Return whether it is this person's to do now."""
        if self.offered is not None:
            return self.offered(actor, page)
        lead = page.rounds[-1].round.lead if page.rounds else None
        return any(
            step.action in self.steps and checks.may_take(actor, step, lead)
            for step in OPINION_STEPS.from_state(page.opinion.state)
        )


def offers(actor: Actor, page: OpinionPage) -> list[Act]:
    """Return what this person may do with an opinion now."""
    return [act for act in ACTS.values() if act.is_offered(actor, page)]


# ---------------------------------------------------------------- carrying them out


def _assign(doing: Doing) -> str:
    said = doing.said
    one = operations.assign(
        **doing.who,
        lead_id=int(said["lead"]),
        assist_ids=[int(pk) for pk in said["assists"]],
        within=said["within"],
        note=said["note"],
    )
    told = f"已交办{one.lead.short_name}，{one.due_on.isoformat()} 前答复。"
    if queries.is_attended(one.lead, clock.today()):
        return told
    return f"{told}{one.lead.short_name}没有在岗的经办人，提醒会交给局领导：请登记任职，或退回后改交办。"


def _spot(doing: Doing) -> str:
    said = doing.said
    operations.answer_on_the_spot(
        **doing.who,
        reply=doing.form.reply(),
        said_by=said["said_by"],
        organisation_id=int(said["organisation"]),
        at=said["at"],
    )
    return "已记为当场答复。"


def _themes(doing: Doing) -> str:
    said = doing.said
    hint = queries.hints(doing.form.about.opinion.text).theme
    operations.set_themes(
        **doing.who,
        main=said["main"],
        further=said["further"],
        category=said["category"],
        suggested=Suggested(hint.code, hint.by, hint.sure_per_mille) if hint else None,
    )
    return "已定主题。"


def _reply(doing: Doing) -> str:
    operations.write_reply(**doing.who, reply=doing.form.reply())
    return "答复已写好。有协办单位的请送会签，没有的可以送审。"


def _countersign(doing: Doing) -> str:
    said = doing.said
    unit = int(said["organisation"])
    if said["agreed"] == "yes":
        operations.countersign(**doing.who, organisation_id=unit, text=said["text"])
        return "已会签同意。"
    operations.refuse(**doing.who, organisation_id=unit, text=said["text"])
    return "已写明不同意的意见，主办单位会看到。"


def _approve(doing: Doing) -> str:
    one = operations.approve(**doing.who)
    if one.promised_on:
        return f"已答复意见人，并按承诺立为任务，{one.promised_on.isoformat()} 前完成。"
    return "已答复意见人。等待评价。"


def _longer(doing: Doing) -> str:
    said = doing.said
    operations.ask_longer(**doing.who, until_on=said["until_on"], reason=said["reason"])
    return "已申请延期，等局领导审批。"


def _decide(doing: Doing) -> str:
    granted = doing.said["granted"] == "yes"
    operations.decide_longer(**doing.who, granted=granted)
    return "已同意延期，原期限仍显示。" if granted else "已不同意延期，期限不变。"


def _paper(doing: Doing) -> str:
    said = doing.said
    names = ("attitude", "satisfaction", "remark")
    operations.rate(**doing.who, way=RatedWay.PAPER, **{name: said[name] for name in names})
    return "已录入纸质评价，注明由您代录。"


def _split(doing: Doing) -> str:
    parts = operations.split(**doing.who, texts=doing.form.parts())
    return f"已拆成 {len(parts)} 条：{'、'.join(one.number for one in parts)}。"


def _publish(doing: Doing) -> str:
    said = doing.said
    operations.publish(
        **doing.who,
        masked_text=said["text"],
        masked_answer=said["answer"],
        keeps_numbers=said["keeps_numbers"],
    )
    return "已公开。公众在“您说—我们做”能看到。"


def _effect(doing: Doing) -> str:
    said = doing.said
    names = ("kind", "title", "on", "address")
    operations.record_effect(**doing.who, **{name: said[name] for name in names})
    return "已记下这条意见改变了什么。"


def _scan(doing: Doing) -> str:
    scan = handed(doing.said["scan"])
    if scan is None:
        raise UnableToMoveOpinion("请选择原件扫描文件。")
    operations.add_scan(**doing.who, scan=scan)
    return "已补录原件扫描。"


def _plainly(operation: Callable[..., Any], done: str, *names: str) -> Callable[[Doing], str]:
    """Return the carrying out of an operation that takes what was filled in as it is."""

    def carry(doing: Doing) -> str:
        operation(**doing.who, **{name: doing.said[name] for name in names})
        return done

    return carry


_EVERY: Final = (
    Act("spot", "当场答复", _spot, asked.SpotForm, frozenset({"answer_spot"}), primary=True),
    Act("assign", "交办", _assign, asked.AssignForm, frozenset({"assign"}), primary=True),
    Act("sign", "签收", _plainly(operations.sign, "已签收。"), None, frozenset({"sign"}), primary=True),
    Act(
        "work", "开始办理", _plainly(operations.work, "已开始办理。"), None, frozenset({"work"}), primary=True
    ),
    Act("reply", "写答复", _reply, asked.ReplyForm, offered=when.may_write, primary=True),
    Act("circulate", "送会签", _plainly(operations.circulate, "已送会签。"), None, frozenset({"circulate"})),
    Act(
        "countersign", "会签", _countersign, asked.CountersignForm, offered=when.may_countersign, primary=True
    ),
    Act("rework", "收回修改", _plainly(operations.rework, "已收回。"), None, frozenset({"rework"})),
    Act(
        "submit",
        "送审",
        _plainly(operations.submit_for_review, "已送局领导审核。"),
        None,
        frozenset({"submit"}),
        primary=True,
    ),
    Act("approve", "审核通过并答复", _approve, None, frozenset({"approve"}), primary=True),
    Act(
        "send-back",
        "退回修改",
        _plainly(operations.send_back, "已退回主办单位。", "reason"),
        asked.ReasonForm,
        frozenset({"send_back"}),
    ),
    Act(
        "return",
        "不是本单位职责，退回",
        _plainly(operations.return_wrong, "已退回，等待改交办。", "reason"),
        asked.ReasonForm,
        frozenset({"return"}),
    ),
    Act("longer", "申请延期", _longer, asked.LongerForm, offered=when.may_ask_longer),
    Act("decide-longer", "审批延期", _decide, asked.DecideForm, offered=when.may_decide_longer, primary=True),
    Act(
        "close",
        "办结",
        _plainly(operations.close, "已办结；意见人仍可评价。", "reason"),
        asked.ReasonForm,
        frozenset({"close"}),
    ),
    Act(
        "recall",
        "撤回答复重办",
        _plainly(operations.recall, "已撤回答复，主办单位重新办理。", "reason"),
        asked.ReasonForm,
        frozenset({"recall"}),
    ),
    Act("paper-rating", "录入纸质评价", _paper, asked.PaperForm, offered=when.may_enter_rating),
    Act("themes", "定主题", _themes, asked.ThemesForm, offered=when.officer_while(*OPEN, *ANSWERED)),
    Act(
        "text",
        "整理文字",
        _plainly(operations.edit_text, "文字已改，原文未动。", "text"),
        asked.TextForm,
        offered=when.officer_while(*OPEN),
    ),
    Act("scan", "补录原件", _scan, asked.ScanForm, offered=when.may_add_scan),
    Act(
        "merge",
        "并入另一条",
        _plainly(operations.merge, "已并入，可以撤销。", "into"),
        asked.MergeForm,
        offered=when.officer_while(*MOVABLE),
    ),
    Act(
        "unmerge",
        "撤销并入",
        _plainly(operations.unmerge, "已撤销并入。"),
        offered=when.officer_while(OpinionState.MERGED),
    ),
    Act("split", "拆分", _split, asked.SplitForm, offered=when.officer_while(*MOVABLE)),
    Act(
        "unsplit",
        "撤销拆分",
        _plainly(operations.unsplit, "已撤销拆分。"),
        offered=when.officer_while(OpinionState.SPLIT),
    ),
    Act(
        "invalidate",
        "判为无效",
        _plainly(operations.invalidate, "已判为无效，原文保留。", "reason"),
        asked.ReasonForm,
        offered=when.officer_while(*MOVABLE),
    ),
    Act(
        "restore",
        "恢复有效",
        _plainly(operations.restore, "已恢复。"),
        offered=when.officer_while(OpinionState.INVALID),
    ),
    Act("publish", "公开", _publish, asked.PublishForm, offered=when.officer_while(*ANSWERED)),
    Act(
        "withdraw",
        "撤回公开",
        _plainly(operations.withdraw_publication, "已撤回公开。", "reason"),
        asked.ReasonForm,
        offered=when.may_withdraw,
    ),
    Act("effect", "记改变", _effect, asked.EffectForm, offered=when.officer_while(*ANSWERED)),
    Act(
        "forget",
        "按本人要求清除个人信息",
        _plainly(
            operations.forget_author, "已清除姓名、单位、电话和原件，文字已遮盖；条数和办理照旧。", "reason"
        ),
        asked.ReasonForm,
        offered=when.may_forget,
    ),
)
"""Every act, in the order in which they are offered."""

ACTS: Final = {act.name: act for act in _EVERY}


HELPED: Final = ("reply", "spot", "themes")
"""Acts beside which earlier answers to the like, or a theme, are suggested."""


MERGING: Final = "merge"
"""The act beside which the items of the same occasion that are near are named."""


class OpinionAct(FormPage):
    """One act: its form, or at once when it has none."""

    section = "opinions"
    roles = READERS
    travels = False
    not_found = (OpinionNotFound,)
    refusals = REFUSALS
    template_name = "workbench/opinions/act.html"
    form: ActForm

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> Any:
        """Return the act's form about its opinion."""
        act = self._act(kwargs["act"])
        about = queries.find_opinion(self.actor, kwargs["number"], self.as_of)
        self.form = (act.form or ActForm)(data, files, about=about, actor=self.actor)
        return self.form

    def get(self, request: Any, **kwargs: Any) -> Any:
        """Show the form; an act without one is done by its button only."""
        if self._act(kwargs["act"]).form is None:
            raise Http404("这一步没有表单，请在意见页上按按钮。")
        return super().get(request, **kwargs)

    def get_context(self, number: str, act: str, **kwargs: Any) -> dict[str, Any]:
        """Return what it is about."""
        one, about = self._act(act), self.form.about
        return {
            "title": one.label,
            "button": one.label,
            "trail": [("意见建议", reverse("opinions")), (number, self.next_address(number))],
            "about": about,
            "helped": act in HELPED,
            "near": self._near(about) if act == MERGING else [],
        }

    @staticmethod
    def _near(about: OpinionPage) -> list[tuple[str, str]]:
        """Return the items of its occasion that may say the same: what it would be merged into."""
        opinion = about.opinion
        code = opinion.occasion.code if opinion.occasion else ""
        return queries.duplicates(opinion.text, code, opinion.number) if code else []

    def submit(self, values: dict[str, Any], number: str, act: str, **kwargs: Any) -> str:
        """Carry it out and say so."""
        one = self._act(act)
        return one.carry(Doing(number, self.actor, self.form if one.form else None))

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the opinion."""
        return reverse("opinion", args=[number])

    @staticmethod
    def _act(name: str) -> Act:
        if name not in ACTS:
            raise Http404("没有这一步。")
        return ACTS[name]


urlpatterns: list[URLPattern] = [
    path("opinions/<str:number>/<str:act>/", OpinionAct.as_view(), name="opinion-act"),
]
