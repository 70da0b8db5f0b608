"""Proposing the correction of an answer that is out."""

from typing import Any

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import TextAreaField

from webapp.forms import A_TEXT, Least, clean, version_field
from webapp.hypermedia import done, found, render
from webapp.models import Answer, Comment, Correction, docket
from webapp.reply_form import MEANINGS, ReplyForm
from webapp.views.desk.access import open_to
from webapp.vocabulary import AnswerState, CorrectionKind, Role
from webapp.workflow import amending, correcting
from webapp.workflow.reasons import LEAST
from webapp.workflow.record import name_of

blueprint = Blueprint("amending", __name__)


class CorrectionForm(ReplyForm):
    """What the answer should say, and why it is corrected."""

    version = version_field()
    because = TextAreaField(
        lazy_gettext("Why it is corrected"), filters=[clean], validators=[A_TEXT, Least(LEAST)]
    )


@blueprint.route("/observaciones/<filing_number>/respuesta/correccion", methods=["GET", "POST"])
@open_to(Role.RESPONDER)
def answer(filing_number: str) -> ResponseReturnValue:
    """Propose that a published answer says something else."""
    comment = found(docket.find(filing_number))
    held: Answer | None = getattr(comment, "held_answer", None)
    if held is None:
        return render("desk/amending/answer.html", comment=comment, form=None)
    held.comment = comment
    form = _form(comment, held)
    if form.carries_out(lambda: _propose(held, form)):
        flash(gettext("It is proposed. Another person has to approve it."), "good")
        return done(url_for("desk.corrections.show", number=form.outcome.id))
    return render(
        "desk/amending/answer.html",
        "desk/amending/_answer.html",
        form.status,
        comment=comment,
        form=form,
        meanings=MEANINGS,
        in_parts=comment.parts.exists(),
        is_out=held.state is AnswerState.PUBLISHED,
        is_proposed=Correction.is_proposed(CorrectionKind.ANSWER, name_of(held)),
    )


def _propose(held: Answer, form: CorrectionForm) -> Correction:
    return correcting.propose(
        CorrectionKind.ANSWER,
        held,
        plan=held.comment.plan,
        reason=form.because.data or "",
        details=amending.details_of(held, form.reply(), version=form.version.data),
        by=current_user.staff,
        at=g.now,
    )


def _form(comment: Comment, held: Answer) -> CorrectionForm:
    values: dict[str, Any] = {name: getattr(held, name) for name in amending.SUBSTANCE}
    form = CorrectionForm(**values, version=held.version)
    form.offer_areas(held.responsible_area)
    if comment.parts.exists():
        form.decision.data = held.decision
    return form
