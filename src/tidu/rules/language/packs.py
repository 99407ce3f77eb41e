"""From a written rule to a checked one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from tidu.rules.language import shapes
from tidu.rules.language.definitions import Definitions
from tidu.rules.language.expressions import Names, Node, read_condition, read_number
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Table, guess, in_clause
from tidu.rules.language.reader import Shelf
from tidu.rules.language.soundness import check_sound
from tidu.rules.language.values import read_flag, read_literal, read_near
from tidu.rules.language.windows import read_windows
from tidu.rules.model.conditions import AllOf, ClauseRef, Condition, compared_kinds, expert_facts, facts_in
from tidu.rules.model.exceptions import Exceptions, Special
from tidu.rules.model.facts import ENTERPRISE, Vocabulary
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, VersionBy
from tidu.rules.model.numbers import Literal, Number, ParameterValue, every_number
from tidu.rules.model.rule import Clause, Given, Output, Rule, Status, references_in


def read_rule(written: Table, facts: Vocabulary, shelf: Shelf | None = None, *, kept: bool = False) -> Rule:
    """Build a rule from one YAML document. Raises PolicyError with file, line, clause and mend.

    `shelf` tells what the outputs of other rules measure; without it the rule cannot refer to any. A `kept` text is one
    that a stored decision was judged by: it is read as it stood, though an author would have to mend it today.
    """
    return _RuleReader(written, facts, shelf).rule(kept=kept)


class _RuleReader:
    """Reads one rule; keeps the law, the parameters and the definitions that its parts refer to."""

    def __init__(self, written: Table, facts: Vocabulary, shelf: Shelf | None) -> None:
        self.shelf = shelf
        self.form = Form(written, "rule")
        self.written = written
        self.facts = facts
        self.judges = _judged(self.form, facts)
        self.law = read_law(self.form)
        self.parameters: list[Parameter] = []
        self.places: dict[str, Place] = {}
        self.local = Definitions(
            {key: self.form.named(key) for key in ("parameters", "define")}, self.facts, self._defined
        )

    def rule(self, *, kept: bool) -> Rule:
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
                parameters=tuple(self.parameters),
                outputs=outputs,
                windows=read_windows(self.form.items("windows"), self.law),
                decides=self.form.text("decides"),
                status=self._status(),
                incomplete=self.form.text("incomplete"),
                note=self.form.text("note"),
                text=self.written.text,
                on=self.law.valid_from_on,
            )
            if not kept:
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
        return self._value(name, written, self._names(self.local), written.place, None)

    def _term(self, name: str, written: Marked, clause: str, local: Mapping[str, Node], form: Form) -> Number:
        """Read a quantity a clause names. Raises PolicyError where the name is taken."""
        place = in_clause(written.place, clause)
        if name in local or name in self.facts:
            raise PolicyError(place, f"名称 {name} 已经用过", "换一个名称")
        return self._value(f"{clause}.{name}", written, self._names(local), place, form)

    def _value(self, full: str, written: Marked, names: Names, place: Place, source: Form | None) -> Number:
        """Read a quantity. Raises PolicyError where it contradicts itself."""
        try:
            return self._read(full, written, names, place, source)
        except InvalidRule as error:
            raise PolicyError(place, str(error), "按提示改写") from None

    def _read(self, full: str, written: Marked, names: Names, place: Place, source: Form | None) -> Number:
        """Read a quantity: a plain value or dated values make a parameter called `full`, everything else a node."""
        if isinstance(written, Table):
            for key, (shape, read) in _SHAPES.items():
                if key in written.entries:
                    return read(Form(written, shape), names, place)
            if "exceptions" in written.entries:
                return self._exceptions(full, Form(written, "exceptions"), names, place, source)
        if isinstance(written, Scalar) and not _is_quantity(written):
            return read_number(written.text, names, place)
        parameter = self._parameter(full, written, source)
        self.places[full] = place
        self.parameters.append(parameter)
        return ParameterValue(full, parameter.kind)

    def _exceptions(
        self, full: str, form: Form, names: Names, place: Place, source: Form | None
    ) -> Exceptions:
        """Read a general value and the special ones; each keeps the article that makes it so."""
        general = self._value(
            full, _entry(form, "otherwise"), names, place, form if source is None else source
        )
        specials = []
        for at, item in enumerate(form.items("exceptions"), start=1):
            one = Form(item, "exception")
            spot = in_clause(one.place, place.clause)
            when = read_condition(one.text("when"), names, spot)
            value = self._value(f"{full}.{at}", _entry(one, "is"), names, spot, one)
            specials.append(Special(when, value, one.text("article")))
        return Exceptions(general, tuple(specials))

    def _parameter(self, full: str, written: Marked, source: Form | None) -> Parameter:
        """Read a number of the law; `source` is the clause or exception it stands in, which names its article."""
        label, article = (source.text("label", full), source.text("article")) if source else ("", "")
        if isinstance(written, Scalar):
            value = read_literal(written)
            if source is None:
                raise PolicyError(
                    written.place, f"参数 {full} 没有中文名称", "写成 {label: …, value: …, article: …}"
                )
            dated = self._dated(value.value, source, self._article(full, article, written.place))
            return Parameter(name=full, label=label, kind=value.kind, series=(dated,))
        form = Form(written, "dated")
        label, article = form.text("label"), form.text("article", article)
        single = form.scalar("value")
        if single is not None:
            value = read_literal(single)
            dated = self._dated(value.value, form, self._article(full, article, form.place))
            return Parameter(name=full, label=label, kind=value.kind, series=(dated,))
        values = [Form(item, "dated_value") for item in form.items("values")]
        if not values:
            raise PolicyError(form.place, f"参数 {full} 没有取值", "写 value 或 values")
        first, *later = [found for item in values if (found := item.scalar("value"))]
        kind = read_literal(first).kind
        literals = [read_literal(found, kind) for found in (first, *later)]
        series = tuple(
            self._dated(found.value, item, self._article(full, item.text("article", article), item.place))
            for item, found in zip(values, literals, strict=True)
        )
        return Parameter(name=full, label=label, kind=kind, series=series)

    def _article(self, full: str, article: str, place: Place) -> str:
        if not article:
            raise PolicyError(place, f"参数 {full} 没有写明出自哪一条", "补写 article，如 第五条")
        return article

    def _dated(self, value: Fraction, form: Form, article: str) -> DatedValue:
        return DatedValue(
            value=value,
            valid_from_on=form.day("from", date.min),
            valid_until_on=form.day_or_none("until"),
            number=form.text("number", self.law.number),
            article=article,
            quote=form.text("quote"),
            confidence=form.word("confidence", Confidence, self.law.confidence),
            last_checked_on=form.day("last_checked_on", self.law.last_checked_on),
        )

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
            if not form.text("article") and any(map(_is_written_number, every_number(number))):
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


def _entry(form: Form, key: str) -> Marked:
    found = form.get(key)
    assert found is not None  # noqa: S101  # declared as required
    return found


_SHAPES: Final[Mapping[str, tuple[str, Callable[[Form, Names, Place], Number]]]] = {
    "bands": ("bands", shapes.bands),
    "table": ("table", shapes.score_table),
    "marginal": ("marginal", shapes.marginal),
    "at": ("rate", shapes.rate),
}


def _is_written_number(number: Number) -> bool:
    """Return whether a quantity is a number of the law's: nought and the whole are nobody's to decide."""
    return isinstance(number, Literal) and number.value not in (0, 1)


def _is_quantity(written: Scalar) -> bool:
    text = written.text.strip()
    return not any(sign in text for sign in "([") and not text[:1].isalpha()
