"""A store of limits that is out of reach: the site goes on, and holds its limits by itself."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.processes import Command

SECONDS_TO_START = 60
LIMITED = "/planes/plan-participacion-2024/formulario.pdf"
MOST = 60
"""How often one address may ask for it in ten minutes."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample in its database."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("migrate", "demo"):
        assert Command(name, folder=folder, environment=os.environ).wait() == 0
    return folder


@contextmanager
def serving(folder: Path, redis_port: int) -> Iterator[tuple[str, Command]]:
    """The server, with its limits in a Redis at this port."""
    port = free_port()
    environment = os.environ | {"ENMIENDA_RATE_LIMIT_URL": f"redis://127.0.0.1:{redis_port}"}
    server = Command("serve", "--port", str(port), folder=folder, environment=environment)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.05)


def statuses(address: str, times: int) -> list[int]:
    """How the server answers a page that has a limit, asked for only by its head."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    got = []
    for _ in range(times):
        connection.request("HEAD", LIMITED)
        response = connection.getresponse()
        response.read()
        got.append(response.status)
    connection.close()
    return got


def test_limits_are_held_in_memory_while_their_store_is_out_of_reach(sample):
    nobody_listens = free_port()
    with serving(sample, nobody_listens) as (address, server):
        assert statuses(address, MOST + 1) == [200] * MOST + [429]
        assert server.errors.count("falling back to in-memory storage") == 1


def test_a_store_of_limits_that_hangs_does_not_hold_the_site_up(sample):
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        serving(sample, silent.getsockname()[1]) as (address, _server),
    ):
        assert statuses(address, 2) == [200, 200]
