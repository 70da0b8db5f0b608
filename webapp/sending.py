"""Files made for one answer: gone from the disk before the first byte of them is sent.

Whether the download ends or breaks off, nothing stays behind.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flask import Response, request, stream_with_context

from webapp.models import Event

_BLOCK = 64 * 1024


def made(write: Callable[[Path], object], *, media_type: str, filename: str) -> Response:
    """What `write` puts into a file, to be saved under a name. A HEAD writes nothing."""
    if request.method == "HEAD":
        return _to_be_saved(Response(mimetype=media_type), filename)
    with TemporaryDirectory(prefix="enmienda-") as folder:
        path = Path(folder) / "file"
        write(path)
        size, file = path.stat().st_size, path.open("rb")
    response = Response(_pieces(file), mimetype=media_type)
    response.content_length = size
    response.call_on_close(file.close)
    return _to_be_saved(response, filename)


def streamed(pieces: Iterator[bytes], *, media_type: str, filename: str) -> Response:
    """What is written while it is being sent."""
    body = stream_with_context(pieces)
    return _to_be_saved(Response(body, mimetype=media_type), filename)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_BLOCK):
        yield piece


def _to_be_saved(response: Response, filename: str) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def as_of_the_log() -> str:
    """A tag of everything recorded so far: each act leaves an entry, so that while the log is the
    same, so is all that can be downloaded."""
    head = Event.head()
    return f"{head.position}-{head.seal[:16]}" if head else "0"
