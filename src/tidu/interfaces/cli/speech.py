"""`tidu speech`: write a document or fill a template with proof; measure a Word file; check a draft by numbers."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tidu.interfaces.cli import parsing
from tidu.interfaces.cli.printing import json_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tidu.reporting.annex import SourceOfNumber
    from tidu.reporting.composition import Composed, Parameters
    from tidu.reporting.draft_check import Mark

SPEECH = "open_day_speech"
_NOT_WRITTEN = "文件“{out}”写不进去。请核对文件夹是否存在、能否写入。"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser("speech", help="生成文稿，数字附出处；检查版式；逐个核对稿子里的数")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="动作")
    build = verbs.add_parser("build", help="按提纲生成文稿（docx），默认是开放日总结会议讲话")
    build.add_argument(
        "--outline", default=SPEECH, metavar="提纲", help="提纲代码，如 yearly_summary（年度工作总结）"
    )
    _add_asked(build)
    build.set_defaults(run=_build)
    fill = verbs.add_parser("fill", help="把本单位的 Word 模板（docx，带 [[标记]]）填上数，什么都不存入")
    fill.add_argument("template", type=Path, metavar="模板", help="docx 文件")
    _add_asked(fill)
    fill.set_defaults(run=_fill)
    check = verbs.add_parser("check", help="逐个核对一份稿子里的数和说法（docx、txt），什么都不写入")
    check.add_argument("file", type=Path, metavar="文件", help="docx 或 txt")
    check.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认今天")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.set_defaults(run=_check)
    layout = verbs.add_parser("layout", help="检查一个 docx 的版式（GB/T 9704）")
    layout.add_argument("file", type=Path, metavar="文件", help="docx 文件")
    layout.add_argument("--json", action="store_true", help="用 JSON 列出不符之处")
    layout.set_defaults(run=_layout)


def _add_asked(command: argparse.ArgumentParser) -> None:
    """Add what filling the blanks of any document asks: years, day, where to write, and as of when."""
    command.add_argument("--base-year", type=parsing.year, metavar="年份", help="基期年份，如 2022")
    command.add_argument("--end-year", type=parsing.year, metavar="年份", help="末期年份，如 2024")
    command.add_argument("--event-on", type=parsing.day, metavar="日期", help="开放日日期，如 2025-05-22")
    command.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪个 docx 文件")
    command.add_argument("--as-of", type=parsing.day, metavar="日期", help="截至日，默认今天")
    command.add_argument("--json", action="store_true", help="用 JSON 列出已填和未填的空")


def _given(arguments: argparse.Namespace) -> Parameters:
    """Return the parameters that were given."""
    asked = {name: getattr(arguments, name) for name in ("base_year", "end_year", "event_on")}
    return {name: value for name, value in asked.items() if value is not None}


def _build(arguments: argparse.Namespace) -> int:
    """Compose, write the file, and say what was filled and what was not."""
    from tidu.foundation import clock
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse
    from tidu.reporting import annex, reading
    from tidu.reporting.composition import UnableToCompose, compose
    from tidu.reporting.word_file import word_file

    try:
        on = arguments.as_of or clock.today()
        composed = compose(reading.find(arguments.outline), _given(arguments), AsOf(on=on))
        sources = annex.lines(composed)
        arguments.out.write_bytes(word_file(composed, sources))
    except (UnableToCompose, reading.OutlineNotFound, ValueError) as refusal:
        return refuse(str(refusal))
    except OSError:
        return refuse(_NOT_WRITTEN.format(out=arguments.out))
    _tell(composed, sources, arguments)
    return 0


def _fill(arguments: argparse.Namespace) -> int:
    """Fill the template, write the file, and say what was filled and what was not; wrong marks come a line each."""
    from tidu.foundation import clock
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse
    from tidu.reporting.composition import UnableToCompose
    from tidu.reporting.template_filling import fill
    from tidu.reporting.template_reading import TemplateFaults, read_template
    from tidu.reporting.word_upload import UnableToOpen

    try:
        content = arguments.template.read_bytes()
    except OSError:
        return refuse(f"文件“{arguments.template}”读不到。请核对路径。")
    try:
        template = read_template(content, arguments.template.stem)
        filled = fill(template, _given(arguments), AsOf(on=arguments.as_of or clock.today()))
        arguments.out.write_bytes(filled.content)
    except TemplateFaults as faults:
        return refuse("\n".join(f"{one.place}：{one.reason}" for one in faults.wrong))
    except (UnableToOpen, UnableToCompose) as refusal:
        return refuse(str(refusal))
    except OSError:
        return refuse(_NOT_WRITTEN.format(out=arguments.out))
    _tell(filled.composed, filled.sources, arguments)
    return 0


def _tell(composed: Composed, filled: Sequence[SourceOfNumber], arguments: argparse.Namespace) -> None:
    """Print the filled and the open blanks."""
    unfilled = composed.unfilled
    if arguments.json:
        answer = {
            "out": str(arguments.out),
            "as_of": composed.as_of.on.isoformat(),
            "filled": [
                {
                    "note": line.note,
                    "code": line.code,
                    "name": line.figure,
                    "text": line.value,
                    "rows": line.rows,
                }
                for line in filled
            ],
            "unfilled": [{"label": run.label, "reason": run.reason} for run in unfilled],
        }
        print(json_text(answer))
        return
    print(f"已写到 {arguments.out}：填 {len(filled)} 处，空 {len(unfilled)} 处。")
    for line in filled:
        print(f"  〔{line.note}〕{line.figure}：{line.value}（{line.on}，明细 {line.rows} 行）")
    for run in unfilled:
        print(f"  【　】{run.label}：{run.reason}")


def _check(arguments: argparse.Namespace) -> int:
    """Judge the draft and print what was judged; return 1 where something is wrong, 2 where it cannot be read."""
    from tidu.foundation import clock
    from tidu.foundation.clock import AsOf
    from tidu.interfaces.cli.main import refuse
    from tidu.reporting import draft_check
    from tidu.reporting.draft import manuscript

    try:
        text = manuscript.text_of(arguments.file.name, arguments.file.read_bytes())
    except manuscript.UnableToReadDraft as refusal:
        return refuse(str(refusal))
    except OSError:
        return refuse(f"文件“{arguments.file}”读不了。请核对路径和权限。")
    checked = draft_check.check_draft(text, AsOf(on=arguments.as_of or clock.today()))
    marks = draft_check.marks(checked)
    if arguments.json:
        print(json_text(draft_check.as_data(checked, marks)))
    else:
        _print_marks(marks, checked.as_of.label)
    return int(any(mark.is_wrong for mark in marks))


def _print_marks(marks: Sequence[Mark], label: str) -> None:
    """Print what was judged, a line each with its reasoning under it."""
    wrong = sum(mark.is_wrong for mark in marks)
    print(f"核了 {len(marks)} 处，{wrong} 处不对（{label}）。")
    for mark in marks:
        mend = f"（应为 {mark.mend}）" if mark.mend else ""
        print(f"  〔{mark.note}〕{mark.text}：{mark.judgement}{mend}")
        print(f"      {''.join(mark.reasons)}")


def _layout(arguments: argparse.Namespace) -> int:
    """Print where the file departs from the layout of official documents; 1 where it does."""
    from tidu.interfaces.cli.main import refuse
    from tidu.reporting.layout_report import departures
    from tidu.reporting.word_upload import UnableToOpen, opened

    try:
        found = departures(opened(arguments.file.read_bytes()))
    except UnableToOpen as refusal:
        return refuse(str(refusal))
    except OSError:
        return refuse(f"文件“{arguments.file}”读不到。请核对路径。")
    if arguments.json:
        print(json_text([asdict(one) for one in found]))
        return 1 if found else 0
    for one in found:
        where = f"（{'；'.join(one.places)}）" if one.places else ""
        print(f"{one.what}：{one.found}，应为 {one.wanted}，依据 {one.basis}{where}")
    print(f"{len(found)} 项不符。" if found else "能读出的各项都符合标准。")
    return 1 if found else 0
