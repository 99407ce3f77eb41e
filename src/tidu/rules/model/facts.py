"""What is known of one enterprise: a vocabulary of named facts, and their values on one day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from tidu.rules.model.kinds import LARGEST_FACT, FactValue, InvalidFacts, Kind
from tidu.rules.model.sanity import Sanity, bounds

REGISTERED_ON: Final = "registered_on"
"""The fact that says which fiscal years exist; every yearly fact depends on it."""

_ENDLESS: Final = 30
"""More digits than any amount has: written as an exponent they could fill the memory before anybody looks at them."""

_FACT_KINDS: Final = (Kind.MONEY, Kind.USD, Kind.COUNT, Kind.POINTS, Kind.DATE, Kind.BOOL, Kind.TEXT)

_ENTERED_IN: Final = {Kind.MONEY: "元", Kind.USD: "美元", Kind.POINTS: "分"}
"""The unit in which values of a kind are entered; whatever else stood beside the number would mislead by its factor."""


class Input(NamedTuple):
    """One cell an engine may ask for: a fact, and the fiscal year where the fact is yearly."""

    fact: str
    year: int | None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of thing that rules judge. `begins` is the day from which its fiscal years exist, empty for none."""

    kind: str
    label: str
    begins: str = ""


ENTERPRISE: Final = Subject(kind="enterprise", label="企业", begins=REGISTERED_ON)
"""What is judged unless a rule says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One entry of the vocabulary. `definition` is the 口径; `whom_to_ask` is who can supply a missing value.

    `subject` is the kind of thing it is known of.
    """

    name: str
    kind: Kind
    yearly: bool
    label: str
    unit: str
    definition: str
    whom_to_ask: str
    subject: str = ENTERPRISE.kind

    def __post_init__(self) -> None:
        if self.kind not in _FACT_KINDS:
            raise InvalidFacts(f"事实 {self.name} 的类型 {self.kind} 不可用；可用：{'、'.join(_FACT_KINDS)}")
        unit = _ENTERED_IN.get(self.kind, self.unit)
        if self.unit and self.unit != unit:
            raise InvalidFacts(
                f"事实 {self.name} 是{self.kind.label}，按{unit}填写，单位不能写 {self.unit}；请改为 {unit}"
            )
        if self.yearly and self.kind in (Kind.BOOL, Kind.TEXT, Kind.DATE):
            raise InvalidFacts(f"事实 {self.name} 是年度事实，只能是数值")


