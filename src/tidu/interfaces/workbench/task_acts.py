"""Acts on one task, from opening to the end: each a form or one press, each one step of the table."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.urls import URLPattern, path, reverse

from tidu.domain.tasks import operations, queries
from tidu.domain.tasks.checks import UnableToMoveTask, UnableToOpenTask
from tidu.domain.tasks.operations import Part, Said
from tidu.domain.tasks.queries import TaskNotFound
from tidu.domain.tasks.supervision import supervision_on
from tidu.domain.tasks.vocabulary import DIRECTORS, TaskKind
from tidu.foundation import clock
from tidu.foundation.calendar.queries import HolidaysMissing
from tidu.foundation.files.handed import Handed
from tidu.foundation.files.operations import UnableToStore
from tidu.interfaces.kit.forms import FormPage, PlainForm, dress, words
from tidu.interfaces.kit.pages import Action
from tidu.interfaces.kit.roles import OFFICERS, READERS
from tidu.interfaces.workbench.intake import FilesField
from tidu.interfaces.workbench.sentence_tasks import helping, units

REFUSALS = (UnableToMoveTask, UnableToOpenTask, UnableToStore, HolidaysMissing)
NOT_FOUND = (TaskNotFound,)
NONE = ("", "没有")


class PartForm(PlainForm):
    """What, by whom, until when, and who helps."""

    title = forms.CharField(label="任务", max_length=200, help_text="做什么、做到什么程度。")
    owner_id = forms.TypedChoiceField(label="责任单位", coerce=int)
    due_on = forms.DateField(label="期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = units()
        self.fields["owner_id"] = forms.TypedChoiceField(
            label="责任单位", coerce=int, choices=[("", "请选择"), *offered]
        )
        self.fields["helper_ids"] = helping(offered)
        dress(self)


class NewTaskForm(PartForm):
    """What, of which kind, by whom, until when, and who helps."""

    kind = forms.ChoiceField(label="类别", choices=TaskKind.choices, initial=TaskKind.OTHER)

    field_order = ("title", "kind", "owner_id", "due_on", "helper_ids")


class OpenTask(FormPage):
    """Open a task; its nodes follow from its kind."""

    title = "立项任务"
    section = "tasks"
    roles = OFFICERS
    travels = False
    form_class = NewTaskForm
    button = "立项"
    refusals = REFUSALS
    template_name = "workbench/tasks/open.html"

    def get_context(self, **kwargs: Any) -> dict[str, Any]:
        """Return the template of nodes of each kind."""
        nodes = supervision_on(self.as_of.on).nodes
        templates = [(TaskKind(kind).label, [one.words for one in nodes[kind]]) for kind in TaskKind.values]
        return {"trail": [("任务", reverse("tasks"))], "templates": templates}

    def submit(self, values: dict[str, Any], **kwargs: Any) -> str:
        """Open it."""
        task = operations.open_task(**values, by=self.actor, now=clock.now())
        return f"已立项 {task.number}，等{task.owner.short_name}签收。"

    def next_address(self, **kwargs: Any) -> str:
        """Return to the list."""
        return reverse("tasks")


class TaskForm(FormPage):
    """A form about one task."""

    section = "tasks"
    roles = READERS
    travels = False
    not_found = NOT_FOUND
    refusals = REFUSALS

    def get_context(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Return which task it is."""
        task = self.read(number).line.task
        return {
            "trail": [("任务", reverse("tasks")), (number, self.next_address(number))],
            "lead": f"{task.title}（{task.due_on.isoformat()} 前）",
        }

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the task."""
        return reverse("task", args=[number])

    def read(self, number: str) -> queries.TaskPage:
        """Return the task, read once."""
        if not hasattr(self, "_read"):
            self._read = queries.find_task(self.actor, number, self.as_of)
        return self._read


class DivideTask(TaskForm):
    """Break a part off a task; press again for the next."""

    title = "分解任务"
    form_class = PartForm
    button = "加一项子任务"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Add the part."""
        self.read(number)
        (child,) = operations.divide_task(
            number=number, parts=[Part(**values)], by=self.actor, now=clock.now()
        )
        return f"已分解出 {child.number}。子任务都办结以后，这项任务才能销号。"


