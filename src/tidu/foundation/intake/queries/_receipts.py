"""What came in together: a receipt with its files, what each would do, and where they speak of the same record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tidu.foundation.intake import forms
from tidu.foundation.intake.models import Load, Receipt, StagedRow
from tidu.foundation.intake.queries._loads import counted, errand_of, may_be_mapped, may_confirm
from tidu.foundation.intake.vocabulary import WAITING, LoadState, RowVerdict
from tidu.foundation.jobs.queries import ErrandState, ErrandView


class ReceiptNotFound(LookupError):
    """Raised for a number that no receipt has; the message is Chinese."""


@dataclass(frozen=True)
class VerdictCount:
    """How many rows of a file have a verdict; `needs_you` for those that hold it back."""

    label: str
    number: int
    needs_you: bool


@dataclass(frozen=True)
class FileInReceipt:
    """One file of a receipt: its counts by verdict, and the next step in words.

    `title` names its sheet too where several come from one workbook; `unmapped` says that it could not be read for want
    of somebody who names its columns.
    """

    load: Load
    title: str
    counts: tuple[VerdictCount, ...]
    state_label: str
    sender: str
    clean: bool
    unmapped: bool
    next_step: str
    errand: ErrandView | None

    @property
    def under_way(self) -> bool:
        """Return whether somebody works on it in the background."""
        return self.errand is not None and self.errand.state in (ErrandState.WAITING, ErrandState.RUNNING)


@dataclass(frozen=True)
class Overlap:
    """A record that several files still on the stage would write: the second to be loaded will have to look again."""

    label: str
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ReceiptView:
    """A receipt: its files in the order they came, the sum of their counts, and what is left to do."""

    number: int
    form_code: str
    form_name: str
    received_at: datetime
    received_by_name: str
    files: tuple[FileInReceipt, ...]
    counts: dict[str, int]
    sentence: str
    overlaps: tuple[Overlap, ...]
    repeats: tuple[str, ...]

    @property
    def clean(self) -> int:
        """Return how many files can be confirmed as they are."""
        return sum(file.clean for file in self.files)

    @property
    def under_way(self) -> bool:
        """Return whether a file is still being read or loaded."""
        return any(file.under_way for file in self.files)


def find_receipt(number: int) -> Receipt:
    """Return the receipt with this number; raise ReceiptNotFound."""
    found = Receipt.objects.filter(pk=number).first()
    if found is None:
        raise ReceiptNotFound(f"没有编号为 {number} 的收件。")
    return found


def loads_of(found: Receipt) -> list[Load]:
    """Return the files of a receipt in the order they came: one query."""
    return list(found.loads.select_related("sender", "errand__task").order_by("pk"))


def receipt(found: Receipt) -> ReceiptView:
    """Return a receipt as its page shows it, in two queries and one for each file under way."""
    loads = loads_of(found)
    titles = _titles(loads)
    wanted = [load for load in loads if load.state not in (LoadState.DISCARDED, LoadState.REFUSED)]
    counts = sum((Counter(load.counts) for load in wanted), Counter())
    return ReceiptView(
        number=int(found.pk),
        form_code=found.form,
        form_name=forms.find(found.form).name,
        received_at=found.received_at,
        received_by_name=found.received_by_name,
        files=tuple(_file(load, titles[load.pk]) for load in loads),
        counts=dict(counts),
        sentence=f"{_number_of(loads)}，{counted(counts)}",
        overlaps=_overlaps(wanted, titles),
        repeats=tuple(f"“{left}”与“{taken}”内容完全相同，只收了一份" for left, taken in found.repeats),
    )


def _titles(loads: Sequence[Load]) -> dict[int, str]:
    """Return how each load is called: by its file, and by its sheet where the file has several."""
    sheets = Counter(load.file_id for load in loads)
    return {
        load.pk: f"{load.file_name} · {load.sheet}" if sheets[load.file_id] > 1 else load.file_name
        for load in loads
    }


def _number_of(loads: Sequence[Load]) -> str:
    """Return how many files came, and of how many sheets where that is another number."""
    files = len({load.file_id for load in loads})
    return f"{files} 个文件" + (f" {len(loads)} 张工作表" if len(loads) != files else "")


def _file(load: Load, title: str) -> FileInReceipt:
    errand = errand_of(load)
    return FileInReceipt(
        load=load,
        title=title,
        counts=tuple(
            VerdictCount(
                verdict.label,
                load.counts.get(verdict, 0),
                needs_you=verdict in (RowVerdict.REJECTED, *WAITING),
            )
            for verdict in RowVerdict
        ),
        state_label=LoadState(load.state).label,
        sender=load.sender.short_name if load.sender else "",
        clean=may_confirm(load),
        unmapped=may_be_mapped(load),
        next_step=_next_step(load, errand),
        errand=errand,
    )


def _next_step(load: Load, errand: ErrandView | None) -> str:
    """Return what has to be done next with a file."""
    if load.state in (LoadState.READING, LoadState.LOADING):
        if errand is None or errand.state in (ErrandState.LOST, ErrandState.OVER):
            return "后台中断，请继续或放弃"
        return "后台正在做" if errand.state is ErrandState.RUNNING else "排队等候"
    if may_be_mapped(load):
        return "指明各列是什么"
    if load.state != LoadState.STAGED:
        return "改好后重新导入" if load.state == LoadState.REFUSED else "—"
    if rejected := load.counts.get(RowVerdict.REJECTED, 0):
        return f"{rejected} 行有错：下载退回表交回改正"
    if asked := sum(load.counts.get(verdict, 0) for verdict in WAITING):
        return f"有 {asked} 行要先回答问题"
    return f"没有载入：{load.refusal}" if load.refusal else "看过后确认载入"


def _overlaps(loads: Sequence[Load], titles: Mapping[int, str]) -> tuple[Overlap, ...]:
    """Return the records that more than one of the loads still on the stage would write: one query."""
    names = {load.pk: titles[load.pk] for load in loads if load.state == LoadState.STAGED}
    if len(names) < 2:
        return ()
    writing = (RowVerdict.NEW, RowVerdict.CHANGED, *WAITING)
    rows = StagedRow.objects.filter(load__in=names, verdict__in=writing).order_by("load", "row_number")
    found: dict[str, list[tuple[str, int]]] = {}
    labels: dict[str, str] = {}
    for key, label, load, number in rows.values_list("key", "label", "load", "row_number"):
        found.setdefault(key, []).append((names[load], number))
        labels[key] = label or key
    return tuple(
        Overlap(labels[key], tuple(places))
        for key, places in found.items()
        if len({name for name, _ in places}) > 1
    )
