"""Databases for the tests: migrated once, copied for each, on both engines."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from peewee import Database

from tests import postgres, reused
from tests.requirements_of_machine import require
from tests.soundness import StrictClient
from webapp.storage.db import db, open_database
from webapp.workflow import upgrading

LONG_BEFORE = datetime(2020, 1, 1, 15, 0)
"""When the databases of the tests were made."""

# How fast a machine invents and tries examples is no property of the program; and what the gate
# says of a commit does not change by chance. `make chance` looks for other examples.
settings.register_profile("chance", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", settings.get_profile("chance"), derandomize=True)
settings.load_profile("house")


def pytest_configure() -> None:
    """Check every page that any test visits. Look for garbage less often: thousands of tests
    stand in memory from beginning to end."""
    Flask.test_client_class = StrictClient
    gc.set_threshold(10_000, 20, 50)


def pytest_collection_finish() -> None:
    """And never among those."""
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "enmienda.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own."""
    try:
        cluster = postgres.temporary_cluster()
        address = cluster.__enter__()
    except postgres.PostgresMissing as missing:
        require(False, f"no PostgreSQL: {missing}")
        raise
    yield address
    cluster.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """A migrated PostgreSQL database to copy."""
    import psycopg

    address = postgres.new_database(postgresql_server)
    _migrate(address)
    with psycopg.connect(address) as connection:
        reused.watch(connection)
    return address


@pytest.fixture(scope="session")
def postgresql_database(
    postgresql_server: str, postgresql_template: str
) -> Iterator[reused.Reused]:
    """The PostgreSQL database of all tests that need one."""
    with closing(reused.Reused(postgresql_server, postgresql_template)) as database:
        yield database


def _migrate(url: str) -> None:
    database = open_database(url)
    db.initialize(database)
    with database.connection_context():
        upgrading.upgrade(at=LONG_BEFORE)
    _let_go(database)


def _let_go(database: Database) -> None:
    if not database.is_closed():
        database.close()
    if hasattr(database, "close_all"):
        database.close_all()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    path = tmp_path / "enmienda.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_database: reused.Reused) -> str:
    """The address of a PostgreSQL database as fresh as a new one."""
    postgresql_database.fresh()
    return postgresql_database.address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database in use, once on each engine."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database in use."""
    yield from in_use(sqlite_url)


@pytest.fixture
def postgresql(postgresql_database: reused.Reused) -> Iterator[Database]:
    """A PostgreSQL database in use, as fresh as a new one."""
    opened = postgresql_database.fresh()
    db.initialize(opened)
    with opened.connection_context():
        yield opened


def in_use(url: str) -> Iterator[Database]:
    """Point the whole program at a database."""
    opened = open_database(url)
    db.initialize(opened)
    with opened.connection_context():
        yield opened
    _let_go(opened)
