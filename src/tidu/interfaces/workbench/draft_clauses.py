"""The part of a draft's form about its conditions: change one, add one, take one out, say how they decide together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tidu.interfaces.workbench.draft_cells import (
    NEW,
    SAME_AS_DOCUMENT,
    Cell,
    Choices,
    Part,
    fate,
    items_in,
    line,
    named_in,
    text_in,
)
from tidu.interfaces.workbench.draft_conditions import (
    condition_cells,
    ends_of,
    improvable_cell,
    item_name,
    joinings,
    test_cell,
)
from tidu.interfaces.workbench.draft_measures import Known
from tidu.interfaces.workbench.draft_values import value_cells
from tidu.rules.language.editing import INSIDE, Path, Written, with_item, with_values
from tidu.rules.language.marks import PolicyError, Scalar, Table
from tidu.rules.language.outline import JOINED, comparison, outline
from tidu.rules.language.outline import Part as Outline
from tidu.rules.language.succession import single_document

GROUP: Final = "条件"
KEY, DECIDE = "conditions", "decide"
TEST: Final = "test"
_LIMIT: Final = "limit"


def condition_parts(document: Table, known: Known) -> Iterator[Part]:
    """Yield a part for each condition, one for how they decide, and one for a further condition."""
    for at, item in enumerate(items_in(document.entries.get(KEY))):
        if isinstance(item, Table):
            yield _condition(item, (KEY, at), known)
    yield _further_test(document, known)
    yield _further(document, known)
    yield _decision(document)


def _condition(item: Table, path: Path, known: Known) -> Part:
    within = known.within(item.entries.get("where"))
    cells = [
        line(item.entries, path, "label", "短名"),
        line(item.entries, path, "article", "条款"),
        line(item.entries, path, "says", "给企业看的一句话", kind="long"),
        *_required(item, path, within),
    ]
    for name, value in named_in(item.entries.get("where")).items():
        cells += value_cells((*path, "where", name), f"界限 {{{name}}}", value, known)
    cells.append(line(item.entries, path, "near", "差多少以内算差一点", required=False))
    listed = tuple(one.text for one in items_in(item.entries.get("improvable")) if isinstance(one, Scalar))
    if improvable := improvable_cell(path, text_in(item, "require"), listed, within):
        cells.append(improvable)
    cells.append(line(item.entries, path, "next_step", "建议企业下一步做什么", kind="long", required=False))
    cells.append(fate(path, "这一条的去留"))
    return Part(f"条件：{text_in(item, 'label')}", tuple(cells), group=GROUP)


def _required(item: Table, path: Path, known: Known) -> Iterator[Cell]:
    place = (*path, "require", INSIDE)
    try:
        whole = outline(text_in(item, "require"))
    except PolicyError:  # words that are none: typed over as they stand, and told by the loader
        yield line(item.entries, path, "require", "要求（写法还不对）", kind="long")
        return
    yield from condition_cells(place, whole, known)


def _further_test(document: Table, known: Known) -> Part:
    """Return the fields that add something to a condition that is there."""
    places = tuple((_address(path), label) for path, label in _ends(document))
    cells = (
        Cell(
            (NEW, TEST, "to"),
            "加到哪一条",
            "",
            kind="choice",
            choices=(("", "不增加"), *places),
            required=False,
        ),
        test_cell((NEW, TEST, "require"), "再加一项", "", known),
    )
    return Part("在一个条件里再加一项", cells, group=GROUP)


def _ends(document: Table) -> Iterator[tuple[Path, str]]:
    for at, item in enumerate(items_in(document.entries.get(KEY))):
        try:
            whole = outline(text_in(item, "require"))
        except PolicyError:
            continue
        yield from ends_of((KEY, at, "require", INSIDE), whole, text_in(item, "label"))


def _address(path: Path) -> str:
    return "/".join(map(str, path))


def with_test(text: str, posted: Mapping[str, str], known: Known) -> str:
    """Return a text with what is added to a condition. Raises PolicyError for a text that is no single document."""
    document = single_document(text, "政策")
    to, test = (cell.typed(posted) for cell in _further_test(document, known).cells)
    path = {_address(path): path for path, _ in _ends(document)}.get(str(to))
    return with_values(text, {path: test}) if path and test else text


def _further(document: Table, known: Known) -> Part:
    place: Path = (NEW, KEY)
    words = (
        ("label", "短名（填了才增加）", "line"),
        ("article", "条款", "line"),
        ("says", f"给企业看的一句话，数写成 {{{_LIMIT}}}", "long"),
        ("near", "差多少以内算差一点（不写也可）", "line"),
        ("next_step", "建议企业下一步做什么（不写也可）", "long"),
    )
    cells = [Cell((*place, name), label, "", kind=kind, required=False) for name, label, kind in words]
    cells.insert(3, test_cell((*place, "require"), "要求", "", known))
    cells.append(
        Cell((*place, "confidence"), "原文核对", "", kind="choice", choices=SAME_AS_DOCUMENT, required=False)
    )
    if groups := _groups(document):
        cells.append(Cell((*place, DECIDE), "放在哪一组", groups[0][0], kind="choice", choices=groups))
    return Part("增加一个条件", tuple(cells), group=GROUP)


def _decision(document: Table) -> Part:
    """Return how the conditions decide together; what is not written asks for all of them."""
    labels = _labels(document)
    written = document.entries.get(DECIDE)
    title = "条件之间的关系"
    if not isinstance(written, Scalar):
        cell = Cell((DECIDE,), "要满足", "", kind="choice", choices=_ways(list(labels)), required=False)
        return Part(title, (cell,), group=GROUP)
    try:
        whole = outline(written.text)
    except PolicyError:
        return Part(
            title, (line(document.entries, (), DECIDE, "关系（写法还不对）", kind="long"),), group=GROUP
        )
    return Part(title, tuple(_deciding((DECIDE, INSIDE), whole, labels)), group=GROUP)


def _deciding(path: Path, part: Outline, labels: Mapping[str, str], where: str = "") -> Iterator[Cell]:
    if not part.joined:
        yield Cell(path, where or "条件", labels.get(part.text, part.text), kind="told")
        return
    yield Cell((*path, JOINED), f"{where}要满足", part.joined, kind="choice", choices=joinings(part))
    for at, item in enumerate(part.items):
        name = item_name(where, at)
        if item.joined:
            yield from _deciding((*path, at), item, labels, name)
        yield fate((*path, at), f"{name}：{labels.get(item.text, '这一组')}")
    others = tuple(
        (one, label) for one, label in labels.items() if one not in [item.text for item in part.items]
    )
    if others:
        choices = (("", "不增加"), *others)
        place = (NEW, *path, len(part.items))
        yield Cell(place, f"{where}加进一个条件", "", kind="choice", choices=choices, required=False)


def _ways(names: list[str]) -> Choices:
    """Return how all conditions can decide where nothing is written: each way as the expression that says it."""
    group = Outline("", 0, "all", ", ", tuple(Outline(name, 0) for name in names))
    ways = [(word.split(), label) for word, label in joinings(group) if word != "all"]
    return (
        ("", "全部满足"),
        *((f"{word}({', '.join([*count, *names])})", label) for (word, *count), label in ways),
    )


def _labels(document: Table) -> dict[str, str]:
    found = [item for item in items_in(document.entries.get(KEY)) if isinstance(item, Table)]
    return {text_in(item, "id"): text_in(item, "label") for item in found}


def _groups(document: Table) -> Choices:
    """Return the groups that a further condition can be put into, none where all are asked for anyway."""
    try:
        whole = outline(text_in(document, DECIDE))
    except PolicyError:
        return ()
    labels = _labels(document)

    def told(part: Outline, at: tuple[int, ...]) -> Iterator[tuple[str, str]]:
        if part.joined:
            named = "、".join(labels.get(item.text, "……") for item in part.items)
            words = dict(joinings(part))[part.joined]
            yield "/".join(map(str, (*at, len(part.items)))), f"{words}：{named}"
            for number, item in enumerate(part.items):
                yield from told(item, (*at, number))

    return tuple(told(whole, ()))


def with_condition(text: str, posted: Mapping[str, str], known: Known) -> str:
    """Return a text with the condition that was typed in. Raises PolicyError for a text that is no single document."""
    document = single_document(text, "政策")
    cells = {str(cell.path[-1]): cell for cell in _further(document, known).cells}
    typed = {name: cell.typed(posted) or "" for name, cell in cells.items()}
    if not typed["label"]:
        return text
    new_id = _free(set(_labels(document)))
    found = comparison(str(typed["require"]))
    limit = found[2] if found and found[2] not in known.limits else ""
    item: dict[str, Written] = {"id": new_id, **{name: typed[name] for name in ("label", "article", "says")}}
    item["require"] = f"{found[0]} {found[1]} {_LIMIT}" if found and limit else typed["require"]
    item |= {"where": {_LIMIT: limit}} if limit else {}
    item |= {name: typed[name] for name in ("near", "next_step", "confidence") if typed[name]}
    text = with_item(text, (KEY,), item, at=len(items_in(document.entries.get(KEY))))
    if not typed.get(DECIDE):
        return text
    place = tuple(map(int, str(typed[DECIDE]).split("/")))
    return with_values(text, {(DECIDE, INSIDE, *place): new_id})


def _free(taken: set[str]) -> str:
    return next(name for at in range(1, len(taken) + 2) if (name := f"added_{at}") not in taken)


def without_conditions(text: str, gone: list[int]) -> str:
    """Return a text without some conditions, nor what is said of them in how the conditions decide together."""
    document = single_document(text, "政策")
    items = items_in(document.entries.get(KEY))
    names = {text_in(items[at], "id") for at in gone}
    changes: dict[Path, Written] = {(KEY, at): "" for at in gone}
    text = with_values(text, changes)
    while (at := _deciding_on(text, names)) is not None:
        text = with_values(text, {(DECIDE, INSIDE, *at) if at else (DECIDE,): ""})
    return text


def _deciding_on(text: str, names: set[str]) -> tuple[int, ...] | None:
    """Return where one of some conditions stands in how the conditions decide, None where none does."""
    written = text_in(single_document(text, "政策"), DECIDE)

    def found(part: Outline, at: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if part.text in names:
            yield at
        for number, item in enumerate(part.items):
            yield from found(item, (*at, number))

    return next(found(outline(written), ()), None) if written else None
