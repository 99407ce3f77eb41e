"""`tidu intake …`: bring a received file in from the command line: look first, load all or nothing, take back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

_MARKS = {"fault": "退回", "question": "待答", "warning": "留意"}


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("intake", help="导入收到的工作簿或 CSV：预览、载入、撤销")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    for name, text, run_verb in (
        ("preview", "逐行判断，什么都不写入", _preview),
        ("load", "载入整个文件；有一行退回就都不载入", _load),
    ):
        verb = verbs.add_parser(name, help=text)
        _add_file_to(verb)
        verb.set_defaults(run=run_verb)
    verbs.choices["load"].add_argument(
        "--marked", type=Path, metavar="文件", help="有行退回或待答时，把批注过的工作簿写到这里"
    )
    for name, text, run_verb in (
        ("undo", "撤销一个已载入的批次", _undo),
        ("rehearse", "试做撤销再退回：哪些指标、建议、文稿会变，能不能撤销", _rehearse),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("batch", type=parsing.number, metavar="批次", help="来源批次编号，载入时给出")
        verb.add_argument("--json", action="store_true", help="输出 JSON")
        verb.set_defaults(run=run_verb)
    mappings = verbs.add_parser("mappings", help="列出按报送单位记住的列对应")
    mappings.add_argument("--json", action="store_true", help="输出 JSON")
    mappings.set_defaults(run=_mappings)
    forget = verbs.add_parser("forget", help="忘记一个列对应")
    forget.add_argument("number", type=parsing.number, metavar="编号", help="mappings 列出的编号")
    forget.set_defaults(run=_forget)


def _add_file_to(verb: argparse.ArgumentParser) -> None:
    """Add what a verb that reads a file is told: the file, how to read it, and the answers to its questions."""
    verb.add_argument("file", type=Path, metavar="文件", help=".xlsx 或 .csv")
    verb.add_argument("--form", required=True, metavar="表种", help="表种代码，如 yearly_facts")
    verb.add_argument("--sheet", metavar="工作表", help="工作表名；不填则读第一张有表头的")
    verb.add_argument(
        "--map", action="append", default=[], metavar="字段=表头", help="指定某一列是哪个字段，可多次"
    )
    verb.add_argument(
        "--option", action="append", default=[], metavar="参数=值", help="载入参数，如 year=2024，可多次"
    )
    verb.add_argument(
        "--sender", metavar="机构代码", help="报送单位；它上次确定的列对应，遇到同样的表头自动沿用"
    )
    verb.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="行:问题=回答",
        help="回答一行的问题，如 3:unit_slip=right；可用的回答见预览，可多次",
    )
    verb.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the chosen verb."""
    return int(arguments.run(arguments))


def _preview(arguments: argparse.Namespace) -> int:
    """Stage the file, show what it would do, and leave nothing behind."""
    from django.db import transaction

    with transaction.atomic():
        try:
            load = _staged(arguments)
        except ValueError as refusal:
            return _refused(refusal)
        if arguments.json:
            _print_json({**_described(load), "rows": [_row(view) for view in _rows(load)]})
        else:
            _print_described(load)
        transaction.set_rollback(True)
    return 0


def _load(arguments: argparse.Namespace) -> int:
    """Stage and confirm; with a row sent back or a question open, list them and load nothing."""
    from tidu.foundation import clock
    from tidu.foundation.intake import operations, queries, returning

    try:
        load = _staged(arguments)
        if not queries.may_confirm(load):
            if arguments.marked:
                arguments.marked.write_bytes(returning.error_workbook(load))
            operations.discard(load=load, by=_actor(), now=clock.now())
            _print_json(_described(load)) if arguments.json else _print_described(load, to=sys.stderr)
            return 2
        load = operations.confirm(load=load, by=_actor(), now=clock.now())
    except ValueError as refusal:
        return _refused(refusal)
    if arguments.json:
        _print_json(_described(load))
    else:
        _print_described(load)
        batch = f"来源批次 {load.source_id}" if load.source_id else "没有改动，未写入批次"
        print(f"已载入：{batch}。")
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    """Take a batch back."""
    from tidu.foundation import clock
    from tidu.foundation.intake import operations, queries

    try:
        load = operations.undo(load=queries.find_by_batch(arguments.batch), by=_actor(), now=clock.now())
    except (ValueError, LookupError) as refusal:
        return _refused(refusal)
    if arguments.json:
        _print_json(_described(load))
    else:
        print(f"已撤销：来源批次 {arguments.batch}（{load.file_name}）。")
    return 0


def _rehearse(arguments: argparse.Namespace) -> int:
    """Show what taking a batch back would change, and leave everything as it is."""
    from dataclasses import asdict

    from tidu.foundation import clock
    from tidu.foundation.intake import operations, queries

    try:
        load = queries.find_by_batch(arguments.batch)
    except LookupError as refusal:
        return _refused(refusal)
    found = operations.rehearse_undo(load=load, by=_actor(), now=clock.now())
    if arguments.json:
        _print_json(asdict(found))
    elif not found.refusal:
        for part in found.consequences:
            print(part.heading)
            for change in part.changes:
                print(f"  {change.label}：{change.before} → {change.after}")
        if not found.consequences:
            print("没有指标、建议或已成文的数字会变。")
    if not found.refusal:
        return 0
    return 2 if arguments.json else _refused(ValueError(found.refusal))


