"""From a region's written overlay to its values and application windows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import PolicyError, Table
from tidu.rules.language.packs import read_law
from tidu.rules.language.values import read_literal
from tidu.rules.language.windows import read_windows
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import DatedValue, Law
from tidu.rules.model.overlays import Overlay, check_local_windows
from tidu.rules.model.rule import Rule
from tidu.rules.model.windows import Unpublished, Window


def read_overlay(written: Table, versions: Sequence[Rule]) -> Overlay:
    """Build a region's overlay from one YAML document; `versions` are those of the rule. Raises PolicyError."""
    form = Form(written, "overlay")
    law = read_law(form)
    if form.get("parameters") is None and form.get("windows") is None:
        raise PolicyError(
            form.place, "既没有另定参数，也没有写申报窗口", "补写 parameters 或 windows，或删去这一段"
        )
    overlay = Overlay(
        rule=form.text("overlay"),
        region=form.text("region"),
        law=law,
        values=tuple(_values(form, law, versions)),
        text=written.text,
    )
    return _with_windows(overlay, form, versions)


def _values(form: Form, law: Law, versions: Sequence[Rule]) -> Iterator[tuple[str, DatedValue]]:
    kinds = {name: kind for version in versions for name, kind in version.kinds.items()}
    for name, item in form.named("parameters").items():
        local = Form(item, "local_value")
        value = local.scalar("value")
        assert value is not None  # noqa: S101  # declared as required
        dated = DatedValue(
            value=read_literal(value, kinds.get(name)).value,
            valid_from_on=law.valid_from_on,
            valid_until_on=law.valid_until_on,
            number=law.number,
            article=local.text("article"),
            confidence=law.confidence,
            last_checked_on=law.last_checked_on,
        )
        yield name, dated


def _with_windows(overlay: Overlay, form: Form, versions: Sequence[Rule]) -> Overlay:
    """Return the overlay with the windows written, checked beside those of every version of the rule."""
    written = form.get("windows")
    if written is None:
        return overlay
    local = Form(written, "local_windows")
    ways = [way for way in ("add", "replace") if local.items(way)]
    if len(ways) != 1:
        found = "两种都写了" if ways else "没有写是哪一种"
        raise PolicyError(
            local.place, f"本地的申报窗口{found}", "加在原有的之外写 add，代替原有的写 replace，只写一种"
        )
    windows = read_windows(local.items(ways[0]), overlay.law)
    stated = dataclasses.replace(
        overlay,
        windows=tuple(_of_the_document(window, overlay.law) for window in windows),
        replaces=ways == ["replace"],
    )
    try:
        check_local_windows(stated, versions)
    except InvalidRule as error:
        raise PolicyError(local.place, str(error), "按提示改写本地的申报窗口") from None
    return stated


def _of_the_document(window: Window, law: Law) -> Window:
    """Return the window with the local document's number, lest its article be read as one of the rule's own."""
    if window.number or isinstance(window, Unpublished):
        return window
    return dataclasses.replace(window, number=law.number)
