"""The data of the adjusted edition's first page, and why they change."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.wording import ORIGINS, AdjustedFactsForm
from webapp.models import Change, Plan
from webapp.queries import changelog, desk_list
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting_facts
from webapp.workflow.acts import what_stands

blueprint = Blueprint("facts", __name__)


@blueprint.route("/planes/<slug>/ajuste/datos", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def edit(slug: str) -> ResponseReturnValue:
    """Change its title, its summary, who approved it, and say why."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    form = AdjustedFactsForm(obj=edition, about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    if form.carries_out(
        lambda: adjusting_facts.edit_facts(
            edition,
            form.facts(),
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=edition,
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    return render(
        "desk/adjusting/facts/edit.html",
        "desk/adjusting/facts/_edit.html",
        form.status,
        plan=plan,
        edition=edition,
        form=form,
        amendments=changelog.amendments(
            Change.listed(Change.edition == edition, Change.category.is_null())
        ),
        origins=ORIGINS,
    )
