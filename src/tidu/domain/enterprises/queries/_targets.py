"""One value of a firm as people point at it: the record's key and the field, whichever version stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field

from tidu.domain.enterprises import kept_elsewhere, models
from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries._scope import EnterpriseNotFound
from tidu.domain.enterprises.vocabulary import (
    CORRECTABLE,
    COUNT_FACTS,
    EXPORTS_FIELD,
    EXPORTS_LABEL,
    MONEY_FACTS,
    RecognitionKind,
)
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.queries import Origin


class ValueNotFound(EnterpriseNotFound):
    """Raised for a record or field that does not exist or that the actor may not see."""


_YEARLY = {**MONEY_FACTS, EXPORTS_FIELD: EXPORTS_LABEL, **COUNT_FACTS}
_UNKNOWN = "没有这一项数据，或这一项不能在线更正。请从本企业资料页点“这条不对”。"


@dataclass(frozen=True)
class ValueKey:
    """A value of a firm: the record's model, its natural key besides the firm as text, and the field's name.

    It stays the same while versions come and go, and names a value that no version states yet.
    """

    model: str
    parts: tuple[str, ...]
    field: str

    @property
    def text(self) -> str:
        """Return the key as one word, e.g. YearlyFacts:2024:rd_book_fen."""
        return ":".join((self.model, *self.parts, self.field))

    @classmethod
    def of(cls, version: Versioned, field: str) -> ValueKey | None:
        """Return the key of a version's field, None for a field that cannot be corrected."""
        name = type(version).__name__
        if field not in _correctable(name):
            return None
        _, *rest = provenance.key_of(version)
        return cls(name, tuple(str(part) for part in rest), field)

    @classmethod
    def parse(cls, text: str) -> ValueKey:
        """Return the key that a word names; raise ValueNotFound for anything else than a correctable value."""
        model, *parts, field = text.split(":") if text.count(":") else ("", "")
        found = cls(model, tuple(parts), field)
        if field not in _correctable(model) or len(parts) != len(found.names):
            raise ValueNotFound(_UNKNOWN)
        _ = found.key  # every part can be read
        return found

    @classmethod
    def of_title(cls, kind: str, granted_on: date) -> ValueKey:
        """Return the key of a title's last day, whether the register has the title or not; raise ValueNotFound."""
        if kind not in RecognitionKind.values:
            raise ValueNotFound(_UNKNOWN)
        return cls("Recognition", (kind, granted_on.isoformat()), "valid_until_on")

    @property
    def record(self) -> type[Versioned]:
        """Return the model of the record."""
        kept = kept_elsewhere.find(self.model)
        found: type[Versioned] = kept.model if kept else getattr(models, self.model)
        return found

    @property
    def nothing(self) -> str:
        """Return the words that say there is no such record at all, empty where nothing is just 缺数."""
        kept = kept_elsewhere.find(self.model)
        return kept.nothing.get(self.field, "") if kept else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the attributes of the record's key besides the firm."""
        return provenance.key_attributes(self.record)[1:]

    @property
    def key(self) -> dict[str, Any]:
        """Return the record's key besides the firm, typed as stored; raise ValueNotFound for a part of another kind."""
        try:
            return {
                name: self.record._meta.get_field(name).to_python(part)  # type: ignore[union-attr]
                for name, part in zip(self.names, self.parts, strict=True)
            }
        except (ValidationError, ValueError):
            raise ValueNotFound(_UNKNOWN) from None

    @property
    def stored(self) -> Field[Any, Any]:
        """Return the field."""
        found = self.record._meta.get_field(self.field)
        assert isinstance(found, Field)  # noqa: S101 - told to the type checker; CORRECTABLE names columns only
        return found

    @property
    def label(self) -> str:
        """Return the value's name with what it is about, e.g. 2024 年度 · 研发费用（账面）."""
        about = [self._about(name, part) for name, part in zip(self.names, self.parts, strict=True)]
        named = _YEARLY.get(self.field, str(self.stored.verbose_name))
        return " · ".join([*(about or [str(self.record._meta.verbose_name)]), named])

    def _about(self, name: str, part: str) -> str:
        labels = dict(self.record._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        return f"{part} 年度" if name == "year" else str(labels.get(part, part))


def _correctable(model: str) -> frozenset[str]:
    """Return the fields of a record that a firm may ask to have corrected, wherever it is kept."""
    kept = kept_elsewhere.find(model)
    return kept.fields if kept else CORRECTABLE.get(model, frozenset())


@dataclass(frozen=True)
class StandingValue:
    """What stands under a key now: None is 缺数; `version` and `origin` are None where no record states it."""

    key: ValueKey
    value: Any
    version: Versioned | None
    origin: Origin | None


def standing_value(enterprise: Enterprise, key: ValueKey) -> StandingValue:
    """Return the value of a firm that stands now, with its source; two queries."""
    named: dict[str, Any] = {"enterprise": enterprise, "superseded_at": None, **key.key}
    standing = key.record._default_manager.filter(**named).first()
    if standing is None:
        return StandingValue(key, None, None, None)
    value = getattr(standing, key.stored.attname)
    return StandingValue(
        key, None if value == "" else value, standing, provenance.origin_of(standing, key.field)
    )


def value_in_text(value: Any) -> str:
    """Return a stored value as text that `value_from_text` reads back; nothing for 缺数."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def value_from_text(key: ValueKey, text: str) -> Any:
    """Return the stored value that a text states; raise ValueNotFound where it states none of this kind."""
    if text == "":
        return None
    try:
        return key.stored.to_python(text)
    except ValidationError:
        raise ValueNotFound(_UNKNOWN) from None
