"""What the server holds against clients that are slow on purpose, at its end, and in its log."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

import pytest

from tests.ports import free_port
from tests.processes import FORKING
from webapp import create_app
from webapp.server import serve

PATIENCE = 2
SECONDS_TO_START = 60
MEGABYTE = 1024 * 1024
CODE = "ABCD-EFGH-JKMN-PQRS"
HALF_OF_THE_HEADERS = b"GET /salud HTTP/1.1\r\nHost: localhost\r\n"
HALF_OF_THE_BODY = (
    b"POST /seguimiento HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\ncode="
)


def _serve(database: str, port: int, log: Path, patience: int) -> None:
    os.dup2(os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND), 2)
    app = create_app(
        database_url=database,
        secret_key="only for tests: it is long enough",
        base_url="http://localhost",
    )

    @app.get("/despacio")
    def slowly() -> str:
        time.sleep(1)
        return "listo"

    @app.get("/largo")
    def at_length() -> Iterator[bytes]:
        return (bytes(MEGABYTE) for _ in range(40))

    @app.get("/rota/<tracking_code>")
    def broken(tracking_code: str) -> Iterator[str]:
        yield "medio"
        raise RuntimeError

    serve(app, host="127.0.0.1", port=port, workers=1, patience=patience)


@dataclass
class Running:
    """The server as it is run."""

    port: int
    process: BaseProcess
    log: Path

    def connected(self) -> socket.socket:
        """A connection to it, once it listens."""
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), SECONDS_TO_START)
            except ConnectionRefusedError:
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.05)

    def asked(self, address: str, **headers: str) -> tuple[int, bytes]:
        """What it answers: status and body."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_START)
        with closing(client):
            client.request("GET", address, headers=headers)
            response = client.getresponse()
            return response.status, response.read()

    def stop(self) -> None:
        """Tell it to, and wait until it has."""
        self.process.terminate()
        self.process.join(SECONDS_TO_START)
        assert self.process.exitcode in (0, -signal.SIGTERM)


@contextmanager
def serving(template: Path, folder: Path, *, patience: int) -> Iterator[Running]:
    """The server on a fresh database, answering until the block ends."""
    database, port, log = folder / "enmienda.db", free_port(), folder / "log"
    shutil.copy(template, database)
    process = FORKING.Process(target=_serve, args=(f"sqlite:///{database}", port, log, patience))
    process.start()
    running = Running(port, process, log)
    try:
        running.connected().close()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for the tests that leave it as it was."""
    with serving(sqlite_template, tmp_path_factory.mktemp("server"), patience=30) as running:
        yield running


@pytest.fixture(scope="module")
def impatient(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same with little patience."""
    folder = tmp_path_factory.mktemp("impatient")
    with serving(sqlite_template, folder, patience=PATIENCE) as running:
        yield running


@pytest.fixture
def log(server: Running) -> Callable[[], str]:
    """What the server writes into its log during the test."""
    before = len(server.log.read_text())
    return lambda: server.log.read_text()[before:]


@pytest.mark.parametrize("half", [HALF_OF_THE_HEADERS, HALF_OF_THE_BODY], ids=["headers", "body"])
def test_half_a_request_that_goes_no_further_is_dropped(impatient, half):
    with closing(impatient.connected()) as client:
        client.sendall(half)
        client.settimeout(20 * PATIENCE)
        while client.recv(4096):  # an answer, or none, and then the end
            pass


def test_while_hundreds_are_idle_or_slow_the_others_are_answered(server):
    with ExitStack() as connections:
        for sent in [b""] * 200 + [HALF_OF_THE_HEADERS] * 100 + [HALF_OF_THE_BODY] * 100:
            client = connections.enter_context(closing(server.connected()))
            client.sendall(sent)
        server.asked("/")
        began = time.monotonic()
        assert server.asked("/")[0] == 200
        assert time.monotonic() - began < 1


def test_who_does_not_take_their_answer_holds_up_the_others_for_a_moment_only(impatient):
    with ExitStack() as connections:
        for _ in range(40):
            client = connections.enter_context(closing(impatient.connected()))
            client.sendall(b"GET /largo HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(1)
        began = time.monotonic()
        assert impatient.asked("/salud")[0] == 200
        assert time.monotonic() - began < 10 * PATIENCE


def test_what_is_under_way_when_it_is_told_to_stop_is_still_answered(sqlite_template, tmp_path):
    answers = []
    with serving(sqlite_template, tmp_path, patience=30) as server:
        asking = Thread(target=lambda: answers.append(server.asked("/despacio")))
        asking.start()
        time.sleep(0.5)
    asking.join()
    assert answers == [(200, b"listo")]


@pytest.mark.parametrize(
    ("address", "host", "status", "rule"),
    [
        (f"/seguimiento/{CODE}", "otro.example", 400, "GET /seguimiento/<tracking_code>"),
        (f"/gestion/clave/{CODE}", "otro.example", 400, "GET /gestion/clave/<secret>"),
        (f"/no-hay/{CODE}", "otro.example", 400, "GET an unknown address"),
        (f"/seguimiento/{CODE}", "no es un nombre", 400, "GET /seguimiento/<tracking_code>"),
        (f"/no-hay/{CODE}", "localhost", 404, ""),
        (f"/seguimiento/{CODE}%00", "localhost", 404, ""),
        (f"/rota/{CODE}", "localhost", 200, "A request was not answered to its end"),
    ],
)
def test_the_log_tells_the_rule_of_an_address_and_never_the_address(
    server, log, address, host, status, rule
):
    with closing(server.connected()) as client:
        client.sendall(f"GET {address} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answered = client.recv(4096).decode()
    assert answered.startswith(f"HTTP/1.1 {status} ")
    until = time.monotonic() + SECONDS_TO_START
    while rule not in log():
        assert time.monotonic() < until, log()
        time.sleep(0.05)
    assert CODE not in log()
    assert len(log().splitlines()) == (status == 400) or status == 200


@pytest.mark.parametrize(
    "malformed",
    [
        f"GET /seguimiento/{CODE} HTTP/9.9 x\r\n\r\n",
        f"/seguimiento/{CODE}\r\n\r\n",
        f"GET /seguimiento/{CODE} HTTP/1.1\r\nHost : a\r\nContent-Length: x\r\n\r\n",
        f"GET /seguimiento/{CODE} HTTP/1.1\r\nTransfer-Encoding: none\r\n\r\n",
    ],
)
def test_a_request_that_is_none_leaves_nothing_of_it_in_the_log(server, log, malformed):
    with closing(server.connected()) as client:
        client.sendall(malformed.encode())
        client.shutdown(socket.SHUT_WR)
        while client.recv(4096):
            pass
    assert CODE not in log()
