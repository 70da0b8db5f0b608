"""Adding a category to the adjusted edition."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.wording import ORIGINS, CategoryForm
from webapp.models import Plan
from webapp.queries import desk_list
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting_categories
from webapp.workflow.acts import what_stands

blueprint = Blueprint("adjusting_categories", __name__)


@blueprint.route("/planes/<slug>/ajuste/categorias/nueva", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def add(slug: str) -> ResponseReturnValue:
    """Add a category at the end, and say why."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    form = CategoryForm(about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    if form.carries_out(
        lambda: adjusting_categories.add_category(
            edition,
            form.title.data,
            form.why(),
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for("desk.adjusting.overview", slug=slug))
    return render(
        "desk/adjusting_categories/add.html",
        status=form.status,
        plan=plan,
        form=form,
        origins=ORIGINS,
    )
