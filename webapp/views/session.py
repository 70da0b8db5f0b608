"""Signing in to the desk and out of it, and the links by which a password is set."""

from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_limiter import RateLimitExceeded
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from webapp.forms.base import Form
from webapp.forms.fields import TOO_LONG, new_password_fields
from webapp.models import Staff, StaffSession, StaffToken
from webapp.text.typed import line
from webapp.web import sign_in_limits
from webapp.web.hypermedia import render
from webapp.web.security import limiter, network
from webapp.workflow import staffing

blueprint = Blueprint("session", __name__)
manager = LoginManager()

A_LINE = Length(max=300, message=TOO_LONG)
HALFWAY = "second_step"
"""Where the signed cookie has, between the steps, the secret of the sign-in."""


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

    password, again = new_password_fields()


def install(app: Flask) -> None:
    """Recognise the session of each request."""
    manager.init_app(app)
    manager.login_view = "session.sign_in"
    manager.session_protection = None

    @manager.user_loader
    def _load(token: str) -> SignedIn | None:
        running = StaffSession.find(token, g.now)
        return SignedIn(running, token) if running else None


@blueprint.route("/gestion/entrar", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; take e-mail and password."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.home.index"), 303)
    form = SignInForm()
    if form.carries_out(lambda: _authenticated(form.email.data, form.password.data)):
        if form.outcome:
            return _after_password(form.outcome)
        form.status = 422
        form.refusal = gettext("The e-mail or the password is not right.")
    return render("session/sign_in.html", status=form.status, form=form)


def _authenticated(email: str, password: str) -> Staff | None:
    """The person of an e-mail and a password. A failure is logged without the address typed."""
    try:
        sign_in_limits.count_a_password(email)
    except RateLimitExceeded:
        _log("too many passwords", staffing.account_of(email))
        if sign_in_limits.is_news("passwords", email):
            staffing.note_guessing(email, at=g.now)
        raise
    staff = staffing.authenticate(email, password)
    if staff is None:
        _log("wrong password", staffing.account_of(email))
    return staff


def _log(what: str, staff: Staff | None) -> None:
    account = staff.id if staff else "unknown"
    current_app.logger.warning("Sign-in refused: %s, account %s, from %s", what, account, network())


def _after_password(staff: Staff) -> ResponseReturnValue:
    """Enter, or go on to the second step with nothing but the secret of this sign-in."""
    if staffing.second_factor(staff) is None:
        return _enter(staff)
    session[HALFWAY] = staffing.begin_second_step(staff, at=g.now)
    return redirect(url_for(".second_step", next=request.args.get("next")), 303)


@blueprint.route("/gestion/entrar/segundo-paso", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """Take the one-time password, or a recovery code, of who gave a right password just now."""
    secret = str(session.get(HALFWAY, ""))
    step = staffing.second_step(secret, at=g.now)
    if step is None:
        return _begin_again()
    form = SecondStepForm()
    try:
        if form.carries_out(lambda: _finished(step.staff, secret, form.code.data)):
            if form.outcome:
                return _enter(step.staff)
            form.status = 422
            form.code.errors = [gettext("That code is not right. Write the newest one.")]
    except RateLimitExceeded:
        _log("too many codes", step.staff)
        is_news = sign_in_limits.is_news("codes", step.staff.email)
        staffing.refuse_second_step(secret, is_news=is_news, at=g.now)
        flash(gettext("Too many wrong codes. Begin again with your password."), "bad")
        return _begin_again()
    return render("session/second_step.html", status=form.status, form=form)


def _finished(staff: Staff, secret: str, code: str) -> bool:
    sign_in_limits.count_a_code(staff.email, secret)
    right = staffing.finish_second_step(secret, code, at=g.now)
    if not right:
        _log("wrong code", staff)
    return right


def _begin_again() -> Response:
    session.pop(HALFWAY, None)
    return redirect(url_for(".sign_in", next=request.args.get("next")), 303)


def _enter(staff: Staff) -> Response:
    running, token = staffing.start_session(staff, at=g.now)
    session.clear()
    session.permanent = True
    login_user(SignedIn(running, token))
    response = redirect(_wanted() or url_for("desk.home.index"), 303)
    return sign_in_limits.remember(response, staff.email)


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


@limiter.shared_limit("30 per 10 minutes", scope="links to set a password")
def _count_a_miss() -> None:
    """Slow down whoever tries links that open nothing. A right one opens always."""


@blueprint.route("/gestion/clave/<secret>", methods=["GET", "POST"])
def password(secret: str) -> ResponseReturnValue:
    """Set the password by a link that someone of the entity gave. Looking does not spend it."""
    token = StaffToken.find(secret, g.now)
    if token is None:
        _count_a_miss()
        return render("session/link_over.html", status=404)
    form = NewPasswordForm()
    if form.carries_out(lambda: staffing.set_password(secret, form.password.data, at=g.now)):
        flash(gettext("Your password is set. Sign in with it."), "good")
        return sign_in_limits.remember(redirect(url_for(".sign_in"), 303), token.staff.email)
    return render("session/password.html", status=form.status, form=form, token=token)
