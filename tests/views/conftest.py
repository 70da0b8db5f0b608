"""The app on a fresh SQLite database, in the week of the cast's consultation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.cast import WHILE_OPEN, Cast, a_cast
from tests.conftest import in_use
from tests.visitor import Visitor
from webapp import create_app
from webapp.web.security import limiter

Travel = Callable[[datetime], None]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application, made once: its routes and templates are the same in every test."""
    nowhere = tmp_path_factory.mktemp("house") / "enmienda.db"
    return create_app(
        database_url=f"sqlite:///{nowhere}", secret_key="only for tests: it is long enough"
    )


@pytest.fixture
def app(house: Flask, sqlite_url: str) -> Iterator[Flask]:
    """The application, on a database and with settings and views of this test's own."""
    with on_database(house, sqlite_url):
        yield house


@contextmanager
def on_database(house: Flask, url: str) -> Iterator[None]:
    """Let the application use a database; what is changed in it meanwhile is put back."""
    settings, views = dict(house.config), dict(house.view_functions)
    house.testing = True
    with contextmanager(in_use)(url):
        yield
    house.config.clear()
    house.config.update(settings)
    house.view_functions.update(views)
    limiter.reset()


@pytest.fixture
def clock() -> Iterator[Travel]:
    """Set the clock to a moment in naive UTC; it starts while the consultation is open."""
    with time_machine.travel(WHILE_OPEN.replace(tzinfo=UTC), tick=False) as traveller:
        yield lambda moment: traveller.move_to(moment.replace(tzinfo=UTC))


@pytest.fixture
def visitor(app: Flask, clock: Travel) -> Visitor:
    """A citizen with a browser."""
    return Visitor(app.test_client())


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The staff."""
    return a_cast()


@pytest.fixture
def desk(app: Flask, clock: Travel) -> Callable[..., Visitor]:
    """A browser signed in as someone: `desk(cast.elena_editor)`."""
    return lambda staff: Visitor(app.test_client()).signed_in(staff)
