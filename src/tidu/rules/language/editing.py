"""Change single values of an author's YAML and leave every other character as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

Path = tuple[str | int, ...]
"""Where a value stands: keys of mappings and places in lists, as in ("conditions", 0, "says")."""


def with_values(text: str, changes: Mapping[Path, str]) -> str:
    """Return the first document of a YAML text with some values set, and those set to nothing taken out.

    A path leads through what is written; only its last key may be new. Raises KeyError where it leads nowhere, and
    the YAML library's own error where the text is none.
    """
    for path, value in changes.items():
        text = _with_value(text, path, value)
    return text


def _with_value(text: str, path: Path, value: str) -> str:
    parent = _node(text, path[:-1])
    if not isinstance(parent, yaml.MappingNode):
        raise KeyError(path)
    for at, (key, node) in enumerate(parent.value):
        if key.value == path[-1]:
            return _replaced(text, node, value) if value else _removed(text, parent, at)
    return _inserted(text, parent, str(path[-1]), value) if value else text


def _node(text: str, path: Path) -> yaml.Node:
    node = next(iter(yaml.compose_all(text, Loader=yaml.SafeLoader)))
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = {key.value: value for key, value in node.value}[step]
        else:
            raise KeyError(path)
    return node


def _replaced(text: str, node: yaml.Node, value: str) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    folded = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return text[:start] + _written(value) + ("\n" if folded else "") + text[end:]


def _removed(text: str, parent: yaml.MappingNode, at: int) -> str:
    key, node = parent.value[at]
    start, end = key.start_mark.index, node.end_mark.index
    if not parent.flow_style:
        line = text.rfind("\n", 0, start) + 1
        after = text.find("\n", end - 1) + 1 or len(text)
        return text[:line] + text[after:]
    if at + 1 < len(parent.value):
        return text[:start] + text[parent.value[at + 1][0].start_mark.index :]
    before = parent.value[at - 1][1].end_mark.index if at else start
    return text[:before] + text[end:]


def _inserted(text: str, parent: yaml.MappingNode, key: str, value: str) -> str:
    """Put a new entry behind the last one that stands on one line, before all others where none does."""
    entry = f"{key}: {_written(value)}"
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


def _written(value: str) -> str:
    """Return a value as YAML reads it back: plain where that is possible, else in quotes."""
    try:
        read = yaml.compose(f"[{value}]", Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        read = None
    items = read.value if isinstance(read, yaml.SequenceNode) else []
    plain = [one.value for one in items if isinstance(one, yaml.ScalarNode) and one.style is None]
    return value if plain == [value] and len(items) == 1 else json.dumps(value, ensure_ascii=False)


def without_items(text: str, path: Path, gone: set[int]) -> str:
    """Return a text without some items of a written list, each of which stands on lines of its own.

    Raises KeyError where the path leads to no list.
    """
    node = _node(text, path)
    if not isinstance(node, yaml.SequenceNode):
        raise KeyError(path)
    lines = text.splitlines(keepends=True)
    starts = [item.start_mark.line for item in node.value] + [node.end_mark.line]
    last = max((item.end_mark.line + 1 for item in node.value), default=0)
    starts[-1] = max(starts[-1], min(last, len(lines)))
    out = {line for at in gone for line in range(starts[at], starts[at + 1])}
    return "".join(line for at, line in enumerate(lines) if at not in out)


def with_item(text: str, key: str, item: Mapping[str, str | Mapping[str, str]], *, before: str) -> str:
    """Return a text with one more item, a mapping, at the head of a list under a key of the document.

    A list that is not written yet is written before the key `before`, at the end of the text where that is not either.
    """
    node = next(iter(yaml.compose_all(text, Loader=yaml.SafeLoader)))
    keys = {name.value: (name, value) for name, value in node.value}
    written = _flow(item)
    _, listed = keys.get(key, (None, None))
    if isinstance(listed, yaml.SequenceNode):
        at = listed.start_mark
        if listed.flow_style:
            rest = ", " if listed.value else ""
            return f"{text[: at.index + 1]}{written}{rest}{text[at.index + 1 :]}"
        return f"{text[: at.index]}- {written}\n{' ' * at.column}{text[at.index :]}"
    name, _ = keys.get(before, (None, None))
    place = name.start_mark.index if name is not None else len(text)
    return f"{text[:place]}{key}:\n  - {written}\n{text[place:]}"


def _flow(item: Mapping[str, str | Mapping[str, str]]) -> str:
    entries = (
        f"{key}: {_written(value) if isinstance(value, str) else _flow(value)}" for key, value in item.items()
    )
    return f"{{{', '.join(entries)}}}"