@dataclass(frozen=True)
class Vocabulary:
    """All facts a library knows, by name, the kinds of things they are known of, and what cannot be true of them."""

    facts: tuple[Fact, ...]
    subjects: tuple[Subject, ...] = (ENTERPRISE,)
    sanities: tuple[Sanity, ...] = ()
    _by_name: Mapping[str, Fact] = field(init=False, repr=False, compare=False)
    _checks: Mapping[str, tuple[Sanity, ...]] = field(init=False, repr=False, compare=False)
    _bounds: Mapping[str, tuple[int, int, tuple[Sanity, ...]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, Fact] = {}
        for fact in self.facts:
            if fact.name in by_name:
                raise InvalidFacts(f"事实 {fact.name} 写了两次；请删去一处")
            by_name[fact.name] = fact
        object.__setattr__(self, "_by_name", MappingProxyType(by_name))
        for fact in self.facts:
            self._check_subject(fact)
        for sanity in self.sanities:
            self._check_sanity(sanity)
        checked = {name for sanity in self.sanities for name in sanity.facts}
        checks = {name: tuple(one for one in self.sanities if name in one.facts) for name in checked}
        object.__setattr__(self, "_checks", MappingProxyType(checks))
        object.__setattr__(self, "_bounds", {name: bounds(found) for name, found in checks.items()})

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Fact:
        return self._by_name[name]

    def subject(self, kind: str) -> Subject:
        """Return a kind of thing. Raises InvalidFacts for an unknown one."""
        for subject in self.subjects:
            if subject.kind == kind:
                return subject
        known = "、".join(subject.kind for subject in self.subjects)
        raise InvalidFacts(f"没有对象类别 {kind}；现有：{known}")

    def doubts(self, facts: Facts, as_of: datetime.date) -> dict[Input, str]:
        """Return the cells that cannot be true on the day, each with the reason in Chinese.

        Of two cells that contradict each other both are in doubt: nothing tells which one is wrong.
        """
        if not any(self._may_be_denied(row, as_of) for row in (facts.scalars, *facts.years.values())):
            return {}
        denied = [
            (sanity, name, year)
            for year, row in ((None, facts.scalars), *sorted(facts.years.items()))
            for name, value in row.items()
            for sanity in self._checks.get(name, ())
            if sanity.denies(value, row, as_of) and sanity.covers(as_of)
        ]
        denied.sort(key=lambda found: self.sanities.index(found[0]))
        reasons: dict[Input, str] = {}
        for sanity, name, year in denied:
            for fact in (name, sanity.of) if sanity.of else (name,):
                reasons.setdefault(Input(fact, year), sanity.says)
        return reasons

    def _may_be_denied(self, row: Mapping[str, FactValue | None], as_of: datetime.date) -> bool:
        """Return whether any check, in force or not, speaks against a value of a row; nearly always none does."""
        bounds = self._bounds
        for name, value in row.items():
            checks = bounds.get(name)
            if checks is None or value is None:
                continue
            least, most, others = checks
            if type(value) is int and not least <= value <= most:
                return True
            for sanity in others:
                if sanity.denies(value, row, as_of):
                    return True
        return False

    def _check_subject(self, fact: Fact) -> None:
        subject = self.subject(fact.subject)
        if fact.yearly and not subject.begins:
            raise InvalidFacts(f"{subject.label}没有写明从哪一天起（begins），不能有年度事实 {fact.name}")
        if fact.name == subject.begins and fact.kind is not Kind.DATE:
            raise InvalidFacts(f"{subject.label}的 begins 须是日期，{fact.name} 不是")

    def _check_sanity(self, sanity: Sanity) -> None:
        for name in (*sanity.facts, *((sanity.of,) if sanity.of else ())):
            if name not in self:
                raise InvalidFacts(f"合理性检查 {sanity.id} 用到未登记的事实 {name}；请先写入事实表")
            kind = self[name].kind
            if sanity.not_ahead and kind is not Kind.DATE:
                raise InvalidFacts(f"合理性检查 {sanity.id} 的 not_ahead 只能检查日期，{name} 不是")
            if not sanity.not_ahead and kind in (Kind.DATE, Kind.BOOL, Kind.TEXT):
                raise InvalidFacts(f"合理性检查 {sanity.id} 只能检查数值，{name} 不是")
            if sanity.of and (self[name].yearly, self[name].kind) != (
                self[sanity.of].yearly,
                self[sanity.of].kind,
            ):
                raise InvalidFacts(f"合理性检查 {sanity.id} 的 {name} 与 {sanity.of} 不是同一种数，不能相比")

    def label(self, needed: Input) -> str:
        """Return the Chinese name of an input with its year, e.g. 2024 年度营业收入."""
        label = self._by_name[needed.fact].label
        return label if needed.year is None else f"{needed.year} 年度{label}"


@dataclass(frozen=True)
class Facts:
    """The values of one enterprise in the engine's own units: fen, US cents, persons, dates.

    `scalars` maps a fact to its value, `years` a fiscal year to its yearly facts. A fact that is absent or None
    is unknown; nothing here stands for nought except a written 0. Raises InvalidFacts for floats and for
    quantities too large to be real.
    """

    scalars: Mapping[str, FactValue | None] = field(default_factory=dict)
    years: Mapping[int, Mapping[str, int | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.scalars.items():
            _check_value(name, value)
        for year, row in self.years.items():
            if not _is_plain(row.values()):
                for name, number in row.items():
                    _check_value(f"{year} 年度 {name}", number)
        object.__setattr__(self, "scalars", MappingProxyType(dict(self.scalars)))
        years = {year: MappingProxyType(dict(row)) for year, row in self.years.items()}
        object.__setattr__(self, "years", MappingProxyType(years))

    def scalar(self, name: str) -> FactValue | None:
        """Return a value that does not vary by year, None where unknown."""
        return self.scalars.get(name)

    def yearly(self, name: str, year: int) -> int | None:
        """Return the value of a yearly fact in one fiscal year, None where unknown."""
        row = self.years.get(year)
        return None if row is None else row.get(name)

    def number(self, needed: Input) -> int | None:
        """Return the integer in one cell, None where unknown or where the cell holds no integer."""
        value = self.scalar(needed.fact) if needed.year is None else self.yearly(needed.fact, needed.year)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def replacing(self, needed: Input, value: FactValue) -> Facts:
        """Return these facts with one cell set to another value."""
        if needed.year is None:
            return Facts({**self.scalars, needed.fact: value}, self.years)
        row = {**self.years.get(needed.year, {}), needed.fact: value}
        return Facts(self.scalars, {**self.years, needed.year: row})  # type: ignore[dict-item]

    def without(self, cells: Iterable[Input]) -> Facts:
        """Return these facts with some cells unknown."""
        scalars = dict(self.scalars)
        years = {year: dict(row) for year, row in self.years.items()}
        for cell in cells:
            row = scalars if cell.year is None else years[cell.year]
            row[cell.fact] = None
        return Facts(scalars, years)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], vocabulary: Vocabulary) -> Facts:
        """Read facts from JSON: money and US dollars as decimal strings of yuan and dollars, days as ISO dates.

        Yearly facts stand under "years", keyed by the fiscal year. null is unknown. Raises InvalidFacts naming
        the key for an unknown name, a wrong type, a float or a fraction of a fen.
        """
        scalars: dict[str, FactValue | None] = {}
        years: dict[int, dict[str, int | None]] = {}
        for name, value in data.items():
            if name == "years":
                continue
            scalars[name] = _read_json(_known(name, vocabulary, yearly=False), value, where=name)
        for year, row in _year_rows(data.get("years") or {}):
            where = f"years.{year}"
            if not isinstance(row, Mapping):
                raise InvalidFacts(f"{where} 应为一组年度事实；请写成 {{名称: 值}}")
            values = years.setdefault(year, {})
            for name, value in row.items():
                fact = _known(name, vocabulary, yearly=True, where=f"{where}.{name}")
                number = _read_json(fact, value, where=f"{where}.{name}")
                values[name] = number  # type: ignore[assignment]  # yearly facts are numeric by construction
        return cls(scalars, years)

    def to_json(self, vocabulary: Vocabulary) -> dict[str, Any]:
        """Return the JSON form that `from_json` reads back to equal facts."""
        data: dict[str, Any] = {
            name: _write_json(vocabulary[name], value) for name, value in sorted(self.scalars.items())
        }
        data["years"] = {
            str(year): {name: _write_json(vocabulary[name], row[name]) for name in sorted(row)}
            for year, row in sorted(self.years.items())
        }
        return data


def _is_plain(values: Iterable[FactValue | None]) -> bool:
    """Return whether all are whole numbers of a possible size, or missing; most rows are, and this asks quickly."""
    known = [value for value in values if value is not None]
    if {*map(type, known)} - {int}:
        return False
    return not known or (max(known) < LARGEST_FACT and min(known) > -LARGEST_FACT)  # type: ignore[operator]


def _check_value(where: str, value: FactValue | None) -> None:
    if isinstance(value, float):
        raise InvalidFacts(f"{where} 是浮点数；请用整数（金额以分计）")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGEST_FACT:
        raise InvalidFacts(f"{where} 超出可能的范围；请核对单位（元、万元、分）")


def _known(name: str, vocabulary: Vocabulary, *, yearly: bool, where: str | None = None) -> Fact:
    if name not in vocabulary:
        close = get_close_matches(name, [fact.name for fact in vocabulary], n=1)
        likely = f"是否想写 {close[0]}；" if close else ""
        raise InvalidFacts(f"{where or name} 不是已登记的事实；{likely}请对照事实表改正名称")
    fact = vocabulary[name]
    if fact.yearly is not yearly:
        mend = "请放到 years 下对应年度" if fact.yearly else "请放到最外层，不要放在 years 下"
        raise InvalidFacts(f"{where or name}（{fact.label}）的位置不对；{mend}")
    return fact


def _year_rows(years: Any) -> Iterator[tuple[int, Any]]:
    if not isinstance(years, Mapping):
        raise InvalidFacts('years 应为按年度分组的事实；请写成 {"2024": {…}}')
    for year, row in years.items():
        text = str(year)
        if len(text) != 4 or not (text.isascii() and text.isdigit()):
            raise InvalidFacts(f"years.{year} 不是四位年度；请写成如 2024")
        yield int(text), row


def _read_json(fact: Fact, value: Any, *, where: str) -> FactValue | None:
    if value is None:
        return None
    if isinstance(value, float):
        raise InvalidFacts(f'{where}（{fact.label}）是浮点数；请写成字符串，如 "12345.67"')
    if fact.kind in (Kind.MONEY, Kind.USD):
        return _hundredths(fact, value, where)
    if fact.kind is Kind.DATE:
        return _date(fact, value, where)
    wanted: type = {Kind.BOOL: bool, Kind.TEXT: str}.get(fact.kind, int)
    if type(value) is not wanted:
        words = {bool: "true 或 false", str: "文字", int: "整数"}[wanted]
        raise InvalidFacts(f"{where}（{fact.label}）应为{words}，现为 {value!r}")
    return cast(FactValue, value)


def _hundredths(fact: Fact, value: Any, where: str) -> int:
    unit = "元" if fact.kind is Kind.MONEY else "美元"
    wrong = f'{where}（{fact.label}）应为以{unit}计、至多两位小数的字符串，如 "12345.67"，现为 {value!r}'
    if type(value) not in (str, int):
        raise InvalidFacts(wrong)
    try:
        hundredths = Decimal(value) * 100
    except ArithmeticError:
        raise InvalidFacts(wrong) from None
    digits = hundredths.adjusted() if hundredths.is_finite() else _ENDLESS
    if digits >= _ENDLESS or hundredths != hundredths.to_integral_value():
        raise InvalidFacts(wrong)
    return int(hundredths)


def _date(fact: Fact, value: Any, where: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidFacts(f"{where}（{fact.label}）应为日期，如 2024-01-31，现为 {value!r}") from None


def _write_json(fact: Fact, value: FactValue | None) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if fact.kind in (Kind.MONEY, Kind.USD) and isinstance(value, int):
        return str(Decimal(value).scaleb(-2).quantize(Decimal("0.01")))
    return value
