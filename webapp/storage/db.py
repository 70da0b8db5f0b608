"""The database handle: one factory for the app, the commands, the migrations and the tests."""

import logging
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from threading import Event, RLock
from typing import Any

import apsw
from flask import Flask, g, has_app_context, request
from peewee import Database, DatabaseProxy, ImproperlyConfigured, OperationalError
from playhouse.apsw_ext import APSWDatabase
from playhouse.db_url import connect
from playhouse.pool import PooledDatabase

from webapp.settings import private_files
from webapp.text import covered

db = DatabaseProxy()

# What it logs at DEBUG is every statement with its values: names and addresses among them (R13).
logging.getLogger("peewee").setLevel(logging.INFO)

# One writer at a time by design: SQLite allows no more, and the event chain must never fork (R17).
_turn = RLock()
_WRITERS_LOCK = 0x656E6D69  # any constant that every process of this program shares

_left_over = Event()
"""That what this process erased may stand in the write-ahead log still."""

_A_MOMENT = 0.05
"""Seconds after which a file that is being turned to WAL is tried again."""

# Older ones can corrupt a WAL database that two connections share (sqlite.org, "WAL-reset bug").
_FIRST_SOUND_SQLITE = (3, 51, 3)


class UnusableDatabase(ValueError):
    """The address leads to no database that can be used; the message is one line."""


class SqliteFile(APSWDatabase):
    """A SQLite file in WAL mode, durable at each commit, writers queued."""

    def __init__(self, path: str, patience: float) -> None:
        self.patience = patience
        super().__init__(
            path,
            timeout=patience,
            lock_type="IMMEDIATE",
            pragmas={
                "journal_mode": "wal",
                "synchronous": "full",
                "foreign_keys": 1,
                "secure_delete": 1,  # what is erased is overwritten, not only let go (R13)
            },
        )

    def _connect(self) -> apsw.Connection:
        private_files.make_file(Path(self.database))  # SQLite gives its other files the same mode
        connection = self._opened()
        connection.convert_binding = _as_text
        return connection

    def _opened(self) -> apsw.Connection:
        tired_at = time.monotonic() + self.patience
        while True:
            try:
                return super()._connect()
            except apsw.BusyError:
                # Two that turn a new file to WAL at once are not made to wait by SQLite itself.
                if time.monotonic() > tired_at:
                    raise
                time.sleep(_A_MOMENT)


def _as_text(_cursor: object, _number: int, value: object) -> str:
    if isinstance(value, datetime | date):
        return str(value)
    raise TypeError(f"SQLite cannot store a {type(value).__name__}")


def open_database(url: str, *, patience: float = 30) -> Database:
    """A database for `sqlite:///path` or `postgresql://...`; not yet connected.

    `patience` is how many seconds a writer of SQLite waits for another one.

    Raises UnusableDatabase.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        if _version(apsw.sqlitelibversion()) < _FIRST_SOUND_SQLITE:
            raise UnusableDatabase(f"SQLite {apsw.sqlitelibversion()} has a known WAL fault")
        path = Path(rest[1:])
        private_files.make_folder(path.parent)
        return SqliteFile(str(path), patience)
    if scheme in ("postgresql", "postgres"):
        try:
            return connect(
                f"psycopg3+pool://{rest}", max_connections=20, stale_timeout=300, timeout=10
            )
        except ImproperlyConfigured:
            raise UnusableDatabase("PostgreSQL needs the package `enmienda[postgresql]`") from None
    raise UnusableDatabase("the address must be sqlite:///path or postgresql://...")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def is_sqlite() -> bool:
    """Whether the database in use is the single file."""
    return isinstance(db.obj, SqliteFile)


class OnlyReading(Exception):
    """A request that may only read tried to write."""


def only_read() -> None:
    """Let the present request write nothing, whatever its view does."""
    g.only_reading = True


def may_write() -> bool:
    """Whether the present request may write."""
    return not (has_app_context() and g.get("only_reading"))


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction; writers take turns, in this process and across processes.

    Raises OnlyReading in a request that may only read.
    """
    if not may_write():
        raise OnlyReading
    if db.in_transaction():
        try:
            with db.atomic():
                yield
        except BaseException:
            covered.forget()  # what it covered was not covered
            raise
        return
    with _turn, db.atomic():
        if not is_sqlite():
            db.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITERS_LOCK,))
        covered.forget()
        try:
            yield
        finally:
            covered.forget()


@contextmanager
def private_copy() -> Iterator[apsw.Connection]:
    """A copy of the SQLite file that nobody else sees, gone when it is closed."""
    with closing(apsw.Connection("")) as copy:
        with copy.backup("main", db.connection(), "main") as copying:
            copying.step()
        yield copy


def overwrite_erased() -> None:
    """Leave nothing of what was just erased in the write-ahead log of the SQLite file, unless
    someone is still reading from it: nobody waits for that, it goes with a later request. Call it
    after the transaction."""
    if not is_sqlite() or db.in_transaction():
        return
    connection = db.connection()
    connection.set_busy_timeout(0)
    try:
        ((was_busy, *_),) = rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.set_busy_timeout(int(db.obj.patience * 1000))
    if was_busy:
        _left_over.set()
    else:
        _left_over.clear()


def bind(app: Flask) -> None:
    """Open a connection per request and give it back after; static files need none."""

    @app.before_request
    def _open() -> None:
        covered.forget()
        if request.endpoint != "static":
            db.connect(reuse_if_open=True)
            if _left_over.is_set():
                with suppress(OperationalError):  # no request fails for it: the next one tries
                    overwrite_erased()

    @app.teardown_appcontext
    def _give_back(_error: BaseException | None) -> None:
        # A SQLite connection stays with its thread: closing the last one costs a checkpoint.
        if not is_sqlite() and not db.is_closed():
            db.close()


def let_go() -> None:
    """Close what the pool still holds: processes made from this one must share no connection."""
    if isinstance(db.obj, PooledDatabase):
        db.obj.close_all()


def rows(sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The rows of a plain SQL query."""
    return list(db.execute_sql(sql, parameters).fetchall())