class FeedbackForm(PlainForm):
    """How it stands; only one box must be filled."""

    text = words("进展", rows=3, help_text="做了什么，到了哪一步。")
    blocker = words("困难", rows=2, required=False)
    request = words("请求决定的事", rows=2, required=False, help_text="要领导或哪个部门定什么。")
    plan = words("下一步", rows=2, required=False)
    node = forms.TypedChoiceField(label="今天到达的节点", coerce=int, required=False, empty_value=None)


class FeedBack(TaskForm):
    """Say how a task stands, and which node it reached."""

    title = "反馈进展"
    form_class = FeedbackForm
    button = "反馈"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the nodes that are not reached and that no step reaches by itself."""
        form = super().get_form(data, files, **kwargs)
        nodes = queries.nodes_to_reach(self.read(kwargs["number"]).line.task)
        choices = [NONE, *((one.position, one.name) for one in nodes)]
        cast(forms.ChoiceField, form.fields["node"]).choices = choices
        return form

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep it."""
        node = values.pop("node")
        operations.feed_back(number=number, said=Said(**values), node=node, by=self.actor, now=clock.now())
        return "已反馈。"


class HelpForm(PlainForm):
    """How the part of a helping unit stands."""

    unit = forms.ChoiceField(label="协办单位")
    text = words("进展", rows=3, help_text="本单位配合做了什么，到了哪一步。")
    blocker = words("困难", rows=2, required=False)
    request = words("请求决定的事", rows=2, required=False, help_text="要牵头单位或领导定什么。")
    plan = words("下一步", rows=2, required=False)


class Help(TaskForm):
    """Say, for a helping unit, how its part stands; the owner alone reports."""

    title = "协办反馈"
    form_class = HelpForm
    button = "反馈"

    def get_form(self, data: Any = None, files: Any = None, **kwargs: Any) -> PlainForm:
        """Offer the helping units for which this person speaks."""
        form = super().get_form(data, files, **kwargs)
        own = [(one.code, one.short_name) for one in self.read(kwargs["number"]).helps_at]
        cast(forms.ChoiceField, form.fields["unit"]).choices = own
        return form

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep it."""
        unit = values.pop("unit")
        operations.help_with(
            number=number, unit_code=unit, said=Said(**values), by=self.actor, now=clock.now()
        )
        return "已反馈，牵头单位看得到。"


class HelpersForm(PlainForm):
    """Which units help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper_ids"] = helping(units())
        dress(self)


class SetHelpers(TaskForm):
    """Say which units help with a task that is under way."""

    title = "协办单位"
    form_class = HelpersForm
    roles = OFFICERS

    def get_initial(self, number: str, **kwargs: Any) -> dict[str, Any]:
        """Begin with those that help."""
        return {"helper_ids": [str(one.unit_id) for one in self.read(number).line.helping]}

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Write it."""
        self.read(number)
        operations.set_helpers(number=number, unit_ids=values["helper_ids"], by=self.actor, now=clock.now())
        return f"已保存，{len(values['helper_ids'])} 个单位协办。"


class ReportForm(PlainForm):
    """What was done, and what shows it."""

    text = words("完成情况", rows=5, help_text="做了什么、什么时候、结果怎样。")
    evidence = FilesField(label="佐证材料", help_text="照片、文件、名单等，可以选多个。")


class ReportTask(TaskForm):
    """Say that it is done."""

    title = "报告完成"
    form_class = ReportForm
    button = "报告完成"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep the report; somebody else looks at it."""
        evidence = [Handed(one.name, one.read()) for one in values["evidence"]]
        operations.report_done(
            number=number, text=values["text"], evidence=evidence, by=self.actor, now=clock.now()
        )
        return "已报告完成，等另一位同志核查销号。"


