"""What must hold before a sheet is staged, loaded, discarded or taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tidu.foundation.actors import Actor, Role
from tidu.foundation.intake import queries, vetoes
from tidu.foundation.intake.cells import displayed
from tidu.foundation.intake.forms import Answers, Form, Writer, moment_in_words
from tidu.foundation.intake.judging import stated_before
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.vocabulary import WAITING, LoadState, RowVerdict, Severity
from tidu.foundation.jobs.queries import ErrandState, ErrandView

LOADING_ROLES = (Role.SECTION_CLERK, Role.BUREAU_DIRECTOR)


class UnableToStage(ValueError):
    """Raised when a file cannot be staged at all; the message says where and how to mend it."""


class UnableToConfirm(ValueError):
    """Raised when a staged load may not be loaded as it is."""


@dataclass(frozen=True)
class MovedCell:
    """A cell whose record moved after the preview: where, what the preview saw, what stands now, and what we state.

    `column` is "" for a value given once for the load; `writer` is None where nobody can be named.
    """

    row_number: int
    column: str
    label: str
    field: str
    seen: str
    now: str
    ours: str
    writer: Writer | None

    @property
    def in_words(self) -> str:
        """Return one clause: 第 3 行 D 列“销售收入”：预览时 1 万元，现在 2 万元（李某 2025-06-10 10:00）."""
        place = f"第 {self.row_number} 行{f' {self.column} 列' if self.column else ''}“{self.field}”"
        by = f"（{self.writer.in_words}）" if self.writer else ""
        return f"{place}：预览时 {self.seen}，现在 {self.now}{by}"


class RecordsMoved(UnableToConfirm):
    """Raised when what stands is no longer what the preview showed; `cells` says where, and who moved it."""

    def __init__(self, cells: Sequence[MovedCell]) -> None:
        self.cells = tuple(cells)
        rows = len({cell.row_number for cell in cells})
        first = "；".join(cell.in_words for cell in self.cells[:3])
        super().__init__(
            f"预览之后，有 {rows} 行对应的记录已被改动，整个批次都没有载入。{first}。请重新比对，看过再确认。"
        )


class UnableToDiscard(ValueError):
    """Raised when a load is no longer on the stage."""


class UnableToUndo(ValueError):
    """Raised when a load cannot be taken back; the message gives every reason."""


@dataclass(frozen=True)
class WrongCell:
    """A text typed on screen that cannot be taken: the field ("" for the record as a whole), why, and the mend."""

    field: str
    label: str
    reason: str
    suggestion: str

    @property
    def in_words(self) -> str:
        """Return one clause."""
        name = f"“{self.label}”" if self.label else ""
        return f"{name}{self.reason}" + (f"，{self.suggestion}" if self.suggestion else "")


@dataclass(frozen=True)
class CellMoved:
    """A field that somebody else changed while one had it open: what was seen, what stands, what one wrote."""

    field: str
    label: str
    seen: str
    now: str
    ours: str
    writer: Writer | None = None

    def written_by(self, writer: Writer | None) -> CellMoved:
        """Return it with the one who changed it."""
        return replace(self, writer=writer)

    @property
    def in_words(self) -> str:
        """Return one clause."""
        by = f"（{self.writer.in_words}）" if self.writer else ""
        return f"“{self.label}”您打开时是 {self.seen}，现在是 {self.now}{by}，您填的是 {self.ours}"


class UnableToAmend(ValueError):
    """Raised when a change on screen cannot be taken: `wrong`, `moved` and `asked` say where, and why."""

    def __init__(
        self,
        message: str,
        wrong: Sequence[WrongCell] = (),
        moved: Sequence[CellMoved] = (),
        asked: Sequence[queries.Question] = (),
    ) -> None:
        self.wrong, self.moved, self.asked = tuple(wrong), tuple(moved), tuple(asked)
        super().__init__(message)


def can_load(by: Actor) -> bool:
    """Return whether this person may bring numbers in: a section clerk, a bureau director, the system itself."""
    return by.is_system or by.has_role(*LOADING_ROLES)


def check_can_stage(by: Actor) -> None:
    """Refuse people who may not bring numbers in."""
    if not can_load(by):
        raise UnableToStage("您的账号没有导入数据的权限。请由股室经办或科技局领导导入。")


def check_can_confirm(load: Load, by: Actor, expected: LoadState = LoadState.STAGED) -> None:
    """Refuse a load that is elsewhere by now, has rows sent back or questions open, or a person who may not confirm."""
    if not can_load(by):
        raise UnableToConfirm("您的账号没有导入数据的权限。请由股室经办或科技局领导确认。")
    if load.state != expected:
        raise UnableToConfirm(f"{_already(load)}，不能再次确认。")
    held = load.rows.filter(verdict__in=(RowVerdict.REJECTED, *WAITING))
    kinds = Counter(held.values_list("verdict", flat=True))
    if not kinds:
        return
    first = "；".join(_why(row) for row in held.order_by("row_number")[:3])
    if rejected := kinds[RowVerdict.REJECTED]:
        raise UnableToConfirm(
            f"还有 {rejected} 行退回，整个批次都没有载入。{first}。请下载批注过的工作簿，改好后重新上传。"
        )
    raise UnableToConfirm(
        f"还有 {kinds.total()} 行要先回答问题，整个批次都没有载入。{first}。请在预览里作答。"
    )


def moved_cells(form: Form, load: Load, rows: Sequence[StagedRow]) -> list[MovedCell]:
    """Return the cells of rows under which the records have moved since the preview, with who moved them."""
    standing = form.standing({row.key for row in rows})
    moved = [
        row
        for row in rows
        if (row.key in standing) != row.existed
        or (row.existed and stated_before(row.values, standing[row.key]) != row.before)
    ]
    if not moved:
        return []
    writers = queries.writers_of(form, load, [row.key for row in moved])
    letters = {name: letter for letter, name in load.mapping.items()}
    return [
        cell
        for row in moved
        for cell in _moved_in(form, row, standing.get(row.key), letters, writers.get(row.key))
    ]


def _moved_in(
    form: Form,
    row: StagedRow,
    stands: Mapping[str, Any] | None,
    letters: Mapping[str, str],
    writer: Writer | None,
) -> Iterator[MovedCell]:
    """Yield the cells of one row whose record has moved; a record that came or went has moved in every cell."""
    for spec in form.fields:
        if spec.name not in row.values:
            continue
        seen, now = row.before.get(spec.name), (stands or {}).get(spec.name)
        if row.existed == (stands is not None) and seen == now:
            continue
        yield MovedCell(
            row_number=row.row_number,
            column=letters.get(spec.name, ""),
            label=row.label,
            field=spec.label,
            seen=displayed(spec, seen) if row.existed else "没有记录",
            now=displayed(spec, now) if stands is not None else "没有记录",
            ours=displayed(spec, row.values[spec.name]),
            writer=writer,
        )


def check_answers(load: Load, answers: Answers) -> None:
    """Refuse an answer to what the load does not ask and has not asked, and one that is no answer to the question."""
    asked = {(question.key, question.code): question for question in queries.questions_of(load)}
    for key, about in answers.items():
        for code, value in about.items():
            question = asked.get((key, code))
            if question is None and code not in load.answers.get(key, {}):
                raise UnableToStage("这个问题已经不在预览里了。请重新打开这次导入，看过现在的预览再回答。")
            if value and question is not None and not question.takes(value):
                raise UnableToStage(
                    f"第 {question.row_number} 行：“{value}”不是这个问题的答案。请从给出的选项里选。"
                )


def check_can_read_again(load: Load, by: Actor) -> None:
    """Refuse to read again what is no longer on the stage, unless only its columns had to be named."""
    check_can_stage(by)
    if load.state != LoadState.STAGED and not queries.may_be_mapped(load):
        raise UnableToStage(f"{_already(load)}，不能再改。")


def check_is_reading(load: Load) -> None:
    """Refuse to put rows under a load that somebody decided on while it was read."""
    if load.state != LoadState.READING:
        raise UnableToDiscard(f"{_already(load)}，读取到此为止。")


def check_can_stop(load: Load, by: Actor) -> None:
    """Refuse to stop what is not under way."""
    if not can_load(by):
        raise UnableToDiscard("您的账号没有导入数据的权限。请由股室经办或科技局领导处理。")
    if load.state not in (LoadState.READING, LoadState.LOADING):
        raise UnableToDiscard(f"{_already(load)}，没有正在做的工作可以停止。")


def check_can_resume(load: Load, errand: ErrandView | None, by: Actor) -> None:
    """Refuse to take up again what is still being done, or is done."""
    check_can_stop(load, by)
    if errand is not None and errand.state in (ErrandState.RUNNING, ErrandState.WAITING):
        raise UnableToDiscard("这件工作还在做，不用再开始。")


def check_can_amend(by: Actor, reason: str, changed: Mapping[str, str]) -> None:
    """Refuse a change by somebody who may not bring numbers in, without a reason, or of nothing."""
    if not can_load(by):
        raise UnableToAmend("您的账号没有修改数据的权限。请由股室经办或科技局领导修改。")
    if not changed:
        raise UnableToAmend("没有改动任何一项。")
    if not reason.strip():
        raise UnableToAmend("请写明依据：谁提供的、哪份材料。")


def check_amended(
    wrong: Sequence[WrongCell], moved: Sequence[CellMoved], asked: Sequence[queries.Question]
) -> None:
    """Refuse texts that cannot be taken, a record that somebody else changed meanwhile, and an open question."""
    if moved:
        said = "；".join(one.in_words for one in moved)
        raise UnableToAmend(f"您打开之后，别人改过：{said}。没有保存，请看过再决定。", moved=moved)
    if wrong:
        said = "；".join(one.in_words for one in wrong)
        raise UnableToAmend(f"没有保存：{said}。", wrong=wrong)
    if asked:
        said = "；".join(one.reason for one in asked)
        raise UnableToAmend(f"没有保存：{said}。请先回答，再保存。", asked=asked)


def check_can_discard(load: Load, by: Actor) -> None:
    """Refuse to discard what is no longer on the stage, and what is being loaded."""
    if not can_load(by):
        raise UnableToDiscard("您的账号没有导入数据的权限。请由股室经办或科技局领导处理。")
    if load.state not in (LoadState.STAGED, LoadState.REFUSED, LoadState.READING):
        raise UnableToDiscard(f"{_already(load)}，不能放弃。")


def check_can_undo(load: Load, by: Actor) -> None:
    """Refuse to take back what is not loaded, and what a veto holds; every reason is named."""
    if not can_load(by):
        raise UnableToUndo("您的账号没有导入数据的权限。请由股室经办或科技局领导撤销。")
    if load.state != LoadState.LOADED:
        said = "这个批次还没有载入" if load.state == LoadState.STAGED else _already(load)
        raise UnableToUndo(f"{said}，不能撤销。")
    reasons = vetoes.reasons_against(load.source) if load.source is not None else []
    if reasons:
        raise UnableToUndo(f"这个批次不能撤销：{'；'.join(reasons)}。")


def _already(load: Load) -> str:
    """Return the sentence of who did what with a load, and when."""
    if load.decided_at is None:
        return f"这个批次{LoadState(load.state).label}"
    return (
        f"这个批次已由{load.decided_by_name}于 {moment_in_words(load.decided_at)} {queries.DONE[load.state]}"
    )


def _why(row: StagedRow) -> str:
    """Return what holds a row back, in one clause."""
    held = next((fault for fault in row.faults if fault["severity"] != Severity.WARNING), None)
    if held is None:
        return f"第 {row.row_number} 行"
    where = f" {held['column']} 列“{held['header']}”" if held["column"] else ""
    return f"第 {row.row_number} 行{where}：{held['reason']}"
