"""Corrections at the desk: what is proposed to be put right, and the decision of a second
person."""

from collections.abc import Callable, Iterable
from functools import partial

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.figures.main_points import excerpt
from webapp.forms.base import Form, VersionForm
from webapp.forms.fields import A_TEXT, TOO_LONG, WordField, public_reason_field
from webapp.models import Comment, Correction, Plan, ProposedFile, Wording
from webapp.models.correction import OF_ANSWERS
from webapp.models.edition_content import changes_of
from webapp.queries import changelog
from webapp.queries.changelog import ChangelogItem
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import AnnulmentGround, CorrectionKind, CorrectionState, Role
from webapp.web.hypermedia import done, evidence, found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import annulling, correcting, covering, erasing, moving
from webapp.workflow.annulling import Annulment
from webapp.workflow.moving import Move

blueprint = Blueprint("corrections", __name__)

_A_NUMBER = Length(max=40, message=TOO_LONG)


class RejectionForm(VersionForm):
    """Why a correction is not approved."""

    note = TextAreaField(
        lazy_gettext("Why it is not approved"), filters=[clean], validators=[A_TEXT]
    )


class AnnulmentForm(Form):
    """Which registrations are annulled, and why."""

    ground = WordField(
        lazy_gettext("What happened"),
        AnnulmentGround,
        validators=[InputRequired(lazy_gettext("Choose what happened."))],
    )
    first = StringField(lazy_gettext("Filing number"), filters=[line], validators=[_A_NUMBER])
    last = StringField(lazy_gettext("Last filing number"), filters=[line], validators=[_A_NUMBER])
    same_as = StringField(
        lazy_gettext("Number under which it stays"), filters=[line], validators=[_A_NUMBER]
    )
    reason = public_reason_field()


class MoveForm(Form):
    """Under which action an observation is considered, and why."""

    action = SelectField(lazy_gettext("Action"))
    reason = public_reason_field()

    def offer(self, wordings: Iterable[Wording]) -> None:
        """Offer the actions that these are the wordings of, each by its code and first words."""
        self.action.choices = [
            SelectChoice("", gettext("Choose one")),
            *(
                SelectChoice(each.action.code, f"{each.action.code}: {excerpt(each.activity)}")
                for each in wordings
            ),
        ]


class CancellationTakenBackForm(Form):
    """Why a cancellation is taken back."""

    reason = public_reason_field()


@blueprint.get("/planes/<slug>/correcciones")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """What is proposed on a plan, and what was decided."""
    plan = found(Plan.find(slug))
    others = [each for each in CorrectionState if each is not CorrectionState.PROPOSED]
    return render(
        "desk/corrections/index.html",
        plan=plan,
        proposed=Correction.of(plan, CorrectionState.PROPOSED),
        decided=Correction.of(plan, *others),
    )


@blueprint.get("/correcciones/<int:number>")
@open_to(*EVERYONE)
def show(number: int) -> ResponseReturnValue:
    """One correction, whole, with what whoever is signed in may do with it."""
    return _page(found(Correction.find(number)))


@blueprint.get("/correcciones/<int:number>/copia")
@open_to(*EVERYONE)
def proposed_file(number: int) -> ResponseReturnValue:
    """The clean copy that is proposed, to be looked at before it is approved."""
    correction = found(Correction.find(number))
    file = found(ProposedFile.get_or_none(correction=correction))
    copy = correction.details["clean"]
    return evidence(file.content, media_type=copy["media_type"], filename=copy["filename"])


@blueprint.post("/correcciones/<int:number>/aprobacion")
@open_to(Role.APPROVER)
def approve(number: int) -> ResponseReturnValue:
    """Approve it, and so make it."""
    return _decided(number, VersionForm(), correcting.approve, gettext("The correction is made."))


@blueprint.post("/correcciones/<int:number>/rechazo")
@open_to(Role.APPROVER)
def reject(number: int) -> ResponseReturnValue:
    """Say no to it."""
    form = RejectionForm()
    verb = partial(correcting.reject, note=form.note.data)
    return _decided(number, form, verb, gettext("It is not approved: nothing changes."))


@blueprint.post("/correcciones/<int:number>/retiro")
@open_to(*correcting.PROPOSERS)
def take_back(number: int) -> ResponseReturnValue:
    """Take back one's own proposal."""
    verb = correcting.take_back
    return _decided(number, VersionForm(), verb, gettext("The proposal is taken back."))


