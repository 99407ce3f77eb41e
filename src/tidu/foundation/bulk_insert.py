"""Insert many rows of one table: what `bulk_create` does, with the values made ready a column at a time.

`bulk_create` asks every field anew about every value, which is a third of the time of a load of a hundred thousand
rows. Most columns hold nothing but numbers and texts that a database takes as they are: one look at a column's types
tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

M = TypeVar("M", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"

_ROWS = 1_000
"""Rows per statement at most; a database may take fewer."""

_AS_THEY_ARE: tuple[tuple[type[Field], type], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.CharField, str),
    (models.TextField, str),
)
"""Kinds of field, and the type whose values, like None, reach the database unchanged."""


def insert_all(objects: Sequence[M]) -> Sequence[M]:
    """Insert unsaved objects of one model, all or none, give them their keys and return them.

    The model has one table and a key that the database gives out. Values are plain values, never expressions. As
    with `bulk_create`, nothing is validated, no signal is sent and no `save` is called.
    """
    if not objects:
        return objects
    model = type(objects[0])
    connection = connections[DEFAULT_DB_ALIAS]
    key = model._meta.pk
    fields = [field for field in model._meta.concrete_fields if field is not key]
    most = min(_ROWS, connection.ops.bulk_batch_size(fields, objects))
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for first in range(0, len(objects), most):
            part = objects[first : first + most]
            columns = [_ready(field, part, connection) for field in fields]
            cursor.execute(*_statement(model, fields, columns, connection))
            for one, (number,) in zip(part, cursor.fetchall(), strict=True):
                one.pk = number
                one._state.adding, one._state.db = False, connection.alias
    return objects


def _ready(field: Field, part: Iterable[models.Model], connection: Any) -> list[Any]:
    """Return a field's values of some objects as the database takes them."""
    if type(field).pre_save is not models.Field.pre_save:  # it may set the value: when it is written, say
        values = [field.pre_save(one, add=True) for one in part]
    else:
        values = list(map(attrgetter(field.attname), part))
    stored = field.target_field if isinstance(field, models.ForeignKey) else field
    found = set(map(type, values)) - {type(None)}
    if any(isinstance(stored, kind) and found <= {plain} for kind, plain in _AS_THEY_ARE):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _statement(
    model: type[models.Model], fields: Sequence[Field], columns: Sequence[list[Any]], connection: Any
) -> tuple[str, list[Any]]:
    """Return the statement that inserts rows, given as columns, and returns their keys, with its parameters.

    PostgreSQL takes whole columns as arrays, which it reads faster than rows; a text too long is refused all the same.
    """
    quoted = connection.ops.quote_name
    if connection.vendor == "postgresql":
        kinds = (str(field.db_type(connection)).partition("(")[0] for field in fields)
        rows = f"SELECT * FROM UNNEST({', '.join(f'%s::{kind}[]' for kind in kinds)})"  # noqa: S608
        values = list(columns)
    else:
        row = f"({', '.join(['%s'] * len(fields))})"
        rows = f"VALUES {', '.join([row] * len(columns[0]))}"
        values = list(chain.from_iterable(zip(*columns, strict=True)))
    names = ", ".join(quoted(field.column) for field in fields)
    returning, _ = connection.ops.return_insert_columns([model._meta.pk])
    return f"INSERT INTO {quoted(model._meta.db_table)} ({names}) {rows} {returning}", values
