"""Files made for one answer: gone from the disk before the first byte of them is sent.

Whether the download ends or breaks off, nothing stays behind.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock

from flask import Response, request, stream_with_context
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wsgi import wrap_file

from webapp.models import Event

AT_ONCE = 4
"""Files in the making, or waiting for it, in a process: far fewer than it has threads, so that
whoever asks for many does not keep all the others from reading and writing."""
COME_BACK = 30
"""Seconds after which one that was turned away may be asked for again."""

STREAMS = 6
"""Downloads under way, in a process, that are written while they are sent: who reads slowly must
not hold every thread."""

A_MOMENT = 3.0
"""Seconds that one waits for the turn."""

_turn = Lock()
_places = BoundedSemaphore(AT_ONCE)
_streams = BoundedSemaphore(STREAMS)


@contextmanager
def a_place() -> Iterator[None]:
    """Hold one of the few places in which files are made; 503 when none is free."""
    if not _places.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=COME_BACK)
    try:
        yield
    finally:
        _places.release()


@contextmanager
def the_turn() -> Iterator[None]:
    """Hold the one turn at what takes a gigabyte; 503 when it is not free in a moment, so that
    those who wait for it do not hold the places of the others."""
    if not _turn.acquire(timeout=A_MOMENT):
        raise ServiceUnavailable(retry_after=COME_BACK)
    try:
        yield
    finally:
        _turn.release()


def made(write: Callable[[Path], object], *, media_type: str, filename: str) -> Response:
    """What `write` puts into a file, to be saved under a name. A HEAD writes nothing."""
    if request.method == "HEAD":
        return _to_be_saved(unsaid(media_type), filename)
    with a_place(), TemporaryDirectory(prefix="enmienda-") as folder:
        path = Path(folder) / "file"
        write(path)
        size, file = path.stat().st_size, path.open("rb")
    # The server sends a file by itself: who reads slowly holds no thread.
    response = Response(wrap_file(request.environ, file), mimetype=media_type)
    response.direct_passthrough = True
    response.content_length = size
    return _to_be_saved(response, filename)


def streamed(pieces: Iterator[bytes], *, media_type: str, filename: str) -> Response:
    """What is written while it is being sent; 503 when too many are under way."""
    if request.method == "HEAD":
        return _to_be_saved(unsaid(media_type), filename)
    if not _streams.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=COME_BACK)
    hold = ExitStack()
    hold.callback(_streams.release)
    response = Response(stream_with_context(_given_back(pieces, hold)), mimetype=media_type)
    response.call_on_close(hold.close)
    return _to_be_saved(response, filename)


def unsaid(media_type: str) -> Response:
    """An answer without a body that does not say how long it would be: nothing was made."""
    response = Response(mimetype=media_type)
    response.automatically_set_content_length = False
    return response


def _given_back(pieces: Iterator[bytes], hold: ExitStack) -> Iterator[bytes]:
    """What is sent, and with its last piece the place given back; closing does it if it broke."""
    with hold:
        yield from pieces


def _to_be_saved(response: Response, filename: str) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def as_of_the_log() -> str:
    """A tag of everything recorded so far: each act leaves an entry, so that while the log is the
    same, so is all that can be downloaded."""
    head = Event.head()
    return f"{head.position}-{head.seal[:16]}" if head else "0"
