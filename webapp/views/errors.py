"""The pages for requests that could not be answered, with what to do next."""

from flask import Flask, Response, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from peewee import OperationalError, PeeweeException
from werkzeug.exceptions import HTTPException

from webapp.models import Entity
from webapp.storage.db import OnlyReading
from webapp.vocabulary.messages import N_
from webapp.web.filters import sentence
from webapp.web.hypermedia import render
from webapp.workflow.refusals import NotAllowed, Refused

EXPLAINED = {
    400: (N_("We could not read what was sent"), N_("Go back, reload the page and try again.")),
    403: (
        N_("You cannot enter here"),
        N_("Your account does not have the role that this page needs."),
    ),
    404: (
        N_("We did not find that page"),
        N_("Check that the address is complete, or start from the list of plans."),
    ),
    405: (
        N_("That cannot be done here"),
        N_("Go back to the page you came from and use its buttons."),
    ),
    413: (
        N_("What you sent is too large"),
        N_("Write a shorter text or choose a smaller file. What you wrote stays in your browser."),
    ),
    429: (
        N_("Too many attempts"),
        N_("Wait a few minutes and try again. What you wrote stays in your browser."),
    ),
    500: (
        N_("Something failed on our side"),
        N_("Nothing was saved halfway. Try again in a few minutes."),
    ),
    503: (
        N_("The service cannot do that right now"),
        N_("Nothing was saved halfway. Try again in a few minutes."),
    ),
}


def install(app: Flask) -> None:
    """Answer every fault with a page of this site."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(OnlyReading, _forged)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(OperationalError, _database)


def _page(status: int, heading: str | None = None, text: str | None = None) -> Response:
    usual_heading, usual_text = EXPLAINED.get(status, EXPLAINED[500])
    return render(
        "errors/error.html",
        status=status,
        heading=heading or gettext(usual_heading),
        text=text or gettext(usual_text),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    response = _page(error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _forged(_error: CSRFError | OnlyReading) -> Response:
    return _page(
        400,
        gettext("We could not confirm that the form came from this page"),
        gettext(
            "Go back, reload the page and send it again. What you wrote stays in your browser."
        ),
    )


def _refused(refused: Refused) -> Response:
    status = 403 if isinstance(refused, NotAllowed) else 409
    return _page(status, gettext("That could not be done"), sentence(refused))


def _database(error: OperationalError) -> Response:
    current_app.logger.error("the database refused", exc_info=error)
    if "entity" not in g:
        g.entity = _entity_or_a_stand_in()
    return _page(503, gettext("The service cannot save right now"))


def _entity_or_a_stand_in() -> Entity:
    """Every page needs the entity's name, and now it may be out of reach."""
    try:
        return Entity.current()
    except PeeweeException:
        return Entity(name=gettext("Public consultation"))
