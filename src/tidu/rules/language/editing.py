"""Change single places of an author's YAML and leave every other character as it stands, comments and order too."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

import yaml

from tidu.rules.language.outline import with_part

Path = tuple[str | int, ...]
"""Where a value stands: keys of mappings and places in lists, as in ("conditions", 0, "says"). Behind INSIDE it leads
on into the condition that is written there: ("conditions", 0, "require", INSIDE, 1) is its second part.
"""

INSIDE: Final = "()"

Written = str | tuple[str, ...] | Mapping[str, "Written"]
"""What is set: a value, a list of words, or a mapping."""


def with_values(text: str, changes: Mapping[Path, Written]) -> str:
    """Return a YAML text with some places set, and those set to nothing taken out, items of lists among them.

    A path leads through what is written; only its last key may be new. It leads into the first document, into another
    one where it begins with that one's number and there are several. Raises KeyError where it leads nowhere, and the
    YAML library's own error where the text is none.
    """
    for path in sorted(changes, key=_behind, reverse=True):
        text = _with_value(text, path, changes[path])
    return text


def _behind(path: Path) -> tuple[int, ...]:
    """Return what sorts places of one list: the later ones change first, so that the others keep their numbers."""
    return tuple(step if isinstance(step, int) else 0 for step in path)


def _with_value(text: str, path: Path, value: Written) -> str:
    if INSIDE in path:
        return _with_part(text, path, value)
    parent = _node(text, path[:-1])
    if isinstance(parent, yaml.SequenceNode) and isinstance(path[-1], int):
        return (
            without_items(text, path[:-1], {path[-1]})
            if value == ""
            else _with_entry(text, parent, path, value)
        )
    if not isinstance(parent, yaml.MappingNode):
        raise KeyError(path)
    for at, (key, node) in enumerate(parent.value):
        if key.value == path[-1]:
            return _replaced(text, parent, node, value) if value else _removed(text, parent, at)
    return _inserted(text, parent, str(path[-1]), value) if value else text


def _with_entry(text: str, parent: yaml.SequenceNode, path: Path, value: Written) -> str:
    at = path[-1]
    if not isinstance(at, int) or at >= len(parent.value):
        raise KeyError(path)
    return _replaced(text, parent, parent.value[at], value)


def _with_part(text: str, path: Path, value: Written) -> str:
    at = path.index(INSIDE)
    parent, node = _node(text, path[: at - 1]), _node(text, path[:at])
    if not isinstance(node, yaml.ScalarNode) or not isinstance(value, str):
        raise KeyError(path)
    return _replaced(text, parent, node, with_part(node.value, path[at + 1 :], value))


def _node(text: str, path: Path) -> yaml.Node:
    documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    several = len(documents) > 1 and path and isinstance(path[0], int) and path[0] < len(documents)
    node = documents[int(path[0])] if several else documents[0]
    for step in path[1:] if several else path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = {key.value: value for key, value in node.value}[step]
        else:
            raise KeyError(path)
    return node


def _end(node: yaml.Node) -> int:
    """Return where what is written ends: a block node's own mark stands behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _replaced(text: str, parent: yaml.Node, node: yaml.Node, value: Written) -> str:
    """Put a value where a node stands; one in quotes stays in quotes."""
    start, end = node.start_mark.index, _end(node)
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    quoted = style in ('"', "'") and isinstance(value, str)
    written = json.dumps(value, ensure_ascii=False) if quoted else _written(value, flow=_is_flow(parent))
    return text[:start] + written + ("\n" if style in ("|", ">") else "") + text[end:]


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _removed(text: str, parent: yaml.MappingNode, at: int) -> str:
    key, node = parent.value[at]
    start, end = key.start_mark.index, _end(node)
    if not parent.flow_style:
        line = text.rfind("\n", 0, start) + 1
        after = text.find("\n", end - 1) + 1 or len(text)
        return text[:line] + text[after:]
    return _out_of_flow(
        text, [(name.start_mark.index, value.end_mark.index) for name, value in parent.value], at
    )


def _out_of_flow(text: str, spans: list[tuple[int, int]], at: int) -> str:
    start, end = spans[at]
    if at + 1 < len(spans):
        return text[:start] + text[spans[at + 1][0] :]
    return text[: spans[at - 1][1] if at else start] + text[end:]


