"""The scenarios of a draft as a form: what is known of a firm, and the verdict and the money it should come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    NEW,
    Cell,
    Choices,
    Part,
    beside,
    counted,
    fate,
    gone,
    items_in,
    line,
    named_in,
    quantity,
    text_in,
    unit_beside,
)
from tidu.rules.language.editing import Path, Written, with_item, with_values
from tidu.rules.language.marks import Marked, Scalar, Table, documents_in
from tidu.rules.language.scenarios import LAST_YEARS
from tidu.rules.model.conditions import Ternary
from tidu.rules.model.facts import Fact, Vocabulary
from tidu.rules.model.kinds import Kind
from tidu.rules.model.rule import Output, Rule
from tidu.rules.model.show import UNKNOWN_TEXT

GROUP: Final = "算例"
KEY: Final = "scenarios"
CHANGE: Final = "further_change"
_VERDICTS: Final = tuple((str(one), one.label) for one in Ternary)
_YES_NO: Final = (("true", "是"), ("false", "否"), (UNKNOWN_TEXT, UNKNOWN_TEXT))
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEARLY: Final = (("", "不检查"), ("true", "是"), ("false", "否"))
_SHOWN: Final = ("verdict", "nearly", "outputs")


def case_parts(text: str, facts: Vocabulary, rule: Rule | None) -> list[Part]:
    """Return the form of some scenarios; `rule` tells which results can be expected, if it loads.

    Raises PolicyError for a text that is no YAML.
    """
    documents = list(documents_in(text, GROUP))
    parts: list[Part] = []
    for number, document in enumerate(documents):
        root: Path = (number,) if len(documents) > 1 else ()
        outputs = {one.name: one for one in rule.outputs} if rule else {}
        known = [fact for fact in facts if rule is None or fact.subject == rule.judges]
        parts.append(_shared(document, root, facts))
        for at, item in enumerate(items_in(document.entries.get(KEY))):
            if isinstance(item, Table):
                parts.append(_case(item, (*root, KEY, at), facts, outputs))
        parts += [_further_change(document, root, known), _further(root, known, outputs)]
    return parts


def _shared(document: Table, root: Path, facts: Vocabulary) -> Part:
    cells = [line(document.entries, root, "as_of", "判断之日", kind="day")]
    cells += _fact_cells(document.entries.get("base"), (*root, "base"), facts)
    return Part("算例共同的事实", tuple(cells), group=GROUP)


def _case(item: Table, path: Path, facts: Vocabulary, outputs: Mapping[str, Output]) -> Part:
    expected = item.entries.get("expect")
    cells = [line(item.entries, path, "name", "情形")]
    if "as_of" in item.entries:
        cells.append(line(item.entries, path, "as_of", "判断之日", kind="day"))
    cells += _fact_cells(item.entries.get("change"), (*path, "change"), facts)
    if isinstance(expected, Table):
        place = (*path, "expect")
        cells.append(line(expected.entries, place, "verdict", "应有的结论", kind="choice", choices=_VERDICTS))
        cells.append(
            line(
                expected.entries,
                place,
                "nearly",
                "应为差一点",
                kind="choice",
                choices=_NEARLY,
                required=False,
            )
        )
        cells += _expected_outputs(expected, place, outputs)
    cells.append(fate(path, "这个算例的去留"))
    return Part(f"算例：{text_in(item, 'name')}", tuple(cells), _not_shown(expected), GROUP)


def _not_shown(expected: Marked | None) -> str:
    others = [key for key in named_in(expected) if key not in _SHOWN]
    if not others or expected is None:
        return ""
    return f"这个算例还检查 {'、'.join(others)}，写在算例 YAML 第 {expected.place.line} 行。"


def _expected_outputs(expected: Table, place: Path, outputs: Mapping[str, Output]) -> Iterator[Cell]:
    """Yield a field for each result, for the first one alone where the scenario expects none yet."""
    written, path = expected.entries.get("outputs"), (*place, "outputs")
    if written is not None:
        yield from _wanted(path, outputs, written)
        return
    for one in list(outputs.values())[:1]:
        more = (unit_beside(path, one.label, _unit(one)),)
        write = partial(_one_output, one.name)
        yield Cell(path, _told(one.label), "", kind="number", more=more, write=write, required=False)


def _wanted(path: Path, outputs: Mapping[str, Output], written: Marked | None = None) -> Iterator[Cell]:
    for name in dict.fromkeys([*named_in(written), *outputs]):
        one = outputs.get(name)
        label, unit = (_told(one.label), _unit(one)) if one else (_told(name), "")
        yield quantity((*path, name), label, text_in(written, name), unit=unit, required=False)


def _told(label: str) -> str:
    return f"应有的{label}（不写为不检查）"


def _unit(output: Output) -> str:
    """Return the unit that a result is mostly written in."""
    return "万元" if output.of.kind is Kind.MONEY else ""


def _one_output(name: str, number: str, unit: str) -> Written:
    return {name: counted(number, unit)} if number else ""


def _fact_cells(written: Marked | None, path: Path, facts: Vocabulary) -> Iterator[Cell]:
    for name, value in named_in(written).items():
        if isinstance(value, Table):
            for inner, one in value.entries.items():
                yield _fact_cell((*path, name, inner), inner, one, facts, f"{_year(name)} ")
        else:
            yield _fact_cell((*path, name), name, value, facts, "")


def _fact_cell(path: Path, name: str, written: Marked, facts: Vocabulary, year: str) -> Cell:
    fact = next((one for one in facts if one.name == name), None)
    label = f"{year}{fact.label if fact else name}"
    text = written.text if isinstance(written, Scalar) else ""
    if fact is not None and fact.kind is Kind.BOOL:
        return Cell(path, label, text, kind="choice", choices=_YES_NO)
    if fact is not None and fact.kind in (Kind.DATE, Kind.TEXT):
        return Cell(path, f"{label}（可写{UNKNOWN_TEXT}）", text)
    return quantity(path, f"{label}（可写{UNKNOWN_TEXT}）", text)


def _year(name: str) -> str:
    return "近三个年度" if name == LAST_YEARS else f"{name} 年度"


def _further_fact(path: Path, facts: Iterable[Fact]) -> Cell:
    known = tuple((fact.name, f"{fact.label}{'（按年度）' if fact.yearly else ''}") for fact in facts)
    years: Choices = (
        ("1", "上一年度"),
        ("2", "再上一年度"),
        ("3", "上一年度之前第 2 年"),
        (LAST_YEARS, "近三个年度"),
    )
    place = (*path, "change")
    more = (
        beside(place, "p", "哪一年度（按年度的才用）", "1", choices=years),
        beside(place, "n", f"值：数、{UNKNOWN_TEXT}、true 或 false、日期", "", kind="line"),
        unit_beside(place, "值", ""),
    )
    return Cell(
        place, "再改一个事实", "", kind="choice", choices=(("", "不改"), *known), more=more, required=False
    )


def _further_change(document: Table, root: Path, facts: Iterable[Fact]) -> Part:
    """Return the fields that change one more fact in a scenario that is there."""
    names = ((str(at), text_in(item, "name")) for at, item in enumerate(items_in(document.entries.get(KEY))))
    place: Path = (NEW, *root, CHANGE)
    to = Cell(
        (*place, "to"), "在哪个算例里", "", kind="choice", choices=(("", "不改"), *names), required=False
    )
    return Part("在一个算例里再改一个事实", (to, _further_fact(place, facts)), group=GROUP)


def _further(root: Path, facts: Iterable[Fact], outputs: Mapping[str, Output]) -> Part:
    place: Path = (NEW, *root, KEY)
    cells = [
        Cell((*place, "name"), "情形（填了才增加）", "", required=False),
        _further_fact(place, facts),
        Cell((*place, "verdict"), "应有的结论", "yes", kind="choice", choices=_VERDICTS, required=False),
        *_wanted((*place, "outputs"), outputs),
    ]
    return Part("增加一个算例", tuple(cells), group=GROUP)


def with_cases(text: str, posted: Mapping[str, str], facts: Vocabulary, rule: Rule | None) -> str:
    """Return some scenarios with what the form adds and takes out. Raises PolicyError for a text that is no YAML."""
    cells = [cell for part in case_parts(text, facts, rule) for cell in part.cells]
    documents = list(documents_in(text, GROUP))
    for number in range(len(documents)):
        text = _with_change(text, (number,) if len(documents) > 1 else (), cells, posted, facts)
    text = with_values(text, dict.fromkeys(gone(cells, posted), ""))
    for number in reversed(range(len(documents))):
        root: Path = (number,) if len(documents) > 1 else ()
        text = _with_case(text, root, cells, posted, facts)
    return text


def _with_change(
    text: str, root: Path, cells: list[Cell], posted: Mapping[str, str], facts: Vocabulary
) -> str:
    mine = {cell.path[-1]: cell for cell in cells if cell.path[:-1] == (NEW, *root, CHANGE)}
    to, change = mine["to"].typed(posted), mine["change"]
    if not to or not posted.get(change.field):
        return text
    return _with_fact(text, (*root, KEY, int(str(to)), "change"), _typed_fact(change, posted), facts)


def _typed_fact(cell: Cell, posted: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the fact, the year and the value that were typed."""
    fact, year, number, unit = (posted.get(control.field, "").strip() for control in cell.controls)
    return fact, year, number if _DAY.fullmatch(number) else counted(number, unit)


