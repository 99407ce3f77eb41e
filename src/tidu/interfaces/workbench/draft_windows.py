"""The part of a draft's form about application windows: change one, take one out, add one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    NEW,
    SAME_AS_DOCUMENT,
    Cell,
    Part,
    fate,
    items_in,
    line,
    text_in,
)
from tidu.rules.language.editing import Path, with_item
from tidu.rules.language.marks import Table

GROUP: Final = "申报窗口"
KEY: Final = "windows"
_KINDS: Final = (
    ("", "不增加"),
    ("every_year", "每年都有的一批"),
    ("once", "只有一次的一批"),
    ("all_year", "常年受理"),
    ("unpublished", "没有公布"),
)


def window_parts(document: Table) -> Iterator[Part]:
    """Yield a part for each window of a policy, and one for a further window."""
    written = document.entries.get(KEY)
    for at, item in enumerate(items_in(written)):
        if isinstance(item, Table):
            yield _part(item, at)
    yield Part("增加一个申报窗口", tuple(_further()), group=GROUP)


def with_window(text: str, posted: Mapping[str, str]) -> str:
    """Return a text with the window that is to come."""
    entry = _entry({str(cell.path[-1]): (posted.get(cell.field) or "").strip() for cell in _further()})
    return with_item(text, (KEY,), entry, before="conditions") if entry else text


def _part(item: Table, at: int) -> Part:
    path: Path = (KEY, at)
    cells = [line(item.entries, path, "label", "批次名称（不写也可）", required=False), *_dates(item, path)]
    cells += [
        line(item.entries, path, "article", "条款", required=False),
        line(item.entries, path, "number", "来源文号（不写同文件）", required=False),
    ]
    if "unpublished" not in item.entries:
        mark = ("confidence", "原文核对")
        cells.append(line(item.entries, path, *mark, kind="choice", choices=SAME_AS_DOCUMENT, required=False))
    cells.append(fate(path, "这个窗口的去留"))
    return Part(f"申报窗口：{text_in(item, 'label') or at + 1}", tuple(cells), group=GROUP)


def _dates(item: Table, path: Path) -> Iterator[Cell]:
    yearly, once = item.entries.get("every_year"), item.entries.get("once")
    if isinstance(yearly, Table):
        yield line(yearly.entries, (*path, "every_year"), "opens", "每年从（月-日，如 03-01）")
        yield line(yearly.entries, (*path, "every_year"), "closes", "每年到（月-日，含）")
    if isinstance(once, Table):
        yield line(
            once.entries, (*path, "once"), "opens", "从哪天起；没有公布的不写", kind="day", required=False
        )
        yield line(once.entries, (*path, "once"), "closes", "到哪天止（含）", kind="day")
    if "unpublished" in item.entries:
        yield line(item.entries, path, "unpublished", "为什么不知道", kind="long")


def _further() -> Iterator[Cell]:
    yield Cell((NEW, KEY, "kind"), "哪一种", "", kind="choice", choices=_KINDS, required=False)
    for name, label in (
        ("label", "批次名称（不写也可）"),
        ("opens", "开始：每年的写 03-01，一次的写 2026-03-01"),
        ("closes", "截止（含），写法同上"),
        ("why", "没有公布的，写明为什么不知道"),
        ("article", "条款"),
    ):
        yield Cell((NEW, KEY, name), label, "", required=False)


def _entry(typed: Mapping[str, str]) -> dict[str, str | Mapping[str, str]]:
    """Return the window that was typed, as the YAML writes it; empty where none was chosen."""
    kind = typed["kind"]
    dates = {name: typed[name] for name in ("opens", "closes") if typed[name] or kind == "every_year"}
    said: dict[str, str | Mapping[str, str]] = {
        "every_year": dates,
        "once": {"closes": "", **dates},
        "all_year": "true",
        "unpublished": typed["why"],
    }
    if kind not in said:
        return {}
    entry = {"label": typed["label"], kind: said[kind], "article": typed["article"]}
    return {key: value for key, value in entry.items() if value or key == kind}
