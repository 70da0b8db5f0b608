"""Rows that cannot even be read: values that their column does not take, parents that are gone."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from peewee import (
    JOIN,
    BlobField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)

from webapp.models import TABLES, Table
from webapp.models.base import COVERABLE_TEXTS, tuples
from webapp.vocabulary.messages import N_
from webapp.workflow.verifying.findings import Checked, Fault

_BATCH = 1000
_ALWAYS_READ = (TextField, CharField, BlobField, *COVERABLE_TEXTS)
_TYPES: dict[type[Field], type] = {
    DateTimeField: datetime,
    DateField: date,
    IntegerField: int,
}
"""Of these peewee gives back whatever stands there when it cannot be read."""


def readable(query: "ModelSelect[Any]") -> list[Any]:
    """The rows of a query, without those that cannot be read: `legible` names these."""
    try:
        return list(query.clone())
    except Exception:  # a column may hold anything
        table = query.model
        numbers = [number for (number,) in tuples(query.select(table.id))]
        return [row for number in numbers for row in _one(query.where(table.id == number))]


def _one(query: "ModelSelect[Any]") -> list[Any]:
    try:
        return list(query)
    except Exception:
        return []


def legible() -> Iterator[Checked]:
    """Every table: each value of a row is one that its column takes, each parent is there."""
    for table in TABLES:
        yield Checked("", table._meta.table_name, _of_table(table))


def _of_table(table: type[Table]) -> Iterator[Fault]:
    fields = [each for each in table._meta.sorted_fields if type(each) not in _ALWAYS_READ]
    keys = table.select(table.id).order_by(table.id).limit(_BATCH)
    some = [key for (key,) in tuples(keys)]
    if not some:
        return
    while fields and some:
        if not _all_read(table, fields, table.id.between(some[0], some[-1])):
            for key in some:
                yield from _unread(table, fields, key)
        some = [key for (key,) in tuples(keys.where(table.id > some[-1]))]
    for field in table._meta.refs:
        yield from _orphans(table, field)


def _unread(table: type[Table], fields: list[Field], key: Any) -> Iterator[Fault]:
    for field in fields:
        if not _all_read(table, [field], table.id == key):
            yield Fault(
                N_("%(row)s cannot be read: its %(column)s is nothing that can stand there."),
                row=f"{table._meta.table_name}:{key}",
                column=field.column_name,
            )


def _all_read(table: type[Table], fields: list[Field], which: Any) -> bool:
    expected = [_TYPES.get(type(field), object) for field in fields]
    try:
        rows = tuples(table.select(*fields).where(which))
    except Exception:
        return False
    return all(
        value is None or isinstance(value, kind)
        for row in rows
        for value, kind in zip(row, expected, strict=True)
    )


def _orphans(table: type[Table], field: ForeignKeyField) -> Iterator[Fault]:
    parent = field.rel_model.alias()
    orphans = (
        table.select(table.id)
        .join(parent, JOIN.LEFT_OUTER, on=(field == parent.id))
        .where(field.is_null(False), parent.id.is_null())
        .order_by(table.id)
    )
    for (key,) in tuples(orphans):
        yield Fault(
            N_("%(row)s cannot be read: its %(column)s is missing."),
            row=f"{table._meta.table_name}:{key}",
            column=field.column_name,
        )