@blueprint.route("/planes/<slug>/cancelacion/correccion", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def cancellation(slug: str) -> ResponseReturnValue:
    """Propose to take back the cancellation of a plan."""
    plan = found(Plan.find(slug))
    form = CancellationTakenBackForm()
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.CANCELLATION_TAKEN_BACK,
            plan,
            plan=plan,
            reason=form.reason.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render("desk/corrections/cancellation.html", status=form.status, plan=plan, form=form)


@blueprint.route("/planes/<slug>/anulacion", methods=["GET", "POST"])
@open_to(*Annulment.proposers)
def annulment(slug: str) -> ResponseReturnValue:
    """Propose to annul the registration of one observation, or of all that came in together."""
    plan = found(Plan.find(slug))
    form = AnnulmentForm(first=line(request.args.get("radicado")))

    def propose() -> Correction:
        comments = Comment.numbered_between(plan, form.first.data, form.last.data)
        return correcting.propose(
            CorrectionKind.ANNULMENT,
            comments[0] if len(comments) == 1 else plan,
            plan=plan,
            reason=form.reason.data,
            details=annulling.proposal(form.ground.data, comments, same_as=form.same_as.data),
            by=current_user.staff,
            at=g.now,
        )

    if form.carries_out(propose):
        return proposed(form.outcome)
    return render("desk/corrections/annulment.html", status=form.status, plan=plan, form=form)


@blueprint.route("/observaciones/<filing_number>/otra-accion", methods=["GET", "POST"])
@open_to(*Move.proposers)
def move(filing_number: str) -> ResponseReturnValue:
    """Propose to consider an observation under another action."""
    comment = found(Comment.find(filing_number))
    plan = comment.plan
    form = MoveForm()
    form.offer(
        wording
        for _, wordings in found(plan.current_edition).outline
        for wording in wordings
        if wording.action_id != comment.considered_under_id
    )
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.MOVE,
            comment,
            plan=plan,
            reason=form.reason.data,
            details=moving.proposal(plan.public_action(form.action.data)),
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/corrections/move.html",
        status=form.status,
        plan=plan,
        comment=comment,
        reading=comment.read_by(current_user.staff),
        form=form,
    )


def _decided(
    number: int, form: VersionForm, verb: Callable[..., Correction], message: str
) -> ResponseReturnValue:
    correction = found(Correction.find(number))
    if form.carries_out(
        lambda: verb(correction, version=form.version.data, by=current_user.staff, at=g.now)
    ):
        flash(message, "good")
        return done(url_for(".show", number=number))
    return _page(correction, form)


def _page(correction: Correction, form: VersionForm | None = None) -> ResponseReturnValue:
    staff = current_user.staff
    return render(
        "desk/corrections/show.html",
        status=form.status if form else 200,
        plan=correction.plan,
        correction=correction,
        form=form,
        rejection=_rejection(correction, form),
        decision=VersionForm(formdata=None, version=correction.version),
        may_decide=correcting.may_decide(correction, staff),
        texts=_to_be_covered(correction),
        replaces=_waits_with_a_copy(correction),
        further=_further(correction),
        amendments=_to_be_corrected(correction),
        may_erase=staff.has(*erasing.WordsErased.proposers) and erasing.may_be_erased(correction),
        may_take_back=correcting.may_take_back(correction, staff),
    )


def _further(correction: Correction) -> tuple[str, str] | None:
    """What follows a correction that was made by mistake, for whoever may propose it."""
    if correction.state is not CorrectionState.APPROVED:
        return None
    comment = correction.comment
    number = comment.filing_number if comment else ""
    staff = current_user.staff
    if correction.kind in correcting.TAKEN_BACK_BY:
        kind = correcting.TAKEN_BACK_BY[correction.kind]
        if not staff.has(*correcting.PROCEDURES[kind].proposers):
            return None
        address = url_for("desk.taking_back.propose", number=correction.id)
        return address, gettext("It was a mistake: take it back…")
    if correction.kind is CorrectionKind.MOVE and staff.has(*Move.proposers):
        return url_for(".move", filing_number=number), gettext("Consider it under another action…")
    if correction.kind in OF_ANSWERS and staff.has(Role.RESPONDER):
        address = url_for("desk.answers.answer", filing_number=number)
        return address, gettext("Open the answer")
    return None


def _to_be_covered(correction: Correction) -> list[covering.Found]:
    """What a proposal would cover: until it is approved, anyone can read it."""
    covers = correction.kind is CorrectionKind.COVER
    waits = correction.state is CorrectionState.PROPOSED
    return covering.texts_of(correction) if covers and waits else []


def _waits_with_a_copy(correction: Correction) -> bool:
    """Whether there is a clean copy to be looked at before it is decided."""
    copies = correction.kind is CorrectionKind.CLEAN_COPY
    waits = correction.state is CorrectionState.PROPOSED
    return copies and waits and correction.details["clean"] is not None


def _to_be_corrected(correction: Correction) -> list[ChangelogItem]:
    """What a proposed edition would change: once it is out, the changelog has it."""
    edition = correction.plan.draft_edition
    publishes = correction.kind is CorrectionKind.EDITORIAL_EDITION
    waits = correction.state is CorrectionState.PROPOSED
    return changelog.amendments(changes_of(edition)) if publishes and waits and edition else []


def _rejection(correction: Correction, form: VersionForm | None) -> RejectionForm:
    if isinstance(form, RejectionForm):
        return form
    return RejectionForm(formdata=None, version=correction.version)
