"""What must hold before rows of a source are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tidu.domain.enterprises import credit_code
from tidu.domain.enterprises.statements import Statement


class UnableToRecord(ValueError):
    """Raised when statements cannot be recorded; nothing of the batch is written."""


def check_codes(statements: Iterable[Statement]) -> None:
    """Refuse statements whose credit code is wrong; names the first five with their rows and reasons."""
    given = list(statements)
    bad = {code for code in {one.credit_code for one in given} if not credit_code.is_valid(code)}
    wrong = [
        f"{_row(statement)}“{statement.credit_code}”：{credit_code.faults(statement.credit_code)[0]}"
        for statement in given
        if statement.credit_code in bad
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


def check_not_merged(statements: Iterable[Statement], kept: Mapping[str, str]) -> None:
    """Refuse statements under a code that was merged into another; `kept` is merged code -> the code that stands."""
    stale = [statement for statement in statements if statement.credit_code in kept]
    if stale:
        shown = "；".join(
            f"{_row(statement)}{statement.credit_code} 已作为重复登记并入 {kept[statement.credit_code]}"
            for statement in stale[:5]
        )
        raise UnableToRecord(f"有 {len(stale)} 行用了已停用的代码：{shown}。请改用并入后的代码。")


def _row(statement: Statement) -> str:
    return f"第 {statement.line.row_number} 行" if statement.line.row_number else ""
