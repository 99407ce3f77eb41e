"""From folders of YAML to a library: the vocabulary of facts, and every rule in every version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Place, PolicyError, documents_in, read_documents
from tidu.rules.language.packs import read_rule
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
    rules: list[Rule] = []
    for folder in folders:
        for path in _packs(folder):
            rules += [read_rule(document, facts) for document in read_documents(path, _name(folder, path))]
    where = "、".join(folder.name for folder in folders)
    try:
        return Library(facts, tuple(rules))
    except InvalidRule as error:
        raise PolicyError(Place(where, 1), str(error), "按提示改写有关的规则") from None


def library_of(facts: Vocabulary, texts: Iterable[str]) -> Library:
    """Build a library from rules' own texts (`Rule.text`), as a stored decision keeps them. Raises PolicyError."""
    kept = [document for text in texts for document in documents_in(text, "留存的规则")]
    return Library(facts, tuple(read_rule(document, facts) for document in kept))


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
