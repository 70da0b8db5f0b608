"""The answer of the desk to a correction that was proposed."""

from flask import flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from webapp.models import Correction
from webapp.web.hypermedia import done


def proposed(correction: Correction) -> Response:
    """Lead to its page, where another person decides on it (R21)."""
    flash(gettext("It is proposed. Another person has to approve it."), "good")
    return done(url_for("desk.corrections.show", number=correction.id))
