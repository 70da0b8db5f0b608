"""What is kept: who may read the files, copies that are whole, and what is put back."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from tests.processes import Command
from webapp.settings.config import SHORTEST_SECRET, BadSettings, Settings
from webapp.storage import backups
from webapp.storage.backups import CannotKeep
from webapp.storage.db import db, open_database


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def newer_migration(database: Path) -> None:
    with closing(sqlite3.connect(database)) as copy, copy:
        copy.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '')")


@pytest.fixture
def database(sqlite_url: str) -> Path:
    """The file of a database that the program is pointed at, and that nobody has open."""
    opened = open_database(sqlite_url)
    db.initialize(opened)
    return Path(opened.database)


@pytest.fixture
def open_umask():
    """A machine that lets everyone read what is made, unless told otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_nobody_else_reads_database_secret_and_copies(open_umask, tmp_path):
    for arguments in (("migrate",), ("backup", "copy.sqlite3")):
        assert Command(*arguments, folder=tmp_path, environment=os.environ).wait() == 0
    instance = tmp_path / "instance"
    assert mode(instance) == "0o700"
    assert mode(instance / "secret_key") == "0o600"
    assert mode(instance / "enmienda.sqlite3") == "0o600"
    assert mode(tmp_path / "copy.sqlite3") == "0o600"

    (instance / "enmienda.sqlite3").unlink()
    restore = Command("restore", "copy.sqlite3", folder=tmp_path, environment=os.environ)
    assert restore.wait() == 0
    assert mode(instance / "enmienda.sqlite3") == "0o600"


def test_nobody_else_reads_what_sqlite_keeps_beside_the_database(open_umask, tmp_path):
    opened = open_database(f"sqlite:///{tmp_path}/new/x.sqlite3")
    with opened.connection_context():
        opened.execute_sql("CREATE TABLE t (id INTEGER)")
        files = sorted((tmp_path / "new").iterdir())
        assert len(files) == 3
        assert [mode(each) for each in files] == ["0o600"] * 3


def test_a_database_that_everyone_could_read_is_closed_by_migrate(tmp_path):
    assert Command("migrate", folder=tmp_path, environment=os.environ).wait() == 0
    database = tmp_path / "instance" / "enmienda.sqlite3"
    database.chmod(0o644)
    assert Command("migrate", folder=tmp_path, environment=os.environ).wait() == 0
    assert mode(database) == "0o600"


def test_the_secret_is_made_once_and_is_long(tmp_path):
    secret = Settings().secret_in(tmp_path)
    assert len(secret) >= SHORTEST_SECRET
    assert Settings().secret_in(tmp_path) == secret
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("held", ["", "x", "x" * 31])
def test_a_secret_that_can_be_guessed_is_refused(tmp_path, held):
    (tmp_path / "secret_key").write_text(held)
    with pytest.raises(BadSettings, match="32 characters"):
        Settings().secret_in(tmp_path)
    if held:
        with pytest.raises(BadSettings, match="32 characters"):
            Settings.read({"ENMIENDA_SECRET_KEY": held})


def test_a_copy_that_fails_leaves_nothing_behind(database, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    cut_off(database)
    with pytest.raises(CannotKeep, match="damaged"):
        backups.backup(folder / "copy.sqlite3")
    assert list(folder.iterdir()) == []


def test_a_copy_can_be_made_whatever_the_schema(database, tmp_path):
    newer_migration(database)
    backups.backup(tmp_path / "copy.sqlite3")
    assert (tmp_path / "copy.sqlite3").stat().st_size > 0
    assert not Path(f"{database}-wal").exists()


@pytest.fixture
def copy(database: Path) -> Path:
    """A copy of the database, which is not there any more."""
    copy = database.with_name("copy.sqlite3")
    backups.backup(copy)
    database.unlink()
    return copy


def test_a_copy_is_put_back_whole(database, copy):
    backups.restore(copy)
    with closing(sqlite3.connect(database)) as restored:
        assert restored.execute("SELECT count(*) FROM entity").fetchone() == (1,)


def test_what_the_copy_has_in_its_wal_is_put_back_too(database, copy):
    live = apsw.Connection(str(copy))
    live.execute("PRAGMA journal_mode = wal; UPDATE entity SET version = 41").fetchall()
    assert Path(f"{copy}-wal").stat().st_size
    backups.restore(copy)
    live.close()
    with closing(sqlite3.connect(database)) as restored:
        assert restored.execute("SELECT version FROM entity").fetchone() == (41,)


def test_nothing_is_put_back_beside_the_wal_of_another(database, copy):
    Path(f"{database}-wal").write_bytes(b"left over")
    with pytest.raises(CannotKeep, match="-wal already exists"):
        backups.restore(copy)


def other_database(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("CREATE TABLE recipe (id INTEGER)")


def other_migrations(copy: Path) -> None:
    other_database(copy)
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute("CREATE TABLE schema_migration (name TEXT)")
        other.execute("INSERT INTO schema_migration VALUES ('0001_recipes')")


def cut_off(copy: Path) -> None:
    os.truncate(copy, copy.stat().st_size // 2)


def overwritten(copy: Path) -> None:
    content = copy.read_bytes()
    half = len(content) // 2
    copy.write_bytes(content[:half] + b"\xff" * 8192 + content[half + 8192 :])


def no_database(copy: Path) -> None:
    copy.write_text("This is no database.\n" * 400)


def emptied(copy: Path) -> None:
    os.truncate(copy, 0)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (other_database, "not a database of this program"),
        (other_migrations, "not a database of this program"),
        (emptied, "not a database of this program"),
        (newer_migration, "newer version"),
        (cut_off, "damaged"),
        (overwritten, "damaged"),
        (no_database, "damaged, or no database"),
    ],
)
def test_what_is_no_sound_copy_is_not_put_back(database, copy, spoil, why):
    spoil(copy)
    with pytest.raises(CannotKeep, match=why):
        backups.restore(copy)
    assert not database.exists()
    assert not list(database.parent.glob(".*"))


def test_a_copy_of_a_version_before_is_put_back(database, copy):
    with closing(sqlite3.connect(copy)) as older, older:
        older.execute("DELETE FROM schema_migration WHERE name LIKE '0012%'")
    backups.restore(copy)
    assert database.exists()
