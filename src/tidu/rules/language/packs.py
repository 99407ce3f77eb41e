"""From a written rule to a checked one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from tidu.rules.language.expressions import Names, Node, read_condition, read_number
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Table, guess, in_clause
from tidu.rules.language.reader import Shelf
from tidu.rules.language.values import Word, read_day, read_flag, read_literal, read_near, read_word
from tidu.rules.model.conditions import AllOf, ClauseRef, Condition, expert_facts
from tidu.rules.model.facts import Vocabulary
from tidu.rules.model.kinds import InvalidRule, Kind
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, VersionBy
from tidu.rules.model.numbers import Literal, Number, ParameterValue
from tidu.rules.model.rule import Clause, Given, Output, Rule, Status
from tidu.rules.model.tables import Band, Bands, Rate, Rounding, ScoreTable, TableRow


def read_rule(written: Table, facts: Vocabulary, shelf: Shelf | None = None) -> Rule:
    """Build a rule from one YAML document. Raises PolicyError with file, line, clause and mend.

    `shelf` tells what the outputs of other rules measure; without it the rule cannot refer to any.
    """
    return _RuleReader(written, facts, shelf).rule()


class _RuleReader:
    """Reads one rule; keeps the law, the parameters and the definitions that its parts refer to."""

    def __init__(self, written: Table, facts: Vocabulary, shelf: Shelf | None) -> None:
        self.shelf = shelf
        self.form = Form(written, "rule")
        self.written = written
        self.facts = facts
        self.law = _law(self.form)
        self.parameters: list[Parameter] = []
        self.local: dict[str, Node] = {}

    def rule(self) -> Rule:
        """Return the rule, read on the first day its document is in force."""
        for key in ("parameters", "define"):
            for name, value in self.form.named(key).items():
                self.local[name] = self._term(name, value, "", self.local, None)
        clauses = tuple(self._clause(item) for item in self.form.items("conditions"))
        outputs = tuple(self._output(name, value) for name, value in self.form.named("outputs").items())
        try:
            return Rule(
                code=self.form.text("rule"),
                name=self.form.text("name"),
                subject=self.form.text("subject"),
                law=self.law,
                version_by=_word(self.form, "version_by", VersionBy),
                clauses=clauses,
                decide=self._decision(clauses),
                parameters=tuple(self.parameters),
                outputs=outputs,
                status=self._status(),
                text=self.written.text,
                on=self.law.valid_from_on,
            )
        except InvalidRule as error:
            raise PolicyError(self.form.place, f"规则不成立：{error}", "按提示改写规则") from None

    def _clause(self, written: Marked) -> Clause:
        form = Form(written, "condition")
        clause_id = form.text("id")
        place = in_clause(form.place, clause_id)
        try:
            local = dict(self.local)
            terms: list[tuple[str, Number]] = []
            for name, value in form.named("where").items():
                local[name] = term = self._term(name, value, clause_id, local, form)
                terms.append((name, term))
            names = Names(self.facts, local, experts=form.text("by_experts"), shelf=self.shelf)
            near = form.scalar("near")
            return Clause(
                id=clause_id,
                label=form.text("label"),
                article=form.text("article"),
                says=form.text("says"),
                require=self._required(form, names, place),
                terms=tuple(terms),
                near=read_near(near) if near else None,
                improvable=tuple(self._fact_name(item, place) for item in form.items("improvable")),
                next_step=form.text("next_step"),
                confidence=_word(form, "confidence", Confidence, self.law.confidence),
                last_checked_on=_day(form, "last_checked_on", self.law.last_checked_on),
            )
        except InvalidRule as error:
            raise PolicyError(place, str(error), "按提示改写这一条") from None
        except PolicyError as error:
            raise PolicyError(in_clause(error.place, clause_id), error.message, error.mend) from None

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

    def _fact_name(self, written: Marked, place: Place) -> str:
        if not isinstance(written, Scalar) or written.text not in self.facts:
            wrong = written.text if isinstance(written, Scalar) else ""
            raise PolicyError(
                place, f"improvable 里的 {wrong} 不是事实", guess(wrong, [f.name for f in self.facts])
            )
        return written.text

    def _term(
        self, name: str, written: Marked, clause: str, local: Mapping[str, Node], form: Form | None
    ) -> Number:
        """Read a named quantity: a plain value or dated values make a parameter, bands and tables a node."""
        place = in_clause(written.place, clause)
        if name in local or name in self.facts:
            raise PolicyError(place, f"名称 {name} 已经用过", "换一个名称")
        names = Names(self.facts, dict(local), shelf=self.shelf)
        if isinstance(written, Table) and "bands" in written.entries:
            return _bands(Form(written, "bands"), names, place)
        if isinstance(written, Table) and "table" in written.entries:
            return _score_table(Form(written, "table"), names, place)
        if isinstance(written, Scalar) and not _is_quantity(written):
            return read_number(written.text, names, place)
        full = f"{clause}.{name}" if clause else name
        parameter = self._parameter(full, name, written, form)
        self.parameters.append(parameter)
        return ParameterValue(full, parameter.kind)

    def _parameter(self, full: str, name: str, written: Marked, clause: Form | None) -> Parameter:
        article = clause.text("article") if clause else ""
        if isinstance(written, Scalar):
            value = read_literal(written)
            if clause is None:
                raise PolicyError(
                    written.place, f"参数 {name} 没有中文名称", "写成 {label: …, value: …, article: …}"
                )
            dated = self._dated(value.value, clause, article)
            return Parameter(name=full, label=clause.text("label"), kind=value.kind, series=(dated,))
        form = Form(written, "dated")
        article = form.text("article", article)
        single = form.scalar("value")
        if single is not None:
            value = read_literal(single)
            dated = self._dated(value.value, form, article)
            return Parameter(name=full, label=form.text("label"), kind=value.kind, series=(dated,))
        values = [Form(item, "dated_value") for item in form.items("values")]
        if not values:
            raise PolicyError(form.place, f"参数 {name} 没有取值", "写 value 或 values")
        literals = [_literal(item, "value") for item in values]
        series = tuple(
            self._dated(found.value, item, item.text("article", article))
            for item, found in zip(values, literals, strict=True)
        )
        return Parameter(name=full, label=form.text("label"), kind=literals[0].kind, series=series)

    def _dated(self, value: Fraction, form: Form, article: str) -> DatedValue:
        return DatedValue(
            value=value,
            valid_from_on=_day(form, "from", date.min),
            valid_until_on=_day_or_none(form, "until"),
            number=form.text("number", self.law.number),
            article=article,
            confidence=_word(form, "confidence", Confidence, self.law.confidence),
            last_checked_on=_day(form, "last_checked_on", self.law.last_checked_on),
        )

    def _decision(self, clauses: tuple[Clause, ...]) -> Condition:
        references: dict[str, Node] = {clause.id: ClauseRef(clause.id) for clause in clauses}
        written = self.form.scalar("decide")
        if written is None:
            return AllOf(tuple(ClauseRef(clause.id) for clause in clauses))
        return read_condition(written.text, Names(Vocabulary(()), references), written.place)

    def _output(self, name: str, written: Marked) -> Output:
        form = Form(written, "output")
        names = Names(self.facts, dict(self.local), shelf=self.shelf)
        expression, rate = form.scalar("is"), form.get("rate")
        try:
            if rate is not None and expression is None:
                number: Number = _rate(Form(rate, "rate"), names)
            elif expression is not None and rate is None:
                number = read_number(expression.text, names, expression.place)
            else:
                raise PolicyError(
                    form.place, f"结果 {name} 须写 is 或 rate，且只写一个", "删去其中一个或补写一个"
                )
            return Output(name=name, label=form.text("label"), of=number, given=_word(form, "given", Given))
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


def _law(rule: Form) -> Law:
    written = rule.get("law")
    assert written is not None  # noqa: S101  # declared as required
    form = Form(written, "law")
    try:
        return Law(
            title=form.text("title"),
            number=form.text("number"),
            valid_from_on=_day(form, "in_force", date.min),
            valid_until_on=_day_or_none(form, "until"),
            confidence=_word(form, "confidence", Confidence),
            last_checked_on=_day(form, "last_checked_on", date.min),
        )
    except InvalidRule as error:
        raise PolicyError(form.place, str(error), "核对起止日期，until 写失效的第一天") from None


def _is_quantity(written: Scalar) -> bool:
    text = written.text.strip()
    return not any(sign in text for sign in "([") and not text[:1].isalpha()


def _bands(form: Form, names: Names, place: Place) -> Number:
    by = read_number(form.text("by"), names, place)
    rows = [Form(item, "band") for item in form.items("bands")]
    _check_last_open(rows, "up_to", "最后一档不写上限", place)
    values = [_literal(row, "is") for row in rows]
    kind = _one_kind([value.kind for value in values], place)
    bands = tuple(
        Band(_literal(row, "up_to", by.kind).value, _inclusive(row), value.value)
        for row, value in zip(rows[:-1], values[:-1], strict=True)
    )
    return Bands(by, bands, values[-1].value, kind)


def _score_table(form: Form, names: Names, place: Place) -> Number:
    of = read_number(form.text("of"), names, place)
    rows = [Form(item, "row") for item in form.items("table")]
    _check_last_open(rows, "from", "最后一行不写起点，给出其余情形的分值", place)
    points = [_literal(row, "is", Kind.POINTS).value for row in rows]
    starts = [_literal(row, "from", of.kind).value for row in rows[:-1]]
    table = tuple(
        TableRow(start, _inclusive(row), value)
        for row, start, value in zip(rows[:-1], starts, points[:-1], strict=True)
    )
    return ScoreTable(of, table, points[-1])


def _rate(form: Form, names: Names) -> Rate:
    of = read_number(form.text("of"), names, form.place)
    floor, cap, unit = form.scalar("floor"), form.scalar("cap"), form.scalar("to")
    return Rate(
        of=of,
        at=read_number(form.text("at"), names, form.place),
        floor=read_number(floor.text, names, floor.place) if floor else Literal(Fraction(0), of.kind),
        cap=read_number(cap.text, names, cap.place) if cap else None,
        rounding=_word(form, "rounding", Rounding),
        unit=int(read_literal(unit, of.kind).value) if unit else 1,
    )


def _check_last_open(rows: list[Form], key: str, mend: str, place: Place) -> None:
    for number, row in enumerate(rows, start=1):
        if (row.get(key) is None) is not (number == len(rows)):
            raise PolicyError(in_clause(row.place, place.clause), f"{key} 写的位置不对", mend)


def _inclusive(row: Form) -> bool:
    written = row.scalar("含")
    if written is None:
        raise PolicyError(row.place, "没有写明端点属于哪一档", "补写 含: true 或 含: false")
    return read_flag(written)


def _one_kind(kinds: list[Kind], place: Place) -> Kind:
    if len(set(kinds)) > 1:
        raise PolicyError(place, "各档的值单位不一致", "统一写成同一单位")
    return kinds[0]


def _literal(form: Form, key: str, like: Kind | None = None) -> Literal:
    written = form.scalar(key)
    assert written is not None  # noqa: S101  # declared as required, or checked by the caller
    return read_literal(written, like)


def _day(form: Form, key: str, default: date) -> date:
    written = form.scalar(key)
    return read_day(written) if written else default


def _day_or_none(form: Form, key: str) -> date | None:
    written = form.scalar(key)
    return read_day(written) if written else None


def _word(form: Form, key: str, words: type[Word], default: Word | None = None) -> Word:
    written = form.scalar(key)
    if written is None:
        assert default is not None  # noqa: S101  # required keys have no default
        return default
    return read_word(written, words)
