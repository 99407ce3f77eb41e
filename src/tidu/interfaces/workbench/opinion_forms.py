"""The forms of the steps of an opinion: each knows what it is about, and offers only what can be chosen there."""

from __future__ import annotations

from typing import Any

from django import forms

from tidu.domain.opinions import queries
from tidu.domain.opinions.checks import Reply
from tidu.domain.opinions.queries import OpinionPage
from tidu.domain.opinions.vocabulary import (
    LEADING_KINDS,
    TEXT_LENGTH,
    Category,
    EffectKind,
    Outcome,
    ResultClass,
    Satisfaction,
)
from tidu.foundation import clock
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor
from tidu.interfaces.kit.forms import PlainForm, handed, words

PLEASE = ("", "请选择")
PROOF_TYPES = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


class ActForm(PlainForm):
    """A form of one step; `about` is the opinion and `actor` who takes the step."""

    def __init__(self, data: Any, files: Any, *, about: OpinionPage, actor: Actor) -> None:
        self.about, self.actor = about, actor
        super().__init__(data, files, initial=self.filled())
        self.offer()

    def filled(self) -> dict[str, Any]:
        """Return what is filled in already."""
        return {}

    def offer(self) -> None:
        """Put in the choices that depend on the opinion."""

    def choose(self, name: str, choices: list[tuple[str, str]], first: tuple[str, str] | None = None) -> None:
        """Offer choices in a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [first, *choices] if first else choices


def units() -> list[tuple[str, str]]:
    """Return the units that can lead or assist."""
    return [(str(one.pk), one.short_name) for one in accounts.organisations() if one.kind in LEADING_KINDS]


class AssignForm(ActForm):
    """Who leads, who assists, and whether it is promised sooner than the rule asks."""

    lead = forms.ChoiceField(label="主办单位")
    assists = forms.MultipleChoiceField(
        label="协办单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="协办单位会签后主办单位才能答复。",
    )
    within = forms.IntegerField(
        label="提前到几天内答复",
        required=False,
        min_value=1,
        help_text="不填按办理时限；只能缩短，不能延长。",
    )
    note = forms.CharField(label="交办意见", max_length=300, required=False)

    def offer(self) -> None:
        """Offer the units."""
        found = units()
        self.choose("lead", found, PLEASE)
        self.choose("assists", found)


class ReasonForm(ActForm):
    """Why."""

    reason = words("理由", rows=3, limit=300)


class NoteForm(ActForm):
    """A remark, if there is one."""

    note = words("说明", rows=3, limit=300, required=False)


class ReplyForm(ActForm):
    """The answer and how far the matter is solved. What each class needs is said beside it."""

    text = words("答复内容", rows=6, help_text="写给意见人看：做了什么或打算怎样做、由谁负责、什么时候。")
    outcome = forms.ChoiceField(label="办理结论", choices=Outcome.choices, widget=forms.RadioSelect)
    result = forms.ChoiceField(
        label="结果类别",
        choices=ResultClass.choices,
        widget=forms.RadioSelect,
        help_text="A 类要有证明材料；B 类要写承诺完成日，自动立为任务；C、D 类要写理由。",
    )
    proof = forms.FileField(
        label="证明材料（A 类）", required=False, widget=forms.FileInput(attrs={"accept": PROOF_TYPES})
    )
    promised_on = forms.DateField(label="承诺完成日（B 类）", required=False)
    reason = words("理由（C、D 类）", rows=2, limit=300, required=False)

    def filled(self) -> dict[str, Any]:
        """Return the draft, where one was written."""
        rounds = self.about.rounds
        last = rounds[-1].round if rounds else None
        if last is None or last.answered_at is not None:
            return {}
        names = ("outcome", "result", "promised_on", "reason")
        return {"text": last.answer, **{name: getattr(last, name) for name in names}}

    def reply(self) -> Reply:
        """Return what was written."""
        said = self.cleaned_data
        return Reply(
            text=said["text"],
            outcome=said["outcome"],
            result=said["result"],
            proof=handed(said["proof"]),
            promised_on=said["promised_on"],
            reason=said["reason"],
        )


class SpotForm(ReplyForm):
    """What was said in the room, by whom, for which unit and when."""

    said_by = forms.CharField(label="谁答复的", max_length=60)
    organisation = forms.ChoiceField(label="代表哪个单位")
    at = forms.SplitDateTimeField(
        label="答复时间",
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date", "aria-label": "答复日期"},
            time_attrs={"type": "time", "aria-label": "答复时刻"},
            date_format="%Y-%m-%d",
            time_format="%H:%M",
        ),
    )
    field_order = (
        "text",
        "said_by",
        "organisation",
        "at",
        "outcome",
        "result",
        "proof",
        "promised_on",
        "reason",
    )

    def filled(self) -> dict[str, Any]:
        """Return this moment, or the occasion's last one when it is over."""
        occasion = self.about.opinion.occasion
        now = clock.now()
        ended = occasion.ended_at if occasion else None
        return {"at": min(now, ended) if ended else now}

    def offer(self) -> None:
        """Offer the units."""
        self.choose("organisation", units(), PLEASE)


