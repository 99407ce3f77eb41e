"""From a written quantity to a checked one: parameters, tables and formulas, each with where it stands in the law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from tidu.rules.language import shapes
from tidu.rules.language.expressions import Names, read_condition, read_number
from tidu.rules.language.fields import Form
from tidu.rules.language.marks import Marked, Place, PolicyError, Scalar, Table, in_clause
from tidu.rules.language.values import read_literal
from tidu.rules.model.exceptions import Exceptions, Special
from tidu.rules.model.kinds import InvalidRule
from tidu.rules.model.law import Confidence, DatedValue, Law, Parameter, TableSource
from tidu.rules.model.numbers import Literal, Number, ParameterValue
from tidu.rules.model.tables import Bands, Marginal, ScoreTable


class QuantityReader:
    """Reads the quantities one rule names; keeps its parameters and the sources of its tables.

    `places` says where each parameter is written. A `kept` text is read as it stood, sources or not.
    """

    def __init__(self, law: Law, *, kept: bool) -> None:
        self.law = law
        self.kept = kept
        self.parameters: list[Parameter] = []
        self.tables: list[TableSource] = []
        self.places: dict[str, Place] = {}
        self._named: set[Number] = set()

    def value(self, full: str, written: Marked, names: Names, place: Place, source: Form | None) -> Number:
        """Read a quantity called `full`; `source` is the clause or exception it stands in, None where it stands alone.

        Raises PolicyError where it contradicts itself, or where nobody says where the law states it.
        """
        try:
            number = self._read(full, written, names, place, source)
        except InvalidRule as error:
            raise PolicyError(place, str(error), "按提示改写") from None
        self._named.add(number)
        return number

    def states_numbers(self, number: Number) -> bool:
        """Return whether a quantity, apart from what it takes by name, states numbers of the law's.

        Nought and the whole are nobody's to decide.
        """
        if number in self._named:
            return False
        if isinstance(number, Literal):
            return number.value not in (0, 1)
        if isinstance(number, Bands | ScoreTable | Marginal):
            return True
        return any(map(self.states_numbers, number.parts))

    def _read(self, full: str, written: Marked, names: Names, place: Place, source: Form | None) -> Number:
        """Read a quantity: a plain value or dated values make a parameter called `full`, everything else a node."""
        if isinstance(written, Table):
            for key, (shape, read) in _SHAPES.items():
                if key in written.entries:
                    form = Form(written, shape)
                    number = read(form, names, place)
                    if form.text("article") or self.states_numbers(number):
                        self._cite(full, form, source)
                    return number
            if "exceptions" in written.entries:
                return self._exceptions(full, Form(written, "exceptions"), names, place, source)
        if isinstance(written, Scalar) and not _is_quantity(written):
            number = read_number(written.text, names, place)
            if source is None and not self.kept and self.states_numbers(number):
                raise PolicyError(
                    written.place,
                    f"式子 {full} 里写了数，没有写明出自哪一条",
                    "写成 {label: …, is: 式子, article: …}，或把数写到 parameters 里",
                )
            return number
        parameter = self._parameter(full, written, source)
        self.places[full] = place
        self.parameters.append(parameter)
        return ParameterValue(full, parameter.kind)

    def _cite(self, full: str, form: Form, source: Form | None) -> None:
        """Note where a table, list or formula stands: in what it names itself, else in the clause around it.

        Raises PolicyError where neither says so.
        """
        around = source or form
        label = form.text("label", around.text("label"))
        article = form.text("article", around.text("article"))
        for lacking, what, mend in (
            (not label, "中文名称", "补写 label，如 研发投入得分"),
            (not article, "出自哪一条", "补写 article（出自另一文件的再写 number），如 第七条"),
        ):
            if lacking and not self.kept:
                raise PolicyError(form.place, f"表 {full} 没有写明{what}", mend)
        self.tables.append(
            TableSource(
                name=full,
                label=label,
                number=form.text("number", around.text("number", self.law.number)),
                article=article,
                confidence=form.word(
                    "confidence", Confidence, around.word("confidence", Confidence, self.law.confidence)
                ),
                last_checked_on=form.day(
                    "last_checked_on", around.day("last_checked_on", self.law.last_checked_on)
                ),
            )
        )

    def _exceptions(
        self, full: str, form: Form, names: Names, place: Place, source: Form | None
    ) -> Exceptions:
        """Read a general value and the special ones; each keeps the article that makes it so."""
        general = self.value(
            full, _entry(form, "otherwise"), names, place, form if source is None else source
        )
        specials = []
        for at, item in enumerate(form.items("exceptions"), start=1):
            one = Form(item, "exception")
            spot = in_clause(one.place, place.clause)
            when = read_condition(one.text("when"), names, spot)
            value = self.value(f"{full}.{at}", _entry(one, "is"), names, spot, one)
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


def _entry(form: Form, key: str) -> Marked:
    found = form.get(key)
    assert found is not None  # noqa: S101  # declared as required
    return found


_SHAPES: Final[Mapping[str, tuple[str, Callable[[Form, Names, Place], Number]]]] = {
    "bands": ("bands", shapes.bands),
    "table": ("table", shapes.score_table),
    "marginal": ("marginal", shapes.marginal),
    "at": ("rate", shapes.rate),
    "is": ("formula", shapes.formula),
}


def _is_quantity(written: Scalar) -> bool:
    text = written.text.strip()
    return not any(sign in text for sign in "([") and not text[:1].isalpha()
