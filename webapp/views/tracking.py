"""The author's own page: what they sent, what happened with it, and their data."""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField, StringField
from wtforms.validators import DataRequired, Optional, ValidationError

from webapp.forms.base import Form, TrappedForm
from webapp.forms.ease import EaseForm
from webapp.forms.fields import AN_ADDRESS, FITS
from webapp.models import Answer, Change, Comment, Correction, Part, Submitter, canonical
from webapp.presenting.answer_facts import reasons_of
from webapp.queries import changelog
from webapp.text.masking import masked, masked_email, masked_phone
from webapp.text.typed import line
from webapp.values import tracking_codes
from webapp.vocabulary import Publication
from webapp.web.filters import day, moment, word
from webapp.web.hypermedia import render
from webapp.web.security import limiter
from webapp.workflow import commenting, ease_questions, minors, personal_data
from webapp.workflow.personal_data import Contact

blueprint = Blueprint("tracking", __name__)

FILING_NUMBER = re.compile(r"[A-Z0-9]{1,10}-\d{4}-\d{6,}")


HIDING = {
    "nombre": (personal_data.hide_name, lazy_gettext("Your name is no longer shown.")),
    "grupo": (personal_data.hide_group, lazy_gettext("Your group is no longer shown.")),
    "territorio": (
        personal_data.hide_territory,
        lazy_gettext("Where you live is no longer shown."),
    ),
}
"""What stands beside a text with leave: how it is hidden, and what its author then reads."""


@limiter.shared_limit("20 per 10 minutes", scope="tracking codes")
def _count_a_miss() -> None:
    """Slow down whoever tries codes that open nothing. A right one opens always, for many people
    share an address; of 80 random bits none is found by trying, however fast."""


