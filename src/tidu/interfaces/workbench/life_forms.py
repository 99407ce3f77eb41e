"""The forms of a firm's life: what an officer writes down for each event, and the operation that takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from tidu.domain.enterprises import operations, queries
from tidu.domain.enterprises.vocabulary import GrantKind, HistoryKind, RecognitionKind
from tidu.foundation.accounts import queries as accounts
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.interfaces.kit.forms import PlainForm

CHOOSE = ("", "请选择")
OUT = "out"
STAYS = "stays"
FIRST_HEIR = 1
MOST_HEIRS = 3


class EventForm(PlainForm):
    """What every event is written down with; the hidden fields carry what was looked at to the second press."""

    on = forms.DateField(label="生效日期")
    reason = forms.CharField(label="事由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    document = forms.CharField(
        label="依据文件",
        max_length=120,
        help_text="文件名称和文号，如：准予变更登记通知书（青市监变字〔2025〕第8号）",
    )
    file = forms.FileField(label="附件", required=False, help_text="依据文件的扫描件或原文，存入文件库。")
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)


class RenameForm(EventForm):
    """A new name."""

    name = forms.CharField(label="新名称", max_length=120)
    field_order: tuple[str, ...] = ("name", "on")


class MoveForm(EventForm):
    """A new place, or none in the county."""

    place = forms.ChoiceField(label="迁往")
    field_order: tuple[str, ...] = ("place", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(place.code, place.short_name) for place in accounts.places()]
        _offer(self, "place", [CHOOSE, *places, (OUT, "县外（迁出本县）")])


class CloseForm(EventForm):
    """The last day."""

    on = forms.DateField(label="注销日期", help_text="当天仍计入统计，次日起不计。")


class TitleForm(EventForm):
    """An event of a title."""

    kind = forms.ChoiceField(label="称号", choices=[CHOOSE, *RecognitionKind.choices])
    field_order: tuple[str, ...] = ("kind", "on")


class RevokeForm(TitleForm):
    """A title taken away."""

    on = forms.DateField(label="自何日起失效", help_text="可以早于今天；此前的“当时所知”不变。")


class LapseForm(TitleForm):
    """A title that ran out."""

    on = forms.DateField(label="最后有效日", help_text="证书上的有效期截止日。")


class GrantForm(TitleForm):
    """A title given, for the first time or again."""

    grant_kind = forms.ChoiceField(label="取得方式", choices=[CHOOSE, *GrantKind.choices])
    on = forms.DateField(label="认定日期")
    last_day = forms.DateField(label="有效期截止", help_text="证书上的最后一天。")
    number = forms.CharField(label="证书（入库）编号", max_length=32, required=False)
    field_order: tuple[str, ...] = ("kind", "grant_kind", "on", "last_day", "number")


class AbsorbForm(EventForm):
    """A merger by absorption, seen from the firm that ends."""

    survivor = forms.CharField(label="存续企业", max_length=120, help_text="统一社会信用代码，或登记的全称。")
    on = forms.DateField(label="合并（注销）日期", help_text="本企业当天仍计入统计，次日起不计。")
    field_order: tuple[str, ...] = ("survivor", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_histories(self, [(STAYS, "留在本企业名下"), (str(FIRST_HEIR), "由存续企业承继")])


class SplitForm(EventForm):
    """A split: who came of it, and whether the firm goes on."""

    dissolves = forms.ChoiceField(
        label="方式",
        choices=[CHOOSE, ("no", "派生分立（本企业存续）"), ("yes", "解散分立（本企业注销）")],
    )
    on = forms.DateField(label="分立日期")
    field_order: tuple[str, ...] = ("dissolves", "heir_1", "heir_2", "heir_3", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = range(FIRST_HEIR, MOST_HEIRS + 1)
        for number in numbers:
            self.fields[f"heir_{number}"] = forms.CharField(
                label=f"新设企业 {number}",
                max_length=120,
                required=number == FIRST_HEIR,
                help_text="统一社会信用代码，或登记的全称；须先在企业登记中。"
                if number == FIRST_HEIR
                else "",
            )
        _ask_histories(
            self,
            [(STAYS, "留在本企业"), *((str(number), f"由新设企业 {number} 承继") for number in numbers)],
        )
        self.order_fields(self.field_order)


class DuplicateForm(EventForm):
    """The entry that is merged into this one."""

    duplicate = forms.CharField(
        label="重复登记的代码", max_length=18, help_text="录错的那个代码。它名下本企业没有的记录并过来。"
    )
    on = forms.DateField(required=False, widget=forms.HiddenInput)
    field_order: tuple[str, ...] = ("duplicate",)


class ReverseForm(EventForm):
    """Why an event is taken back."""

    on = forms.DateField(required=False, widget=forms.HiddenInput)


Firm = Any
"""An enterprise as the queries hand it out: screens do not touch its model."""

Values = Mapping[str, Any]
Told = Mapping[str, Any]


@dataclass(frozen=True)
class EventEntry:
    """One kind of event: its words, its form, and what carries it out.

    `carry` takes the enterprise, the values, who asks with the day, and what every operation is told (source, by,
    now, reason).
    """

    label: str
    lead: str
    form: type[EventForm]
    carry: Callable[[Firm, Values, tuple[Actor, AsOf], Told], None]


def _rename(firm: Firm, values: Values, _: Any, told: Told) -> None:
    operations.rename(enterprise=firm, name=values["name"].strip(), on=values["on"], **told)


def _move(firm: Firm, values: Values, _: Any, told: Told) -> None:
    to = None if values["place"] == OUT else accounts.organisation(values["place"])
    operations.move(enterprise=firm, to=to, on=values["on"], **told)


def _close(firm: Firm, values: Values, _: Any, told: Told) -> None:
    operations.close_enterprise(enterprise=firm, on=values["on"], **told)


def _revoke(firm: Firm, values: Values, _: Any, told: Told) -> None:
    operations.revoke(enterprise=firm, kind=values["kind"], effective_on=values["on"], **told)


def _lapse(firm: Firm, values: Values, _: Any, told: Told) -> None:
    operations.note_lapse(enterprise=firm, kind=values["kind"], on=_after(values["on"]), **told)


def _grant(firm: Firm, values: Values, _: Any, told: Told) -> None:
    operations.grant_title(
        enterprise=firm,
        kind=values["kind"],
        grant_kind=values["grant_kind"],
        granted_on=values["on"],
        valid_until_on=_after(values["last_day"]),
        certificate_number=values["number"],
        **told,
    )


def _absorb(firm: Firm, values: Values, asked: tuple[Actor, AsOf], told: Told) -> None:
    survivor = _named(values["survivor"], asked)
    histories = _histories(values, [survivor])
    operations.absorb(enterprise=firm, survivor=survivor, on=values["on"], histories=histories, **told)


def _split(firm: Firm, values: Values, asked: tuple[Actor, AsOf], told: Told) -> None:
    heirs = [
        _named(text, asked) if (text := values[f"heir_{number}"]) else None
        for number in range(FIRST_HEIR, MOST_HEIRS + 1)
    ]
    operations.split(
        enterprise=firm,
        into=[heir for heir in heirs if heir is not None],
        on=values["on"],
        dissolves=values["dissolves"] == "yes",
        histories=_histories(values, heirs),
        **told,
    )


def _merge_duplicate(firm: Firm, values: Values, asked: tuple[Actor, AsOf], told: Told) -> None:
    operations.merge_duplicate(kept=firm, duplicate=_named(values["duplicate"], asked), **told)


KINDS: dict[str, EventEntry] = {
    "rename": EventEntry(
        "更名", "代码不变，历年数据和称号都留在本企业；原名称留在经过里。", RenameForm, _rename
    ),
    "move": EventEntry("迁移", "县内迁移、迁出本县或迁回本县。自生效日起按新属地统计。", MoveForm, _move),
    "grant": EventEntry(
        "登记认定", "首次认定或重新认定一项称号；成批的名单请从“数据导入”载入。", GrantForm, _grant
    ),
    "lapse": EventEntry(
        "期满未续", "写明期满后为什么没有重新认定。统计数不因此改变：称号到期即不再计。", LapseForm, _lapse
    ),
    "revoke": EventEntry(
        "撤销资格", "自生效日起不计；可以追溯，追溯前的“当时所知”不变。", RevokeForm, _revoke
    ),
    "absorb": EventEntry(
        "被吸收合并",
        "本企业并入另一家法人并注销，两家登记都保留。称号不随合并自动转移：承继须由认定机构核定后另行登记。",
        AbsorbForm,
        _absorb,
    ),
    "split": EventEntry(
        "分立", "先登记新设企业，再写明由本企业分立而来，以及每类历史归谁。", SplitForm, _split
    ),
    "close": EventEntry("注销", "注销后不再计入任何统计，登记和历史都保留。", CloseForm, _close),
    "duplicate": EventEntry(
        "并入重复登记",
        "同一家企业登记了两个代码时用：以信用代码为准，录错代码的那条并入本企业，旧链接转到这里，可以撤销。",
        DuplicateForm,
        _merge_duplicate,
    ),
}
"""Slug of the address -> kind of event."""


def _after(last_day: date) -> date:
    return last_day + timedelta(days=1)


def _named(text: str, asked: tuple[Actor, AsOf]) -> Firm:
    """Return the firm that a code or a name means; refuse as the operations do."""
    try:
        return queries.find_named(asked[0], text, asked[1])
    except queries.EnterpriseNotFound as unknown:
        raise operations.UnableToRecordEvent(str(unknown)) from unknown


def _histories(values: Values, heirs: list[Firm | None]) -> dict[str, str]:
    """Return where each kind of history goes, from the numbers chosen; refuse the number of a firm not named."""
    found = {}
    for kind in HistoryKind:
        chosen = values[_field_of(kind)]
        heir = heirs[int(chosen) - FIRST_HEIR] if chosen != STAYS else None
        if heir is None and chosen != STAYS:
            raise operations.UnableToSplit(f"“{kind.label}”写明由新设企业 {chosen} 承继，但没有填这家企业。")
        found[str(kind)] = heir.credit_code if heir else ""
    return found


def _field_of(kind: HistoryKind) -> str:
    return f"history_{kind.lower()}"


def _ask_histories(form: EventForm, receivers: list[tuple[str, str]]) -> None:
    """Ask of every kind of history where it goes, with no answer chosen beforehand."""
    for kind in HistoryKind:
        name = _field_of(kind)
        form.fields[name] = forms.ChoiceField(label=f"{kind.label}归属", choices=[CHOOSE, *receivers])
    asked = [_field_of(kind) for kind in HistoryKind]
    rest = [name for name in form.fields if name not in asked]
    place = rest.index("reason")
    form.order_fields([*rest[:place], *asked, *rest[place:]])


def _offer(form: EventForm, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
