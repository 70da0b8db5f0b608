"""The first screen of the desk: what is waiting."""

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from webapp.hypermedia import render
from webapp.views.desk.access import EVERYONE, open_to

blueprint = Blueprint("home", __name__)


def navigation() -> dict[str, object]:
    """What every page of the desk shows round its content."""
    if not current_user.is_authenticated:
        return {}
    return {"staff": current_user.staff, "sign_out_url": url_for("session.sign_out")}


@blueprint.get("/")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """What waits for whoever signed in."""
    return render("desk/home/index.html", now=g.now)
