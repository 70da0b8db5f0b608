"""Observations that are also petitions: the list by due date, and what may be done with each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from webapp.forms.base import Form
from webapp.forms.fields import FITS, DayField, Least, WordField, version_field
from webapp.models import Comment, Petition
from webapp.queries import caseload
from webapp.text.typed import clean, line
from webapp.views.desk.access import open_to
from webapp.vocabulary import PetitionKind, Role, Urgency
from webapp.web.filters import day, local, word
from webapp.web.hypermedia import done, found, render
from webapp.web.query import word_in_query
from webapp.workflow import petitioning
from webapp.workflow.reasons import LEAST

blueprint = Blueprint("petitions", __name__)

READERS = (*petitioning.HANDLERS, Role.AUDITOR)
TONES = {Urgency.OVERDUE: "bad", Urgency.DUE_SOON: "warn", Urgency.IN_TIME: "good"}


class MarkForm(Form):
    """What kind of petition it is."""

    kind = WordField(
        lazy_gettext("Kind of petition"),
        PetitionKind,
        validators=[InputRequired(lazy_gettext("Choose the kind of petition."))],
    )


class PetitionExtensionForm(Form):
    """A later due date, and why."""

    version = version_field()
    due_on = DayField(
        lazy_gettext("New due date"),
        validators=[InputRequired(lazy_gettext("Choose the new due date."))],
    )
    reason = TextAreaField(
        lazy_gettext("Why it takes longer"), filters=[clean], validators=[Least(LEAST)]
    )


class ForwardingForm(Form):
    """The entity it belongs to, and when it was handed over."""

    version = version_field()
    to = StringField(
        lazy_gettext("Entity it is handed to"),
        filters=[line],
        validators=[FITS],
    )
    on = DayField(
        lazy_gettext("Handed over on"),
        validators=[InputRequired(lazy_gettext("Write the day on which it was handed over."))],
    )
    copy_sent_on = DayField(lazy_gettext("Copy sent to the person on"), validators=[Optional()])


class ExtensionCorrectionForm(PetitionExtensionForm):
    """The extension as it should have been noted, and what was wrong."""

    due_on = DayField(lazy_gettext("New due date"), validators=[Optional()])
    reason = TextAreaField(lazy_gettext("Why it takes longer"), filters=[clean])
    why = TextAreaField(lazy_gettext("What was wrong"), filters=[clean], validators=[Least(LEAST)])


class TransferCorrectionForm(ForwardingForm):
    """The transfer as it should have been noted, and what was wrong."""

    on = DayField(lazy_gettext("Handed over on"), validators=[Optional()])
    why = TextAreaField(lazy_gettext("What was wrong"), filters=[clean], validators=[Least(LEAST)])


class UnmarkForm(Form):
    """Why it is not a petition."""

    version = version_field()
    reason = TextAreaField(lazy_gettext("Why it is not a petition"), filters=[clean])


@blueprint.get("/peticiones")
@open_to(*READERS)
def index() -> ResponseReturnValue:
    """Petitions that wait for an answer, soonest due first."""
    today = local(g.now).date()
    urgency = word_in_query("estado", Urgency)
    cursor = request.args.get("despues", type=int)
    after = found(Petition.get_or_none(Petition.id == cursor)) if cursor else None
    rows = caseload.petitions_page(today, urgency=urgency, after=after)
    shown = rows[: caseload.PAGE]
    state = urgency.value if urgency else None
    more = len(rows) > caseload.PAGE
    return render(
        "desk/petitions/index.html",
        "desk/petitions/_petitions.html",
        petitions=[(each, TONES[each.urgency(today)]) for each in shown],
        urgency=urgency,
        counts=[
            (each, count, url_for(".index", estado=each.value))
            for each, count in caseload.petitions_by_urgency(today).items()
        ],
        next_url=url_for(".index", despues=shown[-1].id, estado=state) if more else None,
        first_url=url_for(".index", estado=state) if after else None,
    )


@blueprint.route("/observaciones/<filing_number>/peticion", methods=["GET", "POST"])
@open_to(*petitioning.HANDLERS)
def mark(filing_number: str) -> ResponseReturnValue:
    """Treat an observation as a petition."""
    comment = found(Comment.find(filing_number))
    form = MarkForm()
    if form.carries_out(
        lambda: petitioning.mark(comment, form.kind.data, by=current_user.staff, at=g.now)
    ):
        due = day(form.outcome.due_on)
        return _done(comment, gettext("It is now also a petition: it is due on %(day)s.", day=due))
    kinds = [(each.value, word(each), each.working_days) for each in PetitionKind]
    return _page("desk/petitions/mark.html", comment, form, kinds=kinds)


@blueprint.route("/observaciones/<filing_number>/peticion/prorroga", methods=["GET", "POST"])
@open_to(*petitioning.HANDLERS)
def extension(filing_number: str) -> ResponseReturnValue:
    """Put its due date off, once."""
    petition = _petition(filing_number)
    form = PetitionExtensionForm(version=petition.version)
    return _act(
        "desk/petitions/extension.html",
        petition,
        form,
        lambda: petitioning.extend(
            petition,
            due_on=form.due_on.data,
            reason=form.reason.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        ),
        gettext("The new due date is saved. Tell the person before the first one passes."),
        latest=petitioning.latest_due_on(petition),
    )


@blueprint.route("/observaciones/<filing_number>/peticion/traslado", methods=["GET", "POST"])
@open_to(*petitioning.HANDLERS)
def forwarding(filing_number: str) -> ResponseReturnValue:
    """Hand it to the entity it belongs to."""
    petition = _petition(filing_number)
    today = local(g.now).date()
    form = ForwardingForm(
        version=petition.version,
        to=petition.forwarded_to,
        on=petition.forwarded_on or today,
        copy_sent_on=petition.copy_sent_on,
    )
    limit = petitioning.forward_by(petition)
    return _act(
        "desk/petitions/forwarding.html",
        petition,
        form,
        lambda: petitioning.forward(
            petition,
            to=form.to.data,
            on=form.on.data,
            copy_sent_on=form.copy_sent_on.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        ),
        gettext("It is noted that another entity has the petition."),
        limit=limit,
        is_over=today > limit,
    )


@blueprint.route(
    "/observaciones/<filing_number>/peticion/prorroga/correccion", methods=["GET", "POST"]
)
@open_to(*petitioning.HANDLERS)
def extension_correction(filing_number: str) -> ResponseReturnValue:
    """Put right how its due date was put off, or take that back."""
    petition = _petition(filing_number)
    form = ExtensionCorrectionForm(
        version=petition.version, due_on=petition.due_on, reason=petition.extension_reason
    )
    return _act(
        "desk/petitions/extension_correction.html",
        petition,
        form,
        lambda: petitioning.correct_extension(
            petition,
            due_on=form.due_on.data,
            reason=form.reason.data,
            why=form.why.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        ),
        gettext("It is corrected; the log keeps how it was noted before."),
        first=petitioning.first_due_on(petition),
        latest=petitioning.latest_due_on(petition),
    )


@blueprint.route(
    "/observaciones/<filing_number>/peticion/traslado/correccion", methods=["GET", "POST"]
)
@open_to(*petitioning.HANDLERS)
def transfer_correction(filing_number: str) -> ResponseReturnValue:
    """Put right to whom it was handed over and when, or take that back."""
    petition = _petition(filing_number)
    form = TransferCorrectionForm(
        version=petition.version,
        to=petition.forwarded_to,
        on=petition.forwarded_on,
        copy_sent_on=petition.copy_sent_on,
    )
    return _act(
        "desk/petitions/transfer_correction.html",
        petition,
        form,
        lambda: petitioning.correct_transfer(
            petition,
            to=form.to.data,
            on=form.on.data,
            copy_sent_on=form.copy_sent_on.data,
            why=form.why.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        ),
        gettext("It is corrected; the log keeps how it was noted before."),
    )


@blueprint.route("/observaciones/<filing_number>/peticion/retiro", methods=["GET", "POST"])
@open_to(*petitioning.HANDLERS)
def unmarking(filing_number: str) -> ResponseReturnValue:
    """Treat it no more as a petition."""
    petition = _petition(filing_number)
    form = UnmarkForm(version=petition.version)
    return _act(
        "desk/petitions/unmarking.html",
        petition,
        form,
        lambda: petitioning.unmark(
            petition,
            reason=form.reason.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        ),
        gettext("It is no longer treated as a petition."),
    )


def _petition(filing_number: str) -> Petition:
    return found(Petition.of(found(Comment.find(filing_number))))


def _act(
    page: str,
    petition: Petition,
    form: Form,
    verb: Callable[[], Any],
    message: str,
    **context: date | bool,
) -> ResponseReturnValue:
    if form.carries_out(verb):
        return _done(petition.comment, message)
    return _page(page, petition.comment, form, petition=petition, **context)


def _done(comment: Comment, message: str) -> ResponseReturnValue:
    flash(message, "good")
    location = url_for("desk.comments.comment", filing_number=comment.filing_number)
    return done(f"{location}#petition")


def _page(page: str, comment: Comment, form: Form, **context: object) -> ResponseReturnValue:
    return render(
        page,
        page.replace("petitions/", "petitions/_"),
        status=form.status,
        comment=comment,
        form=form,
        **context,
    )
