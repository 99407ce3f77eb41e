"""What an intake form is: the columns it knows, how it finds what stands, and how it loads and takes back.

A domain app declares its forms at start-up; the stage, the preview, the all-or-nothing load and the undo are
the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from tidu.foundation.actors import Actor
from tidu.foundation.clock import ZONE
from tidu.foundation.intake.vocabulary import Severity
from tidu.foundation.provenance.models import SourceBatch, SourceLine


class CellKind(StrEnum):
    """How the text of a cell is read. Values are staged as JSON: money as integer fen, decimals as ten-thousandths
    in an integer, days as ISO text.
    """

    TEXT = "text"
    CREDIT_CODE = "credit_code"
    COUNT = "count"
    MONEY = "money"
    USD = "usd"
    DECIMAL = "decimal"
    DATE = "date"
    YEAR = "year"
    BOOLEAN = "boolean"
    CHOICE = "choice"

    @classmethod
    def numbers(cls) -> frozenset[CellKind]:
        """Return the kinds that a total row would fill."""
        return frozenset({cls.COUNT, cls.MONEY, cls.USD, cls.DECIMAL})


@dataclass(frozen=True)
class FieldSpec:
    """One column of a form.

    `headers` are further header texts recognised for it (the label itself always is). `unit` is the unit meant
    when neither the header nor a "单位：" line above names one: for MONEY 元 or 万元, for USD 美元 or 万美元.
    `choices` maps the words accepted in a cell to the stored value. `signed` lets a number be negative. `hint`
    is the sentence of the template's notes. `stored` is False for a column that is read to check a row by and
    never loaded (the firm's name beside its code). Where `may_be_unknown` is False, 缺数 states nothing.
    """

    name: str
    label: str
    kind: CellKind = CellKind.TEXT
    headers: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    signed: bool = False
    max_length: int = 200
    hint: str = ""
    stored: bool = True
    may_be_unknown: bool = True

    @property
    def words(self) -> list[str]:
        """Return the words to choose from, the first one for each stored value; none where anything can be typed."""
        if self.kind is CellKind.BOOLEAN:
            return ["是", "否"]
        first: dict[str, str] = {}
        for word, stored in self.choices.items():
            first.setdefault(stored, word)
        return list(first.values())


@dataclass(frozen=True)
class Answer:
    """One way to answer a question: the word kept, or a day in its place (`asks_day`), and its Chinese label."""

    value: str
    label: str
    asks_day: bool = False


@dataclass(frozen=True)
class Fault:
    """Something wrong with a row: where (field), a stable code, the reason and how to mend it, in Chinese.

    A warning is shown and does not send the row back; a question holds the load until one of `answers` is given.
    """

    field: str
    code: str
    reason: str
    suggestion: str = ""
    severity: Severity = Severity.FAULT
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class RowToLoad:
    """One accepted row: the line it came from and the values it states (fields absent here are not stated)."""

    line: SourceLine
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RowRead:
    """One row as read: its number in the sender's sheet, its key, and the values it states."""

    row_number: int
    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """What a whole load is judged under: the options given once, the business moment, the answers to questions.

    `answers` is key of a row -> code of the question -> a value of one of its `Answer`s, or a day in ISO text.
    """

    options: Mapping[str, Any]
    now: datetime
    answers: Answers = field(default_factory=dict)

    def answer(self, key: str, code: str) -> str:
        """Return what was answered to a question about a row, "" for nothing yet."""
        return str(self.answers.get(key, {}).get(code, ""))


@dataclass(frozen=True)
class Writer:
    """Who wrote what stands in a record: the person, the moment, and the file or form it came from."""

    name: str
    at: datetime
    title: str

    @property
    def in_words(self) -> str:
        """Return one clause, e.g. 李某 2025-06-10 10:00，企业年度数据表：年报.xlsx."""
        return f"{self.name} {moment_in_words(self.at)}，{self.title}"


def moment_in_words(moment: datetime) -> str:
    """Return a moment as people of the county read it: 2025-06-10 10:00."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


class CannotUndo(ValueError):
    """Raised by a form's `undo` when later records stand on the batch; the message lists them in Chinese."""


class UnknownForm(LookupError):
    """Raised for a form that no app has declared; the message is Chinese and names those there are."""


Answers = Mapping[str, Mapping[str, str]]
RowCheck = Callable[[RowRead], list[Fault]]


@dataclass(frozen=True)
class Form:
    """An intake form.

    `key_of(values)` gives a row's key or "" when it cannot be told; `standing(keys)` gives, per key, the values
    that stand now (same JSON shape as staged values) for keys that exist, in a query or two for thousands of
    keys; `writers(keys)` says who wrote what stands there; `check(values, standing)` gives cross-field faults;
    `survey(rows, setting)` reads once what rows are checked against and gives the check of one row;
    `answered(values, answers)` gives the values of a row under the answers to its questions, by code, and raises
    ValueError in Chinese for an answer that is none; `load` writes all rows through operations; `undo` takes a whole
    batch back or raises CannotUndo.

    `credit_code_fault(code)` says in Chinese what is wrong with a credit code, or nothing.
    `unclear_headers` maps a header text that might mean several fields to the sentence that says so.
    `live_choices()` gives the choices of those fields whose words are records themselves.
    """

    code: str
    name: str
    description: str
    fields: tuple[FieldSpec, ...]
    label_field: str
    key_of: Callable[[Mapping[str, Any]], str]
    standing: Callable[[Iterable[str]], dict[str, dict[str, Any]]]
    load: Callable[[Sequence[RowToLoad], Actor, datetime], None]
    undo: Callable[[SourceBatch, Actor, datetime], None]
    options: tuple[FieldSpec, ...] = ()
    check: Callable[[Mapping[str, Any], Mapping[str, Any] | None], list[Fault]] | None = None
    survey: Callable[[Sequence[RowRead], Setting], RowCheck] | None = None
    answered: Callable[[Mapping[str, Any], Mapping[str, str]], Mapping[str, Any]] | None = None
    credit_code_fault: Callable[[str], str | None] | None = None
    unclear_headers: Mapping[str, str] = field(default_factory=dict)
    live_choices: Callable[[], Mapping[str, Mapping[str, str]]] | None = None
    writers: Callable[[Iterable[str]], Mapping[str, Writer]] | None = None

    def with_choices(self) -> Form:
        """Return the form with the choices that stand in the records, e.g. today's townships: one query."""
        if self.live_choices is None:
            return self
        live = self.live_choices()
        fields = tuple(
            replace(spec, choices=live[spec.name]) if spec.name in live else spec for spec in self.fields
        )
        return replace(self, fields=fields, live_choices=None)

    def field_named(self, name: str) -> FieldSpec:
        """Return the column or option with this name; raise KeyError."""
        for spec in (*self.fields, *self.options):
            if spec.name == name:
                return spec
        raise KeyError(name)


_forms: dict[str, Form] = {}


def register(form: Form) -> Form:
    """Add a form at start-up; a code declared twice by different forms raises ValueError."""
    if _forms.get(form.code, form) != form:
        raise ValueError(f"intake form {form.code!r} is declared twice")
    _forms[form.code] = form
    return form


def find(code: str) -> Form:
    """Return the form with this code; raise UnknownForm."""
    try:
        return _forms[code]
    except KeyError:
        known = "、".join(sorted(_forms)) or "无"
        raise UnknownForm(f"没有代码为“{code}”的表种。可用：{known}。") from None


def everything() -> list[Form]:
    """Return all forms as they were declared: what others refer to comes first."""
    return list(_forms.values())
