"""Addresses of static files, fingerprinted, so that browsers may keep them for ever."""

import hashlib
from functools import cache

from flask import Flask, Response, request, url_for

from webapp.settings import paths

_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def _fingerprint(path: str) -> str:
    return hashlib.sha256((paths.static() / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """The address of a file of `static/`, with the fingerprint of its content."""
    return url_for("static", filename=path, v=_fingerprint(path))


def htmx_url() -> str:
    """The address of htmx; its name carries its own fingerprint."""
    return static_url(paths.htmx())


def install(app: Flask) -> None:
    """Give templates the two functions, and static files their lifetime."""
    app.add_template_global(static_url)
    app.add_template_global(htmx_url)

    @app.after_request
    def _keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = _FOR_EVER
        return response
