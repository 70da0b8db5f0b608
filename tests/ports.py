"""Ports for the servers of the tests."""

import secrets
import socket

# Below those that Linux gives to whoever connects: between the moment when a port is found free
# and the moment when a server listens on it nobody gets it by chance.
LOWEST, HIGHEST = 20_000, 32_000


def free_port() -> int:
    """A port that nobody listens on."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
