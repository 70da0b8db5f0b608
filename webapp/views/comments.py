"""Saying something about a plan: write it, check it, send it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_limiter import RateLimitExceeded
from markupsafe import Markup

from webapp.forms.base import TrappedForm
from webapp.forms.filing import FilingForm
from webapp.models import Action, Consultation, Plan, ReceiptChannel, Wording
from webapp.vocabulary import AuthorKind, Channel, Phase, Target
from webapp.web.filters import plain, sentence, word
from webapp.web.hypermedia import done, render
from webapp.web.security import limiter
from webapp.workflow import commenting
from webapp.workflow.refusals import WindowClosed

blueprint = Blueprint("comments", __name__)


@limiter.shared_limit("300 per 10 minutes", scope="filing")
def _count_a_filing() -> None:
    """Slow down a program that files without end. Generous: a whole neighbourhood may share one
    address, and a meeting room certainly does."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What is commented on: one action, or the whole plan."""

    plan: Plan
    consultation: Consultation
    action: Action | None = None
    wording: Wording | None = None

    @property
    def title(self) -> str:
        """The heading of its form."""
        if self.action is None:
            return gettext("Your observation on the whole plan")
        return gettext("Your observation on action %(code)s", code=self.action.code)

    def url(self, step: str) -> str:
        """The address of a step: `new` or `file`."""
        if self.action is None:
            return url_for(f".{step}_on_plan", slug=self.plan.slug)
        return url_for(f".{step}", slug=self.plan.slug, code=self.action.code)

    @property
    def draft(self) -> str:
        """What the browser keeps an unsent text under."""
        return f"{self.plan.slug}/{self.action.code if self.action else ''}"

    @property
    def reading_url(self) -> str:
        """Where it is read."""
        if self.action is None:
            return url_for("plans.show", slug=self.plan.slug)
        return url_for("plans.action", slug=self.plan.slug, code=self.action.code)


class ObservationForm(TrappedForm, FilingForm):
    """The form of the web, with its trap."""

    @property
    def says_more(self) -> bool:
        """Whether to open the first optional part of the form: a field of it is filled or wrong."""
        parts = (self.kind, self.stance, self.target, self.proposed_text)
        return any(field.errors or field.data not in _UNTOUCHED for field in parts)

    @property
    def says_who(self) -> bool:
        """Whether to open the second optional part of the form, likewise."""
        parts = (self.author_kind, self.name, self.organisation, self.email, self.value_group)
        boxes = (self.territory, self.is_minor, self.consent)
        leaves = (self.publish_name, self.publish_group, self.publish_territory)
        fields = (*parts, *boxes, *leaves)
        return any(field.errors or field.data not in _UNTOUCHED for field in fields)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """All that was typed, as the hidden fields that carry it to the next step."""
        values = {name: value for name, value in self.data.items() if value}
        for name in ("csrf_token", "website"):
            values.pop(name, None)
        return [(name, _as_sent(value)) for name, value in values.items()]


_UNTOUCHED = (None, "", False, Target.GENERAL)


def _as_sent(value: Any) -> str:
    if value is True:
        return "y"
    return str(getattr(value, "id", value))


def _subject(slug: str, code: str | None = None) -> Topic:
    plan = Plan.find(slug) or abort(404)
    consultation = plan.announced_round or abort(404)
    if code is None:
        return Topic(plan=plan, consultation=consultation)
    action = plan.public_action(code) or abort(404)
    wording = action.last_wording(plan.current_edition or abort(404)) or abort(404)
    return Topic(plan=plan, consultation=consultation, action=action, wording=wording)


@blueprint.route("/planes/<slug>/acciones/<code>/observaciones/nueva", methods=["GET", "POST"])
def new(slug: str, code: str) -> ResponseReturnValue:
    """The form on one action; sent here, it is shown once more to be checked."""
    return _write(_subject(slug, code))


@blueprint.route("/planes/<slug>/observaciones/nueva", methods=["GET", "POST"])
def new_on_plan(slug: str) -> ResponseReturnValue:
    """The same on the whole plan."""
    return _write(_subject(slug))


@blueprint.post("/planes/<slug>/acciones/<code>/observaciones")
def file(slug: str, code: str) -> ResponseReturnValue:
    """File an observation on one action."""
    return _file(_subject(slug, code))


@blueprint.get("/planes/<slug>/acciones/<code>/observaciones")
def listed(slug: str, code: str) -> ResponseReturnValue:
    """Where the form was sent, typed or shared as an address: the observations on the action."""
    subject = _subject(slug, code)
    return redirect(f"{subject.reading_url}#observaciones")


@blueprint.post("/planes/<slug>/observaciones")
def file_on_plan(slug: str) -> ResponseReturnValue:
    """File an observation on the whole plan."""
    return _file(_subject(slug))


def _write(subject: Topic) -> ResponseReturnValue:
    form = _observation_form(subject)
    try:
        commenting.open_round(subject.plan, subject.action, at=g.now)
    except WindowClosed as closed:
        form.status, form.refusal = 409, sentence(closed)
        return _closed(subject, form)
    if "correct" not in request.form and form.carries_out(lambda: _check(subject, form)):
        return _page(
            subject,
            form,
            "comments/_check.html",
            title=gettext("Check before you send"),
            rows=_rows(subject, form),
            notes=_notes(form),
        )
    return _form(subject, form)


def _observation_form(subject: Topic) -> ObservationForm:
    """The form, which remembers the edition that its author reads (R2)."""
    return ObservationForm(edition=subject.consultation.edition.number)


def _check(subject: Topic, form: ObservationForm) -> None:
    commenting.require_edition(subject.consultation, form.edition.data)
    commenting.check(form.filing())


