"""A database of an earlier version, brought to this one: in one go, or cut off and begun again."""

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest
from peewee import Database
from playhouse.migrations import Runner

from tests import postgres
from tests.conftest import in_use
from tests.databases import restore
from tests.processes import Command
from webapp.models import Comment, Tally
from webapp.settings import paths
from webapp.storage.db import db, open_database
from webapp.workflow import upgrading, verifying

BEFORE = "0012_newest_acts"
LATER = datetime(2026, 6, 1, 15, 0)
_FORKING = get_context("fork")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file as the version before left it."""
    path = tmp_path_factory.mktemp("earlier") / "earlier.db"
    for opened in in_use(f"sqlite:///{path}"):
        restore(opened, BEFORE)
    return path


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        address = postgres.new_database(request.getfixturevalue("postgresql_server"))
        yield address
        postgres.drop_database(address)


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    """It, in use."""
    yield from in_use(empty_url)


on_both = pytest.mark.parametrize(
    "empty_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
    indirect=True,
)


@on_both
def test_a_database_of_the_version_before_is_brought_here_and_is_sound_r17(empty):
    restore(empty, BEFORE)
    assert upgrading.upgrade(at=LATER) != []
    assert upgrading.upgrade(at=LATER) == []
    sound = verifying.verify()
    assert sound["comments"] == Comment.select().count() == 10
    assert sound["totals"] >= Tally.select().count() > 0


def statements(path: Path) -> int:
    """How many statements the upgrade of a file makes."""
    count = 0

    def counted(*_: object) -> bool:
        nonlocal count
        count += 1
        return True

    for _ in in_use(f"sqlite:///{path}"):
        db.connection().exec_trace = counted
        upgrading.upgrade(at=LATER)
        db.connection().exec_trace = None
    return count


def upgrade_until(path: Path, last: int) -> None:
    """Upgrade a file and be killed at a statement: as a power cut would, with no chance to tidy."""
    left = last

    def counted(*_: object) -> bool:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return True

    db.initialize(open_database(f"sqlite:///{path}"))
    db.connect()
    db.connection().exec_trace = counted
    upgrading.upgrade(at=LATER)


@pytest.mark.parametrize("quarter", range(1, 5))
def test_an_upgrade_that_was_killed_is_finished_by_the_next_one_r17(earlier, tmp_path, quarter):
    whole, cut = tmp_path / "whole.db", tmp_path / "cut.db"
    shutil.copy(earlier, whole)
    shutil.copy(earlier, cut)
    last = max(statements(whole) * quarter // 4, 1)
    killed = _FORKING.Process(target=upgrade_until, args=(cut, last))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    for _ in in_use(f"sqlite:///{cut}"):
        upgrading.upgrade(at=LATER)
        assert verifying.verify()["comments"] == 10


@on_both
def test_two_upgrades_at_once_wait_for_each_other(empty_url, tmp_path):
    environment = os.environ | {"ENMIENDA_DATABASE_URL": empty_url, "ENMIENDA_SECRET_KEY": "x" * 32}
    both = [Command("migrate", folder=tmp_path, environment=environment) for _ in range(2)]
    said = [each.communicate() for each in both]
    assert [(each.returncode, errors) for each, (_, errors) in zip(both, said, strict=True)] == [
        (0, "")
    ] * 2
    assert sorted("up to date" in out for out, _ in said) == [False, True]
    assert sum("applied 0001_initial" in out for out, _ in said) == 1


def test_whoever_opens_a_new_file_at_the_same_moment_waits_for_the_other(tmp_path):
    together = Barrier(4)

    def opened(path: Path) -> bool:
        one = open_database(f"sqlite:///{path}")
        together.wait()
        with closing(one):
            return bool(one.connect())

    files = [tmp_path / f"{number}.db" for number in range(40) for _ in range(together.parties)]
    with ThreadPoolExecutor(together.parties) as people:
        assert all(people.map(opened, files))


COMMANDS = [
    ("verify",),
    ("purge",),
    ("demo",),
    ("send-notices",),
    ("add-staff", "ana@example.org", "--name", "Ana", "--role", "admin"),
    ("export", "plan", "--format", "csv", "--out", "salida.csv"),
    ("archive", "plan", "carpeta"),
    ("serve",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=[each[0] for each in COMMANDS])
@pytest.mark.parametrize("newest", [None, "0001_initial"], ids=["never-migrated", "behind"])
def test_on_a_database_that_is_not_up_to_date_a_command_says_so(command, newest, tmp_path):
    url = f"sqlite:///{tmp_path / 'held.db'}"
    for opened in in_use(url) if newest else ():
        Runner(opened, str(paths.migrations())).up(target=newest)
    environment = os.environ | {"ENMIENDA_DATABASE_URL": url}
    stopped = Command(*command, folder=tmp_path, environment=environment, given="clave larga\n")
    said, errors = stopped.communicate(timeout=60)
    assert (stopped.returncode, said) == (1, "")
    assert errors.endswith(": run `enmienda migrate`\n")
    assert len(errors.splitlines()) == 1
