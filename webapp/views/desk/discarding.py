"""Throwing away a draft that was never announced, and bringing one back."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form, VersionForm
from webapp.models import Plan
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Phase, Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import discarding

blueprint = Blueprint("discarding", __name__)


@blueprint.route("/planes/<slug>/descarte", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def discard(slug: str) -> ResponseReturnValue:
    """Throw away the draft, after reading what that means."""
    plan = found(Plan.find(slug))
    form = VersionForm(obj=plan.draft_edition)
    if form.carries_out(
        lambda: discarding.discard(plan, version=form.version.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The draft was thrown away. Its address is free again."), "good")
        return done(url_for("desk.plans.index"))
    return render(
        "desk/discarding/discard.html",
        status=form.status,
        form=form,
        plan=plan,
        is_time=plan.phase(g.now) is Phase.DRAFTING,
    )


@blueprint.get("/planes/descartados")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """The drafts that were thrown away, each with its way back."""
    return _listed(Form(None))


@blueprint.post("/planes/descartados/<int:number>")
@open_to(Role.EDITOR)
def restore(number: int) -> ResponseReturnValue:
    """Bring back one of them."""
    plan = found(Plan.get_or_none(Plan.id == number))
    form = Form()
    if form.carries_out(lambda: discarding.restore(plan, by=current_user.staff, at=g.now)):
        flash(gettext("The draft is back."), "good")
        return done(url_for("desk.plans.show", slug=form.outcome.slug))
    return _listed(form)


def _listed(form: Form) -> ResponseReturnValue:
    return render(
        "desk/discarding/index.html",
        status=form.status,
        form=form,
        may_restore=current_user.staff.has(Role.EDITOR),
        plans=[(plan, discarding.former_address(plan)) for plan in Plan.discarded()],
    )