def _file(subject: Topic) -> ResponseReturnValue:
    form = _observation_form(subject)
    try:
        _count_a_filing()
    except RateLimitExceeded:
        form.status, form.refusal = (
            429,
            gettext(
                "Too many sendings from this network. Nothing was saved, and what you wrote is "
                "still here: wait ten minutes and send it again."
            ),
        )
        return _form(subject, form)
    if form.carries_out(
        lambda: commenting.file(
            form.filing(),
            plan=subject.plan,
            action=subject.action,
            submission_id=form.submission_id.data,
            at=g.now,
            read_edition=form.edition.data,
        )
    ):
        return _receipt(form.outcome)
    is_closed = form.status == 409 and form.current is None
    return _closed(subject, form) if is_closed else _form(subject, form)


def _receipt(receipt: commenting.Receipt) -> ResponseReturnValue:
    location = url_for(
        "tracking.show",
        tracking_code=receipt.tracking_code,
        recibida=1,
        repetida=1 if receipt.left_out else None,
    )
    response = done(
        location,
        "tracking/_receipt.html",
        comment=receipt.comment,
        tracking_code=receipt.tracking_code,
        received=True,
        left_out=receipt.left_out,
    )
    if response.status_code == 201:
        response.headers["HX-Push-Url"] = location
    return response


def _form(subject: Topic, form: ObservationForm) -> Response:
    if form.current:
        form.edition.data = form.current.number
    return _page(subject, form, "comments/_form.html", title=subject.title)


def _closed(subject: Topic, form: ObservationForm) -> Response:
    """Hand the text back, say why, and name the other ways to send it (R5)."""
    phase = subject.plan.public_phase(g.now)
    return _page(
        subject,
        form,
        "comments/_closed.html",
        title=form.refusal,
        why=_why(subject, phase),
        channels=[
            each
            for each in subject.consultation.channels.order_by(ReceiptChannel.id)
            if each.channel is not Channel.WEB
        ],
        phase=phase,
    )


def _why(subject: Topic, phase: Phase) -> str:
    """The public reason, where there is one."""
    if phase is Phase.CANCELLED:
        return subject.plan.cancel_reason
    if subject.action is None or not phase.is_consulting:
        return ""
    return subject.action.closed_reason or _out_of_round(subject, subject.action)


def _out_of_round(subject: Topic, action: Action) -> str:
    if subject.consultation.takes(action):
        return ""
    number = subject.wording and subject.wording.withdrawn_in(subject.consultation.edition)
    if number:
        return gettext("This action was withdrawn in edition %(number)s.", number=number)
    return gettext("This round is only about the actions that changed.")


def _page(subject: Topic, form: ObservationForm, fragment: str, **context: object) -> Response:
    return render(
        "comments/new.html",
        fragment,
        status=form.status,
        step=fragment,
        subject=subject,
        plan=subject.plan,
        edition=subject.consultation.edition,
        form=form,
        **context,
    )


def _rows(subject: Topic, form: ObservationForm) -> list[tuple[str, str | Markup]]:
    """What will be sent, in the words of the form; what was left out is left out."""
    filing = form.filing()
    rows = {
        gettext("Your observation"): plain(filing.body),
        gettext("The wording you propose"): plain(filing.proposed_text),
        gettext("Kind"): word(filing.kind),
        gettext("Position"): word(filing.stance),
        gettext("Part of the action"): word(filing.target) if subject.action else "",
        gettext("You write"): gettext("Without your name")
        if filing.is_minor
        else _SIGNED[filing.author_kind],
        **({} if filing.is_minor else _identity(filing)),
        gettext("The group you feel part of"): filing.value_group and filing.value_group.name,
        gettext("Where you live"): filing.territory and filing.territory.name,
    }
    return [(name, value) for name, value in rows.items() if value]


_SIGNED = {
    AuthorKind.PERSON: lazy_gettext("In your own name"),
    AuthorKind.ORGANISATION: lazy_gettext("In the name of an organisation"),
    AuthorKind.ANONYMOUS: lazy_gettext("Without your name"),
}


def _identity(filing: commenting.Filing) -> dict[str, str]:
    named = filing.author_kind is not AuthorKind.ANONYMOUS
    return {
        gettext("Your name"): filing.name if named else "",
        gettext("Name of the organisation"): filing.organisation if named else "",
        gettext("E-mail"): filing.email,
    }


def _notes(form: ObservationForm) -> list[str]:
    """What the person should know of their data before sending."""
    filing = form.filing()
    identified = bool(filing.name or filing.organisation)
    if filing.is_minor:
        return [
            gettext("Because you are under 18 we will keep neither your name nor your e-mail."),
            gettext("Neither your group nor where you live will be shown in public."),
        ]
    notes = []
    if identified and filing.author_kind is AuthorKind.ANONYMOUS:
        notes.append(gettext("You chose to give no name: we will not keep the one you wrote."))
    elif identified and filing.publish_name:
        notes.append(gettext("Your name will be shown beside your observation."))
    elif identified:
        notes.append(gettext("Your name will not be shown in public."))
    if filing.email:
        notes.append(gettext("Your e-mail will never be shown in public."))
    return [*notes, *_on_group(filing), *_on_territory(filing)]


def _on_group(filing: commenting.Filing) -> list[str]:
    if filing.value_group is None:
        return []
    if filing.value_group.sensitive:
        return [gettext("Your group is never shown in public, because it is sensitive.")]
    if filing.shows_group:
        return [gettext("Your group will be shown beside your observation.")]
    return [gettext("Your group will not be shown beside your observation.")]


def _on_territory(filing: commenting.Filing) -> list[str]:
    if filing.territory is None:
        return []
    if filing.shows_territory:
        return [gettext("Where you live will be shown beside your observation.")]
    return [gettext("Where you live will not be shown beside your observation.")]
