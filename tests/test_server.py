"""What the server holds against clients that are slow on purpose."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context

import pytest

from tests.ports import free_port
from webapp import create_app
from webapp.server import serve, wait_at_most

PATIENCE = 1
SECONDS_TO_START = 60


def test_a_connection_that_nothing_moves_is_given_up():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        wait_at_most(listener, PATIENCE)
        with closing(socket.create_connection(listener.getsockname())):
            taken, _ = listener.accept()
            with closing(taken):
                taken.setblocking(True)
                with pytest.raises(BlockingIOError):
                    taken.recv(1)
                with pytest.raises(BlockingIOError):
                    taken.sendall(bytes(64 * 1024 * 1024))


def _serve(database: str, port: int) -> None:
    app = create_app(database_url=database, secret_key="only for tests: it is long enough")
    serve(app, host="127.0.0.1", port=port, workers=1, patience=PATIENCE)


@pytest.fixture
def impatient(sqlite_url: str) -> Iterator[int]:
    """The port of the server as it is run, with little patience."""
    port = free_port()
    process = get_context("spawn").Process(target=_serve, args=(sqlite_url, port))
    process.start()
    try:
        yield port
    finally:
        process.terminate()
        process.join(SECONDS_TO_START)
        assert process.exitcode in (0, -signal.SIGTERM)


def connected(port: int) -> socket.socket:
    """A connection to the server, once it listens."""
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_START)
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.05)


@pytest.mark.parametrize(
    "half",
    [
        b"GET /salud HTTP/1.1\r\nHost: localhost\r\n",
        b"POST /seguimiento HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\ncode=",
    ],
    ids=["headers", "body"],
)
def test_half_a_request_that_goes_no_further_is_dropped(impatient, half):
    with closing(connected(impatient)) as client:
        client.sendall(half)
        client.settimeout(20 * PATIENCE)
        while client.recv(4096):  # an answer, or none, and then the end
            pass
