"""From a written rule to a checked one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tidu.rules.language import shapes
from tidu.rules.language.definitions import Definitions
from tidu.rules.language.expressions import Names, Node, read_condition, read_number
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Table, guess, in_clause
from tidu.rules.language.quantities import QuantityReader
from tidu.rules.language.reader import Shelf
from tidu.rules.language.soundness import check_sound
from tidu.rules.language.values import read_flag, read_near
from tidu.rules.language.windows import read_windows
from tidu.rules.model.conditions import AllOf, ClauseRef, Condition, compared_kinds, expert_facts, facts_in
from tidu.rules.model.facts import ENTERPRISE, Vocabulary
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, Law, VersionBy
from tidu.rules.model.numbers import Number
from tidu.rules.model.rule import Clause, Given, Output, Rule, Status, references_in


def read_rule(written: Table, facts: Vocabulary, shelf: Shelf | None = None, *, kept: bool = False) -> Rule:
    """Build a rule from one YAML document. Raises PolicyError with file, line, clause and mend.

    `shelf` tells what the outputs of other rules measure; without it the rule cannot refer to any. A `kept` text is one
    that a stored decision was judged by: it is read as it stood, though an author would have to mend it today.
    """
    return _RuleReader(written, facts, shelf, kept=kept).rule()


class _RuleReader:
    """Reads one rule; keeps the law, the parameters and the definitions that its parts refer to."""

    def __init__(self, written: Table, facts: Vocabulary, shelf: Shelf | None, *, kept: bool) -> None:
        self.shelf = shelf
        self.kept = kept
        self.form = Form(written, "rule")
        self.written = written
        self.facts = facts
        self.judges = _judged(self.form, facts)
        self.law = read_law(self.form)
        self.quantities = QuantityReader(self.law, kept=kept)
        self.places = self.quantities.places
        self.local = Definitions(
            {key: self.form.named(key) for key in ("parameters", "define")}, self.facts, self._defined
        )

    def rule(self) -> Rule:
        """Return the rule, read on the first day its document is in force."""
        for name in self.local:
            _ = self.local[name]
        clauses = tuple(self._clause(item) for item in self.form.items("conditions"))
        outputs = tuple(self._output(name, value) for name, value in self.form.named("outputs").items())
        try:
            rule = Rule(
                code=self.form.text("rule"),
                name=self.form.text("name"),
                subject=self.form.text("subject"),
                judges=self.judges,
                region=self.form.text("region"),
                law=self.law,
                version_by=self.form.word("version_by", VersionBy),
                clauses=clauses,
                decide=self._decision(clauses),
                parameters=tuple(self.quantities.parameters),
                tables=tuple(self.quantities.tables),
                outputs=outputs,
                windows=read_windows(self.form.items("windows"), self.law),
                decides=self.form.text("decides"),
                status=self._status(),
                incomplete=self.form.text("incomplete"),
                note=self.form.text("note"),
                text=self.written.text,
                on=self.law.valid_from_on,
            )
            if not self.kept:
                check_sound(rule)
        except InvalidRule as error:
            place = self.places.get(str(error.about), self.form.place)
            raise PolicyError(place, f"规则不成立：{error}", "按提示改写规则") from None
        return rule

    def _clause(self, written: Marked) -> Clause:
        form = Form(written, "condition")
        clause_id = form.text("id")
        place = self.places[clause_id] = in_clause(form.place, clause_id)
        try:
            local = dict(self.local)
            terms: list[tuple[str, Number]] = []
            for name, value in form.named("where").items():
                local[name] = term = self._term(name, value, clause_id, local, form)
                terms.append((name, term))
            names = self._names(local, experts=form.text("by_experts"))
            near, require = form.scalar("near"), self._required(form, names, place)
            return Clause(
                id=clause_id,
                label=form.text("label"),
                article=form.text("article"),
                number=form.text("number"),
                says=form.text("says"),
                require=require,
                terms=tuple(terms),
                near=read_near(near, compared_kinds(require)) if near else None,
                improvable=self._improvable(form, require, place),
                next_step=form.text("next_step"),
                confidence=form.word("confidence", Confidence, self.law.confidence),
                last_checked_on=form.day("last_checked_on", self.law.last_checked_on),
            )
        except InvalidRule as error:
            raise PolicyError(place, str(error), "按提示改写这一条") from None
        except PolicyError as error:
            raise PolicyError(in_clause(error.place, clause_id), error.message, error.mend) from None

    def _names(self, local: Mapping[str, Node], *, experts: str = "") -> Names:
        return Names(self.facts, local, experts=experts, shelf=self.shelf, judges=self.judges)

    def _required(self, form: Form, names: Names, place: Place) -> Condition:
        condition = read_condition(form.text("require"), names, place)
        if names.experts:
            if names.experts not in self.facts:
                raise PolicyError(place, f"by_experts 的 {names.experts} 未登记", "先写入事实表")
            if names.experts not in expert_facts(condition):
                raise PolicyError(
                    place, f"require 里没有用到专家给出的 {names.experts}", "写入式子，或删去 by_experts"
                )
        return condition

    def _improvable(self, form: Form, require: Condition, place: Place) -> tuple[str, ...]:
        """Return the facts a firm can work on. Raises PolicyError for one that the clause does not rest on."""
        own, elsewhere = facts_in(require), bool(references_in(require))
        names = []
        for item in form.items("improvable"):
            name = item.text if isinstance(item, Scalar) else ""
            if name not in self.facts:
                known = [fact.name for fact in self.facts]
                raise PolicyError(place, f"improvable 里的 {name} 不是事实", guess(name, known))
            if name not in own and not elsewhere:
                raise PolicyError(place, f"improvable 里的 {name} 与这一条无关", guess(name, list(own)))
            names.append(name)
        return tuple(names)

    def _defined(self, name: str, written: Marked) -> Number:
        return self.quantities.value(name, written, self._names(self.local), written.place, None)

    def _term(self, name: str, written: Marked, clause: str, local: Mapping[str, Node], form: Form) -> Number:
        """Read a quantity a clause names. Raises PolicyError where the name is taken."""
        place = in_clause(written.place, clause)
        if name in local or name in self.facts:
            raise PolicyError(place, f"名称 {name} 已经用过", "换一个名称")
        return self.quantities.value(f"{clause}.{name}", written, self._names(local), place, form)

    def _decision(self, clauses: tuple[Clause, ...]) -> Condition:
        references: dict[str, Node] = {clause.id: ClauseRef(clause.id) for clause in clauses}
        written = self.form.scalar("decide")
        if written is None:
            return AllOf(tuple(ClauseRef(clause.id) for clause in clauses))
        return read_condition(written.text, Names(Vocabulary(()), references), written.place)

    def _output(self, name: str, written: Marked) -> Output:
        form = Form(written, "output")
        self.places[name] = form.place
        names = self._names(self.local)
        expression, rate = form.scalar("is"), form.get("rate")
        try:
            if rate is not None and expression is None:
                number: Number = shapes.rate(Form(rate, "rate"), names, form.place)
            elif expression is not None and rate is None:
                number = read_number(expression.text, names, expression.place)
            else:
                raise PolicyError(
                    form.place, f"结果 {name} 须写 is 或 rate，且只写一个", "删去其中一个或补写一个"
                )
            if not form.text("article") and self.quantities.states_numbers(number):
                raise PolicyError(
                    form.place,
                    f"结果 {name} 里写了数，没有写明出自哪一条",
                    "补写 article，如 第五条，或把数写到 parameters 里",
                )
            return Output(
                name=name,
                label=form.text("label"),
                of=number,
                given=form.word("given", Given),
                article=form.text("article"),
                says=form.text("says"),
            )
        except InvalidRule as error:
            raise PolicyError(form.place, str(error), "按提示改写这个结果") from None

    def _status(self) -> Status:
        written = self.form.get("status")
        if written is None:
            return Status()
        form = Form(written, "status")
        plain = Status()
        return Status(
            yes=form.text("yes", plain.yes),
            no=form.text("no", plain.no),
            unknown=form.text("unknown", plain.unknown),
            pending=form.text("pending", plain.pending),
        )


def _judged(form: Form, facts: Vocabulary) -> str:
    kind = form.text("judges", ENTERPRISE.kind)
    known = [subject.kind for subject in facts.subjects]
    if kind not in known:
        raise PolicyError(form.place, f"没有对象类别 {kind}", guess(kind, known))
    return kind


def read_law(rule: Form) -> Law:
    """Return the document a rule or an overlay names. Raises PolicyError."""
    written = rule.get("law")
    assert written is not None  # noqa: S101  # declared as required
    form = Form(written, "law")
    unchecked = form.scalar("articles_unchecked")
    try:
        return Law(
            title=form.text("title"),
            number=form.text("number"),
            valid_from_on=form.day("in_force", date.min),
            valid_until_on=form.day_or_none("until"),
            confidence=form.word("confidence", Confidence),
            last_checked_on=form.day("last_checked_on", date.min),
            after_gap=form.text("after_gap"),
            articles_unchecked=unchecked is not None and read_flag(unchecked),
        )
    except InvalidRule as error:
        raise PolicyError(form.place, str(error), "核对起止日期，until 写失效的第一天") from None
