"""From folders of YAML to a library: the vocabulary of facts, and every rule in every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Place, PolicyError, Table, documents_in, guess, name_of, read_documents
from tidu.rules.language.overlays import read_overlay
from tidu.rules.language.packs import read_rule
from tidu.rules.language.reader import Shelf
from tidu.rules.language.vocabularies import FACTS_FILE, read_vocabulary
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.library import Library
from tidu.rules.model.overlays import BETWEEN, Overlay
from tidu.rules.model.rule import Rule

SCENARIOS_SUFFIX: Final = ".scenarios.yaml"


def load_library(*paths: Path, beside: Path | None = None) -> Library:
    """Read every pack under the folders, or the packs that are named, into one library.

    A `facts.yaml` holds vocabulary, `*.scenarios.yaml` are left to the scenario runner, every other `.yaml` file
    holds rules, one per document. `beside` is a folder whose vocabulary the packs speak and whose rules they may refer
    to: those of its rules that the packs do not write themselves. Raises PolicyError naming file, line, clause, mend.
    """
    facts = read_vocabulary(*([beside] if beside else []), *(path for path in paths if path.is_dir()))
    documents = list(_documents(paths))
    if beside is not None:
        written = {_code(document) for document in documents}
        documents += [one for one in _documents([beside]) if _code(one) not in written]
    shelf = _Documents(documents, facts)
    rules = shelf.rules()
    try:
        return Library(facts, rules, shelf.overlays())
    except InvalidRule as error:
        raise PolicyError(shelf.place_of(error.about), str(error), "按提示改写有关的规则") from None


class _Documents(Shelf):
    """The documents of all rules by code, read when first asked for: a rule may speak of another one's outputs."""

    def __init__(self, documents: Sequence[Table], facts: Vocabulary, *, kept: bool = False) -> None:
        self._facts = facts
        self._kept = kept
        self._documents: dict[str, list[Table]] = {}
        self._overlays: list[Overlay] = []
        self._local = [document for document in documents if "overlay" in document.entries]
        for document in documents:
            if document not in self._local:
                self._documents.setdefault(_code(document), []).append(document)
        self._read: dict[str, tuple[Rule, ...]] = {}
        self._reading: list[str] = []

    def rules(self) -> tuple[Rule, ...]:
        """Return every rule in every version."""
        return tuple(rule for code in self._documents for rule in self._versions(code))

    def overlays(self) -> tuple[Overlay, ...]:
        """Return every region's overlay."""
        if not self._overlays:
            for document in self._local:
                code = Form(document, "overlay").text("overlay")
                self.check(code, document.place)
                self._overlays.append(read_overlay(document, self._versions(code)))
        return tuple(self._overlays)

    def check(self, code: str, place: Place) -> None:
        if code not in self._documents:
            raise PolicyError(place, f"引用了不存在的规则 {code}", guess(code, list(self._documents)))

    def output_kind(self, code: str, output: str, place: Place) -> Kind:
        if code in self._reading:
            circle = " → ".join((*self._reading[self._reading.index(code) :], code))
            raise PolicyError(place, f"规则互相引用成环：{circle}", "删去其中一处引用")
        kinds = {found.name: found.of.kind for rule in self._versions(code) for found in rule.outputs}
        if output not in kinds:
            raise PolicyError(place, f"规则 {code} 没有结果 {output}", guess(output, list(kinds)))
        return kinds[output]

    def place_of(self, found: object) -> Place:
        """Return where a rule or an overlay is written."""
        documents = [*(one for written in self._documents.values() for one in written), *self._local]
        read = [*self.rules(), *self.overlays()]
        return next(document.place for one, document in zip(read, documents, strict=True) if one is found)

    def _versions(self, code: str) -> tuple[Rule, ...]:
        if code not in self._read:
            self._reading.append(code)
            self._read[code] = tuple(
                read_rule(document, self._facts, self, kept=self._kept) for document in self._documents[code]
            )
            self._reading.pop()
        return self._read[code]


def codes_in(*paths: Path) -> tuple[str, ...]:
    """Return the codes of the rules that are written under the paths, sorted."""
    return tuple(sorted({_code(document) for document in _documents(paths)} - {""}))


def library_of(facts: Vocabulary, texts: Iterable[str]) -> Library:
    """Build a library from rules' own texts (`Rule.text`), as a stored decision keeps them. Raises PolicyError.

    Local documents in the texts stand over their rules, as they did where the texts were kept.
    """
    written = dict.fromkeys(part for text in texts for part in text.split(BETWEEN))
    documents = [document for text in written for document in documents_in(text, "留存的规则")]
    shelf = _Documents(documents, facts, kept=True)
    found = Library(facts, shelf.rules(), shelf.overlays())
    regions = [*(rule.region for rule in found.rules if rule.region), *(one.region for one in found.overlays)]
    return found.in_region(*dict.fromkeys(regions)) if found.overlays else found


def scenario_files(*folders: Path) -> Iterator[Path]:
    """Yield the scenario files under the folders, in a fixed order."""
    for folder in folders:
        yield from sorted(folder.rglob(f"*{SCENARIOS_SUFFIX}"))


def _documents(paths: Iterable[Path]) -> Iterator[Table]:
    for path in paths:
        folder = path if path.is_dir() else path.parent
        for pack in _packs(path) if path.is_dir() else [path]:
            yield from read_documents(pack, name_of(folder, pack))


def _code(document: Table) -> str:
    """Return the code of the rule a document writes, empty for an overlay."""
    return "" if "overlay" in document.entries else Form(document, "rule").text("rule")


def _packs(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.yaml"))
    return [path for path in files if path.name != FACTS_FILE and not path.name.endswith(SCENARIOS_SUFFIX)]
