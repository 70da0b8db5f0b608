"""The production server: gunicorn, one process with threads unless asked for more."""

import gc
import socket
import struct
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from webapp.mailing.worker import Worker

THREADS = 16
PATIENCE = 30
"""Seconds in which a client must send, or take, something: each one waited for holds a thread."""


class Server(BaseApplication):
    """gunicorn on an application that is already made."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options as they are; no file, no command line."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application to serve."""
        return self.app


def wait_at_most(listener: socket.socket, seconds: int) -> None:
    """Have the system end each send and receive, on connections to come, that nothing moves."""
    time = struct.pack("@ll", seconds, 0)
    for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listener.setsockopt(socket.SOL_SOCKET, direction, time)


def serve(app: Flask, *, host: str, port: int, workers: int, patience: int = PATIENCE) -> None:
    """Serve until stopped; each process also sends the notices that are due.

    `patience` is in seconds.
    """
    gc.freeze()  # collecting would copy, into each process, memory that they share
    working: list[Worker] = []

    def begin(_arbiter: object, _process: object) -> None:
        working.append(Worker(app))  # a thread does not survive a fork: each process has its own
        working[-1].start()

    def end(_arbiter: object, _process: object) -> None:
        for each in working:
            each.stop()

    def ready(arbiter: Any) -> None:
        for listener in arbiter.LISTENERS:
            wait_at_most(listener.sock, patience)

    Server(
        app,
        {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "keepalive": 5,
            "control_socket_disable": True,
            "accesslog": None,
            "loglevel": "warning",
            "when_ready": ready,
            "post_fork": begin,
            "worker_exit": end,
        },
    ).run()