def _changed(fact: Fact, year: str, value: str, as_of: str) -> Mapping[str, Written]:
    """Return a changed fact as the scenarios write it."""
    if not fact.yearly:
        return {fact.name: value}
    return {_named_year(year, as_of): {fact.name: value}}


def _named_year(year: str, as_of: str) -> str:
    first = as_of[:4]
    return str(int(first) - int(year)) if year.isdigit() and first.isdigit() else year


def _with_fact(text: str, path: Path, typed: tuple[str, str, str], facts: Vocabulary) -> str:
    """Return a text with one more fact of a scenario; `path` leads to its change, written or not."""
    name, year, value = typed
    document = _document(text, path)
    item = _reached(document, path[-3:-1])
    as_of = text_in(item, "as_of") or text_in(document, "as_of")
    changed = _changed(facts[name], year, value, as_of)
    place, found = path, named_in(item).get("change")
    while isinstance(found, Table):
        (key, inner), *_ = changed.items()
        place, found = (*place, key), found.entries.get(key)
        if not isinstance(inner, Mapping):
            return with_values(text, {place: inner})
        changed = inner
    return with_values(text, {place: changed})


def _document(text: str, path: Path) -> Table:
    documents = list(documents_in(text, GROUP))
    return documents[path[0]] if isinstance(path[0], int) else documents[0]


def _reached(document: Table, steps: Path) -> Marked:
    key, at = steps
    return items_in(document.entries.get(str(key)))[int(at)]


def _with_case(text: str, root: Path, cells: list[Cell], posted: Mapping[str, str], facts: Vocabulary) -> str:
    place: Path = (NEW, *root, KEY)
    mine = {cell.path[len(place) :]: cell for cell in cells if cell.path[: len(place)] == place}
    name = posted.get(mine["name",].field, "").strip()
    if not name:
        return text
    document = _document(text, (*root, KEY))
    fact, year, value = _typed_fact(mine["change",], posted)
    expected: dict[str, Written] = {"verdict": str(mine["verdict",].typed(posted))}
    outputs = {
        str(at[1]): words for at, cell in mine.items() if at[0] == "outputs" and (words := cell.typed(posted))
    }
    expected |= {"outputs": outputs} if outputs else {}
    item: dict[str, Written] = {"name": name}
    item |= {"change": _changed(facts[fact], year, value, text_in(document, "as_of"))} if fact else {}
    item["expect"] = expected
    return with_item(text, (*root, KEY), item, at=len(items_in(document.entries.get(KEY))))
