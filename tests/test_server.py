"""What the server holds against clients that are slow on purpose."""

import socket
from contextlib import closing

import pytest

from webapp.server import wait_at_most


def test_a_connection_that_nothing_moves_is_given_up():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        wait_at_most(listener, 1)
        with closing(socket.create_connection(listener.getsockname())):
            taken, _ = listener.accept()
            with closing(taken):
                taken.setblocking(True)
                with pytest.raises(BlockingIOError):
                    taken.recv(1)
                with pytest.raises(BlockingIOError):
                    taken.sendall(bytes(64 * 1024 * 1024))
