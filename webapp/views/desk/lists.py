"""Lists of observations that someone keeps under a name."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import StringField

from webapp.forms.base import Form
from webapp.models import Plan, SavedFilter
from webapp.text.typed import line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.web import desk_list_query
from webapp.web.hypermedia import done, found, render
from webapp.workflow import saved_lists

blueprint = Blueprint("lists", __name__)


class KeepForm(Form):
    """The name of a list."""

    name = StringField(lazy_gettext("Name of the list"), filters=[line])


class ForgetForm(Form):
    """Nothing but the will to take it away."""


@blueprint.get("/planes/<slug>/listas")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The lists that whoever is signed in keeps."""
    plan = found(Plan.find(slug))
    mine = SavedFilter.select().where(SavedFilter.staff == current_user.staff)
    return render("desk/lists/index.html", plan=plan, lists=list(mine.order_by(SavedFilter.name)))


@blueprint.route("/planes/<slug>/listas/nueva", methods=["GET", "POST"])
@open_to(*saved_lists.KEEPERS)
def new(slug: str) -> ResponseReturnValue:
    """Save the filters of the address under a name."""
    plan, form = found(Plan.find(slug)), KeepForm()
    parameters: dict[str, Any] = desk_list_query.parameters(request.args)
    if form.carries_out(
        lambda: saved_lists.keep(
            form.name.data or "", urlencode(parameters), by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The list is kept. You find it above the filters, in every plan."), "good")
        return done(url_for("desk.comments.index", slug=slug, **parameters))
    return render(
        "desk/lists/new.html",
        "desk/lists/_new.html",
        form.status,
        plan=plan,
        form=form,
        parameters=parameters,
    )


@blueprint.post("/planes/<slug>/listas/<int:number>/retiro")
@open_to(*saved_lists.KEEPERS)
def forgetting(slug: str, number: int) -> ResponseReturnValue:
    """Delete a saved list of filters."""
    plan = found(Plan.find(slug))
    saved, form = found(SavedFilter.get_or_none(SavedFilter.id == number)), ForgetForm()
    if form.carries_out(lambda: saved_lists.forget(saved, by=current_user.staff, at=g.now)):
        flash(gettext("The list is no longer kept."), "good")
    return done(url_for(".index", slug=plan.slug))
