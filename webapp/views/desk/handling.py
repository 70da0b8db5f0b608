"""Who has an observation: handing it over, impediments, private notes, the staff's own tags."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.handling import AssignForm, ImpedimentForm, LiftingForm, NoteForm, TagsForm
from webapp.models import Area, Comment, Handling, Note, Staff
from webapp.presenting.holder import holder_of
from webapp.queries import caseload, desk_list
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import CorrectionKind
from webapp.web.hypermedia import done, found, render
from webapp.web.proposed_corrections import proposed
from webapp.workflow import correcting, handling, segregating

blueprint = Blueprint("handling", __name__)

_NOTES = "desk/handling/_notes.html"


@blueprint.route("/observaciones/<filing_number>/asignacion", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def assignment(filing_number: str) -> ResponseReturnValue:
    """Hand an observation to an area or a person."""
    comment, holder = _with_holder(filing_number)
    form = AssignForm(
        version=holder.version, area=str(holder.area_id), staff=holder.staff, due_on=holder.due_on
    )
    form.staff.offer(caseload.drafters())
    if form.carries_out(
        lambda: handling.assign(
            comment,
            area=form.area.data,
            staff=form.staff.data,
            due_on=form.due_on.data,
            note=form.note.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return _saved(comment, "assignment", gettext("It is handed over."))
    return render(
        "desk/handling/assignment.html",
        "desk/handling/_assignment.html",
        form.status,
        form=form,
        comment=comment,
        clashes=_clashes(form),
    )


@blueprint.route("/observaciones/<filing_number>/impedimento", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def impediment(filing_number: str) -> ResponseReturnValue:
    """Declare an impediment (R11): someone else gets the observation."""
    comment, holder = _with_holder(filing_number)
    form = ImpedimentForm(version=holder.version)
    form.staff.offer(
        each
        for each in caseload.drafters()
        if each != current_user.staff and holder.area_id in (None, each.area_id)
    )
    if form.carries_out(
        lambda: handling.recuse(
            comment,
            reason=form.reason.data,
            to=form.staff.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Your impediment is in the log. You no longer answer this one."), "good")
        return done(_address(comment))
    return render(
        "desk/handling/impediment.html",
        "desk/handling/_impediment.html",
        form.status,
        form=form,
        comment=comment,
        holder=holder,
    )


@blueprint.route(
    "/observaciones/<filing_number>/impedimento/levantamiento", methods=["GET", "POST"]
)
@open_to(*handling.HANDLERS)
def lifting(filing_number: str) -> ResponseReturnValue:
    """Propose to lift one's own impediment, declared by mistake."""
    comment = found(desk_list.find(filing_number)).comment
    form = LiftingForm()
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.IMPEDIMENT_LIFTED,
            comment,
            plan=comment.plan,
            reason=form.reason.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/handling/lifting.html",
        status=form.status,
        comment=comment,
        form=form,
        is_impeded=segregating.is_impeded(comment, current_user.staff),
    )


@blueprint.get("/observaciones/<filing_number>/notas")
@open_to(*EVERYONE)
def notes(filing_number: str) -> ResponseReturnValue:
    """The private notes on an observation."""
    return _notes(found(desk_list.find(filing_number)).comment, NoteForm(None))


@blueprint.post("/observaciones/<filing_number>/notas")
@open_to(*handling.HANDLERS)
def note(filing_number: str) -> ResponseReturnValue:
    """Leave a private note."""
    comment = found(desk_list.find(filing_number)).comment
    form = NoteForm()
    if form.carries_out(
        lambda: handling.note(comment, form.text.data, by=current_user.staff, at=g.now)
    ):
        return done(
            url_for(".notes", filing_number=comment.filing_number),
            _NOTES,
            message=gettext("The note is saved. Only staff read it."),
            **_on(comment, NoteForm(None)),
        )
    return _notes(comment, form)


def _notes(comment: Comment, form: NoteForm) -> ResponseReturnValue:
    return render("desk/handling/notes.html", _NOTES, form.status, **_on(comment, form))


def _on(comment: Comment, form: NoteForm) -> dict[str, object]:
    """What the fragment of notes needs."""
    return {
        "form": form,
        "comment": comment,
        "notes": Note.on(comment),
        "may_write": current_user.staff.has(*handling.HANDLERS),
    }


@blueprint.route("/observaciones/<filing_number>/etiquetas", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def tags(filing_number: str) -> ResponseReturnValue:
    """Put the staff's own words on an observation."""
    comment, holder = _with_holder(filing_number)
    form = TagsForm(version=holder.version, tags=", ".join(holder.tags))
    if form.carries_out(
        lambda: handling.tag(
            comment,
            (form.tags.data or "").split(","),
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return _saved(comment, "tags", gettext("The tags are saved."))
    return render(
        "desk/handling/tags.html",
        "desk/handling/_tags.html",
        form.status,
        form=form,
        comment=comment,
        standing=", ".join(form.current.tags) if form.current else "",
    )


def _saved(comment: Comment, changed: str, message: str) -> ResponseReturnValue:
    """Back to the observation: the page, or who has it now in the place of the form."""
    return done(
        url_for("desk.comments.comment", filing_number=comment.filing_number),
        "desk/handling/_holder.html",
        message=message,
        changed=changed,
        **holder_of(comment, current_user.staff),
    )


def _with_holder(filing_number: str) -> tuple[Comment, Handling]:
    """An observation and who has it; one that nobody was ever given has a row not yet saved."""
    comment = found(desk_list.find(filing_number)).comment
    return comment, Handling.of(comment) or Handling(comment=comment)


def _clashes(form: AssignForm) -> list[dict[str, str]]:
    """The fields in which what someone else saved differs from what was chosen (R12)."""
    if form.current is None:
        return []
    pairs = (
        (form.area, _name(form.current.area), _name(form.area.data)),
        (form.staff, _name(form.current.staff), _name(form.staff.data)),
    )
    return [
        {"label": field.label.text, "theirs": theirs, "yours": yours}
        for field, theirs, yours in pairs
        if theirs != yours
    ]


def _name(row: Area | Staff | None) -> str:
    return row.name if row else gettext("Nobody")


def _address(comment: Comment) -> str:
    return url_for("desk.comments.comment", filing_number=comment.filing_number)
