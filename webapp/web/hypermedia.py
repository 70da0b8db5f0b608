"""Page or fragment: the one place that decides which of the two a request gets."""

from io import BytesIO
from typing import TypeVar

from flask import (
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from flask_htmx import HTMX
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

htmx = HTMX()
Row = TypeVar("Row")

_IN_THE_LIVE_REGION = Markup('\n<div id="app-live" hx-swap-oob="innerHTML">{}</div>')


def found(row: Row | None) -> Row:
    """The row that an address names; 404 when there is none."""
    if row is None:
        abort(404)
    return row


def wants_fragment() -> bool:
    """Whether htmx asks for a piece of the page: not boosted, not restoring its history."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    page: str, fragment: str | None = None, status: int = 200, **context: object
) -> Response:
    """Answer with the page, or with the fragment alone when that is what was asked for.

    The template gets `in_place` too: whether it becomes a piece of the page that is open.
    """
    template = fragment if fragment and wants_fragment() else page
    return make_response(render_template(template, in_place=wants_fragment(), **context), status)


def done(
    location: str, fragment: str | None = None, *, message: str = "", **context: object
) -> WerkzeugResponse:
    """Answer to a form that went through: 303 to a page, or 201 with the fragment that changed for
    htmx. Without a fragment htmx is told to go to the page itself.

    `message` says what was done: on top of the page; or in the fragment, which gets it by this
    name, and in the page's live region, so that a screen reader says it wherever the focus is.
    """
    in_place = bool(fragment) and wants_fragment()
    if message and not in_place:
        flash(message, "good")
    if not wants_fragment():
        return redirect(location, code=303)
    if fragment:
        context |= {"in_place": in_place, "message": message}
        announcement = str(_IN_THE_LIVE_REGION.format(message)) if message else ""
        response = make_response(render_template(fragment, **context) + announcement, 201)
        response.headers["Location"] = location
        return response
    response = make_response("", 204)
    response.headers["HX-Redirect"] = location
    return response


def evidence(content: bytes, *, media_type: str, filename: str) -> Response:
    """A file of the desk, to be saved: browsers do not show it in the page, caches do not store
    it."""
    response = send_file(
        BytesIO(bytes(content)), mimetype=media_type, as_attachment=True, download_name=filename
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def whole_address(path: str) -> str:
    """The address of one of our own paths, as it is printed or sent elsewhere."""
    base: str = current_app.config["BASE_URL"] or request.host_url.rstrip("/")
    return base + path


def configured_address() -> str:
    """The site's address for what is stored or handed to others: only the configured one, because a
    request may carry any."""
    base: str = current_app.config["BASE_URL"]
    return base


def vary(response: WerkzeugResponse) -> WerkzeugResponse:
    """Tell caches that the two shapes of an address differ."""
    if request.endpoint != "static":
        response.vary.add("HX-Request")
    return response
