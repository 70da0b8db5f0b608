"""The notices by e-mail of one plan or of all: subscribe, confirm from the mailbox, leave."""

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from wtforms import BooleanField, EmailField
from wtforms.validators import DataRequired

from webapp.forms.base import Form, TrappedForm
from webapp.forms.fields import FITS
from webapp.mailing.readiness import is_ready
from webapp.mailing.tokens import Purpose, handle_in
from webapp.models import Edition, Plan, Subscription
from webapp.text.typed import line
from webapp.vocabulary import Phase
from webapp.vocabulary.messages import N_
from webapp.web.hypermedia import done, render
from webapp.web.security import csrf, limiter
from webapp.workflow import subscribing
from webapp.workflow.refusals import WrongState
from webapp.workflow.subscribing import SubscriptionRequest

blueprint = Blueprint("subscriptions", __name__)

NOT_YET = N_("Notices by e-mail are not set up yet.")

limit = limiter.shared_limit("30 per 10 minutes", scope="subscriptions", methods=["POST"])


@limiter.shared_limit("30 per 10 minutes", scope="tokens of subscriptions")
def _count_a_miss() -> None:
    """Slow down whoever tries tokens that open nothing. A right one opens always: mailboxes of
    many people confirm and leave from few addresses."""


class SubscriptionForm(TrappedForm):
    """An address, and the leave to keep it."""

    email = EmailField(
        lazy_gettext("E-mail"),
        filters=[line],
        validators=[
            DataRequired(lazy_gettext("Write an e-mail address like name@example.com.")),
            FITS,
        ],
    )
    consent = BooleanField(
        lazy_gettext("I authorise the entity to keep my address to send me these notices")
    )

    def subscription_request(self) -> SubscriptionRequest:
        """What was typed, as the verb takes it."""
        return SubscriptionRequest(email=self.email.data or "", consent=self.consent.data)


@blueprint.after_request
def _keep_it_private(response: Response) -> Response:
    """Pages that a token opens: no copy, no index; and no referrer from the one without a form
    that needs it."""
    if "token" in (request.view_args or {}):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if request.endpoint == "subscriptions.leaving":
            response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _found(slug: str) -> tuple[Plan, Edition]:
    plan = Plan.find(slug) or abort(404)
    return plan, (plan.announced_round and plan.current_edition) or abort(404)


@blueprint.route("/planes/<slug>/suscripcion", methods=["GET", "POST"])
@limit
def new(slug: str) -> ResponseReturnValue:
    """Subscribe to the notices of a plan. The answer is the same whether the address was known or
    not."""
    plan, edition = _found(slug)
    return _ask(
        plan,
        "subscriptions/new.html",
        edition=edition,
        here=url_for(".new", slug=slug),
        over=plan.public_phase(g.now) is Phase.CANCELLED,
    )


@blueprint.route("/suscripcion", methods=["GET", "POST"])
@limit
def every() -> ResponseReturnValue:
    """Subscribe to the notices of every plan, future ones included."""
    return _ask(None, "subscriptions/every.html", here=url_for(".every"))


def _ask(plan: Plan | None, page: str, *, here: str, **context: object) -> ResponseReturnValue:
    form = SubscriptionForm()
    if form.carries_out(lambda: _subscribe(plan, form)):
        return done(f"{here}?pedida=1")
    return render(
        page,
        "subscriptions/_new.html",
        status=form.status,
        form=form,
        here=here,
        is_requested="pedida" in request.args and request.method == "GET",
        plan=plan,
        **context,
    )


def _subscribe(plan: Plan | None, form: SubscriptionForm) -> None:
    if not is_ready():
        raise WrongState(NOT_YET)
    subscribing.subscribe(plan, form.subscription_request(), at=g.now)


def _named(purpose: Purpose, token: str) -> Subscription | None:
    handle = handle_in(purpose, token)
    return Subscription.find(handle) if handle else None


@blueprint.route("/suscripciones/<token>/confirmacion", methods=["GET", "POST"])
def confirmation(token: str) -> ResponseReturnValue:
    """Confirm, with a button: programs that look into messages open their links."""
    subscription, form = _named(Purpose.CONFIRM, token), Form()
    if subscription is None:
        _count_a_miss()
        return render("subscriptions/confirmation.html", status=404, subscription=None, form=form)
    if form.carries_out(lambda: subscribing.confirm(subscription, at=g.now)):
        return redirect(url_for(".confirmation", token=token), 303)
    return render(
        "subscriptions/confirmation.html",
        status=form.status,
        subscription=subscription,
        plan=subscription.plan,
        token=token,
        form=form,
    )


@blueprint.route("/suscripciones/<token>/baja", methods=["GET", "POST"])
@csrf.exempt
def leaving(token: str) -> ResponseReturnValue:
    """Leave, with a button; or straight from the mailbox (RFC 8058), where the token in the
    address is all that is asked for."""
    handle = handle_in(Purpose.LEAVE, token)
    if handle is None:
        _count_a_miss()
        abort(404)
    subscription = Subscription.find(handle)
    if request.method == "POST":
        if subscription:
            subscribing.leave(subscription)
        if request.form.get("List-Unsubscribe") == "One-Click":
            return "", 200
        return redirect(url_for(".leaving", token=token), 303)
    return render("subscriptions/leaving.html", subscription=subscription, token=token)
