"""One's own account: password, second factor, sessions."""

from typing import NamedTuple

import segno
from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from webapp.forms.base import Form
from webapp.forms.fields import new_password_fields
from webapp.models import Entity, RecoveryCode, SecondFactor, StaffSession
from webapp.text.typed import line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.web.security import limiter
from webapp.workflow import staffing

blueprint = Blueprint("account", __name__)

QUIET_ZONE = 4
"""White modules round a QR that readers need."""


def _who() -> str:
    return f"account {current_user.staff.id}" if current_user.is_authenticated else "nobody"


# Guessing a password or a code from inside a session someone left open.
limit = limiter.shared_limit("10 per 15 minutes", scope="own account", key_func=_who)


class PasswordForm(Form):
    """The present password, and a new one twice."""

    current = PasswordField(
        lazy_gettext("Your present password"),
        validators=[InputRequired(lazy_gettext("Write your present password."))],
    )
    password, again = new_password_fields()


class CodeForm(Form):
    """The six digits that the authenticator shows."""

    code = StringField(
        lazy_gettext("Code of six digits"),
        filters=[line],
        validators=[InputRequired(lazy_gettext("Write the code."))],
    )


class SecondFactorRemovalForm(Form):
    """The password, to be sure of who asks."""

    password = PasswordField(
        lazy_gettext("Your password"),
        validators=[InputRequired(lazy_gettext("Write your password."))],
    )


class Picture(NamedTuple):
    """A QR as an SVG path, in modules."""

    side: int
    path: str


@blueprint.get("/mi-cuenta")
@open_to(*EVERYONE)
def show() -> ResponseReturnValue:
    """Who one is here, and what guards the account."""
    staff = current_user.staff
    unused = RecoveryCode.select().where(
        RecoveryCode.staff == staff, RecoveryCode.used_at.is_null()
    )
    return render(
        "desk/account/show.html",
        person=staff,
        roles=sorted(staff.roles, key=list(Role).index),
        protected=staffing.second_factor(staff) is not None,
        codes_left=unused.count(),
        sessions=StaffSession.running(staff, g.now),
        here=current_user.session,
    )


@blueprint.get("/mi-cuenta/clave")
@open_to(*EVERYONE)
def password() -> ResponseReturnValue:
    """The form that changes one's own password."""
    return render("desk/account/password.html", form=PasswordForm(None))


@blueprint.post("/mi-cuenta/clave")
@open_to(*EVERYONE)
@limit
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    if form.carries_out(
        lambda: staffing.change_password(
            current_user.staff,
            current=form.current.data,
            password=form.password.data,
            keeping=current_user.session,
            at=g.now,
        )
    ):
        flash(gettext("Your password was changed. Your other sessions were ended."), "good")
        return done(url_for(".show"))
    return render("desk/account/password.html", status=form.status, form=form)


@blueprint.get("/mi-cuenta/segundo-factor")
@open_to(*EVERYONE)
def second_factor() -> ResponseReturnValue:
    """What a second factor is, or the QR of the one being set up."""
    return _factor_page(CodeForm(None))


@blueprint.post("/mi-cuenta/segundo-factor")
@open_to(*EVERYONE)
@limit
def begin() -> ResponseReturnValue:
    """Make a new secret for the authenticator."""
    staffing.begin_second_factor(current_user.staff, at=g.now)
    return done(url_for(".second_factor"))


@blueprint.post("/mi-cuenta/segundo-factor/confirmacion")
@open_to(*EVERYONE)
@limit
def confirmation() -> ResponseReturnValue:
    """Count the second factor once a code of it was seen; show the recovery codes this once."""
    form = CodeForm()
    if form.carries_out(
        lambda: staffing.confirm_second_factor(current_user.staff, form.code.data, at=g.now)
    ):
        return render("desk/account/recovery_codes.html", status=201, codes=form.outcome)
    return _factor_page(form)


def _factor_page(form: CodeForm) -> ResponseReturnValue:
    staff = current_user.staff
    factor = staff.second_factors.first()
    pending = factor if factor and factor.confirmed_at is None else None
    return render(
        "desk/account/second_factor.html",
        status=form.status,
        form=form,
        protected=factor is not None and pending is None,
        required=Entity.current().requires_second_factor,
        picture=_picture(pending) if pending else None,
        secret=_in_fours(pending.secret) if pending else "",
    )


def _picture(factor: SecondFactor) -> Picture:
    """The QR that an authenticator reads, drawn with attributes alone."""
    code = segno.make(staffing.provisioning_uri(factor), error="m", micro=False)
    rows = enumerate(code.matrix, QUIET_ZONE)
    dots = (f"M{x} {y}h1v1h-1z" for y, row in rows for x, dot in enumerate(row, QUIET_ZONE) if dot)
    return Picture(len(code.matrix) + 2 * QUIET_ZONE, "".join(dots))


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@blueprint.get("/mi-cuenta/segundo-factor/retiro")
@open_to(*EVERYONE)
def removal() -> ResponseReturnValue:
    """What removing one's own second factor means."""
    return _removal_page(SecondFactorRemovalForm(None))


@blueprint.post("/mi-cuenta/segundo-factor/retiro")
@open_to(*EVERYONE)
@limit
def remove() -> ResponseReturnValue:
    """Remove one's own second factor."""
    form, staff = SecondFactorRemovalForm(), current_user.staff

    def sure_of_who_asks() -> None:
        staffing.require_password(staff, form.password.data)
        staffing.remove_second_factor(staff, by=staff, at=g.now)

    if form.carries_out(sure_of_who_asks):
        flash(gettext("The second factor was removed."), "good")
        return done(url_for(".show"))
    return _removal_page(form)


def _removal_page(form: SecondFactorRemovalForm) -> ResponseReturnValue:
    return render(
        "desk/account/removal.html",
        status=form.status,
        form=form,
        protected=staffing.second_factor(current_user.staff) is not None,
        required=Entity.current().requires_second_factor,
    )


@blueprint.post("/mi-cuenta/sesiones/<int:number>/cierre")
@open_to(*EVERYONE)
def end_session(number: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    staff = current_user.staff
    running = {each.id: each for each in StaffSession.running(staff, g.now)}
    staffing.end_session(found(running.get(number)), by=staff, at=g.now)
    flash(gettext("The session was ended."), "good")
    return done(url_for(".show"))


@blueprint.post("/mi-cuenta/sesiones/cierre")
@open_to(*EVERYONE)
def end_others() -> ResponseReturnValue:
    """End one's own sessions but the one in use."""
    staff = current_user.staff
    ended = staffing.end_sessions(staff, by=staff, at=g.now, keeping=current_user.session)
    flash(ngettext("%(num)s session ended.", "%(num)s sessions ended.", ended), "good")
    return done(url_for(".show"))
