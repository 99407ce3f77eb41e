"""From folders of YAML to a library: the vocabulary of facts, and every rule in every version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Place, PolicyError, Table, guess, read_documents
from tidu.rules.language.packs import read_rule
from tidu.rules.language.reader import Shelf
from tidu.rules.language.values import read_flag, read_word
from tidu.rules.model.facts import Fact, InvalidFacts, Vocabulary
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.library import Library
from tidu.rules.model.rule import Rule

FACTS_FILE: Final = "facts.yaml"
SCENARIOS_SUFFIX: Final = ".scenarios.yaml"


def load_library(*folders: Path) -> Library:
    """Read every pack under the folders into one library.

    A `facts.yaml` holds vocabulary, `*.scenarios.yaml` are left to the scenario runner, every other `.yaml` file
    holds rules, one per document. Raises PolicyError naming file, line, clause and mend.
    """
    facts = Vocabulary(tuple(fact for folder in folders for fact in _facts(folder)))
    documents = [
        document
        for folder in folders
        for path in _packs(folder)
        for document in read_documents(path, _name(folder, path))
    ]
    rules = _Documents(documents, facts).rules()
    where = "、".join(folder.name for folder in folders)
    try:
        return Library(facts, rules)
    except InvalidRule as error:
        raise PolicyError(Place(where, 1), str(error), "按提示改写有关的规则") from None


class _Documents(Shelf):
    """The documents of all rules by code, read when first asked for: a rule may speak of another one's outputs."""

    def __init__(self, documents: Sequence[Table], facts: Vocabulary) -> None:
        self._facts = facts
        self._documents: dict[str, list[Table]] = {}
        for document in documents:
            self._documents.setdefault(Form(document, "rule").text("rule"), []).append(document)
        self._read: dict[str, tuple[Rule, ...]] = {}
        self._reading: list[str] = []

    def rules(self) -> tuple[Rule, ...]:
        """Return every rule in every version."""
        return tuple(rule for code in self._documents for rule in self._versions(code))

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

    def _versions(self, code: str) -> tuple[Rule, ...]:
        if code not in self._read:
            self._reading.append(code)
            self._read[code] = tuple(
                read_rule(document, self._facts, self) for document in self._documents[code]
            )
            self._reading.pop()
        return self._read[code]


def scenario_files(*folders: Path) -> Iterator[Path]:
    """Yield the scenario files under the folders, in a fixed order."""
    for folder in folders:
        yield from sorted(folder.rglob(f"*{SCENARIOS_SUFFIX}"))


def _packs(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.yaml"))
    return [path for path in files if path.name != FACTS_FILE and not path.name.endswith(SCENARIOS_SUFFIX)]


def _facts(folder: Path) -> Iterator[Fact]:
    for path in sorted(folder.rglob(FACTS_FILE)):
        for document in read_documents(path, _name(folder, path)):
            for item in Form(document, "vocabulary").items("facts"):
                yield _fact(Form(item, "fact"))


def _fact(form: Form) -> Fact:
    kind, yearly = form.scalar("type"), form.scalar("yearly")
    assert kind is not None  # noqa: S101  # declared as required
    assert yearly is not None  # noqa: S101
    try:
        return Fact(
            name=form.text("name"),
            kind=read_word(kind, Kind),
            yearly=read_flag(yearly),
            label=form.text("label"),
            unit=form.text("unit"),
            definition=form.text("definition"),
            whom_to_ask=form.text("whom_to_ask"),
        )
    except InvalidFacts as error:
        raise PolicyError(form.place, str(error), "改正这条事实") from None


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()
