"""Signing in to the desk and out of it."""

from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, Flask, Response, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from webapp.forms import Form, line
from webapp.hypermedia import render
from webapp.models import Staff, StaffSession
from webapp.security import limiter
from webapp.workflow import staffing

blueprint = Blueprint("session", __name__)
manager = LoginManager()

A_LINE = Length(max=300, message=lazy_gettext("This text is too long."))


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


@blueprint.route("/gestion/entrar", methods=["GET", "POST"])
@limiter.limit("60/minute", exempt_when=lambda: not _is_post())
@limiter.limit("100 per hour", exempt_when=lambda: not _is_post(), deduct_when=_failed)
@limiter.limit("8 per 15 minutes", key_func=_attempt, exempt_when=lambda: not _is_post())
def sign_in() -> ResponseReturnValue:
    """Show the form; take e-mail and password."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home.index"), 303)
    form = SignInForm()
    if form.carries_out(lambda: staffing.sign_in(form.email.data, form.password.data, at=g.now)):
        if form.outcome:
            return _enter(*form.outcome)
        form.status = 422
        form.refusal = gettext("The e-mail or the password is not right.")
    return render("session/sign_in.html", status=form.status, form=form)


def _enter(running: StaffSession, token: str) -> ResponseReturnValue:
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
