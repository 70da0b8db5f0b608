"""Signing in to the desk and out of it, and the links by which a password is set."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask import Blueprint, Flask, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from webapp.forms import Form, line
from webapp.hypermedia import render
from webapp.models import Staff, StaffSession, StaffToken
from webapp.security import limiter
from webapp.workflow import staffing

blueprint = Blueprint("session", __name__)
manager = LoginManager()

A_LINE = Length(max=300, message=lazy_gettext("This text is too long."))
BETWEEN_STEPS = timedelta(minutes=5)
"""How long someone who gave a right password has to give the second factor."""
HALFWAY = "second_step"
"""Where the signed cookie says, between the steps, whose second factor is awaited."""


@dataclass(frozen=True)
class SignedIn:
    """Someone of the staff in a running session, as Flask-Login wants them."""

    session: StaffSession
    token: str
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session's token: ended on the server, it is over."""
        return self.token

    @property
    def staff(self) -> Staff:
        """The person."""
        return self.session.staff


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(
        lazy_gettext("E-mail"),
        filters=[line],
        validators=[InputRequired(lazy_gettext("Write your e-mail.")), A_LINE],
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Write your password.")), A_LINE],
    )


class SecondStepForm(Form):
    """A one-time password, or a recovery code."""

    code = StringField(
        lazy_gettext("Code"),
        filters=[line],
        validators=[
            InputRequired(lazy_gettext("Write the code.")),
            Length(max=40, message=lazy_gettext("That code is not right. Write the newest one.")),
        ],
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        lazy_gettext("New password"),
        validators=[
            InputRequired(lazy_gettext("Write the new password.")),
            Length(max=200, message=lazy_gettext("This text is too long.")),
        ],
    )
    again = PasswordField(
        lazy_gettext("The new password again"),
        validators=[
            InputRequired(lazy_gettext("Write the new password again.")),
            EqualTo("password", lazy_gettext("The two passwords are not the same.")),
        ],
    )


def install(app: Flask) -> None:
    """Recognise the session of each request."""
    manager.init_app(app)
    manager.login_view = "session.sign_in"
    manager.session_protection = None

    @manager.user_loader
    def _load(token: str) -> SignedIn | None:
        running = StaffSession.find(token, g.now)
        return SignedIn(running, token) if running else None


def _attempt() -> str:
    """Who is counted: an account from one address, so that nobody locks another out."""
    account = line(request.form.get("email")).lower()
    # Only its digest is kept: whoever types megabytes takes no memory.
    return sha256(f"{get_remote_address()} {account}".encode()).hexdigest()


def _is_post() -> bool:
    return request.method == "POST"


def _failed(response: Response) -> bool:
    return response.status_code == 422


def _second_attempt() -> str:
    return f"{get_remote_address()} {session.get(HALFWAY, [''])[0]}"


@blueprint.route("/gestion/entrar", methods=["GET", "POST"])
@limiter.limit("60/minute", exempt_when=lambda: not _is_post())
@limiter.limit("100 per hour", exempt_when=lambda: not _is_post(), deduct_when=_failed)
@limiter.limit("8 per 15 minutes", key_func=_attempt, exempt_when=lambda: not _is_post())
def sign_in() -> ResponseReturnValue:
    """Show the form; take e-mail and password."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home.index"), 303)
    form = SignInForm()
    if form.carries_out(lambda: staffing.authenticate(form.email.data, form.password.data)):
        if form.outcome:
            return _after_password(form.outcome)
        form.status = 422
        form.refusal = gettext("The e-mail or the password is not right.")
    return render("session/sign_in.html", status=form.status, form=form)


def _after_password(staff: Staff) -> ResponseReturnValue:
    """Enter, or go on to the second step with nothing but a short-lived mark of who it is."""
    if staffing.second_factor(staff) is None:
        return _enter(staff)
    session[HALFWAY] = [staff.id, g.now.isoformat()]
    return redirect(url_for(".second_step", next=request.args.get("next")), 303)


@blueprint.route("/gestion/entrar/segundo-paso", methods=["GET", "POST"])
@limiter.limit("60/minute", exempt_when=lambda: not _is_post())
@limiter.limit("8 per 15 minutes", key_func=_second_attempt, exempt_when=lambda: not _is_post())
def second_step() -> ResponseReturnValue:
    """Take the one-time password, or a recovery code, of who gave a right password just now."""
    staff = _halfway()
    if staff is None:
        session.pop(HALFWAY, None)
        return redirect(url_for(".sign_in", next=request.args.get("next")), 303)
    form = SecondStepForm()
    if form.carries_out(lambda: staffing.check_second_factor(staff, form.code.data, at=g.now)):
        if form.outcome:
            return _enter(staff)
        form.status = 422
        form.code.errors = [gettext("That code is not right. Write the newest one.")]
    return render("session/second_step.html", status=form.status, form=form)


def _halfway() -> Staff | None:
    """Whose second factor is awaited, while the mark is good."""
    number, since = session.get(HALFWAY, [None, ""])
    if not number or g.now - datetime.fromisoformat(since) > BETWEEN_STEPS:
        return None
    return Staff.get_or_none(Staff.id == number, Staff.active)


def _enter(staff: Staff) -> ResponseReturnValue:
    running, token = staffing.start_session(staff, at=g.now)
    session.clear()
    session.permanent = True
    login_user(SignedIn(running, token))
    return redirect(_wanted() or url_for("desk.home.index"), 303)


def _wanted() -> str | None:
    """Where the person was going, if it is on the desk."""
    target = request.args.get("next", "")
    return target if target.startswith("/gestion/") and "\\" not in target else None


@blueprint.post("/gestion/salir")
def sign_out() -> ResponseReturnValue:
    """End the session, here and on the server."""
    if current_user.is_authenticated:
        staffing.sign_out(current_user.session, at=g.now)
        logout_user()
        session.clear()
    return redirect(url_for("session.sign_in"), 303)


@blueprint.route("/gestion/clave/<secret>", methods=["GET", "POST"])
@limiter.limit("30 per 10 minutes", exempt_when=lambda: not _is_post())
def password(secret: str) -> ResponseReturnValue:
    """Set the password by a link that someone of the entity gave. Looking does not spend it."""
    token = StaffToken.find(secret, g.now)
    if token is None:
        return render("session/link_over.html", status=404)
    form = NewPasswordForm()
    if form.carries_out(lambda: staffing.set_password(secret, form.password.data, at=g.now)):
        flash(gettext("Your password is set. Sign in with it."), "good")
        return redirect(url_for(".sign_in"), 303)
    return render("session/password.html", status=form.status, form=form, token=token)
