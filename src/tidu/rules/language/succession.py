"""One more version of a rule beside those in use: read on its own, and put behind the version it ends."""

from __future__ import annotations

import dataclasses

from tidu.rules.language.editing import with_values
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Place, PolicyError, Table, documents_in, guess
from tidu.rules.language.packs import read_rule
from tidu.rules.language.reader import Shelf
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule


def with_version(known: Library, text: str, name: str) -> tuple[Library, Rule]:
    """Return the library with one more version of a rule, new or known, and that version.

    It ends the version before it on its own first day, in that version's words too; it may not begin on or before the
    first day of another. Raises PolicyError with line and mend; `name` is what the text calls itself.
    """
    document = single_document(text, name)
    rule = read_rule(document, known.facts, _Known(known))
    earlier = known.versions(rule.code) if rule.code in known.codes() else ()
    others = tuple(one for one in known if one.code != rule.code)
    kept = _ended(earlier, rule, document, known)
    try:
        return Library(known.facts, (*others, *kept, rule), known.overlays, known.place), rule
    except InvalidRule as error:
        raise PolicyError(document.place, str(error), "按提示改写") from None


def single_document(text: str, name: str) -> Table:
    """Return the one document of a text. Raises PolicyError for none, for several, and for what cannot be laid out."""
    documents = list(documents_in(text, name))
    if len(documents) != 1:
        raise PolicyError(Place(name, 1), f"这里有 {len(documents)} 份文档", "只写一条规则，不用 --- 分开")
    return documents[0]


def _ended(earlier: tuple[Rule, ...], rule: Rule, document: Table, known: Library) -> tuple[Rule, ...]:
    """Return the earlier versions, the last of which ends where the new one begins."""
    if not earlier:
        return ()
    *before, last = earlier
    start, until = rule.law.valid_from_on, last.law.valid_until_on
    if start <= last.law.valid_from_on:
        raise PolicyError(
            _place_of_start(document),
            f"已有从 {last.law.valid_from_on} 起的版本（{last.law.number}），新版本须从更晚的一天起",
            "改 in_force",
        )
    if until is not None and until <= start:
        return earlier
    text = with_values(last.text, {("law", "until"): start.isoformat()})
    ended = read_rule(single_document(text, last.law.number), known.facts, _Known(known))
    return (*before, dataclasses.replace(ended, on=last.on))


def _place_of_start(document: Table) -> Place:
    law = Form(document, "rule").get("law")
    return law.keys["in_force"] if isinstance(law, Table) and "in_force" in law.keys else document.place


class _Known(Shelf):
    """The rules of a library, for a text that refers to them."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def check(self, code: str, place: Place) -> None:
        if code not in self._library.codes():
            raise PolicyError(place, f"引用了不存在的规则 {code}", guess(code, list(self._library.codes())))

    def output_kind(self, code: str, output: str, place: Place) -> Kind:
        kinds = {one.name: one.of.kind for rule in self._library.versions(code) for one in rule.outputs}
        if output not in kinds:
            raise PolicyError(place, f"规则 {code} 没有结果 {output}", guess(output, list(kinds)))
        return kinds[output]