def _mappings(arguments: argparse.Namespace) -> int:
    """List the remembered mappings."""
    from tidu.foundation.intake import queries

    found = [
        {
            "number": each.pk,
            "form": each.form,
            "sender": each.sender.code,
            "sender_name": each.sender.short_name,
            "headers": each.headers,
            "mapping": each.mapping,
            "remembered_by": each.remembered_by_name,
            "remembered_at": each.remembered_at,
        }
        for each in queries.mappings()
    ]
    if arguments.json:
        _print_json(found)
        return 0
    for each in found:
        print(f"{each['number']}  {each['sender_name']}  {each['form']}  {len(each['headers'])} 列")
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    """Forget a mapping."""
    from tidu.foundation import clock
    from tidu.foundation.intake import operations, queries

    try:
        found = queries.find_mapping(arguments.number)
    except LookupError as refusal:
        return _refused(refusal)
    operations.forget(mapping=found, by=_actor(), now=clock.now())
    print(f"已忘记{found.sender.short_name}的列对应。")
    return 0


def _staged(arguments: argparse.Namespace) -> Any:
    """Put the file on the stage and answer what was answered; a refusal leaves nothing there."""
    from django.db import transaction

    from tidu.foundation import clock
    from tidu.foundation.intake import operations

    with transaction.atomic():
        load = _stage(arguments)
        answers = _answers(load, arguments.answer)
        return (
            operations.answer(load=load, answers=answers, by=_actor(), now=clock.now()) if answers else load
        )


def _answers(load: Any, texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the answers by the keys of their rows; raise ValueError for a question that the row does not ask."""
    from tidu.foundation.intake import queries

    asked = {f"{one.row_number}:{one.code}": one for one in queries.questions_of(load)}
    answers: dict[str, dict[str, str]] = {}
    for place, given in _pairs(texts, "--answer"):
        if place not in asked:
            raise ValueError(f"没有“{place}”这个问题。现在要回答的：{'、'.join(asked) or '没有'}。")
        answers.setdefault(asked[place].key, {})[asked[place].code] = given
    return answers


def _stage(arguments: argparse.Namespace) -> Any:
    """Put the file on the stage; a file that cannot be read and a malformed argument are refused alike."""
    from tidu.foundation import clock
    from tidu.foundation.intake import operations

    path: Path = arguments.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"读不到文件“{path}”。请核对路径和读取权限。") from error
    return operations.stage(
        form_code=arguments.form,
        file_name=path.name,
        content=content,
        options=dict(_pairs(arguments.option, "--option")),
        by=_actor(),
        now=clock.now(),
        sheet=arguments.sheet,
        mapping={header: field for field, header in _pairs(arguments.map, "--map")},
        sender_id=_sender(arguments.sender),
    )


def _sender(code: str | None) -> int | None:
    """Return the organisation that sent the file; raise ValueError for a code that nobody has."""
    from tidu.foundation.accounts import queries

    if code is None:
        return None
    try:
        return int(queries.organisation(code).pk)
    except LookupError as refusal:
        raise ValueError(str(refusal.args[0])) from refusal


def _pairs(texts: Iterable[str], name: str) -> Iterable[tuple[str, str]]:
    """Yield the two sides of each `left=right`."""
    for text in texts:
        left, sign, right = text.partition("=")
        if not (left and sign and right):
            raise ValueError(f"{name} 要写成“左=右”，不能是“{text}”。")
        yield left, right


def _actor() -> Any:
    from tidu.foundation.actors import system

    return system("命令行")


def _rows(load: Any) -> Any:
    from tidu.foundation.intake import queries

    return queries.rows(load)


def _described(load: Any) -> dict[str, Any]:
    """Return a load as JSON: what it is, what it does, and its faults cell by cell."""
    from tidu.foundation.intake import queries

    seen = queries.preview(load)
    return {
        "load": seen.load_id,
        "batch": seen.batch_id,
        "form": seen.form_code,
        "file": seen.file_name,
        "sheet": seen.sheet,
        "header_row": seen.header_row,
        "state": str(seen.state),
        "counts": seen.counts,
        "columns": [
            {"column": use.letter, "header": use.header, "field": use.field or None, "unit": use.unit or None}
            for use in seen.columns
        ],
        "notices": list(seen.notices),
        "faults": queries.faults(load),
    }


def _row(view: Any) -> dict[str, Any]:
    """Return a staged row as JSON."""
    return {
        "row": view.row_number,
        "verdict": str(view.verdict),
        "key": view.key,
        "label": view.label,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in view.changes
            if change.changed
        ],
    }


def _print_described(load: Any, to: Any = None) -> None:
    """Print the sentence, what was assumed, and every fault with its cell."""
    from tidu.foundation.intake import queries

    seen = queries.preview(load)
    out = to or sys.stdout
    print(f"{seen.form_name} · {seen.file_name} · {seen.sentence}", file=out)
    for notice in seen.notices:
        print(f"  {notice}", file=out)
    for fault in queries.faults(load):
        cell = (
            f"{fault['column']}{fault['row']}“{fault['header']}”"
            if fault["column"]
            else f"第 {fault['row']} 行"
        )
        mark = _MARKS[fault["severity"]]
        print(f"  [{mark}] {cell}：{fault['reason']}。{fault['suggestion']}", file=out)
    for one in queries.questions_of(load):
        words = "；".join(f"{answer.value or '2024-05-22'} {answer.label}" for answer in one.answers)
        print(f"  回答写成 --answer {one.row_number}:{one.code}=…，可填：{words}", file=out)


def _print_json(value: Any) -> None:
    print(json_text(value, str))


def _refused(refusal: Exception) -> int:
    """Print a Chinese refusal and return the exit code for bad input."""
    from tidu.interfaces.cli.main import refuse

    return refuse(str(refusal.args[0]))
