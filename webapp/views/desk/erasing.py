"""Proposing to erase the words below the marks of a cover, when an order asks for that."""

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from webapp.forms.base import Form
from webapp.forms.fields import FITS, DayField, WordField, public_reason_field
from webapp.models import Correction
from webapp.text.typed import line
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, CoverGround
from webapp.web.hypermedia import found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import correcting, erasing, uncovering
from webapp.workflow.erasing import GROUNDS, WordsErased

blueprint = Blueprint("erasing", __name__)


class ErasingForm(Form):
    """Who asks for the words to be erased, and why."""

    ground = WordField(
        lazy_gettext("Ground"),
        CoverGround,
        among=lambda each: each in GROUNDS,
        validators=[InputRequired(lazy_gettext("Choose the ground."))],
    )
    order = StringField(lazy_gettext("Order or request"), filters=[line], validators=[FITS])
    dated = DayField(lazy_gettext("Date of it"), validators=[Optional()])
    reason = public_reason_field()


@blueprint.route("/correcciones/<int:number>/borrado", methods=["GET", "POST"])
@open_to(*WordsErased.proposers)
def propose(number: int) -> ResponseReturnValue:
    """Propose to erase the words that a correction covers."""
    cover = found(Correction.find(number))
    form = ErasingForm()
    if form.carries_out(lambda: _propose(cover, form)):
        return proposed(form.outcome)
    can_be_erased = erasing.may_be_erased(cover)
    return render(
        "desk/erasing/propose.html",
        status=form.status,
        plan=cover.plan,
        correction=cover,
        form=form,
        can_be_erased=can_be_erased,
        hidden=uncovering.passages_of(cover) if can_be_erased else [],
        reach=erasing.reach(cover, reader=current_user.staff) if can_be_erased else None,
    )


def _propose(cover: Correction, form: ErasingForm) -> Correction:
    return correcting.propose(
        CorrectionKind.WORDS_ERASED,
        cover,
        plan=cover.plan,
        reason=form.reason.data or "",
        details=erasing.proposal(
            cover, ground=form.ground.data, order=form.order.data or "", dated=form.dated.data
        ),
        by=current_user.staff,
        at=g.now,
    )