class ReasonForm(PlainForm):
    """Why."""

    reason = words("理由", rows=3, limit=300)


class SendTaskBack(TaskForm):
    """Send a report back."""

    title = "退回再办"
    form_class = ReasonForm
    button = "退回"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Send it back, due as before."""
        operations.send_back(number=number, reason=values["reason"], by=self.actor, now=clock.now())
        return "已退回，期限不变。"


class WithdrawTask(TaskForm):
    """Take a task back."""

    title = "撤销任务"
    form_class = ReasonForm
    button = "撤销"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Take it back; it stays on record."""
        operations.withdraw_task(number=number, reason=values["reason"], by=self.actor, now=clock.now())
        return "已撤销，记录保留。"


class ReplyForm(PlainForm):
    """The written reply."""

    reply = words("书面回复", rows=4, help_text="办到哪一步、卡在哪里、什么时候办完。")


class ReplyUrging(TaskForm):
    """Answer an urging in writing."""

    title = "回复催办"
    form_class = ReplyForm
    button = "回复"

    def submit(self, values: dict[str, Any], number: str, **kwargs: Any) -> str:
        """Keep the reply."""
        operations.reply_urging(number=number, reply=values["reply"], by=self.actor, now=clock.now())
        return "已书面回复。"


class TaskPress(Action):
    """One press about one task."""

    roles = READERS
    travels = False
    refusals = REFUSALS
    not_found = NOT_FOUND

    def act(self, number: str, **kwargs: Any) -> str:
        """See that it is in scope, and press."""
        queries.find_task(self.actor, number, self.as_of)
        return self.press(number)

    def press(self, number: str) -> str:
        """Do it and return what to say."""
        raise NotImplementedError

    def next_address(self, number: str, **kwargs: Any) -> str:
        """Return to the task."""
        return reverse("task", args=[number])


class SignTask(TaskPress):
    """Sign for a task."""

    def press(self, number: str) -> str:
        """Sign."""
        operations.sign_task(number=number, by=self.actor, now=clock.now())
        return "已签收。"


class CloseTask(TaskPress):
    """Close what somebody else reported."""

    def press(self, number: str) -> str:
        """Close it."""
        operations.close_task(number=number, by=self.actor, now=clock.now())
        return "已核查销号。"


class UrgeTask(TaskPress):
    """Urge a task in one press."""

    roles = DIRECTORS

    def press(self, number: str) -> str:
        """Urge."""
        urging = operations.urge(number=number, by=self.actor, now=clock.now())
        return f"已催办 {number}，{urging.task.owner.short_name}须书面回复。"


urlpatterns: list[URLPattern] = [
    path("tasks/new/", OpenTask.as_view(), name="task-new"),
    path("tasks/<str:number>/sign/", SignTask.as_view(), name="task-sign"),
    path("tasks/<str:number>/divide/", DivideTask.as_view(), name="task-divide"),
    path("tasks/<str:number>/feed-back/", FeedBack.as_view(), name="task-feed-back"),
    path("tasks/<str:number>/help/", Help.as_view(), name="task-help"),
    path("tasks/<str:number>/helpers/", SetHelpers.as_view(), name="task-helpers"),
    path("tasks/<str:number>/report/", ReportTask.as_view(), name="task-report"),
    path("tasks/<str:number>/close/", CloseTask.as_view(), name="task-close"),
    path("tasks/<str:number>/send-back/", SendTaskBack.as_view(), name="task-send-back"),
    path("tasks/<str:number>/withdraw/", WithdrawTask.as_view(), name="task-withdraw"),
    path("tasks/<str:number>/urge/", UrgeTask.as_view(), name="task-urge"),
    path("tasks/<str:number>/reply/", ReplyUrging.as_view(), name="task-reply"),
]
