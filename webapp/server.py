"""The production server: gunicorn looks after the processes, waitress after their connections."""

import gc
import logging
import os
import resource
import time
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker as Process
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel

from webapp.mailing.worker import LAST_LETTER, Worker
from webapp.web.security import LARGEST_DESK_POST

THREADS = 12
PATIENCE = 30
"""Seconds after which a connection on which nothing moves is closed."""
CONNECTIONS = 2_000
"""Open at a time in a process: an idle or slow one holds a socket, and no thread."""
FILES_BESIDE = 500
"""Open files of a process that are no connections: the database, the log, static files."""
LAST_ANSWERS = 25.0
"""Seconds that requests under way have when the server stops."""
KILOBYTE = 1024


class Connections(Process):
    """A process of the server. waitress reads requests whole before a thread answers them, and
    keeps what a client is slow to take: no client can hold the threads of all the others."""

    def init_process(self) -> None:
        """Open for connections; gunicorn then calls `run`."""
        self.sockets_in_use: dict[int, Any] = {}
        self.server: Any = None
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop, or until the process that watches over this one is gone."""
        self.server = create_server(
            self.wsgi,
            map=self.sockets_in_use,
            sockets=[each.sock for each in self.sockets],
            threads=self.cfg.threads,
            connection_limit=min(CONNECTIONS, (open_files() - FILES_BESIDE) // 2),
            channel_timeout=self.cfg.keepalive,
            cleanup_interval=1,
            max_request_header_size=32 * KILOBYTE,
            max_request_body_size=2 * LARGEST_DESK_POST,  # so much is still answered by a page
            inbuf_overflow=64 * KILOBYTE,
            clear_untrusted_proxy_headers=False,  # whom to believe is decided by the application
            log_socket_errors=False,
            ident=None,
        )
        while self.alive and os.getppid() == self.ppid:
            self._turn()
        self._finish()

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop, without waiting until a client moves."""
        super().handle_exit(sig, frame)
        if self.server:
            self.server.pull_trigger()

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=1, use_poll=True, map=self.sockets_in_use, count=1)
        since = time.time() - self.cfg.keepalive
        for channel in self._channels():
            if channel.total_outbufs_len and channel.last_activity < since:
                channel.handle_close()  # waitress itself would wait until it takes more

    def _channels(self) -> list[HTTPChannel]:
        return [each for each in self.sockets_in_use.values() if isinstance(each, HTTPChannel)]

    def _finish(self) -> None:
        """Take no more connections; answer whoever has begun to ask."""
        wasyncore.dispatcher.close(self.server)
        until = time.monotonic() + LAST_ANSWERS
        while time.monotonic() < until and any(map(_is_under_way, self._channels())):
            self._turn()
        self.server.task_dispatcher.shutdown(timeout=1)


def _is_under_way(channel: HTTPChannel) -> bool:
    return bool(channel.request or channel.requests or channel.total_outbufs_len)


def open_files() -> int:
    """How many files a process may have open; as many as connections need, where that is up to
    us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + FILES_BESIDE  # a large request has a file beside its socket
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


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


def _without_address(record: logging.LogRecord) -> bool:
    """waitress names the address of a request that failed: it may hold a tracking code."""
    if record.exc_info:
        record.msg, record.args = "A request was not answered to its end", ()
    return True


def _keep_the_log_discreet() -> None:
    logger = logging.getLogger("waitress")
    logger.setLevel(logging.WARNING)
    logger.addFilter(_without_address)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that requests wait is no fault


def serve(app: Flask, *, host: str, port: int, workers: int, patience: int = PATIENCE) -> None:
    """Serve until stopped; each process also sends the notices that are due.

    `patience` is in seconds.
    """
    _keep_the_log_discreet()
    gc.freeze()  # collecting would copy, into each process, memory that they share
    working: list[Worker] = []

    def begin(_arbiter: object, _process: object) -> None:
        working.append(Worker(app))  # a thread does not survive a fork: each process has its own
        working[-1].start()

    def end(_arbiter: object, _process: object) -> None:
        for each in working:
            each.stop()

    Server(
        app,
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": Connections,
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": int(LAST_ANSWERS + LAST_LETTER) + 5,
            "keepalive": patience,
            "control_socket_disable": True,
            "accesslog": None,
            "loglevel": "warning",
            "post_fork": begin,
            "worker_exit": end,
        },
    ).run()
