"""One stored value: what it is, where it came from, and what stood before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from tidu.domain.enterprises.models import Enterprise
from tidu.domain.enterprises.queries._population import name_on
from tidu.domain.enterprises.queries._scope import in_scope
from tidu.domain.enterprises.queries._targets import ValueKey, ValueNotFound
from tidu.domain.enterprises.vocabulary import PERSONAL_FIELDS
from tidu.foundation.actors import Actor
from tidu.foundation.clock import AsOf
from tidu.foundation.provenance import queries as provenance
from tidu.foundation.provenance.models import Versioned
from tidu.foundation.provenance.queries import Origin, ValueVersion


@dataclass(frozen=True)
class ValuePage:
    """A stored value with its origin (None: no source states it) and all the values that stood under its key.

    `value` is as stored (fen, days, persons; None is 缺数); `stands` is false for a version since replaced.
    `key` is what the firm points at to have the value corrected, None where it cannot be.
    """

    enterprise: Enterprise | None
    enterprise_name: str
    record_label: str
    field: str
    field_label: str
    value: Any
    stands: bool
    origin: Origin | None
    history: tuple[ValueVersion, ...]
    key: ValueKey | None = None


def value_page(model_label: str, pk: int, field: str, actor: Actor, as_of: AsOf) -> ValuePage:
    """Return what stands behind one value, of any record kept in versions; raise ValueNotFound.

    A firm's records are seen by whoever may see the firm on the day; records of no firm by the bureau, the county
    and the townships. A field about a person is not found here, whoever asks.
    """
    version = _version(model_label, pk, field)
    enterprise = getattr(version, "enterprise", None)
    if not _may_see(actor, enterprise, as_of):
        raise ValueNotFound(_NOT_FOUND)
    history = provenance.value_history(version, field)
    return ValuePage(
        enterprise=enterprise,
        enterprise_name=name_on(enterprise, as_of) if enterprise else "",
        record_label=str(version._meta.verbose_name),
        field=field,
        field_label=str(version._meta.get_field(field).verbose_name),  # type: ignore[union-attr]
        value=getattr(version, field),
        stands=version.superseded_at is None,
        origin=provenance.origin_of(version, field),
        history=tuple(history),
        key=ValueKey.of(version, field),
    )


_NOT_FOUND = "没有找到这个数据。它可能不存在，或不在您的权限内。"


def _version(model_label: str, pk: int, field: str) -> Versioned:
    try:
        model = apps.get_model(model_label)
    except (LookupError, ValueError):
        raise ValueNotFound(_NOT_FOUND) from None
    names = {name for column in model._meta.concrete_fields for name in (column.name, column.attname)}
    version = model._default_manager.filter(pk=pk).first() if issubclass(model, Versioned) else None
    if version is None or field not in names or field in PERSONAL_FIELDS:
        raise ValueNotFound(_NOT_FOUND)
    assert isinstance(version, Versioned)  # noqa: S101 - told to the type checker; tested above
    return version


def _may_see(actor: Actor, enterprise: Enterprise | None, as_of: AsOf) -> bool:
    if enterprise is None:
        return actor.sees_whole_county or bool(actor.place_ids)
    return in_scope(actor, as_of).filter(pk=enterprise.pk).exists()
