"""From `facts.yaml` to the vocabulary: the kinds of things judged, their facts, and what cannot be true of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, PolicyError, Scalar, guess, name_of, read_documents
from tidu.rules.language.values import read_flag, read_literal
from tidu.rules.model.facts import ENTERPRISE, Fact, Subject, Vocabulary
from tidu.rules.model.kinds import InvalidFacts, InvalidRule, Kind
from tidu.rules.model.law import check_span
from tidu.rules.model.sanity import Sanity

FACTS_FILE: Final = "facts.yaml"


def read_vocabulary(*folders: Path) -> Vocabulary:
    """Read every `facts.yaml` under the folders as one vocabulary. Raises PolicyError."""
    forms = [
        Form(document, "vocabulary")
        for folder in folders
        for path in sorted(folder.rglob(FACTS_FILE))
        for document in read_documents(path, name_of(folder, path))
    ]
    subjects = {ENTERPRISE.kind: ENTERPRISE}
    for form in forms:
        for item in form.items("subjects"):
            subject = _subject(Form(item, "subject"))
            subjects[subject.kind] = subject
    found = Vocabulary((), tuple(subjects.values()))
    for form in forms:
        for item in form.items("facts"):
            found = _with(found, item, facts=(*found.facts, _fact(Form(item, "fact"))))
    for form in forms:
        for item in form.items("sane"):
            found = _with(found, item, sanities=(*found.sanities, _sanity(Form(item, "sanity"), found)))
    return found


def _with(
    found: Vocabulary,
    written: Marked,
    *,
    facts: tuple[Fact, ...] | None = None,
    sanities: tuple[Sanity, ...] | None = None,
) -> Vocabulary:
    """Return the vocabulary with one entry more, which is named where it does not fit."""
    try:
        return Vocabulary(facts or found.facts, found.subjects, sanities or found.sanities)
    except InvalidFacts as error:
        raise PolicyError(written.place, str(error), "改正这一条") from None


def _subject(form: Form) -> Subject:
    return Subject(kind=form.text("kind"), label=form.text("label"), begins=form.text("begins"))


def _fact(form: Form) -> Fact:
    yearly = form.scalar("yearly")
    assert yearly is not None  # noqa: S101  # declared as required
    try:
        return Fact(
            name=form.text("name"),
            kind=form.word("type", Kind),
            yearly=read_flag(yearly),
            label=form.text("label"),
            unit=form.text("unit"),
            definition=form.text("definition"),
            whom_to_ask=form.text("whom_to_ask"),
            subject=form.text("of", ENTERPRISE.kind),
        )
    except InvalidFacts as error:
        raise PolicyError(form.place, str(error), "改正这条事实") from None


def _sanity(form: Form, known: Vocabulary) -> Sanity:
    facts = tuple(_name(item, known) for item in form.items("facts"))
    if not facts:
        raise PolicyError(form.place, "facts 里没有写检查哪些事实", "补写事实名")
    kind = known[facts[0]].kind
    least, most, ahead = form.scalar("least"), form.scalar("most"), form.scalar("not_ahead")
    relation = form.get("at_most")
    other = Form(relation, "relation") if relation is not None else None
    times = other.scalar("times") if other else None
    first, until = form.day("from", date.min), form.day_or_none("until")
    try:
        check_span(first, until, f"合理性检查 {form.text('id')} ")
        return Sanity(
            id=form.text("id"),
            facts=facts,
            says=form.text("says"),
            least=int(read_literal(least, kind).value) if least else None,
            most=int(read_literal(most, kind).value) if most else None,
            times=read_literal(times, Kind.NUMBER).value if times else Fraction(1),
            of=_name(other.get("of"), known) if other else "",
            not_ahead=ahead is not None and read_flag(ahead),
            valid_from_on=first,
            valid_until_on=until,
            last_checked_on=form.day("last_checked_on", date.min),
        )
    except (InvalidFacts, InvalidRule) as error:
        raise PolicyError(form.place, str(error), "改正这条检查") from None


def _name(written: Marked | None, known: Vocabulary) -> str:
    assert written is not None  # noqa: S101  # an item of a list, or declared as required
    name = written.text if isinstance(written, Scalar) else ""
    if name not in known:
        raise PolicyError(written.place, f"不认识的事实 {name}", guess(name, [fact.name for fact in known]))
    return name
