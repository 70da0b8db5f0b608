"""What databases of earlier versions held, each in a file named by its last migration.

A file has one row a line, `[table, {column: value}]`, so that it serves both engines. 0012 is of
0.2.0: plans in every phase but a second round, moderation, answers, parts, acts undone, a petition,
scans, publicity, an internal report, a group, meetings, a catalogue edited, a subscription.
"""

import base64
import json
from pathlib import Path
from typing import Any

from peewee import Database
from playhouse.migrations import Runner

from webapp.settings import paths
from webapp.storage.db import is_sqlite, rows

HERE = Path(__file__).parent
_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'search%'"


def restore(database: Database, last_migration: str) -> None:
    """Make in an empty database what a version left."""
    Runner(database, str(paths.migrations())).up(target=last_migration)
    lines = (HERE / f"{last_migration[:4]}.jsonl").read_text("utf-8").splitlines()
    held = [json.loads(line) for line in lines]
    if is_sqlite():
        _put_unguarded(database, held)
    else:
        database.execute_sql("SET session_replication_role = replica")
        _put(database, held)
        _count_on(database)
        database.execute_sql("SET session_replication_role = DEFAULT")


def _put_unguarded(database: Database, held: list[tuple[str, dict[str, Any]]]) -> None:
    guards = rows(_GUARDS)
    database.execute_sql("PRAGMA foreign_keys = 0")
    for name, _ in guards:
        database.execute_sql(f"DROP TRIGGER {name}")
    _put(database, held)
    for _, made in guards:
        database.execute_sql(made)
    database.execute_sql("PRAGMA foreign_keys = 1")


def _put(database: Database, held: list[tuple[str, dict[str, Any]]]) -> None:
    mark = "?" if is_sqlite() else "%s"
    with database.atomic():
        for table in dict.fromkeys(table for table, _ in held):
            database.execute_sql(f'DELETE FROM "{table}"')  # noqa: S608  # what migrations put
        for table, row in held:
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join([mark] * len(row))
            values = tuple(_value(table, name, value) for name, value in row.items())
            statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
            database.execute_sql(statement, values)


def _value(table: str, column: str, value: Any) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if not is_sqlite() and isinstance(value, int) and column in _booleans(table):
        return bool(value)
    return value


def _booleans(table: str) -> set[str]:
    found = rows(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND data_type = 'boolean'",
        (table,),
    )
    return {name for (name,) in found}


def _count_on(database: Database) -> None:
    """New rows are numbered after those that were put in."""
    sequences = rows(
        "SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') "
        "FROM information_schema.columns WHERE column_name = 'id' AND column_default IS NOT NULL "
        "AND table_schema = 'public'"
    )
    for table, sequence in sequences:
        database.execute_sql(
            f"SELECT setval('{sequence}', (SELECT COALESCE(MAX(id), 1) FROM \"{table}\"))"  # noqa: S608
        )
