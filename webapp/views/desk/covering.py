"""Proposing to cover words of what was published, once it is seen where they stand."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from webapp.forms.base import Form
from webapp.forms.fields import (
    A_TEXT,
    FITS,
    KINDS_OF_DATA,
    DayField,
    WordField,
    about_field,
    public_reason_field,
)
from webapp.forms.filing import sent_file
from webapp.models import Correction, Document, Plan
from webapp.models.event import name_of
from webapp.text.redaction import MARKS, RedactionKind
from webapp.text.typed import clean, line
from webapp.values import file_types
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, CoverGround
from webapp.web.hypermedia import found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import clean_copies, correcting, covering
from webapp.workflow.acts import what_stands
from webapp.workflow.clean_copies import CleanCopy
from webapp.workflow.covering import Cover, Found

blueprint = Blueprint("covering", __name__)


class GroundsForm(Form):
    """What is suppressed, and on what ground."""

    data = SelectField(
        lazy_gettext("What they are"),
        choices=[SelectChoice(kind.value, word) for kind, word in KINDS_OF_DATA.items()],
        coerce=RedactionKind,
        default=RedactionKind.NAME,
    )
    ground = WordField(
        lazy_gettext("Ground"),
        CoverGround,
        validators=[InputRequired(lazy_gettext("Choose the ground."))],
    )
    order = StringField(lazy_gettext("Order or request"), filters=[line], validators=[FITS])
    dated = DayField(lazy_gettext("Date of it"), validators=[Optional()])
    reason = public_reason_field()

    @property
    def grounds(self) -> dict[str, Any]:
        """What was chosen, as the verbs take it."""
        return {
            "data": self.data.data,
            "ground": self.ground.data,
            "order": self.order.data or "",
            "dated": self.dated.data,
        }


class CoverForm(GroundsForm):
    """Which words are covered, on what ground, and in which texts."""

    words = TextAreaField(
        lazy_gettext("Words to cover"),
        filters=[clean],
        validators=[Length(max=2_000, message=A_TEXT.message)],
    )
    places = SelectMultipleField(lazy_gettext("Texts"), validate_choice=False)

    @property
    def passages(self) -> list[str]:
        """What was typed, line by line."""
        return [each for each in (line(each) for each in self.words.data.split("\n")) if each]


class CleanCopyForm(GroundsForm):
    """Which file takes the place of a document's, and what becomes of the old one."""

    about = about_field()
    given = HiddenField(filters=[line])
    file = FileField(lazy_gettext("Clean copy"))
    covers_name = BooleanField(lazy_gettext("The name of the old file says it too: cover it"))
    erases = BooleanField(lazy_gettext("The order asks for the old file to be erased"))


@blueprint.route("/planes/<slug>/supresion", methods=["GET", "POST"])
@open_to(*Cover.proposers)
def words(slug: str) -> ResponseReturnValue:
    """Look for words in the public texts of a plan, and propose to cover them there."""
    plan = found(Plan.find(slug))
    form = CoverForm()
    texts = covering.find(plan, form.passages) if form.is_submitted() else []
    proposes = request.form.get("step") == "propose" or not texts
    if proposes and form.carries_out(lambda: _propose(plan, form, texts)):
        return proposed(form.outcome)
    if not proposes:
        form.places.data = [each.key for each in texts]
    return render(
        "desk/covering/words.html",
        status=form.status,
        plan=plan,
        form=form,
        texts=texts,
        observations=covering.observations_with(plan, form.passages) if form.words.data else [],
        marks=MARKS,
    )


def _propose(plan: Plan, form: CoverForm, texts: Sequence[Found]) -> Correction:
    chosen = [each for each in texts if each.key in (form.places.data or ())]
    return correcting.propose(
        CorrectionKind.COVER,
        plan,
        plan=plan,
        reason=form.reason.data or "",
        details=covering.details_of(chosen, **form.grounds),
        by=current_user.staff,
        at=g.now,
    )


@blueprint.route("/planes/<slug>/documentos/<int:number>/copia-limpia", methods=["GET", "POST"])
@open_to(*CleanCopy.proposers)
def clean_copy(slug: str, number: int) -> ResponseReturnValue:
    """Propose a clean copy in the place of a document's file."""
    plan = found(Plan.find(slug))
    document = found(Document.find(plan, number))
    form = CleanCopyForm(given=document.sha256, about=what_stands(plan, name_of(document)))
    if form.carries_out(lambda: _propose_copy(document, form)):
        return proposed(form.outcome)
    return render(
        "desk/covering/clean_copy.html",
        status=form.status,
        plan=plan,
        document=document,
        form=form,
        accepted=",".join(file_types.ENDINGS.values()),
    )


def _propose_copy(document: Document, form: CleanCopyForm) -> Correction:
    file = sent_file(form.file)
    return correcting.propose(
        CorrectionKind.CLEAN_COPY,
        document,
        plan=document.plan,
        reason=form.reason.data or "",
        details=clean_copies.details_of(
            document,
            file,
            given=form.given.data or "",
            erases=form.erases.data,
            covers_name=form.covers_name.data,
            **form.grounds,
        ),
        file=file,
        about=form.about.data,
        by=current_user.staff,
        at=g.now,
    )
