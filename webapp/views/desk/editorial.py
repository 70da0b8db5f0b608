"""Editions with corrections of form, without a new round: begun, proposed, thrown away."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form
from webapp.forms.fields import about_field, public_reason_field
from webapp.models import Plan
from webapp.models.edition_content import changes_of
from webapp.models.event import name_of
from webapp.queries import changelog
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, Phase, Role
from webapp.web.hypermedia import done, found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import correcting, editorial
from webapp.workflow.acts import what_stands

blueprint = Blueprint("editorial", __name__)


class EditionForm(Form):
    """The round and edition that it corrects."""

    about = about_field()


class ProposalForm(Form):
    """Why an edition with corrections of form is published."""

    about = about_field()
    reason = public_reason_field()


@blueprint.route("/planes/<slug>/edicion-de-forma", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def begin(slug: str) -> ResponseReturnValue:
    """What such an edition may contain, and the way to begin one or go on with it."""
    plan = found(Plan.find(slug))
    form = EditionForm(about=what_stands(plan))
    if form.carries_out(
        lambda: editorial.start(plan, about=form.about.data, by=current_user.staff, at=g.now)
    ):
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    return render(
        "desk/editorial/begin.html",
        status=form.status,
        plan=plan,
        edition=found(plan.current_edition),
        form=form,
        is_time=plan.phase(g.now) is Phase.ADJUSTED,
    )


@blueprint.route("/planes/<slug>/edicion-de-forma/propuesta", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def propose(slug: str) -> ResponseReturnValue:
    """Propose the edition in preparation, after reading all that it changes."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    form = ProposalForm(about=what_stands(plan, name_of(edition)))
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.EDITORIAL_EDITION,
            edition,
            plan=plan,
            reason=form.reason.data,
            details=editorial.proposal(edition),
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/editorial/propose.html",
        status=form.status,
        plan=plan,
        edition=edition,
        form=form,
        amendments=changelog.amendments(changes_of(edition)),
    )


@blueprint.route("/planes/<slug>/edicion-de-forma/descarte", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def throw_away(slug: str) -> ResponseReturnValue:
    """Throw away the edition in preparation."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    form = EditionForm(about=what_stands(plan))
    if form.carries_out(
        lambda: editorial.throw_away(plan, about=form.about.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("It was thrown away: the plan stays as it is published."), "good")
        return done(url_for("desk.plans.show", slug=slug))
    return render(
        "desk/editorial/throw_away.html",
        status=form.status,
        plan=plan,
        edition=edition,
        form=form,
    )