class CountersignForm(ActForm):
    """Whether an assisting unit agrees to the answer."""

    organisation = forms.ChoiceField(label="协办单位")
    agreed = forms.ChoiceField(
        label="会签意见", choices=[("yes", "同意"), ("no", "不同意")], widget=forms.RadioSelect
    )
    text = words("说明（不同意的必填）", rows=3, limit=300, required=False)

    def offer(self) -> None:
        """Offer the units that have been asked and for which the person works."""
        asked = self.about.rounds[-1].assists if self.about.rounds else ()
        self.choose("organisation", [(str(one.organisation_id), one.name) for one in asked], PLEASE)


class LongerForm(ActForm):
    """Until when, and why."""

    until_on = forms.DateField(label="延至")
    reason = words("理由", rows=3, limit=300)


class DecideForm(ActForm):
    """Grant more time, or refuse it."""

    granted = forms.ChoiceField(
        label="审批", choices=[("yes", "同意延期"), ("no", "不同意")], widget=forms.RadioSelect
    )


class PaperForm(ActForm):
    """A rating that came on paper."""

    attitude = forms.ChoiceField(label="对态度", choices=Satisfaction.choices, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(label="对结果", choices=Satisfaction.choices, widget=forms.RadioSelect)
    remark = words("意见人写的话", rows=3, limit=300, required=False)


class MergeForm(ActForm):
    """Into which one."""

    into = forms.CharField(
        label="并入哪一条",
        max_length=24,
        help_text="填编号，例如 2025-KF-017。原文和意见人都保留，随时可以撤销。",
    )


class SplitForm(ActForm):
    """The parts, one paragraph each."""

    texts = words(
        "拆成几条",
        rows=10,
        limit=5 * TEXT_LENGTH,
        help_text="每条一段，段与段之间空一行。原文保留，随时可以撤销。",
    )

    def filled(self) -> dict[str, Any]:
        """Return the words to be taken apart."""
        return {"texts": self.about.opinion.text}

    def parts(self) -> list[str]:
        """Return the paragraphs."""
        plain = self.cleaned_data["texts"].replace("\r\n", "\n")
        return [part.strip() for part in plain.split("\n\n") if part.strip()]


class ThemesForm(ActForm):
    """What it is about: one theme that is counted, further ones that are shown."""

    main = forms.ChoiceField(label="主题（计入统计）")
    further = forms.MultipleChoiceField(label="其他主题", required=False, widget=forms.CheckboxSelectMultiple)
    category = forms.ChoiceField(label="类别", choices=[PLEASE, *Category.choices], required=False)

    def filled(self) -> dict[str, Any]:
        """Return what stands."""
        opinion = self.about.opinion
        return {
            "main": opinion.main_theme.code if opinion.main_theme else "",
            "further": [one.code for one in self.about.themes],
            "category": opinion.category,
        }

    def offer(self) -> None:
        """Offer the tree."""
        tree = [
            (one.code, one.name if one is branch.theme else f"　{one.name}")
            for branch in queries.theme_tree()
            for one in (branch.theme, *branch.children)
        ]
        self.choose("main", tree, PLEASE)
        self.choose("further", [(code, name.strip()) for code, name in tree])


class TextForm(ActForm):
    """The wording that is worked on."""

    text = words("整理后的文字", rows=6, help_text="原文一字不动地保留在旁边；改动后请意见人再确认。")

    def filled(self) -> dict[str, Any]:
        """Return the wording as it stands."""
        return {"text": self.about.opinion.text}


class ScanForm(ActForm):
    """The scan of the paper."""

    scan = forms.FileField(label="原件扫描", widget=forms.FileInput(attrs={"accept": PROOF_TYPES}))


class PublishForm(ActForm):
    """The public wording of the opinion and of its answer."""

    text = words("公开的意见", rows=5)
    answer = words("公开的答复", rows=5)
    keeps_numbers = forms.BooleanField(
        label="留下的号码可以公开", required=False, help_text="文字里还有号码时才用：例如本单位的办公电话。"
    )

    def filled(self) -> dict[str, Any]:
        """Return both with personal data masked, for the reviewer to read once more."""
        self.wording = queries.public_wording(self.about.opinion)
        return {"text": self.wording.text, "answer": self.wording.answer}

    def offer(self) -> None:
        """Say what was masked."""
        said = "、".join(f"{label}“{original}”" for label, original in self.wording.masked)
        told = f"已遮盖：{said}。" if said else "没有找到个人信息。"
        self.fields["text"].help_text = f"{told}请再读一遍。"


class EffectForm(ActForm):
    """What the opinion changed."""

    kind = forms.ChoiceField(label="改变了什么", choices=EffectKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label="内容", max_length=200, help_text="例如：研发补助办法第五条，补助比例由 4% 提高到 5%。"
    )
    on = forms.DateField(label="日期")
    address = forms.CharField(
        label="本系统内的网页地址",
        max_length=200,
        required=False,
        help_text="以 / 开头，例如 /policies/rd.subsidy/。",
    )
