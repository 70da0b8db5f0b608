"""How many SQL queries something sends, whatever library function it goes through."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Listener(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(str(record.msg))


@contextmanager
def listened() -> Iterator[list[str]]:
    """The queries that peewee sends in the block, as they go out."""
    heard: list[str] = []
    logger, listener = logging.getLogger("peewee"), _Listener(heard)
    level = logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)
