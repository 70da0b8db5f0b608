"""One PostgreSQL database for test after test.

To put its rows back takes a few milliseconds, where one more copy of the database takes fifty.
"""

from typing import TYPE_CHECKING

from peewee import Database

from tests import postgres
from webapp.storage.db import open_database
from webapp.text import covered

if TYPE_CHECKING:
    import psycopg

_TESTS = 100
"""How many use a copy: to pass over the rows that were deleted in it takes longer and longer."""

# Fires also for what is dropped; what is rolled back leaves nothing.
_WATCH = """
CREATE SCHEMA watch;
CREATE TABLE watch.altered (tag text);
CREATE FUNCTION watch.note() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO watch.altered VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch.note()
"""
_NAMES = (
    "SELECT quote_ident(relname) FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = %s ORDER BY relname"
)
_WHO_IS_BUSY_LEAVES = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)


def watch(connection: "psycopg.Connection") -> None:
    """Let a database, and its copies, note whether anything but rows is altered in them."""
    connection.execute(_WATCH.encode())


def script_of(connection: "psycopg.Connection") -> str:
    """The script that gives any database of the same tables the rows that this one has."""
    tables = [name for (name,) in connection.execute(_NAMES, ("r",))]
    sequences = [name for (name,) in connection.execute(_NAMES, ("S",))]
    rows = " UNION ALL ".join(
        f"SELECT '{name}', string_agg(quote_literal(t::text), ',') FROM {name} t"  # noqa: S608
        for name in tables
    )
    counts = " UNION ALL ".join(
        f"SELECT '{name}', last_value, is_called FROM {name}"  # noqa: S608
        for name in sequences
    )
    return ";\n".join(
        (
            "BEGIN",
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {name}" for name in tables),  # noqa: S608
            *(
                f"INSERT INTO {name} SELECT r.* FROM unnest(ARRAY[{values}]::{name}[]) r"  # noqa: S608
                for name, values in connection.execute(rows.encode())
                if values
            ),
            *(
                f"SELECT setval('{name}', {last}, {called})"
                for name, last, called in connection.execute(counts.encode())
            ),
            "COMMIT",
        )
    )


def run(script: str, connection: "psycopg.Connection") -> None:
    """Give a database the rows of a script."""
    connection.execute(script.encode(), prepare=False)
    covered.forget()  # what the rows before said


class Reused:
    """A copy of a template, made like it again for each test; after a test that altered more than
    rows, another copy. The program's connections to it stay open: a new one knows no table yet."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._script = ""
        self._opened: Database | None = None
        self._tests = 0
        self.address = ""

    def fresh(self) -> Database:
        """The database as the template is, not connected."""
        self._tests += 1
        if self._opened is None or self._tests > _TESTS or self._is_altered(self._opened):
            self.close()
            return self._copy()
        with self._opened.connection_context():
            run(self._script, self._opened.connection())
        return self._opened

    def _is_altered(self, opened: Database) -> bool:
        with opened.connection_context():
            opened.execute_sql("RESET ALL")
            opened.execute_sql(_WHO_IS_BUSY_LEAVES)
            return bool(opened.execute_sql("SELECT FROM watch.altered").fetchall())

    def _copy(self) -> Database:
        self.address = postgres.new_database(self._server, template=self._template)
        self._opened, self._tests = open_database(self.address), 1
        with self._opened.connection_context():
            self._script = script_of(self._opened.connection())
        return self._opened

    def close(self) -> None:
        """Remove the database."""
        if self._opened:
            self._opened.close_all()
            self._opened = None
            postgres.drop_database(self.address)
