"""A PostgreSQL server for the tests: made in a temporary folder, gone at the end.

`initdb` refuses to run as root; there the server runs as an ordinary user of the machine.
"""

import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.ports import free_port

if TYPE_CHECKING:
    import psycopg

ORDINARY_USERS = ("postgres", "nobody")
SECONDS_TO_START = 120
SECONDS_TO_END = 120
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # no database lives long enough
    "max_connections": "200",
    "log_min_messages": "fatal",
}
_connections: dict[str, "psycopg.Connection"] = {}
"""One on each server, for making and dropping databases: to connect costs almost as much."""


class PostgresMissing(Exception):
    """There is no PostgreSQL on this machine, or it does not start; the message says which."""


@contextmanager
def temporary_cluster() -> Iterator[str]:
    """Run a server of its own and give the address of its first database.

    Raises PostgresMissing when the machine has no server programs or they do not work.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="enmienda-postgres-", dir=_within_reach()))
    try:
        _prepare(programs, folder)
        with _running(programs, folder) as address:
            yield address
            if address in _connections:
                _connections.pop(address).close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, *, template: str | None = None) -> str:
    """Create a database on the server of that address and return the new one's address.

    `template` is the address of a database to copy; nobody may be connected to it meanwhile.
    """
    name = f"test_{secrets.token_hex(6)}"
    source = urlsplit(template).path.lstrip("/") if template else "template0"
    # Ten times as fast as writing the copy to the log, since nothing here is synchronous.
    _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def drop_database(address: str) -> None:
    """Remove that database, whoever is still connected to it."""
    parts = urlsplit(address)
    _on_server(
        parts._replace(path="/postgres").geturl(),
        f'DROP DATABASE IF EXISTS "{parts.path.lstrip("/")}" WITH (FORCE)',
    )


def _on_server(address: str, statement: str) -> None:
    import psycopg

    if address not in _connections:
        _connections[address] = psycopg.connect(address, autocommit=True)
    _connections[address].execute(statement.encode())


def _programs() -> Path:
    """Return the folder with `initdb` and `postgres`, the newest where there are several."""
    candidates = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if on_path:
        candidates.insert(0, Path(on_path).resolve().parent)
    for folder in candidates:
        if all((folder / program).exists() for program in ("initdb", "postgres")):
            return folder
    raise PostgresMissing("PostgreSQL is not installed (Debian: apt-get install postgresql)")


def _within_reach() -> str:
    """The folder for temporary files, unless it is root's own: the ordinary user has to enter."""
    folder = tempfile.gettempdir()
    return folder if os.stat(folder).st_mode & stat.S_IXOTH else "/tmp"  # noqa: S108 (mkdtemp in it)


def _ordinary_user() -> pwd.struct_passwd | None:
    """Return the user that the server must run as; None means the present one."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in ORDINARY_USERS:
        if name in known:
            return known[name]
    raise PostgresMissing(f"root cannot run PostgreSQL and has no user {ORDINARY_USERS} to do it")


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a program as the ordinary user, with what it says in `folder`/log."""
    user = _ordinary_user()
    identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    environment = {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment | {"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity,  # type: ignore[call-overload]
        )


def _prepare(programs: Path, folder: Path) -> None:
    user = _ordinary_user()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    command = [str(programs / "initdb"), "--pgdata", "data", "--username", "enmienda"]
    command += ["--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    if _start(command, folder).wait() != 0:
        raise PostgresMissing(f"initdb failed: {_last_words(folder)}")


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    command = [str(programs / "postgres"), "-D", "data", "-p", str(port)]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    server = _start(command, folder)
    try:
        address = f"postgresql://enmienda@127.0.0.1:{port}/postgres"
        _wait_until_it_answers(server, address, folder)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # the quick end: it does not wait for who is connected
        server.wait(timeout=SECONDS_TO_END)


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: str, folder: Path) -> None:
    import psycopg

    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise PostgresMissing(f"the server ended at once: {_last_words(folder)}")
        try:
            psycopg.connect(address, connect_timeout=SECONDS_TO_START).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise PostgresMissing(f"the server did not answer in {SECONDS_TO_START} s")


def _last_words(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace").strip()[-500:]
