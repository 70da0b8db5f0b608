"""Proposing to take back a correction that was approved by mistake."""

from typing import Any

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import SelectMultipleField, StringField

from webapp.forms.base import Form
from webapp.forms.fields import FITS, public_reason_field
from webapp.models import Comment, Correction
from webapp.text.typed import line
from webapp.views.desk.access import open_to
from webapp.vocabulary import CorrectionKind, CorrectionState
from webapp.web.hypermedia import found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import correcting, taking_back, uncovering
from webapp.workflow.correcting import PROCEDURES, TAKEN_BACK_BY
from webapp.workflow.uncovering import CoveredPassage

blueprint = Blueprint("taking_back", __name__)

_PROPOSERS = {role for kind in TAKEN_BACK_BY.values() for role in PROCEDURES[kind].proposers}


class TakingBackForm(Form):
    """Why a correction is taken back and, of some, how much of it."""

    first = StringField(lazy_gettext("First filing number"), filters=[line], validators=[FITS])
    last = StringField(lazy_gettext("Last filing number"), filters=[line], validators=[FITS])
    passages = SelectMultipleField(lazy_gettext("What is read again"), validate_choice=False)
    order = StringField(lazy_gettext("Order that revokes it"), filters=[line], validators=[FITS])
    reason = public_reason_field()


@blueprint.route("/correcciones/<int:number>/sin-efecto", methods=["GET", "POST"])
@open_to(*_PROPOSERS)
def propose(number: int) -> ResponseReturnValue:
    """Propose to take back a correction that was made."""
    mistaken = found(Correction.find(number))
    kind = TAKEN_BACK_BY.get(mistaken.kind)
    if kind is None:
        return render(
            "desk/taking_back/propose.html",
            plan=mistaken.plan,
            correction=mistaken,
            kind=None,
            form=TakingBackForm(),
        )
    if not current_user.staff.has(*PROCEDURES[kind].proposers):
        abort(403)
    form = TakingBackForm(first=line(request.args.get("radicado")))
    hidden = uncovering.passages_of(mistaken) if kind is CorrectionKind.COVER_LIFTED else []
    if form.carries_out(
        lambda: correcting.propose(
            kind,
            mistaken,
            plan=mistaken.plan,
            reason=form.reason.data,
            details=_details(mistaken, kind, form, hidden),
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/taking_back/propose.html",
        status=form.status,
        plan=mistaken.plan,
        correction=mistaken,
        kind=kind,
        hidden=hidden,
        form=form,
        is_made=mistaken.state is CorrectionState.APPROVED,
    )


def _details(
    mistaken: Correction, kind: CorrectionKind, form: TakingBackForm, hidden: list[CoveredPassage]
) -> dict[str, Any]:
    if kind is CorrectionKind.COVER_LIFTED:
        chosen = [each for each in hidden if str(each.number) in (form.passages.data or ())]
        return uncovering.proposal(mistaken, chosen, order=form.order.data or "")
    if kind is CorrectionKind.ANNULMENT_TAKEN_BACK:
        return taking_back.proposal(mistaken, _chosen(mistaken, form))
    return taking_back.proposal(mistaken)


def _chosen(mistaken: Correction, form: TakingBackForm) -> list[Comment]:
    """Those that it annuls still, or of them the ones between two numbers."""
    annulled = Comment.select().where(Comment.annulment == mistaken).order_by(Comment.id)
    if not form.first.data:
        return list(annulled)
    between = Comment.numbered_between(mistaken.plan, form.first.data, form.last.data or "")
    return [each for each in annulled if each in between]
