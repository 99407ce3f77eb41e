"""What must hold before a sheet is staged, loaded, discarded or taken back."""

from __future__ import annotations

from collections.abc import Iterable

from tidu.foundation.actors import Actor, Role
from tidu.foundation.clock import ZONE
from tidu.foundation.intake import queries, vetoes
from tidu.foundation.intake.forms import CannotUndo, Form
from tidu.foundation.intake.judging import stated_before
from tidu.foundation.intake.models import Load, StagedRow
from tidu.foundation.intake.readers import UnableToRead
from tidu.foundation.intake.vocabulary import LoadState, RowVerdict

LOADING_ROLES = (Role.SECTION_CLERK, Role.BUREAU_DIRECTOR)


class UnableToStage(ValueError):
    """Raised when a file cannot be staged at all; the message says where and how to mend it."""


class UnableToConfirm(ValueError):
    """Raised when a staged load may not be loaded as it is."""


class UnableToDiscard(ValueError):
    """Raised when a load is no longer on the stage."""


class UnableToUndo(ValueError):
    """Raised when a load cannot be taken back; the message gives every reason."""


__all__ = [
    "CannotUndo",
    "UnableToConfirm",
    "UnableToDiscard",
    "UnableToRead",
    "UnableToStage",
    "UnableToUndo",
    "can_load",
    "check_can_confirm",
    "check_can_discard",
    "check_can_stage",
    "check_can_undo",
    "check_nothing_moved",
]


def can_load(by: Actor) -> bool:
    """Return whether this person may bring numbers in: a section clerk, a bureau director, the system itself."""
    return by.is_system or by.has_role(*LOADING_ROLES)


def check_can_stage(by: Actor) -> None:
    """Refuse people who may not bring numbers in."""
    if not can_load(by):
        raise UnableToStage("您的账号没有导入数据的权限。请由股室经办或科技局领导导入。")


def check_can_confirm(load: Load, by: Actor) -> None:
    """Refuse a load that is not on the stage, has rows sent back, or is confirmed by somebody who may not."""
    if not can_load(by):
        raise UnableToConfirm("您的账号没有导入数据的权限。请由股室经办或科技局领导确认。")
    if load.state != LoadState.STAGED:
        raise UnableToConfirm(f"{_already(load)}，不能再次确认。")
    rejected = load.rows.filter(verdict=RowVerdict.REJECTED)
    count = rejected.count()
    if count:
        first = "；".join(_why(row) for row in rejected.order_by("row_number")[:3])
        raise UnableToConfirm(
            f"还有 {count} 行退回，整个批次都没有载入。{first}。请下载批注过的工作簿，改好后重新上传。"
        )
    asked = load.rows.filter(verdict__in=(RowVerdict.SUSPECTED, RowVerdict.ASKED))
    count = asked.count()
    if count:
        first = "；".join(_why(row) for row in asked.order_by("row_number")[:3])
        raise UnableToConfirm(f"还有 {count} 行等您回答，整个批次都没有载入。{first}。")


def check_nothing_moved(form: Form, rows: Iterable[StagedRow]) -> None:
    """Refuse when what stands is no longer what the preview compared with."""
    kept = list(rows)
    standing = form.standing({row.key for row in kept})
    moved = [
        row
        for row in kept
        if (row.key in standing) != row.existed
        or (row.existed and stated_before(row.values, standing[row.key]) != row.before)
    ]
    if moved:
        first = "、".join(str(row.row_number) for row in moved[:5])
        raise UnableToConfirm(
            f"预览之后，有 {len(moved)} 行对应的记录已被改动（第 {first} 行）。请重新上传，看过新的对比再确认。"
        )


def check_can_discard(load: Load, by: Actor) -> None:
    """Refuse to discard what is no longer on the stage."""
    if not can_load(by):
        raise UnableToDiscard("您的账号没有导入数据的权限。请由股室经办或科技局领导处理。")
    if load.state != LoadState.STAGED:
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
    moment = load.decided_at.astimezone(ZONE) if load.decided_at else None
    when = f"于 {moment:%Y-%m-%d %H:%M} " if moment else ""
    return f"这个批次已由{load.decided_by_name}{when}{queries.DONE.get(load.state, '处理')}"


def _why(row: StagedRow) -> str:
    """Return the first fault of a row in one clause."""
    fault = next((fault for fault in row.faults if fault["severity"] != "warning"), None)
    if fault is None:
        return f"第 {row.row_number} 行"
    where = f" {fault['column']} 列“{fault['header']}”" if fault["column"] else ""
    return f"第 {row.row_number} 行{where}：{fault['reason']}"