class TrackingCodeForm(Form):
    """A tracking code, however it is typed."""

    tracking_code = StringField(
        lazy_gettext("Tracking code"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write your tracking code."))],
    )
    comment: Comment | None = None

    def validate_tracking_code(self, field: StringField) -> None:
        """Find what it opens."""
        self.comment = commenting.find_by_tracking_code(field.data)
        if self.comment is None:
            raise ValidationError(_what_to_check(field.data))


def _what_to_check(typed: str) -> str:
    if FILING_NUMBER.fullmatch(typed.upper()):
        return gettext(
            "That is the filing number. Write the tracking code: it stands below it on the receipt."
        )
    if tracking_codes.normalise(typed) is None:
        return gettext("The tracking code has 16 letters and numbers. Check that none is missing.")
    return gettext("No observation has that code. Check each letter and each number.")


@blueprint.after_request
def _keep_it_private(response: Response) -> Response:
    """No copy, no index; and from the page whose address is the key, no referrer."""
    response.headers["Cache-Control"] = "no-store"
    if request.endpoint != "tracking.search":
        response.headers["X-Robots-Tag"] = "noindex"
    # A page that asks for the code again sends a form: over https that needs to tell the site.
    if request.endpoint in ("tracking.show", "tracking.content") and response.status_code == 200:
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.route("/seguimiento", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """Type a tracking code."""
    form = TrackingCodeForm()
    if form.carries_out(lambda: form.comment):
        code = tracking_codes.normalise(form.tracking_code.data)
        return redirect(url_for(".show", tracking_code=code), 303)
    if form.tracking_code.errors:
        _count_a_miss()
    return _search(form, form.status)


def _search(form: TrackingCodeForm, status: int) -> Response:
    return render("tracking/search.html", "tracking/_search.html", status=status, form=form)


def _opened(tracking_code: str) -> tuple[Comment, str]:
    """What a code opens, and the code as receipts write it; else a page that says what to check."""
    comment = commenting.find_by_tracking_code(tracking_code)
    if comment is None:
        _count_a_miss()
        form = TrackingCodeForm(formdata=None, data={"tracking_code": tracking_code})
        form.tracking_code.errors = [_what_to_check(tracking_code)]
        abort(_search(form, 404))
    return comment, str(tracking_codes.normalise(tracking_code))


@blueprint.get("/seguimiento/<tracking_code>")
def show(tracking_code: str) -> ResponseReturnValue:
    """Receipt, text, state, answer, changes and data of one observation."""
    comment, code = _opened(tracking_code)
    answer = Answer.get_or_none(Answer.comment == comment, Answer.published_at.is_null(False))
    amendments = changelog.amendments(Change.caused_by(comment))
    return render(
        "tracking/show.html",
        comment=comment,
        plan=comment.plan,
        tracking_code=code,
        received="recibida" in request.args and not comment.was_cut_short,
        left_out="repetida" in request.args,
        steps=_steps(comment, answer),
        what_is_shown=_what_is_shown(comment),
        answer=answer,
        reasons=reasons_of(answer) if answer else [],
        parts=Part.of([comment]).get(comment.id, []) if answer else [],
        corrections=Correction.of_answers([comment.id]).get(comment.id, []) if answer else [],
        amendments=amendments,
        contact=_contact(comment.submitter),
        takes_contact=not minors.may_have_written(comment),
        letter_purged_on=personal_data.letter_purged_on(comment),
        shows_name=bool(comment.submitter and comment.submitter.public_name),
        standing=_standing(comment),
    )


def _steps(comment: Comment, answer: Answer | None) -> list[dict[str, str]]:
    """How far it has come."""
    moderated = comment.moderated_at
    adjusted = comment.consultation.adjusted_at
    dates: tuple[tuple[str, datetime | None], ...] = (
        (gettext("Received"), comment.received_at),
        (gettext("Reviewed before showing it"), moderated),
        (gettext("Answered"), answer.published_at if answer else None),
        (gettext("Adjusted plan published"), adjusted),
    )
    if comment.was_cut_short:
        cancelled = gettext("Consultation cancelled"), comment.plan.cancelled_at
        dates = (*(each for each in dates if each[1]), cancelled)
    following = next((n for n, (_, date) in enumerate(dates) if date is None), len(dates))
    return [
        {
            "label": label,
            "state": "done" if date else "current" if place == following else "ahead",
            "when": moment(date) if date else "",
        }
        for place, (label, date) in enumerate(dates)
    ]


def _what_is_shown(comment: Comment) -> str:
    """What the public reads of it, and why."""
    reason = comment.ground_note or word(comment.ground)
    return {
        Publication.PENDING: gettext(
            "In review. The public sees its number and its date; the text is shown once it has "
            "been checked for personal data."
        ),
        Publication.SHOWN: gettext("Everyone can read it, just as you sent it."),
        Publication.REDACTED: gettext(
            "Everyone can read it with some words suppressed. Reason: %(reason)s.", reason=reason
        ),
        Publication.WITHHELD: gettext(
            "The text is not shown; its number, its date and this reason are. Reason: %(reason)s.",
            reason=reason,
        ),
    }[comment.publication]


def _contact(submitter: Submitter | None) -> list[tuple[str, str]]:
    """The personal data held, masked: the page may be open on a borrowed screen."""
    if submitter is None:
        return []
    rows = {
        gettext("Name"): masked(submitter.name),
        gettext("Organisation"): masked(submitter.organisation),
        gettext("E-mail"): masked_email(submitter.email),
        gettext("Telephone"): masked_phone(submitter.phone),
        gettext("Is the name shown in public?"): gettext("Yes")
        if submitter.public_name
        else gettext("No"),
        gettext("Authorised on"): gettext(
            "%(moment)s (version %(version)s of the notice)",
            moment=moment(submitter.consented_at),
            version=submitter.policy_version,
        ),
        gettext("Kept until"): day(submitter.purge_on),
    }
    return [(name, text) for name, text in rows.items() if text]


def _standing(comment: Comment) -> list[tuple[str, str]]:
    """The group and the territory said, and whether each stands beside the text."""
    group, place = comment.value_group, comment.territory
    rows = {
        gettext("Value group"): group
        and _with_leave(group.name, comment.publish_group and not group.sensitive),
        gettext("Territory"): place and _with_leave(place.name, comment.publish_territory),
    }
    return [(name, text) for name, text in rows.items() if text]


def _with_leave(name: str, is_given: bool) -> str:
    if is_given:
        return gettext("%(name)s. You asked for it to be shown beside your text.", name=name)
    return gettext("%(name)s. It is not shown beside your text.", name=name)


@blueprint.get("/seguimiento/<tracking_code>/radicada.json")
def content(tracking_code: str) -> ResponseReturnValue:
    """The very text whose SHA-256 stands on the receipt."""
    comment, _ = _opened(tracking_code)
    response = Response(canonical(comment.filed_content()), mimetype="application/json")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{comment.filing_number}.json"
    )
    return response


@blueprint.route(
    "/seguimiento/<tracking_code>/<any(nombre, grupo, territorio):what>-oculto",
    methods=["GET", "POST"],
)
def hide(tracking_code: str, what: str) -> ResponseReturnValue:
    """Stop showing the name, the value group or the territory, once confirmed."""
    comment, code = _opened(tracking_code)
    stop_showing, message = HIDING[what]
    form = Form()
    if form.carries_out(lambda: stop_showing(comment, by=None, at=g.now)):
        return _back(code, str(message))
    return _confirm("tracking/hide.html", form, comment, code, what=what)


class ContactForm(TrappedForm):
    """Data to be put right or added; what is left empty stays as it is."""

    name = StringField(lazy_gettext("Your name"), filters=[line], validators=[FITS])
    organisation = StringField(
        lazy_gettext("Name of the organisation"), filters=[line], validators=[FITS]
    )
    email = EmailField(
        lazy_gettext("E-mail"), filters=[line], validators=[Optional(), AN_ADDRESS, FITS]
    )
    phone = StringField(lazy_gettext("Telephone"), filters=[line], validators=[FITS])
    consent = BooleanField(
        lazy_gettext("I authorise the entity to keep these data for the purposes of the notice")
    )

    def contact(self) -> Contact:
        """What was typed, as the verb takes it."""
        return Contact(
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
        )


@blueprint.route("/seguimiento/<tracking_code>/datos-corregidos", methods=["GET", "POST"])
@limiter.shared_limit("60 per 10 minutes", scope="corrections", methods=["POST"])
def correct(tracking_code: str) -> ResponseReturnValue:
    """Put the personal data right, or add what was not given, such as an address."""
    comment, code = _opened(tracking_code)
    form = ContactForm()
    if form.carries_out(lambda: _corrected(comment, code, form)):
        return _back(code, gettext("Your data were corrected."))
    return _confirm("tracking/correct.html", form, comment, code)


def _corrected(comment: Comment, code: str, form: ContactForm) -> None:
    contact, consent = form.contact(), bool(form.consent.data)
    personal_data.correct(comment, contact, consent=consent, by=None, at=g.now, tracking_code=code)


@blueprint.route("/seguimiento/<tracking_code>/datos-borrados", methods=["GET", "POST"])
def erase(tracking_code: str) -> ResponseReturnValue:
    """Erase the personal data held, once confirmed."""
    comment, code = _opened(tracking_code)
    form = Form()
    if form.carries_out(lambda: personal_data.erase(comment, by=None, at=g.now)):
        return _back(code, gettext("Your data were erased. Your observation stays."))
    return _confirm("tracking/erase.html", form, comment, code)


def _confirm(page: str, form: Form, comment: Comment, code: str, **context: str) -> Response:
    return render(
        page,
        status=form.status,
        **context,
        form=form,
        comment=comment,
        tracking_code=code,
        contact=_contact(comment.submitter),
        letter_purged_on=personal_data.letter_purged_on(comment),
    )


def _back(code: str, message: str) -> Any:
    flash(message, "good")
    return redirect(url_for(".show", tracking_code=code), 303)


@blueprint.route("/seguimiento/<tracking_code>/facilidad", methods=["GET", "POST"])
@limiter.shared_limit("300 per 10 minutes", scope="ease", methods=["POST"])
def ease(tracking_code: str) -> ResponseReturnValue:
    """Three optional questions on how it was, tied to nobody."""
    comment, code = _opened(tracking_code)
    form = EaseForm()
    if form.carries_out(lambda: ease_questions.save(code, form.opinion(), by=None, at=g.now)):
        return _back(code, gettext("Thank you. What you told us helps to make this easier."))
    return render(
        "tracking/ease.html",
        status=form.status,
        form=form,
        comment=comment,
        tracking_code=code,
        is_open=ease_questions.is_open(comment, code, at=g.now),
    )
