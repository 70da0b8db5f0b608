"""What may follow a close, an extension or a cancellation that should have been otherwise."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField
from wtforms.validators import InputRequired

from webapp.forms.base import FarDayForm, Form
from webapp.forms.fields import DayField, about_field, public_reason_field
from webapp.forms.window import usual_days
from webapp.models import Consultation, Extension, Plan
from webapp.models.event import name_of
from webapp.queries.plans_waiting import plans
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, Phase, Role
from webapp.vocabulary.messages import N_
from webapp.web.filters import closing
from webapp.web.hypermedia import done, found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import announcing, correcting, plan_steps
from webapp.workflow.acts import what_stands
from webapp.workflow.refusals import WrongState, refusal
from webapp.workflow.reopening import Reopening

blueprint = Blueprint("reopening", __name__)

COUNTS, STAYS_LATE = "si", "no"
NOTHING_TO_WITHDRAW = N_("There is no extension that can be withdrawn now.")


class ReasonForm(Form):
    """Why, for everyone to read."""

    about = about_field()
    reason = public_reason_field()


class ReopeningForm(ReasonForm, FarDayForm):
    """The days for which a round is opened again, and what becomes of what came in between."""

    first_day = DayField(
        lazy_gettext("First day"), validators=[InputRequired(lazy_gettext("Write the first day."))]
    )
    last_day = DayField(
        lazy_gettext("Last day"), validators=[InputRequired(lazy_gettext("Write the last day."))]
    )
    between = SelectField(
        lazy_gettext("What came after the close and before it opens again"),
        choices=[
            SelectChoice(COUNTS, lazy_gettext("It counts as in term")),
            SelectChoice(STAYS_LATE, lazy_gettext("It stays late")),
        ],
        validators=[InputRequired(lazy_gettext("Choose one."))],
    )

    def again(self) -> Reopening:
        """The fields as the procedure takes them."""
        return Reopening(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            counts_between=self.between.data == COUNTS,
            confirmed=self.is_meant.data,
        )


class SuccessorForm(Form):
    """The plan that takes the place of a cancelled one."""

    successor = SelectField(lazy_gettext("The plan that takes its place"))


@blueprint.route("/planes/<slug>/reapertura", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def reopen(slug: str) -> ResponseReturnValue:
    """Propose to open the newest round again."""
    plan, consultation = _consulted(slug)
    days = usual_days()
    form = ReopeningForm(
        data={
            "about": what_stands(plan, name_of(consultation)),
            "first_day": days["first_day"],
            "between": "",
        }
    )
    if form.carries_out(lambda: _propose_reopening(plan, consultation, form)):
        return proposed(form.outcome)
    return render(
        "desk/reopening/reopen.html",
        status=form.status,
        plan=plan,
        form=form,
        closes=closing(consultation),
        is_time=not refusal(plan_steps.require_reopenable, consultation, g.now),
    )


def _propose_reopening(plan: Plan, consultation: Consultation, form: ReopeningForm) -> object:
    return correcting.propose(
        CorrectionKind.WINDOW_REOPENED,
        consultation,
        plan=plan,
        reason=form.reason.data,
        details=form.again().details(),
        about=form.about.data,
        by=current_user.staff,
        at=g.now,
    )


@blueprint.route("/planes/<slug>/prorroga/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def withdraw(slug: str) -> ResponseReturnValue:
    """Propose to withdraw the last extension."""
    plan, consultation = _consulted(slug)
    extension = plan_steps.withdrawable(consultation, g.now)
    form = ReasonForm(about=what_stands(plan, *([name_of(extension)] if extension else [])))
    if form.carries_out(lambda: _propose_withdrawal(plan, extension, form)):
        return proposed(form.outcome)
    return render(
        "desk/reopening/withdraw.html",
        status=form.status,
        plan=plan,
        form=form,
        extension=extension,
    )


def _propose_withdrawal(plan: Plan, extension: Extension | None, form: ReasonForm) -> object:
    if extension is None:
        raise WrongState(NOTHING_TO_WITHDRAW)
    return correcting.propose(
        CorrectionKind.EXTENSION_WITHDRAWN,
        extension,
        plan=plan,
        reason=form.reason.data,
        about=form.about.data,
        by=current_user.staff,
        at=g.now,
    )


@blueprint.route("/planes/<slug>/sucesor", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def successor(slug: str) -> ResponseReturnValue:
    """Say which plan takes the place of a cancelled one."""
    plan = found(Plan.find(slug))
    others = {each.slug: each for each in plans() if each != plan and each.announced_round}
    form = SuccessorForm(data={"successor": plan.successor.slug if plan.successor else ""})
    form.successor.choices = [
        SelectChoice("", gettext("None")),
        *(SelectChoice(key, each.title) for key, each in others.items()),
    ]
    if form.carries_out(
        lambda: announcing.name_successor(
            plan, others.get(form.successor.data), by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for("desk.plans.show", slug=slug))
    return render(
        "desk/reopening/successor.html",
        status=form.status,
        plan=plan,
        form=form,
        is_time=plan.phase(g.now) is Phase.CANCELLED,
    )


def _consulted(slug: str) -> tuple[Plan, Consultation]:
    plan = found(Plan.find(slug))
    return plan, found(plan.announced_round)