def _inserted(text: str, parent: yaml.MappingNode, key: str, value: Written) -> str:
    """Put a new entry behind the last one that stands on one line, before all others where none does."""
    entry = f"{key}: {_written(value, flow=_is_flow(parent))}"
    if parent.flow_style:
        end = parent.end_mark.index - 1
        last = parent.value[-1][1].end_mark.index if parent.value else end
        return f"{text[:last]}{', ' if parent.value else ''}{entry}{text[end:]}"
    indent = " " * parent.start_mark.column
    single = [node for _, node in parent.value if node.start_mark.line == node.end_mark.line]
    if not single:
        start = parent.start_mark.index
        return f"{text[:start]}{entry}\n{indent}{text[start:]}"
    after = text.find("\n", single[-1].end_mark.index)
    after = len(text) if after < 0 else after
    return f"{text[:after]}\n{indent}{entry}{text[after:]}"


def _written(value: Written, *, flow: bool = True) -> str:
    """Return a value as YAML reads it back, plain where possible, else in quotes; lists and mappings on a line."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_written(one)}' for key, one in value.items())}}}"
    try:
        read = yaml.compose(f"[{value}]" if flow else f"- {value}", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        read = None
    items = read.value if isinstance(read, yaml.SequenceNode) else []
    plain = [one.value for one in items if isinstance(one, yaml.ScalarNode) and one.style is None]
    return value if plain == [value] and len(items) == 1 else json.dumps(value, ensure_ascii=False)


def without_items(text: str, path: Path, gone: Collection[int]) -> str:
    """Return a text without some items of a written list; where none remains, without the list.

    Comments between them stay. Raises KeyError where the path leads to no list, or a number to no item.
    """
    node = _node(text, path)
    if not isinstance(node, yaml.SequenceNode) or any(at >= len(node.value) for at in gone):
        raise KeyError(path)
    if path and len(set(gone)) == len(node.value):
        return _with_value(text, path, "")
    for at in sorted(gone, reverse=True):
        if node.flow_style:
            spans = [(item.start_mark.index, item.end_mark.index) for item in node.value]
            text = _out_of_flow(text, spans, at)
            del node.value[at]
        else:
            text = _without_lines(text, node.value[at])
    return text


def _without_lines(text: str, item: yaml.Node) -> str:
    """Return a text without an item's lines and the empty ones that follow."""
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    after = text.find("\n", _end(item) - 1) + 1 or len(text)
    while after < len(text) and not text[after : text.find("\n", after) + 1 or len(text)].strip():
        after = text.find("\n", after) + 1 or len(text)
    return text[:start] + text[after:]


def with_item(text: str, path: Path, item: Mapping[str, Written], *, at: int = 0, before: str = "") -> str:
    """Return a text with one more item, a mapping, at a place of a list.

    A list that is not written yet, under a key of the document, is written before the key `before`, at the end of the
    text where that is not either. Raises KeyError for a list that is not there deeper down.
    """
    try:
        listed = _node(text, path)
    except KeyError:
        return _with_list(text, path, item, before)
    if not isinstance(listed, yaml.SequenceNode):
        raise KeyError(path)
    if listed.flow_style:
        return _into_flow(text, listed, at, _written(item))
    column, start = listed.start_mark.column, listed.start_mark.index
    written = _item(item, column)
    if at == 0:
        return f"{text[:start]}{written}\n{' ' * column}{text[start:]}"
    end = _end(listed.value[at - 1])
    folded = text[end - 1] == "\n"
    line = end - 1 if folded else text.find("\n", end)
    line = len(text) if line < 0 else line
    return f"{text[:line]}\n{' ' * column}{written}{text[line:]}"


def _with_list(text: str, path: Path, item: Mapping[str, Written], before: str) -> str:
    if len(path) != 1:
        raise KeyError(path)
    document = _node(text, ())
    names = {name.value: name for name, _ in document.value}
    place = names[before].start_mark.index if before in names else len(text)
    return f"{text[:place]}{path[0]}:\n  {_item(item, 2)}\n{text[place:]}"


def _into_flow(text: str, listed: yaml.SequenceNode, at: int, written: str) -> str:
    if at < len(listed.value):
        start = listed.value[at].start_mark.index
        return f"{text[:start]}{written}, {text[start:]}"
    end = listed.value[-1].end_mark.index if listed.value else listed.end_mark.index - 1
    return f"{text[:end]}{', ' if listed.value else ''}{written}{text[end:]}"


def _item(item: Mapping[str, Written], column: int) -> str:
    """Return an item of a list in blocks: on one line where it fits, else one line for each entry."""
    line = f"- {_written(item)}"
    if len(line) <= _LINE:
        return line
    lines = [f"{key}: {_written(value, flow=False)}" for key, value in item.items()]
    between = "\n" + " " * (column + 2)
    return f"- {between.join(lines)}"


_LINE: Final = 100
"""Characters of a new item that stand on one line."""
