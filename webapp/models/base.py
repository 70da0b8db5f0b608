"""What every table shares."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Self

from peewee import (
    SQL,
    AutoField,
    CharField,
    Field,
    FieldAccessor,
    IntegerField,
    Model,
    ModelSelect,
    TextField,
)

from webapp.storage.db import db, is_sqlite, rows
from webapp.text.covered import in_force, is_covered, lifted_from, published, without

_AT_ONCE = 500
"""Rows of one statement: engines take so many parameters and no more."""


def canonical(value: Any) -> str:
    """JSON in one spelling only: sorted keys, no spaces, so that a digest of it is stable."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(value: Any) -> str:
    """SHA-256, in hexadecimal, of a value's canonical JSON, its texts as they were published."""
    return hashlib.sha256(canonical(published(value)).encode()).hexdigest()


class JSONText(TextField):
    """A JSON value kept as canonical text, the same on both engines."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class _KeepsPublishedText(FieldAccessor):
    """Saving a text as it was read, with its marks, leaves the published text unchanged."""

    def __set__(self, instance: Model, value: Any) -> None:
        stored = instance.__data__.get(self.name)
        super().__set__(instance, stored if is_covered(stored) and value == stored else value)


class CoverableText(TextField):
    """A text that the public may read: read with marks once something of it is covered (R21)."""

    accessor_class = _KeepsPublishedText

    def db_value(self, value: str | None) -> str | None:
        return super().db_value(published(value))

    def python_value(self, value: str | None) -> str | None:
        return as_read(super().python_value(value))


class LineOfText(CharField):
    """A line of text. Forms take 255 characters; a mark in the place of a word that is erased may
    make it longer, so PostgreSQL holds it to no length."""

    def ddl_datatype(self, _ctx: object) -> SQL:
        return SQL("VARCHAR(255)" if is_sqlite() else "TEXT")


class CoverableLine(LineOfText):
    """A line of text that the public may read, covered as a `CoverableText` is."""

    accessor_class = _KeepsPublishedText

    def db_value(self, value: str | None) -> str | None:
        return super().db_value(published(value))

    def python_value(self, value: str | None) -> str | None:
        return as_read(super().python_value(value))


class CoverableJSON(JSONText):
    """A JSON value with texts that the public may read, each covered as a `CoverableText` is."""

    def db_value(self, value: Any) -> str | None:
        return super().db_value(published(value))

    def python_value(self, value: str | None) -> Any:
        return as_read(super().python_value(value))


COVERABLE_TEXTS = (CoverableText, CoverableLine)
COVERABLE = (*COVERABLE_TEXTS, CoverableJSON)


def as_read(value: Any) -> Any:
    """A text, or a JSON value with texts in it, with marks over what is covered."""
    return value if not value else in_force(db.obj, _covers).read(value)


def without_salt(content: dict[str, Any]) -> dict[str, Any]:
    """Sealed content without its salt: the public reads it so once something of it is covered."""
    return {name: value for name, value in content.items() if name != "salt"}


def something_is_covered() -> bool:
    """Whether any text of any plan is covered."""
    return bool(in_force(db.obj, _covers))


def _covers() -> Iterator[tuple[int, Any]]:
    # In plain SQL: the rows of corrections hold texts that are covered themselves.
    made = (
        "SELECT id, kind, details FROM correction WHERE state = 'approved'"
        " AND kind IN ('cover', 'clean_copy', 'cover_lifted') ORDER BY id"
    )
    read = [(number, kind, json.loads(details)) for number, kind, details in rows(made)]
    lifted = [details for _, kind, details in read if kind == "cover_lifted"]
    for number, kind, details in read:
        if kind != "cover_lifted":
            yield number, without(details, lifted_from(number, lifted))


class Table(Model):
    """A row with a number of its own.

    What peewee adds by itself to a row (`plan_id` beside `plan`, the rows that point here) is
    annotated under the fields of each table, where something uses it.
    """

    id = AutoField()

    class Meta:
        database = db
        legacy_table_names = False

    def fresh(self) -> Self:
        """The row as the database has it now."""
        return type(self).get_by_id(self.id)


class Versioned(Table):
    """A row that two people may save at once: the second one is refused (R12)."""

    version = IntegerField(default=1)


def insert_all(made: Sequence[Table]) -> None:
    """Write new rows of one table, in their order, few statements for many rows."""
    for start in range(0, len(made), _AT_ONCE):
        some = [row.__data__ for row in made[start : start + _AT_ONCE]]
        type(made[0]).insert_many(some).execute()


def tuples(query: "ModelSelect[Any]") -> list[Any]:
    """The rows of a query as plain tuples of its columns."""
    return list(query.tuples().iterator())


def side_by_side(
    query: "ModelSelect[Any]", *parts: type[Table] | Field
) -> Iterator[tuple[Any, ...]]:
    """What a query with joins finds, each part apart: of a table its whole row, or None where an
    outer join found none; of a column its value. No row carries one of another table."""
    for values in query.select(*parts).tuples().iterator():
        left = iter(values)
        yield tuple(next(left) if isinstance(part, Field) else _row(part, left) for part in parts)


def _row(table: type[Table], values: Iterator[Any]) -> Table | None:
    """A row of a table, of the next values of a result; None when it has no number."""
    columns = {name: next(values) for name in table._meta.sorted_field_names}
    if columns["id"] is None:
        return None
    row = table(__no_default__=True)  # setting column by column takes longer
    row.__data__.update(columns)
    return row
