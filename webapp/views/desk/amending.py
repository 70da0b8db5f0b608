"""Proposing the correction of an answer that is out, or of the answer to a part of a letter."""

from typing import Any

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import TextAreaField

from webapp.forms.fields import A_TEXT, Least, version_field
from webapp.forms.reply import MEANINGS, PartForm, ReplyForm
from webapp.models import Answer, Comment, Correction, Part
from webapp.models.event import name_of
from webapp.queries import desk_list
from webapp.text.typed import clean
from webapp.views.desk.access import open_to
from webapp.vocabulary import AnswerState, CorrectionKind, Role
from webapp.web.hypermedia import found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import amending, amending_parts, correcting, splitting
from webapp.workflow.amending_parts import PartReply
from webapp.workflow.reasons import LEAST

blueprint = Blueprint("amending", __name__)


def _because() -> TextAreaField:
    label = lazy_gettext("Why it is corrected")
    return TextAreaField(label, filters=[clean], validators=[A_TEXT, Least(LEAST)])


class CorrectionForm(ReplyForm):
    """What the answer should say, and why it is corrected."""

    version = version_field()
    because = _because()


class PartCorrectionForm(PartForm):
    """What the answer to a part should say, and why it is corrected."""

    because = _because()

    def reply(self) -> PartReply:
        """What the verb takes."""
        return PartReply(
            decision=self.decision.data,
            text=self.text.data,
            reason=self.reason.data,
            cites=self.cites.data,
        )


@blueprint.route("/observaciones/<filing_number>/respuesta/correccion", methods=["GET", "POST"])
@open_to(Role.RESPONDER)
def answer(filing_number: str) -> ResponseReturnValue:
    """Propose that a published answer says something else."""
    record = found(desk_list.find(filing_number))
    comment, answer = record.comment, record.answer
    if answer is None:
        return render("desk/amending/answer.html", comment=comment, form=None)
    form = _form(comment, answer)
    if form.carries_out(lambda: _propose(answer, form)):
        return proposed(form.outcome)
    return render(
        "desk/amending/answer.html",
        "desk/amending/_answer.html",
        form.status,
        comment=comment,
        form=form,
        meanings=MEANINGS,
        parts=[each.position for each in Part.of([comment]).get(comment.id, [])],
        is_out=answer.state is AnswerState.PUBLISHED,
        is_proposed=Correction.is_proposed(CorrectionKind.ANSWER, name_of(answer)),
    )


@blueprint.route(
    "/observaciones/<filing_number>/partes/<int:number>/correccion", methods=["GET", "POST"]
)
@open_to(Role.RESPONDER)
def part(filing_number: str, number: int) -> ResponseReturnValue:
    """Propose that the published answer to a part of a letter says something else."""
    record = found(desk_list.find(filing_number))
    comment, answer = record.comment, record.answer
    parts = Part.of([comment]).get(comment.id, [])
    part = found(next((each for each in parts if each.position == number), None))
    values = {name: getattr(part, name) for name in splitting.SUBSTANCE}
    form = PartCorrectionForm(**values, version=part.version)
    if form.carries_out(lambda: _propose_part(part, form)):
        return proposed(form.outcome)
    return render(
        "desk/amending/part.html",
        "desk/amending/_part.html",
        form.status,
        comment=comment,
        part=part,
        form=form,
        meanings=MEANINGS,
        is_out=answer is not None and answer.state is AnswerState.PUBLISHED,
        is_proposed=Correction.is_proposed(CorrectionKind.PART, name_of(part)),
    )


def _propose_part(part: Part, form: PartCorrectionForm) -> Correction:
    return correcting.propose(
        CorrectionKind.PART,
        part,
        plan=part.comment.plan,
        reason=form.because.data or "",
        details=amending_parts.details_of(part, form.reply(), version=form.version.data),
        by=current_user.staff,
        at=g.now,
    )


def _propose(answer: Answer, form: CorrectionForm) -> Correction:
    return correcting.propose(
        CorrectionKind.ANSWER,
        answer,
        plan=answer.comment.plan,
        reason=form.because.data or "",
        details=amending.details_of(answer, form.reply(), version=form.version.data),
        by=current_user.staff,
        at=g.now,
    )


def _form(comment: Comment, answer: Answer) -> CorrectionForm:
    values: dict[str, Any] = {name: getattr(answer, name) for name in amending.SUBSTANCE}
    form = CorrectionForm(**values, version=answer.version)
    form.offer_areas(answer.responsible_area)
    if Part.are_of(comment):
        form.decision.data = answer.decision
    return form
