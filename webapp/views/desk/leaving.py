"""Closing somebody's account, or opening it again, and handing over what waits with them."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField
from wtforms.validators import Optional

from webapp.forms.base import Form
from webapp.models import Comment, Staff
from webapp.queries import caseload
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import leaving, staffing

blueprint = Blueprint("leaving", __name__)


class HandoverForm(Form):
    """Who gets what waits with somebody."""

    to = SelectField(lazy_gettext("Hand what waits with them to"), validators=[Optional()])

    def offer(self, person: Staff) -> None:
        """Let anyone else who drafts answers be chosen, or nobody of each area."""
        self.to.choices = [
            SelectChoice("", gettext("Nobody: back to the area of each observation")),
            *(
                SelectChoice(
                    str(each.id), f"{each.name} ({each.area.name})" if each.area else each.name
                )
                for each in caseload.drafters()
                if each != person
            ),
        ]

    def receiver(self) -> Staff | None:
        """The person chosen."""
        return Staff.get_or_none(Staff.id == int(self.to.data)) if self.to.data else None


def _person(number: int) -> Staff:
    return found(Staff.get_or_none(Staff.id == number))


@blueprint.route("/personal/<int:number>/acceso", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def access(number: int) -> ResponseReturnValue:
    """Close an account, or open it again, after saying what that means."""
    person = _person(number)
    form = HandoverForm()
    form.offer(person)
    opens = request.form.get("then", "off" if person.active else "on") == "on"
    if form.carries_out(lambda: _open_or_close(person, form, opens=opens)):
        message = (
            gettext("The account is active again.") if opens else gettext("Access was removed.")
        )
        flash(message, "good")
        _tell_left(form.outcome)
        return done(url_for("desk.staff.show", number=number))
    return render(
        "desk/leaving/access.html",
        status=form.status,
        form=form,
        person=person,
        waiting=leaving.waiting_with(person),
    )


def _open_or_close(person: Staff, form: HandoverForm, *, opens: bool) -> list[Comment]:
    if opens:
        staffing.reactivate(person, by=current_user.staff, at=g.now)
        return []
    return leaving.leave(person, to=form.receiver(), by=current_user.staff, at=g.now)


@blueprint.route("/personal/<int:number>/entrega", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def handover(number: int) -> ResponseReturnValue:
    """Hand over what waits with someone, whether they left or not."""
    person = _person(number)
    form = HandoverForm()
    form.offer(person)
    if form.carries_out(
        lambda: leaving.hand_over(person, to=form.receiver(), by=current_user.staff, at=g.now)
    ):
        flash(gettext("It was handed over."), "good")
        _tell_left(form.outcome)
        return done(url_for("desk.staff.show", number=number))
    return render(
        "desk/leaving/handover.html",
        status=form.status,
        form=form,
        person=person,
        waiting=leaving.waiting_with(person),
    )


def _tell_left(left: Sequence[Comment]) -> None:
    if left:
        numbers = ", ".join(each.filing_number for each in left)
        flash(gettext("These went back to their area: %(numbers)s.", numbers=numbers), "warn")
