"""The database fails while someone sends an observation: they are told, nothing is half written,
and the same form goes through afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC
from pathlib import Path

import apsw
import pytest
import time_machine
from flask import Flask

from tests.cast import WHILE_OPEN, a_cast, an_announced_plan, filed
from tests.visitor import Visitor
from webapp import create_app
from webapp.models import Comment, Event, FilingSequence, Plan
from webapp.storage.db import db, open_database
from webapp.web.security import limiter
from webapp.workflow import verifying

pytestmark = pytest.mark.slow

FORM = "/planes/plan-de-prueba/acciones/1.1/observaciones/nueva"
FILE = "/planes/plan-de-prueba/acciones/1.1/observaciones"
Fault = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    """The application, with little patience for whoever holds the database."""
    app = create_app(database_url=sqlite_url, secret_key="only for tests: it is long enough")
    db.initialize(open_database(sqlite_url, patience=0.2))
    with db.connection_context(), time_machine.travel(WHILE_OPEN.replace(tzinfo=UTC), tick=False):
        filed(an_announced_plan(a_cast()), "La primera.")
        yield app
    limiter.reset()


@contextmanager
def held_by_another() -> Iterator[None]:
    """Another process is writing and does not end."""
    with closing(apsw.Connection(db.obj.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only() -> Iterator[None]:
    """The disk takes no more writes."""
    db.execute_sql("PRAGMA query_only = 1")
    yield
    db.execute_sql("PRAGMA query_only = 0")


@contextmanager
def full() -> Iterator[None]:
    """The disk is full."""
    (pages,) = db.execute_sql("PRAGMA page_count").fetchone()
    db.execute_sql(f"PRAGMA max_page_count = {pages}")
    yield
    db.execute_sql("PRAGMA max_page_count = 4294967294")


def state() -> tuple[int, ...]:
    """All that a filing touches."""
    return (
        Comment.select().count(),
        Event.select().count(),
        FilingSequence.get().last,
        Plan.get().comments_total,
    )


@pytest.mark.parametrize("fault", [held_by_another, read_only, full])
@pytest.mark.parametrize("htmx", [False, True])
def test_who_files_is_told_and_nothing_is_half_written(app: Flask, fault: Fault, htmx: bool):
    visitor = Visitor(app.test_client())
    form = visitor.get(FORM).form()
    # Long enough to need pages of its own.
    typed = {**form, "body": "Pongan un buzón. " * 290, "proposed_text": "Un buzón. " * 490}
    before = state()
    with fault():
        page = visitor.post(FILE, typed, 503, htmx=htmx)
        assert page.h1 == "En este momento no podemos guardar"
        assert "Nada quedó guardado a medias." in page.words
        assert state() == before
        visitor.get("/planes/plan-de-prueba")

    visitor.post(FILE, typed)
    assert Comment.select().order_by(Comment.id.desc()).get().filing_number == "CMC-2026-000002"
    assert verifying.verify()["comments"] == 2


@pytest.fixture
def out_of_reach(app: Flask, tmp_path: Path) -> Iterator[None]:
    """The file cannot be opened."""
    sound = db.obj
    db.initialize(open_database(f"sqlite:///{tmp_path}"))
    yield
    db.initialize(sound)


@pytest.mark.parametrize("address", ["/", FORM, "/seguimiento/0000-0000-0000-0000"])
def test_a_database_that_cannot_be_opened_gives_a_page_all_the_same(app, out_of_reach, address):
    page = Visitor(app.test_client()).get(address, 503)
    assert page.h1 == "En este momento no podemos guardar"


def test_the_health_of_the_service_says_so(app, out_of_reach):
    assert app.test_client().get("/salud").status_code == 503
