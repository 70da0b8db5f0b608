"""The people of the desk and their roles."""

import secrets

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from webapp import crockford
from webapp.forms import Form, line
from webapp.hypermedia import done, render
from webapp.models import Area, Staff
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.workflow import staffing

blueprint = Blueprint("staff", __name__)

DUTIES = {
    Role.EDITOR: lazy_gettext("Owns the text of the plan: draft, dates, adjusted plan."),
    Role.MODERATOR: lazy_gettext("Decides what of each observation is shown."),
    Role.RESPONDER: lazy_gettext("Drafts the answers."),
    Role.APPROVER: lazy_gettext("Approves and publishes answers that someone else drafted."),
    Role.AUDITOR: lazy_gettext("Reads everything and changes nothing."),
    Role.ADMIN: lazy_gettext("Keeps the entity, its lists and the staff."),
}
TOO_LONG = lazy_gettext("This text is too long.")


class AccountForm(Form):
    """A new account."""

    name = StringField(
        lazy_gettext("Name"),
        filters=[line],
        validators=[
            InputRequired(lazy_gettext("Write the name.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    email = StringField(
        lazy_gettext("E-mail"),
        filters=[line],
        validators=[
            InputRequired(lazy_gettext("Write an e-mail address like name@example.com.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    roles = SelectMultipleField(
        lazy_gettext("Roles"),
        choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in Role],
        coerce=Role,
        validators=[InputRequired(lazy_gettext("Choose at least one role."))],
    )
    area = SelectField(lazy_gettext("Area"), validators=[Optional()])
    password = StringField(
        lazy_gettext("First password"),
        validators=[
            InputRequired(lazy_gettext("The password needs at least 12 characters.")),
            Length(max=200, message=TOO_LONG),
        ],
    )

    def chosen_area(self) -> Area | None:
        """The area picked, if any."""
        return Area.get_or_none(Area.id == int(self.area.data)) if self.area.data else None


@blueprint.get("/personal")
@open_to(Role.ADMIN, Role.AUDITOR)
def index() -> ResponseReturnValue:
    """Everyone who has an account."""
    people = list(Staff.select().order_by(Staff.active.desc(), Staff.name))
    areas = {area.id: area.name for area in Area.select()}
    return render(
        "desk/staff/index.html",
        people=[(each, sorted(each.roles, key=list(Role).index)) for each in people],
        areas=areas,
        may_add=current_user.staff.has(Role.ADMIN),
    )


@blueprint.route("/personal/nueva", methods=["GET", "POST"])
@open_to(Role.ADMIN)
def new() -> ResponseReturnValue:
    """Make an account. The first password stands in the form, so that nothing has to keep it."""
    form = AccountForm(data={"password": crockford.encode(secrets.token_bytes(10))})
    areas = [SelectChoice(str(area.id), area.name) for area in Area.offered()]
    form.area.choices = [SelectChoice("", gettext("None")), *areas]
    if form.carries_out(
        lambda: staffing.add_staff(
            email=form.email.data,
            name=form.name.data,
            roles=form.roles.data,
            password=form.password.data,
            area=form.chosen_area(),
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(
            gettext(
                "%(name)s can now sign in with the e-mail and the password you wrote.",
                name=form.name.data,
            ),
            "good",
        )
        return done(url_for(".index"))
    return render("desk/staff/new.html", status=form.status, form=form, duties=DUTIES)
