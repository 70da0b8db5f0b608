"""Proposing to withdraw an adjusted plan that was published."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField

from webapp.forms.base import Form
from webapp.forms.fields import about_field, public_reason_field
from webapp.models import Plan
from webapp.models.event import name_of
from webapp.queries import plans_waiting
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, Phase, Role
from webapp.web.hypermedia import found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import correcting, withdrawing
from webapp.workflow.acts import what_stands

blueprint = Blueprint("withdrawing", __name__)


class WithdrawalForm(Form):
    """Why an adjusted plan is withdrawn, and the plan that takes its place."""

    about = about_field()
    reason = public_reason_field()
    successor = SelectField(lazy_gettext("Plan that takes its place"))

    def offer(self, plan: Plan) -> None:
        """Let any other public plan be chosen, or none."""
        others = [each for each in plans_waiting.plans() if each.announced_round and each != plan]
        choices = [SelectChoice(each.slug, each.title) for each in others]
        self.successor.choices = [SelectChoice("", gettext("None")), *choices]


@blueprint.route("/planes/<slug>/plan-ajustado/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def propose(slug: str) -> ResponseReturnValue:
    """Propose to withdraw the adjusted plan that stands."""
    plan = found(Plan.find(slug))
    edition = found(plan.current_edition)
    form = WithdrawalForm(about=what_stands(plan, name_of(edition)))
    form.offer(plan)
    successor = Plan.find(form.successor.data or "")
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.EDITION_WITHDRAWN,
            edition,
            plan=plan,
            reason=form.reason.data,
            details=withdrawing.proposal(edition, successor),
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/withdrawing/propose.html",
        status=form.status,
        plan=plan,
        edition=edition,
        form=form,
        is_time=plan.phase(g.now) is Phase.ADJUSTED,
    )
