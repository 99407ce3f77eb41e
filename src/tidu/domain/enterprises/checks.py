"""What must hold before the register is written; each refusal says where and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises.models import Enterprise, NameRecord, PlaceRecord, Recognition, YearlyFacts
from tidu.domain.enterprises.queries import StandingValue
from tidu.domain.enterprises.statements import Statement
from tidu.domain.enterprises.vocabulary import COUNT_FACTS
from tidu.rules.model.kinds import LARGEST_FACT

__all__ = [
    "UnableToClose",
    "UnableToMove",
    "UnableToRecord",
    "UnableToRename",
    "UnableToRevoke",
    "check_can_close",
    "check_can_correct",
    "check_can_move",
    "check_can_rename",
    "check_can_revoke",
    "check_codes",
    "check_intervals",
    "check_known",
    "check_one_statement_each",
]


class UnableToRecord(ValueError):
    """Raised when statements cannot be recorded; nothing of the batch is written."""


class UnableToRevoke(ValueError):
    """Raised when there is no recognition to revoke."""


class UnableToRename(ValueError):
    """Raised when a new name is empty or is the name already borne."""


class UnableToMove(ValueError):
    """Raised when a firm is already where it is said to move."""


class UnableToClose(ValueError):
    """Raised when a firm is closed already or would close before it was registered."""


def check_codes(statements: Iterable[Statement]) -> None:
    """Refuse statements whose credit code is wrong; names the first five with their rows and reasons."""
    wrong = [
        f"{_row(statement)}“{statement.credit_code}”：{credit_code.faults(statement.credit_code)[0]}"
        for statement in statements
        if not credit_code.is_valid(statement.credit_code)
    ]
    if wrong:
        raise UnableToRecord(f"有 {len(wrong)} 个统一社会信用代码不对。" + "".join(wrong[:5]))


def check_known(statements: Iterable[Statement], known: Iterable[str]) -> None:
    """Refuse statements about firms that are not in the register."""
    register = set(known)
    missing = [statement for statement in statements if statement.credit_code not in register]
    if missing:
        shown = "、".join(f"{_row(statement)}{statement.credit_code}" for statement in missing[:5])
        raise UnableToRecord(f"有 {len(missing)} 家企业不在企业登记中：{shown}。请先导入企业登记表。")


def check_one_statement_each(statements: Sequence[Statement], *fields: str) -> None:
    """Refuse two statements about one record: the same firm and the same values of `fields`."""
    seen: dict[tuple[object, ...], Statement] = {}
    for statement in statements:
        key = (statement.credit_code, *(statement.values.get(field) for field in fields))
        if key in seen:
            raise UnableToRecord(
                f"{_row(statement)}与{_row(seen[key])}说的是同一条记录（{statement.credit_code}）。请只保留一行。"
            )
        seen[key] = statement


def check_intervals(statements: Iterable[Statement]) -> None:
    """Refuse a validity that ends before it begins."""
    for statement in statements:
        starts, ends = statement.values.get("valid_from_on"), statement.values.get("valid_until_on")
        if starts is not None and ends is not None and ends <= starts:
            raise UnableToRecord(
                f"{_row(statement)}{statement.credit_code} 的有效期止不晚于有效期起。请改正日期。"
            )


def check_can_rename(enterprise: Enterprise, standing: NameRecord | None, name: str) -> None:
    """Refuse an empty name and the name borne already."""
    if not name.strip():
        raise UnableToRename("新名称是空的。请填写变更后的企业名称。")
    if standing is not None and standing.name == name:
        raise UnableToRename(f"{enterprise.credit_code} 的名称已经是“{name}”。")


def check_can_move(enterprise: Enterprise, standing: PlaceRecord | None, place_id: int | None) -> None:
    """Refuse a move to where the firm is already."""
    if standing is not None and standing.place_id == place_id:
        where = "县外" if standing.place is None else standing.place.short_name
        raise UnableToMove(f"{enterprise.credit_code} 已经在{where}。请核对迁入地。")


def check_can_close(
    enterprise: Enterprise, closed_on: date | None, registered_on: date | None, on: date
) -> None:
    """Refuse to close a closed firm, and a closing before the registration."""
    if closed_on is not None:
        raise UnableToClose(f"{enterprise.credit_code} 已于 {closed_on.isoformat()} 注销。")
    if registered_on is not None and on < registered_on:
        raise UnableToClose(
            f"注销日期 {on.isoformat()} 早于成立日期 {registered_on.isoformat()}。请核对日期。"
        )


def check_can_correct(standing: StandingValue, value: Any) -> None:
    """Refuse a value that stands already, one that is no such thing, and a record that is not there."""
    key, label = standing.key, standing.key.label
    if standing.version is None and key.record is not YearlyFacts:
        raise UnableToRecord(f"登记里没有“{label}”这条记录，无可更正。请先登记这条记录。")
    if standing.value == value:
        raise UnableToRecord(f"“{label}”现在就是这个值，不用更正。")
    try:
        key.stored.clean(value, None)
    except ValidationError:
        raise UnableToRecord(f"“{label}”不能是这个值。请核对后再填。") from None
    if isinstance(value, int) and (abs(value) >= LARGEST_FACT or (key.field in COUNT_FACTS and value < 0)):
        raise UnableToRecord(f"“{label}”超出可能的范围。请核对数和单位。")
    starts = getattr(standing.version, "valid_from_on", None)
    if key.field == "valid_until_on" and starts is not None and value <= starts:
        raise UnableToRecord(f"有效期最后一日早于有效期起（{starts.isoformat()}）。请改正日期。")


def check_can_revoke(enterprise: Enterprise, kind_label: str, found: Sequence[Recognition], on: date) -> None:
    """Refuse a revocation that would end nothing."""
    if not found:
        raise UnableToRevoke(
            f"{enterprise.credit_code} 在 {on.isoformat()} 及以后没有有效的{kind_label}资格，无可撤销。"
            "请核对称号和日期。"
        )


def _row(statement: Statement) -> str:
    return f"第 {statement.line.row_number} 行" if statement.line.row_number else ""
